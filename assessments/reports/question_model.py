"""A question of a report as plain data: its figures, groups, quotes, and what is said in their place."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeVar

from django.utils.translation import gettext as _

from assessments.printing.widths import in_letters
from assessments.reports import notices
from assessments.reports.answer_model import (
    Answers,
    Band,
    Ends,
    Figure,
    Quote,
    ReportLevel,
    Step,
    band_of,
    ends_of,
)
from assessments.reports.phrases import Direction
from assessments.scoring.questions import Agreement

T = TypeVar("T")
MOST_TICKS, MOST_AT_A_TICK = 5, 18  # names of levels under an axis, and their letters
_AS_NEAR = 1e-9  # a tie, whatever a float makes of it


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
class Instead:
    """How many people picked no option of a choice question, and what they did in its place."""

    label: str
    people: int
    groups: tuple[OptionCount, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """A row of a question's answers with its counts from the least good level to the best, each beside the
    level's numeral."""

    answers: Answers
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Rung:
    """A level on the ladder of a question: the groups that it is the nearest to; whether the question's score
    is nearest to it (`is_here`), or to the one below (`is_one_up`)."""

    level: ReportLevel
    groups: tuple[Answers, ...]
    is_here: bool
    is_one_up: bool


@dataclass(frozen=True, slots=True)
class ReportQuestion:
    """One question and what may be shown of it. `note` says why something is not. `key` is its own in the
    frozen results. `plain` is its simpler wording, empty for none.

    `choose` is 'one' or 'many' for a choice question. `not_shared` says what became of words that nobody else
    reads; of a text question, also where there are none. `is_comparable` says
    that each of the round's groups is shown apart here, and each with a side rated. `parity` and `gap` are
    from 0 to 100, the best at 100 whatever the question asks; `gap` is between positions as printed.
    """

    anchor: str
    key: str
    code: str
    number: str
    title: str
    statement: str
    kind: str
    choose: str
    direction: Direction
    levels: tuple[ReportLevel, ...]
    everyone: Answers | None
    groups: tuple[Answers, ...]
    is_comparable: bool
    parity: Figure | None
    gap: Figure | None
    agreement: Agreement | None
    says: str
    note: str
    quotes: tuple[Quote, ...]
    not_shared: str
    actions: tuple[str, ...]
    source: str
    plain: str = ""

    @property
    def steps(self) -> tuple[Step, ...]:
        """Its levels from the least good answer to the best."""
        low, high = self.lowest.value, self.highest.value
        found = [Step(level, 100 * (level.value - low) / (high - low)) for level in self.levels]
        if self.is_barrier:
            return tuple(Step(one.level, 100 - one.at) for one in reversed(found))
        return tuple(found)

    def nearest(self, position: Figure) -> Step:
        """Return the level nearest to a position; of two as near, the less good."""
        nearest = min(abs(step.at - position.exact) for step in self.steps)
        return next(s for s in self.steps if abs(s.at - position.exact) <= nearest + _AS_NEAR)

    def by_goodness(self, of_levels: Sequence[T]) -> tuple[T, ...]:
        """Put what stands for its levels, from the lowest to the highest, from the least good to the best."""
        return tuple(reversed(of_levels)) if self.is_barrier else tuple(of_levels)

    @property
    def sided(self) -> tuple[Answers, ...]:
        """The groups with a side and a position, from the lowest as printed to the highest; of equals, the
        first listed."""
        found = [one for one in self.groups if one.position and one.group and one.group.has_side]
        return tuple(sorted(found, key=lambda one: one.position.rounded if one.position else 0))

    @property
    def score(self) -> Figure | None:
        """Its position: both sides counted equally, or where that does not exist, the plain average."""
        return self.parity or (self.everyone.position if self.everyone else None)

    @property
    def unsure(self) -> float:
        """The share of those who did not know, of all who did not know or answered, 0 to 1."""
        if not self.everyone or not self.everyone.dont_know:
            return 0.0
        return self.everyone.dont_know / self.everyone.could_say

    @property
    def tick_names(self) -> tuple[str, ...]:
        """What to write under an axis, at up to five places: the names of its levels, the least good first;
        none where they are too many, too long or not evenly spaced."""
        names = tuple(step.level.meaning for step in self.steps)
        is_even = all(
            abs(step.at - 100 * place / (len(names) - 1)) < _AS_NEAR for place, step in enumerate(self.steps)
        )
        fits = len(names) <= MOST_TICKS and all(0 < in_letters(name) <= MOST_AT_A_TICK for name in names)
        return names if fits and is_even else ()

    @property
    def ladder(self) -> tuple[Rung, ...]:
        """Its levels, the best first, with the groups that each is the nearest to."""
        score = self.score
        steps = self.steps
        here = steps.index(self.nearest(score)) if score else None
        near: dict[Step, list[Answers]] = {}
        for row in self.groups:
            if row.position:
                near.setdefault(self.nearest(row.position), []).append(row)
        return tuple(
            Rung(
                step.level,
                tuple(near.get(step, ())),
                is_here=place == here,
                is_one_up=here is not None and place == here + 1,
            )
            for place, step in reversed(list(enumerate(steps)))
        )

    @property
    def here(self) -> Rung | None:
        """The level on its ladder that its score is nearest to; None without a score."""
        return next((rung for rung in self.ladder if rung.is_here), None)

    @property
    def one_up(self) -> Rung | None:
        """The level one step better than that; None where there is none."""
        return next((rung for rung in self.ladder if rung.is_one_up), None)

    @property
    def band(self) -> Band | None:
        """How loud its gap is; None where there is none, or where a small one does not mean agreement."""
        return band_of(self.gap, is_compared=self.is_comparable)

    @property
    def why_not(self) -> str:
        """Why its groups are not compared as those of the round; empty where they are."""
        return "" if self.is_comparable else " ".join(filter(None, [self.note, *self.silent]))

    @property
    def rows(self) -> tuple[Answers, ...]:
        """Each group, then everyone."""
        return self.groups + ((self.everyone,) if self.everyone else ())

    @property
    def spreads(self) -> tuple[Spread, ...]:
        """The same rows, each with its counts from the least good answer to the best."""
        numerals = [level.numeral for level in self.shades]
        return tuple(
            Spread(
                row, tuple(zip(numerals, (one.people for one in self.by_goodness(row.counts)), strict=True))
            )
            for row in self.rows
        )

    @property
    def is_barrier(self) -> bool:
        return self.direction == "barrier"

    @property
    def shades(self) -> tuple[ReportLevel, ...]:
        """Its levels from the least good answer to the best, as the bars have them."""
        return self.by_goodness(self.levels)

    @property
    def ends(self) -> Ends:
        """The names of the least good and the best level."""
        return ends_of(self.shades)

    @property
    def lowest(self) -> ReportLevel:
        return self.levels[0]

    @property
    def highest(self) -> ReportLevel:
        return self.levels[-1]

    @property
    def label(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def instead(self) -> tuple["Instead", ...]:
        """What people picked in place of an answer; what nobody picked is left out."""
        if self.everyone is None:
            return ()
        kinds = (
            (_("Don’t know"), attrgetter("dont_know")),
            (_("Doesn’t apply"), attrgetter("not_applicable")),
            (_("Not said"), attrgetter("not_said")),
        )
        return tuple(
            Instead(label, people, tuple(OptionCount(one, count(one)) for one in self.groups))
            for label, count in kinds
            if (people := count(self.everyone))
        )

    @property
    def silent(self) -> tuple[str, ...]:
        """In words, the groups of which nobody gave a score, where others did."""
        if self.kind != "rating" or self.everyone is None or self.everyone.position is None:
            return ()
        return tuple(
            notices.gave_no_score(row.name, row.dont_know, row.not_applicable, row.not_said)
            for row in self.groups
            if row.position is None
        )

    @property
    def readable(self) -> tuple[Quote, ...]:
        """The quotes whose words are there to read."""
        return tuple(quote for quote in self.quotes if not quote.removed)

    @property
    def options(self) -> tuple["OptionRow", ...]:
        """A choice question's answers one by one, with the counts of everyone and of each group."""
        if self.kind != "choice" or self.everyone is None:
            return ()
        return tuple(
            OptionRow(
                count.name,
                count.people,
                self.everyone.answered,
                tuple(OptionCount(one, one.counts[place].people) for one in self.groups),
            )
            for place, count in enumerate(self.everyone.counts)
        )
