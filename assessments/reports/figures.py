"""How a figure is printed: rounded once, for every place that shows it."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from assessments.reports.question_model import Figure


def one_decimal(value: float) -> str:
    """Print a number in scale points, to one decimal: half of the last place goes up."""
    return str(Decimal(repr(value)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def of_hundred(share: float) -> str:
    """Print a favourable position (0 to 1): a whole number from 0 to 100."""
    return str((Decimal(repr(share)) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def points(value: float | None) -> Figure | None:
    return None if value is None else Figure(value, one_decimal(value))


def position(share: float | None) -> Figure | None:
    return None if share is None else Figure(share * 100, of_hundred(share))


def printed_gap(figures: Iterable[Figure]) -> Figure | None:
    """Work out the gap between printed figures, so that a reader's subtraction agrees.

    (docs/rules.md, Figures and charts)
    """
    values = [figure.rounded for figure in figures]
    if len(values) < 2:
        return None
    gap = max(values) - min(values)
    return Figure(float(gap), str(gap))


LARGEST_DENOMINATOR = 10**6  # a gap lies between two means: the people of two groups, a thousand in each


def gap_share(gap: float | None, levels: Sequence[int]) -> Fraction | None:
    """Return a frozen gap, in scale points, as an exact part of the scale's width, as scoring ranked it.

    The nearest float was frozen. That it is unequal to another by its last digit does not make it wider.
    """
    if gap is None:
        return None
    return Fraction(gap).limit_denominator(LARGEST_DENOMINATOR) / (max(levels) - min(levels))
