"""What an adaptation can take over from its original, change by change. No Django, no database, no clock.

Three drafts or versions as plain parts (frameworks/drafts/parts.py): `base`, the version of the original that
the adaptation was level with; `theirs`, the original's newest; `ours`, the adaptation's draft. Parts are
matched by their code. Each part that the original added, took out, changed or moved is one offer, unless ours
has it already. Nothing is taken but what is asked for: what we changed ourselves elsewhere stays.

Not offered: the framework's title, credits, licence and language, which are the adaptation's own, and what
the original said of its own rounds ("compares").
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from frameworks.drafts import parts
from frameworks.drafts.parts import (
    HEAD,
    HELD,
    PICTURE,
    Fields,
    Key,
    Parts,
    Row,
    StepRefused,
    level_of,
    value_of,
)
from frameworks.families.places import Places, home_of

OF_HEAD = ("summary", "introduction", "plain", "bands_on", "bands", "fit")
NOT_WORDS = {"position", "compares", *HELD.values()}  # where a part stands is offered by itself
SHAPE = ("kind", "scale", "direction", "choose", "options")  # of a question; they go together


class OfferKind(StrEnum):
    CHANGED = "changed"
    ADDED = "added"
    MOVED = "moved"
    REMOVED = "removed"


class LocalState(StrEnum):
    """How it stands in ours: as the original had it before, or changed by us too, or not there any more."""

    UNTOUCHED = "untouched"
    OURS_TOO = "ours too"
    GONE = "gone"


@dataclass(frozen=True)
class FieldOffer:
    """One field: what stands in ours, and what the original says. ours_too: we changed it as well."""

    name: str
    ours: Any
    theirs: Any
    ours_too: bool = False


@dataclass(frozen=True)
class Offer:
    """One change of the original. fields: those that would be written; for a part that was added all that
    the original says in it, for one that was taken out all that ours does. along: what goes with it."""

    kind: OfferKind
    key: Key
    local_state: LocalState
    fields: tuple[FieldOffer, ...]
    along: tuple[Key, ...] = ()
    base: Parts = field(default_factory=dict, repr=False, compare=False)
    theirs: Parts = field(default_factory=dict, repr=False, compare=False)

    @property
    def place(self) -> str:
        """Its name on a page: there is one offer of each kind for a part."""
        return "-".join(("offer", self.kind, *self.key)).rstrip("-")

    @property
    def sign(self) -> str:
        """The same only while it offers the same, in place of the same words of ours."""
        shown = [(f.name, f.ours, f.theirs) for f in self.fields]
        text = json.dumps([self.place, self.local_state, shown, self.along], sort_keys=True, default=str)
        return sha256(text.encode()).hexdigest()[:20]


def key_in(place: str) -> Key:
    """Return the part that an offer's `place` names. Raises StepRefused where it names none."""
    found = place.split("-", 3)
    if len(found) < 3 or found[0] != "offer":
        raise StepRefused(_("There is no such change."))
    return found[2], "".join(found[3:])


def offers(base: Parts, theirs: Parts, ours: Parts) -> list[Offer]:
    """Return what ours can take over: changes first, then what is new, what moved and what was taken out,
    each in the order of the original."""
    found = [
        *_changed(base, theirs, ours),
        *_added(base, theirs, ours),
        *_moved(base, theirs, ours),
        *_removed(base, theirs, ours),
    ]
    return [replace(offer, base=base, theirs=theirs) for offer in found]


def in_order(of: Parts) -> list[Key]:
    """Return every part: the head, sections with their questions and inner sections, then scales and
    sources."""
    found = [HEAD] if HEAD in of else []
    rows = parts.rows(of)
    for section in rows["section", ""]:
        found += [section, *inside(rows, section)]
    return [*found, *parts.of_kind(of, "scale"), *parts.of_kind(of, "source")]


# What is offered


def words_of(key: Key, fields: Mapping[str, Any]) -> list[str]:
    """Return the names of the fields that hold a part's words, in the order that they have."""
    if key == HEAD:
        return list(OF_HEAD)
    return [name for name in fields if name not in NOT_WORDS]


def _differ(key: Key, one: Fields, other: Fields) -> list[str]:
    names = dict.fromkeys([*words_of(key, one), *words_of(key, other)])
    return [name for name in names if value_of(one, name) != value_of(other, name)]


def _changed(base: Parts, theirs: Parts, ours: Parts) -> Iterator[Offer]:
    for key in in_order(theirs):
        if key not in base:
            continue
        names = _differ(key, base[key], theirs[key])
        if not names:
            continue
        if key not in ours:
            yield Offer(OfferKind.CHANGED, key, LocalState.GONE, _all_of(key, theirs[key]))
            continue
        names = [*_together(names, theirs[key], ours[key]), *_lost_words(key, names, theirs, ours)]
        changed = _fields(key, names, base, theirs, ours)
        if changed:
            too = any(one.ours_too for one in changed)
            yield Offer(OfferKind.CHANGED, key, LocalState.OURS_TOO if too else LocalState.UNTOUCHED, changed)


def _together(names: list[str], theirs: Fields, ours: Fields) -> list[str]:
    """Return these names, and for a question of another kind than ours all that belongs to its kind."""
    shaped = any(name in SHAPE or level_of(name) is not None for name in names)
    if not shaped or value_of(theirs, "kind") == value_of(ours, "kind"):
        return names
    levels = [name for name in (*theirs, *ours) if level_of(name) is not None]
    return list(dict.fromkeys([*names, *SHAPE, *levels]))


def _lost_words(key: Key, names: Sequence[str], theirs: Parts, ours: Parts) -> list[str]:
    """Return a question's own words of levels that come back with the scale `names` changes: the original
    kept them, and ours lost them when a level went from the scale that it still has."""
    mine = ("scale", value_of(ours[key], "scale"))
    if "scale" not in names or mine not in ours:
        return []
    there = values_of(ours[mine])
    said = [name for name in theirs[key] if name not in names]
    return [name for name in said if level_of(name) not in {None, *there}]


def _fields(
    key: Key, names: Sequence[str], base: Parts, theirs: Parts, ours: Parts
) -> tuple[FieldOffer, ...]:
    """Return the fields of a part that is in all three and that the original changed, where ours differs
    now."""
    found = []
    for name in names:
        was, new, now = (value_of(of[key], name) for of in (base, theirs, ours))
        if new == now or (
            level_of(name) is not None and not _has_level(name, names, theirs[key], ours[key], ours)
        ):
            continue
        if name.startswith(PICTURE) and "levels" not in names and not _has_value(name, ours[key]):
            continue
        found.append(FieldOffer(name, now, new, ours_too=now != was))
    return tuple(found)


def _has_level(name: str, names: Sequence[str], theirs: Fields, ours: Fields, parts_now: Parts) -> bool:
    """Tell whether a question's own words of a level have a level to go to, once the fields `names` are
    taken. Words of a level that ours does not have come with the level, when the scale is taken over."""
    scale = value_of(theirs, "scale")
    if scale != value_of(ours, "scale") and "scale" not in names:
        return False
    if not scale or ("scale", scale) not in parts_now:
        return True
    return not value_of(theirs, name) or level_of(name) in values_of(parts_now["scale", scale])


def _has_value(name: str, scale: Fields) -> bool:
    """Tell whether a scale has the level that a picture is of."""
    return int(name.removeprefix(PICTURE)) in values_of(scale)


def values_of(scale: Fields) -> set[int]:
    """Return the numbers of a scale's levels."""
    return {level["value"] for level in scale["levels"]}


def _all_of(key: Key, theirs: Fields) -> tuple[FieldOffer, ...]:
    names = [name for name in words_of(key, theirs) if value_of(theirs, name)]
    return tuple(FieldOffer(name, None, value_of(theirs, name)) for name in names)


def _added(base: Parts, theirs: Parts, ours: Parts) -> Iterator[Offer]:
    for key in in_order(theirs):
        if key not in base and key not in ours:
            yield Offer(OfferKind.ADDED, key, LocalState.UNTOUCHED, _all_of(key, theirs[key]))


def _removed(base: Parts, theirs: Parts, ours: Parts) -> Iterator[Offer]:
    """Offer what the original took out; a scale or a source only once nothing of ours uses it."""
    rows = parts.rows(ours)
    for key in in_order(base):
        if key in theirs or key not in ours:
            continue
        if key[0] in ("scale", "source") and parts.users_of(ours, key):
            continue
        along = tuple(inside(rows, key))
        too = any(k not in base or _differ(k, base[k], ours[k]) for k in (key, *along))
        names = [name for name in words_of(key, ours[key]) if value_of(ours[key], name)]
        fields = tuple(FieldOffer(name, value_of(ours[key], name), None) for name in names)
        yield Offer(
            OfferKind.REMOVED, key, LocalState.OURS_TOO if too else LocalState.UNTOUCHED, fields, along
        )


def inside(rows: Mapping[Row, list[Key]], key: Key) -> list[Key]:
    """Return what stands in a section, and in the sections within it, in order. rows: as of `parts.rows`."""
    if key[0] != "section":
        return []
    found = list(rows["question", key[1]])
    for inner in rows["section", key[1]]:
        found += [inner, *rows["question", inner[1]]]
    return found


def _moved(base: Parts, theirs: Parts, ours: Parts) -> Iterator[Offer]:
    places = Places(base, theirs, ours)
    for key in in_order(theirs):
        if key[0] not in HELD or key not in base or key not in ours:
            continue
        was, new, now = (home_of(of, key) for of in (base, theirs, ours))
        if was != new and now != new:
            yield _move(key, now, new, too=now != was)
        elif was == new == now and key not in places.steady((key[0], new)):
            row = (key[0], new)
            old, new_before, now_before = (
                places.before(of, row)[key] for of in (places.base, places.theirs, places.ours)
            )
            if now_before != new_before:
                yield _move(key, now, new, too=now_before != old)


def _move(key: Key, now: str, new: str, *, too: bool) -> Offer:
    fields = (FieldOffer(HELD[key[0]], now, new, ours_too=too),)
    return Offer(OfferKind.MOVED, key, LocalState.OURS_TOO if too else LocalState.UNTOUCHED, fields)
