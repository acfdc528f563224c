"""Reports of each size as a PDF/UA-1 file. All of these raise printing.pdf.PdfUnavailable."""

from assessments.printing.pdf import render_pdf, render_to_fit
from assessments.reports.formats.html import print_html
from assessments.reports.model import Report
from assessments.reports.papers.paper import PAGES_OF_A_BRIEF, Form, Paper, fits_of
from assessments.reports.papers.sections import Size
from assessments.reports.simple.amounts import MOST_PAGES, amounts_of


def write_brief(report: Report) -> bytes:
    """Write the brief, on one sheet of paper; where people's statements take more than a little room, they
    are whole on further ones."""
    papers = [Paper(report, "brief", fit=fit) for fit in fits_of(report)]
    return render_to_fit(map(print_html, papers), pages=PAGES_OF_A_BRIEF + papers[0].voice_pages)


def write_simple(report: Report) -> bytes:
    """Write the summary in simple words, telling as much as it has the pages for."""
    papers = [Paper(report, "simple", amount=one) for one in amounts_of(report)]
    return render_to_fit(map(print_html, papers), pages=MOST_PAGES)


def write_paper(report: Report, *, size: Size, form: Form = "a4") -> bytes:
    """Write a size of report in a form, on as many pages as it takes."""
    return render_pdf(print_html(Paper(report, size, form)))
