"""The report as a PDF."""

from assessments.printing.pdf import render_pdf
from assessments.reports.formats.html import print_html
from assessments.reports.model import Report


def write_pdf(report: Report) -> bytes:
    """Write a PDF/UA-1 file. Raises printing.pdf.PdfUnavailable."""
    return render_pdf(print_html(report))
