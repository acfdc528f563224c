"""Which questions come first: scoring-and-privacy, 'Talk about these first'. Pure."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from assessments.scoring.questions import QuestionFigures

LIST_LENGTH = 3


# Talk about these first


def talk_first(scored: Sequence[QuestionFigures]) -> dict[str, list[str]]:
    apart = [one for one in scored if one.agreement in ("apart", "far_apart")]
    by_parity = any(one.parity is not None for one in scored)
    return {
        "furthest_apart": _first(apart, lambda one: _negative(one.gap_share)),
        "lowest": _first(scored, lambda one: one.parity_position if by_parity else one.everyone_position),
        "most_unsure": _first(scored, lambda one: _negative(one.unsure)),
    }


def _first(
    scored: Sequence[QuestionFigures], figure: Callable[[QuestionFigures], Fraction | None]
) -> list[str]:
    """The keys of the questions with the lowest figures; equals stay in the framework's order."""
    found = [(value, one.question.key) for one in scored if (value := figure(one)) is not None]
    return [key for _, key in sorted(found, key=lambda pair: pair[0])[:LIST_LENGTH]]


def _negative(value: Fraction | None) -> Fraction | None:
    return None if value is None else -value
