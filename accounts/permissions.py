"""Who may do what in an organisation: one table, and the questions that are asked of it.

Reach comes first, in each model's `visible_to`: what is outside it does not exist for a person. This says
what a member is allowed to do inside it. Which page each role may open is a table in tests/access/rows.py.
"""

from enum import Enum, auto

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import MemberInvitation, Membership, Organisation, OrganisationQuerySet, User

Role = Membership.Role
Person = User | AnonymousUser


class Permission(Enum):
    """Something that a member of an organisation may or may not do there."""

    MANAGE_ORGANISATION = auto()  # its members, their roles, how it publishes
    RUN_ASSESSMENTS = auto()  # set up, open, close and release them
    PASS_ON_KEYS = auto()  # name somebody else to agree to sharing results, once people answer
    SHARE_RESULTS = auto()  # make and withdraw links by which anybody reads results or a report
    CHANGE_PLANS = auto()  # add and change actions, say what happened, choose what comes first
    RUN_MEETINGS = auto()  # over shared results: start them, and record what was agreed
    REMOVE_WORDS = auto()  # of somebody, by law, from results that are shared
    STEWARD_FRAMEWORKS = auto()  # import, change, publish and withdraw its own frameworks
    AGREE_TO_PUBLISHING = auto()  # be the second person to approve a framework
    TELL_STORIES = auto()  # write, change, publish and take back its stories of practice


ROLES: dict[Permission, frozenset[str]] = {
    Permission.MANAGE_ORGANISATION: frozenset({Role.LEAD}),
    Permission.RUN_ASSESSMENTS: frozenset({Role.LEAD, Role.FACILITATOR}),
    Permission.PASS_ON_KEYS: frozenset({Role.LEAD}),
    Permission.SHARE_RESULTS: frozenset({Role.LEAD, Role.FACILITATOR}),
    Permission.CHANGE_PLANS: frozenset({Role.LEAD, Role.FACILITATOR}),
    Permission.RUN_MEETINGS: frozenset({Role.LEAD, Role.FACILITATOR}),
    Permission.REMOVE_WORDS: frozenset({Role.LEAD}),
    Permission.STEWARD_FRAMEWORKS: frozenset({Role.LEAD, Role.STEWARD}),
    Permission.AGREE_TO_PUBLISHING: frozenset(Role),
    Permission.TELL_STORIES: frozenset({Role.LEAD, Role.STEWARD}),
}


def may(person: Person, permission: Permission, organisation: Organisation | None) -> bool:
    """Ask whether the person's role in the organisation grants the permission. One query at most.

    organisation: None for what belongs to nobody, such as the built-in frameworks; nobody has a role there.
    """
    if organisation is None or isinstance(person, AnonymousUser):
        return False
    return memberships_granting(permission).filter(user=person, organisation=organisation).exists()


def organisations_where(person: Person, permission: Permission) -> OrganisationQuerySet:
    """Select the organisations in which the person has the permission."""
    if isinstance(person, AnonymousUser):
        return Organisation.objects.none()
    return Organisation.objects.filter(memberships__user=person, memberships__role__in=ROLES[permission])


def memberships_granting(permission: Permission) -> QuerySet[Membership]:
    """Select the memberships, of all organisations, whose role grants the permission."""
    return Membership.objects.filter(role__in=ROLES[permission])


def has_confirmed_address(user: User) -> bool:
    """Ask whether the person showed that their e-mail address is theirs. One query at most.

    On one's own machine, where no mail is sent, nobody can: whoever signs in is believed.
    """
    if settings.ACCOUNT_EMAIL_VERIFICATION != "mandatory":
        return True
    return EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists()


def is_invited(user: User, invitation: MemberInvitation) -> bool:
    """Ask whether an invitation is this person's: sent to the confirmed address that they sign in with."""
    return invitation.email == user.email.lower() and has_confirmed_address(user)
