"""Small pictures: markers before names, keys to the charts, a row of people, the wordmark."""

import math
from collections.abc import Sequence

from assessments.reports.charts import svg
from assessments.reports.charts.bars import hatch
from assessments.reports.charts.markers import Marker, in_order, mark
from assessments.reports.charts.strips import parity_tick, pointer, pointer_line
from assessments.reports.charts.svg import INK, RULE, SHEET
from assessments.reports.charts.tints import tint

_PEOPLE_IN_A_ROW, _PERSON = 10, 28.0


def swatch(level_index: int, of: int) -> str:
    """Draw the key to one level's shade, 30 by 26 units. Raises ValueError as `tint` does."""
    box = svg.rect(1, 1, 28, 24, tint(level_index, of).fill, INK)
    return svg.picture(f"Shade {level_index + 1} of {of}", box, width=30, height=26, kind="sw")


def swatch_hatched() -> str:
    """Draw the key to the hatched parts of a bar, 30 by 26 units."""
    box = svg.rect(1, 1, 28, 24, SHEET, INK)
    return svg.picture("Hatched", box, *hatch(1, 28, 26), width=30, height=26, kind="sw")


def icon(shapes: Sequence[str]) -> str:
    """Draw the marker of a group, to stand before its name, 26 by 26 units for each shape.

    A pooled group has one picture for each shape, one after the other, so that every shape
    keeps the same size whatever width the page gives a marker. Raises ValueError for no shape
    or one we don't know.
    """
    return "".join(
        svg.picture(marker.value, mark(marker, 13, 13), width=26, height=26, kind="pm")
        for marker in in_order(shapes)
    )


def parity_key() -> str:
    """Draw the key to the tick 'both sides counted equally', 30 by 26 units."""
    body = [svg.line(1, 11, 29, 11, RULE, 1.25), parity_tick(15, 1, 25)]
    return svg.picture("Tall heavy tick", *body, width=30, height=26, kind="sw")


def average_key() -> str:
    """Draw the key to the pointer 'average of everyone', 30 by 26 units."""
    body = [svg.line(1, 23, 29, 23, RULE, 1.25), pointer_line(15, 14, 23), pointer(15, 1.5)]
    return svg.picture("Open pointer", *body, width=30, height=26, kind="sw")


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
        mark(marker, 16 + i % _PEOPLE_IN_A_ROW * _PERSON, 14 + i // _PEOPLE_IN_A_ROW * _PERSON)
        for i in range(count)
    ]
    if not count:
        body.append(svg.line(8, 14, 24, 14, RULE, 2.5))
    width = 4 + _PEOPLE_IN_A_ROW * _PERSON
    return svg.chart(
        ident=ident, title=title, desc="", width=width, height=rows * _PERSON, body=body,
        kind="people",
    )  # fmt: skip


def people_bar(*, ident: str, title: str, shape: str, count: int, longest: int) -> str:
    """Return the people who have sent their answers as one bar, in the colour of their shape, for groups
    whose people are too many to be drawn one by one.

    The bar is as long as a row of ten people for a group of `longest`, and shorter in proportion for others.
    Returns an SVG string of 284 by 28 units. Raises ValueError unless 1 <= count <= longest, for an unknown
    shape, and as `strip` does for title and `ident`.
    """
    marker = Marker(shape)
    if not 1 <= count <= longest:
        raise ValueError(f"{count} people cannot be drawn beside {longest}")
    width = 4 + _PEOPLE_IN_A_ROW * _PERSON
    length = (width - 16) * count / longest
    inside = SHEET if marker is Marker.RING else marker.colour
    bar = svg.rect(8, 5, length, _PERSON - 10, inside, marker.colour)
    return svg.chart(
        ident=ident, title=title, desc="", width=width, height=_PERSON, body=[bar], kind="people"
    )


def logo() -> str:
    """Draw the device of the wordmark: the first four shapes on one level line, 128 by 28 units."""
    line = svg.line(2, 25, 126, 25, INK, 3)
    shapes = [mark(marker, 17 + 31 * i, 12, INK) for i, marker in enumerate(tuple(Marker)[:4])]
    name = "Four shapes on one level line"
    return svg.picture(name, line, *shapes, width=128, height=28, kind="logo")
