"""A framework is written by buttons alone, by keyboard, and by dragging."""

import re

import pytest
from playwright.sync_api import expect

from frameworks.drafts import creation, parts
from tests.browser import people
from tests.browser.editor.pages import (
    box,
    button,
    follow,
    open_page,
    order,
    press,
    stored_parts,
    unfold,
)
from tests.frameworks.examples import long_example, stored

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_a_framework_is_written_by_buttons_alone(steward, open_browser, organisation):
    page = open_browser(javascript=False)
    people.come_in(page, steward.email)
    new = creation.start_framework(organisation=organisation, title="Our drop-in", language="en-GB", by=None)
    first = next(code for kind, code in stored_parts(new) if kind == "section")

    # Given a framework just started, whose summary is written and saved
    open_page(page, new)
    page.get_by_label("Say what it is").fill("How we run our drop-in.")
    press(page, "save")
    expect(page.get_by_text("Saved at")).to_be_visible()

    # When a part is added and named, with a question of each kind
    press(page, "add-section")
    page.get_by_label("Name of this part").fill("The welcome")
    for name, words in [
        ("With levels to score", "People are greeted."),
        ("With answers to choose from", "What do you drink?"),
        ("To answer in own words", "What would you change?"),
    ]:
        follow(page.get_by_role("button", name=name))
        last = page.locator("section.qedit").last
        last.get_by_label("Short name").fill(words.split()[0])
        last.get_by_label("What people are asked").first.fill(words)
    page.get_by_label("Another answer").first.fill("Tea")
    page.get_by_label("Another answer").locator("visible=true").last.fill("Nothing")
    press(page, "save")
    expect(page.get_by_role("heading", name="2.3 What")).to_have_count(1)
    (code,) = {code for kind, code in stored_parts(new) if kind == "section"} - {first}
    scored, chosen, told = order(new, code)
    assert [o["label"] for o in stored_parts(new)["question", chosen]["options"]] == ["Tea", "Nothing"]

    # When they are moved, copied, taken out and put back
    follow(page.get_by_role("button", name="Move up question 2.3"))
    assert order(new, code) == [scored, told, chosen]
    follow(page.get_by_role("button", name="Move up Answer 2, question 2.3"))
    assert [o["label"] for o in stored_parts(new)["question", chosen]["options"]] == ["Nothing", "Tea"]
    follow(page.get_by_role("button", name="Copy question 2.1"))
    copied = order(new, code)[1]
    follow(page.get_by_role("button", name="Remove question 2.1 from this draft"))
    expect(page.get_by_text("‘People’ is taken out.")).to_be_visible()
    assert order(new, code) == [copied, told, chosen]
    follow(page.get_by_role("link", name="Changes so far"))
    follow(page.get_by_role("button", name="Put it back (People)"))
    assert order(new, code) == [scored, copied, told, chosen]
    follow(page.get_by_role("button", name="Undo"))
    assert order(new, code) == [copied, told, chosen]
    unfold(page)
    page.locator(f"#into-question-{copied}").select_option(first)
    follow(page.get_by_role("button", name="Move question 2.1", exact=True))
    assert order(new, first) == [copied]

    # When a scale and a source are added and filled in, and the scale is taken out again
    follow(page.get_by_role("link", name="Levels and bands"))
    follow(page.get_by_role("button", name="Add a scale"))
    expect(page).to_have_url(re.compile("#scale-"))
    page.get_by_label("Name of the scale").last.fill("How much?")
    press(page, "save")
    follow(page.get_by_role("button", name="Remove this scale from the draft (How much?)"))
    expect(page.get_by_text("‘How much?’ is taken out.")).to_be_visible()
    follow(page.get_by_role("link", name="Sources and credits"))
    follow(page.get_by_role("button", name="Add a source"))
    page.get_by_label("The source").fill("Ourselves, 2026.")
    page.get_by_label("Its web address").fill("ourselves.example")
    press(page, "save")
    expect(page.get_by_role("alert")).to_contain_text("A web address starts with https:// or http://.")
    page.get_by_label("Its web address").fill("https://ourselves.example")
    press(page, "save")

    # Then all of it stands on the page of the whole draft
    follow(page.get_by_role("link", name="The whole draft on one page"))
    words = page.locator("main").inner_text()
    for wanted in ("How we run our drop-in.", "The welcome", "What would you change?", "Ourselves, 2026."):
        assert wanted in words


def test_a_moved_question_keeps_the_focus_on_its_button(desk, organisation):
    draft = stored(long_example(4), organisation=organisation, publish=False)
    open_page(desk, draft, "parts/making/")
    people.tab_to(desk, button(desk, "down:question:q-0"))
    for found in (["q-1", "q-0", "q-2", "q-3"], ["q-1", "q-2", "q-0", "q-3"]):
        with desk.expect_navigation():
            desk.keyboard.press("Enter")
        desk.wait_for_load_state("load")
        expect(button(desk, "down:question:q-0")).to_be_focused()
        assert order(draft, "making") == found
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    expect(button(desk, "up:question:q-0")).to_be_focused()  # the last cannot go further down
    assert order(draft, "making")[-1] == "q-0"


def test_enter_in_a_field_saves_and_does_nothing_else(desk, draft):
    for rest, name in [("", "head-title"), ("parts/making/", "question-leaf-title")]:
        open_page(desk, draft, rest)
        before = set(stored_parts(draft))
        people.tab_to(desk, box(desk, name))
        desk.keyboard.press("End")
        desk.keyboard.type(" too")
        with desk.expect_navigation():
            desk.keyboard.press("Enter")
        expect(desk.get_by_text("Saved at").first).to_be_visible()
        expect(box(desk, name)).to_have_value(re.compile(" too$"))
        expect(box(desk, name)).to_be_focused()
        assert set(stored_parts(draft)) == before
    assert order(draft, "making") == ["turns", "leaf"]


def test_an_answer_moved_up_keeps_the_focus_near(desk, draft):
    open_page(desk, draft, "parts/making/")
    people.tab_to(desk, button(desk, "option-up:question:leaf:none"))
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    expect(box(desk, "question-leaf-row-options-none-label")).to_be_focused()
    assert [option["code"] for option in stored_parts(draft)["question", "leaf"]["options"]] == [
        "none",
        "tea",
    ]


def test_a_button_pressed_twice_is_pressed_once(desk, draft):
    open_page(desk, draft, "parts/making/")
    sent = []
    desk.on("request", lambda request: sent.append(request.method) if request.method == "POST" else None)
    with desk.expect_navigation():
        button(desk, "add-question:making:text").evaluate(
            "e => { e.click(); setTimeout(() => e.click(), 20) }"
        )
    assert sent == ["POST"]
    assert len(order(draft, "making")) == 3


def drag(page, what, onto, *, below=False):
    """In the outline, with the mouse, onto the upper or the lower half of another line."""
    held, target = (page.locator(f'[data-outline] [data-key="{key}"] > a') for key in (what, onto))
    held.scroll_into_view_if_needed()
    held.hover()
    height = target.bounding_box()["height"]
    with page.expect_navigation():
        page.mouse.down()
        for share in (0.5, 0.85 if below else 0.15):
            target.hover(position={"x": 60, "y": height * share})
        page.mouse.up()


def test_dragging_in_the_outline(desk, organisation):
    draft = stored(long_example(4), organisation=organisation, publish=False)
    open_page(desk, draft, "parts/making/")
    drag(desk, "question:q-0", "question:q-2", below=True)
    assert order(draft, "making") == ["q-1", "q-2", "q-0", "q-3"]
    drag(desk, "question:q-3", "question:q-1")
    assert order(draft, "making") == ["q-3", "q-1", "q-2", "q-0"]
    drag(desk, "question:q-2", "section:cups")
    assert order(draft, "cups") == ["chips", "q-2"]
    assert order(draft, "making") == ["q-3", "q-1", "q-0"]
    expect(desk).to_have_url(re.compile("/parts/cups/#question-q-2$"))
    drag(desk, "section:cups", "section:making")
    assert [code for _, code in parts.sections_in(stored_parts(draft))] == ["cups", "making"]
