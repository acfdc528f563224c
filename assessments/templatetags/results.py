"""The charts and links of results pages and the report. Words come from the report; here they are put beside
the numbers of each picture, so that its title holds the whole message (docs/rules.md, Figures and charts)."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from assessments.reports import phrases
from assessments.reports.answer_model import Answers, Figure, ReportGroup
from assessments.reports.charts import bars, icons, strips
from assessments.reports.model import Report
from assessments.reports.part_model import Area, ReportFramework, ReportPart
from assessments.reports.question_model import OptionRow, ReportQuestion

register = template.Library()


def _svg(drawn: str) -> SafeString:
    """Mark a chart as safe: the charts leave `charts` escaped."""
    return mark_safe(drawn)


def _strip_of(
    label: str,
    placed: Sequence[tuple[ReportGroup, Figure]],
    of: Area | ReportQuestion,
    everyone: Figure | None,
) -> dict[str, Any]:
    """Return what a strip shows: its title, which holds the whole message, its points and its band."""
    said = [f"{group.name} {position.printed}" for group, position in placed]
    if said:
        told = f"{'; '.join(said)}." + (f" Gap {of.gap.printed}." if of.gap else "")
        told += "" if of.band else " Groups are not compared."
    else:
        told = "groups are not compared." + (f" Everyone {everyone.printed}." if everyone else "")
    return {
        "title": f"{label}: {told}",
        "points": [
            strips.Point(group.name, group.shapes, int(position.rounded)) for group, position in placed
        ],
        "band": of.band,
        "everyone": int(everyone.rounded) if everyone else None,
    }


def strip_of_question(question: ReportQuestion) -> dict[str, Any]:
    """Return what a strip of a rating question shows."""
    placed = [(row.group, row.position) for row in question.groups if row.group and row.position]
    return _strip_of(
        question.label, placed, question, question.everyone.position if question.everyone else None
    )


def strip_of_area(area: Area, label: str) -> dict[str, Any]:
    """Return what a strip of a part or framework shows. label: how its title begins."""
    placed = [(one.group, one.position) for one in area.groups if one.position]
    return _strip_of(label, placed, area, area.everyone)


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


def bar_of(question: ReportQuestion, row: Answers, place: int) -> dict[str, Any]:
    """Return what a bar shows: from the least good answer to the best, then those without a score."""
    counts = question.by_goodness(row.counts)
    said = [f"{count.people} gave {count.name}" for count in counts if count.people]
    others = {"don’t know": row.dont_know, "doesn’t apply": row.not_applicable, "not said": row.not_said}
    said += [f"{count} {words}" for words, count in others.items() if count]
    return {
        "ident": f"{question.anchor}-bar{place}",
        "title": f"{question.number}, {row.name}: {', '.join(said) or 'no answers'}",
        "counts": [(count.name, count.people) for count in counts],
        "without_score": row.without_score,
    }


@register.simple_tag
def answer_bar(question: ReportQuestion, row: Answers, place: int) -> SafeString:
    """How many people gave each answer, as one bar."""
    return _svg(bars.distribution(**bar_of(question, row, place)))


def option_of(question: ReportQuestion, row: OptionRow, place: int) -> dict[str, Any]:
    """Return what the bar of an option shows."""
    said = phrases.some_of(row.people, row.out_of, who=" who chose")
    return {
        "ident": f"{question.anchor}-option{place}",
        "title": f"{question.number}, {row.label}: {said}",
        "count": row.people,
        "out_of": row.out_of,
    }


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


@register.filter
def framework_of(report: Report, part: ReportPart) -> ReportFramework:
    """Return the framework that a part belongs to."""
    return report.framework_of(part)


@register.filter
def people(count: int) -> str:
    """'1 person', '2 people', 'nobody'."""
    return phrases.people(count)
