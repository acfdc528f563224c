"""What the head of a column says: which of the known columns it is, and in which language. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from frameworks.conversion.parts import Sheet, one_line, whole_number

Tongues = Mapping[str, str]
"""The code of each language, by whatever it may be called: its code or a name of it, all in small letters."""
NO_TONGUES: Tongues = {}

_KNOWN = {
    "statement": (
        "criteria, criterion, indicator, indicators, item, items, label, prompt, question, "
        "questions, requirement, standard, standards, statement, statements, text, what is asked"
    ),
    "title": "name, short name, short title, title",
    "part": ("area, category, chapter, dimension, domain, group, heading, part, section, step, theme, topic"),
    "code": (
        "#, code, id, item no, item no., no, no., nr, number, q, q no, q no., question id, question no, "
        "question no., question number, ref, ref no, ref., reference"
    ),
    "kind": "answer type, kind, question type, response type, type",
    "plain": "easy read, easy words, in shorter words, plain, plain english, shorter words",
    "scale": "scale",
    "direction": "best is, direction",
    "choose": "choose, how many",
    "options": "answer, answer options, answers, choices, options, response options, responses",
    "consider": (
        "consider, explanation, guidance, help, hint, hints, note, notes, prompts, things to think "
        "about, to think about"
    ),
    "actions": "action, actions, things to do, what a team could do, what to do",
    "source": "source, sources, where it comes from",
    "where": "page, place, where in the source",
}
HEADS = {name: set(heads.split(", ")) for name, heads in _KNOWN.items()}
LOOKED_THROUGH = 25  # rows for the first head
LEVEL = "level"  # what a column is called that holds a level
IN_WORDS = {"statement", "title", "part", "plain", "options", "consider", "actions", LEVEL}
"""The columns that say something else in each language."""

_LEVEL = re.compile(
    r"(?:level|score|rating|point)?\s*([-−–+]?\d{1,3})(?![.,]0*[1-9])(?:[.,]0+)?\s*(?:[=:.)–-]\s*(.*))?",
    re.IGNORECASE | re.DOTALL,
)
_BRACKETS = re.compile(r"(.+?)\s*(?:::.*?)?\s*[(\[{]\s*(.+?)\s*[)\]}]")
_SPLITS = (
    _BRACKETS,
    re.compile(r"(.+?)\s*::\s*(.+)"),
    re.compile(r"(.+?)\s+in\s+(.+)", re.IGNORECASE),
    re.compile(r"(.+?)\s*[-–—:/_.,|]\s*(.+)"),
    re.compile(r"(.+)\s*[-–—:/_.,|]\s*(.+?)"),
)
_BETWEEN = re.compile(r"\s*(?:[/,&+|;]|\band\b)\s*", re.IGNORECASE)
_LIKE_A_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Column:
    """A known column. name: a key of HEADS, or LEVEL with its value and, where it has one, its label.
    languages: codes; none for the framework's own. unknown: what stands where a language would, and is none.
    is_double: its head may be in two languages, and so may its cells. is_bare: its head is a language, and
    nothing else."""

    name: str
    languages: tuple[str, ...] = ()
    value: int | None = None
    label: str = ""
    unknown: str = ""
    is_double: bool = False
    is_bare: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table on a sheet. head: the number of its row of heads, from 0; first, end: of its rows, without the
    end. columns: those that are known, by their number. heads: what each of them is called."""

    head: int
    first: int
    end: int
    columns: dict[int, Column]
    heads: dict[int, str]


def column_of(head: str, tongues: Tongues) -> Column | None:
    """Return which column a head names; None where it names none that is known."""
    text = one_line(head).rstrip(":* ")
    if not text:
        return None
    if name := _named(text):
        return Column(name)
    for base, said in _splits(text):
        column = _plain(base)
        if column and (languages := _languages(said, tongues)):
            return replace(column, languages=languages)
    if languages := _languages(text, tongues):
        return Column("statement", languages, is_bare=True)
    return _plain(text) or _remarked(text) or _doubled(text)


def _named(text: str) -> str:
    return next((name for name, heads in HEADS.items() if text.casefold() in heads), "")


def _plain(text: str) -> Column | None:
    """Return the column of a head without a language."""
    text = text.rstrip(":* ")
    if name := _named(text):
        return Column(name)
    level = _LEVEL.fullmatch(text)
    value = whole_number(level[1]) if level else None
    return Column(LEVEL, value=value, label=(level[2] or "").strip()) if level and value is not None else None


def _splits(text: str) -> Iterator[tuple[str, str]]:
    """Yield what may be the name of a column and a language beside it: 'Question (cy)', 'Question in Welsh',
    'Welsh question'."""
    for pattern in _SPLITS:
        if found := pattern.fullmatch(text):
            yield found[1], found[2]
    first, _space, rest = text.partition(" ")
    before, _space, last = text.rpartition(" ")
    # Two words beside each other: a name, or a code in capitals, for 'is' and 'so' are words too.
    yield from ((b, s) for b, s in ((before, last), (rest, first)) if b and (len(s) > 3 or s.isupper()))


def _languages(said: str, tongues: Tongues) -> tuple[str, ...]:
    """Return the languages that a text names; none where any of it is no language."""
    found = [tongues.get(one.casefold().replace("_", "-"), "") for one in _BETWEEN.split(said)]
    return tuple(dict.fromkeys(found)) if all(found) else ()


def language_beside(head: str, tongues: Tongues) -> tuple[str, str]:
    """Return a head without the language in brackets at its end, and that; '' where there is none."""
    if found := _BRACKETS.fullmatch(one_line(head)):
        languages = _languages(found[2], tongues)
        if len(languages) == 1:
            return found[1].strip(), languages[0]
    return head, ""


def language_called(said: str, tongues: Tongues) -> str:
    """Return the language that a text names, as XLSForm writes it: 'Cymraeg (cy)', 'cy', 'Welsh'; '' for
    none."""
    found = _BRACKETS.fullmatch(said.strip())
    names = [found[2], found[1]] if found else [said.strip()]
    return next((code for name in names if (code := tongues.get(name.casefold(), ""))), "")


def _remarked(text: str) -> Column | None:
    """Return the column of a head with a remark in brackets: 'Question (required)', 'Level 1 (low)'."""
    found = _BRACKETS.fullmatch(text)
    column = _plain(found[1]) if found else None
    if found is None or column is None:
        return None
    if column.name == LEVEL:
        return replace(column, label=column.label or found[2])
    return replace(column, unknown=found[2]) if _LIKE_A_CODE.fullmatch(found[2]) else column


def _doubled(text: str) -> Column | None:
    """Return the column of a head that says two things with a stroke between: 'Question / Cwestiwn'."""
    sides = [side.strip() for side in re.split(r"[/|]", text)]
    names = [name for side in sides if (name := _named(side))]
    return Column(names[0], is_double=True) if len(sides) == 2 and names else None


def upright(sheet: Sheet, tongues: Tongues) -> Sheet:
    """Return a sheet with a row for each question: turned, where its heads stand in its first column."""

    def heads(cells: Iterable[str]) -> set[str]:
        found = (column_of(cell, tongues) for cell in cells)
        return {one.name for one in found if one and one.name != LEVEL}

    down = heads(row[0] for row in sheet.rows[:LOOKED_THROUGH] if row)
    across = max((len(heads(row)) for row in sheet.rows[:LOOKED_THROUGH]), default=0)
    return sheet.turned() if "statement" in down and len(down) > across else sheet


def tables_in(sheet: Sheet, tongues: Tongues) -> list[Table]:
    """Return the tables of questions on a sheet, one under another: each begins with a row of heads."""
    begun: list[tuple[int, dict[int, Column]]] = []
    for number, row in enumerate(sheet.rows):
        filled = [cell for cell in row if cell.strip()]
        # One that follows has heads and nothing else, so that no question is taken for one.
        may_begin = len(filled) > 1 and all(column_of(cell, tongues) for cell in filled)
        if (may_begin if begun else number < LOOKED_THROUGH) and (found := _columns_in(row, tongues)):
            begun.append((number, found))
    ends = [*(head for head, _columns in begun), len(sheet.rows)][1:]
    return [_table(sheet, head, end, found, tongues) for (head, found), end in zip(begun, ends, strict=False)]


def _table(sheet: Sheet, head: int, end: int, columns: dict[int, Column], tongues: Tongues) -> Table:
    """Return a table. Its heads may go on in a second row, as under one that is merged: 'Levels' over 1 to
    5."""
    heads = {at: one_line(sheet.rows[head][at]) for at in columns}
    under = sheet.rows[head + 1] if head + 1 < end else ()
    more = {at: column_of(cell, tongues) for at, cell in enumerate(under) if cell.strip()}
    second = {at: one for at, one in more.items() if one and at not in columns}
    if not second or len(second) < len(more):
        return Table(head, head + 1, end, columns, heads)
    heads |= {at: one_line(under[at]) for at in second}
    return Table(head, head + 2, end, columns | second, heads)


def _columns_in(row: Iterable[str], tongues: Tongues) -> dict[int, Column]:
    """Return the columns that a row of heads names; nothing where it is none."""
    row = list(row)
    heads = {one_line(cell).casefold(): column for column, cell in enumerate(row)}
    found = {column: one for column, cell in enumerate(row) if (one := column_of(cell, tongues))}
    if "yes" in heads and "no" in heads:
        found.pop(heads["no"], None)  # an answer, and no number
    names = {one.name for one in found.values()}
    if "statement" not in names and "title" in names and len(found) > 1:
        return {
            column: replace(one, name="statement") if one.name == "title" else one
            for column, one in found.items()
        }
    asks = [one for one in found.values() if one.name == "statement"]
    return found if asks and (len(found) > 1 or not asks[0].is_bare) else {}
