"""Knowing beforehand what will be shown, and closing before the day that people were told."""

import re

import pytest
from playwright.sync_api import expect

from assessments.models import Round
from tests import factories
from tests.assessments.days import ahead, said
from tests.browser import people
from tests.browser.conftest import look_at

pytestmark = pytest.mark.django_db(transaction=True)

WHY = "Everyone whom we invited has answered."


@pytest.fixture
def facilitator():
    organisation = factories.make_organisation("Larkfield Voices")
    return factories.make_member(organisation, "facilitator", "fran@example.org")


@pytest.mark.parametrize("javascript", [True, False])
def test_too_few_is_said_before_it_is_too_late(facilitator, open_browser, javascript):
    # Given a facilitator who says how many they expect
    organisation = facilitator.memberships.get().organisation
    round_ = factories.make_round(organisation=organisation, perspectives=factories.TWO, opened=False)
    office = open_browser(javascript=javascript)
    office.goto(f"/account/login/?next=/rounds/{round_.pk}/expected/")
    office.get_by_label("E-mail address").fill(facilitator.email)
    office.get_by_label("Password").fill(people.PASSWORD)
    office.get_by_role("button", name="Sign in").click()
    office.get_by_label("People", exact=True).fill("6")
    office.get_by_label("Staff", exact=True).fill("4")
    office.get_by_role("button", name="Continue").click()

    # Then they see what that means before anything is open
    expect(office.locator("main")).to_contain_text("services and professionals have 2 of 3")
    if javascript:
        look_at(office)
    office.get_by_role("link", name="Change the numbers").click()
    office.get_by_label("Staff", exact=True).fill("5")
    office.get_by_role("button", name="Continue").press("Enter")
    expect(office.locator("main")).to_contain_text("2 groups would be shown.")

    # And the round is to close by itself on a day that people are told
    office.get_by_role("link", name="Change the closing day").click()
    office.get_by_label("When will it close?").fill(ahead(9).isoformat())
    office.get_by_label("Close it by itself").check()
    if javascript:
        look_at(office)
    office.get_by_role("button", name="Save").click()
    office.get_by_role("button", name="Open the round").click()

    # When too few have answered, closing says so, and asks why it comes early
    for perspective, number in [("people", 4), ("staff", 1)]:
        for _ in range(number):
            factories.respond(round_, perspective, {"s1-q1": 3})
    office.get_by_role("link", name="Close the round").click()
    expect(office.locator("main")).to_contain_text("services and professionals have 1 of 3")
    expect(office.locator("main")).to_contain_text(f"They were told that they have until {said(ahead(9))}.")
    if javascript:
        look_at(office)
    office.get_by_role("button", name="Close the round").click()
    expect(office.get_by_text("Say why. People were told").first).to_be_visible()
    if javascript:
        look_at(office)
    office.get_by_label("Why before that day?").fill(WHY)
    office.get_by_role("button", name="Close the round").click()

    # Then 'Open it again' stands beside what would be shown
    office.get_by_role("link", name="Share the results").click()
    expect(office.locator("main")).to_contain_text("No groups would be shown, only everyone together")
    if javascript:
        look_at(office)
    office.get_by_role("button", name="Share without groups").click()
    expect(office.get_by_text("Tick this first").first).to_be_visible()
    if javascript:
        look_at(office)
    office.get_by_role("button", name="Open it again for 7 days").click()
    expect(office.locator("main")).to_contain_text("The round is open again.")
    expect(office.locator("main")).to_contain_text("1 of about 5")

    # And once its day has passed, that comes first, with a week more at hand
    Round.objects.update(closes_on=ahead(-1), closes_itself_at=None)
    office.reload()
    expect(office.locator("#next")).to_have_text(f"The day has passed: {said(ahead(-1))}")
    if javascript:
        look_at(office)
    office.get_by_role("button", name=re.compile("Give people until")).click()
    expect(office.locator("#next")).to_have_text("Next: share the link")
    assert Round.objects.get().closes_on == ahead(9)  # as they were told once
