"""The charts of what moved between two rounds, on screen and on paper (reports/charts/subjects.py)."""

from typing import Any, Literal

from django import template
from django.utils.safestring import SafeString, mark_safe

from assessments.reports.beside.change import Changed, ReportChange
from assessments.reports.beside.plan import ReportPlan
from assessments.reports.charts import slopes
from assessments.reports.charts.subjects import gap_of, slopes_of
from assessments.reports.papers.paper import Paper
from assessments.reports.question_model import ReportQuestion

register = template.Library()

POINTS, LARGE_POINTS = 0.62, 1.2  # of a unit, on A4 and in large print: no letter is under 9.9 or 18 points


def _points(paper: Paper | Literal[""] | None) -> float:
    """Return how many points a unit is; 0 on screen. A template that has no paper hands over ''."""
    if not paper or paper.form == "screen":
        return 0
    return LARGE_POINTS if paper.form == "large" else POINTS


@register.simple_tag
def slope_chart(one: Changed, change: ReportChange, paper: Paper | Literal[""] | None = None) -> SafeString:
    """Draw where each group was and is. paper: what it is printed on; None for a page of results."""
    shown: dict[str, Any] = slopes_of(one, change, "slope")
    return mark_safe(slopes.slopes(points=_points(paper), **shown))


@register.simple_tag
def gap_chart(one: Changed, change: ReportChange, paper: Paper | Literal[""] | None = None) -> SafeString:
    """Draw the gap then and now; nothing where there is none."""
    if one.gap is None:
        return mark_safe("")
    return mark_safe(slopes.gap_bars(points=_points(paper), **gap_of(one, one.gap, change, "gap")))


@register.simple_tag
def gap_key(when: str) -> SafeString:
    """Draw the key to the bar of 'then' or of 'now'."""
    return mark_safe(slopes.key_of_gap(is_now=when == "now"))


@register.filter
def before_about(plan: ReportPlan, question: ReportQuestion) -> list[tuple[str, str, str]]:
    """Return what is said, beside what has moved on a question, of each action that we planned about it after
    the round before."""
    return [action.beside_a_move for action in plan.before_about(question.key)]
