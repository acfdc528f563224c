"""From what somebody has to a framework file: which kind it is, and what it says."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from pydantic import ValidationError

from frameworks.conversion import ciso, pasted, table, xlsform
from frameworks.conversion.cells import sheet_of_csv, sheets_of
from frameworks.conversion.parts import Converted, NotConvertible
from frameworks.exchange import faults
from frameworks.exchange.format import FrameworkFile, checked
from frameworks.exchange.parser import FaultyFile, Parsed
from frameworks.exchange.recognition import kind_of_bytes


@dataclass(frozen=True, slots=True)
class Conversion:
    """A framework that was made of something else. notes: what was not taken over, each with its place.
    names_itself: it said of which framework it is, as a sheet does that was written out here."""

    file: FrameworkFile
    notes: tuple[str, ...]
    names_itself: bool


TABLES = (".csv", ".tsv", ".txt")


def convert_file(given: bytes | Parsed, name: str) -> Conversion | None:
    """Return the framework in a file of another kind, and notes on what was not taken over; None where it is
    no spreadsheet, table, XLSForm or CISO Assistant library.

    Raises FaultyFile where it is one, and no framework can be made of it: with the reasons.
    """
    title = PurePath(name).stem.replace("_", " ").replace("-", " ").strip()[:80] or "Our questions"
    try:
        converted = _converted(Parsed.of(given), name, title)
        return None if converted is None else _as_file(converted)
    except NotConvertible as error:
        raise FaultyFile(error.reasons) from error


def convert_text(text: str, title: str) -> Conversion:
    """Return the framework in a pasted text, and notes. Raises FaultyFile where there is none."""
    try:
        return _as_file(pasted.from_text(text, title))
    except NotConvertible as error:
        raise FaultyFile(error.reasons) from error


def _converted(parsed: Parsed, name: str, title: str) -> Converted | None:
    data = parsed.data
    kind = kind_of_bytes(data)
    if kind == "a spreadsheet (Excel)":
        sheets, notes = sheets_of(data)
        made = (xlsform if xlsform.is_xlsform(sheets) else table).from_sheets(sheets, title)
        made.notes[:0] = notes
        if b"vbaProject.bin" in data:
            made.notes.insert(0, "Macros were left out. Nothing in them was run.")
        return made
    if kind is not None:
        return None
    if plain := _library(parsed):
        return ciso.from_data(plain, title)
    if name.lower().endswith(TABLES) and (sheet := sheet_of_csv(data)):
        return table.from_sheets([sheet], title)
    return None


def _library(parsed: Parsed) -> dict[str, Any] | None:
    try:
        plain, _doubles = parsed.plain()
    except FaultyFile:
        return None
    return plain if ciso.is_ciso(plain) else None


def _as_file(converted: Converted) -> Conversion:
    try:
        file = checked(converted.data)
    except ValidationError as error:
        found = [faults.in_plain_words(detail) for detail in error.errors(include_url=False)]
        raise FaultyFile([*found, *converted.notes]) from error
    if found := faults.together(converted.data):
        raise FaultyFile([*found, *converted.notes])
    return Conversion(file, tuple(converted.notes), "code" in converted.told)
