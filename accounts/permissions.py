"""Who may do what in an organisation. Each function takes the person and the organisation."""

from typing import Any

from accounts.models import Membership, Organisation

Role = Membership.Role


def has_role(user: Any, organisation: Organisation, *roles: str) -> bool:
    """Whether the person holds one of the roles there."""
    return organisation.memberships.filter(user=user, role__in=roles).exists()


def can_lead(user: Any, organisation: Organisation) -> bool:
    """Members, roles, and the organisation's name."""
    return has_role(user, organisation, Role.LEAD)


def can_facilitate(user: Any, organisation: Organisation) -> bool:
    """Set up, open, close and release assessments."""
    return has_role(user, organisation, Role.LEAD, Role.FACILITATOR)
