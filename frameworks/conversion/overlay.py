"""A sheet that was written out, changed, and brought back: just what was changed in it changes. Pure.

A sheet cannot hold all of a framework: no pictures, no parts within parts, no names and rules. So it is
compared with the sheet of the version that it was written from, and only the differences are taken.
"""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from frameworks.exchange.words import Texts, parts_in

Data = dict[str, Any]


def with_changes(base: Data, written: Data, brought: Data) -> Data:
    """Return the base with what differs between `written`, which is all that a sheet says of it, and
    `brought`, the sheet as it came back. All three as plain data of the exchange format."""
    made = deepcopy(base)
    _take(made, written, brought, skip=("sections", "scales", "sources", "format"))
    made["sources"] = _listed(base, written, brought, "sources", "code", _take)
    made["scales"] = _listed(base, written, brought, "scales", "code", _take_scale)
    made["sections"] = _sections(made, written, brought)
    return {key: value for key, value in made.items() if value != [] or key == "sections"}


def words_with_changes(base: Texts, written: Texts, brought: Texts) -> Texts:
    """Return the words in another language with what differs between `written`, which a sheet said, and
    `brought`, which it says now."""
    made = dict(base)
    for place in {**written, **brought}:
        if written.get(place) != brought.get(place):
            if place in brought:
                made[place] = brought[place]
            else:
                made.pop(place, None)
    return made


def at_places_of(texts: Texts, brought: Data, made: Data) -> Texts:
    """Return words that are at the places of a sheet, at those of the file that was made of it: the sheet has
    other codes for parts and for answers."""
    codes = {one["title"]: one["code"] for one in parts_in(made)}
    there = {question["code"]: question for part in parts_in(made) for question in part.get("questions", ())}
    moved = {}
    for part in parts_in(brought):
        moved[f"section:{part['code']}:title"] = f"section:{codes.get(part['title'], part['code'])}:title"
        for question in part.get("questions", ()):
            options = there.get(question["code"], {}).get("options", ())
            at = f"question:{question['code']}:option"
            for one, now in zip(question.get("options", ()), options, strict=False):
                moved[f"{at}:{one['code']}"] = f"{at}:{now['code']}"
    return {moved.get(place, place): words for place, words in texts.items()}


def _take(made: Data, written: Data, brought: Data, skip: tuple[str, ...] = ()) -> None:
    for key in [*brought, *written]:
        if key not in skip and written.get(key) != brought.get(key):
            if brought.get(key):
                made[key] = brought[key]
            else:
                made.pop(key, None)


def _listed(
    base: Data, written: Data, brought: Data, name: str, key: str, take: Callable[[Data, Data, Data], None]
) -> list[Data]:
    """Return a list of parts as it came back: each that was there before with its changes, in the new
    order."""
    there = {one[key]: one for one in base.get(name, ())}
    before = {one[key]: one for one in written.get(name, ())}
    found = []
    for one in brought.get(name, ()):
        if (old := there.get(one[key])) is None or one[key] not in before:
            found.append(one)
            continue
        changed = deepcopy(old)
        take(changed, before[one[key]], one)
        found.append(changed)
    return found


def _take_scale(made: Data, written: Data, brought: Data) -> None:
    _take(made, written, brought, skip=("levels",))
    made["levels"] = _listed(made, written, brought, "levels", "value", _take)


def _take_question(made: Data, written: Data, brought: Data) -> None:
    _take(made, written, brought, skip=("levels", "options"))
    if written.get("levels") != brought.get("levels"):
        made["levels"] = _listed(made, written, brought, "levels", "value", _take)
    before, after = written.get("options", []), brought.get("options", [])
    if [one["label"] for one in before] != [one["label"] for one in after]:
        made["options"] = _options(made.get("options", []), after)
    for key in ("levels", "options"):
        if not made.get(key):
            made.pop(key, None)


def _options(there: list[Data], after: list[Data]) -> list[Data]:
    """Return answers that keep their codes: those that say the same, and where as many are there as before,
    those in the same place."""
    by_label = {one["label"]: one for one in there}
    as_many = len(there) == len(after)
    taken = [
        by_label.get(one["label"]) or ({**there[place], "label": one["label"]} if as_many else None)
        for place, one in enumerate(after)
    ]
    codes = {one["code"] for one in taken if one}
    found = []
    for one, kept in zip(after, taken, strict=True):
        code, number = one["code"], 2
        while not kept and code in codes:
            code, number = f"{one['code']}-{number}", number + 1
        codes.add(code)
        found.append(kept or {**one, "code": code})
    return found


def _sections(made: Data, written: Data, brought: Data) -> list[Data]:
    """Return the parts, each with its questions as they came back. A part that has lost its last question and
    holds no others goes; one that was not there before is added at the end."""
    there = {question["code"]: question for part in parts_in(made) for question in part.get("questions", ())}
    before = {
        question["code"]: question for part in parts_in(written) for question in part.get("questions", ())
    }
    wanted = {part["title"]: part for part in parts_in(brought)}
    sections = made["sections"]
    for part in parts_in(made):
        asked = wanted.pop(part["title"], {}).get("questions", [])
        had = bool(part.get("questions"))
        part["questions"] = [_brought(question, there, before) for question in asked]
        part["emptied"] = had and not asked
    for part in wanted.values():
        part["questions"] = [_brought(question, there, before) for question in part["questions"]]
        sections.append(part)
    return [kept for section in sections if (kept := _kept(section))]


def _brought(question: Data, there: dict[str, Data], before: dict[str, Data]) -> Data:
    code = question["code"]
    if code not in there or code not in before or there[code]["kind"] != question["kind"]:
        return question
    made = deepcopy(there[code])
    _take_question(made, before[code], question)
    return made


def _kept(section: Data) -> Data | None:
    inner = [kept for one in section.get("sections", ()) if (kept := _kept(one))]
    emptied = section.pop("emptied", False)
    made = {**section, "sections": inner} if inner else {k: v for k, v in section.items() if k != "sections"}
    if not made.get("questions"):
        made.pop("questions", None)
    return None if emptied and not inner else made
