"""The report as a page: the one that is printed, and a file by itself."""

from django.conf import settings
from django.template.loader import render_to_string

from assessments.printing.pdf import BASE_URL, static_file
from assessments.reports.model import Report

STYLE_SHEET = '<link rel="stylesheet" href="css/report.css">'


def print_html(report: Report) -> str:
    """Print the HTML document that is printed. Its addresses are relative to the static files."""
    context = {"report": report, "links": None, "site_name": settings.SITE_NAME}
    page: str = render_to_string("assessments/reports/report/print.html", context)
    if report.face.colour:  # six figures that we checked: nothing of it can be anything but a colour
        page = page.replace("</head>", f"<style>:root{{--face:{report.face.colour}}}</style></head>", 1)
    return page


def write_html(report: Report) -> bytes:
    """Write an HTML file that needs no other: its style sheet is in it, its fonts are the reader's."""
    css = static_file(f"{BASE_URL}css/report.css").decode()
    return print_html(report).replace(STYLE_SHEET, f"<style>{css}</style>").encode()
