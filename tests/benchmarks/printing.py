"""The PDF report of the example's round, against WeasyPrint alone on the ready HTML.

Ours goes from the release in the database to the bytes of the file: the report is built, its pages and
charts are drawn as HTML, and that is printed. The bare side prints the same HTML with the same options.
"""

from assessments.models import Release
from assessments.printing.pdf import BASE_URL, VARIANT, _fetcher, render_pdf
from assessments.reports.build import build_report
from assessments.reports.formats.html import print_html
from tests.benchmarks.contest import Contest, Side


def printing(release: Release, *, pairs: int = 3, warm_up: int = 1) -> Contest:
    """The contest of printing a release."""
    html = print_html(build_report(released(release.pk)))
    return Contest(
        title=f"The PDF report of {release.people} people ({release.round.assessment})",
        ours=Side("from the release to the file", lambda pair: lambda: pdf_of(release.pk)),
        bare=Side("WeasyPrint on the ready HTML", lambda pair: lambda: bare_pdf(html)),
        target=1.2,
        pairs=pairs,
        warm_up=warm_up,
    )


def released(pk: int) -> Release:
    return Release.objects.select_related("round__assessment__organisation").get(pk=pk)


def pdf_of(pk: int) -> bytes:
    """The PDF of the release with this id."""
    return render_pdf(print_html(build_report(released(pk))))


def bare_pdf(html: str) -> bytes:
    import weasyprint

    document = weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=_fetcher({}))
    pdf: bytes = document.write_pdf(pdf_variant=VARIANT)
    return pdf
