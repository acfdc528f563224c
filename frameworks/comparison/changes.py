"""What differs between two versions, as plain data: what comparing them makes, and pages show."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Literal, TypeVar

from frameworks.comparison.wording import Run, word_runs
from frameworks.content import (
    PictureContent,
    QuestionContent,
    ScaleContent,
    SectionContent,
    SourceContent,
    VersionContent,
)

ListedPart = TypeVar("ListedPart", ScaleContent, SourceContent)


class Field(StrEnum):
    """What a text is of. Those of LEVEL and OPTION are said of one value or one option; FIT of one
    name, note or example (frameworks/fit/signs.py)."""

    TITLE = "title"
    SUMMARY = "summary"
    INTRODUCTION = "introduction"
    LICENCE = "licence"
    CREDITS = "credits"
    STATEMENT = "statement"
    PLAIN = "plain"
    PICTURE = "picture"
    LEVEL_LABEL = "level label"
    LEVEL = "level"
    LEVEL_PLAIN_LABEL = "level plain label"
    LEVEL_PLAIN = "level plain"
    LEVEL_PICTURE = "level picture"
    LEVEL_VALUES = "level values"
    OPTION = "option"
    OPTION_PLAIN = "option plain"
    OPTION_ORDER = "option order"
    KIND = "kind"
    DIRECTION = "direction"
    CHOOSE = "choose"
    CONSIDER = "consider"
    ACTIONS = "actions"
    SOURCE = "source"
    CITATION = "citation"
    URL = "url"
    BANDS_ON = "bands on"
    BAND = "band"
    FIT = "fit"


@dataclass(frozen=True, slots=True)
class TextChange:
    """A text before and after; empty where there was or is none. of: a level's value, an option's code, a
    band's start; else empty. Lists have one entry on each line. What has fixed values (a kind, a direction)
    is told by them: see `coded`. Of a picture they say what it shows, and whose it is.
    """

    field: Field
    before: str
    after: str
    of: str = ""
    picture_before: PictureContent | None = None
    picture_after: PictureContent | None = None

    @property
    def coded(self) -> bool:
        return self.field in (Field.KIND, Field.DIRECTION, Field.CHOOSE, Field.BANDS_ON)

    @property
    def runs(self) -> tuple[Run, ...]:
        return word_runs(self.before, self.after)


class Reason(StrEnum):
    """Why scores of a question can be compared, or cannot, or who is to say."""

    SAME_WORDS = "same words"
    SAID_SAME = "said same"  # reworded, and said to ask the same
    TRANSLATED = "translated"
    RESTRUCTURED = "restructured"
    SAID_CHANGED = "said changed"  # by the version `Verdict.at`
    NOT_ASKED = "not asked"  # in the version `Verdict.at`, in between
    NOBODY_SAID = "nobody said"  # other words, and neither version follows from the other
    NOT_SAID_YET = "not said yet"  # a draft: whoever publishes it says


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the scores of a question can be compared between rounds that used the one version and rounds
    that used the other, and why. at: the name of the version in between that the reason is about, or empty
    for the newer of the two.
    """

    comparable: Literal["yes", "no", "ask"]
    reason: Reason
    at: str = ""


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """One question in both versions, or in one. moved_from: the section where it stood before, where that is
    another one. verdict: None where only one version asks it.
    """

    code: str
    before: QuestionContent | None
    after: QuestionContent | None
    moved: bool = False
    moved_from: SectionContent | None = None
    reworded: tuple[TextChange, ...] = ()
    restructured: tuple[TextChange, ...] = ()
    touched: tuple[TextChange, ...] = ()
    verdict: Verdict | None = None

    @property
    def added(self) -> bool:
        return self.before is None

    @property
    def removed(self) -> bool:
        return self.after is None

    @property
    def stays(self) -> bool:
        """It is in both versions, changed or not."""
        return self.before is not None and self.after is not None

    @property
    def word_for_word(self) -> bool:
        """It is in both, and no word of it or around it has changed; it may stand elsewhere."""
        return self.stays and not self.changes

    @property
    def unchanged(self) -> bool:
        """It is in both, word for word, at its place. A draft may still be asked about it."""
        return self.word_for_word and not self.moved

    @property
    def quiet(self) -> bool:
        """There is nothing to say of it: not a word of it changed, and its scores can be compared."""
        return self.unchanged and self.verdict is not None and self.verdict.comparable == "yes"

    @property
    def same_statement(self) -> bool:
        return self.stays and not any(change.field == Field.STATEMENT for change in self.reworded)

    @property
    def changes(self) -> tuple[TextChange, ...]:
        """All that changed in it: first how it is answered, then what is asked, then the help."""
        return self.restructured + self.reworded + self.touched

    @property
    def now(self) -> QuestionContent:
        """As the newer version has it, or the older one where it was taken out."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class SectionChange:
    """One section in both versions, or in one, with the questions that it holds (or held, where they were
    taken out). moved: it stands in another section or in another order; depth: 0, or 1 within a section.
    """

    code: str
    before: SectionContent | None
    after: SectionContent | None
    depth: int
    moved: bool
    changes: tuple[TextChange, ...]
    questions: tuple[QuestionChange, ...]

    @property
    def now(self) -> SectionContent:
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def differs(self) -> bool:
        """The section itself: it is new, gone, moved, or has other words."""
        return self.before is None or self.after is None or self.moved or bool(self.changes)

    @property
    def quiet(self) -> tuple[QuestionChange, ...]:
        return tuple(question for question in self.questions if question.quiet)

    @property
    def noteworthy(self) -> tuple[QuestionChange, ...]:
        """Those of which there is something to say, in order."""
        return tuple(question for question in self.questions if not question.quiet)


@dataclass(frozen=True, slots=True)
class PartChange(Generic[ListedPart]):
    """A scale or a source that was added, taken out or changed."""

    code: str
    before: ListedPart | None
    after: ListedPart | None
    changes: tuple[TextChange, ...]

    @property
    def now(self) -> ListedPart:
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between two versions. sections: each one, changed or not; the rest: what changed."""

    before: VersionContent
    after: VersionContent
    head: tuple[TextChange, ...]
    sections: tuple[SectionChange, ...]
    scales: tuple[PartChange[ScaleContent], ...]
    sources: tuple[PartChange[SourceContent], ...]
    bands: tuple[TextChange, ...]
    fit: tuple[TextChange, ...] = ()

    @property
    def questions(self) -> tuple[QuestionChange, ...]:
        """Every question of either version, once."""
        return tuple(question for section in self.sections for question in section.questions)

    @property
    def same_language(self) -> bool:
        return self.before.language == self.after.language

    @property
    def added(self) -> tuple[QuestionChange, ...]:
        return self._those(lambda question: question.added)

    @property
    def removed(self) -> tuple[QuestionChange, ...]:
        return self._those(lambda question: question.removed)

    @property
    def stays(self) -> tuple[QuestionChange, ...]:
        return self._those(lambda question: question.stays)

    @property
    def word_for_word(self) -> tuple[QuestionChange, ...]:
        return self._those(lambda question: question.word_for_word)

    @property
    def moved(self) -> tuple[QuestionChange, ...]:
        return self._those(lambda question: question.moved)

    @property
    def reworded(self) -> tuple[QuestionChange, ...]:
        return self._those(lambda question: bool(question.reworded))

    @property
    def restructured(self) -> tuple[QuestionChange, ...]:
        return self._those(lambda question: bool(question.restructured))

    @property
    def touched(self) -> tuple[QuestionChange, ...]:
        """Those where only the help around them changed."""
        return self._those(lambda question: bool(question.changes) and question.changes == question.touched)

    @property
    def changed_questions(self) -> tuple[QuestionChange, ...]:
        return self._those(lambda question: not question.unchanged)

    @property
    def comparable(self) -> tuple[QuestionChange, ...]:
        return self._by_verdict("yes")

    @property
    def not_comparable(self) -> tuple[QuestionChange, ...]:
        return self._by_verdict("no")

    @property
    def to_ask(self) -> tuple[QuestionChange, ...]:
        """Those of a draft where whoever publishes it says whether they still ask the same."""
        return self._by_verdict("ask")

    @property
    def nothing_changed(self) -> bool:
        around = self.head or self.scales or self.sources or self.bands or self.fit
        sections = any(section.differs for section in self.sections)
        return not around and not sections and not self.changed_questions

    def _those(self, fits: Callable[[QuestionChange], bool]) -> tuple[QuestionChange, ...]:
        return tuple(question for question in self.questions if fits(question))

    def _by_verdict(self, comparable: str) -> tuple[QuestionChange, ...]:
        return self._those(lambda q: q.verdict is not None and q.verdict.comparable == comparable)
