"""Charts to copy: each as an SVG and as a PNG, with all its words, for whoever may see the results."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from accounts.naming import file_name
from assessments.models import Release
from assessments.reports.build import build_report
from assessments.reports.charts.copies import copy_of_chart
from assessments.views.downloads import download
from assessments.views.results import Links
from frameworks.pictures.drawing import draw_png

MEDIA_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


def chart_file(request: HttpRequest, release: Release, links: Links, name: str, suffix: str) -> HttpResponse:
    """Give the chart of this name, to be stored (reports/charts/copies.py); 404 where the report has none."""
    sheet = copy_of_chart(build_report(release), name, credit=settings.SITE_NAME)
    if sheet is None:
        raise Http404
    drawn = sheet.svg().encode()
    if suffix == "png":
        drawn = draw_png(sheet.svg(), width=sheet.width, height=sheet.height)
    stored_as = file_name(release.round.assessment.title, release.round.title, name, suffix=suffix)
    return download(drawn, stored_as, media_type=MEDIA_TYPES[suffix])
