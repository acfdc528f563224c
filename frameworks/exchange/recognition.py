"""Which kind of file it is that somebody chose in place of a framework file: said by name, not by its faults.

Nothing is unpacked or built: signatures of bytes, names in a zip file's list, the first element of XML, the
top keys of what was read, the first rows of a table.
"""

import csv
import io
import re
import zipfile
from typing import Any

FEW_KEYS = 6  # so many missing or unknown keys, and no format: somebody else's file
_ROWS = 20  # of a table to look at

_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of an older Word, Excel or PowerPoint"),
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF87a", "a picture (GIF)"),
    (b"GIF89a", "a picture (GIF)"),
    (b"II*\0", "a picture (TIFF)"),
    (b"MM\0*", "a picture (TIFF)"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file (7-Zip)"),
    (b"Rar!\x1a\x07", "a compressed file (RAR)"),
    (b"SQLite format 3\0", "a database (SQLite)"),
    (b"ID3", "a sound recording"),
    (b"OggS", "a sound recording"),
    (b"BEGIN:VCALENDAR", "a calendar file"),
    (b"BEGIN:VCARD", "an address card"),
)
_OLD_OFFICE = (
    ("Workbook", "a spreadsheet (an older Excel’s)"),
    ("WordDocument", "a Word document (an older Word’s)"),
    ("PowerPoint Document", "a presentation (an older PowerPoint’s)"),
)
_IN_ZIP = (
    ("xl/", "a spreadsheet (Excel)"),
    ("word/", "a Word document"),
    ("ppt/", "a presentation (PowerPoint)"),
    ("Index/Document.iwa", "a document of Apple’s Pages, Numbers or Keynote"),
    ("imsmanifest.xml", "a package of a learning platform"),
    ("META-INF/container.xml", "an e-book"),
)
_OPEN_DOCUMENT = (
    (b"opendocument.spreadsheet", "a spreadsheet (OpenDocument)"),
    (b"opendocument.text", "a text document (OpenDocument)"),
    (b"opendocument.presentation", "a presentation (OpenDocument)"),
)
_HTML = {"html", "head", "body", "meta", "title", "style", "script", "link", "div", "p", "span", "table"}
_HTML |= {"ul", "ol", "h1", "h2", "h3", "a", "form", "br"}
_ELEMENTS = {
    "svg": "a picture (SVG)",
    "questionnaire": "a FHIR questionnaire",
    "ddiinstance": "a DDI questionnaire",
    "codebook": "a DDI codebook",
    "odm": "a CDISC ODM export, as REDCap makes",
    "questestinterop": "a test in QTI",
    "assessmentitem": "a test in QTI",
    "assessmenttest": "a test in QTI",
    "qti-assessment-item": "a test in QTI",
    "quiz": "a Moodle quiz",
    "workbook": "a spreadsheet (Excel’s XML)",
}
# What the top keys of a JSON or YAML file tell: all of a row's keys are there.
_KEYS = (
    (("SurveyEntry", "SurveyElements"), "a Qualtrics survey"),
    (("resourceType",), "a FHIR resource"),
    (("pages", "elements"), "a SurveyJS survey"),
    (("formId",), "a Google form"),
    (("fields", "thankyou_screens"), "a Typeform form"),
    (("fields", "welcome_screens"), "a Typeform form"),
    (("survey", "choices"), "an XLSForm, as ODK and KoboToolbox use"),
    (("kmId",), "a knowledge model of the Data Stewardship Wizard"),
    (("dmp",), "a data management plan"),
    (("$schema", "$defs"), "a JSON Schema"),
    (("$schema", "properties"), "a JSON Schema"),
    (("openapi",), "a description of an API"),
    (("nbformat",), "a Jupyter notebook"),
    (("responses",), "answers to a survey"),
)
_HEADERS = (
    ("class\ttype/scale\tname", "a LimeSurvey survey"),
    ("variable / field name", "a REDCap data dictionary"),
    ("field_name,form_name", "a REDCap data dictionary"),
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
        return "a picture (WebP)" if data[8:12] == b"WEBP" else "a sound or film"
    if data[4:8] == b"ftyp":
        return "a picture (HEIC)" if data[8:12] in (b"heic", b"heix", b"mif1", b"avif") else "a film"
    if data.startswith(b"BM") and data[6:10] == b"\0\0\0\0":
        return "a picture (BMP)"
    if data.startswith(_SIGNATURES[1][0]):
        found = (what for name, what in _OLD_OFFICE if name.encode("utf-16-le") in data)
        return next(found, _SIGNATURES[1][1])
    found = (what for sign, what in _SIGNATURES if data.startswith(sign) or start.startswith(sign))
    return next(found, None) or _kind_of_markup(as_text(data))


def as_text(data: bytes) -> str:
    """Return the file as text, in whatever encoding it may be; for looking only."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _kind_of_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = packed.namelist()
            kind = b""
            if "mimetype" in names:
                with packed.open("mimetype") as inside:
                    kind = inside.read(200)
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, ValueError, EOFError):
        return "a zip file"
    for sign, what in _OPEN_DOCUMENT:
        if sign in kind:
            return what
    if any(name.lower().endswith(".lss") for name in names):
        return "a LimeSurvey archive"
    found = (what for start, what in _IN_ZIP if any(name.startswith(start) for name in names))
    return next(found, "a zip file")


def _kind_of_markup(text: str) -> str | None:
    place = 0
    while prolog := _PROLOG.match(text, place):
        place = prolog.end()
    first = _ELEMENT.match(text, place)
    if first is None:
        return "an XML file" if place else None
    name = first[1].lower()
    if name == "rdmo":
        return "an RDMO catalogue" if "<catalog" in text else "a part of an RDMO catalogue"
    if "<LimeSurveyDocType>" in text:
        return "a LimeSurvey survey"
    if name in _HTML:
        return "an XForm, as ODK and KoboToolbox use" if "w3.org/2002/xforms" in text else "a web page"
    return _ELEMENTS.get(name, f"an XML file (it begins with ‘{first[1]}’)")


def kind_of_data(plain: Any) -> str | None:
    """Return whose file it is that was read as YAML or JSON; None where it may be a framework."""
    if isinstance(plain, list) and plain and all(isinstance(item, dict) for item in plain):
        return "a list of records"
    if not isinstance(plain, dict) or "format" in plain:
        return None
    keys = set(plain)
    pages = plain.get("pages")
    if isinstance(pages, list) and any(isinstance(page, dict) and "elements" in page for page in pages):
        return "a SurveyJS survey"
    if plain.get("type") == "FeatureCollection":
        return "a map (GeoJSON)"
    return next((what for names, what in _KEYS if keys.issuperset(names)), None)


def kind_of_table(text: str) -> str | None:
    """Return what a text is that is rows of cells, such as 'a table (CSV)'; None where it is none."""
    header = text.lstrip("\ufeff\r\n ").split("\n", 1)[0].strip()
    for start, what in _HEADERS:
        if header.lower().replace('"', "").startswith(start):
            return what
    if ": " in header or header.endswith(":"):
        return None
    return next((f"a table ({name})" for sign, name in _DELIMITERS if _is_table(text, sign)), None)


_DELIMITERS = (("\t", "separated by tabs"), (",", "CSV"), (";", "CSV"), ("|", "CSV"))


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
