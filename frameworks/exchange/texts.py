"""The texts, codes and parts of the exchange file: what each kind of them may hold.

What stands where is in `format.py`, and in `fit.py` for names and their rules.
"""

import re
import unicodedata
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from frameworks.exchange.limits import (
    CODE,
    LANGUAGE,
    LANGUAGE_LENGTH,
    LARGEST,
    NOT_TEXT,
    SMALLEST,
    as_written,
    is_language,
    is_url,
    mended,
)
from frameworks.models import CODE_LENGTH, LIMITS
from frameworks.pictures.cleaning import UnfitPicture
from frameworks.pictures.small import MOST_WRITTEN, from_text


def _fault(words: str) -> PydanticCustomError:
    return PydanticCustomError("plain", "{words}", {"words": words})


def _too_long(text: str, longest: int) -> PydanticCustomError:
    words = _("%(length)s characters, over the limit of %(longest)s")
    return _fault(words % {"length": f"{len(text):,}", "longest": f"{longest:,}"})


def tidied(text: str, longest: int, *, lines: bool) -> str:
    """Return the text without blanks at its ends and at the ends of its lines, with tabs and the line breaks
    of other programs mended (limits.mended)."""
    text = mended(text, lines=lines)
    for character in text:
        kind = unicodedata.category(character)
        if kind in NOT_TEXT and not (lines and character == "\n"):
            what = _("a line break") if character == "\n" else _(NOT_TEXT[kind])
            raise _fault(_("holds %(what)s (U+%(sign)s)") % {"what": what, "sign": f"{ord(character):04X}"})
    tidy = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    if not tidy:
        raise _fault(_("empty"))
    if len(tidy) > longest:
        raise _too_long(tidy, longest)
    return tidy


def _text(limit: str, *, lines: bool = False) -> AfterValidator:
    return AfterValidator(lambda text: tidied(text, LIMITS[limit], lines=lines))


TRANSLATION = {"translation": True}  # the context in which a translation's file is checked


def _is_translation(info: ValidationInfo) -> bool:
    return bool(info.context) and info.context == TRANSLATION


def _picture(sent: str, info: ValidationInfo) -> str:
    """Return a picture as the base64 of a PNG of our own making (pictures/small.py)."""
    if _is_translation(info) and not sent.strip():
        return ""
    if len(sent) > MOST_WRITTEN:
        raise _too_long(sent, MOST_WRITTEN)
    try:
        return from_text(sent)
    except UnfitPicture as refused:
        raise _fault(str(refused)) from refused


class Translated:
    """Marks a text that a file must have, and that half a translation may still leave out."""


def _words(limit: str, *, lines: bool = False) -> AfterValidator:
    """Return the check of a text that is `Translated`: of a translation, it may be empty."""

    def check(text: str, info: ValidationInfo) -> str:
        if _is_translation(info) and not text.strip():
            return ""
        return tidied(text, LIMITS[limit], lines=lines)

    return AfterValidator(check)


def _code(text: str) -> str:
    if not text:
        raise _fault(_("empty"))
    if len(text) > CODE_LENGTH:
        raise _too_long(text, CODE_LENGTH)
    if not re.fullmatch(CODE, text):
        raise _fault(_("only a-z, 0-9 and '-' can be used in a code"))
    return text


def _language(text: str) -> str:
    if not is_language(text):
        raise _fault(_("not a language code such as en-GB"))
    return as_written(text)


def url_of(text: str) -> str:
    tidy = tidied(text, LIMITS["url"], lines=False)
    if not is_url(tidy):
        raise _fault(_("not a web address that starts with http:// or https://"))
    return tidy


def _told(pattern: str, longest: int) -> WithJsonSchema:
    """Return what the JSON Schema says of a text: no validator of the models says it there by itself."""
    return WithJsonSchema({"type": "string", "pattern": pattern, "maxLength": longest})


def _told_text(limit: str) -> WithJsonSchema:
    return _told(r"\S", LIMITS[limit])


Code = Annotated[str, AfterValidator(_code), _told(f"^{CODE}$", CODE_LENGTH)]
Language = Annotated[str, AfterValidator(_language), _told(f"^{LANGUAGE}$", LANGUAGE_LENGTH)]
Url = Annotated[str, AfterValidator(url_of), _told(r"^\s*https?://\S", LIMITS["url"])]
Title = Annotated[str, _text("title"), _told_text("title")]
Label = Annotated[str, _text("label"), _told_text("label")]
Short = Annotated[str, _text("short"), _told_text("short")]
Text = Annotated[str, _text("text", lines=True), _told_text("text")]
MAY_WAIT = "x-may-wait"  # what marks those texts while the JSON Schema is made


def _told_words(limit: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": r"\S", "maxLength": LIMITS[limit], MAY_WAIT: True})


TitleWords = Annotated[str, _words("title"), _told_words("title"), Translated]
LabelWords = Annotated[str, _words("label"), _told_words("label"), Translated]
ShortWords = Annotated[str, _words("short"), _told_words("short"), Translated]
TextWords = Annotated[str, _words("text", lines=True), _told_words("text"), Translated]
PictureWords = Annotated[
    str,
    AfterValidator(_picture),
    WithJsonSchema({"type": "string", "pattern": r"\S", "maxLength": MOST_WRITTEN, MAY_WAIT: True}),
    Translated,
]
Number = Annotated[int, Field(ge=SMALLEST, le=LARGEST)]


class FilePart(BaseModel):
    """Any part of the file: no key but its own, and no value turned silently into another kind."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        validate_by_name=True,
        validate_by_alias=True,
        use_attribute_docstrings=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _leave_out(cls, data: Any, info: ValidationInfo) -> Any:
        """Take a text that half a translation leaves out as an empty one."""
        if not isinstance(data, dict) or not _is_translation(info):
            return data
        return {**dict.fromkeys(translated_keys(cls), ""), **data}


def translated_keys(part: type[BaseModel]) -> list[str]:
    """Return the keys of a part that half a translation may leave out."""
    return [field.alias or name for name, field in part.model_fields.items() if Translated in field.metadata]


class Citation(FilePart):
    """One of the sources, and the place in it."""

    code: Code
    where: Short = ""
    """The place in the source: a page, or the name of a part."""
