"""How people come into a round: its link and poster, slips with codes, e-mail; for those who run it.

No page here tells which codes were used, or says an address again.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_ratelimit.core import is_ratelimited

from accounts.idempotency.forms_sent import SentForm, sent_form
from accounts.naming import file_name
from assessments import codes
from assessments.forms.invitations import InviteForm, SlipsForm
from assessments.invitations import actions as invitation_actions
from assessments.invitations import queries as invitation_queries
from assessments.invitations.handouts import poster_html, slips_html
from assessments.invitations.message import handing_out
from assessments.invitations.queries import batches_of
from assessments.models import Perspective, Round
from assessments.printing.letters import missing_in
from assessments.printing.pdf import PdfUnavailable, render_pdf
from assessments.records.invitations import InvitationBatch
from assessments.rounds.errors import NotAllowedNow
from assessments.rounds.queries import sent_by_perspective
from assessments.views.access import not_now, posted_from, round_to_run, show_round, who
from assessments.views.downloads import download, no_pdf


def _page(
    request: HttpRequest, round_: Round, name: str, status: int = 200, **context: object
) -> HttpResponse:
    return show_round(request, f"invitations/{name}", round_, context, status)


def _refused(request: HttpRequest, round_: Round, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect("assessments:ways_in", round_.pk)


def ways_in(request: HttpRequest, pk: int) -> HttpResponse:
    """All ways into an open round, and what was given out so far."""
    round_ = round_to_run(request, pk)
    if not round_.is_open:
        return not_now(request, round_)
    batches = batches_of(round_, sent_by_perspective(round_))
    return _page(
        request,
        round_,
        "overview",
        batches=batches,
        delayed=any(row.batch.delayed for row in batches),
        reminders=invitation_queries.reminders_of(round_),
        missing=_missing(round_) if round_.has_link else "",
        handing_out=handing_out(request, round_) if round_.has_link else None,
    )


def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the link as a large picture to scan, for a screen in the room."""
    round_ = round_to_run(request, pk)
    if not round_.is_open:
        return not_now(request, round_)
    if not round_.has_link:
        return _refused(request, round_, _("People join by code here, so there is no link to show."))
    return _page(request, round_, "screen", out=handing_out(request, round_))


@posted_from("ways_in")
def add_codes(request: HttpRequest, pk: int) -> HttpResponse:
    """Let people join by code too."""
    round_ = round_to_run(request, pk)
    try:
        invitation_actions.add_codes(round_=round_, by=who(request))
    except NotAllowedNow as refused:
        return _refused(request, round_, refused.reason)
    messages.success(request, _("You can give out codes as well now. The link works as before."))
    return redirect("assessments:ways_in", round_.pk)


def stop_codes(request: HttpRequest, pk: int) -> HttpResponse:
    """Let people join by the link alone again: asked once more first."""
    round_ = round_to_run(request, pk)
    if not round_.is_open:
        return not_now(request, round_)
    if request.method != "POST":
        if not (round_.has_link and round_.has_codes):
            return redirect("assessments:ways_in", round_.pk)
        return _page(request, round_, "stop_codes", batches=batches_of(round_, []))
    try:
        invitation_actions.stop_codes(round_=round_, by=who(request))
    except NotAllowedNow as refused:
        return _refused(request, round_, refused.reason)
    messages.success(request, _("Codes have stopped. People join by the link, which works as before."))
    return redirect("assessments:ways_in", round_.pk)


def slips(request: HttpRequest, pk: int) -> HttpResponse:
    """Make slips: what is posted is answered with the PDF, the only time that its codes are shown."""
    round_ = round_to_run(request, pk)
    if not (round_.is_open and round_.has_codes):
        return _no_codes(request, round_)
    form = SlipsForm(request.POST or None, round_=round_)
    if sent := sent_form(request, form):
        data = form.cleaned_data
        return _slips_pdf(request, round_, sent, data["perspective"], data["number"], large=data["large"])
    missing = _missing(round_)
    return _page(request, round_, "slips", 400 if form.is_bound else 200, form=form, missing=missing)


def _missing(round_: Round) -> str:
    """Return the letters that slips and posters of this round would not show (printing/letters.py)."""
    assessment = round_.assessment
    groups = [group.label for group in assessment.perspectives.all()]
    return missing_in(assessment.title, assessment.organisation.name, round_.title, groups)


def _no_codes(request: HttpRequest, round_: Round) -> HttpResponse:
    if not round_.is_open:
        return not_now(request, round_)
    return _refused(request, round_, invitation_actions.CodesNotWanted().reason)


def _slips_pdf(
    request: HttpRequest,
    round_: Round,
    sent: SentForm,
    perspective: Perspective | None,
    number: int,
    *,
    large: bool,
) -> HttpResponse:
    """Make the print: printed first and stored after: what nobody holds is not stored, and no write waits for
    printing. Sent again, the page gives the same print."""
    made = [codes.invitation_from(sent.digest(f"slip {place}")) for place in range(number)]
    try:
        pdf = render_pdf(slips_html(request, round_, perspective, made, large=large))
        with sent.once() as is_first:
            if is_first:
                sent.made = invitation_actions.make_slips(
                    round_=round_, perspective=perspective, made=made, by=who(request)
                ).pk
        invitation_queries.check_not_taken_back(sent.made)
    except PdfUnavailable:
        return _refused(request, round_, no_pdf())
    except NotAllowedNow as refused:
        return _refused(request, round_, refused.reason)
    return download(pdf, file_name(_("slips"), round_.assessment.title, round_.title))


def poster(request: HttpRequest, pk: int, *, large: bool = False) -> HttpResponse:
    """Show a poster with the link that everyone shares."""
    round_ = round_to_run(request, pk)
    if not round_.is_open:
        return not_now(request, round_)
    if not round_.has_link:
        return _refused(request, round_, _("People join by code here, so there is no link for a poster."))
    try:
        pdf = render_pdf(poster_html(request, round_, large=large))
    except PdfUnavailable:
        return _refused(request, round_, no_pdf())
    return download(pdf, file_name(_("poster"), round_.assessment.title, round_.title))


def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite people by e-mail: one batch, each with a code of their own."""
    round_ = round_to_run(request, pk)
    if not (round_.is_open and round_.has_codes):
        return _no_codes(request, round_)
    if round_.assessment.organisation.is_example:
        return _refused(request, round_, invitation_actions.SendsNoMail().reason)
    form = InviteForm(request.POST or None, round_=round_)
    sent = sent_form(request, form)
    if sent is None:
        return _page(request, round_, "invite", 400 if form.is_bound else 200, form=form)
    if _many_batches(request):
        form.add_error(
            None, _("You have sent a great many invitations. Please wait an hour, then try again.")
        )
        return _page(request, round_, "invite", 429, form=form)
    try:
        with sent.once() as is_first:
            if is_first:
                invitation_actions.invite_by_mail(round_=round_, by=who(request), **form.cleaned_data)
    except NotAllowedNow as refused:
        return _refused(request, round_, refused.reason)
    number = len(form.cleaned_data["addresses"])
    if is_first:
        words = ngettext("%(n)s invitation is on its way.", "%(n)s invitations are on their way.", number)
        messages.success(request, words % {"n": number})
    else:
        messages.info(request, _("This page was sent more than once. Each invitation goes out once."))
    return redirect("assessments:ways_in", round_.pk)


def _many_batches(request: HttpRequest) -> bool:
    """Whether one person has sent so many that this site could be used to send what nobody asked for."""
    return is_ratelimited(request, group="invite", key="user", rate="10/h", method="POST", increment=True)


@posted_from("ways_in")
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Write again to each address whose code is unused. The answer is the same however many those are, none
    included."""
    round_ = round_to_run(request, pk)
    try:
        invitation_actions.remind(round_=round_, by=who(request))
    except NotAllowedNow as refused:
        return _refused(request, round_, refused.reason)
    messages.success(request, _reminded(round_))
    return redirect("assessments:ways_in", round_.pk)


def _reminded(round_: Round) -> str:
    if invitation_queries.reminders_of(round_).forgotten:
        return _(
            "Everyone whom you invited by e-mail since the round was opened again, and who has not used "
            "their code, gets a reminder."
        )
    return _("Everyone whom you invited by e-mail and who has not used their code gets a reminder.")


def take_back(request: HttpRequest, pk: int, batch: int) -> HttpResponse:
    """Make the unused codes of a batch stop working: asked once more first."""
    round_ = round_to_run(request, pk)
    found = get_object_or_404(round_.batches.select_related("round__assessment__organisation"), pk=batch)
    if not round_.is_open:
        return not_now(request, round_)
    if request.method != "POST":
        return _page(request, round_, "take_back", batch=found)
    try:
        invitation_actions.take_back(batch=found, by=who(request))
    except NotAllowedNow as refused:
        return _refused(request, round_, refused.reason)
    messages.success(request, _("The unused codes of that batch no longer work."))
    on_paper = found.how == InvitationBatch.How.PAPER
    return redirect("assessments:paper" if on_paper else "assessments:ways_in", round_.pk)
