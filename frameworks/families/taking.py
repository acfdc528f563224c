"""How an adaptation takes over a change of its original. No Django, no database, no clock."""

from collections.abc import Sequence
from enum import StrEnum

from frameworks.drafts import parts, steps
from frameworks.drafts.parts import HELD, PICTURE, Fields, Key, Parts, Row, StepRefused, level_of, value_of
from frameworks.families.offers import Offer, OfferKind, inside, values_of
from frameworks.families.places import Places, home_of


class Blocker(StrEnum):
    HOLDS = "holds"  # a section that holds parts which would stay
    MOVE_FIRST = "move first"  # the section that it goes into stands elsewhere in ours


class StepOutOfOrder(StepRefused):
    """An offer that another step has to come before. keys: the parts that it is about."""

    def __init__(self, blocker: Blocker, keys: Sequence[Key]) -> None:
        super().__init__(f"{blocker}: {', '.join(code for _, code in keys)}")
        self.blocker = blocker
        self.keys = tuple(keys)


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


def _into_place(ours: Parts, key: Key, base: Parts, theirs: Parts) -> Parts:
    """Put a part where the original has it: after what is nearest before it there, as far as ours has that
    in its place; else first."""
    home = home_of(theirs, key)
    if home and ("section", home) not in ours:
        ours = _brought_in(ours, ("section", home), base, theirs)
    _refuse_in_inner(ours, key, home, base, theirs)
    row: Row = (key[0], home)
    places = Places(base, theirs, {k: fields for k, fields in ours.items() if k != key})
    behind = places.behind(key, row)
    return steps.place(ours, key, home, places.ours[row].index(behind) + 1 if behind else 0)


def _refuse_in_inner(ours: Parts, key: Key, home: str, base: Parts, theirs: Parts) -> None:
    """Refuse to put a section into one that is inside another in ours, where the original moved that one."""
    holder = ("section", home)
    if key[0] != "section" or not home or not home_of(ours, holder):
        return
    if holder in base and home_of(base, holder) != home_of(theirs, holder):
        raise StepOutOfOrder(Blocker.MOVE_FIRST, [holder])


def _brought_in(ours: Parts, key: Key, base: Parts, theirs: Parts) -> Parts:
    """Return a part as the original has it, and what it needs with it."""
    if key[0] not in HELD:
        return steps.restore(ours, key, theirs)
    home = home_of(theirs, key)
    if home and ("section", home) not in ours:
        ours = _brought_in(ours, ("section", home), base, theirs)
    _refuse_in_inner(ours, key, home, base, theirs)
    ours = steps.restore(ours, key, theirs)
    if key[0] == "question":
        ours = {**ours, key: {**ours[key], "compares": "same"}}
    # A section that cannot stand where the original has it, because we moved that one, stands by itself.
    return _into_place(ours, key, base, theirs) if home_of(ours, key) == home else ours


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
    before = values_of(ours[key])
    kept = [(level["value"] if level["value"] in before else None, dict(level)) for level in levels]
    ours = steps.set_levels(ours, key[1], kept)
    new = {level["value"] for level in levels} - before
    pictures = {f"{PICTURE}{value}": value_of(theirs[key], f"{PICTURE}{value}") for value in new}
    ours = {**ours, key: {**ours[key], **{name: one for name, one in pictures.items() if one}}}
    for question in parts.users_of(ours, key):
        said = theirs.get(question, {})
        if said.get("scale") == key[1]:
            words = {name: text for name, text in said.items() if text and level_of(name) in new}
            ours = {**ours, question: {**ours[question], **words}}
    return ours


def _without(ours: Parts, offer: Offer) -> Parts:
    """Take out a part; a section goes with what the original took out as well, and with nothing else."""
    within = inside(parts.rows(ours), offer.key)
    stays = [key for key in within if key in offer.theirs or key not in offer.base]
    if stays:
        raise StepOutOfOrder(Blocker.HOLDS, stays)
    return steps.remove(ours, offer.key)
