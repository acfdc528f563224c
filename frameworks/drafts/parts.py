"""A draft as plain parts, and the steps that change it. No Django, no database, no clock.

A draft is a dict from (part, code) to the part's fields:

  ("head", "")         title, summary, introduction, licence, credits, language, bands_on, bands
  ("source", code)     citation, url, position
  ("scale", code)      title, levels, position
  ("section", code)    title, introduction, source, where, parent, position
  ("question", code)   kind, title, statement, plain, section, scale, direction, choose, options, compares,
                       consider, actions, source, where, position, and 'level:3' for its own words of level 3

`bands` is a list of [from, label]; `levels` of {value, label, description}; `options` of {code, label};
`source`, `scale`, `section` and `parent` hold codes, or nothing. A field that is not there is empty. Every
step takes a draft and gives a changed copy; what cannot be done raises CannotDo and says why. The rules are
those of the exchange file (docs/framework-format.md): sections one level deep, questions before inner ones.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from frameworks.exchange.limits import LARGEST, MOST_ITEMS, MOST_LEVELS, SMALLEST, in_reach

Key = tuple[str, str]
Row = tuple[str, str]  # ("question" or "section", the code of the section that they stand in)
Fields = dict[str, Any]
Parts = dict[Key, Fields]
Change = dict[str, Any]

HEAD: Key = ("head", "")
LEVEL = "level:"
WAS = "was"
HELD = {"question": "section", "section": "parent"}  # which field names the section that a part stands in
EMPTY: dict[str, Any] = {"bands": [], "levels": [], "options": [], "consider": [], "actions": []}
NEW_LEVELS = ("Not at all", "A little", "Half and half", "Mostly", "Fully")


class CannotDo(ValueError):
    """A step that the draft does not allow; the message says why, in plain words."""


def value_of(fields: Mapping[str, Any], name: str) -> Any:
    """A field's value; what is not there is empty."""
    return fields.get(name, EMPTY.get(name, ""))


# What changed


def changes_between(before: Parts, after: Parts) -> list[Change]:
    """Each part that differs: {"part", "code", "before", "after"}; before and after hold the fields that
    differ, or None where the part is not there."""
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
    """The parts after these changes of them."""
    made = dict(parts)
    for change in changes:
        _put(made, (change["part"], change["code"]), change["before"], change["after"])
    return made


def revert(parts: Parts, changes: Sequence[Change]) -> Parts:
    """The parts as they were before these changes of them."""
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
    """What of `mine` to write over `theirs`, where both began from `base`; and the fields where both changed
    the same one differently, for a person to choose."""
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


# Reading a draft


def of_kind(parts: Parts, kind: str) -> list[Key]:
    """The keys of one kind of part, by position."""
    return sorted((key for key in parts if key[0] == kind), key=lambda key: (parts[key]["position"], key[1]))


def sections_in(parts: Parts, parent: str = "") -> list[Key]:
    """The sections within a section; without one, the sections that stand by themselves."""
    return [key for key in of_kind(parts, "section") if value_of(parts[key], "parent") == parent]


def questions_in(parts: Parts, section: str) -> list[Key]:
    """A section's own questions, in order."""
    return [key for key in of_kind(parts, "question") if parts[key]["section"] == section]


def holder_of(key: Key, fields: Mapping[str, Any]) -> str:
    """The code of the section that a part stands in; nothing where it stands by itself."""
    return str(fields.get(HELD.get(key[0], ""), ""))


def rows(parts: Parts) -> dict[Row, list[Key]]:
    """What stands together, in order: the questions in each section, and the sections in it or at the top."""
    found: dict[Row, list[Key]] = defaultdict(list)
    for kind in HELD:
        for key in of_kind(parts, kind):
            found[kind, holder_of(key, parts[key])].append(key)
    return found


def siblings(parts: Parts, key: Key) -> list[Key]:
    """The part and those it stands among, in order. Raises CannotDo for what stands in no section."""
    fields = _there(parts, key)
    if key[0] not in HELD:
        raise CannotDo("Only questions and parts have a place of their own.")
    if key[0] == "section":
        return sections_in(parts, value_of(fields, "parent"))
    return questions_in(parts, fields["section"])


def users_of(parts: Parts, key: Key) -> list[Key]:
    """The sections and questions that use a source, or the questions that use a scale."""
    return [k for k in parts if k[0] in ("section", "question") and parts[k].get(key[0]) == key[1]]


def level_values(parts: Parts, scale: str) -> set[int]:
    """The numbers of a scale's levels; none where the scale is not there."""
    return {level["value"] for level in parts.get(("scale", scale), {}).get("levels", [])}


def _there(parts: Parts, key: Key) -> Fields:
    if key not in parts:
        raise CannotDo("It is not in the draft any more.")
    return parts[key]


# Steps


def set_fields(parts: Parts, key: Key, fields: Mapping[str, Any]) -> Parts:
    """Write some fields of one part. A question that gets another scale keeps the words of the levels that
    are there too. Raises CannotDo for a scale or source that is not there."""
    made = {**parts, key: {**_there(parts, key), **fields}}
    if "source" in fields and fields["source"] and ("source", fields["source"]) not in parts:
        raise CannotDo("This source is not in the draft any more.")
    if key[0] == "question" and "scale" in fields:
        if ("scale", fields["scale"]) not in parts:
            raise CannotDo("This scale is not in the draft any more.")
        made[key] = _with_levels(made[key], {value: value for value in level_values(parts, fields["scale"])})
    return made


def set_levels(parts: Parts, scale: str, rows: Sequence[tuple[int | None, Fields]]) -> Parts:
    """Write a scale's levels: (the value that a level had, or None for a new one; its fields now).

    The questions' own words go with their level when its value changes, and go when it goes. Raises CannotDo
    for two levels of one value, for a value that cannot be stored, or more than ten levels.
    """
    levels = sorted((fields for _, fields in rows), key=lambda level: level["value"])
    values = [level["value"] for level in levels]
    if not all(in_reach(value) for value in values):
        raise CannotDo(f"The number of a level goes from {SMALLEST:,} to {LARGEST:,}.")
    if len(set(values)) < len(values):
        raise CannotDo("Two levels have the same number. Give each its own.")
    if len(levels) > MOST_LEVELS:
        raise CannotDo(f"A scale has {MOST_LEVELS} levels at most.")
    moved = {was: fields["value"] for was, fields in rows if was is not None}
    made = {**parts, ("scale", scale): {**_there(parts, ("scale", scale)), "levels": levels}}
    for key in users_of(parts, ("scale", scale)):
        made[key] = _with_levels(parts[key], moved)
    return made


def _with_levels(question: Fields, moved: Mapping[int, int]) -> Fields:
    """A question whose words of level `was` become those of level `now`; levels that are not named go."""
    kept = {name: value for name, value in question.items() if not name.startswith(LEVEL)}
    words = {f"{LEVEL}{now}": question.get(f"{LEVEL}{was}", "") for was, now in moved.items()}
    return kept | {name: value for name, value in words.items() if value}


def add_section(parts: Parts, code: str, title: str, parent: str = "") -> Parts:
    """A new section, last where it stands."""
    return _insert(parts, ("section", code), {"title": title, "parent": parent}, parent)


def add_question(parts: Parts, code: str, section: str, kind: str) -> Parts:
    """A new question, last in its section; a rating takes the scale of the question before it. Raises
    CannotDo where it needs a scale and there is none."""
    fields: Fields = {"kind": kind, "title": "", "statement": "", "section": section, "compares": "same"}
    if kind == "rating":
        fields |= _like_before(parts, section)
    elif kind == "choice":
        fields |= {"choose": "one", "options": []}
    return _insert(parts, ("question", code), fields, section)


def _like_before(parts: Parts, section: str) -> Fields:
    """The scale and direction that a new rating begins with: those of the last rating of its section, else
    of the draft, else the first scale."""
    ratings = [key for key in of_kind(parts, "question") if parts[key]["kind"] == "rating"]
    ratings.sort(key=lambda key: parts[key]["section"] == section)
    if ratings:
        last = parts[ratings[-1]]
        return {"scale": last["scale"], "direction": last["direction"]}
    scales = of_kind(parts, "scale")
    if not scales:
        raise CannotDo("A question with levels needs a scale. Add one first, under Levels and bands.")
    return {"scale": scales[0][1], "direction": "strength"}


def add_scale(parts: Parts, code: str, title: str) -> Parts:
    """A new scale of five levels, 0 to 4, to begin from."""
    levels = [{"value": value, "label": label, "description": ""} for value, label in enumerate(NEW_LEVELS)]
    return _append(parts, ("scale", code), {"title": title, "levels": levels})


def add_source(parts: Parts, code: str) -> Parts:
    return _append(parts, ("source", code), {"citation": "", "url": ""})


def _append(parts: Parts, key: Key, fields: Fields) -> Parts:
    among = of_kind(parts, key[0])
    _refuse_too_many(parts, key[0])
    return {**parts, key: {**fields, "position": parts[among[-1]]["position"] + 1 if among else 0}}


def copy(parts: Parts, key: Key, new_code: Callable[[str], str]) -> Parts:
    """A question, or a section with all that is in it, once more, right behind the first. new_code makes a
    code for the copy of a question from the code of its section, and of a section from its own."""
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
    """Some places up (-1) or down (1) among its siblings. Raises CannotDo at the end of the row."""
    row = siblings(parts, key)
    place = row.index(key) + by
    if not 0 <= place < len(row):
        raise CannotDo("It is the first already." if by < 0 else "It is the last already.")
    row.remove(key)
    row.insert(place, key)
    return _lined_up(parts, row)


def place(parts: Parts, key: Key, within: str, place: int | None = None) -> Parts:
    """Into a section (a question, or a section that holds no sections), at a place counted from 0, else
    last; a section goes to the top with within=''. Raises CannotDo for a section moved into itself, or too
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
        _there(parts, ("section", within))
    if key[0] != "section" or not within:
        return
    if within == key[1]:
        raise CannotDo("A part cannot go into itself.")
    if sections_in(parts, key[1]):
        raise CannotDo("This part has parts of its own, so it cannot go into another part.")


def _insert(parts: Parts, key: Key, fields: Fields, within: str, place: int | None = None) -> Parts:
    """The part put into a section (or at the top), at a place counted from 0, else last."""
    _refuse_too_many(parts, key[0])
    if key[0] == "question" or within:
        holder = _there(parts, ("section", within))
        if key[0] == "section" and value_of(holder, "parent"):
            raise CannotDo("Parts go one level deep: this part is inside another one already.")
    row = sections_in(parts, within) if key[0] == "section" else questions_in(parts, within)
    row.insert(len(row) if place is None else min(max(0, place), len(row)), key)
    return _lined_up({**parts, key: {**fields, HELD[key[0]]: within, "position": -1}}, row)


def _refuse_too_many(parts: Parts, kind: str) -> None:
    if sum(1 for key in parts if key[0] == kind) >= MOST_ITEMS:
        raise CannotDo(f"A framework holds {MOST_ITEMS:,} of them at most.")


def _lined_up(parts: Parts, row: Sequence[Key]) -> Parts:
    made = dict(parts)
    for position, key in enumerate(row):
        if made[key]["position"] != position:
            made[key] = {**made[key], "position": position}
    return made


def remove(parts: Parts, key: Key) -> Parts:
    """Without a question; a section with all that is in it; a scale or source that nothing uses. Raises
    CannotDo for one that is used, and for the head."""
    _there(parts, key)
    if key == HEAD:
        raise CannotDo("A framework needs its title page.")
    if key[0] in ("scale", "source") and users_of(parts, key):
        many = len(users_of(parts, key))
        uses = "1 part or question uses it" if many == 1 else f"{many} parts and questions use it"
        raise CannotDo(f"It cannot go: {uses}. Choose another one there first.")
    gone = {key}
    if key[0] == "section":
        gone |= {("section", inner) for _, inner in sections_in(parts, key[1])}
        sections = {code for _, code in gone}
        gone |= {k for k in parts if k[0] == "question" and parts[k]["section"] in sections}
    return {k: fields for k, fields in parts.items() if k not in gone}


def restore(parts: Parts, key: Key, known: Mapping[Key, Fields], along: Iterable[Key] = ()) -> Parts:
    """A part put back as it was last known, and `along` with it: what went when a section went.

    known: the last fields of every part that the draft, or the version before, ever had. What it needs (its
    section, scale, sources) comes back too. It goes back to its place, or last. Raises CannotDo where it is
    there already, or not known.
    """
    if key in parts:
        raise CannotDo("It is in the draft already.")
    if key not in known:
        raise CannotDo("It cannot be found any more.")
    made = _needed(parts, known[key], known)
    if key[0] in ("source", "scale"):
        return _append(made, key, dict(known[key]))
    made = _put_back(made, key, known[key])
    inside = [k for k in along if k not in made]
    for inner in sorted(inside, key=lambda k: (k[0] != "section", known[k]["position"])):
        made = _put_back(_needed(made, known[inner], known), inner, known[inner])
    return made


def _needed(parts: Parts, fields: Fields, known: Mapping[Key, Fields]) -> Parts:
    """The parts with the sources, scales and sections that these fields name, back where they are missing."""
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
    """At the place that it had, as far as there are that many before it."""
    fields = dict(fields)
    within = holder_of(key, fields)
    if key[0] == "section" and within and value_of(parts["section", within], "parent"):
        within = ""  # its section has gone inside another one since
    if key[0] == "question" and fields.get("scale"):
        fields = _with_levels(fields, {value: value for value in level_values(parts, fields["scale"])})
    row = sections_in(parts, within) if key[0] == "section" else questions_in(parts, within)
    before = sum(1 for k in row if parts[k]["position"] < fields["position"])
    return _insert(parts, key, fields, within, before)


# The answers of a choice question


def set_options(parts: Parts, question: str, options: Sequence[Fields]) -> Parts:
    """Write the answers to choose from: [{code, label}], in order."""
    if len(options) > MOST_ITEMS:
        raise CannotDo(f"A question has {MOST_ITEMS:,} answers to choose from at most.")
    return set_fields(parts, ("question", question), {"options": list(options)})
