"""The parts and questions of a draft with their numbers, as they stand in a list. Pure."""

from dataclasses import dataclass

from frameworks.parts import Key, Parts, of_kind, questions_in, sections_in


@dataclass(frozen=True, slots=True)
class Line:
    """A part or a question. here: the page that is shown is about it. first, last: in its row."""

    key: Key
    number: str
    title: str
    here: bool = False
    first: bool = False
    last: bool = False
    inner: tuple["Line", ...] = ()  # the parts of a part, and the questions of the one that is shown

    @property
    def code(self) -> str:
        return self.key[1]


@dataclass(frozen=True, slots=True)
class Outline:
    """sections: those that stand by themselves. lines: every part and question, by key."""

    sections: tuple[Line, ...]
    lines: dict[Key, Line]


def outline_of(parts: Parts, here: str = "") -> Outline:
    """The outline, with the questions of the part `here` among its lines. Numbers are those that people see:
    a part of a part is numbered on from the questions before it (frameworks/queries.py)."""
    questions, sections = _by_holder(parts)
    lines: dict[Key, Line] = {}

    def line(key: Key, number: str, row: list[Key]) -> Line:
        inner: list[Line] = []
        if key[0] == "section":
            asked, within = questions.get(key[1], []), sections.get(key[1], [])
            inner = [line(k, f"{number}.{n}", asked) for n, k in enumerate(asked, 1)]
            shown = inner if key[1] == here else []
            inner = shown + [line(k, f"{number}.{n}", within) for n, k in enumerate(within, len(asked) + 1)]
        made = Line(
            key=key,
            number=number,
            title=str(parts[key].get("title", "")),
            here=key == ("section", here),
            first=key == row[0],
            last=key == row[-1],
            inner=tuple(inner),
        )
        lines[key] = made
        return made

    top = sections.get("", [])
    return Outline(tuple(line(key, str(n), top) for n, key in enumerate(top, 1)), lines)


def _by_holder(parts: Parts) -> tuple[dict[str, list[Key]], dict[str, list[Key]]]:
    """The questions of each section, and the sections in each section ('': at the top), in order."""
    questions: dict[str, list[Key]] = {}
    sections: dict[str, list[Key]] = {}
    for key in of_kind(parts, "question"):
        questions.setdefault(parts[key]["section"], []).append(key)
    for key in of_kind(parts, "section"):
        sections.setdefault(parts[key].get("parent") or "", []).append(key)
    return questions, sections


def page_of(parts: Parts, question: Key, most: int) -> int:
    """On which page of its part a question stands, counted from 1, with `most` questions on each."""
    return questions_in(parts, parts[question]["section"]).index(question) // most + 1


def holders(parts: Parts, key: Key) -> list[tuple[str, int]]:
    """Where a question or a part may go: (section code, depth 0 or 1), in order; ('', 0) for the top."""
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
