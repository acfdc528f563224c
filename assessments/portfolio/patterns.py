"""What comes up again and again in an organisation's assessments, from their frozen results. Pure.

(docs/rules.md, Patterns across assessments)
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from assessments.reports.answer_model import Figure, band_of
from assessments.reports.figures import position, printed_gap
from assessments.scoring.results import (
    FrozenArea,
    FrozenGroup,
    FrozenPeople,
    FrozenQuestion,
    GroupPosition,
    GroupRatings,
)

FEWEST = 5  # assessments that a pattern is told of: with fewer, it would point at a team
LOW_BELOW = 35  # of 100, with both sides counted equally
STRONG_FROM = 70  # where the lowest group is


class Mark(Enum):
    """What can be said of a question or part in one assessment."""

    LOW = "low"
    APART = "apart"
    STRONG = "strong"


Marks = Mapping[Mark, bool]  # those that can be told of this question there, and whether it is so


@dataclass(frozen=True, slots=True)
class Pattern:
    """In how many of the assessments that asked something, and where it can be told, it is so: never which.

    key: of the question or part, as the caller knows it.
    """

    key: Hashable
    marked: int
    asked: int

    @property
    def in_all(self) -> bool:
        return self.marked == self.asked


def may_count(people: FrozenPeople) -> bool:
    """Whether an assessment's results may be counted: groups are shown, and none of them by consent. Those
    people agreed to be shown in results of their own."""
    return people.groups is not None and not any(group.by_consent for group in people.groups)


def marks_of_question(question: FrozenQuestion, people: FrozenPeople) -> Marks:
    """Say what is so of a rating question. Nothing where its groups are not all shown apart."""
    groups = [group for group in question.groups or () if isinstance(group, GroupRatings)]
    if [group.codes for group in groups] != [group.codes for group in people.groups or ()]:
        return {}
    return _marks(
        [position(group.favourable) for group in groups if group.side],
        position(question.parity.favourable) if question.parity else None,
    )


def marks_of_area(area: FrozenArea, people: FrozenPeople) -> Marks:
    """Say what is so of a part, over the questions on which its groups are compared."""
    if area.groups is None or people.groups is None:
        return {}
    pairs: Iterable[tuple[GroupPosition, FrozenGroup]] = zip(area.groups, people.groups, strict=True)
    return _marks([position(row.favourable) for row, group in pairs if group.side], position(area.parity))


def _marks(groups: Sequence[Figure | None], parity: Figure | None) -> Marks:
    """Say what is so, by the figures that the results print. groups: where each group with a side is."""
    found = {} if parity is None else {Mark.LOW: parity.rounded < LOW_BELOW}
    placed = [one for one in groups if one is not None]
    gap = printed_gap(placed)
    if gap is None or len(placed) < len(groups):
        return found
    band = band_of(gap, is_compared=True)
    lowest = min(one.rounded for one in placed)
    return {
        **found,
        Mark.APART: band == "far",
        Mark.STRONG: band == "close" and lowest >= STRONG_FROM,
    }


def patterns(assessments: Iterable[Mapping[Hashable, Marks]], mark: Mark) -> list[Pattern]:
    """Return where this mark comes up again and again: in more than half of those assessments where it can be
    told, which are FEWEST or more. The most widespread first; equals in the order in which they were first
    asked."""
    asked: Counter[Hashable] = Counter()
    marked: Counter[Hashable] = Counter()
    for marks in assessments:
        for key, told in marks.items():
            if mark in told:
                asked[key] += 1
                marked[key] += told[mark]
    found = [
        Pattern(key, marked[key], asked[key])
        for key in asked
        if asked[key] >= FEWEST and 2 * marked[key] > asked[key]
    ]
    return sorted(found, key=lambda one: (-one.marked / one.asked, -one.asked))
