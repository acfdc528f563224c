"""Where the parts of an original and its adaptation stand. No Django, no database, no clock.

Where the original keeps parts in one section, most keep their order and a few moved among them. Those that
kept it are what the others are placed by: a part is in its place in ours where the nearest of them before
it is the one that stands nearest before it in the original.
"""

from frameworks.comparison.order import longest_common_order
from frameworks.drafts import parts
from frameworks.drafts.parts import Key, Parts, Row


def home_of(of: Parts, key: Key) -> str:
    return parts.holder_of(key, of[key])


class Places:
    """Where the parts stand in each of the three."""

    def __init__(self, base: Parts, theirs: Parts, ours: Parts) -> None:
        self.base, self.theirs, self.ours = (parts.rows(of) for of in (base, theirs, ours))
        self._steady: dict[Row, list[Key]] = {}

    def steady(self, row: Row) -> list[Key]:
        """Return the longest run of the original's parts there that kept their order."""
        if row not in self._steady:
            self._steady[row] = longest_common_order(self.base[row], self.theirs[row])
        return self._steady[row]

    def before(self, of: dict[Row, list[Key]], row: Row) -> dict[Key, Key | None]:
        """Return, for each part of this row, the nearest before it of those that kept their order and that
        ours has there as well."""
        known = set(self.steady(row)) & set(self.ours[row])
        nearest: Key | None = None
        found = {}
        for key in of[row]:
            found[key] = nearest
            nearest = key if key in known else nearest
        return found

    def behind(self, key: Key, row: Row) -> Key | None:
        """Return what the part goes behind in ours, to stand as in the original; None to be the first."""
        now, new = self.before(self.ours, row), self.before(self.theirs, row)
        steady = set(self.steady(row))
        ahead = self.theirs[row][: self.theirs[row].index(key)]
        trusted = (k for k in reversed(ahead) if k in now and (k in steady or now[k] == new[k]))
        return next(trusted, None)
