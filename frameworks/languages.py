"""What languages are called, and which one a page is in. Codes are those of BCP 47: 'cy', 'en-GB'."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info, to_locale

# Languages that people in the United Kingdom and Ireland speak most, and those of many sites elsewhere.
_CODES = """
    ar bg bn cs cy da de el en-GB en-US es fa fi fr ga gd gu hi hu it ja ko ku lt lv nb ne nl pa pl ps
    pt pt-BR ro ru sk so sq sv sw ta ti tr uk ur vi yo zh-Hans zh-Hant
"""
LANGUAGES = tuple(_CODES.split())
# What Django does not know: what the speakers of these call them and what English does, and which are written
# from right to left.
IN_ENGLISH = {
    "gu": "Gujarati",
    "ku": "Kurdish",
    "pa": "Punjabi",
    "ps": "Pashto",
    "so": "Somali",
    "ti": "Tigrinya",
    "yo": "Yoruba",
}
CALLED = {
    "gu": "ગુજરાતી",
    "ku": "Kurdî",
    "pa": "ਪੰਜਾਬੀ",
    "ps": "پښتو",
    "so": "Soomaali",
    "ti": "ትግርኛ",
    "yo": "Yorùbá",
}
FROM_THE_RIGHT = {"dv", "ps", "sd", "yi"}


def same(one: str, other: str) -> bool:
    """Tell whether two codes mean one language: case makes no difference."""
    return one.casefold() == other.casefold()


def family_of(code: str) -> str:
    """Return the language without its region or script: 'en' of 'en-GB'."""
    return code.split("-")[0].casefold()


def _known(code: str) -> dict[str, Any]:
    """Return what Django knows of a language, else of its family; nothing where it knows neither."""
    try:
        return dict(get_language_info(code.lower()))
    except KeyError:
        return {}


def name_within(code: str) -> str:
    """Return what its speakers call a language, within a sentence: 'Cymraeg', 'polski'. The code where its
    name is not known."""
    return str(_known(code).get("name_local") or CALLED.get(family_of(code), code))


def name_of(code: str) -> str:
    """Return its name for the head of a line: 'Cymraeg', 'Polski'."""
    name = name_within(code)
    return name if name == code else capfirst(name)


def english_names(code: str) -> list[str]:
    """Return what it is called in English, where that is known."""
    name = _known(code).get("name") or IN_ENGLISH.get(family_of(code))
    return [str(name)] if name else []


def names_of(codes: Sequence[str]) -> dict[str, str]:
    """Return the name of each, told apart: 'English' for en-GB, unless another kind of English is among
    them."""
    families = [family_of(code) for code in codes]
    names = {
        code: name_of(family if families.count(family) == 1 else code)
        for code, family in zip(codes, families, strict=True)
    }
    found = list(names.values())
    return {code: name if found.count(name) == 1 else f"{name} ({code})" for code, name in names.items()}


def closest(wanted: str, codes: Iterable[str]) -> str | None:
    """Return the one of these that is the wanted language; else one of its family; else None."""
    codes = list(codes)
    exact = next((code for code in codes if same(code, wanted)), None)
    return exact or next((code for code in codes if family_of(code) == family_of(wanted)), None)


def is_from_the_right(code: str) -> bool:
    """Tell whether the language is written from right to left."""
    return bool(_known(code).get("bidi")) or family_of(code) in FROM_THE_RIGHT


def choices(codes: Iterable[str] = LANGUAGES) -> list[tuple[str, str]]:
    """Return each language as it calls itself, with its code, in the order of the names."""
    named = [(code, f"{name_of(code)} ({code})") for code in codes]
    return sorted(named, key=lambda choice: choice[1].casefold())


def runs_from_the_right(words: str) -> bool:
    """Tell whether words in nobody knows which language are written from right to left: by the first of
    their letters that says so, as a browser reads dir="auto" (HTML, the dir attribute)."""
    strong = (unicodedata.bidirectional(sign) for sign in words)
    return next((kind != "L" for kind in strong if kind in ("L", "R", "AL")), False)


def page_language() -> str:
    """Return the language that the page's own texts are in, as HTML names it: 'en-GB'."""
    return to_locale(get_language() or "und").replace("_", "-")


def attributes_of(language: str) -> SafeString:
    """Return the attributes of an element whose words are in this language: ' lang="ar" dir="rtl"'."""
    return format_html(' lang="{}"{}', language, direction_of(language))


def direction_of(language: str) -> SafeString:
    return mark_safe(' dir="rtl"' if is_from_the_right(language) else "")


def set_apart(words: str, language: str) -> str:
    """Set words of another language than the page's apart within a sentence, with FSI and PDI of Unicode
    Standard Annex 9: for what may stand where no element can, as in a page's title. A page marks them
    (templatetags/languages.py, `marked`)."""
    return words if not words or same(language, page_language()) else f"\u2068{words}\u2069"


def in_language(words: str, language: str) -> str:
    """Return words within a page or a sentence of ours, marked as those of this language where the page's own
    texts are in another: they run their own way, and a screen reader says them in their own voice."""
    if not words or not language or same(language, page_language()):
        return words
    return format_html("<bdi{}>{}</bdi>", attributes_of(language), words)
