"""Where things stand in two versions: one list of both, what kept its order, and what moved."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Item = TypeVar("Item", bound=Hashable)


def interleave(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Return the codes of both, in the order of `after`; what is not there any more follows what it
    followed."""
    kept, known = list(after), set(after)
    for place, code in enumerate(before):
        if code not in known:
            kept.insert(kept.index(before[place - 1]) + 1 if place else 0, code)
    return kept


def longest_common_order(before: Sequence[Item], after: Sequence[Item]) -> list[Item]:
    """Return the longest run of items whose order is the same in both, as `after` has them."""
    places = {item: place for place, item in enumerate(before)}
    common = [item for item in after if item in places]
    ends: list[int] = []  # for each length, the smallest place that a rising run of that length ends on
    lengths = []
    for item in common:
        length = bisect_left(ends, places[item])
        ends[length : length + 1] = [places[item]]
        lengths.append(length)
    kept: list[Item] = []
    for item, length in zip(reversed(common), reversed(lengths), strict=True):
        if length == len(ends) - 1 - len(kept):
            kept.append(item)
    return kept[::-1]


def moved(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    """Return those in both that have another holder now, or another order among those that stayed with
    theirs.

    before, after: by code in order, the code of what holds it.
    """
    stayed: dict[str, list[str]] = defaultdict(list)
    for code, holder in before.items():
        if after.get(code) == holder:
            stayed[holder].append(code)
    found = {code for code, holder in after.items() if before.get(code, holder) != holder}
    for holder, codes in stayed.items():
        found |= set(codes) - set(
            longest_common_order(codes, [code for code in after if after[code] == holder])
        )
    return found


def children(holder: str, before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Return what one holds, and what it held that is gone altogether. before, after: as in `moved`."""
    here = [code for code, where in after.items() if where == holder]
    held = [code for code, where in before.items() if where == holder and after.get(code, holder) == holder]
    return interleave(held, here)
