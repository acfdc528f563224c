"""The parts and questions of a draft with their numbers, as they stand in a list. Pure."""

from collections.abc import Container
from dataclasses import dataclass

from frameworks.drafts.parts import HEAD, Key, Parts, questions_in, sections_in
from frameworks.drafts.parts import rows as rows_of


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A part or a question. title: its own, or that of the original where a translation has none yet, in
    `language`. here: the page that is shown is about it. shown: its form is on that page. first, last: in
    its row."""

    key: Key
    number: str
    title: str
    language: str
    here: bool = False
    shown: bool = False
    first: bool = False
    last: bool = False
    inner: tuple["OutlineEntry", ...] = ()  # the parts of a part, and the questions of the one that is shown

    @property
    def code(self) -> str:
        return self.key[1]


@dataclass(frozen=True, slots=True)
class Outline:
    """sections: those that stand by themselves. lines: every part and question, by key."""

    sections: tuple[OutlineEntry, ...]
    lines: dict[Key, OutlineEntry]


def outline_of(
    parts: Parts, here: str = "", shown: Container[Key] = (), original: Parts | None = None
) -> Outline:
    """Return the outline, with the questions of the part `here` among its lines; shown: what its page
    shows. Numbers are those that people see: a part of a part is numbered on from the questions before it
    (frameworks/queries.py). original: what the draft is a translation of."""
    rows = rows_of(parts)
    lines: dict[Key, OutlineEntry] = {}

    def line(key: Key, number: str, row: list[Key]) -> OutlineEntry:
        inner: list[OutlineEntry] = []
        if key[0] == "section":
            asked, within = rows["question", key[1]], rows["section", key[1]]
            inner = [line(k, f"{number}.{n}", asked) for n, k in enumerate(asked, 1)]
            listed = inner if key[1] == here else []
            inner = listed + [line(k, f"{number}.{n}", within) for n, k in enumerate(within, len(asked) + 1)]
        made = OutlineEntry(
            key=key,
            number=number,
            **_titled(key, parts, original or {}),
            here=key == ("section", here),
            shown=key in shown,
            first=key == row[0],
            last=key == row[-1],
            inner=tuple(inner),
        )
        lines[key] = made
        return made

    top = rows["section", ""]
    return Outline(tuple(line(key, str(n), top) for n, key in enumerate(top, 1)), lines)


def _titled(key: Key, parts: Parts, original: Parts) -> dict[str, str]:
    """Return the title of a part and the language that it is in."""
    for version in (parts, original):
        if title := version.get(key, {}).get("title"):
            return {"title": str(title), "language": str(version[HEAD]["language"])}
    return {"title": "", "language": ""}


def page_of(parts: Parts, question: Key, most: int) -> int:
    """Find on which page of its part a question is, counted from 1, with `most` questions on each."""
    return questions_in(parts, parts[question]["section"]).index(question) // most + 1


def holders(parts: Parts, key: Key) -> list[tuple[str, int]]:
    """Return where a question or a part may go: (section code, depth 0 or 1), in order; ('', 0) for the
    top."""
    places: list[tuple[str, int]] = []
    if key[0] == "section":
        if parts[key].get("parent"):
            places.append(("", 0))
        if not sections_in(parts, key[1]):
            places += [(code, 0) for _, code in sections_in(parts) if code != key[1]]
        return [(code, depth) for code, depth in places if code != parts[key].get("parent") or not code]
    for _, code in sections_in(parts):
        places.append((code, 0))
        places += [(inner, 1) for _, inner in sections_in(parts, code)]
    return places
