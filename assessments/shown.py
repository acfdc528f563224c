"""What may be shown of a round, as plain data: pages, report and PDF are only ways to print a `Report`.

Pure. `report.py` makes it from a release. What may not be shown is told in words, in its place.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from assessments import method, phrases
from assessments.phrases import Direction, Score
from frameworks.content import SourceContent

MOST_CONTENTS = 18  # lines of the list on the cover


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and how it is printed: scale points to one decimal, positions (0 to 100) to a whole number."""

    exact: float
    printed: str

    @property
    def rounded(self) -> Decimal:
        return Decimal(self.printed)


@dataclass(frozen=True, slots=True)
class Group:
    """People whose answers are shown together. `shapes` are the markers of its perspectives."""

    name: str
    full_name: str
    in_sentence: str
    shapes: tuple[str, ...]
    people: int
    has_side: bool
    pooled: bool
    by_consent: bool


@dataclass(frozen=True, slots=True)
class TookPart:
    """A line of who took part. `people` is 0 for a perspective from which nobody did."""

    name: str
    shapes: tuple[str, ...]
    people: int


@dataclass(frozen=True, slots=True)
class Count:
    """How many people gave a level, or picked an option. `value` is the level's, empty for an option."""

    value: str
    label: str
    people: int

    @property
    def name(self) -> str:
        return f"{self.value} {self.label}".strip()


@dataclass(frozen=True, slots=True)
class Answers:
    """How some people answered one question; `group` is None for everyone.

    `answered` rated or chose; `mean` is in scale points (ratings only, None where nobody rated).
    """

    group: Group | None
    counts: tuple[Count, ...]
    answered: int
    mean: Figure | None
    dont_know: int
    not_applicable: int
    not_said: int

    @property
    def name(self) -> str:
        return self.group.name if self.group else "Everyone"


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody wrote, as they wrote it. `perspective` is empty where it is not given."""

    words: str
    perspective: str
    shapes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OptionCount:
    """How many people of a group picked an option, of the `answers.answered` who picked anything."""

    answers: Answers
    people: int


@dataclass(frozen=True, slots=True)
class OptionRow:
    """How many people picked an option: of everyone, `out_of` of whom picked anything, and of each group."""

    label: str
    people: int
    out_of: int
    groups: tuple[OptionCount, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question and what may be shown of it. `note` says why something is not."""

    anchor: str
    number: str
    title: str
    statement: str
    kind: str
    direction: Direction
    levels: tuple[tuple[int, str], ...]
    everyone: Answers | None
    groups: tuple[Answers, ...]
    parity: Figure | None
    gap: Figure | None
    agreement: str | None
    says: str
    note: str
    quotes: tuple[Quote, ...]
    not_shared: str
    actions: tuple[str, ...]
    source: str

    @property
    def rows(self) -> tuple[Answers, ...]:
        """Each group, then everyone."""
        return self.groups + ((self.everyone,) if self.everyone else ())

    @property
    def is_barrier(self) -> bool:
        return self.direction == "barrier"

    @property
    def ends(self) -> tuple[str, str]:
        """The names of the lowest and the highest level."""
        return self.levels[0][1], self.levels[-1][1]

    @property
    def lowest(self) -> int:
        return self.levels[0][0]

    @property
    def highest(self) -> int:
        return self.levels[-1][0]

    @property
    def label(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def options(self) -> tuple["OptionRow", ...]:
        """A choice question's answers one by one, with the counts of everyone and of each group."""
        if self.kind != "choice" or self.everyone is None:
            return ()
        return tuple(
            OptionRow(
                count.label,
                count.people,
                self.everyone.answered,
                tuple(OptionCount(one, one.counts[place].people) for one in self.groups),
            )
            for place, count in enumerate(self.everyone.counts)
        )


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """Where a group stands on a part, 0 to 100; None where none of its questions has a position."""

    group: Group
    position: Figure | None


@dataclass(frozen=True, slots=True)
class Area:
    """The figures of a part or framework: favourable positions, 0 to 100.

    `asked` is how many questions have a scale, `parity_on` and `everyone_on` on how many the figures rest.
    """

    parity: Figure | None
    everyone: Figure | None
    groups: tuple[GroupFigure, ...]
    gap: Figure | None
    asked: int
    parity_on: int
    everyone_on: int

    @property
    def scores(self) -> tuple[Score, ...]:
        """The positions that are set side by side."""
        return tuple(
            Score(one.group.in_sentence, one.position.rounded)
            for one in self.groups
            if one.position and one.group.has_side
        )

    @property
    def note(self) -> str:
        """On how many questions the figures rest, where that is not all of them."""
        parity = self.parity_on if self.parity else self.everyone_on
        if self.everyone is None or parity == self.everyone_on == self.asked:
            return ""
        if parity == self.everyone_on:
            what = "Both averages rest" if self.parity else "The average rests"
            return f"{what} on {parity} of {self.asked} questions."
        first = f"‘Both sides counted equally’ rests on {parity} of {self.asked} questions."
        if self.everyone_on == self.asked:
            return first
        return f"{first} The plain average rests on {self.everyone_on}."


@dataclass(frozen=True, slots=True)
class Block:
    """Questions that stand together: a part's own (no title), or those of a section within it."""

    number: str
    title: str
    introduction: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a framework. `levels` are set where all its rating questions share one scale."""

    anchor: str
    code: str
    framework: str
    number: str
    title: str
    introduction: str
    lead: str
    area: Area
    blocks: tuple[Block, ...]
    levels: tuple[tuple[int, str], ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for block in self.blocks for question in block.questions)

    @property
    def rated(self) -> tuple[Question, ...]:
        return tuple(question for question in self.questions if question.kind == "rating")

    @property
    def ends(self) -> tuple[str, str] | None:
        return (self.levels[0][1], self.levels[-1][1]) if self.levels else None

    @property
    def barrier_note(self) -> str:
        """What a high score means, where all its rating questions ask about barriers."""
        if not self.levels or any(not question.is_barrier for question in self.rated):
            return ""
        value, label = self.levels[-1]
        return phrases.more_is_worse(f"{value}, {label},")


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework of the round: its figures, its parts, and where its questions come from."""

    anchor: str
    code: str
    title: str
    version: int
    lead: str
    area: Area
    band: str
    parts: tuple[Part, ...]
    credits: str
    licence: str
    sources: tuple[SourceContent, ...]


@dataclass(frozen=True, slots=True)
class Pointer:
    """A line of 'Talk about these first': a question, where it stands, and its figure in words."""

    part: Part
    question: Question
    framework: str
    figure: str


@dataclass(frozen=True, slots=True)
class TalkFirst:
    furthest_apart: tuple[Pointer, ...]
    lowest: tuple[Pointer, ...]
    most_unsure: tuple[Pointer, ...]

    @property
    def any(self) -> bool:
        return bool(self.furthest_apart or self.lowest or self.most_unsure)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list of contents."""

    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Report:
    """A round's results. `alone` is why it was not assessed together; `notices` what else to know first."""

    title: str
    round_title: str
    organisation: str
    is_example: bool
    released_on: datetime.date
    people: int
    shown: int
    took_part: tuple[TookPart, ...]
    groups: tuple[Group, ...]
    alone: tuple[str, ...]
    notices: tuple[str, ...]
    lead: str
    frameworks: tuple[Framework, ...]
    talk_first: TalkFirst
    method: tuple[method.Passage, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(part for framework in self.frameworks for part in framework.parts)

    def part(self, framework: str, code: str) -> Part | None:
        """The part of these codes."""
        return next((p for p in self.parts if (p.framework, p.code) == (framework, code)), None)

    def framework_of(self, part: Part) -> Framework:
        return next(framework for framework in self.frameworks if part in framework.parts)

    @property
    def contents(self) -> tuple[Entry, ...]:
        """The chapters in order; without the parts where they would be too many for the cover."""
        entries = [Entry(f"{f.anchor}-glance", f"{f.title}: at a glance") for f in self.frameworks]
        if self.talk_first.any:
            entries.append(Entry("talk-first", "Talk about these first"))
        parts = [Entry(part.anchor, part.title) for part in self.parts]
        if len(entries) + len(parts) + 1 > MOST_CONTENTS:
            parts = [Entry(f.parts[0].anchor, f"{f.title}: in detail") for f in self.frameworks if f.parts]
        return (*entries, *parts, Entry("method", "How we worked this out"))
