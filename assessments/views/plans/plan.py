"""The plan: read, changed, looked at again by both sides, and printed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.errors import Refused
from accounts.idempotency.forms_sent import sent_form
from accounts.naming import file_name
from assessments.forms.outcome.plans import ReviewDayForm, ReviewForm
from assessments.models import Release
from assessments.plans import actions
from assessments.plans.mail import mark_in, stop_mail
from assessments.printing.pdf import PdfUnavailable, render_pdf
from assessments.reports.beside.plan_reading import abouts, summary_of
from assessments.reports.build import build_report
from assessments.views.access import who
from assessments.views.downloads import download, no_pdf
from assessments.views.plans.access import PlanPage, to_change, to_read
from assessments.views.results import Links


@to_read
def plan(page: PlanPage) -> HttpResponse:
    """Show the plan: what comes first, the rest, and when it is looked at again."""
    return page.show("plan", {"summary": summary_of(page.plan)})


@to_change
def review(page: PlanPage) -> HttpResponse:
    """Write down what both sides said when they looked at the whole plan."""
    form = ReviewForm(page.request.POST or None)
    if sent := sent_form(page.request, form):
        try:
            with sent.once() as is_first:
                if is_first:
                    sent.made = actions.review_plan(
                        release=page.release, by=who(page.request), **form.cleaned_data
                    ).pk
            messages.success(page.request, _("It is in the plan."))
            return page.back()
        except Refused as refused:
            form.add_error(None, refused.reason)
    return page.show("review", {"form": form}, 400 if form.is_bound else 200)


@to_change
def review_day(page: PlanPage) -> HttpResponse:
    """Say when both sides look at the plan again."""
    form = ReviewDayForm(page.request.POST or None, initial={"review_on": page.plan.review_on})
    if form.is_valid():
        try:
            actions.set_review_day(release=page.release, by=who(page.request), **form.cleaned_data)
            messages.success(page.request, _("Saved."))
            return page.back()
        except Refused as refused:
            form.add_error(None, refused.reason)
    return page.show("review_day", {"form": form}, 400 if form.is_bound else 200)


@to_read
def plan_pdf(page: PlanPage, *, large: bool = False) -> HttpResponse:
    """Give the plan as one page to print, or as many as it takes; owners as each of them chose."""
    today = timezone.localdate()
    context = {"report": page.report, "plan": page.plan, "today": today, "large": large}
    try:
        made = render_pdf(render_to_string("assessments/plans/print.html", context))
    except PdfUnavailable:
        messages.error(page.request, no_pdf())
        return page.back()
    return download(made, file_name(_("plan"), page.round.assessment.title, page.round.title))


def outcome_page(request: HttpRequest, release: Release, links: Links) -> HttpResponse:
    """Show what came of it, to anybody with its link: what people said in the group's words, what was done,
    what was not, and why. No comment, no address, and no owner's name that they did not let out."""
    report = build_report(release)
    known = abouts(report)
    context = {
        "report": report,
        "plan": report.plan,
        "differ": [known[one.key] for one in report.agreed if one.now.outcome == "not_agreed"],
        "round": release.round,
        "links": links,
        "is_example": report.is_example,
        "area": "assessments",
        "participant": getattr(request, "response", None),
    }
    return render(request, "assessments/plans/outcome.html", context)


@login_not_required
@never_cache
def no_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever has the link in a message to an owner stop those messages. It asks once more, as programs
    open links in mail too."""
    mark = mark_in(token)
    if mark is None:
        raise Http404
    if request.method == "POST":
        stop_mail(mark)
    response = render(request, "assessments/plans/no_mail.html", {"is_stopped": request.method == "POST"})
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
