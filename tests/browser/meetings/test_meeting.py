"""A group meets over its results: by keyboard, on a big screen and on a small one."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.records.meetings import AgreedScore
from tests import factories
from tests.assessments.agreement.meetings.rooms import DIFFER, four_groups, meet, no_groups, say
from tests.browser.conftest import look_at
from tests.browser.people import come_in, press_on, tab_to


@pytest.fixture
def release(transactional_db):
    organisation = factories.make_organisation()
    factories.make_member(organisation, "facilitator", "fay@example.org")
    return four_groups(organisation=organisation)


def question(page, code):
    page.wait_for_url(re.compile(f"/demo/{code}/$"))


def test_a_meeting_by_keyboard(release, open_browser):
    page = open_browser()
    come_in(page, "fay@example.org", f"/rounds/{release.round_id}/record/")
    look_at(page)
    press_on(page, page.get_by_role("link", name="Start a meeting"))
    for name in ("Service users and survivors", "Practitioners"):
        tab_to(page, page.get_by_label(name))
        page.keyboard.press("Space")
    look_at(page)
    press_on(page, page.get_by_role("button", name="Start the meeting"))
    question(page, "s1-q1")
    look_at(page)

    # The keys do what the links and buttons do.
    page.keyboard.press("n")
    question(page, "s1-q2")
    page.keyboard.press("p")
    question(page, "s1-q1")
    page.keyboard.press("q")
    expect(page.get_by_text("Nobody’s name here.")).to_be_visible()
    page.keyboard.press("g")
    expect(page.locator(".meet-side a").first).to_be_focused()
    small = root_size(page)
    page.set_viewport_size({"width": 1920, "height": 1080})
    assert root_size(page) > small
    assert page.evaluate("document.documentElement.scrollHeight") <= 1080
    page.keyboard.press("PageDown")  # nothing more to scroll: on to the next, as a clicker does
    question(page, "s1-q2")
    page.keyboard.press("PageUp")
    question(page, "s1-q1")

    # What is wrong is said first; letters in a field are letters.
    page.set_viewport_size({"width": 320, "height": 800})
    page.keyboard.press("a")
    expect(page.get_by_role("radio", name="We agree")).to_be_checked()
    tab_to(page, page.get_by_label("Why?"))
    page.keyboard.type("a d l n 1 q g?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#problems")).to_be_focused()
    expect(page.get_by_label("Why?")).to_have_value("a d l n 1 q g?")
    look_at(page)
    page.keyboard.press("3")
    expect(page.locator("input[name=level][value='3']")).to_be_checked()
    for side in ("Yes from people and communities", "Yes from services and professionals"):
        tab_to(page, page.get_by_label(side))
        page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    question(page, "s1-q1")
    expect(page.get_by_role("heading", name="We agreed: level 3")).to_be_visible()
    look_at(page)
    page.keyboard.press("n")
    question(page, "s1-q2")
    page.keyboard.press("d")
    expect(page.get_by_role("radio", name="We did not agree")).to_be_checked()
    page.keyboard.press("2")  # a level is no answer to that
    expect(page.locator("input[name=level]:checked")).to_have_count(0)
    page.get_by_label("How people and communities see it").fill("No.")
    page.get_by_label("How services and professionals see it").fill("Yes.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="We did not agree")).to_be_visible()
    look_at(page)
    page.keyboard.press("n")
    question(page, "s2-q2")
    page.keyboard.press("l")
    question(page, "s2-q1")

    # Letters can be turned off, and then do nothing; the page keys still do.
    page.keyboard.press("?")
    page.wait_for_url("**/keys/")
    look_at(page)
    press_on(page, page.get_by_role("button", name="Turn letter keys off"))
    expect(page.get_by_text("Letter keys are off in this browser.")).to_be_visible()
    press_on(page, page.get_by_role("link", name="Back to the meeting"))
    expect(page.get_by_role("heading", name="All questions")).to_be_visible()
    look_at(page)
    press_on(page, page.locator("main").get_by_role("link", name="Title 1.1"))
    question(page, "s1-q1")
    page.keyboard.press("n")
    page.keyboard.press("g")
    expect(page.locator(".meet-side a").first).not_to_be_focused()
    question(page, "s1-q1")
    press_on(page, page.get_by_role("link", name="Leave"))
    expect(page.get_by_text("1 not agreed")).to_be_visible()
    look_at(page)
    assert list(AgreedScore.objects.order_by("pk").values_list("outcome", flat=True)) == [
        "agreed", "not_agreed", "later",
    ]  # fmt: skip

    # Where no groups are shown, it asks what it is like here, and of nobody what they answered.
    asked = [*release.round.versions.all()]
    meeting = meet(no_groups(organisation=release.round.assessment.organisation, versions=asked))
    page.goto(reverse("assessments:meeting_question", args=[meeting.round_id, meeting.pk, "demo", "s1-q1"]))
    expect(page.get_by_text("Groups are not shown in this round.")).to_be_visible()
    look_at(page)


def root_size(page):
    return page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")


def test_a_later_meeting_without_scripts(release, open_browser):
    say(meet(release), DIFFER)
    page = open_browser(width=320, javascript=False)
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill("fay@example.org")
    page.get_by_label("Password").fill("a-long-test-password")
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"/rounds/{release.round_id}/meetings/new/")
    page.get_by_label("Managers").check()
    page.get_by_role("button", name="Start the meeting").click()
    page.get_by_role("navigation", name="Agenda").get_by_role("link", name="Title 1.1").click()
    expect(page.get_by_role("heading", name="We did not agree")).to_be_visible()
    page.get_by_role("link", name="Say something new").click()
    page.locator("label[for=id_outcome_0]").click()
    page.locator("label[for=id_level_1]").click()
    page.get_by_label("Yes from people and communities").check()
    page.get_by_label("Yes from services and professionals").check()
    page.get_by_role("button", name="Save what we say").click()
    expect(page.get_by_role("heading", name="We agreed: level 2")).to_be_visible()
    page.locator("summary", has_text="Read what we said").click()
    expect(page.get_by_text("It is not so.")).to_be_visible()
