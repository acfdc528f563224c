"""From what somebody has to a framework file: which kind it is, and what it says."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from frameworks import languages
from frameworks.conversion import ciso, pasted, table, xlsform
from frameworks.conversion.cells import sheet_of_csv, sheets_of
from frameworks.conversion.columns import Tongues
from frameworks.conversion.parts import Converted, NotConvertible
from frameworks.exchange import faults
from frameworks.exchange.format import FrameworkFile, checked, plain_data
from frameworks.exchange.parser import FaultyFile, Parsed
from frameworks.exchange.recognition import kind_of_bytes
from frameworks.exchange.texts import tidied
from frameworks.exchange.words import Texts, Words, limit_of, texts_in
from frameworks.models import LIMITS


@dataclass(frozen=True, slots=True)
class Conversion:
    """A framework that was made of something else. notes: what was not taken over, each with its place.
    names_itself: it said of which framework it is, as a sheet does that was written out here. others: its
    words in other languages, by language and place (exchange/words.py)."""

    file: FrameworkFile
    notes: tuple[str, ...]
    names_itself: bool
    others: dict[str, Texts] = field(default_factory=dict)


SHORT_NAMES = {"en": "en-GB", "eng": "en-GB", "english": "en-GB", "cym": "cy", "wel": "cy", "cy-gb": "cy"}
SHORT_NAMES |= {"chinese": "zh-Hans", "norwegian": "nb"}
TABLES = (".csv", ".tsv", ".txt")
CODED = ("questions", "sections", "scales", "sources")


def convert_file(given: bytes | Parsed, name: str) -> Conversion | None:
    """Return the framework in a file of another kind, and notes on what was not taken over; None where it is
    no spreadsheet, table, XLSForm or CISO Assistant library.

    Raises FaultyFile where it is one, and no framework can be made of it: with the reasons.
    """
    title = PurePath(name).stem.replace("_", " ").replace("-", " ").strip()[:80] or _("Our questions")
    try:
        converted = _converted(Parsed.of(given), name, title)
        return None if converted is None else _as_file(converted)
    except NotConvertible as error:
        raise FaultyFile(error.reasons) from error


def convert_sheet(data: bytes, title: str) -> Conversion:
    """Return what a workbook says that was written out here."""
    sheets, _notes = sheets_of(data)
    return _as_file(table.from_sheets(sheets, title, tongues()))


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
        made = (xlsform if xlsform.is_xlsform(sheets) else table).from_sheets(sheets, title, tongues())
        made.notes[:0] = notes
        if b"vbaProject.bin" in data:
            made.notes.insert(0, _("Macros were left out. Nothing in them was run."))
        return made
    if kind is not None:
        return None
    if plain := _library(parsed):
        return ciso.from_data(plain, title)
    if name.lower().endswith(TABLES) and (
        sheet := sheet_of_csv(data, is_table=not name.lower().endswith(".txt"))
    ):
        return table.from_sheets([sheet], title, tongues())
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
        found = [_by_cell(converted, detail) for detail in error.errors(include_url=False)]
        raise FaultyFile(list(dict.fromkeys([*found, *converted.notes]))) from error
    if found := faults.together(converted.data):
        raise FaultyFile([*found, *converted.notes])
    others = _taken(converted, texts_in(plain_data(file)), file.language)
    return Conversion(file, tuple(converted.notes), "code" in converted.told, others)


def _by_cell(converted: Converted, detail: ErrorDetails) -> str:
    """Say what is wrong with a text by the cell that it stands in, where that is known."""
    said = faults.in_plain_words(detail)
    part: Any = converted.data
    place, named = "", ""
    for step in detail["loc"]:
        if isinstance(part, list) and isinstance(step, int):
            part = part[step]
        elif isinstance(part, dict) and step in part:
            named, part = str(step), part[step]
        if isinstance(part, dict) and "code" in part and named in CODED:
            place = f"{named.removesuffix('s')}:{part['code']}"
        elif isinstance(part, dict) and named == "levels" and place:
            place = f"{place}:level:{part['value']}"
    above = place.rpartition(":level:")[0] or place
    names = [f"{place or 'head'}:{named}", place, above, f"{above}:statement"]
    cell = next((converted.cells[one] for one in names if one in converted.cells), "")
    return f"{cell}: {said.partition(': ')[2]}" if cell else said


def _taken(converted: Converted, own: Texts, language: str) -> dict[str, Texts]:
    """Return the words in other languages that can be kept, and note by its cell each text that cannot."""
    found: dict[str, Texts] = {}
    for code, said in converted.others.items():
        texts = found.setdefault(code, {})
        for place, (words, cell) in said.items():
            if place not in own:
                why = _("words in %(other)s and none in %(language)s beside them, so they were left out.")
                converted.notes.append(f"{cell}: {why % {'other': code, 'language': language}}")
                continue
            try:
                texts[place] = _tidied(words, place)
            except PydanticCustomError as unfit:
                converted.notes.append(f"{cell}: {unfit.message()}. {_('It was left out.')}")
        asked = [place for place in own if place.endswith(":statement")]
        there = sum(place in texts for place in asked)
        if 0 < there < len(asked):
            said_so = _(
                "%(language)s: %(there)s of %(many)s questions are in this language. The others can follow."
            )
            converted.notes.append(
                said_so
                % {"language": f"{languages.name_of(code)} ({code})", "there": there, "many": len(asked)}
            )
    return found


def _tidied(words: Words, place: str) -> Words:
    limit = limit_of(place)
    lines = limit == "text"
    if isinstance(words, list):
        return [tidied(one, LIMITS[limit], lines=lines) for one in words]
    return tidied(words, LIMITS[limit], lines=lines)


@cache
def tongues() -> Tongues:
    """Return what languages are called, in small letters, with the code of each: by its code, by its speakers
    and in English."""
    found: dict[str, str] = {}
    for code in languages.LANGUAGES:
        family = languages.family_of(code)
        names = [code, languages.name_within(code), *languages.english_names(code)]
        if sum(languages.family_of(other) == family for other in languages.LANGUAGES) == 1:
            names.append(family)
        found |= {name.casefold(): code for name in names}
    return found | SHORT_NAMES
