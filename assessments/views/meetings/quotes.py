"""The quotes that a meeting has before it: two at a time, one from each side where there are two."""

from collections.abc import Sequence
from itertools import zip_longest

from assessments.reports.answer_model import Quote

Two = tuple[Quote, ...]


def in_twos(quotes: Sequence[Quote]) -> tuple[Two, ...]:
    """Put quotes in twos: one from each side as long as both have one, then the others as they come. Each
    quote is there once; the last may stand alone."""
    people = [one for one in quotes if one.side == "people"]
    services = [one for one in quotes if one.side == "services"]
    both = min(len(people), len(services))
    pairs: list[Two] = [(people[i], services[i]) for i in range(both)]
    rest = [*people[both:], *services[both:], *(one for one in quotes if one.side is None)]
    rests = zip_longest(rest[::2], rest[1::2])
    return (*pairs, *(tuple(one for one in two if one) for two in rests))
