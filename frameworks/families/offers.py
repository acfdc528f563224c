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

from frameworks.comparison.order import longest_common_order
from frameworks.drafts import parts, steps
from frameworks.drafts.parts import HEAD, HELD, LEVEL, Fields, Key, Parts, Row, StepRefused, value_of

OF_HEAD = ("summary", "introduction", "bands_on", "bands")
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


class Blocker(StrEnum):
    HOLDS = "holds"  # a section that holds parts which would stay
    MOVE_FIRST = "move first"  # the section that it goes into stands elsewhere in ours


class StepOutOfOrder(StepRefused):
    """An offer that another step has to come before. keys: the parts that it is about."""

    def __init__(self, blocker: Blocker, keys: Sequence[Key]) -> None:
        super().__init__(f"{blocker}: {', '.join(code for _, code in keys)}")
        self.blocker = blocker
        self.keys = tuple(keys)


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
        raise StepRefused("There is no such change.")
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


def take(ours: Parts, offer: Offer) -> Parts:
    """Return ours with this change of the original. A part that comes in brings the scale, source and
    section that it needs. Raises StepOutOfOrder where another step has to come first, and StepRefused
    where a draft has no room."""
    match offer.kind:
        case OfferKind.REMOVED:
            return _without(ours, offer)
        case OfferKind.MOVED:
            return _into_place(ours, offer.key, offer.base, offer.theirs)
        case OfferKind.CHANGED if offer.key in ours:
            return _rewritten(ours, offer.key, {f.name: f.theirs for f in offer.fields}, offer.theirs)
        case _:
            return _brought_in(ours, offer.key, offer.base, offer.theirs)


def hindrance(ours: Parts, offer: Offer) -> StepRefused | None:
    """Return why the offer cannot be taken as ours is now, if so."""
    try:
        take(ours, offer)
    except StepRefused as error:
        return error
    return None


def in_order(of: Parts) -> list[Key]:
    """Return every part: the head, sections with their questions and inner sections, then scales and
    sources."""
    found = [HEAD] if HEAD in of else []
    rows = parts.rows(of)
    for section in rows["section", ""]:
        found += [section, *_inside(rows, section)]
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
        changed = _fields(key, _together(names, theirs[key], ours[key]), base, theirs, ours)
        if changed:
            too = any(one.ours_too for one in changed)
            yield Offer(OfferKind.CHANGED, key, LocalState.OURS_TOO if too else LocalState.UNTOUCHED, changed)


def _together(names: list[str], theirs: Fields, ours: Fields) -> list[str]:
    """Return these names, and for a question of another kind than ours all that belongs to its kind."""
    shaped = any(name in SHAPE or name.startswith(LEVEL) for name in names)
    if not shaped or value_of(theirs, "kind") == value_of(ours, "kind"):
        return names
    levels = [name for name in (*theirs, *ours) if name.startswith(LEVEL)]
    return list(dict.fromkeys([*names, *SHAPE, *levels]))


def _fields(
    key: Key, names: Sequence[str], base: Parts, theirs: Parts, ours: Parts
) -> tuple[FieldOffer, ...]:
    """Return the fields of a part that is in all three and that the original changed, where ours differs
    now."""
    found = []
    for name in names:
        was, new, now = (value_of(of[key], name) for of in (base, theirs, ours))
        if new == now or (
            name.startswith(LEVEL) and not _has_level(name, names, theirs[key], ours[key], ours)
        ):
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
    return not value_of(theirs, name) or int(name.removeprefix(LEVEL)) in _values(parts_now["scale", scale])


def _values(scale: Fields) -> set[int]:
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
        along = tuple(_inside(rows, key))
        too = any(k not in base or _differ(k, base[k], ours[k]) for k in (key, *along))
        names = [name for name in words_of(key, ours[key]) if value_of(ours[key], name)]
        fields = tuple(FieldOffer(name, value_of(ours[key], name), None) for name in names)
        yield Offer(
            OfferKind.REMOVED, key, LocalState.OURS_TOO if too else LocalState.UNTOUCHED, fields, along
        )


def _inside(rows: Mapping[Row, list[Key]], key: Key) -> list[Key]:
    """Return what stands in a section, and in the sections within it, in order. rows: as of `parts.rows`."""
    if key[0] != "section":
        return []
    found = list(rows["question", key[1]])
    for inner in rows["section", key[1]]:
        found += [inner, *rows["question", inner[1]]]
    return found


# Places
#
# Where the original keeps parts in one section, most keep their order and a few moved among them. Those that
# kept it are what the others are placed by: a part is in its place in ours where the nearest of them before
# it is the one that stands nearest before it in the original.


def _home(of: Parts, key: Key) -> str:
    return parts.holder_of(key, of[key])


class _Places:
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


def _moved(base: Parts, theirs: Parts, ours: Parts) -> Iterator[Offer]:
    places = _Places(base, theirs, ours)
    for key in in_order(theirs):
        if key[0] not in HELD or key not in base or key not in ours:
            continue
        was, new, now = (_home(of, key) for of in (base, theirs, ours))
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


def _into_place(ours: Parts, key: Key, base: Parts, theirs: Parts) -> Parts:
    """Put a part where the original has it: after what is nearest before it there, as far as ours has that
    in its place; else first."""
    home = _home(theirs, key)
    if home and ("section", home) not in ours:
        ours = _brought_in(ours, ("section", home), base, theirs)
    _refuse_in_inner(ours, key, home, base, theirs)
    row: Row = (key[0], home)
    places = _Places(base, theirs, {k: fields for k, fields in ours.items() if k != key})
    behind = places.behind(key, row)
    return steps.place(ours, key, home, places.ours[row].index(behind) + 1 if behind else 0)


def _refuse_in_inner(ours: Parts, key: Key, home: str, base: Parts, theirs: Parts) -> None:
    """Refuse to put a section into one that is inside another in ours, where the original moved that one."""
    holder = ("section", home)
    if key[0] != "section" or not home or not _home(ours, holder):
        return
    if holder in base and _home(base, holder) != _home(theirs, holder):
        raise StepOutOfOrder(Blocker.MOVE_FIRST, [holder])


# Taking


def _brought_in(ours: Parts, key: Key, base: Parts, theirs: Parts) -> Parts:
    """Return a part as the original has it, and what it needs with it."""
    if key[0] not in HELD:
        return steps.restore(ours, key, theirs)
    home = _home(theirs, key)
    if home and ("section", home) not in ours:
        ours = _brought_in(ours, ("section", home), base, theirs)
    _refuse_in_inner(ours, key, home, base, theirs)
    ours = steps.restore(ours, key, theirs)
    if key[0] == "question":
        ours = {**ours, key: {**ours[key], "compares": "same"}}
    # A section that cannot stand where the original has it, because we moved that one, stands by itself.
    return _into_place(ours, key, base, theirs) if _home(ours, key) == home else ours


def _rewritten(ours: Parts, key: Key, fields: Fields, theirs: Parts) -> Parts:
    for kind in ("source", "scale"):
        code = fields.get(kind)
        if code and (kind, code) not in ours:
            ours = steps.restore(ours, (kind, code), theirs)
    if "levels" in fields:
        ours = _with_levels(ours, key, fields["levels"], theirs)
        fields = {name: value for name, value in fields.items() if name != "levels"}
    if fields.get("scale"):
        return steps.set_fields(ours, key, fields)
    return {**ours, key: {**ours[key], **fields}}


def _with_levels(ours: Parts, key: Key, levels: Sequence[Fields], theirs: Parts) -> Parts:
    """Write the scale's levels, matched by their numbers; a new one brings the original's own words for
    it, in the questions that use the scale."""
    before = _values(ours[key])
    kept = [(level["value"] if level["value"] in before else None, dict(level)) for level in levels]
    ours = steps.set_levels(ours, key[1], kept)
    new = {level["value"] for level in levels} - before
    for question in parts.users_of(ours, key):
        said = theirs.get(question, {})
        if said.get("scale") == key[1]:
            words = {f"{LEVEL}{value}": said.get(f"{LEVEL}{value}", "") for value in new}
            words = {name: text for name, text in words.items() if text}
            ours = {**ours, question: {**ours[question], **words}}
    return ours


def _without(ours: Parts, offer: Offer) -> Parts:
    """Take out a part; a section goes with what the original took out as well, and with nothing else."""
    inside = _inside(parts.rows(ours), offer.key)
    stays = [key for key in inside if key in offer.theirs or key not in offer.base]
    if stays:
        raise StepOutOfOrder(Blocker.HOLDS, stays)
    return steps.remove(ours, offer.key)
