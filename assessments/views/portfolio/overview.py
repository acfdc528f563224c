"""An organisation over all its assessments, for its members; and putting an assessment away."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.models import Organisation
from accounts.naming import file_name
from accounts.permissions import Permission, may
from assessments.choices import State
from assessments.forms.portfolio import PortfolioForm
from assessments.models import Assessment, Round
from assessments.portfolio.patterns import FEWEST, LOW_BELOW, STRONG_FROM
from assessments.portfolio.queries import entries_of, patterns_in, waiting_in
from assessments.portfolio.standing import Standing, standings_of
from assessments.portfolio.waiting import assessments_with_late_actions, oldest_first, with_words
from assessments.printing.pdf import PdfUnavailable, render_pdf
from assessments.reports.phrases import FAR_FROM
from assessments.rounds.archiving import archive_assessment
from assessments.rounds.queries import AssessmentSummary, first_unfinished, rounds_of, summaries_of
from assessments.views.access import AREA, next_step_of, not_now, round_to_run, show_round, who
from assessments.views.downloads import download, no_pdf

ON_A_PAGE = 50  # assessments, or actions
LIMITS = {"fewest": FEWEST, "low": LOW_BELOW, "strong": STRONG_FROM, "far": FAR_FROM}
MOST_PRINTED = 100  # assessments, while the page waits
MOST_ACTIONS = 3  # of those that have been open longest, beside the list


def portfolio(request: HttpRequest, slug: str) -> HttpResponse:
    """Show all assessments of an organisation from A to Z, and what comes up in them again and again."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    may_run = may(request.user, Permission.RUN_ASSESSMENTS, organisation)
    entries = entries_of(organisation)
    form = PortfolioForm(request.GET)
    wanted = form.wanted
    found = [entry.assessment for entry in entries if entry.matches(*wanted)]
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    kept = [entry for entry in entries if entry.newest.state != State.ARCHIVED]
    oldest = oldest_first(organisation)
    context = {
        "organisation": organisation,
        "is_example": organisation.is_example,
        "may_run": may_run,
        "form": form,
        "is_narrowed": any(wanted),
        "query": urlencode([(name, value) for name, value in zip(form.fields, wanted, strict=True) if value]),
        "page": page,
        "rows": _rows(page, organisation, may_run=may_run),
        "total": len(kept),
        "archived": len(entries) - len(kept),
        "waiting": waiting_in(kept),
        "late": assessments_with_late_actions(organisation),
        "actions": with_words(oldest[:MOST_ACTIONS]),
        "open_actions": oldest.count(),
        "patterns": patterns_in(organisation),
        "limits": LIMITS,
        **AREA,
    }
    return render(request, "assessments/portfolio/portfolio.html", context)


def _rows(
    assessments: Iterable[Assessment], organisation: Organisation, *, may_run: bool
) -> list[tuple[AssessmentSummary, Standing | None, dict[str, str]]]:
    """Return the assessments of a list: their rounds, how far the newest has come since its results were
    shared, and what comes next. Five queries."""
    summaries = summaries_of(assessments)
    standings = standings_of(one.newest for one in summaries)
    found = []
    for one in summaries:
        standing = standings.get(one.newest.pk)
        goes_on = standing.next if standing and may_run else None
        runs = {organisation.pk} if may_run else set()
        found.append((one, standing, goes_on or next_step_of(one.newest, runs)))
    return found


def portfolio_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the page to print, as one page or as many as it takes: all assessments but archived ones, the
    actions that have been open longest, and what comes up again and again."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    kept = [one.assessment for one in entries_of(organisation) if one.newest.state != State.ARCHIVED]
    oldest = oldest_first(organisation)
    context = {
        "organisation": organisation,
        "rows": _rows(kept[:MOST_PRINTED], organisation, may_run=True),
        "total": len(kept),
        "more": max(0, len(kept) - MOST_PRINTED),
        "actions": with_words(oldest[:MOST_ACTIONS]),
        "open_actions": oldest.count(),
        "patterns": patterns_in(organisation),
        "limits": LIMITS,
        "today": timezone.localdate(),
    }
    try:
        made = render_pdf(render_to_string("assessments/portfolio/print.html", context))
    except PdfUnavailable:
        messages.error(request, no_pdf())
        return redirect("assessments:portfolio", slug)
    return download(made, file_name(_("assessments"), organisation.name))


def open_actions(request: HttpRequest, slug: str) -> HttpResponse:
    """Show all open actions of an organisation, those that have been open longest first."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    page = Paginator(oldest_first(organisation), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "organisation": organisation,
        "is_example": organisation.is_example,
        "page": page,
        "actions": with_words(page.object_list),
        **AREA,
    }
    return render(request, "assessments/portfolio/actions.html", context)


def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an assessment away: asked once more first, with what that does."""
    round_ = round_to_run(request, pk)
    if request.method == "POST":
        try:
            archive_assessment(assessment=round_.assessment, by=who(request))
            messages.success(request, _("The assessment is archived. Its results stay to be read."))
        except Refused as refused:
            messages.error(request, refused.reason)
        return redirect("assessments:round", pk)
    rounds = rounds_of(round_.assessment)
    if round_.state != Round.State.RELEASED or first_unfinished(rounds):
        return not_now(request, round_)
    shared = [one for one in rounds if one.state == Round.State.RELEASED]
    return show_round(request, "portfolio/archive", round_, {"shared": shared})
