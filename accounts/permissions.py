"""Who may do what in an organisation. Each function takes the person and the organisation."""

from typing import Any

from accounts.models import Membership, Organisation, OrganisationQuerySet

Role = Membership.Role
RUN = (Role.LEAD, Role.FACILITATOR)
STEWARDS = (Role.LEAD, Role.STEWARD)


def has_role(user: Any, organisation: Organisation, *roles: str) -> bool:
    """Whether the person holds one of the roles there."""
    return organisation.memberships.filter(user=user, role__in=roles).exists()


def can_lead(user: Any, organisation: Organisation) -> bool:
    """Members, roles, and the organisation's name."""
    return has_role(user, organisation, Role.LEAD)


def can_facilitate(user: Any, organisation: Organisation) -> bool:
    """Set up, open, close and release assessments."""
    return has_role(user, organisation, *RUN)


def can_steward(user: Any, organisation: Organisation) -> bool:
    """Import, change and publish the organisation's own frameworks."""
    return has_role(user, organisation, *STEWARDS)


def stewarded_by(user: Any) -> OrganisationQuerySet:
    """The organisations whose frameworks the person may change: can_steward is true there."""
    return Organisation.objects.filter(memberships__user=user, memberships__role__in=STEWARDS)


def facilitated_by(user: Any) -> set[int]:
    """The ids of the organisations where the person may facilitate. One query."""
    return set(Membership.objects.filter(user=user, role__in=RUN).values_list("organisation", flat=True))
