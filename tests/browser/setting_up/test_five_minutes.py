"""From making an account to a round that people can answer: in few pages, and few decisions."""

import re

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser.conftest import look_at
from tests.browser.people import PASSWORD
from tests.browser.setting_up.effort import Effort

pytestmark = pytest.mark.django_db(transaction=True)

EXPECTED = {
    "Service users and survivors": "10",
    "Carers and family": "8",
    "Practitioners": "10",
    "Managers": "6",
}


@pytest.mark.parametrize("javascript", [True, False])
def test_from_making_an_account_to_a_round_that_is_open(open_browser, settings, mailoutbox, javascript):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    factories.make_version("core-values")
    page = open_browser(width=390, javascript=javascript)
    look = look_at if javascript else (lambda page: None)
    way = Effort(page)
    way.open("/account/signup/")
    way.fill("Your name", "Nia New")
    way.fill("E-mail address", "nia@example.org")
    way.fill("New password", PASSWORD)
    way.fill("The new password again", PASSWORD)
    way.press("Make my account")
    way.open(re.search(r"https?://\S+", mailoutbox[0].body)[0], by_link=True)
    way.press("Yes, confirm it")
    look(page)
    way.choose("Partnership audit")
    way.fill("What is it called?", "Night line")
    way.fill("Name of the organisation", "Larkfield Voices")
    way.choose("User-led organisation")
    way.press("Continue")
    look(page)
    for group, number in EXPECTED.items():
        way.fill(group, number)
    way.press("Continue")
    look(page)
    shown = page.locator("main").inner_text()
    for chosen in ("Core Values", "Nia New, nia@example.org", "3 groups would be shown.", "People are told"):
        assert chosen in shown
    before = str(way)
    assert len(way.pages) <= 7, way.pages
    assert way.clicks + 1 <= 10
    way.press("Open the round")
    look(page)
    print(f"{before}; with the open round: {way}")

    # And what there is to hand out stands on the page
    link = page.get_by_label("Link for everyone").input_value()
    message = page.get_by_label("Message for an e-mail or a chat").input_value()
    assert link in message
    assert "To talk to someone, or to ask for a paper form: Nia New, nia@example.org" in message
    assert re.search(r"\d+ questions, (\d+ to|about) \d+ minutes?\.", message)
    assert "Please answer by" in message
    if javascript:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name="Copy the message").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == message.strip()
    way.press("Show it on a big screen")
    expect(page.get_by_role("img", name=f"QR code. It opens {link}")).to_be_visible()
    look(page)
