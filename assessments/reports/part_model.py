"""The parts and frameworks of a report as plain data: their figures, questions and words. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.reports import phrases
from assessments.reports.answer_model import Band, Ends, Figure, ReportGroup, ReportLevel, band_of, ends_of
from assessments.reports.phrases import Score
from assessments.reports.question_model import ReportQuestion
from frameworks.content import SourceContent


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """Where a group stands on a part, 0 to 100; None where none of its questions has a position."""

    group: ReportGroup
    position: Figure | None


@dataclass(frozen=True, slots=True)
class Area:
    """The figures of a part or framework: favourable positions, 0 to 100.

    `rests_on` says on how many of its questions; `is_partial` whether that is not all of them; `note` which
    they do not count, empty where they count all. `why_not` is why its groups are not compared, where the
    round has groups.
    """

    parity: Figure | None
    everyone: Figure | None
    groups: tuple[GroupFigure, ...]
    gap: Figure | None
    rests_on: str
    is_partial: bool
    note: str
    why_not: str

    @property
    def sided(self) -> tuple[GroupFigure, ...]:
        """The groups with a side and a position, from the lowest as printed to the highest; of equals, the
        first listed."""
        found = [one for one in self.groups if one.position and one.group.has_side]
        return tuple(sorted(found, key=lambda one: one.position.rounded if one.position else 0))

    @property
    def scores(self) -> tuple[Score, ...]:
        """The positions that are set side by side."""
        return tuple(Score(one.group.in_sentence, one.position.rounded) for one in self.sided if one.position)

    @property
    def partly(self) -> str:
        """On how many of its questions its figures rest, where that is not all of them; else empty."""
        return self.rests_on if self.is_partial else ""

    @property
    def score(self) -> Figure | None:
        """Its position: both sides counted equally, or where that does not exist, the plain average."""
        return self.parity or self.everyone

    @property
    def band(self) -> Band | None:
        """How loud its gap is; None where there is none."""
        return band_of(self.gap, is_compared=True)


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
    def with_words(self) -> tuple[ReportQuestion, ...]:
        """Its questions on which people wrote something."""
        return tuple(question for question in self.questions if question.quotes or question.not_shared)

    @property
    def words_shown(self) -> int:
        """How many answers and comments in people's own words stand in it."""
        return sum(len(question.readable) for question in self.questions)

    @property
    def all_barriers(self) -> bool:
        return all(question.is_barrier for question in self.rated)

    @property
    def shades(self) -> tuple[ReportLevel, ...]:
        """The levels that its questions share, from the least good answer to the best; none where they share
        no scale, or not which end is best."""
        return tuple(reversed(self.levels)) if self.levels and self.all_barriers else self.levels

    @property
    def ends(self) -> Ends:
        """What the least good and the best answer are called that its questions share."""
        return ends_of(self.shades)

    @property
    def barrier_note(self) -> str:
        """Which answer is best, where all its rating questions ask about barriers."""
        if not self.shades or not self.all_barriers:
            return ""
        best = self.shades[-1]
        return phrases.best_answer(phrases.isolated(best.meaning or best.numeral, self.is_foreign))

    @property
    def in_sentence(self) -> str:
        """Its number and title inside a sentence of ours."""
        told = {"number": self.number, "title": phrases.isolated(self.title, self.is_foreign)}
        return _("part %(number)s, %(title)s") % told


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
