"""A table with a row for each question as a framework. Pure.

The sheet that `writing.py` makes is one; so are most that people keep. Columns are known by their head, in
any order; a title may stand above it; a part that is empty goes on from the row above, as merged cells are
read.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from frameworks.conversion.columns import (
    IN_WORDS,
    NO_TONGUES,
    Table,
    Tongues,
    language_beside,
    tables_in,
    upright,
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
HEAD_TEXTS = {name: name for name in ("title", "summary", "introduction", "licence", "credits", "note")}
HEAD_TEXTS["introduction in shorter words"] = "plain"
LEVEL_TEXTS = {"label": "label", "description": "description"}
LEVEL_TEXTS |= {"label in shorter words": "plain_label", "description in shorter words": "plain"}
_MARKS = re.compile(
    r"</?(?:b|i|u|p|br|div|span|strong|em|a|ul|ol|li|h[1-6]|font|script|style)\b[^>]*>|&(?:nbsp|amp|lt|gt|quot|#\d+);",
    re.IGNORECASE,
)
LISTS = ("options", "consider", "actions")  # columns whose cells list something
BETTER = {"strength", "higher", "high", "more", "better", "highest", "positive", "more is better"}
WORSE = {"barrier", "lower", "low", "less", "worse", "lowest", "negative", "more is worse", "reverse"}
WORSE |= {"reversed", "reverse scored", "less is better", "lower is better"}
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
    found = [upright(one, tongues) for one in sheets if one.name.strip().casefold() not in BESIDE]
    asking = [(sheet, tables_in(sheet, tongues)) for sheet in found]
    many = sum(bool(tables) for _sheet, tables in asking)
    for sheet, tables in asking:
        for one in tables:
            _read_questions(builder, sheet, one, sheet.name if many > 1 else "")
        if not tables and sheet.name and any(any(cell.strip() for cell in row) for row in sheet.rows):
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
            told = HEAD_TEXTS.get(name.casefold(), name.casefold())
            builder.cells[f"head:{told}"] = sheet.place(number, 1)
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
        builder.cells.setdefault(f"scale:{code}", sheet.place(number - 1, 0))
        for column, head in enumerate(row):
            if head in LEVEL_TEXTS:
                key = f"scale:{code}:level:{value}:{LEVEL_TEXTS[head]}"
                builder.cells[key] = sheet.place(number - 1, column)
        for column, (head, cell) in enumerate(row.items()):
            name, language = language_beside(head, tongues)
            place = sheet.place(number - 1, column)
            if language and name == "title":
                builder.say(language, f"scale:{code}:title", cell, place)
            elif language and name in LEVEL_TEXTS:
                builder.say(language, f"scale:{code}:level:{value}:{LEVEL_TEXTS[name]}", cell, place)


def _read_sources(builder: Builder, sheet: Sheet) -> None:
    for number, row in sheet.records():
        if row.get("citation"):
            code = code_of(row.get("code", "") or row["citation"], f"source-{len(builder.sources) + 1}")
            url = {"url": row["url"]} if row.get("url") else {}
            builder.sources[code] = {"code": code, "citation": row["citation"], **url}
            builder.codes.add(code)
            heads = list(row)
            builder.cells |= {
                f"source:{code}:{name}": sheet.place(number - 1, heads.index(name))
                for name in ("citation", "url")
                if name in row
            }


def _read_questions(builder: Builder, sheet: Sheet, table: Table, part: str) -> None:
    """Take the questions of a table. part: the part of those that come before any other is named."""
    columns = columns_of(builder, sheet, table)
    _note_unknown(builder, sheet, table)
    levels = columns.levels if len(columns.levels) > 1 else []
    companions = Companions(builder, sheet, columns)
    asked: dict[str, str] = {}
    for number, row in _with_what_goes_on(sheet, table, columns.own):
        cells = {name: row[column].strip() for column, name in columns.own.items() if column < len(row)}
        part = cells.get("part") or part
        if not cells.get("statement"):
            filled = [at for at in _filled(row) if at not in columns.others and columns.own.get(at) != "part"]
            worded = [at for at in filled if any(sign.isalpha() for sign in row[at])]
            is_heading = (
                not cells.get("part") and len(filled) == len(worded) == 1 and columns.may_head(filled[0])
            )
            if is_heading:  # a row with nothing else
                part = row[filled[0]].strip()
            elif worded:
                builder.note(
                    sheet.place(number, worded[0]), _("no question in this row, so it was left out.")
                )
            companions.read(number, None, builder.section(part) if is_heading else None)
            continue
        at = {name: sheet.place(number, column) for column, name in columns.own.items()}
        if not _asks(builder, cells["statement"], at["statement"], asked):
            continue
        own = [(value, label, row[column].strip()) for column, value, label in levels if column < len(row)]
        question = _add_question(builder, part, cells, at, own, levels)
        _remember_cells(builder, question, at, {v: sheet.place(number, c) for c, v, _label in levels})
        companions.read(number, question, builder.section(part))


def _with_what_goes_on(
    sheet: Sheet, table: Table, own: dict[int, str]
) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield each row of a table, by its number. One that only goes on with the answers or prompts of the
    question above, as where a cell for each stands beside a merged one, is taken into that."""
    lists = {column for column, name in own.items() if name in LISTS}
    asks = next((column for column, name in own.items() if name == "statement"), None)
    above: list[str] = []
    number = table.first
    for at in range(table.first, table.end):
        row, filled = sheet.rows[at], _filled(sheet.rows[at])
        if asks in _filled(above) and filled and lists.issuperset(filled):
            above += [""] * (len(row) - len(above))
            for column in filled:
                above[column] = "\n".join(filter(None, (above[column].strip(), row[column])))
            continue
        if at > table.first:
            yield number, above
        number, above = at, list(row)
    if table.end > table.first:
        yield number, above


def _filled(row: Iterable[str]) -> list[int]:
    return [at for at, cell in enumerate(row) if cell.strip()]


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


def _note_unknown(builder: Builder, sheet: Sheet, table: Table) -> None:
    for column, cell in enumerate(sheet.rows[table.head]):
        if column not in table.columns and (text := one_line(cell)):
            builder.note(
                sheet.place(table.head, column),
                _("a column called ‘%(text)s’ is not known, and was left out.") % {"text": text[:60]},
            )
    known = {*table.columns, *_filled(sheet.rows[table.head])}
    for number in range(table.first, table.end):
        for column in _filled(sheet.rows[number]):
            if column not in known:
                known.add(column)
                builder.note(
                    sheet.place(number, column), _("a column without a head. All of it was left out.")
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
    said = one_line(cells.get("direction", "")).casefold()
    question["direction"] = "barrier" if said in WORSE else "strength"
    if said and said not in BETTER | WORSE:
        builder.note(
            at["direction"],
            _("‘%(said)s’ is no direction that is known. More is taken as better.") % {"said": said[:40]},
        )
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
