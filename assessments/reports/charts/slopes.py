"""What moved between two rounds: slopes from then to now, and a gap then and now (docs/rules.md, Over time).

The best is at the top of a slope. Groups are told apart by their shape and by the kind of their line, so that
it can be read in grey. A gap is two bars: an outline for then, a filled one for now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _

from assessments.reports.charts import svg
from assessments.reports.charts.markers import Marker, half_width, in_order, mark_of
from assessments.reports.charts.strips import Point, shifts
from assessments.reports.charts.svg import CARD, GRID, INK, INK_2, RULE

WIDTH, HEIGHT = 300.0, 206.0
THEN, NOW = 92.0, 226.0  # where the two columns are
TOP, BOTTOM = 44.0, 194.0  # where 100 and 0 are
RADIUS = 8.5
LETTERS = 16.0
_BAR, _LONG = 13.0, 0.88  # of a gap: how thick a bar is, and how much of the width 100 takes
_DOT = 6.0
DASHES = {
    Marker.CIRCLE: "",
    Marker.DIAMOND: "10 5",
    Marker.SQUARE: "2 5",
    Marker.TRIANGLE: "14 4 3 4",
    Marker.PLUS: "6 3",
    Marker.STAR: "18 5 2 5 2 5",
    Marker.RING: "1 7",
}


@dataclass(frozen=True)
class Slope:
    """A group's line: its name, the shapes of its perspectives, and its positions as printed, 0 to 100. No
    shapes: everyone together."""

    name: str
    shapes: tuple[str, ...]
    then: int
    now: int

    @property
    def markers(self) -> tuple[Marker, ...]:
        return in_order(self.shapes) if self.shapes else ()


def slopes(*, ident: str, title: str, then: str, now: str, lines: Sequence[Slope], points: float = 0) -> str:
    """Draw a line for each group from where it was to where it is, 300 by 206 units.

    then, now: what the two columns are called, in short. points: how many a unit is on paper; 0 on screen,
    where it is as wide as its place. Marks move up or down where they would hide one another; the numbers
    beside them are exact. Raises ValueError for a position that is not from 0 to 100, an unknown shape, an
    empty title, or an `ident` that is no good as an id.
    """
    if not all(0 <= value <= 100 for one in lines for value in (one.then, one.now)):
        raise ValueError("a position is from 0 to 100")
    body = [_level(value) for value in (0, 50, 100)]
    for x, name in ((THEN, then), (NOW, now)):
        body.append(svg.line(x, TOP - 8, x, BOTTOM + 8, RULE, 1.25))
        body.append(_text(name, x, 20, anchor="middle", weight="700"))
    columns = [
        _heights(lines, [one.then for one in lines]),
        _heights(lines, [one.now for one in lines]),
    ]
    ends = list(zip(lines, *columns, strict=True))
    body += [_line(one, start, end) for one, start, end in ends]
    for one, start, end in ends:
        half = half_width(one.markers, RADIUS) if one.markers else _DOT
        body += [
            _mark(one, THEN, start),
            _text(str(one.then), THEN - half - 8, start + 5.5, anchor="end"),
            _mark(one, NOW, end),
            _text(str(one.now), NOW + half + 8, end + 5.5, weight="800"),
        ]
    return svg.chart(
        ident=ident, title=title, desc="", width=WIDTH, height=HEIGHT, body=body, kind="chart slope",
        points=points,
    )  # fmt: skip


def gap_bars(*, ident: str, title: str, then: int, now: int, points: float = 0) -> str:
    """Draw a gap of so many hundredths then, as an outline, and now, filled.

    points: how many a unit is on paper, where it is 260 by 34 units; 0 on screen, where it is as wide as its
    place. Raises ValueError for a gap that is not from 0 to 100, and as `slopes` does.
    """
    if not (0 <= then <= 100 and 0 <= now <= 100):
        raise ValueError("a gap is from 0 to 100")
    wide = 260.0
    rows = ((then, 2.0, CARD, "400"), (now, 19.0, INK, "800"))
    if points:
        body = [
            svg.rect(1, y, max(value * _LONG * wide / 100, 1), _BAR, fill, INK)
            + _text(str(value), 1 + value * _LONG * wide / 100 + 6, y + 11.5, weight=weight)
            for value, y, fill, weight in rows
        ]
        return svg.chart(
            ident=ident, title=title, desc="", width=wide, height=34, body=body, kind="chart gapbars",
            points=points,
        )  # fmt: skip
    body = []
    for value, y, fill, weight in rows:
        share = f"{svg.number(max(value * _LONG, 0.5))}%"
        body.append(
            svg.element("rect", x=1, y=y, width=share, height=_BAR, fill=fill, stroke=INK, stroke_width=1.5)
        )
        body.append(
            svg.element(
                "text", str(value), x=share, dx=8, y=y + 12, font_size=LETTERS, font_weight=weight, fill=INK
            )
        )
    return svg.screen_chart(ident=ident, title=title, height=34, body=body, kind="gapbars")


def key_of_gap(*, is_now: bool) -> str:
    """Draw the key to a bar of a gap, 28 by 14 units: filled for now, an outline for then."""
    box = svg.rect(1, 1, 26, 12, INK if is_now else CARD, INK)
    return svg.picture(_("Filled bar") if is_now else _("Outlined bar"), box, width=28, height=14, kind="sw")


def _y(value: float) -> float:
    return BOTTOM - value * (BOTTOM - TOP) / 100


def _heights(lines: Sequence[Slope], values: Sequence[int]) -> list[float]:
    """Return how high each mark of a column is, so that none hides another."""
    shapes = [one.shapes or (Marker.CIRCLE.value,) for one in lines]
    points = [Point(one.name, of, value) for one, of, value in zip(lines, shapes, values, strict=True)]
    return [
        _y(value) - move for value, move in zip(values, shifts(points, BOTTOM - TOP, RADIUS), strict=True)
    ]


def _level(value: int) -> str:
    return svg.line(THEN - 18, _y(value), NOW + 18, _y(value), GRID, 1.25) + _text(
        str(value), 0, _y(value) + 5, colour=INK_2
    )


def _line(one: Slope, start: float, end: float) -> str:
    colour = one.markers[0].colour if one.markers else INK
    dashes = DASHES[one.markers[0]] if one.markers else ""
    dashed = {"stroke_dasharray": dashes} if dashes else {}
    ends: dict[str, str | float] = {"x1": THEN, "y1": start, "x2": NOW, "y2": end}
    return svg.element("line", **ends, stroke=CARD, stroke_width=6.0) + svg.element(
        "line", **ends, stroke=colour, stroke_width=3.2, **dashed
    )


def _mark(one: Slope, x: float, y: float) -> str:
    if one.markers:
        return mark_of(one.markers, x, y, RADIUS)
    return svg.element("circle", cx=x, cy=y, r=_DOT, fill=INK, stroke=CARD, stroke_width=2.5)


def _text(
    words: str, x: float, y: float, *, anchor: str = "start", weight: str = "400", colour: str = INK
) -> str:
    return svg.element(
        "text", escape(words), x=x, y=y, text_anchor=anchor, font_size=LETTERS, font_weight=weight,
        fill=colour,
    )  # fmt: skip
