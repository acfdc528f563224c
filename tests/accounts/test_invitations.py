"""Joining an organisation: a lead invites an address, and whoever it belongs to accepts."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.mail import token_of
from accounts.models import AuditEvent, MemberInvitation, User
from tests import factories

NIA = "nia@example.org"


def lead_of(organisation):
    return organisation.memberships.filter(role="lead").first().user


def invite(organisation, email=NIA, name="Nia New", role="facilitator"):
    return actions.invite_member(
        organisation=organisation, email=email, name=name, role=role, by=lead_of(organisation)
    )


def invite_by_page(client, organisation, **data):
    client.force_login(lead_of(organisation))
    return client.post(
        reverse("accounts:organisation", args=[organisation.slug]),
        {"name": "Nia New", "email": NIA, "role": "facilitator", **data},
        follow=True,
    )


def page_of(invitation):
    return reverse("accounts:invitation", args=[token_of(invitation)])


def roles(organisation, email=NIA):
    return list(organisation.memberships.filter(user__email=email).values_list("role", flat=True))


def sign_up(client, email=NIA, password=factories.PASSWORD, follow=False):
    data = {"name": "Somebody", "email": email, "password1": password, "password2": password}
    return client.post("/account/signup/", data, follow=follow)


def sign_in(client, password=factories.PASSWORD, email=NIA):
    return client.post("/account/login/", {"login": email, "password": password})


def is_signed_in(client):
    return client.get(reverse("change_name")).status_code == 200


def link_in(message):
    return re.search(r"https?://\S+", message.body)[0]


def confirm(link):
    """The owner of an address opens a link of a mail that asks them to confirm it, and presses the button."""
    owner = Client()
    owner.post(link)
    return owner


@pytest.fixture
def real_site(settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


def test_whoever_is_invited_is_a_member_once_they_accept(
    organisation, client, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        page = invite_by_page(client, organisation).text
    assert "nia@example.org is invited, and can accept until" in page
    assert "We are sending them an e-mail" in page
    assert roles(organisation) == []
    [message] = mailoutbox
    assert message.to == [NIA]
    assert "Your role there would be: Facilitator." in message.body
    nia = Client()
    nia.force_login(factories.make_user(NIA, "Nia"))
    shown = nia.get(link_in(message))
    assert "Join Larkfield Voices?" in shown.text
    assert roles(organisation) == []  # looking is not accepting
    landed = nia.post(link_in(message), follow=True)
    assert "You are now a member of Larkfield Voices." in landed.text
    assert roles(organisation) == ["facilitator"]
    assert not organisation.member_invitations.exists()
    trail = (
        AuditEvent.objects.filter(organisation=organisation).order_by("pk").values_list("what", "by__email")
    )
    assert list(trail)[1:] == [("member invited", lead_of(organisation).email), ("member added", NIA)]


# An address that somebody else signed up


@pytest.mark.usefixtures("real_site")
def test_an_unconfirmed_password_ends_when_its_address_is_invited(organisation, mailoutbox):
    attacker = Client()
    sign_up(attacker)
    ask_to_confirm = link_in(mailoutbox[-1])
    invitation = invite(organisation)
    assert not User.objects.get(email=NIA).has_usable_password()
    confirm(ask_to_confirm)  # the owner takes it for a part of the invitation
    sign_in(attacker)
    assert not is_signed_in(attacker)
    assert "Join" not in attacker.get(page_of(invitation), follow=True).text
    assert roles(organisation) == []
    assert User.objects.get(email=NIA).name == "Nia New"  # not what the attacker called them


@pytest.mark.usefixtures("real_site")
def test_an_address_that_is_signed_up_after_the_invitation_gets_nothing_without_its_link(
    organisation, mailoutbox
):
    invitation = invite(organisation)
    attacker = Client()
    sign_up(attacker)
    confirm(link_in(mailoutbox[-1]))
    sign_in(attacker)
    assert is_signed_in(attacker)
    for path in (reverse("accounts:organisations"), reverse("assessments:list"), "/account/email/"):
        assert token_of(invitation) not in attacker.get(path, follow=True).text
    forged = token_of(invitation).replace(":", ":A")
    assert attacker.post(reverse("accounts:invitation", args=[forged])).status_code == 404
    assert attacker.post(reverse("accounts:invitation", args=[invitation.pk])).status_code == 404
    assert roles(organisation) == []


@pytest.mark.usefixtures("real_site")
def test_an_unconfirmed_address_that_another_account_would_change_to_is_let_go(organisation):
    attacker = factories.make_user("attacker@example.org")
    EmailAddress.objects.create(user=attacker, email="attacker@example.org", verified=True, primary=True)
    EmailAddress.objects.create(user=attacker, email=NIA, verified=False, primary=False)
    invite(organisation)
    assert list(EmailAddress.objects.values_list("email", flat=True)) == ["attacker@example.org"]
    attacker.refresh_from_db()
    assert attacker.has_usable_password()


@pytest.mark.usefixtures("real_site")
def test_a_confirmed_account_stays_as_it_is(organisation, client):
    nia = factories.make_user(NIA, "Nia Known")
    EmailAddress.objects.create(user=nia, email=NIA, verified=True, primary=True)
    invitation = invite(organisation, email="NIA@example.org", name="Nia Typed")
    sign_in(client)
    assert client.get(page_of(invitation)).status_code == 200
    client.post(page_of(invitation))
    assert roles(organisation) == ["facilitator"]
    assert User.objects.get(email=NIA).name == "Nia Known"


@pytest.mark.usefixtures("real_site")
def test_nobody_accepts_with_an_address_that_is_not_confirmed(organisation, client):
    invitation = invite(organisation)
    nia = factories.make_user(NIA)
    client.force_login(nia)
    for method in (client.get, client.post):
        response = method(page_of(invitation))
        assert response.status_code == 403
        assert "Confirm your e-mail address first" in response.text
    EmailAddress.objects.create(user=nia, email="other@example.org", verified=True, primary=False)
    assert client.post(page_of(invitation)).status_code == 403
    assert roles(organisation) == []


@pytest.mark.usefixtures("real_site")
def test_the_owner_of_an_address_that_was_signed_up_gets_in_by_a_new_password(
    organisation, mailoutbox, client
):
    sign_up(Client(), password="the-attackers-password")
    invitation = invite(organisation)
    client.post("/account/password/reset/", {"email": NIA})
    form = client.get(link_in(mailoutbox[-1]), follow=True)
    new = {"password1": "the-owners-own-password", "password2": "the-owners-own-password"}
    client.post(form.request["PATH_INFO"], new)
    sign_in(client, "the-owners-own-password")
    client.post(page_of(invitation))
    assert roles(organisation) == ["facilitator"]


@pytest.mark.usefixtures("real_site")
def test_whoever_makes_an_account_from_an_invitation_comes_back_to_it(organisation, client, mailoutbox):
    invitation = invite(organisation)
    to_sign_in = client.get(page_of(invitation), follow=True)
    to_sign_up = client.get(re.search(r'href="([^"]+)">Make an account', to_sign_in.text)[1])
    sent = {"next": re.search(r'name="next" value="([^"]+)"', to_sign_up.text)[1]}
    password = {"password1": factories.PASSWORD, "password2": factories.PASSWORD}
    client.post("/account/signup/", {"name": "Nia", "email": NIA, **password, **sent})
    landed = client.post(link_in(mailoutbox[-1]), follow=True)
    assert "Join Larkfield Voices?" in landed.text


def test_an_invitation_is_nothing_for_another_address(organisation, client):
    invitation = invite(organisation)
    client.force_login(factories.make_user("olu@example.org"))
    for method in (client.get, client.post):
        response = method(page_of(invitation))
        assert response.status_code == 403
        assert "This invitation is for another e-mail address" in response.text
        assert NIA not in response.text
    assert not organisation.memberships.filter(user__email="olu@example.org").exists()


# What leads see


@pytest.mark.parametrize("known", [False, True])
def test_an_invitation_tells_nothing_of_the_person_behind_the_address(organisation, client, known):
    if known:
        client.force_login(factories.make_user(NIA, "Professor Secret"))  # they have signed in before
    page = invite_by_page(client, organisation, name="Nia Typed").text
    assert "Invited, not yet members" in page
    assert "Nia Typed" in page
    assert "Professor Secret" not in page


def test_a_lead_takes_an_invitation_back(organisation, client):
    invitation = invite(organisation)
    client.force_login(lead_of(organisation))
    url = reverse("accounts:take_back_invitation", args=[organisation.slug, invitation.pk])
    page = client.post(url, follow=True).text
    assert "The invitation of nia@example.org is taken back." in page
    assert "Invited, not yet members" not in page
    assert "This invitation has gone" in client.post(url, follow=True).text
    client.force_login(factories.make_user(NIA))
    response = client.post(page_of(invitation))
    assert response.status_code == 404
    assert "This invitation has gone" in response.text
    assert roles(organisation) == []
    assert AuditEvent.objects.filter(what="invitation taken back").count() == 1


@pytest.mark.parametrize("role", ["facilitator", "steward", "reader"])
def test_others_neither_see_nor_change_invitations(organisation, client, role):
    invitation = invite(organisation)
    client.force_login(factories.make_member(organisation, role))
    page = client.get(reverse("accounts:organisation", args=[organisation.slug])).text
    assert NIA not in page
    url = reverse("accounts:take_back_invitation", args=[organisation.slug, invitation.pk])
    assert client.post(url).status_code == 403
    data = {"name": "x", "email": "x@example.org", "role": "lead"}
    assert client.post(reverse("accounts:organisation", args=[organisation.slug]), data).status_code == 403
    assert MemberInvitation.objects.get() == invitation


def test_an_invitation_of_another_organisation_is_out_of_reach(organisation, client):
    elsewhere = factories.make_organisation("Elsewhere")
    theirs = invite(elsewhere)
    client.force_login(lead_of(organisation))
    for slug, status in [(elsewhere.slug, 404), (organisation.slug, 302)]:
        url = reverse("accounts:take_back_invitation", args=[slug, theirs.pk])
        assert client.post(url).status_code == status
    assert MemberInvitation.objects.get() == theirs


def test_an_invitation_expires_and_can_be_made_again(organisation, client):
    invitation = invite(organisation)
    nia = factories.make_user(NIA)
    MemberInvitation.objects.update(invited_at=timezone.now() - timedelta(days=14, minutes=1))
    client.force_login(nia)
    assert client.get(page_of(invitation)).status_code == 404
    assert client.post(page_of(invitation)).status_code == 404
    with pytest.raises(ValidationError, match="expired"):
        actions.accept_invitation(invitation=invitation, by=nia)
    client.force_login(lead_of(organisation))
    assert "Expired." in client.get(reverse("accounts:organisation", args=[organisation.slug])).text
    again = invite(organisation, role="reader")
    client.force_login(nia)
    client.post(page_of(again))
    assert roles(organisation) == ["reader"]


def test_an_expired_invitation_is_sent_again_by_its_button_and_works_by_the_same_link(
    organisation, client, mailoutbox, django_capture_on_commit_callbacks
):
    invitation = invite(organisation, name="Bob")
    url = reverse("accounts:send_invitation_again", args=[organisation.slug, invitation.pk])
    page = reverse("accounts:organisation", args=[organisation.slug])
    client.force_login(lead_of(organisation))
    shown = " ".join(client.get(page).text.split())
    assert '<th scope="row">Bob</th>' in shown
    assert "Invited, has not answered yet." in shown
    assert url not in shown
    assert "was sent again already" in client.post(url, follow=True).text
    MemberInvitation.objects.update(invited_at=timezone.now() - timedelta(days=14, minutes=1))
    assert url in client.get(page).text
    with django_capture_on_commit_callbacks(execute=True):
        assert "is invited, and can accept until" in client.post(url, follow=True).text
    assert link_in(mailoutbox[-1]).endswith(page_of(invitation))
    nia = Client()
    nia.force_login(factories.make_user(NIA, "Nia"))
    nia.post(page_of(invitation))
    assert roles(organisation) == ["facilitator"]
    assert "This invitation has gone" in client.post(url, follow=True).text


@pytest.mark.usefixtures("real_site")
def test_sending_again_disowns_whoever_signed_up_with_the_address_meanwhile(organisation):
    invitation = invite(organisation)
    MemberInvitation.objects.update(invited_at=timezone.now() - timedelta(days=15))
    sign_up(Client())
    assert User.objects.get(email=NIA).has_usable_password()
    actions.renew_invitation(invitation=invitation, by=lead_of(organisation))
    assert not User.objects.get(email=NIA).has_usable_password()


def test_expired_invitations_go_a_month_later_with_the_hourly_command(organisation, client):
    days = {"young@example.org": 13, "late@example.org": 43, "old@example.org": 45}
    for email, ago in days.items():
        invite(organisation, email=email)
        at = timezone.now() - timedelta(days=ago)
        MemberInvitation.objects.filter(email=email).update(invited_at=at)
    client.force_login(lead_of(organisation))
    page = client.get(reverse("accounts:organisation", args=[organisation.slug])).text
    assert [email in page for email in days] == [True, True, False]
    call_command("close_rounds", stdout=StringIO())
    assert set(MemberInvitation.objects.values_list("email", flat=True)) == days.keys() - {"old@example.org"}


def test_nobody_is_a_member_without_a_name(organisation, client):
    """Who came without a name gets the one that was typed for them; where there is none, their address."""
    for name in ["", "  ", "\u200b\u2060", "\u3164", "\u0301"]:
        User.objects.filter(email=NIA).delete()
        user = factories.make_user(NIA, name)
        assert str(user) == NIA
        client.force_login(user)
        assert f"You are {NIA}" in client.get(reverse("account_email")).text
        client.post(page_of(invite(organisation, name="Nia New")))
        user.refresh_from_db()
        assert str(user) == "Nia New"


@pytest.mark.parametrize("why", ["example", "printed"])
def test_where_no_mail_is_sent_the_lead_is_told_and_given_the_link(
    organisation, client, settings, mailoutbox, django_capture_on_commit_callbacks, why
):
    """Whoever looked up the example's password could write to whom they like."""
    if why == "example":
        organisation.is_example = True
        organisation.save()
    else:
        settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    with django_capture_on_commit_callbacks(execute=True):
        page = invite_by_page(client, organisation).text
    assert mailoutbox == []
    assert "No e-mail was sent." in page
    assert "sending them an e-mail" not in page
    assert f"http://testserver{page_of(MemberInvitation.objects.get())}" in page


# Not twice


def test_a_member_and_somebody_invited_are_not_invited_again(organisation, facilitator, client):
    with pytest.raises(ValidationError, match="member already"):
        invite(organisation, email=facilitator.email.upper(), role="lead")
    invite(organisation)
    assert "was invited already" in invite_by_page(client, organisation, email="NIA@example.org").text
    assert organisation.memberships.get(user=facilitator).role == "facilitator"
    assert MemberInvitation.objects.count() == 1


def test_the_database_knows_an_invited_address_once(organisation):
    invite(organisation)
    with pytest.raises(IntegrityError), transaction.atomic():
        MemberInvitation.objects.create(
            organisation=organisation, email="NIA@example.org", name="x", role="lead"
        )


def test_a_member_who_accepts_an_old_invitation_keeps_their_role(organisation, client):
    invitation = invite(organisation, role="lead")
    client.force_login(factories.make_member(organisation, "reader", NIA))
    client.post(page_of(invitation))
    assert roles(organisation) == ["reader"]
    assert not MemberInvitation.objects.exists()
