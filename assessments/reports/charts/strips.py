"""Averages on a line: one axis with a mark for each group (docs/rules.md, Figures and charts)."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from assessments.printing.widths import text_width
from assessments.reports.charts import svg
from assessments.reports.charts.markers import HALO, Marker, halo, in_order, mark, size
from assessments.reports.charts.svg import BAND, INK, RULE, SHEET

NEAR = 20.0  # markers closer than this are stacked

_WIDTH = 360.0
_AXIS_LEFT, _AXIS_RIGHT = 28.0, 332.0
_STACK_GAP = 3.0  # between the rows of a stack
_FRAME_GAP = 1.5  # between the shapes in the frame of a pooled group, and round them
_FRAME_LINE = 1.0
_LINE_HEIGHT = 18.0
_POINTER_HEIGHT, _POINTER_HALF = 14.0, 5.5
_FOOT = 12.0  # how far the parity tick stands out below the markers


@dataclass(frozen=True)
class Point:
    """One group on a strip: its name, the shapes of its perspectives, and its average.

    A pooled group has the shapes of all its perspectives, drawn as one mark: upright in one frame, in the
    fixed order.
    `value` is in the units of the strip's ticks.
    """

    name: str
    shapes: tuple[str, ...]
    value: float

    @property
    def markers(self) -> tuple[Marker, ...]:
        """The markers in the fixed order; raises ValueError for none, or a shape we don't know."""
        return in_order(self.shapes)

    @property
    def has_side(self) -> bool:
        """Whether the group names a perspective, and so takes part in the gap."""
        return Marker.RING not in self.markers


@dataclass(frozen=True)
class _Scale:
    """Where a value stands on the axis."""

    low: float
    high: float

    def x(self, value: float) -> float:
        slack = (self.high - self.low) * 1e-9
        if not self.low - slack <= value <= self.high + slack:
            raise ValueError(f"{value} is not between {self.low} and {self.high}")
        part = (value - self.low) / (self.high - self.low)
        return _AXIS_LEFT + min(max(part, 0.0), 1.0) * (_AXIS_RIGHT - _AXIS_LEFT)


@dataclass(frozen=True)
class _Placed:
    """A group's mark on a strip. `x` is its middle, where its average is; `y` is from the axis, down.

    `width` and `height` are of a single shape, or of the frame of a pooled group.
    """

    point: Point
    x: float
    width: float
    height: float
    y: float = 0.0

    def near(self, other: "_Placed") -> bool:
        apart = abs(self.x - other.x)
        return apart < max(NEAR, (self.width + other.width) / 2 + 2 * HALO)

    def at(self, y: float) -> "_Placed":
        return _Placed(self.point, self.x, self.width, self.height, y)


def _on_axis(point: Point, scale: _Scale) -> _Placed:
    """Draw a group's mark on the axis. The frame of a pooled group is no wider than a shape with its halo."""
    sizes = [size(marker) for marker in point.markers]
    width, height = max(w for w, _ in sizes), sum(h for _, h in sizes)
    if len(sizes) > 1:
        width += 2 * _FRAME_GAP
        height += (len(sizes) + 1) * _FRAME_GAP
    return _Placed(point, scale.x(point.value), width, height)


def _stack(placed: Iterable[_Placed]) -> list[_Placed]:
    """One stack, in the fixed order from the top, its middle on the axis."""
    rows = sorted(placed, key=lambda p: [marker.place for marker in p.point.markers])
    top = -(sum(row.height for row in rows) + _STACK_GAP * (len(rows) - 1)) / 2
    stacked = []
    for row in rows:
        stacked.append(row.at(top + row.height / 2))
        top += row.height + _STACK_GAP
    return stacked


def _place(points: Sequence[Point], scale: _Scale) -> list[_Placed]:
    """Where each group's mark goes: those near each other upright in one stack."""
    clusters: list[list[_Placed]] = []
    for point in points:
        new = _on_axis(point, scale)
        touched = [c for c in clusters if any(new.near(old) for old in c)]
        clusters = [c for c in clusters if c not in touched]
        clusters.append([*(old for cluster in touched for old in cluster), new])
    return [placed for cluster in clusters for placed in _stack(cluster)]


def _stem(placed: _Placed, y: float) -> str:
    """Draw a line that ties a mark off the axis to its place on it."""
    return svg.line(placed.x, y, placed.x, y + placed.y, INK, 1.5)


def _frame(placed: _Placed, y: float) -> str:
    """Draw the thin frame that makes one mark of the shapes of a pooled group, with paper in and round it."""
    left, top = placed.x - placed.width / 2, y + placed.y - placed.height / 2
    return svg.element(
        "rect", x=left - _FRAME_LINE, y=top - _FRAME_LINE, width=placed.width + 2 * _FRAME_LINE,
        height=placed.height + 2 * _FRAME_LINE, fill=SHEET,
    ) + svg.element(
        "rect", x=left, y=top, width=placed.width, height=placed.height, rx=2.0, fill=SHEET, stroke=INK,
        stroke_width=_FRAME_LINE,
    )  # fmt: skip


def _group(placed: _Placed, y: float) -> str:
    """Draw a group's mark: its shape on paper of its own, or its shapes upright in one frame."""
    markers, middle = placed.point.markers, y + placed.y
    name = svg.element("title", escape(svg.one_line(placed.point.name) or "Group"))
    if len(markers) == 1:
        return svg.element("g", name, halo(markers[0], placed.x, middle), mark(markers[0], placed.x, middle))
    top, shapes = middle - placed.height / 2 + _FRAME_GAP, []
    for marker in markers:
        height = size(marker)[1]
        shapes.append(mark(marker, placed.x, top + height / 2))
        top += height + _FRAME_GAP
    return svg.element("g", name, _frame(placed, y), *shapes)


def pointer(x: float, top: float) -> str:
    """Draw the mark of the plain average: a small open tag, pointing down to the axis."""
    half, shoulder, tip = _POINTER_HALF, top + 7, top + _POINTER_HEIGHT - 1.5
    corners = [(-half, top), (half, top), (half, shoulder), (0, tip), (-half, shoulder)]
    points = " ".join(f"{svg.number(x + dx)},{svg.number(y)}" for dx, y in corners)
    return svg.element(
        "polygon", points=points, fill=SHEET, stroke=INK, stroke_width=1.75, stroke_linejoin="round"
    )


def pointer_line(x: float, top: float, bottom: float) -> str:
    return svg.element(
        "line", x1=x, y1=top, x2=x, y2=bottom, stroke=INK, stroke_width=1.5, stroke_dasharray="2 3"
    )


def parity_tick(x: float, top: float, bottom: float) -> str:
    """Draw the mark of parity: a tall heavy tick, edged with paper so that it stands off the band."""
    return svg.rect(x - 4.5, top, 9, bottom - top, SHEET) + svg.rect(x - 2.5, top, 5, bottom - top, INK)


def _axis_line(ticks: Sequence[tuple[float, str]], scale: _Scale, y: float) -> list[str]:
    marks = [scale.x(value) for value, _ in ticks]
    return [
        svg.line(_AXIS_LEFT, y, _AXIS_RIGHT, y, RULE, 1.25),
        *(svg.line(x, y - 6, x, y + 6, RULE, 1.25) for x in marks),
    ]


def _numerals(ticks: Sequence[tuple[float, str]], scale: _Scale, y: float) -> list[str]:
    """Draw the numeral of every tick, but those that would run into a neighbour.

    The two ends are always there. All numerals fit on even scales of up to 11 levels.
    """
    spots = []
    for value, numeral in ticks:
        half = text_width(svg.one_line(numeral), svg.TEXT) / 2
        room = half + 1
        x = min(max(scale.x(value), room), _WIDTH - room)
        spots.append((x, half, svg.one_line(numeral)))
    first, *middle, last = spots
    kept = [first]
    for spot in middle:
        clear_of_left = spot[0] - spot[1] > kept[-1][0] + kept[-1][1] + 3
        clear_of_last = spot[0] + spot[1] + 3 < last[0] - last[1]
        if clear_of_left and clear_of_last:
            kept.append(spot)
    return [svg.text(words, x, y, anchor="middle") for x, _, words in [*kept, last]]


def _spread(placed: Sequence[_Placed]) -> tuple[float, float] | None:
    """Return the lowest and the highest place of the groups that count in the gap, if they differ."""
    places = [p.x for p in placed if p.point.has_side]
    if not places or min(places) == max(places):
        return None
    return min(places), max(places)


def strip(
    *,
    ident: str,
    title: str,
    desc: str,
    ticks: Sequence[tuple[float, str]],
    points: Sequence[Point],
    parity: float | None = None,
    average: float | None = None,
    numerals: bool = True,
) -> str:
    """One axis with a marker for each group at its average (docs/rules.md, Figures and charts).

    `ticks` are (value, numeral), rising, at least two; every other number is on their scale.
    A band and a heavy line run from the lowest to the highest group. Groups of people who
    named no perspective (`ring`) are drawn, but are not part of the gap (docs/rules.md,
    A question), so the line passes them by. `parity` is a tall heavy tick that stands out
    below the markers; `average`, of everyone, an open pointer above them. The names of the two
    ends are no part of the drawing: words of a framework stand beside it as text of the page, where
    letters join and run as their language does.

    Returns an SVG string, 360 units wide, taller where markers are stacked. Raises ValueError
    if the ticks do not rise, a value is off the scale, a shape is unknown, the title is empty
    or `ident` is no good as an id.
    """
    values = [value for value, _ in ticks]
    if len(values) < 2 or not all(a < b for a, b in itertools.pairwise(values)):
        raise ValueError("a scale needs two ticks or more, in rising order")
    scale = _Scale(values[0], values[-1])
    placed = _place(points, scale)
    up = max([13.0, *(p.height / 2 - p.y for p in placed)]) + HALO
    down = max([13.0, *(p.height / 2 + p.y for p in placed)]) + HALO

    rows_top = 2.0 if average is None else 2 + _POINTER_HEIGHT
    y = rows_top + up
    rows_bottom = y + down
    height = rows_bottom + (2 if parity is None else _FOOT)

    body = []
    if spread := _spread(placed):
        body.append(svg.rect(spread[0], rows_top, spread[1] - spread[0], up + down, BAND))
    body += _axis_line(ticks, scale, y)
    if spread:
        body.append(svg.line(spread[0], y, spread[1], y, INK, 4))
    if parity is not None:
        body.append(parity_tick(scale.x(parity), y - 10, height - 1))
    if average is not None:
        body.append(pointer_line(scale.x(average), rows_top - 2, y))
        body.append(pointer(scale.x(average), 1.5))
    body += [_stem(p, y) for p in placed if p.y]
    body += [_group(p, y) for p in sorted(placed, key=lambda p: p.point.markers[0].place)]
    if numerals:
        body += _numerals(ticks, scale, height + 13)
        height += _LINE_HEIGHT
    return svg.chart(ident=ident, title=title, desc=desc, width=_WIDTH, height=height, body=body)
