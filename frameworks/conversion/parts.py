"""What conversion goes through: sheets of cells, and a framework put together by its questions. Pure.

Whatever cannot be taken over is a note with its place: a cell such as 'Questions!B7', or a line.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _

from frameworks.exchange.limits import FORMAT, in_reach
from frameworks.exchange.words import Words

MOST_NOTES = 200
LONGEST_TITLE = 60  # characters of a short name that is made of a question
LONGEST_CODE = 40
LONGEST_PART = 80  # characters of the name of a part


def how_true() -> dict[str, Any]:
    """Return the scale of a question that came without one."""
    return {
        "code": "how-true",
        "title": _("How true is this?"),
        "levels": [
            {"value": 1, "label": _("Not true at all")},
            {"value": 2, "label": _("Hardly true")},
            {"value": 3, "label": _("Partly true")},
            {"value": 4, "label": _("Mostly true")},
            {"value": 5, "label": _("Completely true")},
        ],
    }


class NotConvertible(Exception):
    """What was sent is of a known kind, and no framework can be made of it. reasons: why, each with its
    place."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = list(reasons)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook, or a table of text. rows: the text of each cell; rows may differ in
    length."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    is_turned: bool = False

    def turned(self) -> "Sheet":
        """Return the sheet with its rows as columns. Its cells are called as before."""
        return Sheet(self.name, tuple(zip_longest(*self.rows, fillvalue="")), not self.is_turned)

    def place(self, row: int, column: int) -> str:
        """Return what a spreadsheet calls a cell: 'Questions!B7'. row, column: from 0."""
        row, column = (column, row) if self.is_turned else (row, column)
        return f"{self.name}!{letters(column)}{row + 1}" if self.name else f"{letters(column)}{row + 1}"

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield each filled row under the first by the names in that one, with its number in the file."""
        names = [one_line(cell).casefold() for cell in self.rows[0]] if self.rows else []
        for number, row in enumerate(self.rows[1:], start=2):
            if any(cell.strip() for cell in row):
                yield number, dict(zip(names, (cell.strip() for cell in row), strict=False))


def letters(column: int) -> str:
    """Return what a spreadsheet calls a column: 0 is A, 26 is AA."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


@dataclass(slots=True)
class Converted:
    """A framework file as plain data, and what could not be taken over, by its place. told: which keys of its
    head were said, and not made. others: its words in other languages, each with the place of its cell, by
    language and by its place in the framework (exchange/words.py); a language without words has columns."""

    data: dict[str, Any]
    notes: list[str] = field(default_factory=list)
    told: frozenset[str] = frozenset()
    others: dict[str, dict[str, tuple[Words, str]]] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)  # by place too: of its own words


@dataclass(slots=True)
class Builder:
    """Puts a framework together. Codes and short names that are missing, or there twice, are made."""

    title: str
    language: str = "en-GB"
    head: dict[str, Any] = field(default_factory=dict)
    scales: dict[str, dict[str, Any]] = field(default_factory=dict)
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    sections: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    others: dict[str, dict[str, tuple[Words, str]]] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)

    def say(self, language: str, place: str, words: Words, cell: str) -> None:
        """Take words in another language, which stand in a cell. The first words at a place stay."""
        said = self.others.setdefault(language, {})
        if place and words and said.setdefault(place, (words, cell))[0] != words:
            self.note(
                cell, _("other words than in %(cell)s, so they were left out.") % {"cell": said[place][1]}
            )

    def note(self, place: str, words: str) -> None:
        if len(self.notes) < MOST_NOTES:
            self.notes.append(f"{place}: {words}" if place else words)

    def section(self, title: str) -> dict[str, Any]:
        """Return the part of this title, made where there is none. '' is the part of what has no heading."""
        title = one_line(title) or "Questions"
        if title.casefold() not in self.sections:
            code = self.free(code_of(title, f"part-{len(self.sections) + 1}"))
            if len(title) > LONGEST_PART:
                self.note(f"‘{title[:LONGEST_PART]}…’", _("is as much of the name of this part as fits."))
            self.sections[title.casefold()] = {"code": code, "title": title[:LONGEST_PART], "questions": []}
        return self.sections[title.casefold()]

    def free(self, code: str) -> str:
        """Return the code, else one like it that nothing else has; from then on it is taken."""
        found, number = code, 2
        while found in self.codes:
            found, number = f"{code[: LONGEST_CODE - 4]}-{number}", number + 1
        self.codes.add(found)
        return found

    def add(self, part: str, question: dict[str, Any]) -> None:
        section = self.section(part)
        number = len(section["questions"]) + 1
        question["title"] = question.get("title") or short_name(question["statement"])
        question["code"] = self.free(question.get("code") or f"{section['code'][:30]}-{number}")
        if question["kind"] == "rating" and not question.get("scale"):
            self.scales.setdefault("how-true", how_true())
            question["scale"] = "how-true"
        section["questions"].append(question)

    def scale_of(self, title: str, levels: Iterable[tuple[int, str]]) -> str | None:
        """Return the code of a scale with these levels, made where there is none like it; None where they
        make no scale."""
        rising = sorted(dict(levels).items())
        if not 2 <= len(rising) <= 11 or not all(in_reach(value) for value, _label in rising):
            return None
        made = [{"value": value, "label": label[:120] or str(value)} for value, label in rising]
        for code, scale in self.scales.items():
            if scale["levels"] == made:
                return code
        code = self.free(code_of(title, f"scale-{len(self.scales) + 1}"))
        self.scales[code] = {"code": code, "title": title[:80] or _("Levels"), "levels": made}
        return code

    def converted(self) -> Converted:
        """Return the framework. Raises NotConvertible where it holds no question."""
        sections = [one for one in self.sections.values() if one["questions"]]
        if not sections:
            raise NotConvertible(*(self.notes or [_("There is no question in it.")]))
        data = {
            "format": FORMAT,
            "code": code_of(self.title, "our-questions"),
            "title": one_line(self.title)[:80] or _("Our questions"),
            "version": 1,
            "language": self.language,
            **self.head,
            "sources": list(self.sources.values()),
            "scales": list(self.scales.values()),
            "sections": sections,
        }
        return Converted(data, self.notes, frozenset(self.head), self.others, self.cells)


def one_line(text: str) -> str:
    return " ".join(text.split())


def code_of(text: str, fallback: str) -> str:
    """Return a code of a-z, 0-9 and '-' that reminds of a text."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    return plain[:LONGEST_CODE].strip("-") or fallback


def options_of(named: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Return the answers of a choice, each with a code of its own, of what to make the code of and its
    label."""
    taken: list[str] = []
    made = []
    for number, (name, label) in enumerate(named, start=1):
        code = code_of(name, f"answer-{number}")
        taken.append(code if code not in taken else f"answer-{number}")
        made.append({"code": taken[-1], "label": label})
    return made


def short_name(statement: str) -> str:
    """Return a short name made of a question's first words."""
    text = one_line(statement).rstrip(".?!:")
    if len(text) <= LONGEST_TITLE:
        return text
    return text[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"


def whole_number(text: str) -> int | None:
    """Return a number as it is written in a cell: '3', '3.0', '−2'; None where it is no whole number."""
    found = re.fullmatch(r"\s*([-−–+]?)(\d{1,6})(?:[.,]0+)?\s*", text)
    return None if found is None else int(found[2]) * (-1 if found[1] in "-−–" and found[1] else 1)


def as_levels(options: list[str]) -> list[tuple[int, str]]:
    """Return answers that begin with numbers as levels: '1 = never'. Nothing where any does not."""
    found = []
    for option in options:
        level = re.fullmatch(r"([-−–]?\d{1,3})\s*(?:[=:.)–-]\s*)?(.*)", option, re.DOTALL)
        value = whole_number(level[1]) if level else None
        if level is None or value is None:
            return []
        found.append((value, level[2].strip()))
    return found if 2 <= len(dict(found)) <= 11 else []


_RANGE = re.compile(
    r"(?P<low>[-−–]?\d{1,3})\s*(?:[(=:]\s*(?P<least>[^()]*?)\)?)?\s*(?:-|−|–|—|to|\.\.+|…)\s*"
    r"(?P<high>[-−–+]?\d{1,3})\s*(?:[(=:]\s*(?P<most>[^()]*?)\)?)?",
    re.IGNORECASE,
)


def as_range(text: str) -> list[tuple[int, str]]:
    """Return the levels of a range: '0 to 10', '1 (never) - 5 (always)'. Nothing where it is none."""
    found = _RANGE.fullmatch(one_line(text))
    low, high = (whole_number(found[name]) for name in ("low", "high")) if found else (None, None)
    if found is None or low is None or high is None or not 2 <= high - low + 1 <= 11:
        return []
    words = {low: found["least"], high: found["most"]}
    return [(value, (words.get(value) or "").strip()) for value in range(low, high + 1)]


def answers_in(text: str) -> list[str]:
    """Return the answers to choose from that one cell lists: as `listed`, else between commas or strokes
    where all of them are short: 'Yes/No', 'Never, sometimes, always'."""
    found = listed(text)
    for sign in ("/", ","):
        split = [one.strip() for one in text.split(sign)]
        if len(found) == 1 and len(split) > 1 and all(one and len(one.split()) <= 4 for one in split):
            return split
    return found


def listed(text: str) -> list[str]:
    """Return what one cell lists: a line each, else between semicolons or bars."""
    for sign in ("\n", ";", "|"):
        if sign in text:
            return [one for part in text.split(sign) if (one := part.strip().lstrip("-•*·").strip())]
    return [text.strip()] if text.strip() else []
