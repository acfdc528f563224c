"""Small pictures: markers before names, keys to the charts, a row of people, the wordmark."""

import math
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assessments.reports.charts import svg
from assessments.reports.charts.markers import RADIUS, Marker, framed, half_width, in_order, mark
from assessments.reports.charts.svg import AMBER, CARD, INK, PALE, RULE, SHEET
from assessments.reports.charts.tints import tint

_PEOPLE_IN_A_ROW, _PERSON = 10, 28.0

NAMES = {
    Marker.CIRCLE: gettext_noop("circle"),
    Marker.DIAMOND: gettext_noop("diamond"),
    Marker.SQUARE: gettext_noop("square"),
    Marker.TRIANGLE: gettext_noop("triangle"),
    Marker.PLUS: gettext_noop("plus"),
    Marker.STAR: gettext_noop("star"),
    Marker.RING: gettext_noop("ring"),
}


def name_of(shapes: Sequence[str]) -> str:
    """Say what the mark of a group looks like: 'circle', 'circle and diamond'."""
    return f" {_('and')} ".join(_(NAMES[marker]) for marker in in_order(shapes))


def swatch(level_index: int, of: int) -> str:
    """Draw the key to one level's shade, counted from the least good answer, 22 by 16 units. Raises
    ValueError as `tint` does."""
    box = svg.rect(0.5, 0.5, 21, 15, tint(level_index, of).fill, INK)
    return svg.picture(
        _("Shade %(place)s of %(of)s") % {"place": level_index + 1, "of": of},
        box,
        width=22,
        height=16,
        kind="sw",
    )


def swatch_without_score() -> str:
    """Draw the key to the part of a bar for people who gave no score, 22 by 16 units."""
    box = svg.element(
        "rect", x=0.5, y=0.5, width=21, height=15, fill=CARD, stroke=INK, stroke_dasharray="3 3"
    )
    return svg.picture(_("Broken edge"), box, width=22, height=16, kind="sw")


def steps(place: int, of: int) -> str:
    """Draw an answer as steps, the least good at the left: filled up to the place, counted from 1. 24 units
    a step, and 20 high. Raises ValueError where there is no such place."""
    if not 1 <= place <= of:
        raise ValueError(f"there is no place {place} of {of}")
    boxes = [
        svg.rect(1 + 24 * at, 1, 20, 18, INK if at < place else CARD, INK) for at in range(of)
    ]  # fmt: skip
    title = _("Answer %(place)s of %(of)s, where %(of)s is the best") % {"place": place, "of": of}
    drawn = svg.element("title", title)
    return svg.element(
        "svg", drawn, *boxes, class_="steps-to", viewBox=f"0 0 {24 * of} 20", width=24 * of, height=20,
        role="img", aria_label=title,
    )  # fmt: skip


def band(name: str) -> str:
    """Draw the key to one kind of bar between groups, 20 by 10 units: far, apart, close, or none where
    groups are not compared. Raises KeyError for another."""
    if name in ("close", "none"):
        dashes = {"stroke_dasharray": "1.2 3.2"} if name == "none" else {}
        drawn = svg.element("line", x1=0, x2=20, y1=5, y2=5, stroke=RULE, **dashes)
    else:
        fill, edge = {"far": (AMBER, INK), "apart": (PALE, RULE)}[name]
        drawn = svg.element(
            "rect", x=0.5, y=1.5, width=19, height=7, fill=fill, stroke=edge, stroke_width=0.9
        )
    said = {
        "far": _("Strong bar"), "apart": _("Pale bar"), "close": _("Plain line"), "none": _("Dotted line"),
    }[name]  # fmt: skip
    return svg.picture(said, drawn, width=20, height=10, kind="bk")


def icon(shapes: Sequence[str]) -> str:
    """Draw the mark of a group, to stand before its name, 26 units high: a single shape 26 wide, or the
    shapes of a pooled group joined in one frame. Raises ValueError for no shape or one we don't know."""
    markers = in_order(shapes)
    name = name_of(shapes)
    if len(markers) == 1:
        return svg.picture(name, mark(markers[0], 13, 13), width=26, height=26, kind="pm")
    width = 2 * half_width(markers, RADIUS) + 4
    return svg.picture(name, framed(markers, width / 2, 13, RADIUS), width=width, height=26, kind="pm")


def fit_mark(outcome: str) -> str:
    """Draw whether a name fits, 20 by 20 units: a full disc, half a one, an empty one, or a broken ring. It
    says no more than the word beside it, so nobody hears it. Raises KeyError for another outcome."""
    fill, dashes, half = {
        "fits": (INK, "none", ""),
        "part": (CARD, "none", svg.element("path", d="M10 2 A8 8 0 0 0 10 18 Z", fill=INK)),
        "no": (CARD, "none", ""),
        "unknown": (CARD, "2.5 3", ""),
    }[outcome]
    ring = svg.element(
        "circle", cx=10, cy=10, r=8, stroke=INK, stroke_width=1.6, fill=fill, stroke_dasharray=dashes
    )
    return svg.element(
        "svg", ring, half, class_="pm fitmark", viewBox="0 0 20 20", width=20, height=20, aria_hidden="true",
        focusable="false",
    )  # fmt: skip


def people_row(*, ident: str, title: str, shape: str, count: int, expected: int = 0) -> str:
    """One filled shape for each person who has sent their answers, 10 to a row; then an empty circle for each
    of those who are still expected.

    Returns an SVG string 284 units wide, 28 high for each row; a short dash stands for nobody.
    Raises ValueError for a count below 0 or an unknown shape, and as `strip` does for title
    and `ident`.
    """
    marker = Marker(shape)
    if count < 0:
        raise ValueError("a count of people cannot be below 0")
    drawn = max(count, expected)
    rows = max(1, math.ceil(drawn / _PEOPLE_IN_A_ROW))
    places = [
        (16 + i % _PEOPLE_IN_A_ROW * _PERSON, 14 + i // _PEOPLE_IN_A_ROW * _PERSON) for i in range(drawn)
    ]
    body = [mark(marker, x, y) if i < count else _awaited(x, y) for i, (x, y) in enumerate(places)]
    if not drawn:
        body.append(svg.line(8, 14, 24, 14, RULE, 2.5))
    width = 4 + _PEOPLE_IN_A_ROW * _PERSON
    return svg.chart(
        ident=ident, title=title, desc="", width=width, height=rows * _PERSON, body=body,
        kind="people",
    )  # fmt: skip


def _awaited(x: float, y: float) -> str:
    return svg.element("circle", cx=x, cy=y, r=6, fill="none", stroke=RULE, stroke_width=1.6)


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
    name = _("Four shapes on one level line")
    return svg.picture(name, line, *shapes, width=128, height=28, kind="logo")


def face_band(colour: str) -> str:
    """Draw a band in one colour, as wide as its place and 10 pixels high. It says nothing."""
    inside = svg.element("rect", width="100%", height="100%", fill=colour)
    return svg.element(
        "svg", inside, class_="face-band", width="100%", height=10, aria_hidden="true", focusable="false"
    )
