import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts.models import Organisation, User
from tests import factories


def test_signing_up_leads_to_setting_up_an_organisation(db, client):
    response = client.post(
        "/account/signup/",
        {
            "name": "Nia New",
            "email": "nia@example.org",
            "password1": "a-long-test-password",
            "password2": "a-long-test-password",
        },
        follow=True,
    )
    assert User.objects.get(email="nia@example.org").name == "Nia New"
    assert "Set up an organisation" in response.text
    client.post(reverse("accounts:new"), {"name": "Nia’s group", "kind": "user-led"})
    assert Organisation.objects.get().memberships.get().user.email == "nia@example.org"


def test_signing_in_is_by_e_mail_in_any_case(db, client):
    factories.make_user("sam@example.org")
    client.post("/account/login/", {"login": "SAM@example.org", "password": factories.PASSWORD})
    assert client.get(reverse("assessments:list")).status_code == 200


@pytest.mark.parametrize("login", ["nobody@example.org", "sam@example.org"])
def test_a_wrong_sign_in_looks_the_same_for_an_address_that_is_known(db, client, login):
    factories.make_user("sam@example.org")
    response = client.post("/account/login/", {"login": login, "password": "wrong-password-here"})
    assert "The email address and/or password you specified are not correct." in response.text


def test_a_lead_adds_a_member_who_is_told_by_e_mail(
    organisation, client, mailoutbox, django_capture_on_commit_callbacks
):
    client.force_login(organisation.memberships.get(role="lead").user)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            reverse("accounts:organisation", args=[organisation.slug]),
            {"name": "Nia New", "email": "nia@example.org", "role": "facilitator"},
        )
    assert organisation.memberships.get(user__email="nia@example.org").role == "facilitator"
    [message] = mailoutbox
    assert message.to == ["nia@example.org"]
    assert "/account/password/reset/" in message.body


def test_a_reader_cannot_add_a_member(organisation, client):
    client.force_login(factories.make_member(organisation, "reader"))
    response = client.post(
        reverse("accounts:organisation", args=[organisation.slug]),
        {"name": "Nia New", "email": "nia@example.org", "role": "lead"},
    )
    assert response.status_code == 403
    assert not User.objects.filter(email="nia@example.org").exists()


def test_a_lead_changes_a_role_and_takes_a_member_out(organisation, facilitator, client):
    client.force_login(organisation.memberships.get(role="lead").user)
    membership = organisation.memberships.get(user=facilitator)
    url = reverse("accounts:member", args=[organisation.slug, membership.pk])
    client.post(url, {f"{membership.pk}-role": "reader"})
    membership.refresh_from_db()
    assert membership.role == "reader"
    client.post(url, {"remove": "yes"})
    assert not organisation.memberships.filter(user=facilitator).exists()


def test_a_member_of_another_organisation_is_out_of_reach(organisation, client):
    elsewhere = factories.make_organisation("Elsewhere")
    theirs = elsewhere.memberships.get()
    client.force_login(organisation.memberships.get(role="lead").user)
    assert client.post(reverse("accounts:member", args=[organisation.slug, theirs.pk])).status_code == 404


@pytest.mark.parametrize("members", [1, 12])
def test_the_page_of_an_organisation_costs_the_same_for_any_number_of_members(
    organisation, client, members, django_assert_num_queries
):
    for i in range(members):
        factories.make_member(organisation, "reader", f"reader-{i}@example.org")
    client.force_login(organisation.memberships.get(role="lead").user)
    with django_assert_num_queries(6):
        response = client.get(reverse("accounts:organisation", args=[organisation.slug]))
    assert f"reader-{members - 1}@example.org" in response.text


def test_a_new_account_on_a_real_site_has_no_way_round_the_confirmation(db, client, settings, mailoutbox):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    client.post(
        "/account/signup/",
        {
            "name": "Nia New",
            "email": "nia@example.org",
            "password1": "a-long-test-password",
            "password2": "a-long-test-password",
        },
    )
    assert not EmailAddress.objects.get().verified
    assert client.get(reverse("assessments:list")).status_code == 302
    assert mailoutbox[0].to == ["nia@example.org"]
