"""How a figure is printed: rounded once, for every place that shows it."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from assessments.reports.answer_model import Figure
from assessments.scoring.change import of_hundred as hundredths
from frameworks.content import with_minus


def one_decimal(value: float) -> str:
    """Print a number in scale points, to one decimal: half of the last place goes away from 0.

    It has a minus sign below 0, and none where it is printed as 0.
    """
    rounded = Decimal(repr(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return with_minus(str(rounded + 0))  # adding makes 0.0 of -0.0


def of_hundred(share: float) -> str:
    """Print a favourable position (0 to 1): a whole number from 0 to 100."""
    return str(hundredths(share))


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
