"""A meeting pack as a file: a cover with the list of contents, and the reports behind it."""

import datetime
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.naming import file_name
from assessments.models import Release
from assessments.printing.joining import ENTRY, Joined, join_pdfs, page_count
from assessments.printing.pdf import render_pdf
from assessments.records.report_files import MeetingPack
from assessments.reports.formats.html import with_colour
from assessments.reports.model import ReportFace

MOST_PAGES = 4000  # of one PDF: each takes half a megabyte of memory while they are joined


class PackTooLong(Exception):
    """The reports have more pages than one PDF can be joined from."""


@dataclass(frozen=True, slots=True)
class Front:
    """What stands on a pack's cover: its title, and the organisation with its looks."""

    title: str
    organisation: str
    face: ReportFace = field(default_factory=ReportFace)


@dataclass(frozen=True, slots=True)
class PackSheet:
    """A report of a pack: what it is called, and its file; `pdf` is empty where it could not be made."""

    title: str
    round_title: str
    released_on: datetime.date
    pdf: bytes


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list of contents: `page` is where the report begins, None in a zip file."""

    sheet: PackSheet
    address: str
    page: int | None


def sheet_of(release: Release, pdf: bytes) -> PackSheet:
    round_ = release.round
    return PackSheet(round_.assessment.title, round_.title, release.released_on, pdf)


def write_pack(
    front: Front, kind: str, sheets: Sequence[PackSheet], failed: Sequence[PackSheet] = ()
) -> bytes:
    """Write a pack. failed: reports that could not be made, which its cover names. Raises
    printing.pdf.PdfUnavailable, and PackTooLong for one PDF of more than MOST_PAGES."""
    if kind == MeetingPack.Kind.ZIP:
        return _write_zip(_cover(front, [Line(one, "", None) for one in sheets], failed), sheets)
    lengths = [page_count(io.BytesIO(one.pdf)) for one in sheets]
    if sum(lengths) > MOST_PAGES:
        raise PackTooLong(_("The reports have too many pages for one PDF: take fewer, or a zip file."))
    cover = _numbered_cover(front, sheets, lengths, failed)
    others = [Joined(f"{one.title}, {one.round_title}", io.BytesIO(one.pdf)) for one in sheets]
    return join_pdfs(cover, others)


def _numbered_cover(
    front: Front, sheets: Sequence[PackSheet], lengths: Sequence[int], failed: Sequence[PackSheet]
) -> bytes:
    """Set the cover and its contents. How many pages that takes is known only when it is set, and moves every
    number in it: so it is set again until both agree. lengths: how many pages each report has."""
    pages = 1
    while True:
        cover = _cover(front, _lines(sheets, lengths, pages + 1), failed)
        taken = page_count(io.BytesIO(cover))
        if taken <= pages:
            return cover
        pages = taken


def _lines(sheets: Sequence[PackSheet], lengths: Sequence[int], start: int) -> list[Line]:
    """List the reports with their pages. start: the page of the first."""
    places = accumulate(lengths, initial=start)
    return [
        Line(sheet, f"{ENTRY}{number}", page)
        for number, (sheet, page) in enumerate(zip(sheets, places, strict=False), start=1)
    ]


def _cover(front: Front, lines: Sequence[Line], failed: Sequence[PackSheet]) -> bytes:
    context = {
        "front": front,
        "lines": lines,
        "failed": failed,
        "site_name": settings.SITE_NAME,
    }
    page = render_to_string("assessments/packs/cover.html", context)
    return render_pdf(with_colour(page, front.face.colour))


def _write_zip(cover: bytes, sheets: Sequence[PackSheet]) -> bytes:
    """Put the files into a zip, in order by their names; PDFs are packed already."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as parts:
        parts.writestr(f"00-{file_name(_('contents'))}", cover)
        for number, one in enumerate(sheets, start=1):
            parts.writestr(f"{number:02}-{file_name(one.title, one.round_title)}", one.pdf)
    return made.getvalue()
