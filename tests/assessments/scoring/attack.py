"""An attacker who knows how many people of each perspective took part, and solves for what they said."""

from fractions import Fraction
from itertools import product

from assessments.scoring.disclosure import ScoredPerspective, Turnout

MOST_PEOPLE, PLACES = 12, 4
THRESHOLDS = (3, 4, 5)
LISTS = tuple(
    tuple(ScoredPerspective(code, side) for code, side in zip("abcd", sides, strict=True))
    for sides in (
        ("people", "people", "services", "services"),
        ("people", "services", "people", "people"),
    )
)
CODES = (*"abcd", None)


def sizes():
    """Every way in which up to 12 people come from up to 4 perspectives, or name none."""
    for found in product(range(MOST_PEOPLE + 1), repeat=PLACES):
        for unnamed in range(MOST_PEOPLE + 1 - sum(found)):
            yield (*found, unnamed)


def turnouts(size, threshold):
    """Every way in which the small groups among them agree to be shown, or not."""
    small = [place for place in range(PLACES) if 0 < size[place] < threshold]
    for agreed in product((False, True), repeat=len(small)):
        agree = dict(zip(small, agreed, strict=True))
        yield [
            Turnout(code, people, agree.get(place, False))
            for place, (code, people) in enumerate(zip(CODES, size, strict=True))
            if people
        ]


class Attacker:
    """Rows of numbers: each is a total that is told, as how often each unknown is in it. What follows from
    them is all that can be worked out, exactly."""

    def __init__(self, rows):
        self.basis = []  # each with a first place of its own, which is 1
        for row in rows:
            if rest := self._reduced(row):
                lead = min(rest)
                self.basis.append((lead, {place: value / rest[lead] for place, value in rest.items()}))

    def _reduced(self, row):
        rest = {place: Fraction(value) for place, value in enumerate(row) if value}
        for lead, known in self.basis:
            if factor := rest.get(lead):
                for place, value in known.items():
                    rest[place] = rest.get(place, 0) - factor * value
                rest = {place: value for place, value in rest.items() if value}
        return rest

    def knows(self, row):
        """Whether this total follows from what is told."""
        return not self._reduced(row)


def indicator(codes, present):
    """A total over these perspectives, of those that anybody came from."""
    return tuple(int(code in codes) for code in present)
