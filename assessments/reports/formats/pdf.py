"""Reports of each size as a PDF/UA-1 file. All of these raise printing.pdf.PdfUnavailable."""

from assessments.printing.pdf import render_pdf, render_to_fit
from assessments.reports.formats.html import print_html
from assessments.reports.model import Report
from assessments.reports.papers.paper import FITS, PAGES_OF_A_BRIEF, Paper


def write_brief(report: Report) -> bytes:
    """Write the brief, on one sheet of paper."""
    papers = (Paper(report, "brief", fit=fit) for fit in FITS)
    return render_to_fit(map(print_html, papers), pages=PAGES_OF_A_BRIEF)


def write_report(report: Report) -> bytes:
    """Write the report on A4."""
    return render_pdf(print_html(Paper(report, "report")))


def write_annex(report: Report) -> bytes:
    """Write the annex on A4: every question, four to a page."""
    return render_pdf(print_html(Paper(report, "annex")))


def write_large_brief(report: Report) -> bytes:
    """Write the brief in letters of 18 points or more."""
    return render_pdf(print_html(Paper(report, "brief", "large")))


def write_large_report(report: Report) -> bytes:
    """Write the report in letters of 18 points or more."""
    return render_pdf(print_html(Paper(report, "report", "large")))


def write_large_annex(report: Report) -> bytes:
    """Write the annex in letters of 18 points or more."""
    return render_pdf(print_html(Paper(report, "annex", "large")))
