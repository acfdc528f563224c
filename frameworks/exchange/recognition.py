"""Which kind of file it is that somebody chose in place of a framework file: said by name, not by its faults.

Nothing is unpacked or built: signatures of bytes, names in a zip file's list, the first element of XML, the
top keys of what was read, the first rows of a table.
"""

import csv
import io
import re
import zipfile
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from frameworks.pictures.damage import DAMAGED

FEW_KEYS = 6  # so many missing or unknown keys, and no format: somebody else's file
_ROWS = 20  # of a table to look at

_SIGNATURES = (
    (b"%PDF-", gettext_noop("a PDF")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", gettext_noop("a document of an older Word, Excel or PowerPoint")),
    (b"\x89PNG\r\n\x1a\n", gettext_noop("a picture (PNG)")),
    (b"\xff\xd8\xff", gettext_noop("a picture (JPEG)")),
    (b"GIF87a", gettext_noop("a picture (GIF)")),
    (b"GIF89a", gettext_noop("a picture (GIF)")),
    (b"II*\0", gettext_noop("a picture (TIFF)")),
    (b"MM\0*", gettext_noop("a picture (TIFF)")),
    (b"{\\rtf", gettext_noop("a text document (RTF)")),
    (b"\x1f\x8b", gettext_noop("a compressed file (gzip)")),
    (b"7z\xbc\xaf\x27\x1c", gettext_noop("a compressed file (7-Zip)")),
    (b"Rar!\x1a\x07", gettext_noop("a compressed file (RAR)")),
    (b"SQLite format 3\0", gettext_noop("a database (SQLite)")),
    (b"ID3", gettext_noop("a sound recording")),
    (b"OggS", gettext_noop("a sound recording")),
    (b"BEGIN:VCALENDAR", gettext_noop("a calendar file")),
    (b"BEGIN:VCARD", gettext_noop("an address card")),
)
LOCKED = gettext_noop("a file that is locked by a password")
_OLD_OFFICE = (
    ("EncryptedPackage", LOCKED),
    ("Workbook", gettext_noop("a spreadsheet (an older Excel’s)")),
    ("WordDocument", gettext_noop("a Word document (an older Word’s)")),
    ("PowerPoint Document", gettext_noop("a presentation (an older PowerPoint’s)")),
)
_IN_ZIP = (
    ("xl/", gettext_noop("a spreadsheet (Excel)")),
    ("word/", gettext_noop("a Word document")),
    ("ppt/", gettext_noop("a presentation (PowerPoint)")),
    ("Index/Document.iwa", gettext_noop("a document of Apple’s Pages, Numbers or Keynote")),
    ("imsmanifest.xml", gettext_noop("a package of a learning platform")),
    ("META-INF/container.xml", gettext_noop("an e-book")),
)
_OPEN_DOCUMENT = (
    (b"opendocument.spreadsheet", gettext_noop("a spreadsheet (OpenDocument)")),
    (b"opendocument.text", gettext_noop("a text document (OpenDocument)")),
    (b"opendocument.presentation", gettext_noop("a presentation (OpenDocument)")),
)
_HTML = {"html", "head", "body", "meta", "title", "style", "script", "link", "div", "p", "span", "table"}
_HTML |= {"ul", "ol", "h1", "h2", "h3", "a", "form", "br"}
_ELEMENTS = {
    "svg": gettext_noop("a picture (SVG)"),
    "questionnaire": gettext_noop("a FHIR questionnaire"),
    "ddiinstance": gettext_noop("a DDI questionnaire"),
    "codebook": gettext_noop("a DDI codebook"),
    "odm": gettext_noop("a CDISC ODM export, as REDCap makes"),
    "questestinterop": gettext_noop("a test in QTI"),
    "assessmentitem": gettext_noop("a test in QTI"),
    "assessmenttest": gettext_noop("a test in QTI"),
    "qti-assessment-item": gettext_noop("a test in QTI"),
    "quiz": gettext_noop("a Moodle quiz"),
    "workbook": gettext_noop("a spreadsheet (Excel’s XML)"),
}
OTHER_SPREADSHEETS = (
    dict(_OLD_OFFICE)["Workbook"],
    _OPEN_DOCUMENT[0][1],
    _ELEMENTS["workbook"],
    dict(_IN_ZIP)["Index/Document.iwa"],
)
"""Kinds that a program of theirs saves as .xlsx too."""
# What the top keys of a JSON or YAML file tell: all of a row's keys are there.
_KEYS = (
    (("SurveyEntry", "SurveyElements"), gettext_noop("a Qualtrics survey")),
    (("resourceType",), gettext_noop("a FHIR resource")),
    (("pages", "elements"), gettext_noop("a SurveyJS survey")),
    (("formId",), gettext_noop("a Google form")),
    (("fields", "thankyou_screens"), gettext_noop("a Typeform form")),
    (("fields", "welcome_screens"), gettext_noop("a Typeform form")),
    (("survey", "choices"), gettext_noop("an XLSForm, as ODK and KoboToolbox use")),
    (("kmId",), gettext_noop("a knowledge model of the Data Stewardship Wizard")),
    (("dmp",), gettext_noop("a data management plan")),
    (("$schema", "$defs"), gettext_noop("a JSON Schema")),
    (("$schema", "properties"), gettext_noop("a JSON Schema")),
    (("openapi",), gettext_noop("a description of an API")),
    (("nbformat",), gettext_noop("a Jupyter notebook")),
    (("responses",), gettext_noop("answers to a survey")),
)
_HEADERS = (
    ("class\ttype/scale\tname", gettext_noop("a LimeSurvey survey")),
    ("variable / field name", gettext_noop("a REDCap data dictionary")),
    ("field_name,form_name", gettext_noop("a REDCap data dictionary")),
)
_PROLOG = re.compile(
    r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^<>\[]*(?:\[.*?\]\s*)?>)", re.DOTALL | re.IGNORECASE
)
_ELEMENT = re.compile(r"\s*<(?:[\w.-]{1,100}:)?([A-Za-z_][\w.-]{0,99})")


def kind_of_bytes(data: bytes) -> str | None:
    """Return what a file is that is no YAML or JSON at all, such as 'a PDF'; None where it may be one."""
    start = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(data)
    if data.startswith(b"RIFF"):
        return gettext_noop("a picture (WebP)") if data[8:12] == b"WEBP" else gettext_noop("a sound or film")
    if data[4:8] == b"ftyp":
        return (
            gettext_noop("a picture (HEIC)")
            if data[8:12] in (b"heic", b"heix", b"mif1", b"avif")
            else gettext_noop("a film")
        )
    if data.startswith(b"BM") and data[6:10] == b"\0\0\0\0":
        return gettext_noop("a picture (BMP)")
    if data.startswith(_SIGNATURES[1][0]):
        found = (what for name, what in _OLD_OFFICE if name.encode("utf-16-le") in data)
        return next(found, _SIGNATURES[1][1])
    found = (what for sign, what in _SIGNATURES if data.startswith(sign) or start.startswith(sign))
    return next(found, None) or _kind_of_markup(as_text(data))


def as_text(data: bytes) -> str:
    """Return the file as text, in whatever encoding it may be; for looking only."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):  # what programs write today, and what Excel writes as CSV
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _kind_of_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = packed.namelist()
            kind = b""
            if "mimetype" in names:
                with packed.open("mimetype") as inside:
                    kind = inside.read(200)
    except DAMAGED:
        return gettext_noop("a zip file")
    for sign, what in _OPEN_DOCUMENT:
        if sign in kind:
            return what
    if any(name.lower().endswith(".lss") for name in names):
        return gettext_noop("a LimeSurvey archive")
    found = (what for start, what in _IN_ZIP if any(name.startswith(start) for name in names))
    return next(found, gettext_noop("a zip file"))


def _kind_of_markup(text: str) -> str | None:
    place = 0
    while prolog := _PROLOG.match(text, place):
        place = prolog.end()
    first = _ELEMENT.match(text, place)
    if first is None:
        return gettext_noop("an XML file") if place else None
    name = first[1].lower()
    if name == "rdmo":
        return (
            gettext_noop("an RDMO catalogue")
            if "<catalog" in text
            else gettext_noop("a part of an RDMO catalogue")
        )
    if "<LimeSurveyDocType>" in text:
        return gettext_noop("a LimeSurvey survey")
    if name in _HTML:
        return (
            gettext_noop("an XForm, as ODK and KoboToolbox use")
            if "w3.org/2002/xforms" in text
            else gettext_noop("a web page")
        )
    return _ELEMENTS.get(name, _("an XML file (it begins with ‘%(name)s’)") % {"name": first[1]})


def kind_of_data(plain: Any) -> str | None:
    """Return whose file it is that was read as YAML or JSON; None where it may be a framework."""
    if isinstance(plain, list) and plain and all(isinstance(item, dict) for item in plain):
        return gettext_noop("a list of records")
    if not isinstance(plain, dict) or "format" in plain:
        return None
    keys = set(plain)
    pages = plain.get("pages")
    if isinstance(pages, list) and any(isinstance(page, dict) and "elements" in page for page in pages):
        return gettext_noop("a SurveyJS survey")
    if plain.get("type") == "FeatureCollection":
        return gettext_noop("a map (GeoJSON)")
    return next((what for names, what in _KEYS if keys.issuperset(names)), None)


def kind_of_table(text: str) -> str | None:
    """Return what a text is that is rows of cells, such as 'a table (CSV)'; None where it is none."""
    header = text.lstrip("\ufeff\r\n ").split("\n", 1)[0].strip()
    for start, what in _HEADERS:
        if header.lower().replace('"', "").startswith(start):
            return what
    if ": " in header or header.endswith(":"):
        return None
    return next(
        (_("a table (%(kind)s)") % {"kind": _(name)} for sign, name in _DELIMITERS if _is_table(text, sign)),
        None,
    )


_DELIMITERS = (("\t", gettext_noop("separated by tabs")), (",", "CSV"), (";", "CSV"), ("|", "CSV"))


def _is_table(text: str, delimiter: str) -> bool:
    """Tell whether the first rows have the same number of cells: two, of three rows or more; or more."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if row:
                rows.append(row)
            if len(rows) == _ROWS:
                break
    except csv.Error:
        return False
    widths = {len(row) for row in rows}
    return len(widths) == 1 and len(rows) >= 2 and (min(widths) > 2 or (min(widths) == 2 and len(rows) > 2))
