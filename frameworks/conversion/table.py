"""A table with a row for each question as a framework. Pure.

The sheet that `writing.py` makes is one; so are most that people keep. Columns are known by their head, in
any order; a title may stand above it; a part that is empty goes on from the row above, as merged cells are
read.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from frameworks.conversion.columns import (
    IN_WORDS,
    LEVEL,
    NO_TONGUES,
    Column,
    Tongues,
    column_of,
    language_beside,
)
from frameworks.conversion.companions import Companions, columns_of
from frameworks.conversion.parts import (
    Builder,
    Converted,
    NotConvertible,
    Sheet,
    answers_in,
    as_levels,
    as_range,
    code_of,
    listed,
    one_line,
    options_of,
    whole_number,
)
from frameworks.exchange.words import OF_HEAD

BESIDE = ("framework", "scales", "sources", "how to", "help")  # sheets that hold no questions
LOOKED_THROUGH = 25  # rows for the head
HEAD_TEXTS = {name: name for name in ("title", "summary", "introduction", "licence", "credits", "note")}
HEAD_TEXTS["introduction in shorter words"] = "plain"
LEVEL_TEXTS = {"label": "label", "description": "description"}
LEVEL_TEXTS |= {"label in shorter words": "plain_label", "description in shorter words": "plain"}
_MARKS = re.compile(
    r"</?(?:b|i|u|p|br|div|span|strong|em|a|ul|ol|li|h[1-6]|font|script|style)\b[^>]*>|&(?:nbsp|amp|lt|gt|quot|#\d+);",
    re.IGNORECASE,
)
_SUMS = {"total", "totals", "subtotal", "sub-total", "grand total", "sum", "average", "mean", "median", "max"}
_SUMS |= {"total score", "overall", "overall score", "average score", "count"}
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


def from_sheets(sheets: Iterable[Sheet], title: str, tongues: Tongues = NO_TONGUES) -> Converted:
    """Return the framework in these sheets. title: what it is called where no sheet says so. tongues: the
    languages that columns may be in. Raises NotConvertible where none has a column of questions."""
    sheets = list(sheets)
    told = {one.name.strip().casefold(): one for one in sheets}
    builder = Builder(title)
    empty = Sheet("", ())
    _read_head(builder, told.get("framework", empty), tongues)
    _read_scales(builder, told.get("scales", empty), tongues)
    _read_sources(builder, told.get("sources", empty))
    found = [_upright(one, tongues) for one in sheets if one.name.strip().casefold() not in BESIDE]
    asking = [(sheet, _head_of(sheet, tongues)) for sheet in found]
    many = sum(head is not None for _sheet, head in asking)
    for sheet, head in asking:
        if head:
            _read_questions(builder, sheet, *head, sheet.name if many > 1 else "")
        elif sheet.name and any(any(cell.strip() for cell in row) for row in sheet.rows):
            builder.note(sheet.name, _("no column is called ‘question’, so this sheet was left out."))
    if not many:
        raise NotConvertible(
            _("No column is called ‘question’. Give the column with the questions that head, above them."),
            *builder.notes,
        )
    return builder.converted()


def _read_head(builder: Builder, sheet: Sheet, tongues: Tongues) -> None:
    for number, row in enumerate(sheet.rows):
        cells = [cell.strip() for cell in row]
        if len(cells) < 2 or not (cells[0] and cells[1]):
            continue
        name, language = language_beside(cells[0], tongues)
        field = HEAD_TEXTS.get(name.casefold(), "")
        if not language:
            _tell(builder, name.casefold(), cells[1])
        elif field in OF_HEAD:
            builder.say(language, f"head::{field}", cells[1], sheet.place(number, 1))


def _tell(builder: Builder, name: str, value: str) -> None:
    match name:
        case "title":
            builder.title = value
        case "language":
            builder.language = value
        case "code":
            builder.head["code"] = code_of(value, "our-questions")
        case "version" if (number := whole_number(value)) and number > 0:
            builder.head["version"] = number
        case _ if name in HEAD_TEXTS:
            builder.head[HEAD_TEXTS[name]] = value


def _read_scales(builder: Builder, sheet: Sheet, tongues: Tongues) -> None:
    for number, row in sheet.records():
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
        words = {key: row[name] for name, key in LEVEL_TEXTS.items() if row.get(name)}
        scale["levels"].append({"value": value, "label": str(value), **words})
        for column, (head, cell) in enumerate(row.items()):
            name, language = language_beside(head, tongues)
            place = sheet.place(number - 1, column)
            if language and name == "title":
                builder.say(language, f"scale:{code}:title", cell, place)
            elif language and name in LEVEL_TEXTS:
                builder.say(language, f"scale:{code}:level:{value}:{LEVEL_TEXTS[name]}", cell, place)


def _read_sources(builder: Builder, sheet: Sheet) -> None:
    for _number, row in sheet.records():
        if row.get("citation"):
            code = code_of(row.get("code", "") or row["citation"], f"source-{len(builder.sources) + 1}")
            url = {"url": row["url"]} if row.get("url") else {}
            builder.sources[code] = {"code": code, "citation": row["citation"], **url}
            builder.codes.add(code)


def _upright(sheet: Sheet, tongues: Tongues) -> Sheet:
    """Return a sheet with a row for each question: turned, where its heads stand in its first column."""

    def heads(cells: Iterable[str]) -> set[str]:
        found = (column_of(cell, tongues) for cell in cells)
        return {one.name for one in found if one and one.name != LEVEL}

    down = heads(row[0] for row in sheet.rows[:LOOKED_THROUGH] if row)
    across = max((len(heads(row)) for row in sheet.rows[:LOOKED_THROUGH]), default=0)
    return sheet.turned() if "statement" in down and len(down) > across else sheet


def _head_of(sheet: Sheet, tongues: Tongues) -> tuple[int, dict[int, Column]] | None:
    """Return which row is the head, and what its columns are; None where there is none."""
    for number, row in enumerate(sheet.rows[:LOOKED_THROUGH]):
        heads = {one_line(cell).casefold(): column for column, cell in enumerate(row)}
        found = {column: one for column, cell in enumerate(row) if (one := column_of(cell, tongues))}
        if "yes" in heads and "no" in heads:
            found.pop(heads["no"], None)  # an answer, and no number
        names = {one.name for one in found.values()}
        if "statement" not in names and "title" in names and len(found) > 1:
            return number, {
                column: replace(one, name="statement") if one.name == "title" else one
                for column, one in found.items()
            }
        asks = [one for one in found.values() if one.name == "statement"]
        if asks and (len(found) > 1 or not asks[0].is_bare):
            return number, found
    return None


def _read_questions(builder: Builder, sheet: Sheet, head: int, found: dict[int, Column], part: str) -> None:
    """Take the questions of a sheet. part: the part of those that come before any other is named."""
    columns = columns_of(builder, sheet, head, found)
    _note_unknown(builder, sheet, head, found)
    levels = columns.levels if len(columns.levels) > 1 else []
    companions = Companions(builder, sheet, columns)
    asked: dict[str, str] = {}
    for number in range(head + 1, len(sheet.rows)):
        row = sheet.rows[number]
        cells = {name: row[column].strip() for column, name in columns.own.items() if column < len(row)}
        part = cells.get("part") or part
        if not cells.get("statement"):
            filled = [
                cell.strip() for at, cell in enumerate(row) if cell.strip() and at not in columns.others
            ]
            is_heading = len(filled) == 1 and filled[0] != cells.get("part")
            if is_heading:  # a row with nothing else
                part = filled[0]
            companions.read(number, None, builder.section(part) if is_heading else None)
            continue
        at = {name: sheet.place(number, column) for column, name in columns.own.items()}
        if not _asks(builder, cells["statement"], at["statement"], asked):
            continue
        own = [(value, label, row[column].strip()) for column, value, label in levels if column < len(row)]
        question = _add_question(builder, part, cells, at, own, levels)
        _remember_cells(builder, question, at, {v: sheet.place(number, c) for c, v, _label in levels})
        companions.read(number, question, builder.section(part))


def _remember_cells(
    builder: Builder, question: dict[str, Any], at: dict[str, str], levels: dict[int, str]
) -> None:
    """Remember where the words of a question, and of the scale that it was made with, stand."""
    place = f"question:{question['code']}"
    builder.cells |= {f"{place}:{name}": cell for name, cell in at.items()}
    builder.cells |= {f"{place}:level:{value}": cell for value, cell in levels.items()}
    if scale := question.get("scale"):
        builder.cells.setdefault(f"scale:{scale}", at.get("options", at["statement"]))


def _asks(builder: Builder, statement: str, place: str, asked: dict[str, str]) -> bool:
    """Tell whether a cell may be a question, and note it where it is none, or is there already. asked: the
    place of each question so far."""
    words = one_line(statement).casefold().rstrip(":")
    if not any(sign.isalpha() for sign in words):
        builder.note(place, _("has no words, so its row was left out."))
    elif words in _SUMS:
        builder.note(place, _("‘%(words)s’ asks nothing, so its row was left out.") % {"words": statement})
    else:
        if asked.setdefault(words, place) != place:
            builder.note(place, _("asks the same as %(place)s. It was taken too.") % {"place": asked[words]})
        return True
    return False


def _note_unknown(builder: Builder, sheet: Sheet, head: int, found: dict[int, Column]) -> None:
    for column, cell in enumerate(sheet.rows[head]):
        if column not in found and (text := one_line(cell)):
            builder.note(
                sheet.place(head, column),
                _("a column called ‘%(text)s’ is not known, and was left out.") % {"text": text[:60]},
            )


def _add_question(
    builder: Builder,
    part: str,
    cells: dict[str, str],
    at: dict[str, str],
    own: list[tuple[int, str, str]],
    levels: list[tuple[int, int, str]],
) -> dict[str, Any]:
    options = answers_in(cells.get("options", ""))
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
    for name in IN_WORDS & cells.keys():
        if _MARKS.search(cells[name]):
            builder.note(
                at[name],
                _("has marks of a web page, such as <b>. People would read them as they are."),
            )
    for key in ("consider", "actions"):
        if found := listed(cells.get(key, "")):
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
    return question


def _kind_of(builder: Builder, cells: dict[str, str], at: dict[str, str], options: list[str]) -> str:
    said = cells.get("kind", "").casefold()
    kind = next((kind for kind, names in KINDS.items() if any(name in said for name in names)), "")
    if said and not kind:
        builder.note(
            at["kind"],
            _("‘%(said)s’ is no kind that is known. It became a question with levels.") % {"said": said[:40]},
        )
    kind = kind or ("choice" if len(options) > 1 and not as_levels(options) else "rating")
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
    elif (
        found := as_range(cells.get("options", "")) or as_range(cells.get("scale", "")) or as_levels(options)
    ):
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
