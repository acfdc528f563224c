"""Two tabs, a code typed again, a round that closes: whoever answers loses nothing."""

import re

import pytest
from playwright.sync_api import expect

from assessments import codes
from assessments.models import Answer, Response
from assessments.rounds import lifecycle
from tests.browser import people
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

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_tabs_show_both_texts_and_the_person_chooses(round_, open_browser):
    other = second_tab(open_browser(), round_)
    choose(other, 2, 3)
    expect(status(other)).to_contain_text("1 of 2 questions answered")
    assert stored() == {"s1-q1": "From the first tab", "s1-q2": 3}
    assert warns(other, lambda: other.locator("a", has_text="Help").first.click(no_wait_after=True))
    other.get_by_role("button", name="Go to part 2").click()
    expect(other.locator(".kept-words")).to_have_text("From the first tab")
    expect(other.locator("textarea").first).to_have_value("From the second tab")
    look_at(other)
    # Nothing is chosen by doing something else
    choose(other, 2, 5)
    other.wait_for_timeout(1500)
    assert stored()["s1-q1"] == "From the first tab"
    other.get_by_role("button", name="Go to part 2").click()
    other.wait_for_url("**/part/2/")
    assert stored() == {"s1-q1": "From the second tab", "s1-q2": 5}


def test_leave_to_name_a_group_is_asked_for_again_when_it_was_changed_in_another_tab(
    round_, open_browser, settings
):
    settings.AUTOSAVE_DELAY = 10_000  # words go together with the choice of who may read them
    page = open_browser(width=390)
    begin(page, round_)
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_role("button", name="Change this").click()
    people.pick(other.get_by_role("radio", name="Staff", exact=True))
    other.get_by_role("button", name="Go to the questions").click()
    expect(other.get_by_text("You are answering as").locator("strong")).to_have_text("Staff")
    comment(page, 1, "From the first tab")
    question(page, 1).get_by_label("say it came from: People").check()
    expect(status(page)).to_contain_text("You have changed your group since this page was shown.")
    assert stored() == {}
    look_at(page)
    page.get_by_role("button", name="Go to part 2").click()
    expect(page.get_by_role("alert").first).to_contain_text("You have changed your group")
    expect(page.locator("textarea").first).to_have_value("From the first tab")
    named = question(page, 1).get_by_label("say it came from: Staff")
    expect(named).not_to_be_checked()
    look_at(page)
    named.check()
    page.get_by_role("button", name="Go to part 2").click()
    page.wait_for_url("**/part/2/")
    assert Answer.objects.get().sharing == "named"


def test_a_round_that_closes_is_said_and_words_can_be_copied(round_, open_browser):
    page = open_browser()
    begin(page, round_)
    lifecycle.close_round(round_=round_, by=None)
    asked = []
    page.on("request", lambda request: asked.append(request.method) if "/part/" in request.url else None)
    comment(page, 1, "Too late")
    closed = "This has closed, so your last change is not saved. You can still copy your words."
    expect(status(page)).to_contain_text(closed)
    assert asked == ["POST"]
    # What goes on being typed stays on the screen, and nothing pretends to save it
    comment(page, 1, "Too late, all of it")
    choose(page, 2, 4)
    page.wait_for_timeout(2500)
    assert asked == ["POST"]
    expect(status(page)).to_contain_text(closed)
    expect(page.get_by_text("Saving…")).to_be_hidden()
    expect(question(page, 2).locator(".not-saved")).to_have_text(closed)
    look_at(page)
    page.locator("textarea").first.select_text()
    selected = "(e => e.value.slice(e.selectionStart, e.selectionEnd))(document.querySelector('textarea'))"
    assert page.evaluate(selected) == "Too late, all of it"
    assert warns(page, lambda: page.locator("a", has_text="Help").first.click(no_wait_after=True))
    # The button leads to the page that gives everything back
    page.get_by_role("button", name="Go to part 2").click()
    expect(page.locator("textarea[readonly]")).to_have_value("Too late, all of it")
    expect(page.locator("main")).to_contain_text("1.2 Statement 1.2. 4 Level 4")
    look_at(page)
    assert stored() == {}


def test_nothing_pretends_to_save_when_somebody_elses_answers_are_open(round_, open_browser):
    page = open_browser()
    begin(page, round_)
    other = page.context.new_page()
    other.goto(f"/join/{round_.join_code}/")
    other.get_by_role("button", name="Close my answers on this device").click()
    begin(other, round_)
    comment(page, 1, "Whose is this")
    expect(status(page)).to_contain_text("Not saved: another person’s answers are open on this device now.")
    comment(page, 1, "Whose is this, and more")
    page.wait_for_timeout(2000)
    expect(status(page)).to_contain_text("You can still copy your words.")
    expect(page.get_by_text("Saving…")).to_be_hidden()
    expect(page.locator("textarea").first).to_have_value("Whose is this, and more")
    assert stored() == {}


def test_everything_comes_back_without_javascript_when_it_has_closed(round_, open_browser):
    page = open_browser(width=320, javascript=False)
    begin(page, round_)
    choose(page, 1, 5)
    comment(page, 2, "One\n\ntwo")
    private(page, 2)
    lifecycle.close_round(round_=round_, by=None)
    page.get_by_role("button", name="Go to part 2").click()
    expect(page.locator("h1")).to_have_text("This has closed")
    expect(page.locator("main")).to_contain_text("1.1 Statement 1.1. 5 Level 5")
    expect(page.locator("textarea[readonly]")).to_have_value("One\n\ntwo")
    expect(page.locator("main")).to_contain_text("Do not show it to anyone")
    assert stored() == {}


# A visit that ends while somebody is typing


def test_the_page_saves_by_itself_when_the_code_is_entered_in_another_tab(round_, open_browser):
    page = open_browser()
    code = begin(page, round_)
    page.context.clear_cookies()
    comment(page, 1, "Still here")
    expect(status(page)).to_contain_text("your visit on this device has ended. Your words are still here.")
    look_at(page)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Enter my code in a new tab").click()
    tab = opened.value
    tab.get_by_label("Your code").fill(code)
    tab.get_by_role("button", name="Continue").click()
    expect(tab.locator("h1")).to_have_text("My answers")
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(status(page)).to_contain_text("Saved at")
    expect(page.get_by_role("link", name="Enter my code in a new tab")).to_be_hidden()
    assert stored() == {"s1-q1": "Still here"}


@pytest.mark.usefixtures("usual_autosave")
@pytest.mark.parametrize("javascript", [True, False])
def test_what_was_given_is_saved_when_the_code_is_entered_again(round_, open_browser, javascript):
    page = open_browser(width=390, javascript=javascript)
    code = begin(page, round_)
    choose(page, 1, 4)
    comment(page, 1, "One\n\ntwo 🙂")
    private(page, 1)
    page.context.clear_cookies(name="visit")
    page.get_by_role("button", name="Go to part 2").click()
    expect(page.locator("h1")).to_have_text("Please enter your code")
    if javascript:
        look_at(page)
    page.get_by_label("Your code").fill("ABC")
    page.get_by_role("button", name="Enter my code and save").click()
    expect(page.get_by_text("We still have what you had just answered.")).to_be_visible()
    page.get_by_label("Your code").fill(code)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/part/2/")
    answer = Answer.objects.get()
    assert (answer.level.value, answer.comment) == (4, "One\n\ntwo 🙂")


def test_nobody_sees_the_answers_with_back_when_somebody_has_left(round_, open_browser):
    page = open_browser()
    begin(page, round_)
    comment(page, 1, "Only mine")
    private(page, 1)
    page.get_by_role("button", name="Stop for now").click()
    page.get_by_role("button", name="Close my answers on this device").click()
    expect(page.locator("h1")).to_have_text("You have left")
    for _ in range(3):
        page.go_back()
        page.wait_for_load_state()
        assert "Only mine" not in page.content()
        expect(page.locator(".codebox")).to_have_count(0)
    assert {cookie["name"] for cookie in page.context.cookies()} <= {
        "csrftoken",
        "start",
    }  # of the start page


# Without JavaScript, and by keyboard alone


def test_every_page_turn_saves_without_javascript(round_, open_browser):
    page = open_browser(width=390, javascript=False)
    begin(page, round_)
    choose(page, 1, 3)
    page.locator(".steps button[value='3']").click()
    expect(page).to_have_url(re.compile("/part/3/$"))
    assert stored() == {"s1-q1": 3}
    page.locator("textarea[name='text-text']").fill("A tale")
    question(page, 3).get_by_label("Do not show it to anyone").check()
    page.get_by_role("button", name="Back to part 2").click()
    expect(page).to_have_url(re.compile("/part/2/$"))
    assert stored()["text"] == "A tale"
    expect(page.locator(".sticky-line")).to_contain_text("2 of 7")
    choose(page, 2, 1)
    page.get_by_role("button", name="Stop for now").click()
    expect(page.locator("h1")).to_have_text("Stop for now")
    assert stored()["s2-q2"] == 1


def test_the_mail_to_oneself_holds_the_link_and_no_address(round_, open_browser):
    page = open_browser(width=390)
    begin(page, round_)
    page.goto(f"/join/{round_.join_code}/keep/")
    code = page.locator(".codebox").inner_text()
    address = page.get_by_role("link", name="E-mail it to myself").get_attribute("href")
    assert address.startswith("mailto:?subject=")
    assert codes.tidy(code) in address
    assert Response.objects.count() == 1
