"""Pages for an organisation and its members."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts import actions
from accounts.forms import MemberForm, OrganisationForm, RoleForm
from accounts.mail import tell_new_member
from accounts.models import Organisation, User
from accounts.permissions import can_lead

AREA = {"area": "organisations"}


def organisations(request: HttpRequest) -> HttpResponse:
    """The person's organisations; with just one, that one."""
    mine = list(Organisation.objects.visible_to(request.user).order_by("name"))
    if len(mine) == 1:
        return redirect("accounts:organisation", mine[0].slug)
    return render(request, "accounts/organisations.html", {"organisations": mine, **AREA})


def new_organisation(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.create_organisation(**form.cleaned_data, by=cast(User, request.user))
        messages.success(request, f"{made.name} is set up. You are its lead.")
        return redirect("accounts:organisation", made.slug)
    return render(request, "accounts/new.html", {"form": form, **AREA})


def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Members and their roles; a lead can add one here."""
    found = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    may_lead = can_lead(request.user, found)
    form = MemberForm(request.POST or None)
    if request.method == "POST":
        if not may_lead:
            raise PermissionDenied
        if form.is_valid() and _add(request, found, form):
            return redirect("accounts:organisation", found.slug)
    members = found.memberships.select_related("user").order_by("user__name")
    context = {
        "organisation": found,
        "is_example": found.is_example,
        "members": [(m, RoleForm(initial={"role": m.role}, prefix=str(m.pk))) for m in members],
        "may_lead": may_lead,
        "form": form,
    }
    return render(request, "accounts/organisation.html", {**context, **AREA})


def _add(request: HttpRequest, found: Organisation, form: MemberForm) -> bool:
    try:
        membership = actions.add_member(organisation=found, by=cast(User, request.user), **form.cleaned_data)
    except ValidationError as error:
        form.add_error("email", error)
        return False
    tell_new_member(request, membership)
    messages.success(request, f"{membership.user} can now sign in and work with {found.name}.")
    return True


@require_POST
def member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a member's role, or take them out."""
    found = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    membership = get_object_or_404(found.memberships.select_related("user", "organisation"), pk=pk)
    if not can_lead(request.user, found):
        raise PermissionDenied
    form = RoleForm(request.POST, prefix=str(pk))
    by = cast(User, request.user)
    try:
        if "remove" in request.POST:
            actions.remove_member(membership=membership, by=by)
            messages.success(request, f"{membership.user} is no longer a member.")
        elif form.is_valid():
            actions.change_role(membership=membership, role=form.cleaned_data["role"], by=by)
            messages.success(request, f"{membership.user} is now: {membership.get_role_display()}.")
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("accounts:organisations")
