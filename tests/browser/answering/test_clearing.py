"""A choice can always be taken back, by hand, by keyboard and without a script."""

import re

import pytest
from playwright.sync_api import expect

from assessments.models import Answer
from tests import factories
from tests.browser import people
from tests.browser.conftest import look_at
from tests.browser.editor.pages import wait_till

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def round_():
    version = factories.make_version("plain", sections=1, questions=1, extra=("many", "text"))
    return factories.make_round([version], perspectives=factories.TWO)


def stored():
    """What was picked, by question: a level, a special answer, options or words."""
    found = {}
    for row in Answer.objects.select_related("question", "level"):
        options = "".join(sorted(option.code for option in row.options.all()))
        picked = (row.level and row.level.value) or row.special or options or row.text
        if picked:
            found[row.question.code] = picked
    return found


def saved(page):
    expect(page.locator(".saved[role=status]")).to_contain_text(re.compile(r"Saved at"))


def question(page, code):
    return page.locator(f"#q-{code}")


def pick(page, code, value):
    people.pick(question(page, code).locator(f"input[value='{value}']"))


def test_each_choice_lets_go_of_what_does_not_go_with_it(round_, open_browser):
    page = open_browser(width=390)
    people.choose_where_i_stand(page, f"/join/{round_.join_code}/", "People")
    many = question(page, "many")
    clear = many.get_by_role("button", name="Clear my answer to question 1.2")
    expect(clear).to_be_hidden()  # nothing is picked yet
    pick(page, "many", "dont_know")
    expect(clear).to_be_visible()
    look_at(page)
    pick(page, "many", "a")
    pick(page, "many", "c")
    expect(many.locator("input[value=dont_know]")).not_to_be_checked()
    wait_till(page, lambda: stored() == {"many": "ac"})
    pick(page, "many", "not_applicable")
    expect(many.locator("input[type=checkbox]:checked")).to_have_count(0)
    pick(page, "s1-q1", "4")
    saved(page)
    wait_till(page, lambda: stored() == {"many": "not_applicable", "s1-q1": 4})

    clear.focus()
    page.keyboard.press("Enter")
    expect(many.locator("input:checked")).to_have_count(0)
    expect(many.locator("input").first).to_be_focused()
    expect(page.locator(".sticky-line")).to_contain_text("1 of 3")
    wait_till(page, lambda: stored() == {"s1-q1": 4})


@pytest.mark.parametrize("javascript", [True, False])
def test_words_that_are_cleared_are_shown_once_more(round_, open_browser, javascript):
    page = open_browser(width=390, javascript=javascript)
    people.choose_where_i_stand(page, f"/join/{round_.join_code}/", "People")
    text = question(page, "text")
    text.locator("textarea").first.fill("What I would not want to lose")
    text.get_by_label("Do not show it to anyone").check()
    pick(page, "s1-q1", "2")
    text.get_by_role("button", name="Clear my answer").click()
    expect(text.get_by_role("status")).to_contain_text("What I would not want to lose")
    expect(text.locator("textarea").first).to_have_value("")
    assert stored() == {"s1-q1": 2}
    if javascript:
        look_at(page)
    question(page, "s1-q1").get_by_role("button", name="Clear my answer").click()
    expect(question(page, "s1-q1").locator("input:checked")).to_have_count(0)
    expect(page.locator(".sticky-line")).to_contain_text("0 of 3")
    wait_till(page, lambda: stored() == {})


@pytest.mark.parametrize("code", ["s1-q1", "many"])
def test_enter_on_something_to_pick_does_not_send_the_part(round_, open_browser, code):
    page = open_browser()
    people.choose_where_i_stand(page, f"/join/{round_.join_code}/", "People")
    here = page.url
    question(page, code).locator("input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    saved(page)
    page.wait_for_timeout(300)
    assert page.url == here
    expect(question(page, code).locator("input").first).to_be_focused()


def test_the_code_can_be_copied_by_a_button(round_, open_browser):
    page = open_browser()
    people.choose_where_i_stand(page, f"/join/{round_.join_code}/", "People")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/join/{round_.join_code}/keep/")
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator(".codebox").inner_text()
    look_at(page)
