"""Pages for an organisation and its members."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_ratelimit.core import is_ratelimited

from accounts import actions
from accounts.forms import MemberForm, OrganisationForm, RoleForm, TwoToPublishForm
from accounts.idempotency.forms_sent import sent_form
from accounts.mail import tell_new_member
from accounts.models import Membership, Organisation, User, name_order
from accounts.permissions import Permission, may

AREA = {"area": "organisations"}
ADDED_AT_MOST = "20/h"  # by one person: each gets an e-mail


def organisations(request: HttpRequest) -> HttpResponse:
    """List the person's organisations; lead to it where there is just one."""
    mine = Organisation.objects.visible_to(request.user).by_name()
    if len(mine) == 1:
        return redirect("accounts:organisation", mine[0].slug)
    return render(request, "accounts/organisations.html", {"organisations": mine, **AREA})


def new_organisation(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None)
    if sent := sent_form(request, form):
        with sent.once() as is_first:
            if is_first:
                sent.made = actions.create_organisation(**form.cleaned_data, by=cast(User, request.user)).pk
        made = get_object_or_404(Organisation.objects.visible_to(request.user), pk=sent.made)
        messages.success(request, f"{made.name} is set up. You are its lead.")
        return redirect("accounts:organisation", made.slug)
    return render(request, "accounts/new.html", {"form": form, **AREA})


def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the members and their roles; a lead can add one here."""
    mine = Organisation.objects.visible_to(request.user)
    found = get_object_or_404(mine.annotate(number_of_assessments=Count("assessments")), slug=slug)
    may_lead = may(request.user, Permission.MANAGE_ORGANISATION, found)
    form = MemberForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if not may_lead:
            raise PermissionDenied
        if form.is_valid():
            status = _add(request, found, form)
        if status == 302:
            return redirect("accounts:organisation", found.slug)
    context = {
        "organisation": found,
        "is_example": found.is_example,
        "has_assessments": bool(found.number_of_assessments),  # type: ignore[attr-defined]
        "members": _members(found, cast(User, request.user)),
        "may_lead": may_lead,
        "may_facilitate": may(request.user, Permission.RUN_ASSESSMENTS, found),
        "form": form,
        "two_form": TwoToPublishForm(initial={"requires_second_approver": found.requires_second_approver}),
    }
    return render(request, "accounts/organisation.html", {**context, **AREA}, status=status)


def _members(found: Organisation, me: User) -> list[dict[str, Any]]:
    """Return a row for each member, in order of their names. One query."""
    members = list(found.memberships.select_related("user"))
    leads = [member for member in members if member.role == Membership.Role.LEAD]
    rows = [
        {
            "member": member,
            "name": str(me) if member.user == me else member.display_name_for_members(),
            "form": RoleForm(initial={"role": member.role}, prefix=str(member.pk)),
            "only_lead": leads == [member],
        }
        for member in members
    ]
    return sorted(rows, key=lambda row: name_order(str(row["name"])))


def _add(request: HttpRequest, found: Organisation, form: MemberForm) -> int:
    """Add the person of a form that is valid. Returns the status of the answer: 302 where they are added."""
    if is_ratelimited(request, group="add-member", key="user", rate=ADDED_AT_MOST, increment=True):
        form.add_error(None, "You added many people in the last hour. Please go on in an hour.")
        return 429
    try:
        membership = actions.add_member(organisation=found, by=cast(User, request.user), **form.cleaned_data)
    except ValidationError as error:
        form.add_error("email", error)
        return 200
    tell_new_member(request, membership)
    messages.success(request, f"{form.cleaned_data['email']} can now sign in and work with {found.name}.")
    return 302


def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the name or kind of an organisation; leads only."""
    found = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    if not may(request.user, Permission.MANAGE_ORGANISATION, found):
        raise PermissionDenied
    before = found.name
    form = OrganisationForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        actions.change_organisation(organisation=found, by=cast(User, request.user), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:organisation", found.slug)
    found.name = before  # the page's own head says what it is called now
    context = {"form": form, "organisation": found, "is_example": found.is_example, **AREA}
    return render(request, "accounts/change.html", context)


@require_POST
def publishing(request: HttpRequest, slug: str) -> HttpResponse:
    """Set whether a second member has to agree before a framework is published."""
    found = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    if not may(request.user, Permission.MANAGE_ORGANISATION, found):
        raise PermissionDenied
    form = TwoToPublishForm(request.POST)
    form.is_valid()  # a tick or none: nothing can be wrong with it
    on = form.cleaned_data["requires_second_approver"]
    actions.require_second_approver(organisation=found, on=on, by=cast(User, request.user))
    if on:
        words = _("Saved. From now on a second member has to agree before a framework is published.")
    else:
        words = _("Saved. From now on one person can publish a framework.")
    messages.success(request, words)
    return redirect("accounts:organisation", found.slug)


@require_POST
def member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a member's role, or take them out."""
    found = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    members = found.memberships.select_related("user", "organisation")
    membership = get_object_or_404(members, pk=pk)
    if not may(request.user, Permission.MANAGE_ORGANISATION, found):
        raise PermissionDenied
    try:
        messages.success(request, _change(request, membership))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    if membership.pk is None and membership.user == request.user:
        return redirect("accounts:organisations")  # they took themselves out
    return redirect("accounts:organisation", found.slug)


def _change(request: HttpRequest, membership: Membership) -> str:
    """Do what was asked with a member. Returns what to say; raises ValidationError with the reason not to."""
    by, name = cast(User, request.user), membership.display_name_for_members()
    if "remove" in request.POST:
        actions.remove_member(membership=membership, by=by)
        return f"{name} is no longer a member."
    form = RoleForm(request.POST, prefix=str(membership.pk))
    if not form.is_valid():
        raise ValidationError(list(form.errors["role"]))
    actions.change_role(membership=membership, role=form.cleaned_data["role"], by=by)
    return f"The role of {name} is now: {membership.get_role_display()}."
