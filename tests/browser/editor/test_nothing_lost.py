"""No words are lost in the editor, and nothing is called saved that is not."""

import re

import pytest
from playwright.sync_api import expect

from frameworks.drafts import creation
from tests.browser.conftest import look_at
from tests.browser.editor.pages import (
    box,
    follow,
    fulfil_posts,
    open_page,
    press,
    press_and_stay,
    sign_in,
    status,
    stored_parts,
    wait_till,
)
from tests.frameworks.edits import save_fields

pytestmark = pytest.mark.django_db(transaction=True)


def test_going_back_brings_no_old_words_over_newer_ones(desk, draft):
    open_page(desk, draft)
    box(desk, "head-title").fill("Mine, an hour ago")
    expect(status(desk)).to_have_text(re.compile("Saved at"))
    follow(desk.get_by_role("link", name="Levels and bands"))
    draft.refresh_from_db()
    theirs = {("head", ""): {"title": "Theirs, newer"}}
    save_fields(draft=draft, revision=draft.revision, written=theirs, by=None)
    desk.go_back()
    expect(box(desk, "head-title")).to_have_value("Theirs, newer")
    box(desk, "head-summary").fill("Only this is touched now.")
    expect(status(desk)).to_have_text(re.compile("Saved at"))
    assert stored_parts(draft)["head", ""]["title"] == "Theirs, newer"
    assert stored_parts(draft)["head", ""]["summary"] == "Only this is touched now."


def test_a_button_pressed_when_signed_out_leads_nowhere_and_loses_nothing(desk, draft):
    open_page(desk, draft)
    desk.context.clear_cookies(name="sessionid")
    box(desk, "head-title").fill("The pot")
    press_and_stay(desk)
    expect(status(desk)).to_have_text(re.compile("you are no longer signed in"))
    expect(box(desk, "head-title")).to_have_value("The pot")
    sign_in(desk.context.new_page())
    expect(status(desk)).to_have_text(re.compile("Saved at"))
    press(desk, "save")
    assert stored_parts(draft)["head", ""]["title"] == "The pot"


def test_a_button_pressed_without_a_network_leads_nowhere_and_loses_nothing(desk, draft):
    open_page(desk, draft)
    desk.context.set_offline(True)
    box(desk, "head-title").fill("The pot")
    press_and_stay(desk, "add-section")
    expect(status(desk)).to_have_text("Not saved yet. We will try again.")
    expect(status(desk)).to_be_in_viewport()
    desk.context.set_offline(False)
    expect(status(desk)).to_have_text(re.compile("Saved at"))
    assert stored_parts(draft)["head", ""]["title"] == "The pot"
    assert len([key for key in stored_parts(draft) if key[0] == "section"]) == 3
    press(desk, "add-section")
    assert len([key for key in stored_parts(draft) if key[0] == "section"]) == 4


FOREIGN = [
    (200, "text/html", "<h1>Welcome to our network</h1>"),
    (200, "application/json", '{"portal": "open"}'),
    (400, "text/html", "<h1>Bad request</h1>"),
    (403, "text/html", "<h1>Blocked</h1>"),
    (429, "text/plain", "Slow down"),
    (502, "text/html", "<h1>Bad gateway</h1>"),
]


@pytest.mark.parametrize(("code", "kind", "words"), FOREIGN)
def test_an_answer_that_is_not_the_sites_is_no_save_and_leads_nowhere(desk, draft, code, kind, words):
    open_page(desk, draft)
    fulfil_posts(desk, status=code, content_type=kind, body=words)
    box(desk, "head-title").fill("The pot")
    press_and_stay(desk)
    expect(status(desk)).to_have_text("Not saved yet. We will try again.")
    expect(box(desk, "head-title")).to_have_value("The pot")
    desk.unroute("**/edit/")
    expect(status(desk)).to_have_text(re.compile("Saved at"))
    assert stored_parts(draft)["head", ""]["title"] == "The pot"


def test_a_button_pressed_on_a_draft_thrown_away_leads_nowhere(desk, draft, organisation, steward):
    new = creation.start_framework(organisation=organisation, title="Ours", language="en-GB", by=None)
    open_page(desk, new)
    creation.discard_draft(draft=new, by=steward)
    box(desk, "head-title").fill("The pot")
    desk.get_by_role("button", name="Save draft").last.click()
    expect(desk.get_by_role("heading", name="This draft is closed")).to_be_visible()
    expect(desk.get_by_text("has been thrown away")).to_be_visible()
    expect(desk.locator("main")).to_contain_text("The pot")  # to be copied


def test_undo_pressed_right_after_writing_undoes_no_other_step(desk, draft):
    open_page(desk, draft)
    press(desk, "add-section")
    open_page(desk, draft)
    box(desk, "head-title").fill("The pot")
    follow(desk.get_by_role("button", name="Undo"))
    expect(desk.get_by_text("What you had just written is saved")).to_be_visible()
    follow(desk.get_by_role("button", name="Undo"))
    assert stored_parts(draft)["head", ""]["title"] == "The kettle"
    assert len([key for key in stored_parts(draft) if key[0] == "section"]) == 4


def test_a_request_that_hangs_is_given_up_and_made_again(desk, draft, settings):
    settings.AUTOSAVE_RETRY = 5000  # time to see that it failed
    desk.clock.install()
    open_page(desk, draft)
    held = []
    desk.route("**/edit/", lambda route: route.continue_() if held else held.append(route))
    with desk.expect_request("**/edit/"):
        box(desk, "head-title").fill("The pot")
    desk.clock.fast_forward(21_000)
    expect(status(desk)).to_have_text("Not saved yet. We will try again.")
    desk.clock.fast_forward(5_000)
    expect(status(desk)).to_have_text(re.compile("Saved at"))
    assert stored_parts(draft)["head", ""]["title"] == "The pot"


@pytest.mark.usefixtures("usual_autosave")
def test_whoever_types_without_a_pause_is_saved_within_ten_seconds(desk, draft):
    desk.clock.install()
    open_page(desk, draft)
    sent = []
    desk.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    box(desk, "head-summary").focus()
    desk.clock.pause_at(desk.evaluate("Date.now()") + 1000)
    for second in range(1, 12):
        desk.keyboard.type("word ")
        desk.clock.run_for(1_000)
        assert sent == ([] if second < 10 else ["POST"])
        if second == 10:  # what is typed before the site has answered is sent as soon as it has
            expect(status(desk)).to_have_text(re.compile("Saved at"))
    desk.clock.resume()
    expect(status(desk)).to_have_text(re.compile("Saved at"))


@pytest.mark.usefixtures("usual_autosave")
def test_words_that_are_not_saved_stand_beside_no_older_saved(desk, draft):
    """For the eyes; a screen reader is told what came of saving, and nothing at each key."""
    open_page(desk, draft)
    box(desk, "head-title").fill("The pot")
    expect(status(desk)).to_have_text(re.compile("Saved at"))
    passing = desk.locator("[data-passing]")
    expect(passing).to_be_hidden()
    box(desk, "head-summary").focus()
    desk.evaluate(
        """() => {
            window.told = 0;
            new MutationObserver(() => { window.told += 1 })
                .observe(document.querySelector("[data-status]"), {childList: true, subtree: true})
        }"""
    )
    held = []
    desk.route("**/edit/", lambda route: held.append(route))
    desk.keyboard.type("More")
    for words in (passing, desk.locator("[data-status-copy]")):
        expect(words).to_have_text("Not saved yet.")
    expect(passing).to_be_visible()
    expect(status(desk)).to_have_class(re.compile("visually-hidden"))
    wait_till(desk, lambda: held)
    expect(passing).to_have_text("Saving…")
    look_at(desk)
    held[0].continue_()
    expect(passing).to_be_hidden()
    expect(status(desk)).not_to_have_class(re.compile("visually-hidden"))
    assert desk.evaluate("window.told") <= 1  # the minute may be another
    assert stored_parts(draft)["head", ""]["summary"].startswith("More")


def leave_slowly(page, held):
    """Press Enter in the title; the page that it loads does not come."""
    box(page, "head-title").fill("The pot")
    expect(status(page)).to_have_text(re.compile("Saved at"))
    page.route(
        "**/edit/",
        lambda route: held.append(route) if route.request.is_navigation_request() else route.continue_(),
    )
    box(page, "head-title").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    wait_till(page, lambda: held)


@pytest.mark.usefixtures("usual_autosave")
def test_nothing_can_be_typed_that_would_go_with_the_page_till_it_is_clear_that_it_stays(desk, draft):
    open_page(desk, draft)
    held = []
    leave_slowly(desk, held)
    desk.keyboard.type(" which is lost")
    held[0].abort("aborted")  # as somebody does who presses Stop
    desk.unroute("**/edit/")
    expect(box(desk, "head-title")).to_have_value("The pot")
    expect(desk.locator("#edit")).to_have_js_property("inert", False)
    expect(box(desk, "head-title")).to_be_focused()
    desk.keyboard.type(" and the cup")
    expect(desk.locator("input[name=own]")).to_have_count(2)
    assert stored_parts(draft)["head", ""]["title"] == "The pot and the cup"


def test_nobody_clashes_with_themselves_when_an_answer_got_lost(desk, draft, settings):
    settings.AUTOSAVE_RETRY = 5000  # time to see that it failed
    open_page(desk, draft)
    lost = []

    def lose(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    desk.route("**/edit/", lose)
    box(desk, "head-title").fill("First words")
    expect(status(desk)).to_have_text("Not saved yet. We will try again.")
    assert (lost, stored_parts(draft)["head", ""]["title"]) == ([200], "First words")
    box(desk, "head-title").fill("First words, and more")
    expect(status(desk)).to_have_text(re.compile("Saved at"))
    assert stored_parts(draft)["head", ""]["title"] == "First words, and more"
