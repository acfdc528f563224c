"""A table with a row for each question as a framework. Pure.

The sheet that `writing.py` makes is one; so are most that people keep. Columns are known by their head, in
any order; a title may stand above it; a part that is empty goes on from the row above, as merged cells are
read.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from frameworks.conversion.parts import (
    Builder,
    Converted,
    NotConvertible,
    Sheet,
    code_of,
    one_line,
    options_of,
    whole_number,
)

_KNOWN = {
    "statement": (
        "criteria, criterion, indicator, indicators, item, items, label, prompt, question, "
        "questions, requirement, standard, standards, statement, statements, text, what is asked"
    ),
    "title": "name, short name, short title, title",
    "part": ("area, category, chapter, dimension, domain, group, heading, part, section, step, theme, topic"),
    "code": "#, code, id, no, no., nr, number, q, ref, ref., reference",
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
LOOKED_THROUGH = 25  # rows for the head
_LEVEL = re.compile(
    r"(?:level|score|rating|point)?\s*([-−–]?\d{1,3})\s*(?:[=:.)–-]\s*(.*))?", re.IGNORECASE | re.DOTALL
)
_LANGUAGE = re.compile(r"(.+?)\s*(?:::.*)?[(\[]([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)[)\]]\s*", re.DOTALL)
_MARKS = re.compile(
    r"</?(?:b|i|u|p|br|div|span|strong|em|a|ul|ol|li|h[1-6]|font|script|style)\b[^>]*>", re.IGNORECASE
)
KINDS = {
    "rating": {"rating", "scale", "likert", "level", "levels", "score", "matrix"},
    "choice": {
        "choice",
        "single",
        "multiple",
        "select",
        "radio",
        "checkbox",
        "dropdown",
        "one",
        "many",
        "pick",
    },
    "text": {"text", "open", "comment", "free", "words", "string", "textarea", "narrative"},
}


def from_sheets(sheets: Iterable[Sheet], title: str) -> Converted:
    """Return the framework in these sheets. title: what it is called where no sheet says so. Raises
    NotConvertible where none has a column of questions."""
    sheets = list(sheets)
    told = {one.name.strip().casefold(): one for one in sheets}
    builder = Builder(title)
    empty = Sheet("", ())
    _read_head(builder, told.get("framework", empty))
    _read_scales(builder, told.get("scales", empty))
    _read_sources(builder, told.get("sources", empty))
    found = False
    for sheet in sheets:
        if sheet.name.strip().casefold() in ("framework", "scales", "sources", "how to", "help"):
            continue
        if head := _head_of(sheet):
            found = True
            _read_questions(builder, sheet, *head)
        elif sheet.name and any(any(cell.strip() for cell in row) for row in sheet.rows):
            builder.note(sheet.name, _("no column is called ‘question’, so this sheet was left out."))
    if not found:
        raise NotConvertible(
            _("No column is called ‘question’. Give the column with the questions that head, above them."),
            *builder.notes,
        )
    return builder.converted()


def _pairs(sheet: Sheet) -> Iterator[tuple[str, str]]:
    for row in sheet.rows:
        cells = [cell.strip() for cell in row]
        if len(cells) > 1 and cells[0] and cells[1]:
            yield cells[0].casefold(), cells[1]


def _read_head(builder: Builder, sheet: Sheet) -> None:
    for name, value in _pairs(sheet):
        match name:
            case "title":
                builder.title = value
            case "language":
                builder.language = value
            case "code":
                builder.head["code"] = code_of(value, "our-questions")
            case "version" if (number := whole_number(value)) and number > 0:
                builder.head["version"] = number
            case "summary" | "introduction" | "licence" | "credits" | "note":
                builder.head[name] = value
            case "introduction in shorter words":
                builder.head["plain"] = value


def _read_scales(builder: Builder, sheet: Sheet) -> None:
    for _number, row in sheet.records():
        code = code_of(row.get("scale", ""), "")
        value = whole_number(row.get("value", ""))
        if not code or value is None:
            builder.note(
                "Scales",
                _("‘%(get)s’ is no whole number, so this level was left out.")
                % {"get": row.get("value", "")},
            )
            continue
        scale = builder.scales.setdefault(
            code, {"code": code, "title": row.get("title") or code, "levels": []}
        )
        builder.codes.add(code)
        keys = {"label": "label", "description": "description"}
        keys |= {"plain_label": "label in shorter words", "plain": "description in shorter words"}
        words = {key: row[name] for key, name in keys.items() if row.get(name)}
        scale["levels"].append({"value": value, "label": str(value), **words})


def _read_sources(builder: Builder, sheet: Sheet) -> None:
    for _number, row in sheet.records():
        if row.get("citation"):
            code = code_of(row.get("code", "") or row["citation"], f"source-{len(builder.sources) + 1}")
            url = {"url": row["url"]} if row.get("url") else {}
            builder.sources[code] = {"code": code, "citation": row["citation"], **url}
            builder.codes.add(code)


def _head_of(sheet: Sheet) -> tuple[int, dict[int, str]] | None:
    """Return which row is the head, and what each of its columns is; None where there is none."""
    for number, row in enumerate(sheet.rows[:LOOKED_THROUGH]):
        columns: dict[int, str] = {}
        for column, cell in enumerate(row):
            name = next(
                (key for key, names in HEADS.items() if one_line(cell).casefold().rstrip(":*") in names), ""
            )
            if name and name not in columns.values():
                columns[column] = name
        if "statement" not in columns.values() and "title" in columns.values() and len(columns) > 1:
            columns = {column: "statement" if name == "title" else name for column, name in columns.items()}
        if "statement" in columns.values():
            return number, columns
    return None


def _read_questions(builder: Builder, sheet: Sheet, head: int, columns: dict[int, str]) -> None:
    levels = _level_columns(builder, sheet, head, columns)
    part = ""
    for number in range(head + 1, len(sheet.rows)):
        row = sheet.rows[number]
        cells = {name: row[column].strip() for column, name in columns.items() if column < len(row)}
        part = cells.get("part") or part
        if not cells.get("statement"):
            filled = [cell.strip() for cell in row if cell.strip()]
            if len(filled) == 1 and filled[0] != cells.get("part"):
                part = filled[0]  # a row with nothing else is a heading
            continue
        at = {name: sheet.place(number, column) for column, name in columns.items()}
        own = [(value, label, row[column].strip()) for column, value, label in levels if column < len(row)]
        _add_question(builder, part, cells, at, own, levels)


def _level_columns(
    builder: Builder, sheet: Sheet, head: int, columns: dict[int, str]
) -> list[tuple[int, int, str]]:
    """Return the columns of levels as (column, value, label), and say which others are left out."""
    found = []
    for column, cell in enumerate(sheet.rows[head]):
        text = one_line(cell)
        if column in columns or not text:
            continue
        level = _LEVEL.fullmatch(text)
        value = whole_number(level[1]) if level else None
        if level and value is not None:
            found.append((column, value, (level[2] or "").strip()))
        elif other := _LANGUAGE.fullmatch(text):
            builder.note(
                sheet.place(head, column),
                _(
                    "words in another language (%(2)s) were left out. Publish the framework first, then "
                    "begin a translation of it."
                )
                % {"2": other[2]},
            )
        else:
            builder.note(
                sheet.place(head, column),
                _("a column called ‘%(text)s’ is not known, and was left out.") % {"text": text[:60]},
            )
    return found if len(found) > 1 else []


def _add_question(
    builder: Builder,
    part: str,
    cells: dict[str, str],
    at: dict[str, str],
    own: list[tuple[int, str, str]],
    levels: list[tuple[int, int, str]],
) -> None:
    options = _listed(cells.get("options", ""))
    kind = _kind_of(builder, cells, at, options)
    question: dict[str, Any] = {"kind": kind, "statement": cells["statement"]}
    question |= {key: cells[key] for key in ("title", "plain") if cells.get(key)}
    if code := cells.get("code"):
        question["code"] = code_of(code, "") or None
        if code != question["code"]:
            builder.note(
                at["code"],
                _("‘%(code)s’ became ‘%(value)s’: codes have a-z, 0-9 and -.")
                % {"code": code, "value": question["code"] or _("a code of its own")},
            )
    if _MARKS.search(cells["statement"]):
        builder.note(
            at["statement"], _("has marks of a web page, such as <b>. People would read them as they are.")
        )
    for key in ("consider", "actions"):
        if found := _listed(cells.get(key, "")):
            question[key] = found
    _cite(builder, question, cells)
    if kind == "rating":
        _grade(builder, question, cells, at, own, levels, options)
    elif kind == "choice":
        many = cells.get("choose", "").casefold() in ("many", "several", "all that apply", "any")
        said = cells.get("kind", "").casefold()
        question["choose"] = "many" if many or "mult" in said or "check" in said else "one"
        question["options"] = options_of((label, label) for label in options)
    builder.add(part, question)


def _kind_of(builder: Builder, cells: dict[str, str], at: dict[str, str], options: list[str]) -> str:
    said = cells.get("kind", "").casefold()
    kind = next((kind for kind, names in KINDS.items() if any(name in said for name in names)), "")
    if said and not kind:
        builder.note(
            at["kind"],
            _("‘%(said)s’ is no kind that is known. It became a question with levels.") % {"said": said[:40]},
        )
    kind = kind or ("choice" if len(options) > 1 and not _as_levels(options) else "rating")
    if kind == "choice" and len(options) < 2:
        builder.note(
            at.get("options", at["statement"]),
            _("a choice needs two answers or more. It became a question in words."),
        )
        return "text"
    return kind


def _grade(
    builder: Builder,
    question: dict[str, Any],
    cells: dict[str, str],
    at: dict[str, str],
    own: list[tuple[int, str, str]],
    levels: list[tuple[int, int, str]],
    options: list[str],
) -> None:
    worse = cells.get("direction", "").casefold() in ("barrier", "lower", "low", "less", "worse", "lowest")
    question["direction"] = "barrier" if worse else "strength"
    scale = code_of(cells.get("scale", ""), "")
    if scale and scale in builder.scales:
        question["scale"] = scale
    elif code := _fitting(builder, levels):
        question["scale"] = code
    elif levels:
        code = builder.scale_of("Levels", ((value, label) for _column, value, label in levels))
        question["scale"] = code
        if code is None:
            builder.note(at["statement"], _("its levels make no scale. It got one from 1 to 5."))
    elif found := _as_levels(options):
        question["scale"] = builder.scale_of("Levels", found)
    elif scale or options:
        place = at.get("scale") if scale else at.get("options")
        builder.note(place or at["statement"], _("there is no such scale. It got one from 1 to 5."))
    known = {
        level["value"] for level in builder.scales.get(question.get("scale") or "", {}).get("levels", ())
    }
    described = [
        {"value": value, "description": words} for value, _label, words in own if words and value in known
    ]
    if described:
        question["levels"] = sorted(described, key=lambda one: one["value"])


def _fitting(builder: Builder, levels: list[tuple[int, int, str]]) -> str | None:
    """Return the one scale that has been told and has just these levels, where the columns name none."""
    values = {value for _column, value, _label in levels}
    found = [c for c, one in builder.scales.items() if {level["value"] for level in one["levels"]} == values]
    return found[0] if values and len(found) == 1 and not any(label for _c, _v, label in levels) else None


def _as_levels(options: list[str]) -> list[tuple[int, str]]:
    """Return answers that begin with numbers as levels: '1 = never'. Nothing where any does not."""
    found = []
    for option in options:
        level = re.fullmatch(r"([-−–]?\d{1,3})\s*(?:[=:.)–-]\s*)?(.*)", option, re.DOTALL)
        value = whole_number(level[1]) if level else None
        if level is None or value is None:
            return []
        found.append((value, level[2].strip()))
    return found if 2 <= len(dict(found)) <= 11 else []


def _listed(text: str) -> list[str]:
    """Return what one cell lists: a line each, else between semicolons or bars."""
    for sign in ("\n", ";", "|"):
        if sign in text:
            return [one for part in text.split(sign) if (one := part.strip().lstrip("-•*·").strip())]
    return [text.strip()] if text.strip() else []


def _cite(builder: Builder, question: dict[str, Any], cells: dict[str, str]) -> None:
    named = cells.get("source", "")
    if not named:
        return
    code = code_of(named, "")
    if code not in builder.sources:
        code = next((c for c, one in builder.sources.items() if one["citation"] == named), "")
    if not code:
        code = builder.free(code_of(named, f"source-{len(builder.sources) + 1}"))
        builder.sources[code] = {"code": code, "citation": named}
    question["source"] = {"code": code, **({"where": cells["where"]} if cells.get("where") else {})}
