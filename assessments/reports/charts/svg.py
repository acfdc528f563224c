"""What every chart is drawn with: SVG as plain `str`.

Every chart is inline SVG made of presentation attributes only (no style attributes, no `<style>`), so that it
looks the same on a page with a strict content policy and in the PDF. A chart carries a `<title>` that holds
its whole message, because the PDF takes its alternative text from there, and the page says the same in words
and in a table. All words come from the caller and leave here escaped; the caller marks the result safe.

On screen a chart is as wide as its place and so many pixels high; on paper one unit is one point, or more in
large print. Text is 15 pixels or more, and 9.9 points or more.
"""

import re
from collections.abc import Iterable
from html import escape

INK, INK_2, RULE, SHEET, CARD = "#1E1B17", "#544C42", "#7D7261", "#FFFDF8", "#FFFFFF"
GRID, PALE, AMBER = "#DDD3C0", "#E9E0CC", "#F3BE4B"  # lines of an axis; the bar of a gap, and of a wide one
FONT = "'Atkinson Hyperlegible Next', Verdana, sans-serif"
TEXT = 15.0

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_IDENT = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def one_line(text: str) -> str:
    """People's words on one line, without characters that XML cannot hold. Not yet escaped."""
    return " ".join(_NOT_TEXT.sub("", text).split())


def number(value: float) -> str:
    short = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short


def element(tag: str, *children: str, **attributes: str | float) -> str:
    """One SVG element. Attribute names take `_` for `-`; children are SVG already."""
    written = "".join(
        f" {name.rstrip('_').replace('_', '-')}="
        f'"{escape(value) if isinstance(value, str) else number(value)}"'
        for name, value in attributes.items()
    )
    inside = "".join(children)
    return f"<{tag}{written}>{inside}</{tag}>" if inside else f"<{tag}{written}/>"


def line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> str:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=width)


def rect(x: float, y: float, width: float, height: float, fill: str, outline: str = "") -> str:
    if not outline:
        return element("rect", x=x, y=y, width=width, height=height, fill=fill)
    return element("rect", x=x, y=y, width=width, height=height, fill=fill, stroke=outline, stroke_width=1.0)


def text(words: str, x: float, y: float, *, anchor: str = "start", colour: str = INK_2) -> str:
    return element("text", escape(words), x=x, y=y, text_anchor=anchor, font_size=TEXT, fill=colour)


def _named(ident: str, title: str, desc: str = "") -> tuple[list[str], str]:
    """Return what names a chart, and the ids of it. Raises ValueError for a bad id, or an empty title."""
    if not _IDENT.fullmatch(ident):
        raise ValueError(f"not usable as an id: {ident!r}")
    if not one_line(title):
        raise ValueError("a chart needs a title that says what it shows")
    named = [element("title", escape(one_line(title)), id=f"{ident}-t")]
    if one_line(desc):
        named.append(element("desc", escape(one_line(desc)), id=f"{ident}-d"))
    return named, f"{ident}-t {ident}-d" if one_line(desc) else f"{ident}-t"


def chart(
    *, ident: str, title: str, desc: str, width: float, height: float, body: Iterable[str],
    kind: str = "chart", points: float = 0,
) -> str:  # fmt: skip
    """Draw the frame of a picture that says something, named by its title and description. points: how many a
    unit is on paper, where it has a size of its own; else it is as wide as its place."""
    named, labelled = _named(ident, title, desc)
    own = {"width": f"{number(width * points)}pt", "height": f"{number(height * points)}pt"} if points else {}
    return element(
        "svg", *named, *body, class_=kind, viewBox=f"0 0 {number(width)} {number(height)}", **own,
        role="img", aria_labelledby=labelled, font_family=FONT,
    )  # fmt: skip


def screen_chart(*, ident: str, title: str, height: float, body: Iterable[str], kind: str) -> str:
    """Draw the frame of a chart that is as wide as its place and so many pixels high, named by its title."""
    named, labelled = _named(ident, title)
    return element(
        "svg", *named, *body, class_=kind, width="100%", height=height, role="img", aria_labelledby=labelled
    )


def picture(name: str, *body: str, width: float, height: float, kind: str) -> str:
    """Draw the frame of a small picture beside words that say the same: hidden from screen readers.

    It keeps a title, which the PDF needs.
    """
    return element(
        "svg", element("title", escape(name)), *body, class_=kind,
        viewBox=f"0 0 {number(width)} {number(height)}", width=width, height=height,
        aria_hidden="true", focusable="false",
    )  # fmt: skip
