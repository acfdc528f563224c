"""The first tap counts: what is pressed stays where it is until it was pressed, on any phone."""

import re

import pytest
from playwright.sync_api import expect

from assessments.models import Answer, Response
from tests import factories
from tests.browser import people
from tests.browser.conftest import axe_violations

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def round_():
    version = factories.make_version("plain", sections=2, questions=1, extra=("text",))
    return factories.make_round([version], perspectives=factories.TWO)


# How tall everything is that a finger aims at, in pixels.
TALL = """() => [...document.querySelectorAll('main .rung label, main summary, main .btn')]
    .filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect().height)"""

# How much height a question takes for anything but its words and those of its levels.
AROUND = """() => {
    const [one, next] = document.querySelectorAll('.question, .savebar');
    const words = [...one.querySelectorAll('legend, .q-help, .rung label > *')];
    const tall = words.reduce((sum, e) => sum + e.getBoundingClientRect().height, 0);
    return next.getBoundingClientRect().top - one.getBoundingClientRect().top - tall;
}"""


def tap(page, target):
    """Where it stands now, as a finger does: the page may move before it is let go, and then it is missed."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] - 4)  # near its edge


@pytest.mark.parametrize("width", [320, 390])
def test_the_first_tap_after_typing_leads_on(round_, chromium, live_server, width):
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": width, "height": 640}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    try:
        people.choose_where_i_stand(page, f"/join/{round_.join_code}/", "People")
        page.goto(page.url.replace("/part/1/", "/part/2/"))
        tall = page.evaluate(TALL)
        assert min(tall) >= 44
        assert page.locator(".rungs-else").first.bounding_box()["height"] < 95  # three answers in two rows
        assert page.evaluate(AROUND) < 310  # so that twenty questions take less than 40 screens of 320 by 568
        words = page.locator("textarea[name='text-text']")
        tap(page, words)
        page.keyboard.type("Typed to the end, and straight on")
        private = page.locator("#q-text").get_by_label("Do not show it to anyone")
        tap(page, private.locator("xpath=following-sibling::label"))
        expect(private).to_be_checked()
        expect(page.locator(".saved[role=status]")).to_contain_text(re.compile("Saved at"))
        tap(page, words)
        page.keyboard.type(" now")
        tap(page, page.get_by_role("button", name="Check my answers"))
        expect(page).to_have_url(re.compile("/check/$"))
        assert "straight on" in Answer.objects.get(question__code="text").text
        assert " now" in Answer.objects.get(question__code="text").text
    finally:
        context.close()


def test_the_buttons_stand_where_they_stood_whatever_is_said(round_, open_browser):
    page = open_browser(width=320)
    people.choose_where_i_stand(page, f"/join/{round_.join_code}/", "People")
    button = page.get_by_role("button", name="Go to part 2")
    line = page.locator(".saved[role=status]")
    places = set()
    for index, words in enumerate(
        ("", "Saved. Yes", "Not saved yet: the site does not answer. We keep trying. " * 3)
    ):
        line.evaluate("(line, words) => { line.textContent = words }", words)
        line.evaluate("(line, is) => line.classList.toggle('unseen', is)", index == 1)
        places.add(button.bounding_box()["y"])
    assert len(places) == 1


# Ten quiet minutes on a phone


def tap_button(page, name):
    tap(page, page.get_by_role("button", name=name, exact=True))


def choose_by_touch(page, level):
    radio = page.locator(f"fieldset.question input[type=radio][value='{level}']")
    tap(page, radio.locator("xpath=following-sibling::label"))
    expect(radio).to_be_checked()


def wide(page):
    return page.evaluate("document.documentElement.scrollWidth")


def test_by_touch_dark_and_very_large_one_at_a_time_with_the_network_cut(round_, chromium, live_server):
    """And what somebody has who stops half-way counts."""
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    try:
        page.goto(f"/join/{round_.join_code}/")
        for look in ("Very large", "Dark"):
            people.open_looks(page)
            tap_button(page, look)
            expect(page.locator("#look strong", has_text=look)).to_have_count(1)
        people_radio = page.get_by_role("radio", name="People", exact=True)
        tap(page, people_radio.locator("xpath=following-sibling::label"))
        expect(people_radio).to_be_checked()
        tap_button(page, "Start")
        page.wait_for_url("**/question/1/")  # a narrow screen: one question a page, without being asked
        assert "look-largest look-dark" in page.locator("html").get_attribute("class")
        assert axe_violations(page) == []
        assert wide(page) == 320
        choose_by_touch(page, 3)
        expect(page.locator(".saved[role=status]")).to_contain_text(re.compile("Saved at"))
        context.set_offline(True)
        choose_by_touch(page, 4)
        expect(page.locator(".saved[role=status]")).to_contain_text("Not saved")
        assert axe_violations(page) == []
        context.set_offline(False)
        expect(page.locator(".saved[role=status]")).to_contain_text(re.compile("Saved at"), timeout=15000)
        tap_button(page, "Next: question 2.1")
        page.wait_for_url("**/question/2/")
        page.go_back()
        expect(page.locator("input[type=radio][value='4']")).to_be_checked()
        tap_button(page, "Stop for now")
        page.wait_for_url("**/keep/")
        assert axe_violations(page) == []
        assert wide(page) == 320
        tap_button(page, "Send what I have")
        page.wait_for_url("**/sent/")
        [answer] = Answer.objects.all()
        assert (answer.level.value, Response.objects.get().submitted) == (4, True)
    finally:
        context.close()
