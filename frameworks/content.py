"""A framework version as plain data: what pages, results and reports read. No Django, no database."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import Any, NamedTuple

from frameworks.fit.model import Fit, fit_of

# How long answering takes (docs/rules.md, Minutes): reading at two speeds, words a minute, then a choice.
READ_QUICKLY, READ_SLOWLY = 240, 150
SECONDS_A_CHOICE = 8
SECONDS_IN_WORDS = (60, 180)  # where the answer is in one's own words


class Minutes(NamedTuple):
    """How long something takes, in whole minutes, rounded up: for those who are quick, and those who are
    not."""

    least: int
    most: int


def minutes_of(contents: Iterable["VersionContent"], section: "SectionContent | None" = None) -> Minutes:
    """Return how long it takes to answer these versions, or of them this one section."""
    return Minutes(*(ceil(seconds / 60) for seconds in seconds_of(contents, section)))


def seconds_of(
    contents: Iterable["VersionContent"], section: "SectionContent | None" = None
) -> tuple[float, float]:
    """Return the same in seconds: of those who are quick, and of those who are not."""
    read, choices, in_words = 0, 0, 0
    for version in contents:
        asked = list(section.all_questions() if section else version.all_questions())
        read += _words_to_read(version, asked, section)
        texts = sum(question.kind == "text" for question in asked)
        choices += len(asked) - texts
        in_words += texts
    quick, slow = (
        read * 60 / speed + choices * SECONDS_A_CHOICE + in_words * writing
        for speed, writing in zip((READ_QUICKLY, READ_SLOWLY), SECONDS_IN_WORDS, strict=True)
    )
    return quick, slow


def _words_to_read(
    version: "VersionContent", asked: Iterable["QuestionContent"], section: "SectionContent | None"
) -> int:
    """Count the words that must be read to answer these questions of a version: introductions, what is asked
    and what can be chosen. What is folded away does not count, and a level that says the same each time
    counts once."""
    openings = [section.introduction, *(one.introduction for one in section.sections)] if section else []
    if not section:
        openings = [version.introduction, *(one.introduction for one in version.all_sections())]
    once, each = set(), []
    for question in asked:
        each += [question.statement, question.plain, *(option.label for option in question.options)]
        for level in question.levels:
            said = f"{level.words} {level.description}"
            if level.is_own:
                each.append(said)
            else:
                once.add(said)
    return sum(len(text.split()) for text in (*openings, *each, *once))


def short_citation(citation: str) -> str:
    """Return a citation up to its year: 'Carr, S. (2016)'; all of it where there is no year early on."""
    start = re.match(r".{1,80}?\(\d{4}[a-z]?\)", citation)
    return start.group() if start else citation


@dataclass(frozen=True, slots=True)
class SourceContent:
    """A source. alike: another one of its version has the same short citation."""

    code: str
    citation: str
    url: str
    alike: bool = field(default=False, compare=False)

    @property
    def short(self) -> str:
        """What to call it: its short citation, or all of it where another source has the same."""
        return self.citation if self.alike else short_citation(self.citation)


@dataclass(frozen=True, slots=True)
class Cited:
    """Where a section or a question comes from; `where` names the place in the source."""

    source: SourceContent
    where: str

    @property
    def text(self) -> str:
        return f"{self.source.short}: {self.where}" if self.where else self.source.short


def with_minus(number: str) -> str:
    """Write a number that has the hyphen of a keyboard with a minus sign."""
    return number.replace("-", "−")


@dataclass(frozen=True, slots=True)
class PictureContent:
    """A small picture beside a question or a level: a PNG in base64, what it shows, and whose it is."""

    image: str
    text: str
    licence: str = ""
    credit: str = ""

    @property
    def address(self) -> str:
        """Where a page finds it: in itself, so that nothing more is fetched."""
        return f"data:image/png;base64,{self.image}"

    @property
    def due(self) -> str:
        """Whose it is and its licence, in a line: 'Health Icons, MIT'; empty for neither."""
        return ", ".join(said for said in (self.credit, self.licence) if said)


@dataclass(frozen=True, slots=True)
class LevelContent:
    """One step of a scale. is_own: the description is the question's own wording, not the scale's.

    plain_label, plain: the label and the description in shorter words, or empty.
    """

    id: int
    value: int
    label: str
    description: str
    is_own: bool = False
    plain_label: str = ""
    plain: str = ""
    picture: PictureContent | None = None

    @property
    def numeral(self) -> str:
        """The value as people read it."""
        return with_minus(str(self.value))

    @property
    def words(self) -> str:
        """The label; empty where it is only the value again."""
        return "" if with_minus(self.label.strip()) == self.numeral else self.label

    @property
    def name(self) -> str:
        """'2 A little', or '2' where that is all the label says."""
        return f"{self.numeral} {self.words}".strip()


@dataclass(frozen=True, slots=True)
class ScaleContent:
    id: int
    code: str
    title: str
    levels: tuple[LevelContent, ...]


@dataclass(frozen=True, slots=True)
class OptionContent:
    id: int
    code: str
    label: str
    plain: str = ""


@dataclass(frozen=True, slots=True)
class QuestionContent:
    """A question with its number in the framework ('2.1'); `levels` are in its own words where it has any.
    plain: what it asks, in shorter words, or empty."""

    id: int
    code: str
    number: str
    kind: str
    title: str
    statement: str
    plain: str
    scale: ScaleContent | None
    levels: tuple[LevelContent, ...]
    direction: str
    choose: str
    options: tuple[OptionContent, ...]
    continuity: str
    consider: tuple[str, ...]
    actions: tuple[str, ...]
    cited: Cited | None
    picture: PictureContent | None = None

    @property
    def has_shorter_answers(self) -> bool:
        """Whether any of its levels or answers is there in shorter words."""
        return any(level.plain or level.plain_label for level in self.levels) or any(
            option.plain for option in self.options
        )


@dataclass(frozen=True, slots=True)
class SectionContent:
    """A section with its number ('2', or '2.1' within another), its questions, then its own sections."""

    id: int
    code: str
    number: str
    title: str
    introduction: str
    cited: Cited | None
    questions: tuple[QuestionContent, ...]
    sections: tuple["SectionContent", ...] = ()
    plain: str = ""  # its introduction in shorter words

    def all_questions(self) -> Iterator[QuestionContent]:
        """Yield its questions and those of its sections, in order."""
        yield from self.questions
        for section in self.sections:
            yield from section.all_questions()


@dataclass(frozen=True, slots=True)
class VersionContent:
    id: int
    code: str
    number: int
    status: str
    language: str
    title: str
    summary: str
    introduction: str
    licence: str
    credits: str
    published_on: date | None
    bands_on: str
    bands: tuple[tuple[int, str], ...]  # (from, label), rising
    sources: tuple[SourceContent, ...]
    scales: tuple[ScaleContent, ...]
    sections: tuple[SectionContent, ...]
    plain: str = ""  # its introduction in shorter words
    fit_data: dict[str, Any] = field(default_factory=dict, hash=False)  # as its file has it
    is_library: bool = field(default=True, compare=False)
    revision: int = field(default=0, compare=False)

    @property
    def fit(self) -> Fit | None:
        """The names that may fit and their rules, where it has any."""
        return fit_of(self.fit_data)

    @property
    def choices(self) -> dict[str, tuple[str, dict[str, str]]]:
        """The questions with answers to choose from, by code: the short name, and the options by code."""
        return {
            question.code: (question.title, {option.code: option.label for option in question.options})
            for question in self.all_questions()
            if question.kind == "choice"
        }

    def all_sections(self) -> Iterator[SectionContent]:
        """Return every section; those within a section come after the one that holds them."""
        for section in self.sections:
            yield section
            yield from section.sections

    def all_questions(self) -> Iterator[QuestionContent]:
        """Return every question, in order."""
        for section in self.sections:
            yield from section.all_questions()

    def pictures(self) -> Iterator[PictureContent]:
        """Return every picture: those of questions, then those of the levels of scales."""
        yield from (question.picture for question in self.all_questions() if question.picture)
        yield from (level.picture for scale in self.scales for level in scale.levels if level.picture)

    @property
    def picture_credits(self) -> list[str]:
        """Whose its pictures are, each named once."""
        return list(dict.fromkeys(picture.due for picture in self.pictures() if picture.due))

    @property
    def all_barriers(self) -> bool:
        """Whether every rating asks about something that gets in the way: then once is enough to say it."""
        return {question.direction for question in self.all_questions()} - {""} == {"barrier"}

    @property
    def question_count(self) -> int:
        return sum(1 for _ in self.all_questions())

    @property
    def minutes(self) -> Minutes:
        return minutes_of([self])

    @property
    def seconds(self) -> tuple[float, float]:
        return seconds_of([self])
