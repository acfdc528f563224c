"""What differs between two drafts as plain parts, and how changes are applied, reverted and merged. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from frameworks.drafts.parts import Fields, Key, Parts, value_of

Change = dict[str, Any]


def changes_between(before: Parts, after: Parts) -> list[Change]:
    """Return each part that differs: {"part", "code", "before", "after"}; before and after hold the fields
    that differ, or None where the part is not there."""
    changes = []
    for key in [*before, *(key for key in after if key not in before)]:
        old, new = before.get(key), after.get(key)
        if old is not None and new is not None:
            names = [n for n in dict.fromkeys([*old, *new]) if value_of(old, n) != value_of(new, n)]
            old, new = {n: value_of(old, n) for n in names}, {n: value_of(new, n) for n in names}
        if old != new:
            changes.append({"part": key[0], "code": key[1], "before": old, "after": new})
    return changes


def apply(parts: Parts, changes: Iterable[Change]) -> Parts:
    """Return the parts after these changes of them."""
    made = dict(parts)
    for change in changes:
        _put(made, (change["part"], change["code"]), change["before"], change["after"])
    return made


def revert(parts: Parts, changes: Sequence[Change]) -> Parts:
    """Return the parts as they were before these changes of them."""
    made = dict(parts)
    for change in reversed(changes):
        _put(made, (change["part"], change["code"]), change["after"], change["before"])
    return made


def _put(parts: Parts, key: Key, old: Fields | None, new: Fields | None) -> None:
    if new is None:
        parts.pop(key, None)
    elif old is None:
        parts[key] = dict(new)
    else:
        parts[key] = {**parts.get(key, {}), **new}


def merge(base: Fields, mine: Mapping[str, Any], theirs: Fields) -> tuple[Fields, list[str]]:
    """Return what of `mine` to write over `theirs`, where both began from `base`; and the fields where
    both changed the same one differently, for a person to choose."""
    write, clashes = {}, []
    for name, value in mine.items():
        was, now = value_of(base, name), value_of(theirs, name)
        if value in (was, now):
            continue
        if now == was:
            write[name] = value
        else:
            clashes.append(name)
    return write, clashes
