"""A report as a page: the one that is printed, and a file by itself."""

from django.conf import settings
from django.template.loader import render_to_string

from assessments.printing.pdf import BASE_URL, static_file
from assessments.reports.model import Report
from assessments.reports.papers.breaks import sheets
from assessments.reports.papers.paper import Paper

STYLE_SHEET = '<link rel="stylesheet" href="css/report.css">'


def print_html(paper: Paper) -> str:
    """Print the HTML document that is printed. Its addresses are relative to the static files."""
    context = {
        "report": paper.report, "paper": paper, "sheets": sheets(paper), "site_name": settings.SITE_NAME,
    }  # fmt: skip
    page: str = render_to_string("assessments/reports/report/page.html", context)
    return with_colour(page, paper.report.face.colour)


def with_colour(page: str, colour: str) -> str:
    """Give a page that is printed the colour of an organisation; empty for none."""
    if not colour:  # else it is six figures that we checked, and can be nothing but a colour
        return page
    return page.replace("</head>", f"<style>:root{{--face:{colour}}}</style></head>", 1)


def write_html(report: Report) -> bytes:
    """Write an HTML file that needs no other: its style sheet is in it, its fonts are the reader's."""
    css = static_file(f"{BASE_URL}css/report.css").decode()
    return print_html(Paper(report, "report")).replace(STYLE_SHEET, f"<style>{css}</style>").encode()
