"""Pages for an organisation and its members."""

from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.views import ConfirmEmailView
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django_ratelimit.core import is_ratelimited

from accounts import actions
from accounts.forms import (
    ROLE_MEANINGS,
    MemberForm,
    NameForm,
    OrganisationForm,
    RoleForm,
    TwoToPublishForm,
)
from accounts.idempotency.forms_sent import sent_form
from accounts.mail import invitation_link, invitation_of, mail_reaches_people, tell_invited
from accounts.models import MemberInvitation, Membership, Organisation, User, name_order
from accounts.naming import is_blank
from accounts.permissions import Permission, has_confirmed_address, is_invited, may

AREA = {"area": "organisations"}
INVITED_AT_MOST = "20/h"  # by one person: each gets an e-mail


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
        messages.success(request, _("%(name)s is set up. You are its lead.") % {"name": made.name})
        return redirect("accounts:organisation", made.slug)
    return render(request, "accounts/new.html", {"form": form, **AREA})


def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the members and their roles; a lead can invite people here."""
    mine = Organisation.objects.visible_to(request.user)
    found = get_object_or_404(mine.annotate(number_of_assessments=Count("assessments")), slug=slug)
    may_lead = may(request.user, Permission.MANAGE_ORGANISATION, found)
    form = MemberForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if not may_lead:
            raise PermissionDenied
        if form.is_valid():
            status = _invite(request, found, form)
        if status == 302:
            return redirect("accounts:organisation", found.slug)
    context = {
        "organisation": found,
        "is_example": found.is_example,
        "has_assessments": bool(found.number_of_assessments),  # type: ignore[attr-defined]
        "members": _members(found),
        "invitations": _invitations(request, found) if may_lead else [],
        "mail_reaches_people": mail_reaches_people(found),
        "may_lead": may_lead,
        "may_facilitate": may(request.user, Permission.RUN_ASSESSMENTS, found),
        "form": form,
        "two_form": TwoToPublishForm(initial={"requires_second_approver": found.requires_second_approver}),
    }
    return render(request, "accounts/organisation.html", {**context, **AREA}, status=status)


def organisation_to_lead(request: HttpRequest, slug: str) -> Organisation:
    """Return an organisation that the person leads. Raises Http404 for one out of reach, and PermissionDenied
    where they belong to it otherwise."""
    found = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    if not may(request.user, Permission.MANAGE_ORGANISATION, found):
        raise PermissionDenied
    return found


def _members(found: Organisation) -> list[dict[str, Any]]:
    """Return a row for each member, in order of their names. One query."""
    members = list(found.memberships.select_related("user"))
    leads = [member for member in members if member.role == Membership.Role.LEAD]
    rows = [
        {
            "member": member,
            "name": str(member.user),
            "form": RoleForm(initial={"role": member.role}, prefix=str(member.pk)),
            "only_lead": leads == [member],
        }
        for member in members
    ]
    return sorted(rows, key=lambda row: name_order(str(row["name"])))


def _invitations(request: HttpRequest, found: Organisation) -> list[dict[str, Any]]:
    """Return a row for each person who was invited and has not accepted, the newest first. One query."""
    waiting = found.member_invitations.exclude(pk__in=MemberInvitation.objects.long_expired().values("pk"))
    waiting = waiting.order_by("-invited_at", "-pk")
    return [
        {
            "invitation": one,
            "name": one.email if is_blank(one.name) else one.name,
            "link": invitation_link(request, one),
        }
        for one in waiting
    ]


def _invite(request: HttpRequest, found: Organisation, form: MemberForm) -> int:
    """Invite the person of a form that is valid. Returns the status of the answer: 302 where they are."""
    if _invites_many(request):
        form.add_error(None, INVITED_MANY)
        return 429
    try:
        with transaction.atomic():
            by = cast(User, request.user)
            invitation = actions.invite_member(organisation=found, by=by, **form.cleaned_data)
            tell_invited(request, invitation)
    except ValidationError as error:
        form.add_error("email", error)
        return 200
    messages.success(request, _invited(invitation))
    return 302


INVITED_MANY = gettext_lazy("You invited many people in the last hour. Please try again in an hour.")


def _invites_many(request: HttpRequest) -> bool:
    return is_ratelimited(request, group="add-member", key="user", rate=INVITED_AT_MOST, increment=True)


def _invited(invitation: MemberInvitation) -> str:
    """Say that somebody is invited, and how they learn of it."""
    until = formats.date_format(timezone.localtime(invitation.expires_at))
    if mail_reaches_people(invitation.organisation):
        sent = _("We are sending them an e-mail with a link to accept.")
    else:
        sent = _("No e-mail was sent. Give them the link in the list below yourself.")
    return _("%(email)s is invited, and can accept until %(until)s. %(sent)s") % {
        "email": invitation.email,
        "until": until,
        "sent": sent,
    }


@require_POST
def send_invitation_again(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Send an invitation that has expired once more, by the same link."""
    found = organisation_to_lead(request, slug)
    waiting = found.member_invitations.filter(pk=pk).first()
    try:
        if waiting is None:
            raise ValidationError(actions.INVITATION_GONE)
        if _invites_many(request):
            raise ValidationError(INVITED_MANY)
        with transaction.atomic():
            renewed = actions.renew_invitation(invitation=waiting, by=cast(User, request.user))
            tell_invited(request, renewed)
        messages.success(request, _invited(renewed))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("accounts:organisation", found.slug)


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what somebody is invited to, and let them accept: signed in with the address that was invited."""
    me = cast(User, request.user)
    waiting = MemberInvitation.objects.usable().select_related("organisation")
    found = waiting.filter(pk=invitation_of(token) or 0).first()
    if found is None:
        return render(request, "accounts/invitation.html", AREA, status=404)
    is_theirs = is_invited(me, found)
    if is_theirs and request.method == "POST":
        try:
            actions.accept_invitation(invitation=found, by=me)
        except ValidationError:
            return render(request, "accounts/invitation.html", AREA, status=404)
        messages.success(
            request, _("You are now a member of %(organisation)s.") % {"organisation": found.organisation}
        )
        return redirect("accounts:organisation", found.organisation.slug)
    context = {
        "invitation": found,
        "is_theirs": is_theirs,
        "is_confirmed": has_confirmed_address(me),
        "role": ROLE_MEANINGS[Membership.Role(found.role)],
    }
    return render(request, "accounts/invitation.html", {**context, **AREA}, status=200 if is_theirs else 403)


@require_POST
def take_back_invitation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take an invitation back, so that its link does nothing any more."""
    found = organisation_to_lead(request, slug)
    waiting = found.member_invitations.select_related("organisation").filter(pk=pk).first()
    try:
        if waiting is None:
            raise ValidationError(actions.INVITATION_GONE)
        actions.take_back_invitation(invitation=waiting, by=cast(User, request.user))
        messages.success(request, _("The invitation of %(email)s is taken back.") % {"email": waiting.email})
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("accounts:organisation", found.slug)


def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the name or kind of an organisation; leads only."""
    found = organisation_to_lead(request, slug)
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
    found = organisation_to_lead(request, slug)
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
    found = organisation_to_lead(request, slug)
    membership = found.memberships.select_related("user", "organisation").filter(pk=pk).first()
    if membership is None:
        if not actions.was_removed(found, pk):
            raise Http404
        messages.error(request, actions.REMOVED)
        return redirect("accounts:organisation", found.slug)
    try:
        messages.success(request, _change(request, membership))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    if not found.memberships.filter(user=cast(User, request.user)).exists():
        return redirect("accounts:organisations")  # they took themselves out
    return redirect("accounts:organisation", found.slug)


def _change(request: HttpRequest, membership: Membership) -> str:
    """Do what was asked with a member. Returns what to say; raises ValidationError with the reason not to."""
    by, name = cast(User, request.user), str(membership.user)
    if "remove" in request.POST:
        actions.remove_member(membership=membership, by=by)
        return _("%(name)s is no longer a member.") % {"name": name}
    form = RoleForm(request.POST, prefix=str(membership.pk))
    if not form.is_valid():
        raise ValidationError(list(form.errors["role"]))
    role = form.cleaned_data["role"]
    actions.change_role(membership=membership, role=role, by=by)
    return _("The role of %(name)s is now: %(label)s.") % {"name": name, "label": Membership.Role(role).label}


def change_name(request: HttpRequest) -> HttpResponse:
    """Change the name that one's colleagues see."""
    me = cast(User, request.user)
    form = NameForm(request.POST or None, initial={"name": me.name})
    if form.is_valid():
        actions.change_name(user=me, name=form.cleaned_data["name"])
        messages.success(request, _("Saved. Your colleagues see this name now."))
        return redirect("account_email")
    return render(request, "account/name.html", {"form": form})


class ConfirmAddressView(ConfirmEmailView):
    """Confirm an e-mail address: allauth's page, where two people may want the same address."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Confirm it, all of it or nothing. Another account may have taken it a moment ago."""
        try:
            with transaction.atomic():
                return super().post(*args, **kwargs)
        except IntegrityError:
            get_adapter().add_message(
                self.request,
                messages.ERROR,
                "account/messages/email_confirmation_failed.txt",
                {"email": self.object.email_address.email},
            )
            return self.respond(False)


confirm_email = ConfirmAddressView.as_view()
