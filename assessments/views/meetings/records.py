"""Starting a meeting, the record of all of them, and both on paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.idempotency.forms_sent import SentForm, sent_form
from accounts.naming import file_name
from accounts.permissions import Permission, may
from assessments.agreement.actions import start_meeting
from assessments.agreement.queries import meetings_of
from assessments.forms.outcome.meetings import MeetingForm
from assessments.models import Round
from assessments.printing.pdf import PdfUnavailable, render_pdf
from assessments.records.meetings import Meeting
from assessments.reports.build import build_report
from assessments.reports.papers.paper import Paper
from assessments.views.access import not_now, round_to_meet_over, show_round, who
from assessments.views.downloads import download, no_pdf
from assessments.views.meetings.agenda import agenda_of
from assessments.views.meetings.room import Room
from assessments.views.results import Links

MOST_AT_ONCE = 60  # questions of a record that are printed while the page waits


def new_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a meeting: say which groups are in the room."""
    round_ = round_to_meet_over(request, pk)
    if round_.state != Round.State.RELEASED:
        return not_now(request, round_)
    perspectives = list(round_.assessment.perspectives.all())
    since = round_.release.released_on
    form = MeetingForm(request.POST or None, perspectives=perspectives, since=since)
    if sent := sent_form(request, form):
        try:
            return _started(request, round_, form, sent)
        except Refused as refused:
            form.add_error(None, refused.reason)
    report = build_report(round_.release)
    context = {"form": form, "report": report, "agenda": agenda_of(report), "meetings": meetings_of(round_)}
    return show_round(request, "agreement/new", round_, context, 400 if form.errors else 200)


def _started(request: HttpRequest, round_: Round, form: MeetingForm, sent: SentForm) -> HttpResponse:
    with sent.once() as is_first:
        if is_first:
            sent.made = start_meeting(round_=round_, by=who(request), **form.cleaned_data).pk
    room = Room(round_, get_object_or_404(Meeting, pk=sent.made or 0, round=round_))
    first = next((item for item in room.agenda.items if item.state == "open"), None)
    if first is None:
        return redirect("assessments:meeting", round_.pk, room.meeting.pk)
    return redirect(room.address(first))


def _shared_round(request: HttpRequest, pk: int) -> Round:
    rounds = Round.objects.visible_to(request.user).released()
    return get_object_or_404(rounds.select_related("assessment__organisation__face", "release"), pk=pk)


def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the group agreed and did not agree, question by question, with all that was said before."""
    round_ = _shared_round(request, pk)
    context = {
        "report": build_report(round_.release),
        "meetings": meetings_of(round_),
        "may_meet": round_.state == Round.State.RELEASED
        and may(request.user, Permission.RUN_MEETINGS, round_.assessment.organisation),
        "links": Links("", pk, reverse("assessments:round", args=[pk]), str(round_), "base.html"),
    }
    return show_round(request, "agreement/record", round_, context)


def sheet(request: HttpRequest, pk: int, *, what: str, large: bool = False) -> HttpResponse:
    """Print the discussion sheet or the record, as `what` says: 'discussion' or 'record'. A record that is
    too long to be printed while somebody waits is in the annex, which a worker makes."""
    round_ = _shared_round(request, pk)
    report = build_report(round_.release)
    if what == "record" and len(report.agreed_rows) > MOST_AT_ONCE:
        return redirect("assessments:annex_large_pdf" if large else "assessments:annex_pdf", pk)
    names = {"discussion": _("discussion sheet"), "record": _("record")}
    context = {
        "report": report,
        "paper": Paper(report, "report", "large" if large else "a4"),
        "agenda": agenda_of(report).ranked,
        "large": large,
        "lines": range(3),
    }
    try:
        pdf = render_pdf(render_to_string(f"assessments/agreement/print/{what}.html", context))
    except PdfUnavailable:
        return show_round(request, "agreement/no_pdf", round_, {"problem": no_pdf()}, 503)
    size = [_("large")] if large else []
    return download(pdf, file_name(names[what], *size, round_.assessment.title, round_.title))
