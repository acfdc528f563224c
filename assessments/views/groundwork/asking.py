"""Asking people before the meeting, and whether the agreement was kept: by rounds like any other."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.permissions import Permission
from assessments.forms.groundwork import AskForm
from assessments.groundwork.asking import (
    ask_before_meeting,
    ask_whether_kept,
    rounds_asked_before,
)
from assessments.groundwork.queries import Version
from assessments.models import Round
from assessments.rounds.errors import RoundUnfinished
from assessments.views.access import who
from assessments.views.groundwork.access import AgreementPage, needing
from frameworks.models import FrameworkVersion


@needing(Permission.RUN_ASSESSMENTS)
def ask_before(page: AgreementPage) -> HttpResponse:
    """Set up a round that asks the questions before a meeting, after saying what that is."""
    if page.request.method == "POST":
        try:
            round_ = ask_before_meeting(assessment=page.assessment, by=who(page.request))
        except RoundUnfinished as refused:
            messages.warning(page.request, refused.reason)
            return redirect("assessments:round", refused.round.pk)
        except Refused as refused:
            messages.warning(page.request, refused.reason)
            return page.back()
        messages.success(
            page.request, _("The questions are in place. Look over each step, then open the round.")
        )
        return redirect("assessments:perspectives", round_.pk)
    newest = page.rounds[-1] if page.rounds else None
    context = {
        "asked": rounds_asked_before(page.assessment).first(),
        "draft": newest if newest and newest.state == Round.State.DRAFT else None,
    }
    return page.show("ask_before", context)


@needing(Permission.RUN_ASSESSMENTS)
def ask_kept(page: AgreementPage) -> HttpResponse:
    """Make questions on what both sides agreed, for the next round; for those who may publish frameworks."""
    version = page.agreement.newest
    may_make = page.may(Permission.STEWARD_FRAMEWORKS)
    if page.request.method == "POST" and not may_make:
        raise PermissionDenied
    if version is None or not may_make:
        return page.show("ask_kept", {"version": version, "may_make": may_make}, 200)
    form = AskForm(page.request.POST or None, clauses=list(_offered(version)))
    if form.is_valid():
        try:
            made = ask_whether_kept(
                assessment=page.assessment, version=version, statements=form.chosen, by=who(page.request)
            )
        except Refused as refused:
            messages.warning(page.request, refused.reason)
            return page.back()
        draft = next((one for one in page.rounds if one.state == Round.State.DRAFT), None)
        if made.status != FrameworkVersion.Status.PUBLISHED:
            words = _("The questions are a draft. A second person has to agree before a round can ask them.")
        elif draft:
            words = _("%(round)s asks these questions too now.") % {"round": draft.title}
        else:
            words = _("The questions are there. Choose them when you set up the next round.")
        messages.success(page.request, words)
        return (
            redirect("assessments:frameworks", draft.pk) if draft else redirect("frameworks:version", made.pk)
        )
    context = {"form": form, "version": version, "may_make": True}
    return page.show("ask_kept", context, 422 if form.errors else 200)


def _offered(version: Version) -> list[tuple[str, str, str]]:
    """Return each agreed clause with the statement that is offered for it: its shorter words, if it has
    some."""
    return [
        (one.code, one.title, text.shortest)
        for one in version.clauses
        for text in one.texts
        if one.outcome == "agreed" and text.shortest
    ]
