"""What a group agreed, drawn: its mark, and the level on a ladder of all levels. Pure."""

from collections.abc import Sequence
from html import escape

from assessments.reports.charts import svg
from assessments.reports.charts.svg import CARD, INK, INK_2, RULE

STEP, BOX, HEIGHT = 62.0, 56.0, 60.0
SAID = {
    "agreed": "Ticked square",
    "not_agreed": "Two lines",
    "later": "Square with a broken edge",
    "open": "Empty square",
}


def mark(outcome: str) -> str:
    """Draw the mark of an outcome, 26 units high, to stand before its words: a ticked square for what was
    agreed, two lines for what was not, and a square with a broken edge for what was left; 'open' is an empty
    square. Raises KeyError for another."""
    name = SAID[outcome]
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
        ident=ident, title=title, desc="", width=STEP * len(levels), height=HEIGHT, body=body,
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
