"""The charts and links of results pages and the report. Words come from the report; here they are put beside
the numbers of each picture, so that its title holds the whole message (docs/rules.md, Figures and charts)."""

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString, mark_safe

from assessments.reports import phrases
from assessments.reports.charts import bars, icons, strips
from assessments.reports.model import Area, ReportPart
from assessments.reports.question_model import Answers, OptionRow, ReportLevel, ReportQuestion

register = template.Library()

POSITIONS = tuple((float(value), str(value)) for value in (0, 25, 50, 75, 100))


def _svg(drawn: str) -> SafeString:
    """Mark a chart as safe: the charts leave `charts` escaped."""
    return mark_safe(drawn)


def _figures(area_or_question: Area | ReportQuestion) -> list[str]:
    parity, everyone = area_or_question.parity, area_or_question.everyone
    average = everyone.mean if isinstance(everyone, Answers) else everyone
    found = []
    if area_or_question.gap:
        found.append(f"Gap {area_or_question.gap.printed}.")
    if parity:
        found.append(f"Both sides counted equally {parity.printed}.")
    if average:
        found.append(f"Everyone, as a plain average, {average.printed}.")
    return found


def _listed(values: list[tuple[str, str]]) -> list[str]:
    return ["; ".join(f"{name} {value}" for name, value in values) + "."] if values else []


@register.simple_tag
def icon(shapes: tuple[str, ...]) -> SafeString:
    """Draw the markers of a group; nothing for none."""
    return _svg(icons.icon(shapes) if shapes else "")


@register.simple_tag
def question_strip(question: ReportQuestion, place: str) -> SafeString:
    """Draw a rating question's averages on its own scale. `place` tells strips of one page apart."""
    means = [(row, row.mean) for row in question.groups if row.mean]
    said = _listed([(row.name, mean.printed) for row, mean in means])
    everyone = question.everyone.mean if question.everyone else None
    return _svg(
        strips.strip(
            ident=f"{question.anchor}-{place}",
            title=" ".join([f"{question.label}: average scores.", *said, *_figures(question)]),
            desc="",
            ticks=[(float(level.value), level.numeral) for level in question.levels],
            points=[strips.Point(r.name, r.group.shapes, mean.exact) for r, mean in means if r.group],
            parity=question.parity.exact if question.parity else None,
            average=everyone.exact if everyone else None,
        )
    )


@register.simple_tag
def area_strip(area: Area, ident: str, label: str) -> SafeString:
    """Draw the positions of a part or framework, 0 to 100."""
    found = [(one.group, one.position) for one in area.groups if one.position]
    said = _listed([(group.name, position.printed) for group, position in found])
    return _svg(
        strips.strip(
            ident=ident,
            title=" ".join([f"{label}: positions from 0 to 100.", *said, *_figures(area)]),
            desc="",
            ticks=POSITIONS,
            points=[strips.Point(group.name, group.shapes, position.exact) for group, position in found],
            parity=area.parity.exact if area.parity else None,
            average=area.everyone.exact if area.everyone else None,
        )
    )


@register.simple_tag
def answer_bar(question: ReportQuestion, row: Answers, place: int) -> SafeString:
    """How many people gave each answer, as one bar."""
    said = [f"{count.people} gave {count.name}" for count in row.counts if count.people]
    others = {"don’t know": row.dont_know, "doesn’t apply": row.not_applicable, "not said": row.not_said}
    said += [f"{count} {words}" for words, count in others.items() if count]
    return _svg(
        bars.distribution(
            ident=f"{question.anchor}-bar{place}",
            title=f"{question.number}, {row.name}: {', '.join(said) or 'no answers'}",
            desc="",
            counts=[(count.name, count.people) for count in row.counts],
            dont_know=row.dont_know,
            not_said=row.not_applicable + row.not_said,
        )
    )


@register.simple_tag
def option_bar(question: ReportQuestion, row: OptionRow, place: int) -> SafeString:
    """How many people picked an option."""
    said = phrases.some_of(row.people, row.out_of, who=" who chose")
    return _svg(
        bars.option_bar(
            ident=f"{question.anchor}-option{place}",
            title=f"{question.number}, {row.label}: {said}",
            desc="",
            count=row.people,
            out_of=row.out_of,
        )
    )


@register.simple_tag
def swatch(place: int, of: int) -> SafeString:
    """Draw the shade of a level, counted from 0."""
    return _svg(icons.swatch(place, of))


@register.simple_tag
def swatch_hatched() -> SafeString:
    return _svg(icons.swatch_hatched())


@register.simple_tag
def parity_key() -> SafeString:
    return _svg(icons.parity_key())


@register.simple_tag
def average_key() -> SafeString:
    return _svg(icons.average_key())


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
def described(levels: Sequence[ReportLevel]) -> bool:
    """Whether any of the levels has a description."""
    return any(level.description for level in levels)


@register.filter
def people(count: int) -> str:
    """'1 person', '2 people', 'nobody'."""
    return phrases.people(count)
