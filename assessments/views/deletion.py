"""Pages that delete: each says first what goes, and who may is asked once more."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django_ratelimit.core import is_ratelimited

from accounts.models import User
from accounts.permissions import Permission, may
from accounts.views import organisation_to_lead
from assessments.deletion import actions
from assessments.deletion.actions import DeletionRefused
from assessments.forms.deletion import DeleteAccountForm, DeleteForm
from assessments.models import Round
from assessments.rounds.queries import rounds_of, sent_by_perspective
from assessments.views.access import AREA, round_to_run, show_round, who

TRIES = "20/h"  # at one's own password


def delete_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a round, or its whole assessment. Who runs assessments deletes what is still being set up; what
    people have been asked goes only by a lead."""
    round_ = round_to_run(request, pk)
    assessment = round_.assessment
    rounds = rounds_of(assessment)
    form = DeleteForm(request.POST or None, name=assessment.title, is_one_of_many=len(rounds) > 1)
    leads = may(request.user, Permission.MANAGE_ORGANISATION, assessment.organisation)
    asked = [one for one in rounds if one.state != Round.State.DRAFT]
    if request.method == "POST" and form.is_valid():
        whole = form.cleaned_data.get("what", "assessment") == "assessment"
        if not leads and (asked if whole else round_ in asked):
            raise PermissionDenied
        if whole:
            actions.delete_assessment(assessment=assessment, by=who(request))
            messages.success(request, _("%(name)s is deleted.") % {"name": assessment.title})
            return redirect("assessments:list")
        actions.delete_round(round_=round_, by=who(request))
        messages.success(request, _("%(name)s is deleted.") % {"name": round_.title})
        return redirect("assessments:round", next(one.pk for one in reversed(rounds) if one != round_))
    sent = sum(row.people for row in sent_by_perspective(round_))
    context = {
        "form": form,
        "sent": sent,
        "rounds": rounds,
        "refused": not leads and (round_ in asked),
    }
    return show_round(request, "rounds/delete", round_, context, status=422 if form.errors else 200)


def delete_organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Delete an organisation with all that it owns; leads only."""
    found = organisation_to_lead(request, slug)
    form = DeleteForm(request.POST or None, name=found.name)
    why_not = actions.why_not_delete(found)
    if request.method == "POST" and not why_not and form.is_valid():
        try:
            actions.delete_organisation(organisation=found, by=who(request))
        except DeletionRefused as refused:
            why_not = refused.reason
        else:
            messages.success(request, _("%(name)s is deleted.") % {"name": found.name})
            return redirect("accounts:organisations")
    context = {
        "form": form,
        "organisation": found,
        "is_example": found.is_example,
        "assessments": found.assessments.order_by("pk"),
        "frameworks": found.frameworks.count(),
        "members": found.memberships.count(),
        "why_not": why_not,
        **AREA,
    }
    return render(
        request, "assessments/organisations/delete.html", context, status=422 if form.errors else 200
    )


def delete_account(request: HttpRequest) -> HttpResponse:
    """Delete one's own account."""
    user = cast(User, request.user)
    form = DeleteAccountForm(request.POST or None, user=user)
    alone = actions.led_alone(user)
    if request.method == "POST" and not alone:
        if is_ratelimited(request, group="delete-account", key="user", rate=TRIES, increment=True):
            form.add_error(None, _("You tried many times in the last hour. Please try again in an hour."))
        elif form.is_valid():
            try:
                actions.delete_account(user=user)
            except DeletionRefused:
                alone = actions.led_alone(user)
            else:
                logout(request)
                messages.success(request, _("Your account is deleted."))
                return redirect("home")
    context = {"form": form, "alone": alone, "is_example": False, **AREA}
    return render(
        request, "assessments/organisations/delete_account.html", context, status=422 if form.errors else 200
    )
