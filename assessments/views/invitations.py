"""How people come into a round: its link and poster, slips with codes, e-mail; for those who run it.

No page here tells which codes were used, or says an address again.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_ratelimit.core import is_ratelimited

from assessments import codes
from assessments.forms.invitations import InviteForm, SlipsForm
from assessments.invitations import actions as invitation_actions
from assessments.invitations import mail
from assessments.invitations import queries as invitation_queries
from assessments.invitations.handouts import poster_html, slips_html
from assessments.invitations.queries import batches_of
from assessments.models import InvitationBatch, Perspective, Round
from assessments.printing.pdf import PdfUnavailable, file_name, render_pdf
from assessments.rounds.errors import NotAllowedNow
from assessments.rounds.queries import sent_by_perspective
from assessments.views.access import not_now, posted_from, round_to_run, show_round, who
from assessments.views.downloads import download, no_pdf


def _page(
    request: HttpRequest, round: Round, name: str, status: int = 200, **context: object
) -> HttpResponse:
    return show_round(request, f"invitations/{name}", round, context, status)


def _refused(request: HttpRequest, round: Round, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect("assessments:ways_in", round.pk)


def ways_in(request: HttpRequest, pk: int) -> HttpResponse:
    """All ways into an open round, and what was given out so far."""
    round = round_to_run(request, pk)
    if not round.is_open:
        return not_now(request, round)
    batches = batches_of(round, sent_by_perspective(round))
    return _page(
        request,
        round,
        "overview",
        batches=batches,
        reminders=invitation_queries.reminders_of(round),
        host=request.get_host(),
        join_code=codes.in_groups(round.join_code),
        link=request.build_absolute_uri(reverse("assessments:join", args=[round.join_code])),
    )


@posted_from("ways_in")
def add_codes(request: HttpRequest, pk: int) -> HttpResponse:
    """Let people join by code too."""
    round = round_to_run(request, pk)
    try:
        invitation_actions.add_codes(round=round, by=who(request))
    except NotAllowedNow as refused:
        return _refused(request, round, refused.reason)
    messages.success(request, _("You can give out codes as well now. The link works as before."))
    return redirect("assessments:ways_in", round.pk)


def slips(request: HttpRequest, pk: int) -> HttpResponse:
    """Make slips: what is posted is answered with the PDF, the only time that its codes are shown."""
    round = round_to_run(request, pk)
    if not (round.is_open and round.has_codes):
        return _no_codes(request, round)
    form = SlipsForm(request.POST or None, round=round)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        return _slips_pdf(request, round, data["perspective"], data["number"], large=data["large"])
    return _page(request, round, "slips", 400 if form.is_bound else 200, form=form)


def _no_codes(request: HttpRequest, round: Round) -> HttpResponse:
    if not round.is_open:
        return not_now(request, round)
    return _refused(request, round, invitation_actions.CodesNotWanted().reason)


def _slips_pdf(
    request: HttpRequest, round: Round, perspective: Perspective | None, number: int, *, large: bool
) -> HttpResponse:
    """Printed first and stored after: what nobody holds is not stored, and no write waits for printing."""
    made = [codes.make_invitation() for _ in range(number)]
    try:
        pdf = render_pdf(slips_html(request, round, perspective, made, large=large))
        invitation_actions.make_slips(round=round, perspective=perspective, made=made, by=who(request))
    except PdfUnavailable:
        return _refused(request, round, no_pdf())
    except NotAllowedNow as refused:
        return _refused(request, round, refused.reason)
    return download(pdf, file_name(_("slips"), round.assessment.title, round.title))


def poster(request: HttpRequest, pk: int, *, large: bool = False) -> HttpResponse:
    """A poster with the link that everyone shares."""
    round = round_to_run(request, pk)
    if not round.is_open:
        return not_now(request, round)
    if not round.has_link:
        return _refused(request, round, _("People join by code here, so there is no link for a poster."))
    try:
        pdf = render_pdf(poster_html(request, round, large=large))
    except PdfUnavailable:
        return _refused(request, round, no_pdf())
    return download(pdf, file_name(_("poster"), round.assessment.title, round.title))


def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite people by e-mail: one batch, each with a code of their own."""
    round = round_to_run(request, pk)
    if not (round.is_open and round.has_codes):
        return _no_codes(request, round)
    if round.assessment.organisation.is_example:
        return _refused(request, round, invitation_actions.SendsNoMail().reason)
    form = InviteForm(request.POST or None, round=round)
    if request.method != "POST" or not form.is_valid():
        return _page(request, round, "invite", 400 if form.is_bound else 200, form=form)
    if _many_batches(request):
        form.add_error(None, _("You have sent a great many invitations. Please wait an hour, then go on."))
        return _page(request, round, "invite", 429, form=form)
    try:
        _say_sent(request, *_send(request, round, form.cleaned_data))
    except mail.NoMailServer:
        form.add_error(None, _no_mail())
        return _page(request, round, "invite", 503, form=form)
    except NotAllowedNow as refused:
        return _refused(request, round, refused.reason)
    return redirect("assessments:ways_in", round.pk)


def _send(request: HttpRequest, round: Round, data: dict[str, Any]) -> tuple[int, int]:
    """How many invitations were made, and how many of them the mail server did not take.

    Raises NotAllowedNow, and NoMailServer where nothing was sent: then nothing is stored either."""
    mail.check_server()
    letters = invitation_actions.invite_by_mail(round=round, by=who(request), **data)
    try:
        return len(letters), len(mail.send_invitations(request, round, letters))
    except mail.NoMailServer:
        invitation_actions.unmake(letters=letters, by=who(request))
        raise


def _many_batches(request: HttpRequest) -> bool:
    """Whether one person has sent so many that this site could be used to send what nobody asked for."""
    return is_ratelimited(request, group="invite", key="user", rate="10/h", method="POST", increment=True)


def _no_mail() -> str:
    return _("This site cannot send mail just now, so nothing was sent. Please tell the people who run it.")


def _say_sent(request: HttpRequest, number: int, failed: int) -> None:
    if failed < number:
        words = ngettext(
            "%(n)s invitation is on its way.", "%(n)s invitations are on their way.", number - failed
        )
        messages.success(request, words % {"n": number - failed})
    if failed:
        words = ngettext(
            "%(n)s could not be sent: the mail server did not take the address.",
            "%(n)s could not be sent: the mail server did not take the addresses.",
            failed,
        )
        messages.warning(request, words % {"n": failed})


@posted_from("ways_in")
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Write again to each address whose code is unused. The answer is the same however many those are, none
    included."""
    round = round_to_run(request, pk)
    try:
        invitation_actions.check_sends_mail(round)
        post = mail.reminders(request, round)
    except mail.NoMailServer:
        return _refused(request, round, _no_mail())
    except NotAllowedNow as refused:
        return _refused(request, round, refused.reason)
    try:
        with post:
            invitation_actions.remind(round=round, by=who(request), mailer=post)
    except mail.NoMailServer:
        return _refused(request, round, _mail_ended())
    except NotAllowedNow as refused:
        return _refused(request, round, refused.reason)
    messages.success(request, _reminded(round))
    return redirect("assessments:ways_in", round.pk)


def _reminded(round: Round) -> str:
    if invitation_queries.reminders_of(round).forgotten:
        return _(
            "Everyone whom you invited by e-mail since the round was opened again, and who has not used "
            "their code, gets a reminder."
        )
    return _("Everyone whom you invited by e-mail and who has not used their code gets a reminder.")


def _mail_ended() -> str:
    return _(
        "This site could not send mail any more, so some people may not have a reminder yet. Send the "
        "reminder again later: it then goes to those who do not have it yet."
    )


def take_back(request: HttpRequest, pk: int, batch: int) -> HttpResponse:
    """Make the unused codes of a batch stop working: asked once more first."""
    round = round_to_run(request, pk)
    found = get_object_or_404(round.batches.select_related("round__assessment__organisation"), pk=batch)
    if not round.is_open:
        return not_now(request, round)
    if request.method != "POST":
        return _page(request, round, "take_back", batch=found)
    try:
        invitation_actions.take_back(batch=found, by=who(request))
    except NotAllowedNow as refused:
        return _refused(request, round, refused.reason)
    messages.success(request, _("The unused codes of that batch no longer work."))
    on_paper = found.how == InvitationBatch.How.PAPER
    return redirect("assessments:paper" if on_paper else "assessments:ways_in", round.pk)
