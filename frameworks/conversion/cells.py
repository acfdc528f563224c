"""Spreadsheets and tables as text: XLSX by openpyxl, CSV by the csv module. Nothing in them is worked out."""

import csv
import datetime
import io
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from frameworks.conversion.parts import NotConvertible, Sheet
from frameworks.exchange.recognition import as_text

_Row = tuple[Any, ...]

MOST_ROWS = 2_000
MOST_COLUMNS = 100
MOST_UNPACKED = 20_000_000  # bytes
MOST_PACKED_FILES = 1_000
BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    NotImplementedError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    EOFError,
    RuntimeError,
    SyntaxError,  # of XML, as its parser says it
)


def sheets_of(data: bytes) -> tuple[list[Sheet], list[str]]:
    """Return the sheets of a workbook that can be seen, and notes on cells that hold no plain text.

    Raises NotConvertible where it is too large, locked by a password, or broken.
    """
    _refuse_bomb(data)
    try:
        return _read(data)
    except NotConvertible:
        raise
    except BROKEN as error:
        raise NotConvertible(
            _("This spreadsheet cannot be opened. Save it again as .xlsx, and try that.")
        ) from error


def _refuse_bomb(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            files = packed.infolist()
    except BROKEN as error:
        raise NotConvertible(
            _("This spreadsheet cannot be opened. Save it again as .xlsx, and try that.")
        ) from error
    if len(files) > MOST_PACKED_FILES or sum(one.file_size for one in files) > MOST_UNPACKED:
        raise NotConvertible(
            _("This spreadsheet is far larger than its file looks. Keep only the sheet with questions.")
        )


def _read(data: bytes) -> tuple[list[Sheet], list[str]]:
    notes: list[str] = []
    sheets = []
    written = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    worked_out = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False, data_only=True)
    for page, values in zip(written.worksheets, worked_out.worksheets, strict=True):
        if page.sheet_state != "visible":
            notes.append(_("%(title)s: this sheet is hidden, and was left out.") % {"title": page.title})
            continue
        written_rows, results = list(_rows(page, page.title)), list(_rows(values, page.title))
        sheets.append(_with_results(page.title, written_rows, results, notes))
    return sheets, notes


def _rows(page: Any, name: str) -> Iterator[_Row]:
    """Yield the values of each row, without what is empty at its end. Whatever the sheet says of its own size
    is not believed: some programs say a million rows."""
    page.reset_dimensions()
    empty = 0
    for number, row in enumerate(page.iter_rows(values_only=True, max_col=MOST_COLUMNS)):
        if any(value not in (None, "") for value in row):
            if number >= MOST_ROWS:
                raise NotConvertible(
                    _("%(name)s: more than %(most_rows)s rows. A framework has far fewer questions.")
                    % {"name": name, "most_rows": f"{MOST_ROWS:,}"}
                )
            yield from [()] * empty
            filled = max(column for column, value in enumerate(row) if value not in (None, ""))
            yield row[: filled + 1]
            empty = 0
        else:
            empty += 1
            if empty > MOST_ROWS:
                return


def _with_results(name: str, written: list[_Row], results: list[_Row], notes: list[str]) -> Sheet:
    """Return the sheet, with what its formulas came to in their place."""
    blank = Sheet(name, ())
    rows = []
    for number, row in enumerate(written):
        cells = []
        for column, value in enumerate(row):
            place = blank.place(number, column)
            if _is_formula(value):
                found = results[number] if number < len(results) else ()
                value = found[column] if column < len(found) else None
                if value is None or _is_formula(value):
                    notes.append(
                        _("%(place)s: a formula without a result. It was left empty.") % {"place": place}
                    )
                    value = None
                else:
                    notes.append(_("%(place)s: a formula. What it came to was taken.") % {"place": place})
            if isinstance(value, datetime.date | datetime.time):
                notes.append(
                    _("%(place)s: a date or time. Spreadsheets make these of ‘1-5’: look at it again.")
                    % {"place": place}
                )
            cells.append(_as_text(value))
        rows.append(tuple(cells))
    return Sheet(name, tuple(rows))


def _is_formula(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("=") and len(value) > 1


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    return str(value)


def sheet_of_csv(data: bytes) -> Sheet | None:
    """Return a table of text as a sheet without a name; None where it is none. Raises NotConvertible where it
    is too long."""
    text = as_text(data).lstrip("\ufeff")
    rows = max((_split(text, sign) for sign in ",;\t|"), key=_width)
    if _width(rows) < 2:
        return None
    if len(rows) > MOST_ROWS:
        raise NotConvertible(
            _("More than %(most_rows)s rows. A framework has far fewer questions.")
            % {"most_rows": f"{MOST_ROWS:,}"}
        )
    return Sheet("", tuple(tuple(row[:MOST_COLUMNS]) for row in rows))


def _split(text: str, sign: str) -> list[list[str]]:
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign):
            rows.append(row)
            if len(rows) > MOST_ROWS:
                break
    except csv.Error:
        return []
    return rows


def _width(rows: list[list[str]]) -> int:
    """Return how many cells most of the filled rows have."""
    widths = sorted(len(row) for row in rows if any(cell.strip() for cell in row))
    return widths[len(widths) // 2] if widths else 0
