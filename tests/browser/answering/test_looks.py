"""Answering is readable in every look, by keyboard, at 400 per cent."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import people
from tests.browser.answering.pages import begin, choose, comment, private, question, status, stored
from tests.browser.conftest import axe_violations, look_at
from tests.browser.focus import focus_faults

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_section_is_answered_by_keyboard_alone(round_, open_browser):
    page = open_browser()
    begin(page, round_)
    people.choose_by_keyboard(page, question(page, 1), 3)
    expect(status(page)).to_contain_text("1 of 2 questions answered")
    people.press_on(page, question(page, 2).locator("summary", has_text="Things to think about"))
    expect(question(page, 2).get_by_text("Think of one thing.")).to_be_visible()
    people.press_on(page, question(page, 2).locator("summary", has_text="Add a comment"))
    people.tab_to(page, question(page, 2).locator("textarea"))
    page.keyboard.type("Typed with no mouse")
    people.tab_to(page, question(page, 2).get_by_label("Show it, and you may say it came from"))
    page.keyboard.press("Space")
    expect(status(page)).to_contain_text("Saved at")
    people.press_on(page, page.get_by_role("button", name="Go to part 2"))
    page.wait_for_url("**/part/2/")
    assert stored() == {"s1-q1": 3, "s1-q2": "Typed with no mouse"}


def make_it(page, *choices):
    for choice in choices:
        people.open_looks(page)
        page.locator("#look").get_by_role("button", name=choice, exact=True).click()
        expect(page.locator("#look strong", has_text=re.compile(f"^{choice}$"))).to_have_count(1)


LOOKS = [
    (),
    ("Shorter words",),
    ("Large",),
    ("Very large",),
    ("Black on white",),
    ("Shorter words", "Very large", "Black on white"),
]
# Between those as usual and very large, and in the colours as usual: seen on the page of questions alone.
NEAR_ANOTHER = [("Shorter words",), ("Large",)]


@pytest.mark.parametrize("choices", LOOKS, ids=lambda choices: " ".join(choices) or "as usual")
def test_every_page_is_readable_in_every_look(round_, open_browser, choices):
    page = open_browser(width=390)
    begin(page, round_)
    comment(page, 2, "Kept through it all")
    private(page, 2)
    make_it(page, *choices)
    expect(page.locator("textarea").nth(1)).to_have_value("Kept through it all")
    legend = question(page, 1).locator("> legend").inner_text()
    assert ("Say it simply." in legend) is ("Shorter words" in choices)
    people.open_looks(page)
    look_at(page)
    size = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert size == {"Large": 22.5, "Very large": 27}.get(next((c for c in choices if "arge" in c), ""), 18)
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(255, 255, 255)") is ("Black on white" in choices)
    if choices in NEAR_ANOTHER:
        return
    for way in ("keep", "perspective", "check", "mine", "withdraw", ""):
        page.goto(f"/join/{round_.join_code}/{way}/" if way else f"/join/{round_.join_code}/")
        look_at(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_look_changes_without_an_account_and_loses_nothing(round_, open_browser, javascript):
    page = open_browser(width=320, javascript=javascript)
    page.goto(f"/join/{round_.join_code}/")
    make_it(page, "Large")
    begin(page, round_)
    choose(page, 1, 5)
    comment(page, 2, "Half a sentence")
    private(page, 2)
    make_it(page, "Black on white")
    expect(question(page, 1).locator("input[value='5']")).to_be_checked()
    assert stored() == {"s1-q1": 5, "s1-q2": "Half a sentence"}
    classes = page.locator("html").get_attribute("class")
    assert classes == "look-large look-contrast"


@pytest.mark.parametrize("choices", [(), ("Shorter words", "Very large")], ids=["as usual", "largest"])
def test_a_page_works_at_400_per_cent_and_nothing_covers_what_has_the_focus(round_, open_browser, choices):
    """1280 by 1024 pixels at 400% are 320 by 256."""
    page = open_browser(width=320)
    page.set_viewport_size({"width": 320, "height": 256})
    begin(page, round_)
    make_it(page, *choices)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert axe_violations(page) == []
    assert focus_faults(page) == []
    choose(page, 1, 2)
    expect(status(page)).to_contain_text("Saved at")
    assert stored() == {"s1-q1": 2}


def test_the_focus_is_seen_on_a_wide_screen_too(round_, open_browser):
    page = open_browser()
    begin(page, round_)
    make_it(page, "Black on white")
    assert focus_faults(page) == []


def test_a_question_is_heard_as_a_heading_a_group_and_its_answers(round_, open_browser):
    page = open_browser(width=390)
    begin(page, round_)
    heard = question(page, 1).aria_snapshot()
    lines = [line.strip() for line in heard.splitlines()]
    assert lines[0] == '- group "Question 1.1 Statement 1.1.":', heard
    assert '- heading "Question 1.1 Statement 1.1." [level=2]' in heard
    radios = [line for line in lines if line.startswith("- radio")]
    assert radios[0] == '- radio "1 Level 1 What level 1 is."', heard
    assert radios[4:8] == [
        '- radio "5 Level 5 What level 5 is."',
        '- radio "Don’t know"',
        '- radio "Doesn’t apply"',
        '- radio "Prefer not to say"',
    ], heard
    page.emulate_media(forced_colors="active")
    choose(page, 1, 4)
    assert axe_violations(page) == []
    chosen = question(page, 1).locator("input:checked + label")
    page.evaluate("document.activeElement.blur()")
    assert chosen.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    assert focus_faults(page) == []
