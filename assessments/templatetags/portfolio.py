"""The squares of a pattern across assessments."""

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from assessments.portfolio.patterns import Pattern
from assessments.reports.charts.svg import INK, SHEET, element

register = template.Library()

SIDE, STEP, IN_A_ROW = 18, 27, 8


@register.simple_tag
def squares(pattern: Pattern) -> SafeString:
    """Draw one square for each assessment: filled where it is so, those first, whichever they are."""
    across = min(pattern.asked, IN_A_ROW)
    down = -(-pattern.asked // IN_A_ROW)
    title = _("%(marked)d of %(asked)d assessments") % {"marked": pattern.marked, "asked": pattern.asked}
    drawn = [
        element(
            "rect",
            x=5 + STEP * (place % IN_A_ROW),
            y=4 + STEP * (place // IN_A_ROW),
            width=SIDE,
            height=SIDE,
            fill=INK if place < pattern.marked else SHEET,
            stroke=INK,
            stroke_width=1.6,
        )
        for place in range(pattern.asked)
    ]
    width, height = 5 + STEP * across, STEP * down
    return mark_safe(  # all of it is made here: numbers, and words of ours
        element(
            "svg",
            element("title", title),
            *drawn,
            class_="chart chart-dots",
            viewBox=f"0 0 {width} {height}",
            width=width,
            height=height,
            role="img",
        )
    )
