import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.forms import MemberForm, OrganisationForm
from accounts.models import AuditEvent, Organisation, User
from tests import factories

pytestmark = pytest.mark.pages


def test_signing_up_leads_to_setting_up_an_assessment_and_its_organisation(db, client):
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
    assert response.redirect_chain[-1] == (reverse("assessments:new"), 302)
    assert "Name of the organisation" in response.text
    client.post(reverse("accounts:new"), {"name": "Nia’s group", "kind": "user-led"})
    assert Organisation.objects.get().memberships.get().user.email == "nia@example.org"


def test_signing_in_is_by_e_mail_in_any_case(db, client):
    factories.make_user("sam@example.org")
    client.post("/account/login/", {"login": "SAM@example.org", "password": factories.PASSWORD})
    assert client.get(reverse("change_name")).status_code == 200


@pytest.mark.parametrize("login", ["nobody@example.org", "sam@example.org"])
def test_a_wrong_sign_in_looks_the_same_for_an_address_that_is_known(db, client, login):
    factories.make_user("sam@example.org")
    response = client.post("/account/login/", {"login": login, "password": "wrong-password-here"})
    assert "The e-mail address or the password is not right." in response.text


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
    lead = organisation.memberships.get(role="lead").user
    for i in range(members):
        factories.make_member(organisation, "reader", f"reader-{i}@example.org")
        actions.invite_member(
            organisation=organisation, email=f"new-{i}@example.org", name="New", role="reader", by=lead
        )
    client.force_login(lead)
    with django_assert_num_queries(7):
        response = client.get(reverse("accounts:organisation", args=[organisation.slug]))
    assert f"reader-{members - 1}@example.org" in response.text
    assert f"new-{members - 1}@example.org" in response.text


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


def lead_of(organisation):
    return organisation.memberships.filter(role="lead").first().user


def add(client, organisation, **data):
    return client.post(
        reverse("accounts:organisation", args=[organisation.slug]),
        {"name": "Nia New", "email": "nia@example.org", "role": "reader", **data},
        follow=True,
    )


# What comes next, and who stays


@pytest.mark.parametrize(
    ("role", "framed"), [("lead", True), ("facilitator", True), ("steward", False), ("reader", False)]
)
def test_whoever_may_set_up_an_assessment_is_shown_that_first(organisation, client, role, framed):
    client.force_login(factories.make_member(organisation, role))
    page = client.get(reverse("accounts:organisation", args=[organisation.slug])).text
    assert ("Next: set up an assessment" in page) is framed
    assert page.count("btn-primary") == framed


def test_the_only_lead_is_not_offered_to_be_removed(organisation, facilitator, client):
    client.force_login(lead_of(organisation))
    page = client.get(reverse("accounts:organisation", args=[organisation.slug])).text
    assert page.count('name="remove"') == 1
    assert "The only lead." in page
    factories.make_member(organisation, "lead", "second@example.org")
    page = client.get(reverse("accounts:organisation", args=[organisation.slug])).text
    assert page.count('name="remove"') == 3


def test_a_change_of_a_member_leads_back_to_their_organisation(organisation, facilitator, client):
    lead = lead_of(organisation)
    factories.make_organisation("Elsewhere", lead=lead)
    client.force_login(lead)
    membership = organisation.memberships.get(user=facilitator)
    url = reverse("accounts:member", args=[organisation.slug, membership.pk])
    for role, says in [("reader", "is now: Reader"), ("king", "Choose one of the roles in the list.")]:
        response = client.post(url, {f"{membership.pk}-role": role}, follow=True)
        assert response.redirect_chain == [(reverse("accounts:organisation", args=[organisation.slug]), 302)]
        assert says in response.text
    membership.refresh_from_db()
    assert membership.role == "reader"


def test_a_lead_who_takes_themselves_out_ends_at_their_other_organisations(organisation, client):
    factories.make_member(organisation, "lead", "second@example.org")
    membership = organisation.memberships.select_related("user").first()
    client.force_login(membership.user)
    response = client.post(
        reverse("accounts:member", args=[organisation.slug, membership.pk]), {"remove": "yes"}, follow=True
    )
    assert response.status_code == 200
    assert "You do not belong to an organisation yet." in response.text


# Adding somebody tells nothing that was not typed


@pytest.mark.parametrize("name", ["Nia\r\nBcc: all@example.org", "Nia\u2028New", "\u202eaiN"])
def test_a_name_is_one_line_of_signs_that_can_be_seen(organisation, client, name):
    client.force_login(lead_of(organisation))
    assert "Use one line" in add(client, organisation, name=name).text
    assert not organisation.member_invitations.exists()
    response = client.post(reverse("accounts:new"), {"name": name, "kind": "other"})
    assert "Use one line" in response.text
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("name", ["\u200b", "\u3164\u3164", "\u2800", "\u0301", "\u2060\u200d"])
def test_a_name_that_nobody_can_see_is_refused(organisation, client, name):
    client.force_login(lead_of(organisation))
    assert "Use letters that can be seen." in add(client, organisation, name=name).text
    assert "Use letters that can be seen." in client.post(reverse("change_name"), {"name": name}).text
    data = {"name": name, "email": "nia@example.org"}
    assert "Use letters that can be seen." in Client().post("/account/signup/", data).text


@pytest.mark.parametrize("name", ["Nia New", "نیا‌ها", "名", "🌻", "O\u0301scar"])
def test_everybody_can_change_their_own_name(organisation, facilitator, client, name):
    client.force_login(facilitator)
    assert reverse("change_name") in client.get(reverse("account_email")).text
    page = client.post(reverse("change_name"), {"name": name}, follow=True)
    assert f"You are {name}, and you sign in as" in page.text
    assert (
        f'<th scope="row">{name}</th>'
        in client.get(reverse("accounts:organisation", args=[organisation.slug])).text
    )
    assert AuditEvent.objects.filter(what="name changed", by=facilitator).count() == 1


@pytest.mark.parametrize("name", ["Win at https://example.org", "WWW.example.org"])
def test_a_name_holds_no_address_of_a_website(db, client, name):
    assert MemberForm({"name": name, "email": "a@example.org", "role": "lead"}).errors.keys() == {"name"}
    assert OrganisationForm({"name": name, "kind": "other"}).errors.keys() == {"name"}
    response = client.post("/account/signup/", {"name": name, "email": "nia@example.org"})
    assert "Leave the web address out." in response.text


def test_a_name_that_was_stored_with_a_line_break_breaks_no_mail(
    organisation, client, mailoutbox, django_capture_on_commit_callbacks
):
    Organisation.objects.update(name="Larkfield\r\nVoices")
    client.force_login(lead_of(organisation))
    with django_capture_on_commit_callbacks(execute=True):
        assert add(client, organisation).status_code == 200
    assert mailoutbox[0].subject.startswith("Larkfield Voices invites you to ")


def test_one_person_invites_twenty_people_an_hour_at_most(organisation, client):
    client.force_login(lead_of(organisation))
    for i in range(20):
        assert add(client, organisation, email=f"person-{i}@example.org").status_code == 200
    response = add(client, organisation, email="one-more@example.org")
    assert response.status_code == 429
    assert "Please try again in an hour." in response.text
    assert not organisation.member_invitations.filter(email="one-more@example.org").exists()
    second = factories.make_member(organisation, "lead", "second@example.org")
    client.force_login(second)
    assert add(client, organisation, email="one-more@example.org").status_code == 200


# Forms say what to do


def test_each_field_that_is_left_out_has_words_of_its_own_and_a_link_to_it(db, client):
    client.force_login(factories.make_user())
    page = client.post(reverse("accounts:new"), {"name": " "}).text
    assert "Please look at these 2 things" in page
    assert '<a href="#id_name">Type the name of your organisation.</a>' in page
    assert '<a href="#id_kind_0">Choose what kind of organisation it is.</a>' in page
    assert 'id="id_kind_0"' in page
    assert "This field is required" not in page
    assert page.count("field-error") == 2


def test_the_words_stand_before_the_field_and_belong_to_it(db, client):
    client.force_login(factories.make_user())
    page = client.post(reverse("accounts:new"), {"kind": "other"}).text
    words, control = page.index('id="id_name_error"'), page.index('id="id_name"')
    assert words < control
    tag = re.search(r"<input[^>]*id=\"id_name\"[^>]*>", page)[0]
    assert 'aria-invalid="true"' in tag
    assert 'aria-describedby="id_name_helptext id_name_error"' in tag
    assert "Please look at these" not in page  # one thing needs no list


def test_choices_carry_their_fault_on_the_group_and_turn_no_label_red(db, client):
    client.force_login(factories.make_user())
    page = " ".join(client.post(reverse("accounts:new"), {"name": "Larkfield"}).text.split())
    assert '<fieldset role="radiogroup" aria-invalid="true" aria-describedby="id_kind_error">' in page
    for tag in re.findall(r"<input[^>]*type=\"radio\"[^>]*>", page):
        assert "is-invalid" not in tag
        assert 'class="form-check-input"' in tag


def test_words_that_are_too_long_are_told_how_long_they_are(db, client):
    client.force_login(factories.make_user())
    page = client.post(reverse("accounts:new"), {"name": "a" * 130, "kind": "other"}).text
    assert "This is too long: it has 130 letters and signs. Use 120 at most." in page


# Signing in


def test_the_sign_in_page_has_one_way_to_a_new_password(db, client):
    page = client.get("/account/login/").text
    assert page.count("/account/password/reset/") == 1
    assert "I forgot my password" in page


@pytest.mark.parametrize("path", ["login", "signup", "password/reset"])
def test_an_e_mail_address_is_spelled_one_way(db, client, path):
    for page in (client.get(f"/account/{path}/").text, client.post(f"/account/{path}/", {"email": "x"}).text):
        main = page[page.index("<main") : page.index("</main>")]
        assert "E-mail address" in main
        assert not re.search(r"\bemail address|>\s*Email\b|placeholder", main, re.IGNORECASE)
        assert "This field is required" not in main


def test_the_rules_for_a_password_are_one_sentence(db, client):
    page = client.get("/account/signup/").text
    assert "At least 12 characters. Three words together work well." in page
    assert "can’t be" not in page
    assert "can&#x27;t be" not in page
    page = client.post(
        "/account/signup/", {"name": "Nia", "email": "nia@example.org", "password1": "x", "password2": "x"}
    ).text
    assert "This password is too short. Use at least 12 characters." in page


@pytest.mark.django_db
def test_names_stand_in_the_order_that_people_look_them_up_in(client):
    """Whatever the database's own order is: capitals first in one, accents last in another."""
    user = factories.make_user()
    for name in ("Zebra", "émile", "Eagle", "apple", "Émile", "Aaron"):
        factories.make_organisation(name, lead=user)
    client.force_login(user)
    expected = ["Aaron", "apple", "Eagle", "émile", "Émile", "Zebra"]
    pages = [reverse("accounts:organisations"), reverse("assessments:new"), reverse("frameworks:new")]
    for url in pages:
        page = client.get(url).text
        places = [page.index(f">{name}<") if f">{name}<" in page else page.index(name) for name in expected]
        assert places == sorted(places), url


def test_a_name_that_is_too_long_is_said_to_be_and_nothing_is_cut_off(client, db):
    """A browser that is told a length cuts off what is pasted, without a word."""
    client.force_login(factories.make_user("new@example.org"))
    assert "maxlength" not in client.get("/organisations/new/").text
    page = client.post("/organisations/new/", {"name": "N" * 121, "kind": "other"}).text
    assert "it has 121 letters and signs. Use 120 at most." in page
    assert "N" * 121 in page


def test_a_sign_that_cannot_be_stored_is_named(client, db):
    client.force_login(factories.make_user("new@example.org"))
    page = client.post("/organisations/new/", {"name": "A\x00house", "kind": "other"}).text
    assert "an invisible one (NUL)" in page


def test_the_next_step_goes_once_it_is_taken(client, db):
    organisation = factories.make_organisation()
    client.force_login(organisation.memberships.get().user)
    address = f"/organisations/{organisation.slug}/"
    assert "Next: set up an assessment" in client.get(address).text
    factories.make_round(organisation=organisation)
    page = client.get(address).text
    assert "Next: set up an assessment" not in page
    assert "Set up another assessment" in page
