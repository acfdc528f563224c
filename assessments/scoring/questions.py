"""How the counted answers to one question become figures (docs/rules.md, A question).

Pure. Everything is reckoned in fractions, so that a figure on a boundary falls on the right side of it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal, NamedTuple

from assessments.scoring.disclosure import SIDES, Disclosure, Group
from assessments.scoring.structure import ScoredQuestion, Tally

MINIMUM_RATINGS = 3  # a group with one or two ratings on a question is not shown apart on it
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

    @property
    def is_thin(self) -> bool:
        """Whether so few of the group rated that it may not be shown apart on this question."""
        return not self.group.by_consent and not _enough(self.counts.answered)


@dataclass(frozen=True)
class QuestionFigures:
    """What may be shown of one question, exactly. `parity` and `gap` are in scale points.

    `stands_apart`: every group of the round is shown by itself on this question, none pooled with another.
    """

    question: ScoredQuestion
    everyone: AnswerCounts | None = None
    groups: tuple[GroupFigures, ...] | None = None
    stands_apart: bool = False
    parity: Fraction | None = None

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

    @cached_property
    def sided_means(self) -> tuple[Fraction | None, ...]:
        """The mean of each group that has a side, in scale points; None for one in which nobody rated."""
        return tuple(
            shown.counts.mean(self.question) for shown in self.groups or () if shown.group.side is not None
        )

    @property
    def is_comparable(self) -> bool:
        """Whether all groups can be set side by side here: each is shown apart, and each that has a side
        rated."""
        return self.stands_apart and self.question.kind == "rating" and None not in self.sided_means

    @cached_property
    def gap(self) -> Fraction | None:
        """The largest mean of a group less the smallest, of at least two that have a side and ratings."""
        return gap_between(self.sided_means)

    @property
    def gap_share(self) -> Fraction | None:
        """The gap as a part of the scale's width, so that questions on different scales compare."""
        return None if self.gap is None else self.gap / self.question.width

    @property
    def agreement(self) -> Agreement | None:
        """How far apart the groups are.

        Pooling only makes a gap smaller, so groups that do not all stand apart are never said to be close.
        """
        share = self.gap_share
        if share is None:
            return None
        if share < CLOSE_BELOW:
            return "close" if self.is_comparable else None
        return "apart" if share < APART_BELOW else "far_apart"

    @property
    def lowest_position(self) -> Fraction | None:
        """The favourable position of the lowest group that has a side; None where none of them rated."""
        positions = [self.question.favourable(mean) for mean in self.sided_means if mean is not None]
        return min(positions, default=None)

    @property
    def unsure(self) -> Fraction | None:
        """The share of don't know among those who rated, chose or did not know."""
        if self.everyone is None or not self.everyone.dont_know:
            return None
        return Fraction(self.everyone.dont_know, self.everyone.answered + self.everyone.dont_know)


def score_question(
    question: ScoredQuestion,
    counts: Mapping[str | None, AnswerCounts],
    disclosure: Disclosure,
    order: Sequence[str],
) -> QuestionFigures:
    """Work out what may be shown of a question. order: the codes of the perspectives, as they are listed."""
    if disclosure.nothing_shown:
        return QuestionFigures(question)
    if disclosure.groups is None:
        everyone = _sum(counts.values())
        return QuestionFigures(question, everyone if _enough(everyone.answered) else None)
    apart = tuple(
        GroupFigures(group, _sum(counts[code] for code in group.codes)) for group in disclosure.groups
    )
    if not _enough(sum(each.counts.answered for each in apart if not each.group.by_consent)):
        return QuestionFigures(question)
    everyone = _sum(each.counts for each in apart)
    groups = _pool_thin_groups(apart, order)
    if groups is None:
        return QuestionFigures(question, everyone)
    parity = _parity(question, groups) if disclosure.assessed_together else None
    return QuestionFigures(question, everyone, groups, stands_apart=groups == apart, parity=parity)


def _sum(counts: Iterable[AnswerCounts]) -> AnswerCounts:
    return sum(counts, AnswerCounts())


def _enough(answered: int) -> bool:
    return answered == 0 or answered >= MINIMUM_RATINGS


def _pool_thin_groups(
    apart: tuple[GroupFigures, ...], order: Sequence[str]
) -> tuple[GroupFigures, ...] | None:
    """Return the groups of one question, each with no rating or enough of them; None where that cannot be.

    On each side the thin groups are one pool, which takes in others until it has enough.
    """
    found: list[GroupFigures] = []
    for side in (*SIDES, None):
        of_side = [each for each in apart if each.group.side == side]
        pool = [each for each in of_side if each.is_thin]
        if pool and side is None:
            return None
        others = [each for each in of_side if not each.is_thin]
        while pool and not _enough(sum(each.counts.answered for each in pool)):
            open_ = [each for each in others if each.counts.answered and not each.group.by_consent]
            if not open_:
                return None
            # min() keeps the first of equals, and the later one in the list goes first.
            smallest = min(reversed(open_), key=lambda each: each.counts.answered)
            others.remove(smallest)
            pool.append(smallest)
        found += others
        if pool:
            found.append(_pooled(pool, order))
    place = {code: index for index, code in enumerate(order)}
    return tuple(sorted(found, key=lambda each: place.get(str(each.group.codes[0]), len(place))))


def _pooled(pool: Sequence[GroupFigures], order: Sequence[str]) -> GroupFigures:
    codes = {code for each in pool for code in each.group.codes}
    people = sum(each.group.people for each in pool)
    listed = tuple(code for code in order if code in codes)
    return GroupFigures(
        Group(listed, pool[0].group.side, people, by_consent=False), _sum(each.counts for each in pool)
    )


def _parity(question: ScoredQuestion, groups: Sequence[GroupFigures]) -> Fraction | None:
    sides = [
        mean_of(known(shown.counts.mean(question) for shown in groups if shown.group.side == side))
        for side in SIDES
    ]
    both = known(sides)
    return mean_of(both) if len(both) == len(SIDES) else None


def known(figures: Iterable[Fraction | None]) -> list[Fraction]:
    """Leave out the figures that do not exist."""
    return [figure for figure in figures if figure is not None]


def mean_of(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction()) / len(values) if values else None


def gap_between(figures: Iterable[Fraction | None]) -> Fraction | None:
    """Return the largest less the smallest of two figures or more; None for fewer."""
    values = known(figures)
    return max(values) - min(values) if len(values) >= 2 else None
