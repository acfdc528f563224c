"""Two people in one draft choose between their words, and none go."""

import re

import pytest
from playwright.sync_api import expect

from frameworks.drafts import actions
from tests import factories
from tests.browser import people
from tests.browser.conftest import look_at
from tests.browser.editor.pages import (
    asked_before_leaving,
    box,
    follow,
    open_page,
    press,
    status,
    stored_parts,
)
from tests.frameworks.edits import save_fields

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_page_with_faults_asks_before_it_is_left(desk, draft):
    open_page(desk, draft)
    box(desk, "head-summary").fill("A whole new summary.")
    box(desk, "head-title").fill("T" * 121)
    press(desk, "save")
    expect(desk.locator("#faults")).to_be_visible()
    assert asked_before_leaving(desk, "Levels and bands") == ["beforeunload"]
    expect(box(desk, "head-summary")).to_have_value("A whole new summary.")
    box(desk, "head-title").fill("Short")
    press(desk, "save")
    assert stored_parts(draft)["head", ""]["summary"] == "A whole new summary."


def clash_page(page, draft):
    open_page(page, draft)
    save_fields(draft=draft, revision=0, written={("head", ""): {"title": "Theirs"}}, by=None)
    box(page, "head-title").fill("Mine")
    press(page, "save")
    page.locator("textarea.my-words").fill("Mine, and much more")


def test_a_page_with_two_texts_asks_before_it_is_left(desk, draft):
    clash_page(desk, draft)
    assert asked_before_leaving(desk, "Frameworks") == ["beforeunload"]
    expect(desk.locator("textarea.my-words")).to_have_value("Mine, and much more")
    press(desk, "save")
    assert stored_parts(draft)["head", ""]["title"] == "Mine, and much more"


def test_a_page_with_two_texts_is_sent_only_when_the_site_is_there(desk, draft):
    clash_page(desk, draft)
    desk.context.set_offline(True)
    desk.get_by_role("button", name="Save what I chose").click()
    expect(desk.get_by_role("status")).to_contain_text("the site does not answer")
    expect(desk.locator("textarea.my-words")).to_have_value("Mine, and much more")
    desk.context.set_offline(False)
    press(desk, "save")
    assert stored_parts(draft)["head", ""]["title"] == "Mine, and much more"


def test_who_keeps_the_other_text_is_not_asked_again(desk, draft):
    clash_page(desk, draft)
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    follow(desk.get_by_role("link", name="Keep all that is there now"))
    assert asked == []
    expect(box(desk, "head-title")).to_have_value("Theirs")


def test_two_people_in_one_draft_choose_between_their_words(desk, draft, organisation, open_browser):
    factories.make_member(organisation, "steward", "olive@example.org")
    other = open_browser()
    people.come_in(other, "olive@example.org")
    for page in (desk, other):
        open_page(page, draft, "parts/making/")

    # When both write into one field, and one of them into another too
    box(other, "question-turns-title").fill("Whose turn")
    press(other, "save")
    box(desk, "question-leaf-title").fill("Leaves")
    box(desk, "question-turns-title").fill("Turn by turn")
    expect(status(desk)).to_have_text(re.compile("somebody changed the same words"))
    press(desk, "save")

    # Then both texts are there to choose from, and the rest is saved
    expect(desk.get_by_role("heading", level=1)).to_have_text("Two people changed the same words")
    look_at(desk)
    assert stored_parts(draft)["question", "leaf"]["title"] == "Leaves"
    expect(desk.get_by_label("Keep what is there now")).not_to_be_checked()  # nothing is chosen for them
    expect(desk.locator("blockquote.theirs")).to_have_text("Whose turn")
    desk.get_by_role("textbox", name="What I wrote: Short name").fill("Whose turn, turn by turn")
    expect(desk.get_by_label("Use what I wrote")).to_be_checked()
    press(desk, "save")
    assert stored_parts(draft)["question", "turns"]["title"] == "Whose turn, turn by turn"


def test_a_page_that_saves_itself_takes_back_nothing_of_somebody_else(
    desk, draft, organisation, open_browser
):
    # Given two people with the same part open
    factories.make_member(organisation, "steward", "olive@example.org")
    other = open_browser()
    people.come_in(other, "olive@example.org")
    for page in (desk, other):
        open_page(page, draft, "parts/making/")

    # When one changes a question, and the other's page saves another one as they go, twice
    box(other, "question-leaf-title").fill("Whose leaf")
    press(other, "save")
    for words in ("My turn", "My turn again"):
        box(desk, "question-turns-title").fill(words)
        box(desk, "question-turns-title").blur()
        expect(status(desk)).to_contain_text("Saved at")
        desk.wait_for_timeout(1200)

    # Then both stand, after saving by the button too
    press(desk, "save")
    assert stored_parts(draft)["question", "leaf"]["title"] == "Whose leaf"
    assert stored_parts(draft)["question", "turns"]["title"] == "My turn again"


def test_words_for_a_part_that_went_are_shown(desk, draft, steward):
    open_page(desk, draft, "parts/cups/")
    actions.remove(draft=draft, key=("section", "cups"), by=steward)
    box(desk, "question-chips-statement").fill("They are all chipped.")
    press(desk, "save")
    expect(desk.get_by_text("They are all chipped.")).to_be_visible()
    look_at(desk)
