"""The charts and links of results pages and the report. What each shows: reports/charts/subjects.py."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from assessments.printing.pdf import page_words
from assessments.reports import phrases
from assessments.reports.answer_model import Answers
from assessments.reports.beside.agreed import AgreedEntry, AgreedQuestion
from assessments.reports.beside.voices import ReportStatement
from assessments.reports.charts import bars, icons, meeting, printed, strips
from assessments.reports.charts.subjects import (
    distribution_of,
    option_of,
    row_of,
    strip_of_area,
    strip_of_question,
)
from assessments.reports.model import Report
from assessments.reports.part_model import Area, ReportFramework, ReportPart
from assessments.reports.question_model import OptionRow, ReportQuestion

register = template.Library()
register.simple_tag(page_words)


def _svg(drawn: str) -> SafeString:
    """Mark a chart as safe: the charts leave `charts` escaped."""
    return mark_safe(drawn)


@register.simple_tag
def icon(shapes: tuple[str, ...]) -> SafeString:
    """Draw the mark of a group; nothing for none."""
    return _svg(icons.icon(shapes) if shapes else "")


@register.simple_tag
def question_strip(question: ReportQuestion, place: str, **size: Any) -> SafeString:
    """Draw where the groups are on a rating question. `place` tells strips of one page apart; size: the
    height, radius and nominal width of strips.strip, where they are not the usual ones."""
    return _svg(strips.strip(ident=f"{question.anchor}-{place}", **size, **strip_of_question(question)))


@register.simple_tag
def area_strip(area: Area, ident: str, label: str) -> SafeString:
    """Draw the positions of a part or framework."""
    return _svg(strips.strip(ident=ident, **strip_of_area(area, label)))


@register.simple_tag
def axis() -> SafeString:
    """Draw the numbers from 0 to 100 over a column of strips."""
    return _svg(strips.axis())


@register.simple_tag
def answer_bar(question: ReportQuestion, row: Answers, place: int) -> SafeString:
    """How many people gave each answer, as one bar."""
    return _svg(bars.distribution(**distribution_of(question, row, place)))


@register.simple_tag
def option_bar(question: ReportQuestion, row: OptionRow, place: int) -> SafeString:
    """How many people picked an option."""
    return _svg(bars.option_bar(**option_of(question, row, place)))


@register.simple_tag
def swatch(place: int, of: int) -> SafeString:
    """Draw the shade of a level, counted from 0 at the least good answer."""
    return _svg(icons.swatch(place, of))


@register.simple_tag
def swatch_without_score() -> SafeString:
    return _svg(icons.swatch_without_score())


@register.simple_tag
def face_band(colour: str) -> SafeString:
    """Draw a band in an organisation's colour, as wide as its place."""
    return _svg(icons.face_band(colour))


@register.simple_tag
def logo() -> SafeString:
    return _svg(icons.logo())


@register.simple_tag
def part_link(links: object, part: ReportPart) -> str:
    """Return the address of a part's page; where there are no links, its place in the report."""
    return links.part(part) if links else f"#{part.anchor}"  # type: ignore[attr-defined]


@register.simple_tag
def question_link(links: object, part: ReportPart, question: ReportQuestion) -> str:
    """Return the address of a question on its part's page; without links, its place in the report."""
    return f"{part_link(links, part) if links else ''}#{question.anchor}"


@register.simple_tag
def chart_link(links: object, name: str, suffix: str) -> str:
    """Return the address of a chart to copy (reports/charts/copies.py), as a file of this kind."""
    return links.chart(name, suffix)  # type: ignore[attr-defined]


@register.simple_tag
def outcome_mark(outcome: str) -> SafeString:
    """Draw the mark of what a group said of a question: 'agreed', 'not_agreed', 'later', or 'open'."""
    return _svg(meeting.mark(outcome))


@register.simple_tag
def fit_mark(outcome: str) -> SafeString:
    """Draw whether a name fits: 'fits', 'part', 'no', or 'unknown'."""
    return _svg(icons.fit_mark(outcome))


@register.simple_tag
def agreed_ladder(question: ReportQuestion, entry: AgreedEntry, place: str, points: float = 0) -> SafeString:
    """Draw the level that was agreed among all levels; nothing without one. `place` tells ladders of one page
    apart; points: how many a unit is on paper."""
    if entry.level is None:
        return _svg("")
    levels = [level.numeral for level in question.levels]
    title = _("Agreed level %(level)s, on a scale from %(least)s to %(best)s") % {
        "level": entry.level.numeral, "least": levels[0], "best": levels[-1],
    }  # fmt: skip
    ident = f"{question.anchor}-{place}"
    return _svg(
        meeting.ladder(ident=ident, title=title, levels=levels, chosen=entry.level.numeral, points=points)
    )


@register.simple_tag
def differing_ladder(question: ReportQuestion, statement: ReportStatement, points: float = 0) -> SafeString:
    """Draw the level that people would give who see it differently, as that which was agreed; nothing without
    one."""
    if statement.level is None:
        return _svg("")
    levels, chosen = [level.numeral for level in question.levels], statement.level.numeral
    title = _("Level that they would give: %(level)s, on a scale from %(least)s to %(best)s") % {
        "level": chosen, "least": levels[0], "best": levels[-1],
    }  # fmt: skip
    ident = f"{question.anchor}-differ-{statement.ident}"
    return _svg(meeting.ladder(ident=ident, title=title, levels=levels, chosen=chosen, points=points))


@register.simple_tag
def room_row(question: ReportQuestion, row: Answers, place: int) -> SafeString:
    """Draw where one group is on a question, for a screen in the room."""
    return _svg(meeting.row(**row_of(question, row, place)))


@register.simple_tag
def room_heads(question: ReportQuestion) -> SafeString:
    """Draw the names of the levels over these rows; the two ends alone where there is no room for all."""
    names = question.tick_names or (question.ends.least, question.ends.best)
    return _svg(meeting.heads(names) if any(names) else "")


@register.simple_tag
def room_bar(question: ReportQuestion, row: Answers, place: int) -> SafeString:
    """Draw how many people gave each answer, as one bar that grows with the letters of the screen."""
    return _svg(printed.distribution(width=148, height=20, **distribution_of(question, row, place)))


@register.filter
def agreed_on(report: Report, question: ReportQuestion) -> AgreedQuestion | None:
    """Return what was said of a question at meetings; None for nothing."""
    return report.agreed.on(question.key)


@register.filter
def framework_of(report: Report, part: ReportPart) -> ReportFramework:
    """Return the framework that a part belongs to."""
    return report.framework_of(part)


@register.filter
def people(count: int) -> str:
    """'1 person', '2 people', 'nobody'."""
    return phrases.people(count)
