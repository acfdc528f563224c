"""Two people who do the same at the same moment: one does it, the other is told; nobody sees an error."""

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.models import AuditEvent, MemberInvitation, Membership, Organisation, User
from tests import factories
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("transactional_db")
MANY = 6
NIA = "nia@example.org"


@pytest.fixture
def leads():
    """An organisation and two who lead it."""
    organisation = factories.make_organisation()
    second = factories.make_member(organisation, "lead", "second@example.org")
    return organisation, organisation.memberships.exclude(user=second).get().user, second


def invite(organisation, by, role="reader"):
    return actions.invite_member(organisation=organisation, email=NIA, name="Nia", role=role, by=by)


def as_(user):
    client = Client()
    client.force_login(user)
    return client


def events(what):
    return AuditEvent.objects.filter(what=what).count()


def refused(came):
    return [one for one in came if isinstance(one, ValidationError)]


def test_the_same_person_is_invited_once(leads):
    organisation, *both = leads
    came = at_once(*[lambda by=by: invite(organisation, by) for by in both * 3])
    assert len(refused(came)) == 5
    assert "invited already" in refused(came)[0].messages[0]
    assert MemberInvitation.objects.count() == events("member invited") == 1


def test_an_invitation_is_accepted_once(leads):
    organisation, lead, _second = leads
    invitation, nia = invite(organisation, lead), factories.make_user(NIA)
    came = at_once(*[lambda: actions.accept_invitation(invitation=invitation, by=nia)] * MANY)
    assert len(refused(came)) == MANY - 1
    assert organisation.memberships.filter(user=nia).count() == events("member added") == 1


def test_what_is_accepted_is_not_taken_back_and_the_reverse(leads):
    organisation, lead, _second = leads
    invitation, nia = invite(organisation, lead), factories.make_user(NIA)
    came = at_once(
        lambda: actions.accept_invitation(invitation=invitation, by=nia),
        lambda: actions.take_back_invitation(invitation=invitation, by=lead),
    )
    assert len(refused(came)) == 1
    assert events("member added") + events("invitation taken back") == 1
    assert organisation.memberships.filter(user=nia).count() == events("member added")


def test_organisations_of_one_name_each_get_an_address():
    people = [factories.make_user(f"person-{i}@example.org") for i in range(MANY)]
    made = at_once(
        *[lambda by=by: actions.create_organisation(name="Larkfield", kind="other", by=by) for by in people]
    )
    expected = {"larkfield", *(f"larkfield-{i}" for i in range(2, MANY + 1))}
    assert {one.slug for one in made} == expected
    assert all(one.memberships.count() == 1 for one in Organisation.objects.all())
    assert events("organisation made") == MANY


def test_a_member_is_removed_once(leads):
    organisation, *both = leads
    reader = organisation.memberships.get(user=factories.make_member(organisation, "reader"))
    came = at_once(*[lambda by=by: actions.remove_member(membership=reader, by=by) for by in both * 2])
    assert len(refused(came)) == 3
    assert "somebody else removed them" in refused(came)[0].messages[0]
    assert events("member removed") == 1


def test_a_role_is_changed_while_its_holder_is_removed(leads):
    organisation, first, second = leads
    reader = organisation.memberships.get(user=factories.make_member(organisation, "reader"))
    came = at_once(
        lambda: actions.change_role(membership=reader, role="steward", by=first),
        lambda: actions.remove_member(membership=reader, by=second),
    )
    assert not Membership.objects.filter(pk=reader.pk).exists()
    assert events("member removed") == 1
    assert events("role changed to steward") + len(refused(came)) == 1


def test_the_page_tells_the_second_what_the_first_did(leads):
    organisation, first, second = leads
    reader = organisation.memberships.get(user=factories.make_member(organisation, "reader"))
    url = reverse("accounts:member", args=[organisation.slug, reader.pk])
    browsers = [as_(first), as_(second)]
    at_once(*[lambda one=one: one.post(url, {"remove": "yes"}) for one in browsers])
    pages = [one.post(url, {"remove": "yes"}, follow=True) for one in browsers]  # and once more, late
    assert [page.status_code for page in pages] == [200, 200]
    assert all("no longer a member" in page.text for page in pages)
    late = browsers[0].post(url, {f"{reader.pk}-role": "steward"}, follow=True)
    assert "no longer a member" in late.text


def test_two_leads_do_not_leave_nobody_to_lead(leads):
    organisation, *both = leads
    each = list(organisation.memberships.filter(role="lead"))
    came = at_once(
        *[lambda one=one: actions.change_role(membership=one, role="reader", by=one.user) for one in each]
    )
    assert len(refused(came)) == 1
    assert organisation.memberships.filter(role="lead").count() == 1


@pytest.mark.parametrize("verification", ["mandatory", "none"])
def test_somebody_who_signs_up_twice_at_once_has_one_account(settings, mailoutbox, verification):
    settings.ACCOUNT_EMAIL_VERIFICATION = verification
    password = {"password1": factories.PASSWORD, "password2": factories.PASSWORD}

    def sign_up():
        return Client().post("/account/signup/", {"name": "Nia", "email": NIA, **password}).status_code

    came = at_once(*[sign_up] * MANY)
    assert set(came) <= {200, 302, 429}
    assert User.objects.filter(email=NIA).count() == EmailAddress.objects.filter(email=NIA).count() == 1
    if verification == "mandatory":
        assert set(came) == {302}  # the same for all: nobody learns who was first
    else:
        assert came.count(302) >= 1  # to the first page, or to sign in
