"""The files in which a report can be had. A new format is a module of this package, and a line here."""

from collections.abc import Callable
from dataclasses import dataclass

from assessments.reports.formats.html import write_html
from assessments.reports.formats.pdf import write_pdf
from assessments.reports.model import Report


@dataclass(frozen=True, slots=True)
class ReportFormat:
    """A kind of file. write: makes its bytes. on_site: whether it has an address of its own on the site."""

    suffix: str
    media_type: str
    write: Callable[[Report], bytes]
    on_site: bool = True


FORMATS = {
    one.suffix: one
    for one in (
        ReportFormat("pdf", "application/pdf", write_pdf),
        ReportFormat("html", "text/html; charset=utf-8", write_html, on_site=False),
    )
}

SITE_FORMATS = [one for one in FORMATS.values() if one.on_site]
