"""Joining an organisation, from the invitation to the first page; and changing one's address."""

import re

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import expect

from tests import factories
from tests.browser.conftest import look_at
from tests.browser.people import PASSWORD, sign_in

NIA = "nia@example.org"


@pytest.fixture
def lead(transactional_db, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    user = factories.make_user()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    factories.make_organisation(lead=user)
    return user


def link_in(message):
    return re.search(r"https?://\S+", message.body)[0]


@pytest.mark.parametrize("javascript", [True, False])
def test_nia_is_invited_makes_an_account_and_joins(lead, open_browser, mailoutbox, javascript):
    leads = open_browser()
    sign_in(leads, lead.email)
    leads.get_by_role("link", name="Organisation").click()
    leads.get_by_label("Their name").fill("Nia New")
    leads.get_by_label("Their e-mail address").fill(NIA)
    leads.get_by_role("button", name="Invite this person").click()
    expect(leads.get_by_text("is invited, and can accept until")).to_be_visible()
    leads.locator("main summary").click()
    expect(leads.locator(".linkbox")).to_be_visible()
    look_at(leads)

    nia = open_browser(javascript=javascript)
    nia.goto(link_in(mailoutbox[0]))
    nia.get_by_role("link", name="Make an account").click()
    nia.get_by_label("Your name").fill("Nia New")
    nia.get_by_label("E-mail address").fill(NIA)
    nia.get_by_label("New password", exact=True).fill(PASSWORD)
    nia.get_by_label("The new password again").fill(PASSWORD)
    nia.get_by_role("button", name="Make my account").click()
    expect(nia.get_by_role("heading", name="Look in your mail")).to_be_visible()
    if javascript:
        look_at(nia)
    nia.goto(link_in(mailoutbox[1]))
    if javascript:
        look_at(nia)
    nia.get_by_role("button", name="Yes, confirm it").click()
    expect(nia.get_by_role("heading", name="Join Larkfield Voices?")).to_be_visible()
    if javascript:
        look_at(nia)
    nia.get_by_role("button", name="Accept the invitation").click()
    expect(nia.get_by_text("You are now a member of Larkfield Voices.")).to_be_visible()
    nia.goto(link_in(mailoutbox[0]))
    expect(nia.get_by_role("heading", name="This invitation has gone")).to_be_visible()
    if javascript:
        look_at(nia)


def test_somebody_changes_the_address_and_the_password_of_their_account(lead, open_browser, mailoutbox):
    page = open_browser()
    sign_in(page, lead.email)
    page.get_by_role("link", name="Account", exact=True).click()
    look_at(page)
    page.get_by_label("New e-mail address").fill("new@example.org")
    page.get_by_role("button", name="Change my e-mail address").click()
    expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible()
    look_at(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Waiting for you to confirm new@example.org")).to_be_visible()
    look_at(page)
    page.goto(link_in(mailoutbox[0]))
    page.get_by_role("button", name="Yes, confirm it").click()
    page.get_by_role("link", name="Account", exact=True).click()
    expect(page.get_by_text("you sign in as new@example.org")).to_be_visible()
    page.get_by_role("link", name="Set another password").click()
    look_at(page)
    page.get_by_role("button", name="Change my password").click()
    expect(page.get_by_text("Type a password.").first).to_be_visible()
    look_at(page)
    page.get_by_label("The password that you have now").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill("three-other-words")
    page.get_by_label("The new password again").fill("three-other-words")
    page.get_by_role("button", name="Change my password").click()
    expect(page.get_by_text("Your password is changed.")).to_be_visible()
    assert mailoutbox[-1].to == ["new@example.org"]


def test_somebody_who_forgot_their_password_sets_a_new_one(lead, open_browser, mailoutbox):
    page = open_browser()
    page.goto("/account/login/")
    page.get_by_role("link", name="I forgot my password").click()
    page.get_by_label("E-mail address").fill(lead.email)
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", name="Look in your mail")).to_be_visible()
    look_at(page)
    page.goto(link_in(mailoutbox[0]))
    look_at(page)
    page.get_by_label("New password", exact=True).fill("three-other-words")
    page.get_by_label("The new password again").fill("three-other-words")
    page.get_by_role("button", name="Set this password").click()
    expect(page.get_by_role("heading", name="Your new password is set")).to_be_visible()
    look_at(page)
    page.goto(link_in(mailoutbox[0]))
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()
    look_at(page)
