"""A framework as a spreadsheet: a row for each question, as `table.py` reads it. By XlsxWriter."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from frameworks.conversion.parts import how_true
from frameworks.exchange.format import FrameworkFile, checked, plain_data
from frameworks.exchange.limits import FORMAT
from frameworks.exchange.words import Texts, parts_in, texts_in
from frameworks.languages import page_language

COLUMNS = (
    ("part", "Part", 24),
    ("code", "Code", 18),
    ("kind", "Kind", 10),
    ("title", "Short name", 26),
    ("statement", "Question", 60),
    ("plain", "In shorter words", 40),
    ("scale", "Scale", 14),
    ("direction", "Direction", 12),
    ("choose", "Choose", 10),
    ("options", "Answers", 40),
    ("consider", "Things to think about", 40),
    ("actions", "What a team could do", 40),
    ("source", "Source", 18),
    ("where", "Page", 24),
)
HEAD = (
    ("title", "Title"),
    ("code", "Code"),
    ("version", "Version"),
    ("language", "Language"),
    ("summary", "Summary"),
    ("introduction", "Introduction"),
    ("plain", "Introduction in shorter words"),
    ("licence", "Licence"),
    ("credits", "Credits"),
)
OF_SCALE = {
    "label": "Label",
    "description": "Description",
    "plain_label": "Label in shorter words",
    "plain": "Description in shorter words",
}
NOTHING: dict[str, Texts] = {}


def to_fill() -> FrameworkFile:
    """Return what the sheet to fill shows: a question with levels, and one with answers to choose from."""
    return checked(
        {
            "format": FORMAT,
            "code": "our-questions",
            "title": _("Our questions"),
            "version": 1,
            "language": page_language(),
            "summary": _("In a sentence: what these questions are about."),
            "scales": [how_true()],
            "sections": [
                {
                    "code": "meetings",
                    "title": _("Our meetings"),
                    "questions": [
                        {
                            "code": "heard",
                            "kind": "rating",
                            "title": _("Being heard"),
                            "statement": _("In our meetings, everyone is heard."),
                            "scale": "how-true",
                            "direction": "strength",
                            "consider": [
                                _("Who has not spoken yet?"),
                                _("Whose idea was taken up last time?"),
                            ],
                        },
                        {
                            "code": "when",
                            "kind": "choice",
                            "title": _("Best time"),
                            "statement": _("When can you come?"),
                            "choose": "many",
                            "options": [
                                {"code": "day", "label": _("By day")},
                                {"code": "evening", "label": _("In the evening")},
                            ],
                        },
                    ],
                }
            ],
        }
    )


def workbook_of(file: FrameworkFile, beside: Mapping[str, Texts] = NOTHING) -> bytes:
    """Return the framework as an .xlsx file. beside: its words in other languages, each of which gets columns
    of its own. No cell of it is a formula."""
    data = plain_data(file)
    made = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(made, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        values = sorted({level["value"] for scale in data.get("scales", ()) for level in scale["levels"]})
        columns = [(name, head, width) for name, head, width in COLUMNS]
        columns += [(f"level {value}", f"Level {value}", 30) for value in values]
        rows = list(_questions(data, beside))
        _table(book, "Questions", _with_languages(columns, rows, beside), rows, bold, wrap)
        head = [(label, data.get(name, "")) for name, label in HEAD]
        head += [
            (f"{label} ({language})", texts[f"head::{name}"])
            for language, texts in beside.items()
            for name, label in HEAD
            if f"head::{name}" in texts
        ]
        sheet = book.add_worksheet("Framework")
        sheet.set_column(0, 0, 30, bold)
        sheet.set_column(1, 1, 90, wrap)
        for number, (label, value) in enumerate(head):
            sheet.write_string(number, 0, label, bold)
            sheet.write_string(number, 1, str(value), wrap)
        names = ["Scale", "Title", "Value", *OF_SCALE.values()]
        scales = list(_scales(data, beside))
        of_scales = _with_languages([(name, name, 28) for name in names], scales, beside)
        _table(book, "Scales", of_scales, scales, bold, wrap)
        columns_of_sources = ("Code", "Citation", "URL")
        cited = (
            {"Code": s["code"], "Citation": s["citation"], "URL": s.get("url", "")}
            for s in data.get("sources", ())
        )
        _table(book, "Sources", [(name, name, 50) for name in columns_of_sources], cited, bold, wrap)
    return made.getvalue()


def _table(
    book: Any,
    name: str,
    columns: list[tuple[str, str, int]],
    rows: Iterable[dict[str, Any]],
    bold: Any,
    wrap: Any,
) -> None:
    sheet = book.add_worksheet(name)
    for column, (_key, head, width) in enumerate(columns):
        sheet.set_column(column, column, width, wrap)
        sheet.write_string(0, column, head, bold)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, start=1):
        for column, (key, _head, _width) in enumerate(columns):
            if (value := row.get(key, "")) != "":
                sheet.write_string(number, column, str(value), wrap)


def _with_languages(
    columns: list[tuple[str, str, int]], rows: list[dict[str, Any]], beside: Mapping[str, Texts]
) -> list[tuple[str, str, int]]:
    """Return the columns, each with one of every language that says anything in it right behind it."""
    found = []
    for key, head, width in columns:
        found.append((key, head, width))
        found += [
            (f"{key} ({language})", f"{head} ({language})", width)
            for language in beside
            if any(row.get(f"{key} ({language})") for row in rows)
        ]
    return found


def _questions(data: dict[str, Any], beside: Mapping[str, Texts]) -> Iterable[dict[str, Any]]:
    own = texts_in(data)
    for part in parts_in(data):
        for question in part.get("questions", ()):
            cited = question.get("source", {})
            row = {
                **question,
                "part": part["title"],
                "source": cited.get("code", ""),
                "where": cited.get("where", ""),
                **_words_of(question, part, own),
            }
            for language, texts in beside.items():
                words = _words_of(question, part, texts)
                row |= {f"{key} ({language})": value for key, value in words.items()}
            yield row


def _words_of(question: dict[str, Any], part: dict[str, Any], texts: Texts) -> dict[str, str]:
    """Return the words of a question's row in one language, by their columns."""
    at = f"question:{question['code']}"
    words = {name: texts.get(f"{at}:{name}", "") for name in ("title", "statement", "plain")}
    words |= {name: "\n".join(texts.get(f"{at}:{name}", ())) for name in ("consider", "actions")}
    labels = [texts.get(f"{at}:option:{one['code']}", "") for one in question.get("options", ())]
    words["options"] = "\n".join(map(str, labels)) if all(labels) else ""
    words["part"] = texts.get(f"section:{part['code']}:title", "")
    for level in question.get("levels", ()):
        words[f"level {level['value']}"] = texts.get(f"{at}:level:{level['value']}", "")
    return {name: str(value) for name, value in words.items() if value}


def _scales(data: dict[str, Any], beside: Mapping[str, Texts]) -> Iterable[dict[str, Any]]:
    for scale in data.get("scales", ()):
        for level in scale["levels"]:
            row = {"Scale": scale["code"], "Title": scale["title"], "Value": level["value"]}
            row |= {head: level.get(name, "") for name, head in OF_SCALE.items()}
            for language, texts in beside.items():
                at = f"scale:{scale['code']}"
                row[f"Title ({language})"] = texts.get(f"{at}:title", "")
                row |= {
                    f"{head} ({language})": texts.get(f"{at}:level:{level['value']}:{name}", "")
                    for name, head in OF_SCALE.items()
                }
            yield row
