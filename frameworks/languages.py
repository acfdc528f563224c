"""What languages are called, and which one a page is in. Codes are those of BCP 47: 'cy', 'en-GB'."""

from collections.abc import Iterable, Sequence

from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info, to_locale


def same(one: str, other: str) -> bool:
    """Whether two codes mean one language: case makes no difference."""
    return one.casefold() == other.casefold()


def family_of(code: str) -> str:
    """The language without its region or script: 'en' of 'en-GB'."""
    return code.split("-")[0].casefold()


def name_of(code: str) -> str:
    """What a language calls itself: 'Cymraeg'. One that Django does not know is called by its code."""
    try:
        return str(capfirst(get_language_info(code.lower())["name_local"]))
    except KeyError:
        return code


def names_of(codes: Sequence[str]) -> dict[str, str]:
    """The name of each, told apart: 'English' for en-GB, unless another kind of English is among them."""
    families = [family_of(code) for code in codes]
    names = {
        code: name_of(family if families.count(family) == 1 else code)
        for code, family in zip(codes, families, strict=True)
    }
    found = list(names.values())
    return {code: name if found.count(name) == 1 else f"{name} ({code})" for code, name in names.items()}


def closest(wanted: str, codes: Iterable[str]) -> str | None:
    """The one of these that is the wanted language; else one of its family; else None."""
    codes = list(codes)
    exact = next((code for code in codes if same(code, wanted)), None)
    return exact or next((code for code in codes if family_of(code) == family_of(wanted)), None)


def is_from_the_right(code: str) -> bool:
    """Whether the language is written from right to left."""
    try:
        return bool(get_language_info(code.lower())["bidi"])
    except KeyError:
        return False


def page_language() -> str:
    """The language that the page's own texts are in, as HTML names it: 'en-GB'."""
    return to_locale(get_language() or "und").replace("_", "-")
