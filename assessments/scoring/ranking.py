"""Which questions come first (docs/rules.md, Talk about these first). Pure."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Protocol, TypeVar

from assessments.scoring.questions import Agreement, QuestionFigures
from assessments.scoring.results import RankedKeys

LIST_LENGTH = 3


class HasGap(Protocol):
    """A question with how far apart its groups are, exactly: the gap as a part of the scale's width."""

    @property
    def agreement(self) -> Agreement | None: ...

    @property
    def gap_share(self) -> Fraction | None: ...


Q = TypeVar("Q", bound=HasGap)


def furthest_apart(questions: Iterable[Q]) -> list[Q]:
    """Rank the questions whose groups are not close, the widest gap for its scale first.

    Gaps are compared exactly, never as they are printed; equals stay in the framework's order.
    """
    apart = [one for one in questions if one.agreement in ("apart", "far_apart")]
    return sorted(apart, key=lambda one: one.gap_share or Fraction(), reverse=True)


def talk_first(scored: Sequence[QuestionFigures]) -> RankedKeys:
    """Make the three lists of questions to talk about first."""
    by_parity = any(one.parity is not None for one in scored)
    return RankedKeys(
        furthest_apart=tuple(one.question.key for one in furthest_apart(scored)[:LIST_LENGTH]),
        lowest=_lowest(scored, lambda one: one.parity_position if by_parity else one.everyone_position),
        most_unsure=_lowest(scored, lambda one: None if one.unsure is None else -one.unsure),
    )


def _lowest(
    scored: Sequence[QuestionFigures], figure: Callable[[QuestionFigures], Fraction | None]
) -> tuple[str, ...]:
    """Return the keys of the questions with the lowest figures; equals stay in the framework's order."""
    found = [(value, one.question.key) for one in scored if (value := figure(one)) is not None]
    return tuple(key for _, key in sorted(found, key=lambda pair: pair[0])[:LIST_LENGTH])
