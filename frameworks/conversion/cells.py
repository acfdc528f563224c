"""Spreadsheets and tables as text: XLSX by openpyxl, CSV by the csv module. Nothing in them is worked out."""

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from enum import Enum
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

from frameworks.conversion.parts import NotConvertible, Sheet, letters
from frameworks.exchange.parser import MOST_BYTES
from frameworks.exchange.recognition import as_text
from frameworks.pictures.damage import DAMAGED

_Row = tuple[Any, ...]

MOST_ROWS = 2_000
MOST_COLUMNS = 100
MOST_UNPACKED = 20_000_000  # bytes
MOST_PACKED_FILES = 1_000
FEW_PLACES = 10  # that one note names
HIDDEN = re.compile(rb"<(?P<what>row|col)\b(?P<said>[^>]*\bhidden=[\"'](?:1|true)[\"'][^>]*)")
NUMBER = re.compile(rb"\b(?:r|min)=[\"'](\d{1,7})[\"']")
csv.field_size_limit(MOST_BYTES)  # else one long cell makes a table no table; a whole file is no larger


class _Unplain(Enum):
    """What stands in a cell in place of a value: not told by the text, which may begin with any sign."""

    FORMULA = "f"
    ERROR = "e"


UNPLAIN = {one.value: one for one in _Unplain}  # by what openpyxl calls the kind of a cell


def sheets_of(data: bytes) -> tuple[list[Sheet], list[str]]:
    """Return the sheets of a workbook that can be seen, and notes on cells that hold no plain text.

    Raises NotConvertible where it is too large, locked by a password, or broken.
    """
    _refuse_bomb(data)
    try:
        return _read(data)
    except NotConvertible:
        raise
    except DAMAGED as error:
        raise NotConvertible(
            _("This spreadsheet cannot be opened. Save it again as .xlsx, and try that.")
        ) from error


def _refuse_bomb(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            files = packed.infolist()
    except DAMAGED as error:
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
        if hidden := _hidden_in(data, page):
            notes.append(
                _("%(title)s: what is hidden in it was read too (%(places)s).")
                % {"title": page.title, "places": hidden}
            )
        sheets.append(_with_results(page.title, written_rows, results, notes))
    return sheets, notes


def _rows(page: Any, name: str) -> Iterator[_Row]:
    """Yield the values of each row, without what is empty at its end. Whatever the sheet says of its own size
    is not believed: some programs say a million rows."""
    page.reset_dimensions()
    empty = 0
    for number, cells in enumerate(page.iter_rows(max_col=MOST_COLUMNS)):
        row = tuple(_value_of(cell) for cell in cells)
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


def _hidden_in(data: bytes, page: Any) -> str:
    """Return which rows and columns of a sheet are hidden, in a few words. openpyxl tells it only of a sheet
    that it holds whole."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        written = packed.read(page._worksheet_path)
    found = []
    for one in HIDDEN.finditer(written):
        if number := NUMBER.search(one["said"]):
            at = int(number[1])
            found.append(str(at) if one["what"] == b"row" else letters(min(at, 16_384) - 1))
    return ", ".join(found[:FEW_PLACES]) + ("…" if len(found) > FEW_PLACES else "")


def _with_results(name: str, written: list[_Row], results: list[_Row], notes: list[str]) -> Sheet:
    """Return the sheet, with what its formulas came to in their place."""
    blank = Sheet(name, ())
    rows = []
    for number, row in enumerate(written):
        cells = []
        for column, value in enumerate(row):
            place = blank.place(number, column)
            if value is _Unplain.FORMULA:
                found = results[number] if number < len(results) else ()
                value = found[column] if column < len(found) else None
                if value is None:
                    notes.append(
                        _("%(place)s: a formula without a result. It was left empty.") % {"place": place}
                    )
                elif value is not _Unplain.ERROR:
                    notes.append(_("%(place)s: a formula. What it came to was taken.") % {"place": place})
            if value is _Unplain.ERROR:
                notes.append(_("%(place)s: an error, such as #REF!. It was left empty.") % {"place": place})
                value = None
            if isinstance(value, datetime.date | datetime.time):
                notes.append(
                    _("%(place)s: a date or time. Spreadsheets make these of ‘1-5’: look at it again.")
                    % {"place": place}
                )
            cells.append(_as_text(value))
        rows.append(tuple(cells))
    return Sheet(name, tuple(rows))


def _value_of(cell: Any) -> Any:
    return UNPLAIN.get(cell.data_type, cell.value)


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


def sheet_of_csv(data: bytes, *, is_table: bool) -> Sheet | None:
    """Return a table of text as a sheet without a name; None where it is none. is_table: its name says so,
    and one column is enough. Raises NotConvertible where it is too long."""
    text = as_text(data).lstrip("\ufeff")
    rows = max((_split(text, sign) for sign in ",;\t|"), key=_width)
    if _width(rows) < 2:
        rows = _split(text, "\x1f") if is_table else []  # between columns it is used by nobody
    if not any(map(any, rows)):
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
