"""Which letters the fonts of this machine cannot print: ours are Latin, and for others it depends on what is
installed. The laid-out document is asked, so whatever WeasyPrint and Pango would do is what is told."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from html import escape
from types import NoneType
from typing import Any
from unicodedata import category

from assessments.printing.pdf import PdfUnavailable, layout

OURS = 0x100  # every letter below has a place in our own font
UNKNOWN = 0x10000000  # PANGO_GLYPH_UNKNOWN_FLAG: a box with a number stands in place of the letter
SHOWN = 12  # letters that are named
NOT_TEXTS = (int, float, bytes, NoneType)


def missing_in(*things: Any) -> str:
    """Return letters of these texts that a PDF made here would not show, with spaces between: 'ب ج'; empty
    for none, and where no PDF can be made. things: texts, and whatever holds some: data classes, lists,
    mappings."""
    return missing_letters(frozenset("".join(_texts_in(things))))


@lru_cache(maxsize=256)
def missing_letters(letters: frozenset[str]) -> str:
    """Return those of these letters that no font of this machine has, in order, with spaces between: the
    first of them, where there are many."""
    others = sorted(sign for sign in letters if ord(sign) >= OURS and category(sign)[0] not in "CZM")
    if not others:
        return ""
    html = f'<html lang="en"><link rel="stylesheet" href="css/report.css"><p>{escape(" ".join(others))}</p>'
    try:
        pages = layout(html).pages
    except PdfUnavailable:
        return ""
    unknown = {sign for page in pages for sign in _unknown(page._page_box)}
    return " ".join([sign for sign in others if sign in unknown][:SHOWN])


def _texts_in(things: Iterable[Any]) -> set[str]:
    """Return every text in them. What stands in several places is looked at once: a question of a report is
    in a dozen lists."""
    texts: set[str] = set()
    seen: dict[int, Any] = {}  # by their ids, which are theirs as long as they are kept here
    waiting = list(things)
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, str):
            texts.add(thing)
        elif id(thing) not in seen and not isinstance(thing, NOT_TEXTS):
            seen[id(thing)] = thing
            waiting.extend(_held_by(thing))
    return texts


def _held_by(thing: Any) -> Iterable[Any]:
    if is_dataclass(thing):
        return [getattr(thing, field.name) for field in fields(thing)]
    if isinstance(thing, Mapping):
        return thing.values()
    return thing if isinstance(thing, Iterable) else ()


def _unknown(box: Any) -> Iterator[str]:
    """Yield the letters in a box, and in those within it, that were set without a glyph."""
    if line := getattr(box, "pango_layout", None):
        line.reactivate(box.style)  # as WeasyPrint does before it draws
        first, _ = line.get_first_line()
        run = first.runs[0] if first.runs else None
        while run:
            glyphs = run.data.glyphs
            for glyph in glyphs.glyphs[0 : glyphs.num_glyphs]:
                if glyph.glyph & UNKNOWN and glyph.glyph < 2 * UNKNOWN - 1:
                    yield chr(glyph.glyph - UNKNOWN)
            run = run.next
    for child in getattr(box, "children", ()):
        yield from _unknown(child)
