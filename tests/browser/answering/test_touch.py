"""The first tap counts: what is pressed stays where it is until it was pressed, on any phone."""

import re

import pytest
from playwright.sync_api import expect

from assessments.models import Answer
from tests import factories
from tests.browser import people

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def round_():
    version = factories.make_version("plain", sections=2, questions=1, extra=("text",))
    return factories.make_round([version], perspectives=factories.TWO)


def tap(page, target):
    """Where it stands now, as a finger does: the page may move before it is let go, and then it is missed."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] - 4)  # near its edge


@pytest.mark.parametrize("width", [320, 360, 390])
def test_the_first_tap_after_typing_leads_on(round_, chromium, live_server, width):
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": width, "height": 640}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    try:
        people.choose_where_i_stand(page, f"/join/{round_.join_code}/", "People")
        page.goto(page.url.replace("/part/1/", "/part/2/"))
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
