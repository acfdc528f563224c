"""How many people chose what: bars of one length (docs/rules.md, Figures and charts)."""

from collections.abc import Sequence
from html import escape

from assessments.printing.widths import text_width
from assessments.reports.charts import svg
from assessments.reports.charts.svg import INK, RULE, SHEET
from assessments.reports.charts.tints import Tint, tint

_WIDTH, _HEIGHT = 280.0, 34.0
_COUNT_TEXT = 18.0


def _count_text(count: int, x: float, size: float, *, colour: str = INK) -> str:
    """Draw a count inside a bar, centred on `x`."""
    return svg.element(
        "text", str(count), x=x, y=_HEIGHT / 2 + size * 0.36, text_anchor="middle",
        font_size=size, font_weight="700", fill=colour,
    )  # fmt: skip


def hatch(x: float, width: float, height: float) -> list[str]:
    """Upright lines over a part of a bar, about 6 apart: they print on any machine."""
    lines = max(1, round(width / 6) - 1) if width >= 3 else 0
    step = width / (lines + 1)
    return [svg.line(x + step * i, 1.5, x + step * i, height - 1.5, RULE, 1.1) for i in range(1, lines + 1)]


def _fitting_size(count: int, width: float) -> float | None:
    """Return the text size at which a count fits in a part of a bar; None if it does not."""
    for size in (_COUNT_TEXT, svg.TEXT):
        if text_width(str(count), size) + 3 <= width:
            return size
    return None


def _part(label: str, count: int, x: float, width: float, shade: Tint | None) -> str:
    """One part of a bar with its count where there is room; hatched if it has no shade."""
    height = _HEIGHT - 2
    body = [svg.element("title", escape(svg.one_line(f"{label}: {count}")))]
    body.append(svg.rect(x, 1, width, height, shade.fill if shade else SHEET, INK))
    if shade is None:
        body += hatch(x, width, _HEIGHT)
    if size := _fitting_size(count, width):
        middle = x + width / 2
        if shade is None:
            plate = text_width(str(count), size) + 2
            body.append(svg.rect(middle - plate / 2, 6, plate, _HEIGHT - 12, SHEET))
        body.append(_count_text(count, middle, size, colour=shade.numeral if shade else INK))
    return svg.element("g", *body)


def _track() -> str:
    """Draw the outline that every bar has, whatever is in it."""
    return svg.rect(1, 1, _WIDTH - 2, _HEIGHT - 2, SHEET, INK)


def distribution(
    *,
    ident: str,
    title: str,
    desc: str,
    counts: Sequence[tuple[str, int]],
    dont_know: int = 0,
    not_said: int = 0,
) -> str:
    """How many chose each level, as one bar (docs/rules.md, Figures and charts).

    `counts` are (level name, people), from low to high, for 2 to 11 levels. Every bar has the
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
        raise ValueError("a scale has 2 to 11 levels")
    parts += [("Don't know", dont_know, None), ("Not said", not_said, None)]
    if any(count < 0 for _, count, _ in parts):
        raise ValueError("a count of people cannot be below 0")
    total = sum(count for _, count, _ in parts)
    body, before = [_track()], 0
    for label, count, shade in parts:
        if count:
            left, right = (1 + (_WIDTH - 2) * n / total for n in (before, before + count))
            body.append(_part(label, count, left, right - left, shade))
            before += count
    return svg.chart(ident=ident, title=title, desc=desc, width=_WIDTH, height=_HEIGHT, body=body)


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
    width = (_WIDTH - 2) * count / out_of if out_of else 0.0
    body = [_track()]
    if count:
        body.append(svg.rect(1, 1, width, _HEIGHT - 2, shade.fill, INK))
    if count and (size := _fitting_size(count, width)):
        body.append(_count_text(count, 1 + width / 2, size, colour=shade.numeral))
    else:
        beside = 1 + width + 6 + text_width(str(count), _COUNT_TEXT) / 2
        body.append(_count_text(count, beside, _COUNT_TEXT))
    return svg.chart(ident=ident, title=title, desc=desc, width=_WIDTH, height=_HEIGHT, body=body)
