"""Answers are saved as one goes, whatever the network does."""

import re

import pytest
from playwright.sync_api import expect

from assessments.models import Answer
from tests import factories
from tests.browser.answering.pages import (
    begin,
    choose,
    comment,
    private,
    question,
    second_tab,
    status,
    stored,
    warns,
)
from tests.browser.conftest import look_at
from tests.browser.editor.pages import wait_till

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_change_is_saved_and_said_so(round_, open_browser):
    page = open_browser(width=390)
    begin(page, round_)
    expect(status(page)).to_contain_text("Nothing is saved on this page yet")
    choose(page, 1, 4)
    expect(status(page)).to_contain_text(re.compile(r"Saved at \d\d:\d\d\. 1 of 2 questions answered"))
    assert stored() == {"s1-q1": 4}
    expect(page.locator(".sticky-line")).to_contain_text("1 of 7")
    comment(page, 2, "Not every time")
    expect(status(page)).to_contain_text("Still to choose: who may read your words in question 1.2.")
    private(page, 2)
    expect(status(page)).not_to_contain_text("Still to choose")
    assert stored() == {"s1-q1": 4, "s1-q2": "Not every time"}
    look_at(page)
    page.reload()
    expect(page.locator("textarea").nth(1)).to_have_value("Not every time")
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_nothing_is_lost_when_the_network_goes_and_comes_back(round_, open_browser):
    page = open_browser(width=320)
    begin(page, round_)
    choose(page, 1, 4)
    expect(status(page)).to_contain_text("Saved at")
    page.context.set_offline(True)
    choose(page, 2, 5)
    comment(page, 1, "Written in a tunnel")
    expect(status(page)).to_contain_text(
        "Not saved yet: no connection. We keep trying, so leave this page open."
    )
    expect(question(page, 1).locator(".not-saved")).to_contain_text("no connection")
    assert stored() == {"s1-q1": 4}
    look_at(page)
    assert warns(page, lambda: page.locator("a", has_text="Help").first.click(no_wait_after=True))
    # A button does not lead out of the page while it cannot save
    page.get_by_role("button", name="Go to part 2").click()
    page.wait_for_timeout(500)
    expect(page).to_have_url(re.compile("/part/1/$"))
    expect(page.locator("textarea").first).to_have_value("Written in a tunnel")
    page.context.set_offline(False)
    expect(status(page)).to_contain_text("Saved at")
    expect(page.locator(".not-saved")).to_have_count(0)
    private(page, 1)
    page.get_by_role("button", name="Go to part 2").click()
    page.wait_for_url("**/part/2/")
    answer = Answer.objects.get(question__code="s1-q1")
    assert (answer.level.value, answer.comment, answer.sharing) == (4, "Written in a tunnel", "private")
    assert stored()["s1-q2"] == 5


@pytest.mark.usefixtures("usual_autosave")
def test_words_typed_on_do_not_clash_with_themselves_when_an_answer_got_lost(round_, open_browser, settings):
    """The site saves, but what it says never arrives."""
    settings.AUTOSAVE_RETRY = 5000  # time to see that it failed
    page = open_browser()
    begin(page, round_)
    lost = []

    def lose(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/part/1/", lose)
    comment(page, 1, "First words")
    private(page, 1)
    expect(status(page)).to_contain_text("no connection")
    assert lost == [200]
    assert stored() == {"s1-q1": "First words"}
    comment(page, 1, "First words, and more")
    expect(status(page)).to_contain_text("Saved at")
    expect(status(page)).not_to_contain_text("another page or device")
    assert stored() == {"s1-q1": "First words, and more"}


def test_the_site_being_down_is_said_and_tried_again(round_, open_browser):
    page = open_browser()
    begin(page, round_)
    down = [True]
    page.route(
        "**/part/1/",
        lambda route: (
            route.fulfill(status=429, body="busy")
            if down[0] and route.request.method == "POST"
            else route.continue_()
        ),
    )
    choose(page, 1, 2)
    expect(status(page)).to_contain_text("Not saved yet: the site does not answer.")
    down[0] = False
    expect(status(page)).to_contain_text("Saved at")
    assert stored() == {"s1-q1": 2}


def stand_between(page, status):
    """A page of somebody else's comes in the place of ours: a hotel's, an employer's, a proxy's."""
    body = "<!doctype html><title>Sign in</title><h1>Welcome to our Wi-Fi</h1>"
    page.route("**/part/1/", lambda route: route.fulfill(status=status, content_type="text/html", body=body))


@pytest.mark.parametrize("foreign", [200, 400, 403, 404, 413])
def test_a_page_that_is_not_ours_is_not_taken_for_an_answer(round_, open_browser, foreign):
    page = open_browser(width=390)
    begin(page, round_)
    stand_between(page, foreign)
    comment(page, 1, "In a café")
    private(page, 1)
    expect(status(page)).to_contain_text("Not saved")
    page.get_by_role("button", name="Go to part 2").click()
    expect(page.locator("textarea").first).to_have_value("In a café")
    expect(status(page)).to_contain_text("Not saved")
    look_at(page)
    assert stored() == {}
    page.unroute("**/part/1/")
    expect(status(page)).to_contain_text("Saved at")
    assert stored() == {"s1-q1": "In a café"}


def test_both_texts_are_not_lost_when_the_site_is_away_as_somebody_chooses(round_, open_browser):
    other = second_tab(open_browser(width=390), round_)
    other.get_by_role("button", name="Go to part 2").click()
    expect(other.locator(".kept-words")).to_have_text("From the first tab")
    other.locator("textarea").first.fill("Both, put together")
    stand_between(other, 200)
    other.get_by_role("button", name="Go to part 2").click()
    expect(status(other)).to_contain_text("Press the button again in a moment")
    expect(other.locator("textarea").first).to_have_value("Both, put together")
    look_at(other)
    other.unroute("**/part/1/")
    other.get_by_role("button", name="Go to part 2").click()
    other.wait_for_url("**/part/2/")
    assert stored() == {"s1-q1": "Both, put together"}


def test_nothing_can_be_typed_that_would_go_with_the_page(round_, open_browser, settings):
    settings.AUTOSAVE_DELAY = 10_000  # words go together with the choice of who may read them
    page = open_browser(width=390)
    begin(page, round_)
    comment(page, 1, "Before")
    private(page, 1)
    expect(status(page)).to_contain_text("Saved at")
    words = "document.querySelector('textarea').value"
    page.evaluate(f"addEventListener('pagehide', () => {{ sessionStorage.last = {words} }})")
    held = []
    page.route("**/part/1/", lambda route: held.append(route))  # the next page takes its time
    page.locator("textarea").first.focus()
    page.evaluate("document.querySelector('button[value=on]').click()")
    page.wait_for_timeout(300)
    page.keyboard.type(" and after")
    held[0].continue_()
    page.wait_for_url("**/part/2/")
    assert page.evaluate("sessionStorage.last") == "Before"
    assert stored() == {"s1-q1": "Before"}


def test_a_look_at_the_site_that_is_never_answered_holds_nothing_up(round_, open_browser, settings):
    settings.AUTOSAVE_PATIENCE = 1500
    page = open_browser(width=390)
    code = begin(page, round_)
    page.route("**/part/1/", lambda route: None if route.request.method == "GET" else route.continue_())
    page.context.clear_cookies(name="visit")
    comment(page, 1, "Still here")
    expect(status(page)).to_contain_text("your visit on this device has ended")
    tab = page.context.new_page()
    tab.goto("/enter/")
    tab.get_by_label("Your code").fill(code)
    tab.get_by_role("button", name="Continue").click()
    expect(tab.locator("h1")).to_have_text("My answers")
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(status(page)).to_contain_text("Saved at")
    assert stored() == {"s1-q1": "Still here"}


@pytest.mark.parametrize("code", ["action", "elements", "revision"])
def test_a_question_may_be_called_like_something_of_the_page(open_browser, code):
    version = factories.make_version("plain", sections=1, questions=2, status="draft")
    version.questions.filter(code="s1-q1").update(code=code)
    type(version).objects.filter(pk=version.pk).update(status="published")
    page = open_browser(width=390)
    begin(page, factories.make_round([version], perspectives=factories.TWO))
    for level in (4, 3):
        choose(page, 1, level)
        expect(status(page)).to_contain_text("Saved at")
        expect(page.locator("[data-saving]")).to_be_hidden()
        page.wait_for_timeout(600)
    assert stored() == {code: 3}


def test_what_cannot_be_saved_is_said_and_stays(round_, open_browser):
    page = open_browser(width=390)
    begin(page, round_)
    comment(page, 1, "Word " * 4000)
    private(page, 1)
    choose(page, 2, 2)
    expect(status(page)).to_contain_text("Question 1.1 is not saved:")
    expect(status(page)).to_contain_text("longer than 4,000 characters")
    expect(status(page)).to_contain_text("1 of 2 questions answered")
    wait_till(page, lambda: stored() == {"s1-q2": 2})  # it may be the next to be saved
    comment(page, 1, "Shorter")
    expect(status(page)).to_contain_text("Saved at")
    assert stored() == {"s1-q1": "Shorter", "s1-q2": 2}
