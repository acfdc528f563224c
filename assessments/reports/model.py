"""What may be shown of a round, as plain data: pages, report and PDF are only ways to print a `Report`.

Pure. `build.py` makes it from a release. What may not be shown is told in words, in its place.
"""

import datetime
from dataclasses import dataclass

from assessments.printing.widths import in_letters
from assessments.reports import methodology, phrases
from assessments.reports.phrases import Score
from assessments.reports.question_model import (
    MOST_CONTENTS,
    Ends,
    Figure,
    ReportGroup,
    ReportLevel,
    ReportQuestion,
    ends_of,
    stand_in_columns,
)
from assessments.scoring.results import FrozenResults
from frameworks.content import SourceContent


@dataclass(frozen=True, slots=True)
class TookPart:
    """A line of who took part; `singly` as a group's. `people` is 0 where nobody from a perspective did."""

    name: str
    shapes: tuple[str, ...]
    people: int
    singly: str = ""


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """Where a group stands on a part, 0 to 100; None where none of its questions has a position."""

    group: ReportGroup
    position: Figure | None


@dataclass(frozen=True, slots=True)
class Area:
    """The figures of a part or framework: favourable positions, 0 to 100.

    `rests_on` says on how many of its questions; `note` which they do not count, empty where they count all.
    """

    parity: Figure | None
    everyone: Figure | None
    groups: tuple[GroupFigure, ...]
    gap: Figure | None
    rests_on: str
    note: str

    @property
    def scores(self) -> tuple[Score, ...]:
        """The positions that are set side by side."""
        return tuple(
            Score(one.group.in_sentence, one.position.rounded)
            for one in self.groups
            if one.position and one.group.has_side
        )


@dataclass(frozen=True, slots=True)
class Block:
    """Questions that stand together: a part's own (no title), or those of a section within it."""

    number: str
    title: str
    introduction: str
    questions: tuple[ReportQuestion, ...]


@dataclass(frozen=True, slots=True)
class ReportPart:
    """A section of a framework.

    `language` is that of its words; `is_foreign` says that our own sentences are in another.
    `levels` are set where all its rating questions share one scale; they have descriptions where the
    questions share those too.
    """

    anchor: str
    code: str
    framework: str
    number: str
    title: str
    language: str
    is_foreign: bool
    introduction: str
    lead: str
    area: Area
    blocks: tuple[Block, ...]
    levels: tuple[ReportLevel, ...]

    @property
    def questions(self) -> tuple[ReportQuestion, ...]:
        return tuple(question for block in self.blocks for question in block.questions)

    @property
    def rated(self) -> tuple[ReportQuestion, ...]:
        return tuple(question for question in self.questions if question.kind == "rating")

    @property
    def picked(self) -> int:
        """How many of its questions have answers to pick from."""
        return sum(question.kind == "choice" for question in self.questions)

    @property
    def written(self) -> int:
        """How many of its questions are answered in people's own words."""
        return sum(question.kind == "text" for question in self.questions)

    @property
    def kinds(self) -> str:
        """How many questions it has of each kind that has no scores, in words."""
        return phrases.kinds(self.picked, self.written)

    @property
    def words_shown(self) -> int:
        """How many answers and comments in people's own words stand in it."""
        return sum(len(question.quotes) for question in self.questions)

    @property
    def all_barriers(self) -> bool:
        return all(question.is_barrier for question in self.rated)

    @property
    def ends(self) -> Ends:
        """What the two ends of the scale are called that its questions share."""
        return ends_of(self.levels, self.all_barriers)

    @property
    def barrier_note(self) -> str:
        """What a high score means, where all its rating questions ask about barriers."""
        if not self.levels or not self.all_barriers:
            return ""
        top = self.levels[-1]
        if not top.meaning:
            return phrases.more_is_worse(top.numeral)
        return phrases.more_is_worse(f"{top.numeral}, {phrases.isolated(top.meaning, self.is_foreign)},")

    @property
    def in_sentence(self) -> str:
        """Its number and title inside a sentence of ours."""
        return f"part {self.number}, {phrases.isolated(self.title, self.is_foreign)}"


@dataclass(frozen=True, slots=True)
class ReportFramework:
    """A framework of the round: its figures, its parts, and where its questions come from. `language` is
    that of its words."""

    anchor: str
    code: str
    title: str
    language: str
    version: int
    lead: str
    area: Area
    band: str
    parts: tuple[ReportPart, ...]
    credits: str
    licence: str
    sources: tuple[SourceContent, ...]

    @property
    def rated(self) -> bool:
        """Whether any of its questions asks for a score."""
        return any(part.rated for part in self.parts)

    @property
    def opening(self) -> str:
        """What the opening of its chapter holds: figures, or where it asks for none, what is in it."""
        return "at a glance" if self.rated else "what it holds"


@dataclass(frozen=True, slots=True)
class Pointer:
    """A line of 'Talk about these first': a question, where it stands, and its figure in words.

    `rests_on` says which average the figure is; empty where that needs no word.
    """

    part: ReportPart
    question: ReportQuestion
    framework: str
    figure: str
    rests_on: str


@dataclass(frozen=True, slots=True)
class TalkFirst:
    """The lists of questions to talk about first.

    `nothing_apart` and `nothing_strong` are said where the list is empty; `of_gaps` is how to read a gap,
    empty where there is none. `strong_together` is None where it was not ranked.
    """

    furthest_apart: tuple[Pointer, ...]
    lowest: tuple[Pointer, ...]
    strong_together: tuple[Pointer, ...] | None
    most_unsure: tuple[Pointer, ...]
    nothing_apart: str
    nothing_strong: str
    of_gaps: str

    @property
    def any(self) -> bool:
        return bool(self.furthest_apart or self.lowest or self.strong_together or self.most_unsure)

    @property
    def lowest_title(self) -> str:
        """What the second list holds: a barrier in it is one that is felt most."""
        barriers = any(one.question.is_barrier for one in self.lowest)
        return "Scored lowest, or most in the way" if barriers else "Scored lowest"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list of contents; `language` is that of a framework's words, else empty."""

    anchor: str
    title: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """Lines of the list of contents that belong to one framework; those of the whole report have no title."""

    title: str
    entries: tuple[Entry, ...]
    language: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A round's results. `alone` is why it was not assessed together; `notices` what else to know first.
    `lead_language` is that of the question which the lead names; empty where it names none. `results` are the
    frozen ones that all of it is made from."""

    title: str
    round_title: str
    organisation: str
    is_example: bool
    released_on: datetime.date
    people: int
    shown: int
    took_part: tuple[TookPart, ...]
    on_paper: str
    groups: tuple[ReportGroup, ...]
    alone: tuple[str, ...]
    notices: tuple[str, ...]
    lead: str
    lead_language: str
    frameworks: tuple[ReportFramework, ...]
    talk_first: TalkFirst
    method: tuple[methodology.Passage, ...]
    results: FrozenResults

    @property
    def parts(self) -> tuple[ReportPart, ...]:
        return tuple(part for framework in self.frameworks for part in framework.parts)

    @property
    def rated(self) -> bool:
        """Whether any question asks for a score."""
        return any(framework.rated for framework in self.frameworks)

    def part(self, framework: str, code: str) -> ReportPart | None:
        """Return the part of these codes."""
        return next((p for p in self.parts if (p.framework, p.code) == (framework, code)), None)

    def framework_of(self, part: ReportPart) -> ReportFramework:
        return next(framework for framework in self.frameworks if part in framework.parts)

    @property
    def in_columns(self) -> bool:
        """Whether each group has a column in the tables of figures."""
        return stand_in_columns(self.groups)

    @property
    def head(self) -> str:
        """How deep the head of a printed page is, by the titles that stand in it: 'deep', 'deeper', or empty
        where two or three lines are enough."""
        titles = [part.title for part in self.parts] + [f"{f.title}: {f.opening}" for f in self.frameworks]
        longest = max((in_letters(title) for title in titles), default=0)
        letters = in_letters(f"{self.title}, {self.round_title}") + longest
        return next((name for name, most in (("deeper", 320), ("deep", 150)) if letters > most), "")

    @property
    def frame_note(self) -> str:
        """What a frame round shapes means; empty where no group is pooled."""
        shown = [row.group for part in self.parts for q in part.questions for row in q.groups if row.group]
        most = max((len(group.shapes) for group in (*self.groups, *shown)), default=0)
        if most < 2:
            return ""
        return f"{'Two shapes' if most == 2 else 'Shapes'} in one frame are one group."

    @property
    def marks_note(self) -> str:
        """What stands for a group in the pictures; empty without groups."""
        if not self.groups:
            return ""
        return "Each mark is one group." if self.frame_note else "Each shape is one group."

    @property
    def sources(self) -> tuple[SourceContent, ...]:
        """The sources of all frameworks, each once."""
        found = {source.citation: source for one in self.frameworks for source in one.sources}
        return tuple(found.values())

    @property
    def contents(self) -> tuple[Contents, ...]:
        """The chapters, by framework; without the parts where they would be too many for the cover, and by
        title alone where even the frameworks would be."""
        first = (
            (Contents("", (Entry("talk-first", "Talk about these first"),)),) if self.talk_first.any else ()
        )
        last = Contents("", (Entry("method", "How we worked this out"),))
        if len(first) + 1 + 3 * len(self.frameworks) > MOST_CONTENTS:
            return (*first, self._frameworks_alone(), last)
        lines = len(first) + 1 + 2 * len(self.frameworks) + len(self.parts)
        return (
            *first,
            *(self._contents_of(framework, lines <= MOST_CONTENTS) for framework in self.frameworks),
            last,
        )

    def _frameworks_alone(self) -> Contents:
        """List the opening of each framework, then where the questions begin."""
        openings = [
            Entry(f"{framework.anchor}-glance", framework.title, framework.language)
            for framework in self.frameworks
        ]
        return Contents("", (*openings, Entry(self.parts[0].anchor, "Question by question")))

    def _contents_of(self, framework: ReportFramework, in_full: bool) -> Contents:
        parts = [Entry(part.anchor, f"{part.number} {part.title}", part.language) for part in framework.parts]
        if not in_full and parts:
            parts = [Entry(framework.parts[0].anchor, "In detail")]
        return Contents(
            framework.title,
            (Entry(f"{framework.anchor}-glance", phrases.sentence(framework.opening)), *parts),
            framework.language,
        )
