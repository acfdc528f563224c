"""Writes of the accounts app: one verb each."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import AuditEvent, Membership, Organisation, User


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


def free_slug(name: str) -> str:
    """Return a slug for an organisation of this name that no other organisation has."""
    base = slugify(name)[:40] or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number = 1
    slug = base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


@transaction.atomic
def create_organisation(*, name: str, kind: str, by: User, is_example: bool = False) -> Organisation:
    """Make an organisation, whose first lead is the person who makes it."""
    organisation = Organisation.objects.create(
        name=name, kind=kind, slug=free_slug(name), is_example=is_example
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
def add_member(*, organisation: Organisation, email: str, name: str, role: str, by: User) -> Membership:
    """Give a person a role; one who has no account yet gets one, and sets a password by e-mail first.

    Raises ValidationError where the person is a member already.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, name=name)
    membership, made = Membership.objects.get_or_create(
        user=user, organisation=organisation, defaults={"role": role, "added_at": timezone.now()}
    )
    if not made:
        raise ValidationError(
            "This person is a member already. You can change their role in the list of members."
        )
    record("member added", membership, by=by, organisation=organisation)
    return membership


def _keep_a_lead(membership: Membership) -> None:
    leads = Membership.objects.select_for_update().filter(
        organisation=membership.organisation, role=Membership.Role.LEAD
    )
    if not any(lead.pk != membership.pk for lead in leads):
        raise ValidationError("An organisation needs at least one lead. Make someone else a lead first.")


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: User) -> Membership:
    """Give a member another role. Raises ValidationError where it would leave nobody to lead."""
    if role != Membership.Role.LEAD:
        _keep_a_lead(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    record(f"role changed to {role}", membership, by=by, organisation=membership.organisation)
    return membership


@transaction.atomic
def remove_member(*, membership: Membership, by: User) -> None:
    """Take a member out. Raises ValidationError where it would leave nobody to lead."""
    _keep_a_lead(membership)
    record("member removed", membership, by=by, organisation=membership.organisation)
    membership.delete()
