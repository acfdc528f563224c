"""The charts, drawn as SVG: plain values in, plain `str` out.

Every chart is inline SVG made of presentation attributes only (no style attributes, no
`<style>`), so that it looks the same on a page with a strict content policy and in the PDF.
A chart carries a `<title>` that holds its whole message, because the PDF takes its alternative
text from there, and the page says the same in words and in a table. All words come from the
caller and leave here escaped; the caller marks the result safe.

Lengths are in drawing units: strips are 360 wide and bars 280, with text of 15 to 18.
"""

import itertools
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from html import escape
from unicodedata import east_asian_width

INK, INK_2, RULE, BAND, SHEET = "#1E1B17", "#544C42", "#7D7261", "#EADFC8", "#FFFDF8"
FONT = "'Atkinson Hyperlegible Next', Verdana, sans-serif"

RADIUS = 8.6  # of the circle; every other marker covers the same area
NEAR = 20.0  # markers closer than this are stacked

_STRIP_WIDTH, _BAR_WIDTH, _BAR_HEIGHT = 360.0, 280.0, 34.0
_AXIS_LEFT, _AXIS_RIGHT = 28.0, 332.0
_EDGE = 4.0  # what is left free at either side of a strip
_STACK_GAP = 3.0  # between the rows of a stack
_FRAME_GAP = 1.5  # between the shapes in the frame of a pooled group, and round them
_FRAME_LINE = 1.0
_HALO = 2.0  # paper round a marker
_RING_LINE = 2.6
_TEXT = 15.0
_COUNT_TEXT = 18.0
_LINE_HEIGHT = 18.0
_POINTER_HEIGHT, _POINTER_HALF = 14.0, 5.5
_FOOT = 12.0  # how far the parity tick stands out below the markers
_PEOPLE_IN_A_ROW, _PERSON = 10, 28.0


class Marker(StrEnum):
    """The shapes that stand for perspectives, in the fixed order (LOOK, Perspective markers).

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
        return _markers(self.shapes)

    @property
    def has_side(self) -> bool:
        """Whether the group names a perspective, and so takes part in the gap."""
        return Marker.RING not in self.markers


# --- Words and numbers ---------------------------------------------------------------------

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_IDENT = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def _words(text: str) -> str:
    """People's words on one line, without characters that XML cannot hold. Not yet escaped."""
    return " ".join(_NOT_TEXT.sub("", text).split())


def _number(value: float) -> str:
    short = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short


def _element(tag: str, *children: str, **attributes: str | float) -> str:
    """One SVG element. Attribute names take `_` for `-`; children are SVG already."""
    written = "".join(
        f" {name.rstrip('_').replace('_', '-')}="
        f'"{escape(value) if isinstance(value, str) else _number(value)}"'
        for name, value in attributes.items()
    )
    inside = "".join(children)
    return f"<{tag}{written}>{inside}</{tag}>" if inside else f"<{tag}{written}/>"


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> str:
    return _element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=width)


def _rect(x: float, y: float, width: float, height: float, fill: str, outline: str = "") -> str:
    if not outline:
        return _element("rect", x=x, y=y, width=width, height=height, fill=fill)
    return _element("rect", x=x, y=y, width=width, height=height, fill=fill, stroke=outline, stroke_width=1.0)


def _text(text: str, x: float, y: float, *, anchor: str = "start", colour: str = INK_2) -> str:
    return _element("text", escape(text), x=x, y=y, text_anchor=anchor, font_size=_TEXT, fill=colour)


def _count_text(count: int, x: float, size: float, *, colour: str = INK) -> str:
    """A count inside a bar, centred on `x`."""
    return _element(
        "text", str(count), x=x, y=_BAR_HEIGHT / 2 + size * 0.36, text_anchor="middle",
        font_size=size, font_weight="700", fill=colour,
    )  # fmt: skip


def _chart(
    *, ident: str, title: str, desc: str, width: float, height: float, body: Iterable[str],
    kind: str = "chart",
) -> str:  # fmt: skip
    """The frame of a picture that says something: named by its title and description."""
    if not _IDENT.fullmatch(ident):
        raise ValueError(f"not usable as an id: {ident!r}")
    if not _words(title):
        raise ValueError("a chart needs a title that says what it shows")
    named = [_element("title", escape(_words(title)), id=f"{ident}-t")]
    if _words(desc):
        named.append(_element("desc", escape(_words(desc)), id=f"{ident}-d"))
    labelled = f"{ident}-t {ident}-d" if _words(desc) else f"{ident}-t"
    return _element(
        "svg", *named, *body, class_=kind, viewBox=f"0 0 {_number(width)} {_number(height)}",
        role="img", aria_labelledby=labelled, font_family=FONT,
    )  # fmt: skip


def _picture(name: str, *body: str, width: float, height: float, kind: str) -> str:
    """The frame of a small picture beside words that say the same: hidden from screen readers.

    It keeps a title, which the PDF needs.
    """
    return _element(
        "svg", _element("title", escape(name)), *body, class_=kind,
        viewBox=f"0 0 {_number(width)} {_number(height)}", width=width, height=height,
        aria_hidden="true", focusable="false",
    )  # fmt: skip


# --- Fitting words into a width ------------------------------------------------------------


def _letter_width(letter: str) -> float:
    """A little more than the width of a letter in our font, in parts of the text size.

    The fallback font is wider, and a line that wraps early does no harm.
    """
    if letter in " .,:;'|!`ijl":
        return 0.33
    if letter in "()[]{}Ifrt-/\\1":
        return 0.47
    if letter in "mwMW%@&" or east_asian_width(letter) in "WF":
        return 1.0
    if letter.isdigit():
        return 0.68
    return 0.75 if letter.isupper() else 0.62


def _text_width(text: str, size: float = _TEXT) -> float:
    return size * sum(map(_letter_width, text))


def _wrap(text: str, width: float) -> list[str]:
    """The words in lines no wider than `width`. A word that is too long by itself is broken."""
    lines = [""]
    for word in text.split():
        if _text_width(joined := f"{lines[-1]} {word}".strip()) <= width:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and _text_width(lines[-1] + letter) > width:
                lines.append("")
            lines[-1] += letter
    return lines if any(lines) else []


def _end_names(ends: tuple[str, str], top: float) -> tuple[list[str], float]:
    """The names of the two ends, left and right, and the height they take up.

    They share a line where they fit, and wrap in half the width each where they do not:
    nobody's words are cut short.
    """
    low, high = (_words(end) for end in ends)
    room = _STRIP_WIDTH - 2 * _EDGE
    one_line = _text_width(low) + _text_width(high) + 20 <= room
    width = room if one_line else room / 2 - 8
    left, right = _wrap(low, width), _wrap(high, width)
    drawn = [_text(words, _EDGE, top + 13 + i * _LINE_HEIGHT) for i, words in enumerate(left)]
    drawn += [
        _text(words, _STRIP_WIDTH - _EDGE, top + 13 + i * _LINE_HEIGHT, anchor="end")
        for i, words in enumerate(right)
    ]
    return drawn, max(len(left), len(right)) * _LINE_HEIGHT


# --- Markers -------------------------------------------------------------------------------


def _markers(shapes: Sequence[str]) -> tuple[Marker, ...]:
    if not shapes:
        raise ValueError("a group needs a shape")
    return tuple(sorted((Marker(shape) for shape in shapes), key=_ORDER.index))


@cache
def _corners(marker: Marker) -> tuple[tuple[float, float], ...]:
    """The corners of a marker round the middle of its box; none for the round ones.

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


@cache
def _size(marker: Marker) -> tuple[float, float]:
    """The width and height of a marker's box."""
    corners = _corners(marker)
    if not corners:
        return 2 * RADIUS, 2 * RADIUS
    return 2 * max(x for x, _ in corners), 2 * max(y for _, y in corners)


def _outline(marker: Marker, x: float, y: float, **paint: str | float) -> str:
    """A marker's outline with the middle of its box at (x, y)."""
    if corners := _corners(marker):
        points = " ".join(f"{_number(x + dx)},{_number(y + dy)}" for dx, dy in corners)
        return _element("polygon", points=points, **paint)
    radius = RADIUS - _RING_LINE / 2 if marker is Marker.RING else RADIUS
    return _element("circle", cx=x, cy=y, r=radius, **paint)


def _mark(marker: Marker, x: float, y: float, colour: str = "") -> str:
    """A marker in its own colour, or the one given. The ring is a line with nothing inside."""
    paint = colour or marker.colour
    if marker is Marker.RING:
        return _outline(marker, x, y, fill="none", stroke=paint, stroke_width=_RING_LINE)
    return _outline(marker, x, y, fill=paint)


def _halo(marker: Marker, x: float, y: float) -> str:
    """Paper round a marker: a shape of its own, as not every renderer knows paint-order."""
    width = 2 * _HALO + (_RING_LINE if marker is Marker.RING else 0)
    return _outline(marker, x, y, fill=SHEET, stroke=SHEET, stroke_width=width, stroke_linejoin="round")


# --- The strip -----------------------------------------------------------------------------


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
        return apart < max(NEAR, (self.width + other.width) / 2 + 2 * _HALO)

    def at(self, y: float) -> "_Placed":
        return _Placed(self.point, self.x, self.width, self.height, y)


def _on_axis(point: Point, scale: _Scale) -> _Placed:
    """A group's mark, on the axis. The frame of a pooled group is no wider than a shape with its halo."""
    sizes = [_size(marker) for marker in point.markers]
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
    """A line that ties a mark off the axis to its place on it."""
    return _line(placed.x, y, placed.x, y + placed.y, INK, 1.5)


def _frame(placed: _Placed, y: float) -> str:
    """The thin frame that makes one mark of the shapes of a pooled group, with paper in and round it."""
    left, top = placed.x - placed.width / 2, y + placed.y - placed.height / 2
    return _element(
        "rect", x=left - _FRAME_LINE, y=top - _FRAME_LINE, width=placed.width + 2 * _FRAME_LINE,
        height=placed.height + 2 * _FRAME_LINE, fill=SHEET,
    ) + _element(
        "rect", x=left, y=top, width=placed.width, height=placed.height, rx=2.0, fill=SHEET, stroke=INK,
        stroke_width=_FRAME_LINE,
    )  # fmt: skip


def _group(placed: _Placed, y: float) -> str:
    """A group's mark: its shape on paper of its own, or its shapes upright in one frame."""
    markers, middle = placed.point.markers, y + placed.y
    name = _element("title", escape(_words(placed.point.name) or "Group"))
    if len(markers) == 1:
        return _element("g", name, _halo(markers[0], placed.x, middle), _mark(markers[0], placed.x, middle))
    top, shapes = middle - placed.height / 2 + _FRAME_GAP, []
    for marker in markers:
        height = _size(marker)[1]
        shapes.append(_mark(marker, placed.x, top + height / 2))
        top += height + _FRAME_GAP
    return _element("g", name, _frame(placed, y), *shapes)


def _pointer(x: float, top: float) -> str:
    """The mark of the plain average: a small open tag, pointing down to the axis."""
    half, shoulder, tip = _POINTER_HALF, top + 7, top + _POINTER_HEIGHT - 1.5
    corners = [(-half, top), (half, top), (half, shoulder), (0, tip), (-half, shoulder)]
    points = " ".join(f"{_number(x + dx)},{_number(y)}" for dx, y in corners)
    return _element(
        "polygon", points=points, fill=SHEET, stroke=INK, stroke_width=1.75, stroke_linejoin="round"
    )


def _pointer_line(x: float, top: float, bottom: float) -> str:
    return _element(
        "line", x1=x, y1=top, x2=x, y2=bottom, stroke=INK, stroke_width=1.5, stroke_dasharray="2 3"
    )


def _parity_tick(x: float, top: float, bottom: float) -> str:
    """The mark of parity: a tall heavy tick, edged with paper so that it stands off the band."""
    return _rect(x - 4.5, top, 9, bottom - top, SHEET) + _rect(x - 2.5, top, 5, bottom - top, INK)


def _axis_line(ticks: Sequence[tuple[float, str]], scale: _Scale, y: float) -> list[str]:
    marks = [scale.x(value) for value, _ in ticks]
    return [
        _line(_AXIS_LEFT, y, _AXIS_RIGHT, y, RULE, 1.25),
        *(_line(x, y - 6, x, y + 6, RULE, 1.25) for x in marks),
    ]


def _numerals(ticks: Sequence[tuple[float, str]], scale: _Scale, y: float) -> list[str]:
    """The numeral of every tick, but those that would run into a neighbour.

    The two ends are always there. All numerals fit on even scales of up to 10 levels.
    """
    spots = []
    for value, numeral in ticks:
        half = _text_width(_words(numeral)) / 2
        room = half + 1
        x = min(max(scale.x(value), room), _STRIP_WIDTH - room)
        spots.append((x, half, _words(numeral)))
    first, *middle, last = spots
    kept = [first]
    for spot in middle:
        clear_of_left = spot[0] - spot[1] > kept[-1][0] + kept[-1][1] + 3
        clear_of_last = spot[0] + spot[1] + 3 < last[0] - last[1]
        if clear_of_left and clear_of_last:
            kept.append(spot)
    return [_text(words, x, y, anchor="middle") for x, _, words in [*kept, last]]


def _spread(placed: Sequence[_Placed]) -> tuple[float, float] | None:
    """The lowest and the highest place of the groups that count in the gap, if they differ."""
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
    ends: tuple[str, str] | None = None,
    numerals: bool = True,
) -> str:
    """One axis with a marker for each group at its average (LOOK, Charts: Strip).

    `ticks` are (value, numeral), rising, at least two; every other number is on their scale.
    A band and a heavy line run from the lowest to the highest group. Groups of people who
    named no perspective (`ring`) are drawn, but are not part of the gap (scoring-and-privacy,
    A question), so the line passes them by. `parity` is a tall heavy tick that stands out
    below the markers; `average`, of everyone, an open pointer above them. `ends` names the
    two ends, under the axis.

    Returns an SVG string, 360 units wide, taller where markers are stacked. Raises ValueError
    if the ticks do not rise, a value is off the scale, a shape is unknown, the title is empty
    or `ident` is no good as an id.
    """
    values = [value for value, _ in ticks]
    if len(values) < 2 or not all(a < b for a, b in itertools.pairwise(values)):
        raise ValueError("a scale needs two ticks or more, in rising order")
    scale = _Scale(values[0], values[-1])
    placed = _place(points, scale)
    up = max([13.0, *(p.height / 2 - p.y for p in placed)]) + _HALO
    down = max([13.0, *(p.height / 2 + p.y for p in placed)]) + _HALO

    rows_top = 2.0 if average is None else 2 + _POINTER_HEIGHT
    y = rows_top + up
    rows_bottom = y + down
    height = rows_bottom + (2 if parity is None else _FOOT)

    body = []
    if spread := _spread(placed):
        body.append(_rect(spread[0], rows_top, spread[1] - spread[0], up + down, BAND))
    body += _axis_line(ticks, scale, y)
    if spread:
        body.append(_line(spread[0], y, spread[1], y, INK, 4))
    if parity is not None:
        body.append(_parity_tick(scale.x(parity), y - 10, height - 1))
    if average is not None:
        body.append(_pointer_line(scale.x(average), rows_top - 2, y))
        body.append(_pointer(scale.x(average), 1.5))
    body += [_stem(p, y) for p in placed if p.y]
    body += [_group(p, y) for p in sorted(placed, key=lambda p: p.point.markers[0].place)]
    if numerals:
        body += _numerals(ticks, scale, height + 13)
        height += _LINE_HEIGHT
    if ends is not None:
        names, taken = _end_names(ends, height)
        body += names
        height += taken
    return _chart(ident=ident, title=title, desc=desc, width=_STRIP_WIDTH, height=height, body=body)


def axis(*, ident: str, title: str, ends: tuple[str, str]) -> str:
    """The names of the two ends, above a column of strips.

    Returns an SVG string, 360 units wide. Raises ValueError as `strip` does.
    """
    names, taken = _end_names(ends, 2)
    height = max(taken, _LINE_HEIGHT) + 4
    return _chart(ident=ident, title=title, desc="", width=_STRIP_WIDTH, height=height, body=names)


# --- Tints ---------------------------------------------------------------------------------

_REFERENCE_TINTS = ("#F1E9D8", "#CFD2C1", "#9DB2A4", "#4F7C71", "#17453E")
_READABLE = 4.5  # the least contrast of a numeral on its tint


@dataclass(frozen=True)
class Tint:
    """The shade of one level in a bar, and the colour of a count on it, as `#RRGGBB`."""

    fill: str
    numeral: str


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    parts = [c / 255 for c in _channels(colour)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _lightness(colour: str) -> float:
    """How light a colour looks, 0 to 100 (L* for the luminances used here)."""
    return 116 * math.cbrt(_luminance(colour)) - 16


def _between(light: str, dark: str, lightness: float) -> str:
    """The colour of that lightness on the straight way from one colour to another."""
    part = (_lightness(light) - lightness) / (_lightness(light) - _lightness(dark))
    pairs = zip(_channels(light), _channels(dark), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02X}" for a, b in pairs)


def _shade(index: int, of: int) -> str:
    """A shade of the ramp: for five levels the reference, else even steps of lightness along it."""
    if of == len(_REFERENCE_TINTS):
        return _REFERENCE_TINTS[index]
    first, last = _REFERENCE_TINTS[0], _REFERENCE_TINTS[-1]
    wanted = _lightness(first) + (_lightness(last) - _lightness(first)) * index / (of - 1)
    for light, dark in itertools.pairwise(_REFERENCE_TINTS):
        if wanted >= _lightness(dark):
            return _between(light, dark, wanted)
    return last


@cache
def tint(level_index: int, of: int) -> Tint:
    """The shade of a level, counted from 0 at the low end, of a scale of 2 to 10 levels.

    Shades go from light to dark. The numeral has a contrast of 4.5 or more: ink or paper where
    they reach that, else plain black or white, of which one always does. Raises ValueError
    for a level or a scale that there is not.
    """
    if not 2 <= of <= 10 or not 0 <= level_index < of:
        raise ValueError(f"no tint for level {level_index} of {of}")
    fill = _shade(level_index, of)
    numerals = (INK, SHEET, "#000000", "#FFFFFF")
    return Tint(fill, next(c for c in numerals if _contrast(c, fill) >= _READABLE))


# --- Bars ----------------------------------------------------------------------------------


def _hatch(x: float, width: float, height: float) -> list[str]:
    """Upright lines over a part of a bar, about 6 apart: they print on any machine."""
    lines = max(1, round(width / 6) - 1) if width >= 3 else 0
    step = width / (lines + 1)
    return [_line(x + step * i, 1.5, x + step * i, height - 1.5, RULE, 1.1) for i in range(1, lines + 1)]


def _fitting_size(count: int, width: float) -> float | None:
    """The text size at which a count fits in a part of a bar; None if it does not."""
    for size in (_COUNT_TEXT, _TEXT):
        if _text_width(str(count), size) + 3 <= width:
            return size
    return None


def _part(label: str, count: int, x: float, width: float, shade: Tint | None) -> str:
    """One part of a bar with its count where there is room; hatched if it has no shade."""
    height = _BAR_HEIGHT - 2
    body = [_element("title", escape(_words(f"{label}: {count}")))]
    body.append(_rect(x, 1, width, height, shade.fill if shade else SHEET, INK))
    if shade is None:
        body += _hatch(x, width, _BAR_HEIGHT)
    if size := _fitting_size(count, width):
        middle = x + width / 2
        if shade is None:
            plate = _text_width(str(count), size) + 2
            body.append(_rect(middle - plate / 2, 6, plate, _BAR_HEIGHT - 12, SHEET))
        body.append(_count_text(count, middle, size, colour=shade.numeral if shade else INK))
    return _element("g", *body)


def _track() -> str:
    """The outline that every bar has, whatever is in it."""
    return _rect(1, 1, _BAR_WIDTH - 2, _BAR_HEIGHT - 2, SHEET, INK)


def distribution(
    *,
    ident: str,
    title: str,
    desc: str,
    counts: Sequence[tuple[str, int]],
    dont_know: int = 0,
    not_said: int = 0,
) -> str:
    """How many chose each level, as one bar (LOOK, Charts: Distribution bar).

    `counts` are (level name, people), from low to high, for 2 to 10 levels. Every bar has the
    same length however many people it holds; don't know and not said are hatched, at the end.
    With nobody at all it is an empty outline.

    Returns an SVG string of 280 by 34 units. Raises ValueError for a count below 0, another
    number of levels, an empty title, or an `ident` that is no good as an id.
    """
    levels = len(counts)
    parts: list[tuple[str, int, Tint | None]] = [
        (label, count, tint(i, levels)) for i, (label, count) in enumerate(counts)
    ]
    if not parts:
        raise ValueError("a scale has 2 to 10 levels")
    parts += [("Don't know", dont_know, None), ("Not said", not_said, None)]
    if any(count < 0 for _, count, _ in parts):
        raise ValueError("a count of people cannot be below 0")
    total = sum(count for _, count, _ in parts)
    body, before = [_track()], 0
    for label, count, shade in parts:
        if count:
            left, right = (1 + (_BAR_WIDTH - 2) * n / total for n in (before, before + count))
            body.append(_part(label, count, left, right - left, shade))
            before += count
    return _chart(ident=ident, title=title, desc=desc, width=_BAR_WIDTH, height=_BAR_HEIGHT, body=body)


def option_bar(*, ident: str, title: str, desc: str, count: int, out_of: int) -> str:
    """How many people chose one option of a choice question, as a part of one bar.

    The whole bar stands for `out_of` people and has the same length for every option. The
    count stands inside the filled part, or beside it where that is too short.

    Returns an SVG string of 280 by 34 units. Raises ValueError unless 0 <= count <= out_of,
    and as `distribution` does for title and `ident`.
    """
    if not 0 <= count <= out_of:
        raise ValueError(f"{count} is not a part of {out_of} people")
    shade = tint(3, 5)
    width = (_BAR_WIDTH - 2) * count / out_of if out_of else 0.0
    body = [_track()]
    if count:
        body.append(_rect(1, 1, width, _BAR_HEIGHT - 2, shade.fill, INK))
    if count and (size := _fitting_size(count, width)):
        body.append(_count_text(count, 1 + width / 2, size, colour=shade.numeral))
    else:
        beside = 1 + width + 6 + _text_width(str(count), _COUNT_TEXT) / 2
        body.append(_count_text(count, beside, _COUNT_TEXT))
    return _chart(ident=ident, title=title, desc=desc, width=_BAR_WIDTH, height=_BAR_HEIGHT, body=body)


# --- Small pictures ------------------------------------------------------------------------


def swatch(level_index: int, of: int) -> str:
    """The key to one level's shade, 30 by 26 units. Raises ValueError as `tint` does."""
    box = _rect(1, 1, 28, 24, tint(level_index, of).fill, INK)
    return _picture(f"Shade {level_index + 1} of {of}", box, width=30, height=26, kind="sw")


def swatch_hatched() -> str:
    """The key to the hatched parts of a bar, 30 by 26 units."""
    box = _rect(1, 1, 28, 24, SHEET, INK)
    return _picture("Hatched", box, *_hatch(1, 28, 26), width=30, height=26, kind="sw")


def icon(shapes: Sequence[str]) -> str:
    """The marker of a group, to stand before its name, 26 by 26 units for each shape.

    A pooled group has one picture for each shape, one after the other, so that every shape
    keeps the same size whatever width the page gives a marker. Raises ValueError for no shape
    or one we don't know.
    """
    return "".join(
        _picture(marker.value, _mark(marker, 13, 13), width=26, height=26, kind="pm")
        for marker in _markers(shapes)
    )


def parity_key() -> str:
    """The key to the tick 'both sides counted equally', 30 by 26 units."""
    body = [_line(1, 11, 29, 11, RULE, 1.25), _parity_tick(15, 1, 25)]
    return _picture("Tall heavy tick", *body, width=30, height=26, kind="sw")


def average_key() -> str:
    """The key to the pointer 'average of everyone', 30 by 26 units."""
    body = [_line(1, 23, 29, 23, RULE, 1.25), _pointer_line(15, 14, 23), _pointer(15, 1.5)]
    return _picture("Open pointer", *body, width=30, height=26, kind="sw")


def people_row(*, ident: str, title: str, shape: str, count: int) -> str:
    """One filled shape for each person who has sent their answers, 10 to a row.

    Returns an SVG string 284 units wide, 28 high for each row; a short dash stands for nobody.
    Raises ValueError for a count below 0 or an unknown shape, and as `strip` does for title
    and `ident`.
    """
    marker = Marker(shape)
    if count < 0:
        raise ValueError("a count of people cannot be below 0")
    rows = max(1, math.ceil(count / _PEOPLE_IN_A_ROW))
    body = [
        _mark(marker, 16 + i % _PEOPLE_IN_A_ROW * _PERSON, 14 + i // _PEOPLE_IN_A_ROW * _PERSON)
        for i in range(count)
    ]
    if not count:
        body.append(_line(8, 14, 24, 14, RULE, 2.5))
    width = 4 + _PEOPLE_IN_A_ROW * _PERSON
    return _chart(
        ident=ident, title=title, desc="", width=width, height=rows * _PERSON, body=body,
        kind="people",
    )  # fmt: skip


def logo() -> str:
    """The device of the wordmark: the first four shapes on one level line, 128 by 28 units."""
    line = _line(2, 25, 126, 25, INK, 3)
    shapes = [_mark(marker, 17 + 31 * i, 12, INK) for i, marker in enumerate(_ORDER[:4])]
    name = "Four shapes on one level line"
    return _picture(name, line, *shapes, width=128, height=28, kind="logo")
