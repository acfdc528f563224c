"""Check the library's frameworks as texts, and write docs/library.md of them with --write.

Each element of the sources has a question or a reason, and each question an element (docs/elements.yaml).
The middle one of a framework's reading grades is from 4 to 6, and no text is over 9 unless it is named here
with its reason (docs/rules.md, Plain words). All frameworks say 'people' and 'staff' of the same people. The
change note names every question that asks something else than before.
"""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = ROOT / "frameworks" / "library"
ELEMENTS = ROOT / "docs" / "elements.yaml"
DOCUMENT = ROOT / "docs" / "library.md"
LOWEST_MEDIAN, HIGHEST_MEDIAN, HARD = 4, 6, 9
LONGEST_SHORT = 15  # words in a sentence of shorter words
COMMON = "‘People’ means service users, survivors and carers."  # how the paragraph of definitions begins
KEPT_HARD = {  # framework/question/text: why it stays over grade 9
    "clarity/ideas-1/option 2": "‘social justice’ is the idea’s name",
    "clarity/ideas-1/option 7": "‘management’ is the idea’s name",
    "core-values/assets-3/think 1": "names who is missing, one by one",
    "core-values/assets-3/action 3": "names British Sign Language",
    "earlier-reforms/recovery-1/option 4": "names who decides, in three long words",
    "earlier-reforms/recovery-4/think 1": "Deegan’s words, explained where they are quoted",
    "institutional-challenges/resistance-5/statement": "‘alternatives to psychiatry’ is explained below it",
    "institutional-challenges/resistance-5/think 1": "explains ‘alternatives to psychiatry’",
    "institutional-challenges/resistance-5/action 3": "names survivors and service users in full",
    "institutional-challenges/challenge-4/think 2": "names what may be off limits, one by one",
    "three-steps/working-7/think 2": "names who is missing, one by one",
}

Framework = Mapping[str, Any]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _read(path: Path) -> Any:
    return yaml.load(path.read_bytes(), Loader=_LOADER)  # noqa: S506, it is a safe one


def frameworks() -> dict[str, Framework]:
    """Return the newest version of each framework of the library, by code; no translations."""
    paths = [path for path in sorted(LIBRARY.glob("*.yaml")) if len(path.suffixes) == 1]
    return {path.stem: _read(path) for path in paths}


def questions_of(framework: Framework) -> Iterator[Mapping[str, Any]]:
    for section in framework["sections"]:
        for inner in (section, *section.get("sections", ())):
            yield from inner.get("questions", ())


# Reading grades


def texts_of(framework: Framework) -> Iterator[tuple[str, str]]:
    """Return every sentence that a person who answers may read, with its place. Shorter words are not among
    them: they are meant to be lower."""
    yield "summary", framework["summary"]
    for place, text in enumerate(framework["introduction"].split("\n\n"), start=1):
        yield f"introduction {place}", text
    for scale in framework.get("scales", ()):
        yield from ((f"scale/level {one['value']}", one["description"]) for one in scale["levels"])
    for section in framework["sections"]:
        yield f"{section['code']}/introduction", section["introduction"]
    for question in questions_of(framework):
        code = question["code"]
        yield f"{code}/statement", question["statement"]
        yield from (
            (f"{code}/level {one['value']}", one["description"]) for one in question.get("levels", ())
        )
        options = [option["label"] for option in question.get("options", ())]
        lists = {"option": options, "think": question["consider"], "action": question["actions"]}
        for name, texts in lists.items():
            yield from ((f"{code}/{name} {place}", text) for place, text in enumerate(texts, start=1))


def grades_of(framework: Framework) -> dict[str, float]:
    """Return the reading grade of each text that can be measured, by its place."""
    from frameworks.readability import grade

    found = {place: grade(text, framework["language"]) for place, text in texts_of(framework)}
    return {place: one for place, one in found.items() if one is not None}


def grade_faults(code: str, framework: Framework) -> Iterator[str]:
    grades = grades_of(framework)
    middle = round(median(grades.values()), 1)
    if not LOWEST_MEDIAN <= middle <= HIGHEST_MEDIAN:
        yield f"{code}: the middle reading grade is {middle}, not from {LOWEST_MEDIAN} to {HIGHEST_MEDIAN}"
    hard = {f"{code}/{place}" for place, one in grades.items() if one > HARD}
    named = {place for place in KEPT_HARD if place.startswith(f"{code}/")}
    yield from (f"{place}: its reading grade is over {HARD}, and it is not named" for place in hard - named)
    yield from (f"{place}: named as hard, and it is not" for place in named - hard)


# The table of the sources' elements


def element_faults(elements: list[Any], library: Mapping[str, Framework]) -> Iterator[str]:
    """Return elements without question or reason, and questions that are not there or without an element."""
    there = {f"{code}/{q['code']}" for code, one in library.items() for q in questions_of(one)}
    asked: set[str] = set()
    for group in elements:
        for one in group["elements"]:
            if bool(one.get("questions")) == bool(one.get("reason")):
                yield f"{one['element']}: it needs questions, or a reason why there is none"
            asked |= set(one.get("questions", ()))
    yield from (f"{key}: named in {ELEMENTS.name}, and no such question" for key in sorted(asked - there))
    yield from (f"{key}: no element of a source leads to it" for key in sorted(there - asked))


def document(elements: list[Any], library: Mapping[str, Framework]) -> str:
    """Return docs/library.md."""
    lines = [
        "# The library and its sources",
        "",
        "Made by `script/check_library.py --write` of `docs/elements.yaml` and the frameworks’ files; not to"
        " be edited by hand.",
        "",
        "## Reading grades",
        "",
        "US school grades (Flesch-Kincaid) of every text that people who answer may read. The goal is a"
        f" middle of {LOWEST_MEDIAN} to {HIGHEST_MEDIAN}, which is a reading age of 9 to 11. Shorter words"
        " are left out: they are meant to be lower.",
        "",
        "| framework | questions | middle | half of the texts lie between | highest |",
        "| --- | --- | --- | --- | --- |",
    ]
    for code, framework in library.items():
        grades = sorted(grades_of(framework).values())
        low, middle, high = quantiles(grades, n=4)
        asked = len(list(questions_of(framework)))
        lines.append(f"| {code} | {asked} | {middle:.1f} | {low:.1f} and {high:.1f} | {grades[-1]:.1f} |")
    lines += ["", f"These texts stay over grade {HARD}:", ""]
    lines += [f"- {place}: {why}" for place, why in sorted(KEPT_HARD.items())]
    cited = {
        f"{code}/{q['code']}": (q["statement"], _place(q))
        for code, one in library.items()
        for q in questions_of(one)
    }
    lines += ["", "## What the sources say, and where we ask it"]
    for group in elements:
        lines += ["", f"### {group['source']}", "", "| element | question | place in the source |"]
        lines.append("| --- | --- | --- |")
        lines += [_row(one, cited) for one in group["elements"]]
    return "\n".join(lines) + "\n"


def _place(question: Mapping[str, Any]) -> str:
    cited = question["source"]
    return f"{cited['code']}: {cited['where']}"


def _row(one: Mapping[str, Any], cited: Mapping[str, tuple[str, str]]) -> str:
    if one.get("reason"):
        return f"| {one['element']} | Not asked. {one['reason']} | |"
    where = f" ({one['in']})" if one.get("in") else ""
    asked = "<br>".join(f"{cited[key][0]} {key}{where}" for key in one["questions"])
    return f"| {one['element']} | {asked} | {'<br>'.join(cited[key][1] for key in one['questions'])} |"


# Shorter words


def shorter_faults(code: str, framework: Framework) -> Iterator[str]:
    """Return the texts that have no shorter words, or whose shorter words hold a sentence of over 15."""
    scales = [
        (f"scale/level {one['value']}", one) for s in framework.get("scales", ()) for one in s["levels"]
    ]
    parts = [("introduction", framework), *scales]
    parts += [(section["code"], section) for section in framework["sections"]]
    for question in questions_of(framework):
        parts.append((question["code"], question))
        levels = question.get("levels", ())
        parts += [(f"{question['code']}/level {level['value']}", level) for level in levels]
    for place, part in parts:
        said = part.get("plain", "")
        longest = max(len(sentence.split()) for sentence in re.split(r"[.?!:]\s", said))
        if not said:
            yield f"{code}/{place}: no shorter words"
        elif longest > LONGEST_SHORT:
            yield f"{code}/{place}: a sentence of {longest} words is not short"


# What all frameworks have in common, and their change notes


def definition_faults(library: Mapping[str, Framework]) -> Iterator[str]:
    """Return the frameworks that do not define 'people' and 'staff' as the first one does."""
    said = {
        code: [text for text in one["introduction"].split("\n\n") if text.startswith(COMMON)]
        for code, one in library.items()
    }
    first = next(iter(said.values()))
    yield from (
        f"{code}: another paragraph on people and staff" for code, one in said.items() if one != first
    )


def note_faults(code: str, framework: Framework) -> Iterator[str]:
    """Return the questions that ask something else than before, and that the change note does not name."""
    note = framework.get("note", "")
    if framework["version"] > 1 and not note:
        yield f"{code}: version {framework['version']} has no note"
    for question in questions_of(framework):
        if question.get("compares") == "changed" and f"‘{question['title']}’" not in note:
            yield f"{code}/{question['code']}: it asks something else, and the note does not say so"


def all_faults() -> list[str]:
    library = frameworks()
    elements = _read(ELEMENTS)
    faults = [*element_faults(elements, library), *definition_faults(library)]
    for code, one in library.items():
        faults += [*grade_faults(code, one), *shorter_faults(code, one), *note_faults(code, one)]
    if not faults and DOCUMENT.read_text(encoding="utf-8") != document(elements, library):
        faults.append(f"docs/{DOCUMENT.name} is not what script/check_library.py --write makes")
    return faults


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coprod.settings")
    if "--write" in sys.argv:
        elements = _read(ELEMENTS)
        DOCUMENT.write_text(document(elements, frameworks()), encoding="utf-8")
    faults = all_faults()
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
