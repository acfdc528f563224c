"""Which questions come first (docs/rules.md, Talk about these first). Pure."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from assessments.scoring.questions import QuestionFigures
from assessments.scoring.results import RankedKeys

LIST_LENGTH = 3
STRONG_FROM = Fraction(70, 100)  # the favourable position of the lowest group


def apart_first(scored: Sequence[QuestionFigures]) -> tuple[str, ...]:
    """Rank all questions whose groups are apart, the widest gap for its scale first.

    Gaps are compared exactly, never as they are printed; equals stay in the framework's order. This is the
    only place where gaps are ranked: whoever says where groups are furthest apart, takes the first of these.
    """
    return _first(
        scored, lambda one: _minus(one.gap_share) if one.agreement in ("apart", "far_apart") else None
    )


def talk_first(scored: Sequence[QuestionFigures]) -> RankedKeys:
    """Make the four lists of questions to talk about first."""
    return RankedKeys(
        furthest_apart=apart_first(scored)[:LIST_LENGTH],
        lowest=_first(
            scored,
            lambda one: one.everyone_position if one.parity_position is None else one.parity_position,
        )[:LIST_LENGTH],
        strong_together=_first(scored, lambda one: _minus(_strength(one)))[:LIST_LENGTH],
        most_unsure=_first(scored, lambda one: _minus(one.unsure))[:LIST_LENGTH],
    )


def _strength(one: QuestionFigures) -> Fraction | None:
    """Return how high the lowest group lies where all groups are close and high; else None."""
    lowest = one.lowest_position
    return lowest if one.agreement == "close" and lowest is not None and lowest >= STRONG_FROM else None


def _minus(figure: Fraction | None) -> Fraction | None:
    return None if figure is None else -figure


def _first(
    scored: Sequence[QuestionFigures], figure: Callable[[QuestionFigures], Fraction | None]
) -> tuple[str, ...]:
    """Return the keys of the questions that have a figure, lowest first; equals in the framework's order."""
    found = [(value, one.question.key) for one in scored if (value := figure(one)) is not None]
    return tuple(key for _, key in sorted(found, key=lambda pair: pair[0]))
