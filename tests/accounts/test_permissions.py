"""Who may do what in an organisation, written as the policy is."""

import ast
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser

from accounts.models import Membership, Organisation
from accounts.permissions import (
    Permission,
    has_confirmed_address,
    may,
    memberships_granting,
    organisations_where,
)
from tests import factories

pytestmark = pytest.mark.pages

ROOT = Path(__file__).resolve().parents[2]
ROLES = ["lead", "facilitator", "steward", "reader"]

POLICY = {
    # permission:           lead, facilitator, steward, reader
    "MANAGE_ORGANISATION": [True, False, False, False],
    "RUN_ASSESSMENTS": [True, True, False, False],
    "SHARE_RESULTS": [True, True, False, False],
    "REMOVE_WORDS": [True, False, False, False],
    "STEWARD_FRAMEWORKS": [True, False, True, False],
    "CHANGE_PLANS": [True, True, False, False],
    "RUN_MEETINGS": [True, True, False, False],
    "PASS_ON_KEYS": [True, False, False, False],
    "AGREE_TO_PUBLISHING": [True, True, True, True],
    "TELL_STORIES": [True, False, True, False],
}
CASES = [
    (Permission[name], role, allowed)
    for name, row in POLICY.items()
    for role, allowed in zip(ROLES, row, strict=True)
]


def test_the_policy_covers_every_permission_and_every_role():
    assert set(POLICY) == set(Permission.__members__)
    assert Membership.Role.values == ROLES


@pytest.mark.parametrize(("permission", "role", "allowed"), CASES)
def test_a_role_grants_what_the_policy_says(organisation, permission, role, allowed):
    person = factories.make_member(organisation, role)
    assert may(person, permission, organisation) is allowed
    assert (organisation in organisations_where(person, permission)) is allowed
    assert memberships_granting(permission).filter(user=person).exists() is allowed


@pytest.mark.parametrize("permission", Permission)
def test_a_role_elsewhere_counts_for_nothing(organisation, permission):
    elsewhere = factories.make_organisation("Elsewhere")
    person = factories.make_member(elsewhere, "lead")
    assert not may(person, permission, organisation)
    assert list(organisations_where(person, permission)) == [elsewhere]
    assert list(Organisation.objects.visible_to(person)) == [elsewhere]


@pytest.mark.parametrize("permission", Permission)
def test_nobody_may_do_anything_to_what_belongs_to_no_organisation(organisation, permission):
    assert not may(factories.make_member(organisation, "lead"), permission, None)


@pytest.mark.parametrize("permission", Permission)
def test_a_visitor_may_do_nothing(organisation, permission):
    assert not may(AnonymousUser(), permission, organisation)
    assert not organisations_where(AnonymousUser(), permission).exists()


@pytest.mark.parametrize("permission", Permission)
def test_asking_costs_one_query(facilitator, organisation, permission, django_assert_num_queries):
    with django_assert_num_queries(1):
        may(facilitator, permission, organisation)


def test_roles_are_compared_in_the_one_table_only():
    """A query by several roles is a permission: it belongs into accounts/permissions.py."""
    compared = {
        str(path.relative_to(ROOT))
        for app in ("accounts", "frameworks", "assessments", "coprod")
        for path in (ROOT / app).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.keyword) and node.arg and node.arg.endswith("role__in")
    }
    assert compared == {"accounts/permissions.py"}


def test_an_address_that_somebody_else_confirmed_confirms_nothing(organisation, settings):
    """Whoever signs up with another's address gets no role that waits for it."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    one = factories.make_member(organisation, "reader", "one@example.org")
    EmailAddress.objects.filter(user=one).delete()
    assert not has_confirmed_address(one)
    other = factories.make_member(organisation, "reader", "other@example.org")
    EmailAddress.objects.create(user=other, email=one.email, verified=True, primary=False)
    assert not has_confirmed_address(one)
    EmailAddress.objects.filter(email=one.email).update(user=one)
    assert has_confirmed_address(one)
