import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

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


@pytest.mark.parametrize("name", ["New", "Invitations"])
def test_no_organisation_takes_the_address_of_another_page(db, client, name):
    lead = factories.make_user()
    made = actions.create_organisation(name=name, kind="other", by=lead)
    client.force_login(lead)
    assert f"<h1>{name}</h1>" in client.get(reverse("accounts:organisation", args=[made.slug])).text


def test_an_organisation_whose_name_has_no_letters_still_gets_a_slug(db):
    assert (
        actions.create_organisation(name="!!!", kind="other", by=factories.make_user()).slug == "organisation"
    )


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
