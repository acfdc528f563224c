"""The exchange file of a framework, version 1: which keys stand where, and what each may hold.

These models are the one description of the format: frameworks/exchange/schema.py makes the JSON Schema of
them, where the notes under the keys are what a text editor shows, and docs/framework-format.md tells it to
people. What they cannot say (codes used twice, references to what is not there, order) is in
`faults.together`.
"""

import re
import unicodedata
from typing import Annotated, Any, Literal, get_args

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
    LARGEST_VERSION,
    MINIMUM_LEVELS,
    MINIMUM_OPTIONS,
    MOST_ITEMS,
    MOST_LEVELS,
    NOT_TEXT,
    SMALLEST,
    as_written,
    is_language,
    is_url,
    mended,
)
from frameworks.models import CODE_LENGTH, LIMITS

FORMAT = "coprod-framework/1"


def _fault(words: str) -> PydanticCustomError:
    return PydanticCustomError("plain", "{words}", {"words": words})


def tidied(text: str, longest: int, *, lines: bool) -> str:
    """Return the text without blanks at its ends and at the ends of its lines, with tabs and the line breaks
    of other programs mended (limits.mended)."""
    text = mended(text, lines=lines)
    for character in text:
        kind = unicodedata.category(character)
        if kind in NOT_TEXT and not (lines and character == "\n"):
            what = "a line break" if character == "\n" else f"a {NOT_TEXT[kind]} character"
            raise _fault(f"holds {what} (U+{ord(character):04X})")
    tidy = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    if not tidy:
        raise _fault("empty")
    if len(tidy) > longest:
        raise _fault(f"{len(tidy):,} characters, over the limit of {longest:,}")
    return tidy


def _text(limit: str, *, lines: bool = False) -> AfterValidator:
    return AfterValidator(lambda text: tidied(text, LIMITS[limit], lines=lines))


TRANSLATION = {"translation": True}  # the context in which a translation's file is checked


def _is_translation(info: ValidationInfo) -> bool:
    return bool(info.context) and info.context == TRANSLATION


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
        raise _fault("empty")
    if len(text) > CODE_LENGTH:
        raise _fault(f"{len(text):,} characters, over the limit of {CODE_LENGTH}")
    if not re.fullmatch(CODE, text):
        raise _fault("only a-z, 0-9 and '-' may stand in a code")
    return text


def _language(text: str) -> str:
    if not is_language(text):
        raise _fault("not a language code such as en-GB")
    return as_written(text)


def url_of(text: str) -> str:
    tidy = tidied(text, LIMITS["url"], lines=False)
    if not is_url(tidy):
        raise _fault("not a web address that starts with http:// or https://")
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


class SourceItem(FilePart):
    """A text that the questions come from."""

    code: Code
    citation: TextWords
    """Who wrote it, when, its title, and where it was published."""
    url: Url = ""


class Citation(FilePart):
    """One of the sources, and the place in it."""

    code: Code
    where: Short = ""
    """The place in the source: a page, or the name of a part."""


class LevelItem(FilePart):
    """One step of a scale."""

    value: Number
    """Its score. The values of a scale rise from level to level."""
    label: LabelWords
    description: Text = ""


class ScaleItem(FilePart):
    """The levels that people choose from, lowest first."""

    code: Code
    title: TitleWords
    levels: list[LevelItem] = Field(min_length=MINIMUM_LEVELS, max_length=MOST_LEVELS)


class BandStep(FilePart):
    """A name for all figures from this one up to the next step."""

    start: Number = Field(alias="from")
    label: LabelWords


class Bands(FilePart):
    """Names for the figure of the whole framework."""

    on: Literal["mean", "total"]
    """mean: the average, as 0 to 100. total: the averages of the questions added up."""
    steps: list[BandStep] = Field(min_length=1, max_length=MOST_ITEMS)


class LevelWording(FilePart):
    """What one level of the scale looks like for one question."""

    value: Number
    description: Text


class OptionItem(FilePart):
    """One answer to a choice question."""

    code: Code
    label: ShortWords


class _QuestionItem(FilePart):
    code: Code
    """It stays the same from version to version: results are compared over time by it."""
    kind: str
    title: TitleWords
    """A short name, for charts and tables."""
    statement: TextWords
    """What is asked."""
    plain: Text = ""
    """The same in Easy Read words."""
    compares: Literal["same", "changed"] = "same"
    """changed: it asks something else than the question of this code in the version before."""
    consider: list[Short] = Field(default=[], max_length=MOST_ITEMS)
    """Things to think about before answering."""
    actions: list[Short] = Field(default=[], max_length=MOST_ITEMS)
    """Things that a team could do about it."""
    source: Citation | None = None


class RatingQuestion(_QuestionItem):
    """A question that is answered on a scale."""

    kind: Literal["rating"]
    scale: Code
    """The code of one of the scales."""
    levels: list[LevelWording] = Field(default=[], max_length=MOST_LEVELS)
    """The scale's levels in words for this question."""
    direction: Literal["strength", "barrier"]
    """strength: a higher number is better. barrier: a higher number is worse."""


class ChoiceQuestion(_QuestionItem):
    """A question that is answered by choosing."""

    kind: Literal["choice"]
    choose: Literal["one", "many"]
    options: list[OptionItem] = Field(min_length=MINIMUM_OPTIONS, max_length=MOST_ITEMS)


class TextQuestion(_QuestionItem):
    """A question that is answered in one's own words."""

    kind: Literal["text"]


AnyQuestion = RatingQuestion | ChoiceQuestion | TextQuestion
Questions = list[Annotated[AnyQuestion, Field(discriminator="kind")]]
KINDS: dict[str, type[_QuestionItem]] = {
    "rating": RatingQuestion,
    "choice": ChoiceQuestion,
    "text": TextQuestion,
}


def has_field(kind: str, name: str) -> bool:
    """Return whether a question of this kind has the field. This is the rule of what goes with a kind, for
    files, drafts and rows alike."""
    return name in KINDS[kind].model_fields


def choices_of(kind: str, name: str) -> tuple[str, ...]:
    """Return what a question of this kind can have in a field of fixed choices: ('',) where it has no such
    field."""
    return get_args(KINDS[kind].model_fields[name].annotation) if has_field(kind, name) else ("",)


class InnerSection(FilePart):
    """A section of a section: it holds questions only."""

    code: Code
    title: TitleWords
    introduction: Text = ""
    source: Citation | None = None
    questions: Questions = Field(default=[], max_length=MOST_ITEMS)


class SectionItem(InnerSection):
    """A part of the framework: it holds questions, or sections of its own, or both."""

    sections: list[InnerSection] = Field(default=[], max_length=MOST_ITEMS)


class FrameworkFile(FilePart):
    """One framework version, as it stands in its file. Equal files compare equal."""

    format: Literal["coprod-framework/1"]
    code: Code
    """The name of the framework, the same in all its versions."""
    title: TitleWords
    version: int = Field(ge=1, le=LARGEST_VERSION)
    language: Language
    """The language of the texts, such as en-GB."""
    translation_of: Language = ""
    """Of a translation: the language of the original, which has the same code and version. A translation may
    leave out texts that are not translated yet."""
    note: Text = ""
    """What changed since the version before, and why."""
    summary: Text = ""
    """One or two sentences."""
    introduction: Text = ""
    """What people read before they answer."""
    licence: Title = ""
    """The licence of this wording, such as CC BY 4.0."""
    credits: Text = ""
    """Who wrote this wording, and what it is adapted from."""
    sources: list[SourceItem] = Field(default=[], max_length=MOST_ITEMS)
    scales: list[ScaleItem] = Field(default=[], max_length=MOST_ITEMS)
    bands: Bands | None = None
    sections: list[SectionItem] = Field(min_length=1, max_length=MOST_ITEMS)


def checked(plain: Any) -> FrameworkFile:
    """Return plain data as a framework file. Raises pydantic's ValidationError with every fault in it."""
    translates = isinstance(plain, dict) and bool(plain.get("translation_of"))
    return FrameworkFile.model_validate(plain, context=TRANSLATION if translates else None)


def untranslated(part: FilePart, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the path of every text that half a translation still leaves empty; of any other file, none."""
    found: list[tuple[str | int, ...]] = []
    for name, field in type(part).model_fields.items():
        value, place = getattr(part, name), (*path, field.alias or name)
        if Translated in field.metadata and not value:
            found.append(place)
        elif isinstance(value, FilePart):
            found += untranslated(value, place)
        elif isinstance(value, list):
            inner = [(n, item) for n, item in enumerate(value) if isinstance(item, FilePart)]
            found += [steps for n, item in inner for steps in untranslated(item, (*place, n))]
    return found


def plain_data(file: FrameworkFile) -> dict[str, Any]:
    """Return the file as dicts and lists, keys in the format's order, without what is left at its default."""
    return _ordered(file)


# A question's keys in the order of docs/framework-format.md: those of its kind stand among the others.
_ORDER = ["code", "kind", "title", "statement", "plain", "scale", "levels"]
_ORDER += ["direction", "choose", "options", "compares", "consider", "actions", "source"]


def _ordered(part: FilePart) -> dict[str, Any]:
    fields = type(part).model_fields
    names = list(fields)
    if isinstance(part, _QuestionItem):
        names.sort(key=_ORDER.index)
    data: dict[str, Any] = {}
    for name in names:
        value = getattr(part, name)
        if not fields[name].is_required() and (not value or value == fields[name].default):
            continue
        data[fields[name].alias or name] = _inner(value)
    return data


def _inner(value: Any) -> Any:
    if isinstance(value, FilePart):
        return _ordered(value)
    return [_inner(item) for item in value] if isinstance(value, list) else value
