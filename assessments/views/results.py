"""Results, part by part, and the report on screen and as a PDF: for members, and for people who took part."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse

from assessments.models import Release, Round
from assessments.pdf import PdfUnavailable, file_name, render_kept
from assessments.report import build_report
from assessments.shown import Part, Report
from assessments.views.printing import download
from assessments.visits import Visit, for_participant


@dataclass(frozen=True, slots=True)
class Links:
    """Where the pages of one release are, for the person who looks. `prefix` stands before the names of
    the views."""

    prefix: str
    key: int | str
    back: str
    back_label: str
    base: str

    def _to(self, name: str, *more: str) -> str:
        return reverse(f"assessments:{self.prefix}{name}", args=[self.key, *more])

    @property
    def overview(self) -> str:
        return self._to("results")

    @property
    def report(self) -> str:
        return self._to("report")

    @property
    def pdf(self) -> str:
        return self._to("report_pdf")

    def part(self, part: Part) -> str:
        return self._to("results_part", part.framework, part.code)


# What each page shows, whoever looks


def _context(request: HttpRequest, report: Report, round: Round, links: Links) -> dict[str, Any]:
    return {
        "report": report,
        "round": round,
        "links": links,
        "is_example": report.is_example,
        "area": "assessments",
        "participant": getattr(request, "response", None),
    }


def _overview(request: HttpRequest, release: Release, links: Links) -> HttpResponse:
    report = build_report(release)
    context = _context(request, report, release.round, links)
    return render(request, "assessments/results/overview.html", context)


def _part(request: HttpRequest, release: Release, links: Links, framework: str, section: str) -> HttpResponse:
    report = build_report(release)
    part = report.part(framework, section)
    if part is None:
        raise Http404
    place = report.parts.index(part)
    context = {
        **_context(request, report, release.round, links),
        "part": part,
        "framework": report.framework_of(part),
        "place": place + 1,
        "before": report.parts[place - 1] if place else None,
        "after": report.parts[place + 1] if place + 1 < len(report.parts) else None,
    }
    return render(request, "assessments/results/part.html", context)


def _report(request: HttpRequest, release: Release, links: Links) -> HttpResponse:
    report = build_report(release)
    return render(request, "assessments/report/screen.html", _context(request, report, release.round, links))


def _report_pdf(request: HttpRequest, release: Release, links: Links) -> HttpResponse:
    report = build_report(release)
    try:
        pdf = render_kept(print_html(report))
    except PdfUnavailable:
        context = _context(request, report, release.round, links)
        return render(request, "assessments/report/no_pdf.html", context, status=503)
    return download(pdf, file_name(report.title, report.round_title))


def print_html(report: Report) -> str:
    """The report as the HTML document that is printed."""
    context = {"report": report, "links": None, "site_name": settings.SITE_NAME}
    return render_to_string("assessments/report/print.html", context)


# For members


def _released(request: HttpRequest, pk: int) -> tuple[Release, Links]:
    """A release within the person's reach, or 404."""
    rounds = Round.objects.visible_to(request.user).released()
    round = get_object_or_404(rounds.select_related("assessment__organisation", "release"), pk=pk)
    back = reverse("assessments:round", args=[pk])
    return round.release, Links("", pk, back, str(round), "base.html")


def results(request: HttpRequest, pk: int) -> HttpResponse:
    """The results at a glance, and what to talk about first."""
    return _overview(request, *_released(request, pk))


def results_part(request: HttpRequest, pk: int, framework: str, section: str) -> HttpResponse:
    """One part, question by question."""
    return _part(request, *_released(request, pk), framework, section)


def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report on screen."""
    return _report(request, *_released(request, pk))


def report_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as a PDF, to download."""
    return _report_pdf(request, *_released(request, pk))


# For people who took part


def _shared(visit: Visit) -> tuple[Release, Links] | None:
    """The release of the round that the person took part in; None before it is released, and for somebody
    who started and never sent."""
    round = visit.round
    if not (round.is_released and visit.response.submitted):
        return None
    release = Release.objects.get(round=round)
    release.round = round
    back = reverse("assessments:mine", args=[round.join_code])
    return release, Links("join_", round.join_code, back, "My answers", "assessments/part/base.html")


def _not_ready(visit: Visit) -> HttpResponse:
    context = {"round": visit.round, "participant": visit.response}
    return render(visit, "assessments/results/not_ready.html", context)


@for_participant
def join_results(request: Visit) -> HttpResponse:
    """The results at a glance, for somebody who took part."""
    shared = _shared(request)
    return _overview(request, *shared) if shared else _not_ready(request)


@for_participant
def join_results_part(request: Visit, framework: str, section: str) -> HttpResponse:
    """One part, for somebody who took part."""
    shared = _shared(request)
    return _part(request, *shared, framework, section) if shared else _not_ready(request)


@for_participant
def join_report(request: Visit) -> HttpResponse:
    """The report on screen, for somebody who took part."""
    shared = _shared(request)
    return _report(request, *shared) if shared else _not_ready(request)


@for_participant
def join_report_pdf(request: Visit) -> HttpResponse:
    """The report as a PDF, for somebody who took part."""
    shared = _shared(request)
    return _report_pdf(request, *shared) if shared else _not_ready(request)
