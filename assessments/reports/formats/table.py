"""The files in which a report can be had. A new size or format is one module, and a line here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.reports.formats import pdf
from assessments.reports.formats.data.csv import write_csv
from assessments.reports.formats.data.json import write_json
from assessments.reports.formats.data.xlsx import write_xlsx
from assessments.reports.formats.html import write_html
from assessments.reports.formats.word.report import write_word
from assessments.reports.model import Report
from assessments.reports.papers.sections import SECTIONS_OF

# What can be asked for; what of it there is, FORMATS says.
SIZES = tuple(size for size in SECTIONS_OF if size != "simple")
NAMES = ("pdf", "large-print", "simple", "docx", "xlsx", "csv", "json", "html")
ALL_OF_IT = ""  # the size of what is whole, whatever size is asked for
SIMPLE = "simple"  # the size, and the one format that it has: that too whatever size is asked for


class NotOffered(Exception):
    """A size cannot be had in a format. Its message says what can be."""


@dataclass(frozen=True, slots=True)
class ReportFormat:
    """A kind of file.

    name, size: as the command export_report is asked for it. file: what it is called, with its suffix: its
    address on the site. write: makes its bytes. at_once: made while the page waits, as it takes less than a
    second even for 300 questions; else a worker makes it, and it is stored. on_demand: made when somebody
    first asks for it; else as soon as results are shared. has_sections: whether sections can be left out of
    it. title, purpose: what people are told of it; empty for what is not on the site.
    """

    name: str
    size: str
    file: str
    media_type: str
    write: Callable[[Report], bytes]
    at_once: bool = False
    on_demand: bool = False
    has_sections: bool = False
    title: str | Promise = ""
    purpose: str | Promise = ""

    @property
    def key(self) -> str:
        """Its name; for a size of its own, with that before it: 'brief-pdf'."""
        return self.name if self.size in ("report", ALL_OF_IT, SIMPLE) else f"{self.size}-{self.name}"

    @property
    def suffix(self) -> str:
        return self.file.rpartition(".")[2]

    @property
    def kind(self) -> str:
        """What the name of a downloaded file says beside its suffix: 'brief-large'; empty for the report, and
        for all of the results."""
        kind = self.file.rpartition(".")[0]
        return "" if kind in ("report", "results") else kind

    @property
    def url_name(self) -> str:
        """What its address is called: 'report_pdf'."""
        return self.file.replace(".", "_").replace("-", "_")

    @property
    def on_site(self) -> bool:
        """Whether it has an address of its own on the site."""
        return bool(self.title)


PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FORMATS = {
    one.key: one
    for one in (
        ReportFormat(
            "pdf", "brief", "brief.pdf", PDF, pdf.write_brief, has_sections=True,
            title=_("Brief as a PDF"), purpose=_("One sheet of paper, to talk from."),
        ),
        ReportFormat(
            "pdf", "report", "report.pdf", PDF, partial(pdf.write_paper, size="report"), has_sections=True,
            title=_("Report as a PDF"), purpose=_("To print, or to read on any device."),
        ),
        ReportFormat(
            "pdf", "annex", "annex.pdf", PDF, partial(pdf.write_paper, size="annex"), on_demand=True,
            title=_("Annex as a PDF"), purpose=_("Every question and how each group answered it."),
        ),
        ReportFormat(
            "large-print", "brief", "brief-large.pdf", PDF,
            partial(pdf.write_paper, size="brief", form="large"), has_sections=True,
            title=_("Brief in large print"), purpose=_("A PDF in one column, with large letters."),
        ),
        ReportFormat(
            "large-print", "report", "report-large.pdf", PDF,
            partial(pdf.write_paper, size="report", form="large"), has_sections=True,
            title=_("Report in large print"), purpose=_("A PDF in one column, with large letters."),
        ),
        ReportFormat(
            "large-print", "annex", "annex-large.pdf", PDF,
            partial(pdf.write_paper, size="annex", form="large"), on_demand=True,
            title=_("Annex in large print"), purpose=_("A PDF in one column, with large letters."),
        ),
        ReportFormat(
            "simple", SIMPLE, "simple.pdf", PDF, pdf.write_simple,
            title=_("Summary in simple words"),
            purpose=_("The main things, in short sentences and large letters, with pictures."),
        ),
        ReportFormat("html", "report", "report.html", "text/html; charset=utf-8", write_html),
        ReportFormat(
            "docx", "report", "report.docx", WORD, write_word,
            title=_("Report as a Word file"),
            purpose=_("To add your own notes, or to change the letters and colours."),
        ),
        ReportFormat(
            "xlsx", ALL_OF_IT, "results.xlsx", SPREADSHEET, write_xlsx, at_once=True,
            title=_("Results as a spreadsheet"),
            purpose=_("To sort and filter the numbers and the comments."),
        ),
        ReportFormat(
            "csv", ALL_OF_IT, "results.csv", "text/csv; charset=utf-8", write_csv, at_once=True,
            title=_("Results as CSV"), purpose=_("Each number on its own line, for statistics software."),
        ),
        ReportFormat(
            "json", ALL_OF_IT, "results.json", "application/json", write_json, at_once=True,
            title=_("Results as JSON"), purpose=_("All of the results, for other programs."),
        ),
    )
}  # fmt: skip

SITE_FORMATS = [one for one in FORMATS.values() if one.on_site]


def find_format(name: str, size: str) -> ReportFormat:
    """Return the format of this name in this size. Raises NotOffered, with what there is."""
    found = next(
        (one for one in FORMATS.values() if one.name == name and one.size in (size, ALL_OF_IT, SIMPLE)),
        None,
    )
    if found is None:
        there = ", ".join(f"{one.size} as {one.name}" if one.size else one.name for one in FORMATS.values())
        raise NotOffered(f"The size '{size}' cannot be had as '{name}' yet. You can have: {there}.")
    return found
