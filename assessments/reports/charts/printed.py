"""Strips and bars on paper: what `strips` and `bars` show on screen. `scale` is the points to a unit: 1, or
more in large print, where a drawing grows as a whole."""

from collections.abc import Sequence
from html import escape

from django.utils.translation import gettext as _

from assessments.printing.widths import text_width
from assessments.reports.charts import svg
from assessments.reports.charts.bars import Part, checked_parts
from assessments.reports.charts.markers import mark_of
from assessments.reports.charts.strips import TICKS, Point, checked, drawing_order, edge_of, ends_of, shifts
from assessments.reports.charts.svg import AMBER, CARD, GRID, INK, INK_2, PALE, RULE
from assessments.reports.charts.tints import tint

WIDTH, HEIGHT, RADIUS = 300.0, 22.0, 4.6
PAD = 28.0  # beside the axis: a mark at its end, and the number there
BESIDE = 2.5  # between a mark and its number
TEXT = 9.9  # the size of every number on paper, in points


def strip(
    *,
    ident: str,
    title: str,
    points: Sequence[Point],
    band: str | None,
    everyone: int | None = None,
    width: float = WIDTH,
    height: float = HEIGHT,
    radius: float = RADIUS,
    scale: float = 1,
) -> str:
    """One axis from 0 to 100, as `strips.strip` draws it, `width` by `height` units. Raises as it does."""
    body = strip_body(points=points, band=band, everyone=everyone, width=width, height=height, radius=radius)
    return svg.chart(ident=ident, title=title, desc="", width=width, height=height, body=body, points=scale)


def strip_body(
    *,
    points: Sequence[Point],
    band: str | None,
    everyone: int | None = None,
    width: float = WIDTH,
    height: float = HEIGHT,
    radius: float = RADIUS,
) -> list[str]:
    """Draw the same without a frame and a title, to stand in a larger picture."""
    checked(points, band, everyone)
    y, long = height / 2, width - 2 * PAD

    def x(value: float) -> float:
        return PAD + value * long / 100

    body = [
        svg.element("line", x1=x(v), x2=x(v), y1=0, y2=height, stroke=GRID, stroke_width=0.6) for v in TICKS
    ]
    line: dict[str, str | float] = {"stroke_width": 0.7}
    if band is None:
        line = {"stroke_width": 0.8, "stroke_dasharray": "1.2 3.2"}
    body.append(svg.element("line", x1=PAD, x2=width - PAD, y1=y, y2=y, stroke=RULE, **line))
    ends = ends_of(points)
    if ends and band in ("far", "apart"):
        fill, edge, thick, tall = (AMBER, INK, 0.9, 8.0) if band == "far" else (PALE, RULE, 0.7, 6.5)
        left, right = x(ends[0].value), x(ends[1].value)
        body.append(
            svg.element(
                "rect", x=left, y=y - tall / 2, width=right - left, height=tall, fill=fill, stroke=edge,
                stroke_width=thick,
            )
        )  # fmt: skip
    numbers = [text_width(str(end.value), TEXT) for end in ends] if ends else [0.0, 0.0]
    left_of, right_of = (PAD - BESIDE - wide - 1 for wide in numbers)
    moves = shifts(points, long, radius, room=(left_of, right_of))
    body += [mark_of(p.markers, x(p.value) + move, y, radius) for p, move in drawing_order(points, moves)]
    if ends:
        low, high = ends
        for end, side in ((low, -1), (high, 1)):
            if side > 0 or low.value != high.value:
                reach = edge_of(points, moves, end, side, long, radius)
                body.append(_number(end.value, x(end.value) + side * (reach + BESIDE), y, side))
    elif everyone is not None:
        body.append(_everyone(everyone, x(everyone), y))
    return body


def axis(*, ident: str, width: float = WIDTH, scale: float = 1) -> str:
    """Draw the numbers over a column of strips of that width."""
    body = [
        svg.element(
            "text", str(value), x=PAD + value * (width - 2 * PAD) / 100, y=10, text_anchor="middle",
            font_size=TEXT, fill=INK_2,
        )
        for value in TICKS
    ]  # fmt: skip
    title = _("Axis from 0, least good, to 100, best")
    return svg.chart(ident=ident, title=title, desc="", width=width, height=13, body=body, points=scale)


def distribution(
    *,
    ident: str,
    title: str,
    counts: Sequence[tuple[str, int]],
    without_score: int = 0,
    width: float = 200.0,
    height: float = 13.0,
    scale: float = 1,
) -> str:
    """How many chose each level, as `bars.distribution` draws it, `width` by `height` units. Raises as it
    does."""
    body = distribution_body(counts=counts, without_score=without_score, width=width, height=height)
    return svg.chart(ident=ident, title=title, desc="", width=width, height=height, body=body, points=scale)


def distribution_body(
    *, counts: Sequence[tuple[str, int]], without_score: int, width: float, height: float
) -> list[str]:
    """Draw the same without a frame and a title, to stand in a larger picture."""
    parts = checked_parts(counts, without_score)
    total = sum(part.count for part in parts)
    body, x = [], 0.5
    if not total:
        body.append(_box(x, width - 1, height, CARD, {}))
    for part in parts:
        if part.count:
            wide = (width - 1) * part.count / total
            body.append(_part(part, x, wide, height))
            x += wide
    return body


def option_bar(
    *,
    ident: str,
    title: str,
    count: int,
    out_of: int,
    width: float = 200.0,
    height: float = 13.0,
    scale: float = 1,
) -> str:
    """How many people chose one option, as `bars.option_bar` draws it. Raises as it does."""
    body = option_body(count=count, out_of=out_of, width=width, height=height)
    return svg.chart(ident=ident, title=title, desc="", width=width, height=height, body=body, points=scale)


def option_body(*, count: int, out_of: int, width: float, height: float) -> list[str]:
    """Draw the same without a frame and a title, to stand in a larger picture."""
    if not 0 <= count <= out_of:
        raise ValueError(f"{count} is not a part of {out_of} people")
    shade = tint(3, 5)
    wide = (width - 1) * count / out_of if out_of else 0.0
    body = [_box(0.5, width - 1, height, CARD, {})]
    if count:
        body.append(_box(0.5, wide, height, shade.fill, {}))
    needed = text_width(str(count), TEXT) + 2
    if needed <= wide:
        body.append(_count(count, 0.5 + wide / 2, height, shade.numeral))
    else:
        body.append(_count(count, min(0.5 + wide + needed / 2 + 2, width - needed / 2), height, INK))
    return body


def _box(x: float, width: float, height: float, fill: str, paint: dict[str, str | float]) -> str:
    return svg.element(
        "rect", x=x, y=0.5, width=width, height=height - 1, fill=fill, stroke=INK, stroke_width=0.6, **paint
    )


def _part(part: Part, x: float, width: float, height: float) -> str:
    dashed: dict[str, str | float] = {"stroke_dasharray": "1.5 1.5"} if part.shade is None else {}
    drawn = _box(x, width, height, part.shade.fill if part.shade else CARD, dashed)
    if text_width(str(part.count), TEXT) + 1.5 <= width:
        drawn += _count(part.count, x + width / 2, height, part.shade.numeral if part.shade else INK_2)
    return drawn


def _count(count: int, x: float, height: float, colour: str) -> str:
    return svg.element(
        "text", str(count), x=x, y=height / 2 + TEXT * 0.36, text_anchor="middle", font_size=TEXT,
        font_weight="600", fill=colour,
    )  # fmt: skip


def _number(value: int, x: float, y: float, side: int) -> str:
    """Draw a number beside a mark, over a plate of the page's colour so that no line runs through it."""
    wide = text_width(str(value), TEXT)
    return svg.rect(x - (wide if side < 0 else 0) - 1, y - 1.5, wide + 2, 3, CARD) + svg.element(
        "text", str(value), x=x, y=y + TEXT * 0.36, text_anchor="end" if side < 0 else "start",
        font_size=TEXT, font_weight="600", fill=INK,
    )  # fmt: skip


def _everyone(value: int, x: float, y: float) -> str:
    anchor, dx = ("end", -5) if value > 55 else ("start", 5)
    words = _("everyone %(score)s") % {"score": value}
    return svg.line(x, y - 5.5, x, y + 5.5, INK, 1.7) + svg.element(
        "text",
        escape(words),
        x=x + dx,
        y=y - 2,
        text_anchor=anchor,
        font_size=TEXT,
        fill=INK,
    )
