"""The exchange file of a framework, version 1: which keys stand where, and what each may hold.

These models are the one description of the format; docs/framework-format.md tells it to people. What they
cannot say (codes used twice, references to what is not there, order) is in `together`.
"""

import re
import unicodedata
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from frameworks.models import CODE_LENGTH, LIMITS

FORMAT = "coprod-framework/1"
MOST_ITEMS = 1000
SMALLEST, LARGEST = -(2**15), 2**15 - 1
LARGEST_VERSION = 2**31 - 1

_NOT_TEXT = {"Cc": "control", "Cs": "surrogate", "Zl": "line separator", "Zp": "paragraph separator"}


def _fault(words: str) -> PydanticCustomError:
    return PydanticCustomError("plain", "{words}", {"words": words})


def _tidied(text: str, longest: int, *, lines: bool) -> str:
    """The text without blanks at its ends and at the ends of its lines."""
    for character in text:
        kind = unicodedata.category(character)
        if kind in _NOT_TEXT and not (lines and character == "\n"):
            what = "a line break" if character == "\n" else f"a {_NOT_TEXT[kind]} character"
            raise _fault(f"holds {what} (U+{ord(character):04X})")
    tidy = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    if not tidy:
        raise _fault("empty")
    if len(tidy) > longest:
        raise _fault(f"{len(tidy):,} characters, over the limit of {longest:,}")
    return tidy


def _text(limit: str, *, lines: bool = False) -> AfterValidator:
    return AfterValidator(lambda text: _tidied(text, LIMITS[limit], lines=lines))


def _code(text: str) -> str:
    if not text:
        raise _fault("empty")
    if len(text) > CODE_LENGTH:
        raise _fault(f"{len(text):,} characters, over the limit of {CODE_LENGTH}")
    if not re.fullmatch(r"[a-z0-9-]+", text):
        raise _fault("only a-z, 0-9 and '-' may stand in a code")
    return text


def _language(text: str) -> str:
    if len(text) > 20 or not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", text):
        raise _fault("not a language code such as en-GB")
    return text


def _url(text: str) -> str:
    tidy = _tidied(text, LIMITS["url"], lines=False)
    if not re.fullmatch(r"https?://[^\s/?#\"'<>\\]+[^\s\"<>\\]*", tidy):
        raise _fault("not a web address that starts with http:// or https://")
    return tidy


Code = Annotated[str, AfterValidator(_code)]
Title = Annotated[str, _text("title")]
Label = Annotated[str, _text("label")]
Short = Annotated[str, _text("short")]
Text = Annotated[str, _text("text", lines=True)]
Number = Annotated[int, Field(ge=SMALLEST, le=LARGEST)]


class Part(BaseModel):
    """Any part of the file: no key but its own, and no value turned silently into another kind."""

    model_config = ConfigDict(extra="forbid", strict=True, validate_by_name=True, validate_by_alias=True)


class SourceItem(Part):
    code: Code
    citation: Text
    url: Annotated[str, AfterValidator(_url)] = ""


class Citation(Part):
    code: Code
    where: Short = ""


class LevelItem(Part):
    value: Number
    label: Label
    description: Text = ""


class ScaleItem(Part):
    code: Code
    title: Title
    levels: list[LevelItem] = Field(min_length=2, max_length=10)


class BandStep(Part):
    start: Number = Field(alias="from")
    label: Label


class Bands(Part):
    on: Literal["mean", "total"]
    steps: list[BandStep] = Field(min_length=1, max_length=MOST_ITEMS)


class LevelWording(Part):
    """What one level of the scale looks like for one question."""

    value: Number
    description: Text


class OptionItem(Part):
    code: Code
    label: Short


class _Question(Part):
    code: Code
    kind: str
    title: Title
    statement: Text
    plain: Text = ""
    compares: Literal["same", "changed"] = "same"
    consider: list[Short] = Field(default=[], max_length=MOST_ITEMS)
    actions: list[Short] = Field(default=[], max_length=MOST_ITEMS)
    source: Citation | None = None


class RatingQuestion(_Question):
    kind: Literal["rating"]
    scale: Code
    levels: list[LevelWording] = Field(default=[], max_length=10)
    direction: Literal["strength", "barrier"]


class ChoiceQuestion(_Question):
    kind: Literal["choice"]
    choose: Literal["one", "many"]
    options: list[OptionItem] = Field(min_length=2, max_length=MOST_ITEMS)


class TextQuestion(_Question):
    kind: Literal["text"]


AnyQuestion = RatingQuestion | ChoiceQuestion | TextQuestion
Questions = list[Annotated[AnyQuestion, Field(discriminator="kind")]]
KINDS: dict[str, type[_Question]] = {
    "rating": RatingQuestion,
    "choice": ChoiceQuestion,
    "text": TextQuestion,
}


class InnerSection(Part):
    """A section of a section: it holds questions only."""

    code: Code
    title: Title
    introduction: Text = ""
    source: Citation | None = None
    questions: Questions = Field(default=[], max_length=MOST_ITEMS)


class SectionItem(InnerSection):
    sections: list[InnerSection] = Field(default=[], max_length=MOST_ITEMS)


class FrameworkFile(Part):
    """One framework version, as it stands in its file. Equal files compare equal."""

    format: Literal["coprod-framework/1"]
    code: Code
    title: Title
    version: int = Field(ge=1, le=LARGEST_VERSION)
    language: Annotated[str, AfterValidator(_language)]
    summary: Text = ""
    introduction: Text = ""
    licence: Title = ""
    credits: Text = ""
    sources: list[SourceItem] = Field(default=[], max_length=MOST_ITEMS)
    scales: list[ScaleItem] = Field(default=[], max_length=MOST_ITEMS)
    bands: Bands | None = None
    sections: list[SectionItem] = Field(min_length=1, max_length=MOST_ITEMS)


def plain_data(file: FrameworkFile) -> dict[str, Any]:
    """The file as dicts and lists, keys in the format's order, without what is left at its default."""
    return _ordered(file)


# A question's keys in the order of docs/framework-format.md: those of its kind stand among the others.
_ORDER = ["code", "kind", "title", "statement", "plain", "scale", "levels"]
_ORDER += ["direction", "choose", "options", "compares", "consider", "actions", "source"]


def _ordered(part: Part) -> dict[str, Any]:
    fields = type(part).model_fields
    names = list(fields)
    if isinstance(part, _Question):
        names.sort(key=_ORDER.index)
    data: dict[str, Any] = {}
    for name in names:
        value = getattr(part, name)
        if not fields[name].is_required() and (not value or value == fields[name].default):
            continue
        data[fields[name].alias or name] = _inner(value)
    return data


def _inner(value: Any) -> Any:
    if isinstance(value, Part):
        return _ordered(value)
    return [_inner(item) for item in value] if isinstance(value, list) else value
