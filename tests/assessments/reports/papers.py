"""Reports as pages, for tests of what they say."""

from assessments.reports.formats.html import print_html
from assessments.reports.papers.paper import Paper

SIZES = ("brief", "report", "annex")
KINDS = [*((size, form) for form in ("a4", "large") for size in SIZES), ("simple", "a4")]


def page_of(report, size="report", form="a4", **more):
    return print_html(Paper(report, size, form, **more))


def whole_html(report):
    """All that is printed of a report: the report itself, its annex, and the summary in simple words."""
    return page_of(report) + page_of(report, "annex") + page_of(report, "simple")
