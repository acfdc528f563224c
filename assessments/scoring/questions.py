"""How the counted answers to one question become figures (docs/rules.md, A question).

Pure. Everything is reckoned in fractions, so that a figure on a boundary falls on the right side of it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal, NamedTuple

from assessments.scoring.disclosure import SIDES, Disclosure, Group
from assessments.scoring.structure import ScoredQuestion, Tally

MINIMUM_RATINGS = 3  # a question with one or two ratings in a group does not show its groups
CLOSE_BELOW = Fraction(15, 100)  # of the scale's width
APART_BELOW = Fraction(30, 100)

Agreement = Literal["close", "apart", "far_apart"]


# Counting


@dataclass(frozen=True, slots=True)
class AnswerCounts:
    """How some people answered one question: `picks` by level or option, `answered` who gave either."""

    people: int = 0
    picks: Counter[int | str] = field(default_factory=Counter)
    answered: int = 0
    dont_know: int = 0
    not_applicable: int = 0
    prefer_not_to_say: int = 0

    def __add__(self, other: "AnswerCounts") -> "AnswerCounts":
        return AnswerCounts(
            people=self.people + other.people,
            picks=self.picks + other.picks,
            answered=self.answered + other.answered,
            dont_know=self.dont_know + other.dont_know,
            not_applicable=self.not_applicable + other.not_applicable,
            prefer_not_to_say=self.prefer_not_to_say + other.prefer_not_to_say,
        )

    @property
    def unanswered(self) -> int:
        specials = self.dont_know + self.not_applicable + self.prefer_not_to_say
        return self.people - self.answered - specials

    def mean(self, question: ScoredQuestion) -> Fraction | None:
        """Return the mean of the ratings, in scale points; None for a choice, or where nobody rated."""
        if question.kind != "rating" or not self.answered:
            return None
        return Fraction(sum(level * self.picks[level] for level in question.levels), self.answered)


def count_answers(question: ScoredQuestion, people: int, tally: Tally | None) -> AnswerCounts:
    if tally is None:
        return AnswerCounts(people=people)
    rating = question.kind == "rating"
    picks: Counter[int | str] = Counter()
    picks.update(tally.levels if rating else tally.options)
    counts = AnswerCounts(
        people=people,
        picks=picks,
        answered=picks.total() if rating else tally.chose,
        dont_know=tally.dont_know,
        not_applicable=tally.not_applicable,
        prefer_not_to_say=tally.prefer_not_to_say,
    )
    place = f"{tally.question!r}, {tally.perspective!r}"
    if not picks.keys() <= set(question.levels if rating else question.options):
        raise ValueError(f"a level or option that the question does not have: {place}")
    numbers = (*picks.values(), counts.answered, *special_counts(counts).values())
    if min(numbers) < 0:
        raise ValueError(f"more answers than people, or fewer than none: {place}")
    if not max(picks.values(), default=0) <= counts.answered <= picks.total():
        raise ValueError(f"those who chose do not fit what was chosen: {place}")
    return counts


def special_counts(counts: AnswerCounts) -> dict[str, int]:
    return {
        "dont_know": counts.dont_know,
        "not_applicable": counts.not_applicable,
        "prefer_not_to_say": counts.prefer_not_to_say,
        "unanswered": counts.unanswered,
    }


# One question


class GroupFigures(NamedTuple):
    """A group and its answers to one question."""

    group: Group
    counts: AnswerCounts


@dataclass(frozen=True)
class QuestionFigures:
    """What may be shown of one question, exactly. `parity` and `gap` are in scale points."""

    question: ScoredQuestion
    everyone: AnswerCounts | None = None
    groups: tuple[GroupFigures, ...] | None = None
    parity: Fraction | None = None
    gap: Fraction | None = None

    def position(self, mean: Fraction | None) -> Fraction | None:
        """Return the favourable position of a mean, 0 to 1."""
        return None if mean is None else self.question.favourable(mean)

    @cached_property
    def everyone_position(self) -> Fraction | None:
        return self.position(self.everyone.mean(self.question)) if self.everyone else None

    @cached_property
    def parity_position(self) -> Fraction | None:
        return self.position(self.parity)

    @cached_property
    def group_positions(self) -> tuple[Fraction | None, ...]:
        """Of each group, in their order; empty where no groups are shown."""
        return tuple(self.position(shown.counts.mean(self.question)) for shown in self.groups or ())

    @property
    def gap_share(self) -> Fraction | None:
        """The gap as a part of the scale's width, so that questions on different scales compare."""
        return None if self.gap is None else self.gap / self.question.width

    @property
    def agreement(self) -> Agreement | None:
        share = self.gap_share
        if share is None:
            return None
        return "close" if share < CLOSE_BELOW else "apart" if share < APART_BELOW else "far_apart"

    @property
    def unsure(self) -> Fraction | None:
        """The share of don't know among those who rated, chose or did not know."""
        if self.everyone is None or not self.everyone.dont_know:
            return None
        return Fraction(self.everyone.dont_know, self.everyone.answered + self.everyone.dont_know)


def score_question(
    question: ScoredQuestion, counts: Mapping[str | None, AnswerCounts], disclosure: Disclosure
) -> QuestionFigures:
    if disclosure.nothing_shown:
        return QuestionFigures(question)
    if disclosure.groups is None:
        everyone = sum(counts.values(), AnswerCounts())
        return QuestionFigures(question, everyone if _enough(everyone.answered) else None)
    groups = tuple(
        GroupFigures(group, sum((counts[code] for code in group.codes), AnswerCounts()))
        for group in disclosure.groups
    )
    without_consent = [shown.counts for shown in groups if not shown.group.by_consent]
    if not _enough(sum(each.answered for each in without_consent)):
        return QuestionFigures(question)
    everyone = sum((shown.counts for shown in groups), AnswerCounts())
    if not all(_enough(each.answered) for each in without_consent):
        return QuestionFigures(question, everyone)
    parity = _parity(question, groups) if disclosure.assessed_together else None
    return QuestionFigures(question, everyone, groups, parity, _gap(question, groups))


def _enough(answered: int) -> bool:
    return answered == 0 or answered >= MINIMUM_RATINGS


def _means_of_side(question: ScoredQuestion, groups: Sequence[GroupFigures], side: str) -> list[Fraction]:
    means = (shown.counts.mean(question) for shown in groups if shown.group.side == side)
    return [mean for mean in means if mean is not None]


def _parity(question: ScoredQuestion, groups: Sequence[GroupFigures]) -> Fraction | None:
    sides = [mean_of(_means_of_side(question, groups, side)) for side in SIDES]
    both = [mean for mean in sides if mean is not None]
    return mean_of(both) if len(both) == len(SIDES) else None


def _gap(question: ScoredQuestion, groups: Sequence[GroupFigures]) -> Fraction | None:
    means = [mean for side in SIDES for mean in _means_of_side(question, groups, side)]
    return max(means) - min(means) if len(means) >= 2 else None


def mean_of(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction()) / len(values) if values else None
