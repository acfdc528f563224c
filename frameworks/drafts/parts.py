"""A draft as plain parts, and what stands where in it. No Django, no database, no clock.

A draft is a dict from (part, code) to the part's fields:

  ("head", "")         title, summary, introduction, plain, licence, credits, language, bands_on, bands,
                       fit (the block of the exchange file, or {})
  ("source", code)     citation, url, position
  ("scale", code)      title, levels, position, and 'picture:3' for the picture of level 3
  ("section", code)    title, introduction, plain, source, where, parent, position
  ("question", code)   kind, title, statement, plain, picture, section, scale, direction, choose, options,
                       compares, consider, actions, source, where, position, and for its own words of level 3
                       'level:3', with 'plain:3' for the same in shorter words

`bands` is a list of [from, label]; `levels` of {value, label, description} and, where there are any,
plain_label and plain; `options` of {code, label} and, where there is one, plain; `picture` is {image, text,
licence, credit}, without what is empty. `plain` is the same in shorter words; `source`, `scale`, `section`
and `parent` hold codes, or nothing. A field that is not there is empty. The rules of a draft are those of
the exchange file (docs/framework-format.md): sections one level deep, questions before inner ones.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import Refused

Key = tuple[str, str]
Row = tuple[str, str]  # ("question" or "section", the code of the section that they stand in)
Fields = dict[str, Any]
Parts = dict[Key, Fields]

HEAD: Key = ("head", "")
LEVEL = "level:"
PLAIN_LEVEL = "plain:"
PICTURE = "picture:"  # of a level of a scale
WAS = "was"
HELD = {"question": "section", "section": "parent"}  # which field names the section that a part stands in
EMPTY: dict[str, Any] = {"bands": [], "levels": [], "options": [], "consider": [], "actions": [], "fit": {}}


class StepRefused(Refused):
    """A step that the draft does not allow."""


def value_of(fields: Mapping[str, Any], name: str) -> Any:
    """Return a field's value; what is not there is empty."""
    return fields.get(name, {} if f"{name}:".startswith(PICTURE) else EMPTY.get(name, ""))


def level_of(name: str) -> int | None:
    """Return the number of the level whose own words a field of a question holds, in either wording; None for
    any other field."""
    for prefix in (LEVEL, PLAIN_LEVEL):
        if name.startswith(prefix):
            return int(name.removeprefix(prefix))
    return None


def own_levels(question: Mapping[str, Any]) -> set[int]:
    """Return the levels for which a question has words of its own, in either wording."""
    levels = (level_of(name) for name, words in question.items() if words)
    return {value for value in levels if value is not None}


def of_kind(parts: Parts, kind: str) -> list[Key]:
    """Return the keys of one kind of part, by position."""
    return sorted((key for key in parts if key[0] == kind), key=lambda key: (parts[key]["position"], key[1]))


def sections_in(parts: Parts, parent: str = "") -> list[Key]:
    """Return the sections within a section; without one, the sections that stand by themselves."""
    return [key for key in of_kind(parts, "section") if value_of(parts[key], "parent") == parent]


def questions_in(parts: Parts, section: str) -> list[Key]:
    """Return a section's own questions, in order."""
    return [key for key in of_kind(parts, "question") if parts[key]["section"] == section]


def holder_of(key: Key, fields: Mapping[str, Any]) -> str:
    """Return the code of the section that a part stands in; nothing where it stands by itself."""
    return str(fields.get(HELD.get(key[0], ""), ""))


def rows(parts: Parts) -> dict[Row, list[Key]]:
    """Return what stands together, in order: the questions in each section, and the sections in it or at
    the top."""
    found: dict[Row, list[Key]] = defaultdict(list)
    for kind in HELD:
        for key in of_kind(parts, kind):
            found[kind, holder_of(key, parts[key])].append(key)
    return found


def siblings(parts: Parts, key: Key) -> list[Key]:
    """Return the part and those it stands among, in order. Raises StepRefused for what stands in no
    section."""
    fields = part_at(parts, key)
    if key[0] not in HELD:
        raise StepRefused(_("Only questions and parts have a place of their own."))
    if key[0] == "section":
        return sections_in(parts, value_of(fields, "parent"))
    return questions_in(parts, fields["section"])


def users_of(parts: Parts, key: Key) -> list[Key]:
    """Return the sections and questions that use a source, or the questions that use a scale."""
    return [k for k in parts if k[0] in ("section", "question") and parts[k].get(key[0]) == key[1]]


def level_values(parts: Parts, scale: str) -> set[int]:
    """Return the numbers of a scale's levels; none where the scale is not there."""
    return {level["value"] for level in parts.get(("scale", scale), {}).get("levels", [])}


def part_at(parts: Parts, key: Key) -> Fields:
    if key not in parts:
        raise StepRefused(_("It is no longer in the draft."))
    return parts[key]
