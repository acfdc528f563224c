"""The charts of a meeting: where groups stand on one question, a row to each, all of one height, for a screen
in the room; and what the group agreed. Pure.

The gap is one band through all rows, and the score with both sides counted equally is a broken line through
them. The rows are drawn to scale, so that they grow with the letters of the screen. `strips.py` draws the
same as one axis.
"""

from collections.abc import Sequence
from html import escape

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assessments.reports.charts import svg
from assessments.reports.charts.markers import half_width, mark_of
from assessments.reports.charts.strips import Point
from assessments.reports.charts.svg import AMBER, CARD, INK, INK_2, PALE, RULE

WIDTH, HEIGHT, HEADS = 600.0, 58.0, 25.0
LEFT, RIGHT = 26.0, 574.0  # of the axis
RADIUS, NUMBER = 13.0, 25.0
_BANDS = {"far": AMBER, "apart": PALE}


def _at(position: float) -> float:
    return LEFT + position * (RIGHT - LEFT) / 100


def row(
    *,
    ident: str,
    title: str,
    point: Point | None,
    everyone: int | None = None,
    band: str | None = None,
    ends: tuple[int, int] | None = None,
    both: int | None = None,
    ticks: Sequence[float] = (),
) -> str:
    """Draw the row of one group, or of everyone where there is no `point`.

    band, ends: how loud the gap is, 'far' or 'apart', and from where to where it runs; another is not drawn.
    both: the score with both sides counted equally. ticks: the places of the levels, 0 to 100. Raises
    ValueError for a shape that we don't know, an empty title, or an `ident` that is no good as an id.
    """
    y = HEIGHT / 2
    body = []
    if ends and band in _BANDS:
        low, high = (_at(end) for end in ends)
        body.append(
            svg.element("rect", x=low, y=0, width=high - low, height=HEIGHT, fill=_BANDS[band], opacity=0.55)
        )
    if both is not None:
        body.append(
            svg.element(
                "line", x1=_at(both), x2=_at(both), y1=0, y2=HEIGHT, stroke=INK_2, stroke_width=1.5,
                stroke_dasharray="3 4",
            )
        )  # fmt: skip
    body.append(svg.line(LEFT, y, RIGHT, y, RULE, 1.5))
    body += [svg.line(_at(tick), y - 6, _at(tick), y + 6, RULE, 1.5) for tick in ticks]
    if point is not None:
        body.append(mark_of(point.markers, _at(point.value), y, RADIUS))
        body.append(_number(point.value, half_width(point.markers, RADIUS)))
    elif everyone is not None:
        body.append(svg.element("rect", x=_at(everyone) - 4, y=y - 17, width=8, height=34, fill=INK))
        body.append(_number(everyone, 4))
    return svg.chart(
        ident=ident, title=title, desc="", width=WIDTH, height=HEIGHT, body=body, kind="chart chart-row"
    )


def _number(value: int, half: float) -> str:
    side = -1 if value > 85 else 1
    words: dict[str, str | float] = {
        "x": _at(value) + side * (half + 8), "y": HEIGHT / 2 + 9, "font_size": NUMBER, "font_weight": "800",
        "text_anchor": "end" if side < 0 else "start",
    }  # fmt: skip
    edge = svg.element(
        "text", str(value), fill=CARD, stroke=CARD, stroke_width=9, stroke_linejoin="round", **words
    )
    return edge + svg.element("text", str(value), fill=INK, **words)


def heads(names: Sequence[str]) -> str:
    """Draw the names of evenly spaced levels over a column of rows, the least good first, with the two ends
    bold. A small screen has only these two (css/meeting.css)."""
    last = len(names) - 1
    drawn = [
        svg.element(
            "text", escape(svg.one_line(name)), y=17, fill=INK_2, font_size=17,
            x=16.0 if not place else WIDTH - 16 if place == last else _at(100 * place / last),
            text_anchor="start" if not place else "end" if place == last else "middle",
            font_weight="400" if 0 < place < last else "600", class_="mid" if 0 < place < last else "end",
        )
        for place, name in enumerate(names)
    ]  # fmt: skip
    return svg.element(
        "svg", *drawn, class_="chart chart-row", viewBox=f"0 0 {svg.number(WIDTH)} {svg.number(HEADS)}",
        aria_hidden="true", focusable="false", font_family=svg.FONT,
    )  # fmt: skip


# What was agreed

STEP, BOX, LADDER = 62.0, 56.0, 60.0
SAID = {
    "agreed": gettext_noop("Ticked square"),
    "not_agreed": gettext_noop("Two lines"),
    "later": gettext_noop("Square with a broken edge"),
    "open": gettext_noop("Empty square"),
}


def mark(outcome: str) -> str:
    """Draw the mark of an outcome, 26 units high, to stand before its words: a ticked square for what was
    agreed, two lines for what was not, and a square with a broken edge for what was left; 'open' is an empty
    square. Raises KeyError for another."""
    name = _(SAID[outcome])
    if outcome == "agreed":
        drawn = svg.element("rect", x=3, y=3, width=20, height=20, fill=INK) + svg.element(
            "path", d="M7.5 13.4l3.8 3.8 7.4-8", fill="none", stroke=CARD, stroke_width=3
        )
    elif outcome == "not_agreed":
        drawn = svg.element("path", d="M3 8.5h20M3 17.5h20", fill="none", stroke=INK, stroke_width=4)
    else:
        broken = {"stroke_dasharray": "4 3"} if outcome == "later" else {}
        drawn = svg.element(
            "rect", x=4.5, y=4.5, width=17, height=17, fill="none", stroke=INK, stroke_width=2, **broken
        )
    return svg.picture(name, drawn, width=26, height=26, kind="st")


def ladder(*, ident: str, title: str, levels: Sequence[str], chosen: str, points: float = 0) -> str:
    """Draw the levels of a scale in a row, as numbers in boxes, with the chosen one filled. points: how many
    a unit is on paper; on screen its place says how large it is.

    Raises ValueError for an empty title, or an `ident` that is no good as an id.
    """
    body = [_box(level, place * STEP + 2, is_chosen=level == chosen) for place, level in enumerate(levels)]
    return svg.chart(
        ident=ident, title=title, desc="", width=STEP * len(levels), height=LADDER, body=body,
        kind="chart agreedlevel", points=points,
    )  # fmt: skip


def _box(level: str, x: float, *, is_chosen: bool) -> str:
    fill, edge, width = (INK, INK, 3.0) if is_chosen else (CARD, RULE, 1.25)
    paint = {"fill": CARD, "font_weight": "800"} if is_chosen else {"fill": INK_2}
    return svg.element(
        "rect", x=x, y=2, width=BOX, height=BOX, fill=fill, stroke=edge, stroke_width=width
    ) + svg.element(
        "text", escape(level), x=x + BOX / 2, y=39, text_anchor="middle", font_size=26 if is_chosen else 22,
        **paint,
    )  # fmt: skip
