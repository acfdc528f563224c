"""The shapes that stand for perspectives (docs/rules.md, Figures and charts)."""

import math
from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from assessments.reports.charts import svg
from assessments.reports.charts.svg import CARD, INK

RADIUS = 8.6  # of the circle; every other marker covers the same area
_RING_LINE = 2.6


class Marker(StrEnum):
    """The shapes that stand for perspectives, in the fixed order (docs/rules.md, Figures and charts).

    `RING` is no perspective: it stands for people who named none, and comes last.
    """

    CIRCLE = "circle"
    DIAMOND = "diamond"
    SQUARE = "square"
    TRIANGLE = "triangle"
    PLUS = "plus"
    STAR = "star"
    RING = "ring"

    @property
    def colour(self) -> str:
        """The marker's own colour, as `#RRGGBB`. Text is never set in it."""
        return _COLOURS[self]

    @property
    def place(self) -> int:
        """The marker's place in the fixed order, from 0."""
        return _ORDER.index(self)


_ORDER = tuple(Marker)
_COLOURS = {
    Marker.CIRCLE: "#B23A12",
    Marker.DIAMOND: "#1D4F91",
    Marker.SQUARE: "#17806F",
    Marker.TRIANGLE: "#6A2459",
    Marker.PLUS: "#A67A00",
    Marker.STAR: "#4A443C",
    Marker.RING: INK,
}


def in_order(shapes: Sequence[str]) -> tuple[Marker, ...]:
    if not shapes:
        raise ValueError("a group needs a shape")
    return tuple(sorted((Marker(shape) for shape in shapes), key=_ORDER.index))


@cache
def _corners(marker: Marker) -> tuple[tuple[float, float], ...]:
    """Return the corners of a marker round the middle of its box; none for the round ones.

    Each shape covers the area of a circle of `RADIUS`, so that no group looks bigger.
    """
    area = math.pi * RADIUS**2
    match marker:
        case Marker.DIAMOND:
            d = math.sqrt(area / 2)
            return ((0, -d), (d, 0), (0, d), (-d, 0))
        case Marker.SQUARE:
            s = math.sqrt(area) / 2
            return ((-s, -s), (s, -s), (s, s), (-s, s))
        case Marker.TRIANGLE:
            side = math.sqrt(4 * area / math.sqrt(3))
            half = side * math.sqrt(3) / 4
            return ((0, -half), (side / 2, half), (-side / 2, half))
        case Marker.PLUS:
            t = math.sqrt(area / 5) / 2
            quarter = ((-t, -3 * t), (t, -3 * t), (t, -t))
            turns = [(1, 0), (0, 1), (-1, 0), (0, -1)]
            return tuple((c * x - s * y, s * x + c * y) for c, s in turns for x, y in quarter)
        case Marker.STAR:
            inner = 0.45
            outer = math.sqrt(area / (5 * inner * math.sin(math.pi / 5)))
            drop = outer * (1 - math.cos(math.pi / 5)) / 2  # puts the middle of its box at 0
            radii = [outer if i % 2 == 0 else outer * inner for i in range(10)]
            angles = [i * math.pi / 5 - math.pi / 2 for i in range(10)]
            return tuple(
                (r * math.cos(a), r * math.sin(a) + drop) for r, a in zip(radii, angles, strict=True)
            )
    return ()


def _outline(marker: Marker, x: float, y: float, radius: float, **paint: str | float) -> str:
    """Draw a marker's outline with the middle of its box at (x, y)."""
    part = radius / RADIUS
    if corners := _corners(marker):
        points = " ".join(f"{svg.number(x + dx * part)},{svg.number(y + dy * part)}" for dx, dy in corners)
        return svg.element("polygon", points=points, **paint)
    inside = radius - _RING_LINE * part / 2 if marker is Marker.RING else radius
    return svg.element("circle", cx=x, cy=y, r=inside, **paint)


def mark(marker: Marker, x: float, y: float, colour: str = "", *, radius: float = RADIUS) -> str:
    """Draw a marker in its own colour, or the one given. The ring is a line with nothing inside."""
    paint = colour or marker.colour
    if marker is Marker.RING:
        width = _RING_LINE * radius / RADIUS
        return _outline(marker, x, y, radius, fill="none", stroke=paint, stroke_width=width)
    return _outline(marker, x, y, radius, fill=paint)


def _halo(marker: Marker, x: float, y: float, radius: float) -> str:
    """White round a marker: a shape of its own, as not every renderer knows paint-order."""
    width = radius / 2 + (_RING_LINE * radius / RADIUS if marker is Marker.RING else 0)
    return _outline(marker, x, y, radius, fill=CARD, stroke=CARD, stroke_width=width, stroke_linejoin="round")


def half_width(markers: Sequence[Marker], radius: float) -> float:
    """Return half the width of a group's mark: of its shape with its edge, or of the frame round several."""
    if len(markers) == 1:
        return radius * 1.1
    return radius * (len(markers) * 1.72 + 0.95) / 2


def mark_of(markers: Sequence[Marker], x: float, y: float, radius: float) -> str:
    """Draw a group's mark: its shape with a white edge, or its shapes side by side in one frame."""
    if len(markers) == 1:
        return _halo(markers[0], x, y, radius) + mark(markers[0], x, y, radius=radius)
    return framed(markers, x, y, radius)


def framed(markers: Sequence[Marker], x: float, y: float, radius: float) -> str:
    """Draw the shapes of a pooled group side by side in one frame, white in it and round it."""
    half, edge = half_width(markers, radius), radius * 0.22
    middle = (len(markers) - 1) / 2
    return (
        _pill(x, y, half + edge, radius * 1.42, {})
        + _pill(x, y, half, radius * 1.2, {"stroke": INK, "stroke_width": radius * 0.16})
        + "".join(
            mark(marker, x + (place - middle) * radius * 1.76, y, radius=radius * 0.8)
            for place, marker in enumerate(markers)
        )
    )


def _pill(x: float, y: float, half: float, tall: float, line: dict[str, str | float]) -> str:
    return svg.element(
        "rect", x=x - half, y=y - tall, width=2 * half, height=2 * tall, rx=tall, fill=CARD, **line
    )
