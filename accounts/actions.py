"""Writes of the accounts app: one verb each."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AuditEvent, MemberInvitation, Membership, Organisation, User
from accounts.naming import ROOM_FOR_NUMBER, code_from, first_free, is_blank

LONGEST_SLUG = 50 - ROOM_FOR_NUMBER  # SlugField's own length


def record(
    what: str, on: models.Model | str, *, by: User | None, organisation: Organisation | None = None
) -> None:
    """Write one event of the audit trail. Call it inside the transaction of what it tells of.

    what: a verb in the past ('round opened'). on: the record, or its name. by: None for a participant
    or a command.
    """
    name = on if isinstance(on, str) else f"{on._meta.label_lower}:{on.pk}"
    AuditEvent.objects.create(by=by, organisation=organisation, what=what, record=name)


def record_once(what: str, on: models.Model, *, by: User, organisation: Organisation) -> None:
    """Write an event unless the trail has it of this person and record already: for what is done many times,
    where each time would tell too much. Call it inside the transaction of what it tells of."""
    name = f"{on._meta.label_lower}:{on.pk}"
    if not AuditEvent.objects.filter(by=by, what=what, record=name).exists():
        record(what, on, by=by, organisation=organisation)


def record_day(what: str, on: models.Model, *, organisation: Organisation) -> None:
    """Write that participants did something on this day, once a day and without a time: a time, or how often,
    would lead to who it was. Call it inside the transaction of what it tells of."""
    name = f"{on._meta.label_lower}:{on.pk}"
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    told = AuditEvent.objects.filter(organisation=organisation, what=what, record=name, at=today)
    if not told.exists():
        AuditEvent.objects.create(organisation=organisation, what=what, record=name, at=today)


TAKEN_BY_PAGES = {"new", "invitations"}  # accounts/urls.py


def free_slug(name: str) -> str:
    """Return a slug for an organisation of this name that no other organisation has, and no page of ours."""
    base = code_from(name, LONGEST_SLUG, "organisation")
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return first_free(base, taken | TAKEN_BY_PAGES)


@transaction.atomic
def create_organisation(*, name: str, kind: str, by: User, is_example: bool = False) -> Organisation:
    """Make an organisation, whose first lead is the person who makes it."""
    made = False
    while not made:  # somebody may take the slug at the same moment
        organisation, made = Organisation.objects.get_or_create(
            slug=free_slug(name), defaults={"name": name, "kind": kind, "is_example": is_example}
        )
    Membership.objects.create(user=by, organisation=organisation, role=Membership.Role.LEAD)
    record("organisation made", organisation, by=by, organisation=organisation)
    return organisation


@transaction.atomic
def change_organisation(*, organisation: Organisation, name: str, kind: str, by: User) -> None:
    """Give an organisation another name or kind. Its addresses stay."""
    Organisation.objects.filter(pk=organisation.pk).update(name=name, kind=kind)
    record("organisation changed", organisation, by=by, organisation=organisation)


@transaction.atomic
def require_second_approver(*, organisation: Organisation, on: bool, by: User) -> None:
    """Whether a second member has to agree before one of the organisation's frameworks is published."""
    if (
        Organisation.objects.filter(pk=organisation.pk)
        .exclude(requires_second_approver=on)
        .update(requires_second_approver=on)
    ):
        what = "two to publish" if on else "one to publish"
        record(what, organisation, by=by, organisation=organisation)


@transaction.atomic
def add_member(*, organisation: Organisation, user: User, role: str, by: User) -> Membership:
    """Give a person a role. Others are asked first: `invite_member`. One who is a member already keeps the
    role that they have."""
    membership, made = Membership.objects.get_or_create(
        user=user, organisation=organisation, defaults={"role": role}
    )
    if made:
        record("member added", membership, by=by, organisation=organisation)
    return membership


@transaction.atomic
def invite_member(
    *, organisation: Organisation, email: str, name: str, role: str, by: User
) -> MemberInvitation:
    """Offer a role to whoever has this address. They get it when they accept (docs/rules.md, Joining an
    organisation).

    Raises ValidationError where the person is a member, or was invited and can still accept.
    """
    email = email.lower()
    if organisation.memberships.filter(user__email__iexact=email).exists():
        raise ValidationError(IS_MEMBER)
    organisation.member_invitations.filter(email__iexact=email).exclude(
        pk__in=MemberInvitation.objects.usable().values("pk")
    ).delete()
    invitation, made = organisation.member_invitations.get_or_create(
        email=email, defaults={"name": name, "role": role}
    )
    if not made:
        raise ValidationError(
            _(
                "This person was invited already. To change the invitation, take it back in the list "
                "above first."
            )
        )
    _disown_unconfirmed(email, name)
    record("member invited", invitation, by=by, organisation=organisation)
    return invitation


@transaction.atomic
def renew_invitation(*, invitation: MemberInvitation, by: User) -> MemberInvitation:
    """Let an invitation that has expired be accepted for another while, by the same link. Returns it as it is
    now. One that is good already stays as it is: of two who press at once, the second renews nothing.

    Raises ValidationError where it has gone meanwhile, and where the person is a member.
    """
    waiting = MemberInvitation.objects.select_for_update(of=("self",)).select_related("organisation")
    found = waiting.filter(pk=invitation.pk).first()
    if found is None:
        raise ValidationError(INVITATION_GONE)
    if found.organisation.memberships.filter(user__email__iexact=found.email).exists():
        raise ValidationError(IS_MEMBER)
    if not found.is_expired:
        raise ValidationError(_("This invitation was sent again already, and can be accepted."))
    found.invited_at = timezone.now()
    found.save(update_fields=["invited_at"])
    _disown_unconfirmed(found.email, found.name)
    record("member invited", found, by=by, organisation=found.organisation)
    return found


def forget_expired_invitations() -> int:
    """Delete the invitations that expired a month ago, and with them the addresses. Returns how many."""
    deleted, _rows = MemberInvitation.objects.long_expired().delete()
    return deleted


def _disown_unconfirmed(email: str, name: str) -> None:
    """Take an address from whoever gave it as theirs and never confirmed it.

    They may be somebody else, who waits for its owner to confirm it for them. The account stays, so that the
    owner can sign up or ask for a new password; its password and its name go. Where nobody's address is
    confirmed, which is one's own machine, there is nothing to tell them by.
    """
    if settings.ACCOUNT_EMAIL_VERIFICATION != "mandatory":
        return
    EmailAddress.objects.filter(email__iexact=email, verified=False).exclude(
        user__email__iexact=email
    ).delete()
    for user in User.objects.select_for_update().filter(email__iexact=email):
        if not EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists():
            user.set_unusable_password()
            user.name = name
            user.save(update_fields=["password", "name"])


IS_MEMBER = gettext_lazy("This person is a member already. You can change their role in the list above.")
INVITATION_GONE = gettext_lazy("This invitation has gone: it was accepted, or taken back, or it has expired.")


@transaction.atomic
def accept_invitation(*, invitation: MemberInvitation, by: User) -> Membership:
    """Make the person a member. Ask first whether the invitation is theirs: permissions.is_invited. Who has
    no name yet gets the one that was typed when they were invited.

    Raises ValidationError where the invitation was accepted, taken back or has expired meanwhile.
    """
    found = (
        MemberInvitation.objects.usable()
        .select_for_update(of=("self",))
        .select_related("organisation")
        .filter(pk=invitation.pk)
        .first()
    )
    if found is None:
        raise ValidationError(INVITATION_GONE)
    membership = add_member(organisation=found.organisation, user=by, role=found.role, by=by)
    found.delete()
    if is_blank(by.name):
        change_name(user=by, name=found.name)
    return membership


@transaction.atomic
def change_name(*, user: User, name: str) -> None:
    """Give a person the name that their colleagues see. The trail has that it happened, and no name."""
    user.name = name
    user.save(update_fields=["name"])
    record("name changed", user, by=user)


@transaction.atomic
def take_back_invitation(*, invitation: MemberInvitation, by: User) -> None:
    """Delete an invitation. Raises ValidationError where it has gone meanwhile."""
    record("invitation taken back", invitation, by=by, organisation=invitation.organisation)
    deleted, _rows = MemberInvitation.objects.filter(pk=invitation.pk).delete()
    if not deleted:
        raise ValidationError(INVITATION_GONE)


def _lock_members(organisation: Organisation) -> list[Membership]:
    """Have one person at a time change who belongs to an organisation. Returns its members now."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    return list(organisation.memberships.select_related("user"))


def _find_current(membership: Membership, members: list[Membership]) -> Membership:
    """Return the membership as it is now. Raises ValidationError where the person was removed meanwhile."""
    for member in members:
        if member.pk == membership.pk:
            return member
    raise ValidationError(REMOVED)


REMOVED = gettext_lazy("This person is no longer a member: somebody else removed them.")


def was_removed(organisation: Organisation, membership_id: int) -> bool:
    """Ask the trail whether this was a member of the organisation, who was removed since. One query."""
    return AuditEvent.objects.filter(
        organisation=organisation, what="member removed", record=f"accounts.membership:{membership_id}"
    ).exists()


def _keep_a_lead(membership: Membership, members: list[Membership]) -> None:
    if not any(one.role == Membership.Role.LEAD for one in members if one.pk != membership.pk):
        raise ValidationError(_("An organisation needs at least one lead. Make someone else a lead first."))


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: User) -> None:
    """Give a member another role. Raises ValidationError where it would leave nobody to lead, and where the
    person was removed meanwhile."""
    members = _lock_members(membership.organisation)
    current = _find_current(membership, members)
    if current.role == role:
        return
    if role != Membership.Role.LEAD:
        _keep_a_lead(membership, members)
    current.role = role
    current.save(update_fields=["role"])
    record(f"role changed to {role}", current, by=by, organisation=membership.organisation)


@transaction.atomic
def remove_member(*, membership: Membership, by: User) -> None:
    """Take a member out. Raises ValidationError where it would leave nobody to lead, and where the person was
    removed meanwhile."""
    members = _lock_members(membership.organisation)
    current = _find_current(membership, members)
    _keep_a_lead(membership, members)
    record("member removed", current, by=by, organisation=membership.organisation)
    current.delete()
