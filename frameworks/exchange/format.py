"""The exchange file of a framework, version 1: which keys stand where, and what each may hold.

These models are the one description of the format: frameworks/exchange/schema.py makes the JSON Schema of
them, where the notes under the keys are what a text editor shows, and docs/framework-format.md tells it to
people. What they cannot say (codes used twice, references to what is not there, order) is in
`faults.together`.
"""

from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from frameworks.exchange.fit import FitBlock
from frameworks.exchange.limits import (
    LARGEST_VERSION,
    MINIMUM_LEVELS,
    MINIMUM_OPTIONS,
    MOST_ITEMS,
    MOST_LEVELS,
)
from frameworks.exchange.texts import (
    TRANSLATION,
    Citation,
    Code,
    FilePart,
    Label,
    LabelWords,
    Language,
    Number,
    PictureWords,
    Short,
    ShortWords,
    Text,
    TextWords,
    Title,
    TitleWords,
    Translated,
    Url,
)


class SourceItem(FilePart):
    """A text that the questions come from."""

    code: Code
    citation: TextWords
    """Who wrote it, when, its title, and where it was published."""
    url: Url = ""


class Picture(FilePart):
    """A small picture beside a question or a level, for people who read with pictures."""

    image: PictureWords
    """A PNG in base64, or an SVG drawing as text. It is drawn anew, at most 160 pixels wide and high. A
    translation leaves it out."""
    text: ShortWords
    """What it shows, for people who cannot see it."""
    licence: Title = ""
    """The licence of the picture, such as MIT."""
    credit: Short = ""
    """Who made it, and where it comes from."""


class LevelItem(FilePart):
    """One step of a scale."""

    value: Number
    """Its score. The values of a scale rise from level to level."""
    label: LabelWords
    description: Text = ""
    plain_label: Label = ""
    """The label in shorter words."""
    plain: Text = ""
    """The description in shorter words."""
    picture: Picture | None = None


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
    plain: Text = ""
    """The same in shorter words."""


class OptionItem(FilePart):
    """One answer to a choice question."""

    code: Code
    label: ShortWords
    plain: Short = ""
    """The same in shorter words."""


class _QuestionItem(FilePart):
    code: Code
    """It stays the same from version to version: results are compared over time by it."""
    kind: str
    title: TitleWords
    """A short name, for charts and tables."""
    statement: TextWords
    """What is asked."""
    plain: Text = ""
    """The same in shorter words."""
    picture: Picture | None = None
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
    plain: Text = ""
    """The introduction in shorter words."""
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
    plain: Text = ""
    """The introduction in shorter words."""
    licence: Title = ""
    """The licence of this wording, such as CC BY 4.0."""
    credits: Text = ""
    """Who wrote this wording, and what it is adapted from."""
    sources: list[SourceItem] = Field(default=[], max_length=MOST_ITEMS)
    scales: list[ScaleItem] = Field(default=[], max_length=MOST_ITEMS)
    bands: Bands | None = None
    fit: FitBlock | None = None
    """Names for one piece of work, and the rules that say from the answers which of them fits."""
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


def plain_data(part: FilePart | None) -> dict[str, Any]:
    """Return the file, or a part of it, as dicts and lists, keys in the format's order, without what is left
    at its default; {} for a part that is not there."""
    return _ordered(part) if part else {}


# A question's keys in the order of docs/framework-format.md: those of its kind stand among the others.
_ORDER = ["code", "kind", "title", "statement", "plain", "picture", "scale", "levels"]
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
