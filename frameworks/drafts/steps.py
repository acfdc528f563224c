"""The steps that change a draft as plain parts (frameworks/drafts/parts.py). Pure.

Each takes a draft and returns a changed copy; what cannot be done raises StepRefused and says why. The rules
are those of the exchange file (docs/framework-format.md): sections one level deep, questions before inner
ones.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from frameworks.drafts.parts import (
    HEAD,
    HELD,
    LEVEL,
    PICTURE,
    PLAIN_LEVEL,
    Fields,
    Key,
    Parts,
    StepRefused,
    holder_of,
    level_of,
    level_values,
    of_kind,
    part_at,
    questions_in,
    sections_in,
    siblings,
    users_of,
    value_of,
)
from frameworks.exchange.limits import LARGEST, MOST_ITEMS, MOST_LEVELS, MOST_PICTURES, SMALLEST, in_reach


def new_levels() -> tuple[str, ...]:
    return _("Not at all"), _("A little"), _("Half and half"), _("Mostly"), _("Fully")


def set_fields(parts: Parts, key: Key, fields: Mapping[str, Any]) -> Parts:
    """Write some fields of one part. A question that gets another scale keeps the words of the levels that
    are there too. Raises StepRefused for a scale or source that is not there."""
    made = {**parts, key: {**part_at(parts, key), **fields}}
    if "source" in fields and fields["source"] and ("source", fields["source"]) not in parts:
        raise StepRefused(_("This source is no longer in the draft."))
    if key[0] == "question" and "scale" in fields:
        if ("scale", fields["scale"]) not in parts:
            raise StepRefused(_("This scale is no longer in the draft."))
        made[key] = _with_levels(made[key], {value: value for value in level_values(parts, fields["scale"])})
    return made


def set_picture(parts: Parts, key: Key, name: str, picture: Mapping[str, str]) -> Parts:
    """Write the picture of a question ('picture') or of a level ('picture:3'); an empty one takes it away.
    Raises StepRefused where what it is of is gone, or there are too many."""
    fields = part_at(parts, key)
    if name != "picture" and int(name.removeprefix(PICTURE)) not in level_values(parts, key[1]):
        raise StepRefused(_("This level is not in the draft any more."))
    if picture and not value_of(fields, name) and _pictures(parts) >= MOST_PICTURES:
        raise StepRefused(
            _("A framework holds %(most_pictures)s pictures at most.") % {"most_pictures": MOST_PICTURES}
        )
    return {**parts, key: {**fields, name: dict(picture)}}


def _pictures(parts: Parts) -> int:
    """Count the pictures of questions and levels."""
    return sum(
        bool(value)
        for fields in parts.values()
        for name, value in fields.items()
        if f"{name}:".startswith(PICTURE)
    )


def set_levels(parts: Parts, scale: str, rows: Sequence[tuple[int | None, Fields]]) -> Parts:
    """Write a scale's levels: (the value that a level had, or None for a new one; its fields now).

    The questions' own words go with their level when its value changes, and go when it goes. Raises
    StepRefused for two levels of one value, for a value that cannot be stored, or more than eleven levels.
    """
    levels = sorted((fields for _, fields in rows), key=lambda level: level["value"])
    values = [level["value"] for level in levels]
    if not all(in_reach(value) for value in values):
        raise StepRefused(
            _("The number of a level goes from %(smallest)s to %(largest)s.")
            % {"smallest": f"{SMALLEST:,}", "largest": f"{LARGEST:,}"}
        )
    if len(set(values)) < len(values):
        raise StepRefused(_("Two levels have the same number. Give each its own."))
    if len(levels) > MOST_LEVELS:
        raise StepRefused(_("A scale has %(most_levels)s levels at most.") % {"most_levels": MOST_LEVELS})
    moved = {was: fields["value"] for was, fields in rows if was is not None}
    before = part_at(parts, ("scale", scale))
    pictures = {f"{PICTURE}{now}": value_of(before, f"{PICTURE}{was}") for was, now in moved.items()}
    kept = {name: value for name, value in before.items() if not name.startswith(PICTURE)}
    kept |= {name: picture for name, picture in pictures.items() if picture}
    made = {**parts, ("scale", scale): {**kept, "levels": levels}}
    for key in users_of(parts, ("scale", scale)):
        made[key] = _with_levels(parts[key], moved)
    return made


def _with_levels(question: Fields, moved: Mapping[int, int]) -> Fields:
    """Return a question whose words of level `was` become those of level `now`; levels that are not named
    go."""
    kept = {name: value for name, value in question.items() if level_of(name) is None}
    words = {
        f"{prefix}{now}": question.get(f"{prefix}{was}", "")
        for prefix in (LEVEL, PLAIN_LEVEL)
        for was, now in moved.items()
    }
    return kept | {name: value for name, value in words.items() if value}


def add_section(parts: Parts, code: str, title: str, parent: str = "") -> Parts:
    """Add a section, last in its place."""
    return _insert(parts, ("section", code), {"title": title, "parent": parent}, parent)


def add_question(parts: Parts, code: str, section: str, kind: str, after: str | None = None) -> Parts:
    """Add a question to a section: right after the question of the code `after`, in whichever section that
    is now; first where `after` is ''; else last. A rating takes the scale of the one before it. Raises
    StepRefused where it needs a scale and there is none, or where `after` is not in the draft."""
    if after:
        section = part_at(parts, ("question", after))["section"]
    row = questions_in(parts, section)
    place = len(row) if after is None else row.index(("question", after)) + 1 if after else 0
    fields: Fields = {"kind": kind, "title": "", "statement": "", "section": section, "compares": "same"}
    if kind == "rating":
        fields |= _like_beside(parts, [*reversed(row[place:]), *row[:place]])
    elif kind == "choice":
        fields |= {"choose": "one", "options": []}
    return _insert(parts, ("question", code), fields, section, place)


def _like_beside(parts: Parts, beside: Sequence[Key]) -> Fields:
    """Return the scale and direction that a new rating begins with: those of the last rating of `beside`, the
    questions of its section; else of the last of the draft; else the first scale."""
    near = [key for key in [*of_kind(parts, "question"), *beside] if parts[key]["kind"] == "rating"]
    if near:
        last = parts[near[-1]]
        return {"scale": last["scale"], "direction": last["direction"]}
    scales = of_kind(parts, "scale")
    if not scales:
        raise StepRefused(_("A question with levels needs a scale. Add one first, under Levels and bands."))
    return {"scale": scales[0][1], "direction": "strength"}


def add_scale(parts: Parts, code: str, title: str) -> Parts:
    """Add a scale of five levels, 0 to 4, to begin from."""
    levels = [{"value": value, "label": label, "description": ""} for value, label in enumerate(new_levels())]
    return _append(parts, ("scale", code), {"title": title, "levels": levels})


def add_source(parts: Parts, code: str) -> Parts:
    return _append(parts, ("source", code), {"citation": "", "url": ""})


def _append(parts: Parts, key: Key, fields: Fields) -> Parts:
    among = of_kind(parts, key[0])
    _refuse_too_many(parts, key[0])
    return {**parts, key: {**fields, "position": parts[among[-1]]["position"] + 1 if among else 0}}


def copy(parts: Parts, key: Key, new_code: Callable[[str], str]) -> Parts:
    """Copy a question, or a section with everything in it, to right after the first. new_code makes a code
    for the copy of a question from the code of its section, and of a section from its own."""
    place = siblings(parts, key).index(key) + 1
    fields = parts[key]
    if key[0] == "question":
        made = (("question", new_code(fields["section"])), {**fields, "compares": "same"})
        return _insert(parts, *made, fields["section"], place)
    parent = value_of(fields, "parent")
    copied = ("section", new_code(key[1]))
    parts = _insert(parts, copied, dict(fields), parent, place)
    return _copy_inside(parts, key[1], copied[1], new_code)


def _copy_inside(parts: Parts, code: str, copied: str, new_code: Callable[[str], str]) -> Parts:
    for question in questions_in(parts, code):
        fields = {**parts[question], "section": copied, "compares": "same"}
        parts = _insert(parts, ("question", new_code(copied)), fields, copied)
    for inner in sections_in(parts, code):
        inner_copy = new_code(inner[1])
        parts = _insert(parts, ("section", inner_copy), {**parts[inner], "parent": copied}, copied)
        parts = _copy_inside(parts, inner[1], inner_copy, new_code)
    return parts


def move(parts: Parts, key: Key, by: int) -> Parts:
    """Move a part some places up (-1) or down (1) among its siblings. Raises StepRefused at the end of the
    row."""
    row = siblings(parts, key)
    place = row.index(key) + by
    if not 0 <= place < len(row):
        raise StepRefused(_("It is the first already.") if by < 0 else _("It is the last already."))
    row.remove(key)
    row.insert(place, key)
    return _lined_up(parts, row)


def place(parts: Parts, key: Key, within: str, place: int | None = None) -> Parts:
    """Put a question, or a section that holds no sections, into a section, at a place counted from 0, else
    last; within='' puts a section at the top. Raises StepRefused for a section moved into itself, or too
    deep."""
    siblings(parts, key)
    _refuse_too_deep(parts, key, within)
    fields = parts[key]
    if value_of(fields, HELD[key[0]]) == within and place is None:
        return parts
    rest = {k: v for k, v in parts.items() if k != key}
    return _insert(rest, key, dict(fields), within, place)


def _refuse_too_deep(parts: Parts, key: Key, within: str) -> None:
    if key[0] == "question" or within:
        part_at(parts, ("section", within))
    if key[0] != "section" or not within:
        return
    if within == key[1]:
        raise StepRefused(_("A part cannot go into itself."))
    if sections_in(parts, key[1]):
        raise StepRefused(_("This part has parts of its own, so it cannot go into another part."))


def _insert(parts: Parts, key: Key, fields: Fields, within: str, place: int | None = None) -> Parts:
    """Put a part into a section (or at the top), at a place counted from 0, else last."""
    _refuse_too_many(parts, key[0])
    if key[0] == "question" or within:
        holder = part_at(parts, ("section", within))
        if key[0] == "section" and value_of(holder, "parent"):
            raise StepRefused(_("Parts go one level deep: this part is inside another one already."))
    row = sections_in(parts, within) if key[0] == "section" else questions_in(parts, within)
    row.insert(len(row) if place is None else min(max(0, place), len(row)), key)
    return _lined_up({**parts, key: {**fields, HELD[key[0]]: within, "position": -1}}, row)


def _refuse_too_many(parts: Parts, kind: str) -> None:
    if sum(1 for key in parts if key[0] == kind) >= MOST_ITEMS:
        raise StepRefused(
            _("A framework holds %(most_items)s of them at most.") % {"most_items": f"{MOST_ITEMS:,}"}
        )


def _lined_up(parts: Parts, row: Sequence[Key]) -> Parts:
    made = dict(parts)
    for position, key in enumerate(row):
        if made[key]["position"] != position:
            made[key] = {**made[key], "position": position}
    return made


def remove(parts: Parts, key: Key) -> Parts:
    """Take out a question, a section with everything in it, or a scale or source that nothing uses. Raises
    StepRefused for one that is used, and for the head."""
    part_at(parts, key)
    if key == HEAD:
        raise StepRefused(_("A framework needs its title page."))
    if key[0] in ("scale", "source") and users_of(parts, key):
        many = len(users_of(parts, key))
        uses = (
            _("1 part or question uses it")
            if many == 1
            else _("%(many)s parts and questions use it") % {"many": many}
        )
        raise StepRefused(_("It cannot go: %(uses)s. Choose another one there first.") % {"uses": uses})
    gone = {key}
    if key[0] == "section":
        gone |= {("section", inner) for _, inner in sections_in(parts, key[1])}
        sections = {code for _, code in gone}
        gone |= {k for k in parts if k[0] == "question" and parts[k]["section"] in sections}
    return {k: fields for k, fields in parts.items() if k not in gone}


def restore(parts: Parts, key: Key, known: Mapping[Key, Fields], along: Iterable[Key] = ()) -> Parts:
    """Put a part back as it was last known, and `along` with it: what went when its section went.

    known: the last fields of every part that the draft, or the version before, ever had. What it needs (its
    section, scale, sources) comes back too. It goes back to its place, or last. Raises StepRefused where it
    is there already, or not known.
    """
    if key in parts:
        raise StepRefused(_("It is in the draft already."))
    if key not in known:
        raise StepRefused(_("It can no longer be found."))
    made = _needed(parts, known[key], known)
    if key[0] in ("source", "scale"):
        return _append(made, key, dict(known[key]))
    made = _put_back(made, key, known[key])
    inside = [k for k in along if k[0] in HELD and k not in made]
    for inner in sorted(inside, key=lambda k: (k[0] != "section", known[k]["position"])):
        made = _put_back(_needed(made, known[inner], known), inner, known[inner])
    return made


def _needed(parts: Parts, fields: Fields, known: Mapping[Key, Fields]) -> Parts:
    """Put back the sources, scales and sections that these fields name, where they are missing."""
    for kind, name in (("source", "source"), ("scale", "scale")):
        need = (kind, fields.get(name, ""))
        if need[1] and need not in parts:
            parts = _append(parts, need, dict(known[need]))
    need = ("section", fields.get("section") or fields.get("parent", ""))
    if need[1] and need not in parts:
        alone = known[need]
        parts = _put_back(_needed(parts, alone, known), need, alone)
    return parts


def _put_back(parts: Parts, key: Key, fields: Fields) -> Parts:
    """Put a part back at its old place, as far as there are that many before it."""
    fields = dict(fields)
    within = holder_of(key, fields)
    if key[0] == "section" and within and value_of(parts["section", within], "parent"):
        within = ""  # its section has gone inside another one since
    if key[0] == "question" and fields.get("scale"):
        fields = _with_levels(fields, {value: value for value in level_values(parts, fields["scale"])})
    row = sections_in(parts, within) if key[0] == "section" else questions_in(parts, within)
    before = sum(1 for k in row if parts[k]["position"] < fields["position"])
    return _insert(parts, key, fields, within, before)


def set_options(parts: Parts, question: str, options: Sequence[Fields]) -> Parts:
    """Write the answers to choose from: [{code, label}], in order."""
    if len(options) > MOST_ITEMS:
        raise StepRefused(
            _("A question has %(most_items)s answers to choose from at most.")
            % {"most_items": f"{MOST_ITEMS:,}"}
        )
    return set_fields(parts, ("question", question), {"options": list(options)})
