"""The charts of reports, as each paper has them: on A4, in large print, and on screen."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assessments.reports import phrases
from assessments.reports.answer_model import Answers
from assessments.reports.charts import bars, icons, printed, strips
from assessments.reports.charts.subjects import (
    distribution_of,
    option_of,
    strip_of_area,
    strip_of_question,
)
from assessments.reports.papers.paper import Paper
from assessments.reports.part_model import ReportPart
from assessments.reports.question_model import OptionRow, ReportQuestion
from assessments.reports.simple.model import Saying, SimpleSummary
from assessments.reports.simple.summary import simple_summary
from assessments.reports.summary.cards import cut

register = template.Library()

LARGE = 20 / 11  # of a letter in large print to one on A4 (report.css)
# How wide a chart is in each place, in points on A4.
WIDTHS = {"part": 272, "row": 200, "card": 256, "strong": 200, "annex": 238, "key": 256, "bar": 106}
LARGE_WIDTHS = {"part": 340, "row": 340, "card": 516, "strong": 516, "annex": 516, "key": 516, "bar": 236}
HEIGHT, RADIUS = 24, 5


def _size(paper: Paper, place: str) -> dict[str, Any]:
    """Return how wide a chart is, in units of its own, and how large a unit is printed."""
    if paper.form == "large":
        return {"width": LARGE_WIDTHS[place] / LARGE, "scale": LARGE}
    return {"width": WIDTHS[place]}


@register.simple_tag
def paper_strip(paper: Paper, question: ReportQuestion, place: str) -> SafeString:
    """Draw where the groups are on a rating question. `place` is one of WIDTHS."""
    shown, ident = strip_of_question(question), f"{question.anchor}-{place}"
    if paper.form == "screen":
        return mark_safe(strips.strip(ident=ident, **shown))
    size = _size(paper, place)
    return mark_safe(printed.strip(ident=ident, height=HEIGHT, radius=RADIUS, **size, **shown))


@register.simple_tag
def paper_area_strip(paper: Paper, part: ReportPart) -> SafeString:
    """Draw where the groups are on a part."""
    shown = strip_of_area(part.area, f"{part.number} {part.title}")
    if paper.form == "screen":
        return mark_safe(strips.strip(ident=f"{part.anchor}-strip", **shown))
    size = _size(paper, "part")
    return mark_safe(
        printed.strip(ident=f"{part.anchor}-strip", height=HEIGHT, radius=RADIUS, **size, **shown)
    )


@register.simple_tag
def paper_axis(paper: Paper, ident: str, place: str) -> SafeString:
    """Draw the numbers from 0 to 100 over a column of strips. They stand beside marks with numbers of their
    own, and say nothing to those who hear the page."""
    if paper.form == "screen":
        return mark_safe(strips.axis())
    return mark_safe(printed.axis(ident=ident, **_size(paper, place)))


@register.simple_tag
def paper_bar(paper: Paper, question: ReportQuestion, row: Answers, place: int) -> SafeString:
    """Draw how many people gave each answer, as one bar."""
    shown = distribution_of(question, row, place)
    if paper.form == "screen":
        return mark_safe(bars.distribution(**shown))
    return mark_safe(printed.distribution(height=14, **_size(paper, "bar"), **shown))


@register.simple_tag
def paper_option_bar(paper: Paper, question: ReportQuestion, row: OptionRow, place: int) -> SafeString:
    """Draw how many people picked an option."""
    shown = option_of(question, row, place)
    if paper.form == "screen":
        return mark_safe(bars.option_bar(**shown))
    return mark_safe(printed.option_bar(height=14, **_size(paper, "bar"), **shown))


EXAMPLES: dict[str, dict[str, Any]] = {
    "far": {
        "title": gettext_noop("An example of four groups, 30 or more apart: 25, 45, 55 and 80"),
        "points": [
            strips.Point(shape, (shape,), value)
            for shape, value in (("circle", 25), ("diamond", 45), ("square", 55), ("triangle", 80))
        ],
        "band": "far",
    },
    "joined": {
        "title": gettext_noop("An example of a joined group at 30, and another at 44"),
        "points": [strips.Point("Joined", ("circle", "diamond"), 30), strips.Point("Other", ("square",), 44)],
        "band": "close",
    },
    "none": {
        "title": gettext_noop("An example of everyone at 40, where groups are not compared"),
        "points": [],
        "band": None,
        "everyone": 40,
    },
}


@register.simple_tag
def example_strip(paper: Paper, name: str) -> SafeString:
    """Draw an example of a strip, to explain it. `name` is one of EXAMPLES."""
    ident = f"example-{name}"
    shown = EXAMPLES[name] | {"title": _(EXAMPLES[name]["title"])}
    if paper.form == "screen":
        return mark_safe(strips.strip(ident=ident, **shown))
    size = _size(paper, "key")
    return mark_safe(printed.strip(ident=ident, height=HEIGHT, radius=RADIUS, **size, **shown))


@register.simple_tag
def bar_key(band: str) -> SafeString:
    """Draw the key to one kind of bar of a strip, to stand before its words."""
    return mark_safe(icons.band(band))


@register.filter
def ended(words: str) -> str:
    """Return words with a full stop, unless they end with a mark of their own."""
    return phrases.ended(words)


@register.filter
def at_most(words: str, letters: int) -> str:
    """Return words, or so many letters of their beginning."""
    return cut(words, letters)


@register.filter
def in_simple_words(paper: Paper) -> SimpleSummary:
    """Return the report in simple words."""
    return simple_summary(paper.report, paper.amount)


@register.simple_tag
def saying_steps(saying: Saying) -> SafeString:
    """Draw where an answer is among all answers to its question."""
    return mark_safe(icons.steps(saying.place, saying.of))
