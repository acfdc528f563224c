"""A Word file, piece by piece: real headings, tables whose first row is a header, pictures with a text, and
words marked with their language. Alone knows python-docx."""

import datetime
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import docx
from django.utils.translation import gettext as _
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from assessments.reports.formats.texts import storable
from frameworks import languages

FONT = "Arial"
INK = RGBColor(0x1D, 0x1A, 0x16)
LANGUAGE = "en-GB"
TEXT_WIDTH = Mm(170)
MOST_LOGO_WIDTH, MOST_LOGO_HEIGHT = Mm(40), Mm(14)  # as in the PDF
EAST_ASIA = frozenset({"zh", "ja", "ko"})
THUMBNAIL = "/thumbnail"  # the end of a kind of relationship: the template's has a picture of an empty page
MOST_ON_A_PAGE = 16  # rows: a table with no more is not parted by the end of a page
SIZE_IN_TABLES, SIZE_IN_NARROW_HEADS = 10, 8.5
NARROW = Mm(30)  # a column in which a long word would be broken
SIZES = {"Normal": 11, "Title": 26, "Heading 1": 18, "Heading 2": 15, "Heading 3": 12, "Caption": 10}


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of text. language: by BCP 47; empty for our own. None of what people wrote themselves, whose
    language nobody knows: it runs as its letters do."""

    text: str
    language: str | None = ""
    is_bold: bool = False

    @property
    def is_from_the_right(self) -> bool:
        if self.language is None:
            return languages.runs_from_the_right(self.text)
        return bool(self.language) and languages.is_from_the_right(self.language)


Text = str | Words | Sequence[Words]


@dataclass(frozen=True, slots=True)
class Lines:
    """Paragraphs in a cell."""

    texts: Sequence[Text]


def as_words(text: Text) -> Sequence[Words]:
    if isinstance(text, str):
        return [Words(text)]
    return [text] if isinstance(text, Words) else text


class WordDocument:
    """A Word file that is being written."""

    def __init__(self, *, title: str, subject: str, organisation: str, on: datetime.date) -> None:
        """Begin the file. What it says of itself names no person: organisation is its author."""
        self._docx = docx.Document()
        _drop_thumbnail(self._docx.part.package)
        properties = self._docx.core_properties
        midnight = datetime.datetime.combine(on, datetime.time())
        properties.title, properties.subject = storable(title)[:255], storable(subject)[:255]
        properties.author, properties.last_modified_by = storable(organisation)[:255], ""
        properties.comments, properties.language = "", LANGUAGE
        properties.created = properties.modified = midnight
        _style(self._docx)

    def title(self, text: Text, *, colour: str = "") -> None:
        """Add the title, below a broad line of this colour, '#RRGGBB'; empty for none."""
        self._paragraph(text, "Title")
        if colour:
            _draw_line_above(self._docx.paragraphs[-1], colour)

    def logo(self, png: bytes, text: str) -> None:
        """Add a logo, on the right."""
        paragraph = self._docx.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _draw(paragraph, png, text, width=MOST_LOGO_WIDTH, most_height=MOST_LOGO_HEIGHT)

    def heading(self, text: Text, level: int) -> None:
        self._paragraph(text, f"Heading {level}")

    def paragraph(self, text: Text, *, style: str = "Normal", leads: bool = False) -> None:
        """Add a paragraph for each line of the text that is not empty. leads: never parted from what follows
        by the end of a page."""
        words = as_words(text)
        if len(words) == 1 and "\n" in storable(words[0].text):
            one = words[0]
            for line in filter(str.strip, storable(one.text).split("\n")):
                self._paragraph([Words(line, one.language, one.is_bold)], style, leads=leads)
        else:
            self._paragraph(words, style, leads=leads)

    def quote(self, words: Words, from_whom: str) -> None:
        """Add what somebody wrote, and from which group, where it may be named."""
        self.paragraph(words, style="Quote", leads=bool(from_whom))
        if from_whom:
            self._paragraph(_("From: %(group)s") % {"group": from_whom}, "Caption")

    def bullets(self, texts: Iterable[Text]) -> None:
        for text in texts:
            self.paragraph(text, style="List Bullet")

    def table(
        self, name: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], widths: Sequence[int]
    ) -> None:
        """Add a table; something else must follow it, or the next is joined to it. name: what it is called
        for those who hear it. rows: of texts, Lines, numbers (on the right), pictures and lists of pictures.
        widths: of the columns, in shares of the page's."""
        made = self._docx.add_table(rows=0, cols=len(heads), style="Table Grid")
        made.autofit = False
        _describe_table(made, name)
        unit = TEXT_WIDTH // sum(widths)
        for column, width in zip(made.columns, widths, strict=True):
            column.width = width * unit  # some programs read it here, others in each cell
        for row, is_head in [(heads, True), *((row, False) for row in rows)]:
            _add_row(made, row, [width * unit for width in widths], is_head=is_head)
        for line in made.rows[: -1 if len(rows) <= MOST_ON_A_PAGE else 1]:
            for cell in line.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True

    def picture(self, png: bytes, text: str, *, share: float = 0.7) -> None:
        """Add a picture with what it says in words. share: of the width of the text."""
        paragraph = self._docx.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        _draw(paragraph, png, text, width=int(TEXT_WIDTH * share))

    def write(self) -> bytes:
        made = io.BytesIO()
        self._docx.save(made)
        return _without_times(made)

    def _paragraph(self, text: Text, style: str, *, leads: bool = False) -> None:
        if any(one.text.strip() for one in as_words(text)):
            paragraph = self._docx.add_paragraph(style=style)
            paragraph.paragraph_format.keep_with_next = leads or None
            _fill(paragraph, as_words(text))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a cell, and what it says in words. width: in millimetres; 0 for all of the cell."""

    png: bytes
    text: str
    width: int = 0


# Parts of the file


def _without_times(made: io.BytesIO) -> bytes:
    """Pack the parts anew, each with the first day that a zip file knows, as a spreadsheet's have: else they
    say to the second when somebody asked for the file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(packed, "w") as untimed:
        for name in parts.namelist():
            untimed.writestr(zipfile.ZipInfo(name), parts.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _style(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(20)
    for name, size in SIZES.items():
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), INK
        looks = style.element.get_or_add_rPr()
        fonts = looks.get_or_add_rFonts()
        for element in (fonts, looks.find(qn("w:color"))):  # what the theme says goes before what is set
            for attribute in [key for key in element.attrib if "heme" in key]:
                del element.attrib[attribute]
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), FONT)
    document.styles["Normal"].paragraph_format.space_before = Pt(4)
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    for slope in ("w:i", "w:iCs"):
        document.styles["Quote"].element.rPr.remove(document.styles["Quote"].element.rPr.find(qn(slope)))
    document.styles["Quote"].paragraph_format.left_indent = Mm(6)
    document.styles["Caption"].font.bold = False
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)


def _drop_thumbnail(package: Any) -> None:
    for name, relationship in list(package.rels.items()):
        if relationship.reltype.endswith(THUMBNAIL):
            del package.rels[name]


def _fill(paragraph: Any, words: Sequence[Words]) -> None:
    if words and words[0].is_from_the_right:
        paragraph.paragraph_format.element.get_or_add_pPr().append(OxmlElement("w:bidi"))
    for one in words:
        if one.text:
            _run(paragraph, one)


def _run(paragraph: Any, words: Words) -> None:
    run = paragraph.add_run(storable(words.text))
    run.bold = True if words.is_bold else None
    if words.is_from_the_right:
        run.font.rtl = True
    if words.language:
        mark = OxmlElement("w:lang")
        mark.set(qn("w:val"), words.language)
        if words.is_from_the_right:
            mark.set(qn("w:bidi"), words.language)
        if languages.family_of(words.language) in EAST_ASIA:
            mark.set(qn("w:eastAsia"), words.language)
        run._r.get_or_add_rPr().append(mark)


def _describe_table(table: Any, name: str) -> None:
    properties = table._tbl.tblPr
    for tag, value in (("w:tblCaption", name), ("w:tblDescription", "")):
        if value:
            element = OxmlElement(tag)
            element.set(qn("w:val"), storable(value))
            properties.append(element)


def _add_row(table: Any, row: Sequence[Any], widths: Sequence[int], *, is_head: bool) -> None:
    line = table.add_row()
    properties = line._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))
    for cell, value, width in zip(line.cells, row, widths, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
        if isinstance(value, Lines):
            for place, text in enumerate(value.texts):
                _fill(cell.add_paragraph() if place else paragraph, as_words(text))
            continue
        if isinstance(value, Picture | list):
            for one in value if isinstance(value, list) else [value]:
                _draw(paragraph, one.png, one.text, width=Mm(one.width) if one.width else width - Mm(4))
            continue
        if isinstance(value, int | float):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            value = str(value)
        _fill(paragraph, [Words(one.text, one.language, is_head or one.is_bold) for one in as_words(value)])
        size = SIZE_IN_NARROW_HEADS if is_head and width < NARROW else SIZE_IN_TABLES
        for run in paragraph.runs:
            run.font.size = Pt(size)


def _draw_line_above(paragraph: Any, colour: str) -> None:
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:top")
    looks = {"val": "single", "sz": "48", "space": "8", "color": colour.removeprefix("#")}  # 6 points
    for name, value in looks.items():
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:bidi", "w:spacing", "w:ind", "w:jc")


def _draw(paragraph: Any, png: bytes, text: str, *, width: int, most_height: int = 0) -> None:
    picture = paragraph.add_run().add_picture(io.BytesIO(png), width=width)
    if most_height and picture.height > most_height:
        picture.width, picture.height = round(picture.width * most_height / picture.height), most_height
    inline = picture._inline
    inline.docPr.set("descr", storable(text))
    inline.docPr.set("name", _("Chart %(number)s") % {"number": inline.docPr.get("id")})
