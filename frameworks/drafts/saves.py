"""Saving a page of the editor: what of it to write, and what two people changed at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from accounts.naming import shortened
from frameworks.drafts import steps
from frameworks.drafts.changes import merge
from frameworks.drafts.history import name_of, shown_at
from frameworks.drafts.locks import LockedDraft
from frameworks.drafts.parts import (
    PICTURE,
    WAS,
    Fields,
    Key,
    Parts,
    level_of,
    level_values,
    own_levels,
    users_of,
    value_of,
)
from frameworks.models import LIMITS, DraftStep

Verb = DraftStep.Verb


@dataclass(frozen=True)
class Conflict:
    """A field that two people changed: what one wrote, and what is there now (None: the part is gone)."""

    key: Key
    name: str
    mine: Any
    theirs: Any


@dataclass(frozen=True)
class Saved:
    """What became of a page that came back. revision: the draft's now. conflicts: for a person to settle."""

    revision: int
    conflicts: tuple[Conflict, ...] = ()


def save_fields(
    *,
    locked: LockedDraft,
    revision: int,
    written: Mapping[Key, Fields],
    by: User | None,
    own: Collection[int] = (),
) -> Saved:
    """Write what a page says, which showed the draft at `revision` and since then only its own saves.

    own: the numbers of the steps in which this same page was saved before.
    written: the fields of each part that the page holds, and for a scale under WAS which value each of its
    levels had on the page ({value now: value then}; one that is not named is new).

    A field that only this page changed is written; one that only somebody else changed stays theirs; one
    that both changed is not written, and comes back as a conflict; so does what would take away words that
    somebody has written since, and words of a level that has gone. Raises StepRefused where a
    scale or a source that is named has gone, or for what cannot be stored.
    """
    now = locked.parts
    shown = shown_at(locked.version, now, revision, own=own, who=by)
    after, conflicts, subjects = now, list[Conflict](), list[Key]()
    for key, page in written.items():
        mine = {name: value for name, value in page.items() if name != WAS}
        write, both = _merge(shown, now, key, mine)
        lost = _losing(shown, after, key, write, page.get(WAS, {}))
        conflicts += both
        conflicts += [Conflict(key, name, write.pop(name), value_of(now[key], name)) for name in lost]
        if write:
            after = _with_fields(after, key, write, page.get(WAS, {}))
            subjects.append(key)
    subject = shortened(", ".join(name_of(key, after[key]) for key in subjects), LIMITS["title"])
    number = locked.write(after, verb=Verb.SAVED, subject=subject, by=by)
    return Saved(number, tuple(conflicts))


def _merge(shown: Parts, now: Parts, key: Key, mine: Fields) -> tuple[Fields, list[Conflict]]:
    if key not in now:
        was = shown.get(key, {})
        lost = {name: value for name, value in mine.items() if value != value_of(was, name)}
        return {}, [Conflict(key, name, value, None) for name, value in lost.items()]
    write, names = merge(shown.get(key, {}), mine, now[key])
    return write, [Conflict(key, name, mine[name], value_of(now[key], name)) for name in names]


def _losing(shown: Parts, after: Parts, key: Key, write: Fields, was: Mapping[int, int]) -> list[str]:
    """Return the fields whose writing would lose words of levels: the levels or the scale, where that takes
    away words or a picture that somebody has added since the page was made; and words of a level that is
    gone."""
    if key[0] == "scale" and "levels" in write:
        new = {value for user in users_of(after, key) for value in _new_words(shown, after, user)}
        new |= _new_pictures(shown.get(key, {}), after[key])
        return ["levels"] if new - set(was.values()) else []
    if key[0] != "question" or not write:
        return []
    if "scale" in write:
        there = level_values(after, write["scale"])
        if not there or _new_words(shown, after, key) <= there:
            return []  # the words of other levels go: so it was asked
        return ["scale", *_homeless(after, key, write)]
    return _homeless(after, key, write)


def _homeless(after: Parts, key: Key, write: Fields) -> list[str]:
    """Return the words in `write` for levels that the question's scale does not have."""
    there = level_values(after, value_of(after[key], "scale"))
    return [name for name in write if level_of(name) not in {None, *there}]


def _new_words(shown: Parts, after: Parts, question: Key) -> set[int]:
    """Return the levels for which the question has words now that the page did not show."""
    was = shown.get(question, {})
    changed = {name: words for name, words in after[question].items() if words != was.get(name, "")}
    return own_levels(changed)


def _new_pictures(was: Fields, now: Fields) -> set[int]:
    """Return the levels of a scale that have a picture now which the page did not show."""
    new = (name for name in now if name.startswith(PICTURE) and now[name] != value_of(was, name))
    return {int(name.removeprefix(PICTURE)) for name in new if now[name]}


def _with_fields(after: Parts, key: Key, write: Fields, was: Mapping[int, int]) -> Parts:
    """Write the fields; a scale's levels together with the questions' own words for them.

    was: which value each level had on the page.
    """
    write = dict(write)
    if "levels" in write:
        rows = [(was.get(level["value"]), level) for level in write.pop("levels")]
        after = steps.set_levels(after, key[1], rows)
    return steps.set_fields(after, key, write) if write else after
