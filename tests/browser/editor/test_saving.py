"""What is typed in the editor is saved as one goes, and what cannot be is said."""

import re

import pytest
from playwright.sync_api import expect

from frameworks.drafts import creation
from tests.browser.conftest import look_at
from tests.browser.editor.pages import box, follow, open_page, press, sign_in, status, stored_parts

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_typed_is_saved_as_you_go(desk, draft):
    open_page(desk, draft)
    box(desk, "head-title").fill("The pot")
    expect(status(desk)).to_have_text(re.compile(r"Saved at \d\d:\d\d\."))
    assert stored_parts(draft)["head", ""]["title"] == "The pot"
    expect(desk.locator("[data-last]")).to_contain_text("Last change: Changed")
    box(desk, "head-summary").fill("Who makes it.")
    expect(desk.locator("input[name=own]")).to_have_count(2)
    assert stored_parts(draft)["head", ""]["summary"] == "Who makes it."

    # and 'Undo' takes the last of it back, though the page was never loaded again
    follow(desk.get_by_role("button", name="Undo"))
    assert stored_parts(draft)["head", ""]["summary"] == "Who makes the tea."
    assert stored_parts(draft)["head", ""]["title"] == "The pot"


@pytest.mark.usefixtures("usual_autosave")
def test_levels_renumbered_as_you_go_keep_the_words_of_the_questions(desk, draft):
    open_page(desk, draft, "levels/")
    for saves, values in ((1, "126"), (2, "012")):
        for row, value in enumerate(values):
            box(desk, f"scale-how-often-row-levels-{row}-value").fill(value)
        expect(desk.locator("input[name=own]")).to_have_count(saves)
    press(desk, "save")
    words = stored_parts(draft)["question", "turns"]
    assert words["level:0"] == "One person makes it all."
    assert words["level:2"] == "Everyone makes it."


def test_a_network_that_fails_is_told_and_tried_again(desk, draft):
    open_page(desk, draft)
    desk.route("**/edit/", lambda route: route.abort())
    box(desk, "head-title").fill("The pot")
    with desk.expect_event("requestfailed"):
        expect(status(desk)).to_have_text("Not saved yet. We will try again.")
    assert stored_parts(draft)["head", ""]["title"] == "The kettle"
    desk.unroute("**/edit/")
    expect(status(desk)).to_have_text(re.compile("Saved at"))
    assert stored_parts(draft)["head", ""]["title"] == "The pot"


def test_a_page_with_unsaved_words_warns_before_it_is_left(desk, draft):
    open_page(desk, draft)
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    desk.route("**/edit/", lambda route: route.abort())
    box(desk, "head-title").fill("The pot")
    desk.get_by_role("link", name="Levels and bands").click()
    desk.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    expect(box(desk, "head-title")).to_have_value("The pot")
    desk.unroute("**/edit/")
    expect(status(desk)).to_have_text(re.compile("Saved at"))
    follow(desk.get_by_role("link", name="Levels and bands"))
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("gone", ["sessionid", "csrftoken"])
def test_somebody_signed_out_can_sign_in_elsewhere_and_lose_nothing(desk, draft, gone):
    """When the session has ended, the site answers with the page to sign in on; with the token gone too, it
    answers that the form is forged. Neither is a save."""
    open_page(desk, draft)
    desk.context.clear_cookies(name=re.compile(f"^(sessionid|{gone})$"))
    with desk.expect_response("**/account/login/**"):  # which gives the browser its next token
        box(desk, "head-title").fill("The pot")
    expect(status(desk)).to_have_text(re.compile("you are no longer signed in"))
    expect(box(desk, "head-title")).to_have_value("The pot")
    other = desk.context.new_page()
    sign_in(other)
    expect(status(desk)).to_have_text(re.compile("Saved at \\d"))
    assert stored_parts(draft)["head", ""]["title"] == "The pot"


def test_what_is_too_long_is_told_and_nothing_is_lost(desk, draft):
    open_page(desk, draft)
    box(desk, "head-title").fill("T" * 121)
    expect(status(desk)).to_have_text(re.compile("something is too long"))
    box(desk, "head-title").fill("Short")
    expect(status(desk)).to_have_text(re.compile("Saved at"))


def test_a_draft_that_was_published_or_thrown_away_is_told(desk, draft, organisation, steward):
    open_page(desk, draft)
    type(draft).objects.filter(pk=draft.pk).update(status="published", published_on="2026-01-01")
    box(desk, "head-title").fill("The pot and the cup")
    expect(status(desk)).to_have_text(re.compile("somebody published this draft"))
    press(desk, "save")
    expect(desk.get_by_text("The pot and the cup")).to_be_visible()
    look_at(desk)

    new = creation.start_framework(organisation=organisation, title="Ours", language="en-GB", by=None)
    open_page(desk, new)
    creation.discard_draft(draft=new, by=steward)
    box(desk, "head-title").fill("The pot")
    expect(status(desk)).to_have_text(re.compile("somebody published this draft or threw it away"))
    desk.on("dialog", lambda dialog: dialog.accept())
