"""Results, part by part, and the report on screen and as a file: for members, and people who took part."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from accounts.naming import file_name
from accounts.permissions import Permission, may
from assessments.models import Release, Round
from assessments.printing.letters import missing_in
from assessments.release.queries import has_release_before, release_before
from assessments.reports.build import build_report
from assessments.reports.files import ordered_report, read_report, report_now
from assessments.reports.formats.table import FORMATS, SITE_FORMATS, ReportFormat
from assessments.reports.model import Order, Report
from assessments.reports.papers.paper import Paper
from assessments.reports.papers.sections import SECTIONS_OF, SIZE_NAMES, Size, chosen, offered
from assessments.reports.part_model import ReportPart
from assessments.responses.visits import Visit, for_participant
from assessments.views.downloads import download
from assessments.views.question_table import QuestionTable
from background.status import is_overdue

P = ParamSpec("P")

ORDERS: dict[Order, str] = {
    "gap": gettext_noop("Widest gap first"),
    "lowest": gettext_noop("Lowest first"),
    "asked": gettext_noop("As asked"),
}


@dataclass(frozen=True, slots=True)
class Links:
    """Where the pages of one release are, for the person who looks. `prefix` stands before the names of
    the views. `back` is where they came from, empty for nowhere. `ends_on`: the last day of the link that
    they came by, if any; `report_alone`, `outcome_alone`: it shows the report, or what came of it, and
    nothing else. `leaves_out`: files are made without the sections that they do not want; else these are left
    out on screen alone. `new_action`: where they write a new action of the plan; empty for those who may not.
    """

    prefix: str
    key: int | str
    back: str
    back_label: str
    base: str
    ends_on: datetime.date | None = None
    report_alone: bool = False
    outcome_alone: bool = False
    leaves_out: bool = True
    new_action: str = ""

    def _to(self, name: str, *more: str) -> str:
        return reverse(f"assessments:{self.prefix}{name}", args=[self.key, *more])

    @property
    def overview(self) -> str:
        return self._to("results")

    @property
    def questions(self) -> str:
        return self._to("results_questions")

    @property
    def comments(self) -> str:
        return self._to("results_comments")

    @property
    def change(self) -> str:
        """Where what has moved since an earlier round is; empty for those who see this release alone."""
        return self._to("results_change") if self.sees_earlier else ""

    def results_of(self, round_: Round) -> str:
        """Return where the results of another round of the assessment are; empty for those who cannot come
        there from here."""
        if self.prefix not in ("", "example_"):
            return ""
        return reverse(f"assessments:{self.prefix}results", args=[round_.pk])

    @property
    def sees_earlier(self) -> bool:
        """Whether figures of an earlier round may stand beside these (docs/rules.md, Over time)."""
        return self.prefix != "shared_"

    @property
    def is_of_member(self) -> bool:
        """Whether a member looks, signed in."""
        return not self.prefix

    @property
    def is_of_participant(self) -> bool:
        """Whether somebody looks who took part."""
        return self.prefix == "join_"

    @property
    def report(self) -> str:
        return self._to("report")

    @property
    def brief(self) -> str:
        return self._to("brief_pdf")

    @property
    def pdf(self) -> str:
        return self._to("report_pdf")

    @property
    def home(self) -> str:
        """The first of the pages that they may see."""
        if self.outcome_alone:
            return self.outcome
        return self.report if self.report_alone else self.overview

    def earlier(self, release: Release) -> Release | None:
        """Return the release that this one is compared with: of the round before; None for none."""
        return release_before(release) if self.sees_earlier else None

    @property
    def outcome(self) -> str:
        return self._to("outcome")

    @property
    def plan(self) -> str:
        """The plan itself, for members; empty for others."""
        return "" if self.prefix else self._to("plan")

    @property
    def record(self) -> str:
        """What the group agreed at its meetings, and where these begin, for members; empty for others."""
        return "" if self.prefix else reverse("assessments:record", args=[self.key])

    def chart(self, name: str, suffix: str) -> str:
        return self._to(f"results_chart_{suffix}", name)

    @property
    def files(self) -> list[tuple[ReportFormat, str]]:
        """Each format in which they may have the report, with its address."""
        theirs = [one for one in SITE_FORMATS if not self.report_alone or one.size]
        return [(one, self._to(one.url_name)) for one in theirs]

    def part(self, part: ReportPart) -> str:
        return self._to("results_part", part.framework, part.code)


Page = Callable[Concatenate[HttpRequest, Release, Links, P], HttpResponse]


# What each page shows, whoever looks


def _who_may_plan(request: HttpRequest, round_: Round, links: Links) -> Links:
    """Add the way to a new action, where the person may write one. One query for members, none for others."""
    can_change = links.is_of_member and round_.state == Round.State.RELEASED
    if not (can_change and may(request.user, Permission.CHANGE_PLANS, round_.assessment.organisation)):
        return links
    return replace(links, new_action=reverse("assessments:new_action", args=[round_.pk]))


def page_context(request: HttpRequest, report: Report, round_: Round, links: Links) -> dict[str, Any]:
    """Return what the template of every page of a release reads."""
    return {
        "report": report,
        "round": round_,
        "links": links,
        "missing": partial(missing_in, report),  # asked for only where the PDF is offered
        "is_example": report.is_example,
        "area": "assessments",
        "participant": getattr(request, "response", None),
    }


def overview_page(request: HttpRequest, release: Release, links: Links) -> HttpResponse:
    """Show the results at a glance: the headline, what to talk about first, and every part.

    The parts are ordered as `?order` says: by gap, lowest first, or as asked; `?average=1` adds the plain
    average.
    """
    report = build_report(release, since=links.earlier(release))
    links = _who_may_plan(request, release.round, links)
    asked = request.GET.get("order", "")
    order: Order = next((one for one in ORDERS if one == asked), "gap")
    context = {
        **page_context(request, report, release.round, links),
        "order": order,
        "orders": {name: _(words) for name, words in ORDERS.items()},
        "average": request.GET.get("average") == "1",
        "parts": report.parts_by(order),
    }
    return render(request, "assessments/reports/results/overview.html", context)


def part_page(
    request: HttpRequest, release: Release, links: Links, framework: str, section: str
) -> HttpResponse:
    """One part, question by question."""
    report = build_report(release)
    part = report.part(framework, section)
    if part is None:
        raise Http404
    place = report.parts.index(part)
    links = _who_may_plan(request, release.round, links)
    context = {
        **page_context(request, report, release.round, links),
        "part": part,
        "framework": report.framework_of(part),
        "place": place + 1,
        "before": report.parts[place - 1] if place else None,
        "after": report.parts[place + 1] if place + 1 < len(report.parts) else None,
    }
    return render(request, "assessments/reports/results/part.html", context)


def questions_page(request: HttpRequest, release: Release, links: Links) -> HttpResponse:
    """Show all questions as one table, chosen and ordered by the address."""
    report = build_report(release)
    context = page_context(request, report, release.round, links)
    context["table"] = QuestionTable.chosen(report, request.GET)
    return render(request, "assessments/reports/results/questions.html", context)


def comments_page(request: HttpRequest, release: Release, links: Links) -> HttpResponse:
    """Show all that people wrote and that may be read, by question."""
    report = build_report(release)
    return render(
        request,
        "assessments/reports/results/comments.html",
        page_context(request, report, release.round, links),
    )


def report_page(request: HttpRequest, release: Release, links: Links) -> HttpResponse:
    """Show a report on screen, and where its files are: of the size that the address says (`?size=brief`),
    and with the sections left out that it names (`&without=comments`)."""
    size: Size = next((one for one in SECTIONS_OF if one == request.GET.get("size")), "report")
    left_out = chosen(request.GET.getlist("without"), size)
    report = build_report(release, left_out=left_out, since=links.earlier(release))
    asked = QueryDict(mutable=True)
    asked.setlist("without", sorted(left_out))
    context = {
        **page_context(request, report, release.round, links),
        "paper": Paper(report, size, "screen"),
        "sheets": frozenset(),
        "sizes": SIZE_NAMES,
        "sections": offered(size, rated=report.rated, compared=report.change is not None),
        "files": [(form, address) for form, address in links.files if form.size == size],
        "query": f"?{asked.urlencode()}" if left_out else "",
        "leaves_out": links.leaves_out,
    }
    return render(request, "assessments/reports/report/screen.html", context)


def report_file(request: HttpRequest, release: Release, links: Links, key: str) -> HttpResponse:
    """Give the report in one of its formats, to download, without the sections that the address names
    (`?without=comments`); until it is made, say how far it is."""
    round_, form = release.round, FORMATS[key]
    name = file_name(round_.assessment.title, round_.title, form.kind, suffix=form.suffix)
    if form.at_once:
        written_now = report_now(release, key, since=links.earlier(release))
        return download(written_now, name, media_type=form.media_type)
    leaves_out = form.has_sections and links.leaves_out
    left_out = chosen(request.GET.getlist("without"), form.size) if leaves_out else frozenset()
    if not links.sees_earlier and has_release_before(release):
        left_out |= {"change"}
    file = ordered_report(release, key, left_out=left_out)
    written = read_report(file)
    if written is not None:
        return download(written, name, media_type=form.media_type)
    context = page_context(request, build_report(release), round_, links)
    context["file"] = file
    if file.failed_at:
        return render(request, "assessments/reports/report/no_file.html", context, status=503)
    context |= {"here": request.get_full_path(), "is_stalled": is_overdue()}
    return render(request, "assessments/reports/report/making.html", context, status=202)


# For members


def for_members(page: Page[P]) -> Callable[Concatenate[HttpRequest, int, P], HttpResponse]:
    """Show the page of a release within the person's reach; else 404."""

    @wraps(page)
    def view(request: HttpRequest, pk: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        rounds = Round.objects.visible_to(request.user).released()
        round_ = get_object_or_404(rounds.select_related("assessment__organisation__face", "release"), pk=pk)
        back = reverse("assessments:round", args=[pk])
        return page(request, round_.release, Links("", pk, back, str(round_), "base.html"), *args, **kwargs)

    return view


# For anybody: the example's own


def of_the_example(page: Page[P]) -> Callable[Concatenate[HttpRequest, int, P], HttpResponse]:
    """Show the page of a release of the example to anybody, signed in or not. Nothing else has a public page:
    404 for a round of any other organisation, and for one that is not released. Only looked at: what is
    invented tells of nobody. Whoever passes by gets the files that there are, each of which is made once."""

    @login_not_required
    @require_safe
    @wraps(page)
    def view(request: HttpRequest, pk: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        rounds = Round.objects.released().filter(assessment__organisation__is_example=True)
        round_ = get_object_or_404(rounds.select_related("assessment__organisation__face", "release"), pk=pk)
        links = Links("example_", pk, reverse("home"), _("Start page"), "base.html", leaves_out=False)
        return page(request, round_.release, links, *args, **kwargs)

    return view


# For people who took part


def for_those_who_sent(page: Page[P]) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """Show the page of the round that the person took part in.

    Before it is released, and for somebody who started and never sent, another page says so.
    """

    @wraps(page)
    def view(visit: Visit, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        round_ = visit.round
        if not (round_.is_released and visit.response.submitted):
            context = {
                "round": round_,
                "participant": visit.response,
                "is_example": round_.assessment.organisation.is_example,
            }
            return render(visit, "assessments/reports/results/not_ready.html", context)
        release = Release.objects.get(round=round_)
        release.round = round_
        back = reverse("assessments:mine", args=[round_.join_code])
        links = Links("join_", round_.join_code, back, _("My answers"), "assessments/responses/base.html")
        return page(visit, release, links, *args, **kwargs)

    return for_participant(view)
