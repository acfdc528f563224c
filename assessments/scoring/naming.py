"""Which groups may be named beside people's own words, and of which it may be said how many did something.

Pure (docs/rules.md, Comments; docs/rules.md, We see it differently; docs/rules.md, A fair record). Sizes of
groups go in, and nothing of what anybody said: so nobody's words can change who is named.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

Codes = tuple[str | None, ...]
EVERYONE: Codes = ()  # where people are counted together
FEWEST_COUNTED = 3  # of a group who did something: fewer are told as 'fewer than 3'


class ShownGroup(Protocol):
    """A group as the results show it (scoring.disclosure.Group, scoring.results.FrozenGroup)."""

    @property
    def codes(self) -> Codes: ...
    @property
    def people(self) -> int: ...
    @property
    def by_consent(self) -> bool: ...


class NameableGroup(NamedTuple):
    """A group whose name may stand beside words: a perspective, or a pool of several. people: how many it
    has."""

    codes: tuple[str, ...]
    people: int


def nameable_groups(groups: Iterable[ShownGroup] | None, threshold: int) -> dict[str, NameableGroup]:
    """Return the group under which words may be named, by the code of the perspective they came from.

    It is the perspective itself, or the round's pool that it is in: of the threshold's size or larger, and
    not shown by consent. People who named no perspective are never named.
    """
    found: dict[str, NameableGroup] = {}
    for group in groups or ():
        codes = tuple(code for code in group.codes if code is not None)
        if codes and group.people >= threshold:
            found |= dict.fromkeys(codes, NameableGroup(codes, group.people))
    return found


def groups_named(chosen: Iterable[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Return the groups to name of several people who say the same, each once, whoever came first. chosen:
    the codes that each of them let be named; none for 'no'."""
    return tuple(sorted({tuple(codes) for codes in chosen if codes}))


def counted_groups(groups: Iterable[ShownGroup] | None, shown: int, threshold: int) -> tuple[Codes, ...]:
    """Return the groups of which it may be said how many people did something.

    They are those that the results show with the threshold's size or more; where there is none, EVERYONE, if
    so many are shown. Nothing is counted over several of these and others: a total would give away the rest.
    shown: how many people count in everyone.
    """
    found = tuple(group.codes for group in groups or () if group.people >= threshold)
    return found or ((EVERYONE,) if shown >= threshold else ())


def group_to_count(
    perspective: str | None, groups: Iterable[ShownGroup] | None, shown: int, threshold: int
) -> Codes | None:
    """Return in which of those groups a person of this perspective counts (None: they named none); None where
    they count in none, because their own is too small."""
    counted = counted_groups(groups, shown, threshold)
    if counted == (EVERYONE,):
        in_groups = {code for group in groups or () for code in group.codes}
        return EVERYONE if groups is None or perspective in in_groups else None
    return next((codes for codes in counted if perspective in codes), None)


class ToldCount(NamedTuple):
    """How many of a group did something, as it may be told: `people`, None for some, but fewer than
    FEWEST_COUNTED; 0 for nobody."""

    codes: Codes
    people: int | None


def counts_told(counted: Iterable[Codes], numbers: Mapping[Codes, int]) -> tuple[ToldCount, ...]:
    """Say of each group that is counted how many of it did something, and of nobody else. numbers: how many,
    by the codes of their group."""
    return tuple(
        ToldCount(codes, people if people >= FEWEST_COUNTED or not people else None)
        for codes in counted
        for people in [numbers.get(codes, 0)]
    )
