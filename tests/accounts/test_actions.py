from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import actions
from accounts.models import AuditEvent, Membership, User
from tests import factories


def test_whoever_makes_an_organisation_leads_it(db):
    user = factories.make_user()
    made = actions.create_organisation(name="Larkfield Voices", kind="user-led", by=user)
    assert made.memberships.get(user=user).role == "lead"
    assert made.slug == "larkfield-voices"


def test_two_organisations_of_one_name_get_slugs_of_their_own(db):
    user = factories.make_user()
    slugs = [actions.create_organisation(name="Voices", kind="other", by=user).slug for _ in range(3)]
    assert slugs == ["voices", "voices-2", "voices-3"]


def test_an_organisation_whose_name_has_no_letters_still_gets_a_slug(db):
    assert (
        actions.create_organisation(name="!!!", kind="other", by=factories.make_user()).slug == "organisation"
    )


def test_adding_a_person_who_has_no_account_makes_one_without_a_password(organisation):
    actions.add_member(
        organisation=organisation,
        email="New@Example.org",
        name="Nia New",
        role="reader",
        by=factories.make_user(),
    )
    user = User.objects.get(email="new@example.org")
    assert user.name == "Nia New"
    assert not user.has_usable_password()


def test_adding_a_person_who_has_an_account_keeps_their_name(organisation):
    user = factories.make_user("sam@example.org", "Sam Same")
    actions.add_member(
        organisation=organisation, email="SAM@example.org", name="Other", role="reader", by=user
    )
    assert User.objects.get(email="sam@example.org").name == "Sam Same"
    assert organisation.memberships.get(user=user).role == "reader"


def test_a_membership_knows_when_somebody_added_the_person(organisation, facilitator):
    before = timezone.now()
    added = actions.add_member(
        organisation=organisation, email="nia@example.org", name="Nia", role="reader", by=facilitator
    )
    assert before <= added.added_at <= timezone.now()
    assert organisation.memberships.get(role="lead").added_at is None  # who made it was added by nobody
    actions.change_role(membership=Membership.objects.get(pk=added.pk), role="steward", by=facilitator)
    assert Membership.objects.get(pk=added.pk).added_at == added.added_at


@pytest.mark.parametrize(
    ("added", "seen", "shown"),
    [
        # days ago: added by somebody, last signed in
        (None, None, "Nia Known"),
        (None, 1, "Nia Known"),
        (2, None, "nia@example.org"),
        (2, 3, "nia@example.org"),
        (2, 1, "Nia Known"),
    ],
)
def test_members_see_a_name_once_the_person_has_signed_in_since(added, seen, shown):
    def ago(days):
        return days and timezone.now() - timedelta(days=days)

    user = User(email="nia@example.org", name="Nia Known", last_login=ago(seen))
    assert Membership(user=user, added_at=ago(added)).display_name_for_members() == shown


def test_a_member_is_not_added_twice(organisation, facilitator):
    with pytest.raises(ValidationError, match="member already"):
        actions.add_member(
            organisation=organisation, email=facilitator.email, name="x", role="lead", by=facilitator
        )
    assert organisation.memberships.get(user=facilitator).role == "facilitator"


def test_the_last_lead_stays(organisation):
    lead = organisation.memberships.get(role="lead")
    with pytest.raises(ValidationError, match="at least one lead"):
        actions.change_role(membership=lead, role="reader", by=lead.user)
    with pytest.raises(ValidationError, match="at least one lead"):
        actions.remove_member(membership=lead, by=lead.user)
    factories.make_member(organisation, "lead", "second@example.org")
    actions.remove_member(membership=lead, by=lead.user)
    assert not Membership.objects.filter(pk=lead.pk).exists()


def test_every_change_is_in_the_trail(organisation, facilitator):
    lead = organisation.memberships.get(role="lead").user
    membership = organisation.memberships.get(user=facilitator)
    actions.change_role(membership=membership, role="steward", by=lead)
    actions.remove_member(membership=membership, by=lead)
    trail = AuditEvent.objects.filter(organisation=organisation).order_by("pk").values_list("what", "by")
    assert list(trail) == [
        ("organisation made", lead.pk),
        ("role changed to steward", lead.pk),
        ("member removed", lead.pk),
    ]


def test_the_database_knows_an_address_once_whatever_its_case(db):
    factories.make_user("sam@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="SAM@example.org", name="Sam")])


def test_the_trail_is_only_ever_added_to(organisation):
    events = AuditEvent.objects.filter(organisation=organisation)
    with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic():
        events.update(what="nothing at all")
    with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic():
        events.delete()
