"""Where groups stand from 0 to 100: one axis with a mark for each (docs/rules.md, Figures and charts).

The best is at the right, whatever a question asks. A strip on screen has no viewBox: it is as wide as its
place and so many pixels high, positions are in percent and marks in pixels. So a mark has one size on a
phone and on a desktop. `printed.py` draws the same for paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate, pairwise

from django.utils.translation import gettext as _

from assessments.reports.charts import svg
from assessments.reports.charts.markers import Marker, half_width, in_order, mark_of
from assessments.reports.charts.svg import AMBER, CARD, GRID, INK, INK_2, PALE, RULE

TICKS = (0, 25, 50, 75, 100)
HEIGHT = 36.0
RADIUS = 8.6
NUMBER = 16.0  # the size of its letters
KEEP = 0.86  # how much of two neighbouring marks must not overlap
SLACK = 0.3  # how far past an end of the axis a mark may move, in radii
NOMINAL = 260.0  # pixels of an axis at which marks are kept apart: about those of a phone
_MOST_PUSHED = 60.0  # from its place, a number at an end


@dataclass(frozen=True)
class Point:
    """One group on a strip: its name, the shapes of its perspectives, and its position as printed, 0 to 100.

    A pooled group has the shapes of all its perspectives, drawn as one mark.
    """

    name: str
    shapes: tuple[str, ...]
    value: int

    @property
    def markers(self) -> tuple[Marker, ...]:
        """The markers in the fixed order; raises ValueError for none, or a shape we don't know."""
        return in_order(self.shapes)

    @property
    def has_side(self) -> bool:
        """Whether the group names a perspective, and so takes part in the gap."""
        return Marker.RING not in self.markers


def checked(points: Sequence[Point], band: str | None, everyone: int | None) -> None:
    """Raise ValueError for a position that is not from 0 to 100, or a band that we don't know."""
    values = [point.value for point in points] + ([] if everyone is None else [everyone])
    if not all(0 <= value <= 100 for value in values):
        raise ValueError("a position is from 0 to 100")
    if band not in ("far", "apart", "close", None):
        raise ValueError(f"no such band: {band!r}")


def ends_of(points: Sequence[Point]) -> tuple[Point, Point] | None:
    """Return the lowest and the highest point: of those that count in the gap, or of all if none does."""
    counted = [point for point in points if point.has_side] or list(points)
    if not counted:
        return None
    return min(counted, key=lambda p: p.value), max(counted, key=lambda p: p.value)


def shifts(
    points: Sequence[Point], width: float, radius: float, *, room: tuple[float, float] | None = None
) -> list[float]:
    """Return how far each mark moves sideways so that none hides another: as little as possible, in order.

    Neighbours may overlap by about a seventh, and none moves past the ends of the axis by more than its own
    size. `width` is that of the axis, in the unit of `radius`. `room`: how far past each end marks and what
    stands beside them may reach, where that is less.
    """
    if not points:
        return []
    order = sorted(range(len(points)), key=lambda i: (points[i].value, points[i].markers[0].place))
    halves = [half_width(points[i].markers, radius) for i in order]
    needed = [KEEP * (one + two) for one, two in pairwise(halves)]
    offsets = list(accumulate(needed, initial=0.0))
    # With the room that marks need taken away, they only have to stay in order: pool those that do not.
    pools: list[tuple[float, int]] = []
    for place, offset in zip(order, offsets, strict=True):
        mean, count = points[place].value * width / 100 - offset, 1
        while pools and pools[-1][0] > mean:
            before, many = pools.pop()
            mean, count = (before * many + mean * count) / (many + count), many + count
        pools.append((mean, count))
    past = [SLACK * radius] * 2
    if room:
        past = [
            min(SLACK * radius, one - half) for one, half in zip(room, (halves[0], halves[-1]), strict=True)
        ]
    low, high = -past[0], width + past[1] - offsets[-1]
    placed = [min(max(mean, low), max(low, high)) for mean, count in pools for _ in range(count)]
    moved = [0.0] * len(points)
    for place, at, offset in zip(order, placed, offsets, strict=True):
        moved[place] = at + offset - points[place].value * width / 100
    return moved


def edge_of(
    points: Sequence[Point], moves: Sequence[float], end: Point, side: int, width: float, radius: float
) -> float:
    """Return how far from its place a number at an end must be, to stand clear of every mark there."""
    reach = [
        side * ((point.value - end.value) * width / 100 + move) + half_width(point.markers, radius)
        for point, move in zip(points, moves, strict=True)
    ]
    return max(reach)


def drawing_order(points: Sequence[Point], moves: Sequence[float]) -> list[tuple[Point, float]]:
    """Return the points as they are drawn, each with its move: pooled groups first, under the others."""
    return sorted(zip(points, moves, strict=True), key=lambda one: -len(one[0].shapes))


def strip(
    *,
    ident: str,
    title: str,
    points: Sequence[Point],
    band: str | None,
    everyone: int | None = None,
    height: float = HEIGHT,
    radius: float = RADIUS,
    nominal: float = NOMINAL,
) -> str:
    """One axis from 0 to 100 with a mark for each group, for the screen.

    `band` is 'far', 'apart' or 'close': a bar runs between the lowest and the highest group, loud, pale or
    none. None means that the groups are not compared: the axis is broken and nothing looks like agreement.
    Without points it shows where `everyone` is. Groups of people who named no perspective (`ring`) are drawn,
    but are not part of the gap. The numbers at both ends are exact, marks move sideways where they would hide
    one another, as on an axis of `nominal` pixels.

    Raises ValueError for a position that is not from 0 to 100, an unknown shape or band, an empty title, or
    an `ident` that is no good as an id.
    """
    checked(points, band, everyone)
    y = height / 2
    body = [_grid(height), _axis(y, is_broken=band is None)]
    ends = ends_of(points)
    if ends and band in ("far", "apart"):
        body.append(_bar(ends, y, is_loud=band == "far"))
    moves = shifts(points, nominal, radius)
    for point, move in drawing_order(points, moves):
        inside = mark_of(point.markers, move, 0, radius)
        body.append(svg.element("svg", inside, x=f"{point.value}%", y=y, overflow="visible"))
    if ends:
        low, high = ends
        for end, side in ((low, -1), (high, 1)):
            if side > 0 or low.value != high.value:
                reach = min(edge_of(points, moves, end, side, nominal, radius), _MOST_PUSHED)
                body.append(_number(end.value, side * (reach + 5), y, "end" if side < 0 else "start"))
    elif everyone is not None:
        body.append(_everyone(everyone, y))
    return svg.screen_chart(ident=ident, title=title, height=height, body=body, kind="strip")


def axis() -> str:
    """Draw the numbers over a column of strips: 0, 25, 50, 75 and 100."""
    numbers = "".join(
        svg.element("text", str(value), x=f"{value}%", y=15, text_anchor="middle", font_size=15, fill=INK_2)
        for value in TICKS
    )
    return svg.element(
        "svg", numbers, class_="strip axis", width="100%", height=22, aria_hidden="true", focusable="false"
    )  # fmt: skip


def _grid(height: float) -> str:
    return "".join(
        svg.element("line", x1=f"{value}%", x2=f"{value}%", y1=0, y2=height, stroke=GRID) for value in TICKS
    )


def _axis(y: float, *, is_broken: bool) -> str:
    if is_broken:
        return svg.element(
            "line", x1=0, x2="100%", y1=y, y2=y, stroke=RULE, stroke_width=1.5, stroke_dasharray="2 6"
        )
    return svg.element("line", x1=0, x2="100%", y1=y, y2=y, stroke=RULE, stroke_width=1.25)


def _bar(ends: tuple[Point, Point], y: float, *, is_loud: bool) -> str:
    low, high = ends
    fill, line, width, tall = (AMBER, INK, 1.5, 14.0) if is_loud else (PALE, RULE, 1.25, 12.0)
    return svg.element(
        "rect", x=f"{low.value}%", y=y - tall / 2, width=f"{high.value - low.value}%", height=tall,
        fill=fill, stroke=line, stroke_width=width,
    )  # fmt: skip


def _number(value: int, dx: float, y: float, anchor: str) -> str:
    """Draw a number beside a mark, with an edge of the card's colour so that no line runs through it."""

    def drawn(**paint: str | float) -> str:
        return svg.element(
            "text", str(value), x=f"{value}%", dx=dx, y=y + 5.5, text_anchor=anchor, font_size=NUMBER,
            font_weight="600", **paint,
        )  # fmt: skip

    return drawn(fill=CARD, stroke=CARD, stroke_width=6, stroke_linejoin="round") + drawn(fill=INK)


def _everyone(value: int, y: float) -> str:
    """Draw where everyone is, in words, where no groups can be shown."""
    anchor, dx = ("end", -9) if value > 55 else ("start", 9)
    words = _("everyone %(score)s") % {"score": value}
    return svg.element(
        "line", x1=f"{value}%", x2=f"{value}%", y1=y - 10, y2=y + 10, stroke=INK, stroke_width=3
    ) + svg.element(
        "text", escape(words), x=f"{value}%", dx=dx, y=y - 4, text_anchor=anchor, font_size=15,
        fill=INK,
    )  # fmt: skip
