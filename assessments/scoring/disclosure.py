"""Which people may be shown apart from the others (docs/rules.md, Who can be shown apart).

Pure: counts go in, groups come out. It never sees an answer, so nobody's answers can change who is shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

PEOPLE = "people"
SERVICES = "services"
SIDES = (PEOPLE, SERVICES)

LOWEST_THRESHOLD = 3


@dataclass(frozen=True, slots=True)
class ScoredPerspective:
    """Where a participant stands. `side` is 'people' or 'services'."""

    code: str
    side: str
    must_take_part: bool = False


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many people of one perspective (None: people who named none) sent a response.

    `all_show_if_few`: every one of them ticked 'show our scores even if there are only a few of us'.
    """

    perspective: str | None
    people: int
    all_show_if_few: bool


@dataclass(frozen=True, slots=True)
class Group:
    """People whose answers are shown together. `codes` is (None,) for those who named no perspective.

    `side` is None for them too. Unless `by_consent`, `people` is never under the threshold.
    """

    codes: tuple[str | None, ...]
    side: str | None
    people: int
    by_consent: bool


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Who took part and who may be shown.

    `total` people sent a response; `shown` of them count in 'everyone' (0: nothing at all may be shown,
    comments included); `set_aside` named no perspective and are left out of every number. `groups` is None
    where there is no breakdown; otherwise each person who counts is in exactly one group. `absent_sides`
    had nobody; `missing` are the codes of perspectives that must take part and did not.
    """

    total: int
    shown: int
    set_aside: int
    groups: tuple[Group, ...] | None
    absent_sides: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def assessed_together(self) -> bool:
        """Both sides took part, and no perspective that must take part is missing."""
        return not self.absent_sides and not self.missing

    @property
    def nothing_shown(self) -> bool:
        """Too few people: no number and no comment may be shown."""
        return self.shown == 0


def disclose(
    threshold: int, perspectives: Sequence[ScoredPerspective], turnout: Iterable[Turnout]
) -> Disclosure:
    """Decide who may be shown apart, by the six rules of docs/rules.md, Who can be shown apart.

    `perspectives` stand in the order of the assessment's list. `turnout` has at most one row for each
    perspective and one for None; a perspective without a row had nobody.

    Raises ValueError for a threshold under 3, an unknown side, an unknown or repeated perspective, or a count
    under 0.
    """
    rows = _checked(threshold, perspectives, turnout)
    total = sum(row.people for row in rows.values())
    unnamed = rows[None].people if None in rows else 0
    groups = _groups(threshold, perspectives, rows)
    if groups is not None and unnamed >= threshold:
        groups += (Group((None,), None, unnamed, by_consent=False),)
    set_aside = unnamed if groups is not None and unnamed < threshold else 0
    shown = total - set_aside
    # A group is under the threshold only by consent: with groups, so few people have all agreed.
    if shown < threshold and groups is None:
        shown = 0
    present = {perspective.code for perspective in perspectives if _people(rows, perspective) > 0}
    return Disclosure(
        total=total,
        shown=shown,
        set_aside=set_aside,
        groups=groups,
        absent_sides=tuple(
            s for s in SIDES if not any(p.side == s and p.code in present for p in perspectives)
        ),
        missing=tuple(p.code for p in perspectives if p.must_take_part and p.code not in present),
    )


def _checked(
    threshold: int, perspectives: Sequence[ScoredPerspective], turnout: Iterable[Turnout]
) -> Mapping[str | None, Turnout]:
    if threshold < LOWEST_THRESHOLD:
        raise ValueError(f"the threshold is never under {LOWEST_THRESHOLD}: {threshold}")
    codes: set[str | None] = {None}
    for perspective in perspectives:
        if perspective.side not in SIDES:
            raise ValueError(f"unknown side: {perspective.side!r}")
        if perspective.code in codes:
            raise ValueError(f"perspective given twice: {perspective.code!r}")
        codes.add(perspective.code)
    rows: dict[str | None, Turnout] = {}
    for row in turnout:
        if row.perspective not in codes:
            raise ValueError(f"unknown perspective: {row.perspective!r}")
        if row.perspective in rows:
            raise ValueError(f"turnout given twice: {row.perspective!r}")
        if row.people < 0:
            raise ValueError(f"fewer than no people: {row.perspective!r}")
        rows[row.perspective] = row
    return rows


def _people(rows: Mapping[str | None, Turnout], perspective: ScoredPerspective) -> int:
    return rows[perspective.code].people if perspective.code in rows else 0


def _groups(
    threshold: int, perspectives: Sequence[ScoredPerspective], rows: Mapping[str | None, Turnout]
) -> tuple[Group, ...] | None:
    """Return the groups of both sides in the order of the list; None without a breakdown (rules 4 and 5)."""
    place = {perspective.code: index for index, perspective in enumerate(perspectives)}
    groups: list[Group] = []
    for side in SIDES:
        present = [rows[p.code] for p in perspectives if p.side == side and _people(rows, p) > 0]
        of_side = _groups_of_side(threshold, side, present)
        if of_side is None:
            return None
        groups += of_side
    return tuple(sorted(groups, key=lambda group: place[str(group.codes[0])])) or None


def _groups_of_side(threshold: int, side: str, present: Sequence[Turnout]) -> list[Group] | None:
    """Return the groups of one side (rules 1 to 3): none if nobody is `present`, None if too few are."""
    pool = [row for row in present if row.people < threshold and not row.all_show_if_few]
    opened = [row for row in present if row not in pool]
    while pool and _total(pool) < threshold and opened:
        # min() keeps the first of equals, and the later one in the list goes first.
        smallest = min(reversed(opened), key=lambda row: row.people)
        opened.remove(smallest)
        pool.append(smallest)
    if pool and _total(pool) < threshold:
        return None
    groups = [
        Group((row.perspective,), side, row.people, by_consent=row.people < threshold) for row in opened
    ]
    if pool:
        codes = tuple(row.perspective for row in present if row in pool)
        groups.append(Group(codes, side, _total(pool), by_consent=False))
    return groups


def _total(rows: Iterable[Turnout]) -> int:
    return sum(row.people for row in rows)
