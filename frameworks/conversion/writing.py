"""A framework as a spreadsheet: a row for each question, as `table.py` reads it. By XlsxWriter."""

import io
from collections.abc import Iterable
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from frameworks.conversion.parts import how_true
from frameworks.exchange.format import FrameworkFile, checked, plain_data
from frameworks.exchange.limits import FORMAT
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


def workbook_of(file: FrameworkFile) -> bytes:
    """Return the framework as an .xlsx file. No cell of it is a formula."""
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
        _table(book, "Questions", columns, _questions(data), bold, wrap)
        head = [(label, data.get(name, "")) for name, label in HEAD]
        sheet = book.add_worksheet("Framework")
        sheet.set_column(0, 0, 30, bold)
        sheet.set_column(1, 1, 90, wrap)
        for number, (label, value) in enumerate(head):
            sheet.write_string(number, 0, label, bold)
            sheet.write_string(number, 1, str(value), wrap)
        names = (
            "Scale",
            "Title",
            "Value",
            "Label",
            "Description",
            "Label in shorter words",
            "Description in shorter words",
        )
        _table(book, "Scales", [(name, name, 28) for name in names], _scales(data), bold, wrap)
        columns_of_sources = ("Code", "Citation", "URL")
        rows = (
            {"Code": s["code"], "Citation": s["citation"], "URL": s.get("url", "")}
            for s in data.get("sources", ())
        )
        _table(book, "Sources", [(name, name, 50) for name in columns_of_sources], rows, bold, wrap)
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


def _questions(data: dict[str, Any]) -> Iterable[dict[str, Any]]:
    for section in data["sections"]:
        for part in (section, *section.get("sections", ())):
            for question in part.get("questions", ()):
                lists = {key: "\n".join(question.get(key, ())) for key in ("consider", "actions")}
                options = "\n".join(option["label"] for option in question.get("options", ()))
                cited = question.get("source", {})
                levels = {f"level {one['value']}": one["description"] for one in question.get("levels", ())}
                yield {
                    **question,
                    **lists,
                    **levels,
                    "part": part["title"],
                    "options": options,
                    "source": cited.get("code", ""),
                    "where": cited.get("where", ""),
                }


def _scales(data: dict[str, Any]) -> Iterable[dict[str, Any]]:
    for scale in data.get("scales", ()):
        for level in scale["levels"]:
            yield {
                "Scale": scale["code"],
                "Title": scale["title"],
                "Value": level["value"],
                "Label": level["label"],
                "Description": level.get("description", ""),
                "Label in shorter words": level.get("plain_label", ""),
                "Description in shorter words": level.get("plain", ""),
            }
