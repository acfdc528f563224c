"""How many people chose what: bars of one length, light for the least good answer and dark for the best
(docs/rules.md, Figures and charts). `printed.py` draws the same for paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _

from assessments.reports.charts import svg
from assessments.reports.charts.svg import CARD, INK, INK_2
from assessments.reports.charts.tints import Tint, tint

HEIGHT = 30.0
_NUMBER = 16.0
_ROOM = 0.028  # of the bar, for each digit of a number in it


@dataclass(frozen=True)
class Part:
    """One part of a bar: what it counts, how many people, and its shade; None for those without a score."""

    label: str
    count: int
    shade: Tint | None


def checked_parts(counts: Sequence[tuple[str, int]], without_score: int) -> list[Part]:
    """Return the parts of a bar. Raises ValueError for a count below 0, or levels other than 2 to 11."""
    if not counts:
        raise ValueError("a scale has 2 to 11 levels")
    parts = [Part(label, count, tint(i, len(counts))) for i, (label, count) in enumerate(counts)]
    parts.append(Part(_("No score"), without_score, None))
    if any(part.count < 0 for part in parts):
        raise ValueError("a count of people cannot be below 0")
    return parts


def distribution(*, ident: str, title: str, counts: Sequence[tuple[str, int]], without_score: int = 0) -> str:
    """How many chose each level, as one bar, for the screen.

    `counts` are (level name, people), from the least good answer to the best, for 2 to 11 levels. Every bar
    has the same length however many people it holds; those who gave no score are white with a broken edge, at
    the end. With nobody at all it is an empty outline. A number stands in its part where that is wide enough.

    Raises ValueError for a count below 0, another number of levels, an empty title, or an `ident` that is no
    good as an id.
    """
    parts = checked_parts(counts, without_score)
    total = sum(part.count for part in parts)
    body, before = [], 0
    if not total:
        body.append(_box(0, 1, CARD))
    for part in parts:
        if part.count:
            body.append(_part(part, before / total, part.count / total))
            before += part.count
    return svg.screen_chart(ident=ident, title=title, height=HEIGHT, body=body, kind="abar")


def option_bar(*, ident: str, title: str, count: int, out_of: int) -> str:
    """How many people chose one option of a choice question, as a part of one bar, for the screen.

    The whole bar stands for `out_of` people and has the same length for every option. The count stands
    inside the filled part, or beside it where that is too short.

    Raises ValueError unless 0 <= count <= out_of, and as `distribution` does for title and `ident`.
    """
    if not 0 <= count <= out_of:
        raise ValueError(f"{count} is not a part of {out_of} people")
    shade = tint(3, 5)
    share = count / out_of if out_of else 0.0
    body = [_box(0, 1, CARD)]
    if count:
        body.append(_box(0, share, shade.fill))
    if count and _fits(count, share):
        body.append(_count(count, share / 2, shade.numeral))
    else:
        body.append(_count(count, share, INK, dx=8, anchor="start"))
    return svg.screen_chart(ident=ident, title=title, height=HEIGHT, body=body, kind="abar")


def _fits(count: int, share: float) -> bool:
    return share >= _ROOM * (len(str(count)) + 0.4)


def _percent(share: float) -> str:
    return f"{svg.number(100 * share)}%"


def _box(start: float, share: float, fill: str, *inside: str, **paint: str) -> str:
    return svg.element(
        "rect", *inside, x=_percent(start), y=1, width=_percent(share), height=HEIGHT - 2, fill=fill,
        stroke=INK, **paint,
    )  # fmt: skip


def _part(part: Part, start: float, share: float) -> str:
    name = svg.element("title", escape(svg.one_line(f"{part.label}: {part.count}")))
    if part.shade is None:
        drawn = _box(start, share, CARD, name, stroke_dasharray="3 3")
    else:
        drawn = _box(start, share, part.shade.fill, name)
    if _fits(part.count, share):
        drawn += _count(part.count, start + share / 2, part.shade.numeral if part.shade else INK_2)
    return drawn


def _count(count: int, at: float, colour: str, *, dx: float = 0, anchor: str = "middle") -> str:
    return svg.element(
        "text", str(count), x=_percent(at), dx=dx, y=HEIGHT / 2 + 6, text_anchor=anchor, font_size=_NUMBER,
        font_weight="600", fill=colour,
    )  # fmt: skip
