"""Stewards write a framework in the browser: with and without scripts, by keyboard, and two at a time."""

import re
import time

import pytest
from playwright.sync_api import expect

from frameworks.drafts import actions, creation, parts, storage
from tests import factories
from tests.browser import people
from tests.browser.conftest import PATIENCE, look_at
from tests.frameworks.edits import save_fields
from tests.frameworks.examples import example, long_example, stored

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = ["", "levels/", "sources/", "changes/"]
LONG = "Unwrappable" * 11


@pytest.fixture
def organisation():
    return factories.make_organisation("Larkfield Voices")


@pytest.fixture
def steward(organisation):
    return factories.make_member(organisation, "steward", "stef@example.org")


@pytest.fixture
def draft(organisation):
    return stored(organisation=organisation, publish=False)


def sign_in(page, email="stef@example.org"):
    """Without looking: other tests look at that page."""
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(people.PASSWORD)
    follow(page.get_by_role("button", name="Sign in"))


@pytest.fixture
def desk(steward, open_browser):
    """The steward's browser, with scripts."""
    page = open_browser()
    sign_in(page)
    return page


def open_page(page, draft, rest=""):
    page.goto(f"/frameworks/{draft.pk}/edit/{rest}")
    return page


def box(page, name):
    """The field of this name in the form."""
    return page.locator(f'[name="{name}"]')


def button(page, do):
    """The button that does this; of those that save, the one that people see."""
    return page.locator(".btn-primary[value=save]" if do == "save" else f'button[value="{do}"]')


def follow(wanted):
    """Press a button or a link, and wait for the page that it loads."""
    with wanted.page.expect_navigation():
        wanted.click()


def press(page, do):
    follow(button(page, do))


def unfold(page):
    """Open every fold."""
    closed = page.locator("details:not([open]) > summary")
    for _ in range(closed.count()):
        closed.first.click()


def stored_parts(draft):
    return storage.parts_of(draft)


def order(draft, section):
    return [code for _, code in parts.questions_in(stored_parts(draft), section)]


def status(page):
    return page.get_by_role("status").filter(has_text=re.compile("aved"))


# --- How the pages look ---


def test_pages_of_a_framework_just_started(desk, organisation):
    new = creation.start_framework(organisation=organisation, title="Ours", language="en-GB", by=None)
    code = next(code for kind, code in stored_parts(new) if kind == "section")
    for rest in [*PAGES, f"parts/{code}/"]:
        look_at(open_page(desk, new, rest))


def test_pages_that_are_filled_with_long_words_and_words_from_the_right(desk, organisation):
    data = example(title=LONG[:120], summary="نص " * 300)
    first = data["sections"][0]
    first["title"], first["introduction"] = LONG[:120], LONG * 20
    first["questions"][0] |= {"title": "سؤال " * 20, "statement": LONG * 30, "consider": [LONG * 4]}
    first["questions"][1]["options"][0]["label"] = LONG * 4
    data["sources"][0]["citation"] = LONG * 10
    draft = stored(data, organisation=organisation, publish=False)
    for rest in [*PAGES, "parts/making/"]:
        open_page(desk, draft, rest)
        unfold(desk)
        look_at(desk)
    for code in ("turns", "leaf"):
        open_page(desk, draft, "parts/making/")
        press(desk, f"remove:question:{code}")
    look_at(open_page(desk, draft, "changes/"))


def test_pages_of_a_translation(desk, organisation):
    for language in ("cy", "ar"):
        original = stored(example(code=f"tea-{language}"), organisation=organisation)
        draft = creation.begin_translation(version=original, language=language, by=None)
        for rest in [*PAGES, "parts/making/"]:
            look_at(open_page(desk, draft, rest))
    field = box(open_page(desk, draft, "parts/making/"), "question-turns-statement")
    help_text = desk.locator(f"#{field.get_attribute('aria-describedby')}")
    expect(help_text).to_have_text("English: We take turns.")


def test_a_page_with_faults_leads_to_each(desk, draft):
    for rest, name, value in [
        ("", "head-title", "T" * 121),
        ("parts/making/", "question-turns-consider", "T" * 501),
        ("sources/", "source-pot-url", "example.org"),
        ("levels/", "scale-how-often-row-levels-0-value", "1"),
    ]:
        open_page(desk, draft, rest)
        unfold(desk)
        box(desk, name).fill(value)
        press(desk, "save")
        faults = desk.get_by_role("alert")
        expect(faults).to_be_focused()
        assert desk.title().startswith("Please look again")
        look_at(desk)
        faults.get_by_role("link").first.click()
        wrong = desk.locator("[aria-invalid=true]").first
        expect(wrong).to_be_focused()
        expect(wrong).to_be_visible()


def test_a_hundred_questions_do_not_stand_in_the_way_on_a_phone(desk, organisation):
    draft = stored(long_example(100), organisation=organisation, publish=False)
    open_page(desk, draft, "parts/making/?page=3")
    expect(desk.locator("section.qedit")).to_have_count(20)
    expect(desk.locator("[data-outline] a", has_text="1.41")).to_be_visible()
    look_at(desk)
    desk.set_viewport_size({"width": 390, "height": 800})
    assert desk.locator("#edit").bounding_box()["y"] < 1600
    desk.get_by_role("link", name="Go to what you can write").click()
    expect(desk.locator("#edit")).to_be_focused()
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.value") == "down:section:making"


# --- Without scripts ---


def test_a_framework_is_written_by_buttons_alone(steward, open_browser, organisation):
    page = open_browser(javascript=False)
    sign_in(page)
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
        last.get_by_label("What people are asked").fill(words)
    page.get_by_label("Another answer").first.fill("Tea")
    page.get_by_label("Another answer").last.fill("Nothing")
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


# --- By keyboard ---


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


# --- Saving as you go ---


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
    expect(status(desk)).to_have_text(re.compile("you are not signed in any more"))
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


# --- No words are lost, and nothing is called saved that is not ---


def wait_till(page, is_so):
    """Where no locator can wait, as while the next page is on its way."""
    deadline = time.monotonic() + PATIENCE / 1000
    while not is_so():
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)


def press_and_stay(page, do="save"):
    """Press a button that leads nowhere."""
    button(page, do).click(no_wait_after=True)


def asked_before_leaving(page, name):
    """Follow a link; the questions that the browser asks first, which are answered with no."""
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name=name).first.click(no_wait_after=True)
    page.wait_for_timeout(1000)
    return asked


def fulfil_posts(page, **answer):
    """Answer what the page sends in the place of the site."""
    page.route(
        "**/edit/",
        lambda route: route.fulfill(**answer) if route.request.method == "POST" else route.continue_(),
    )


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
    expect(status(desk)).to_have_text(re.compile("you are not signed in any more"))
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


# --- Two people ---


def test_two_people_in_one_draft_choose_between_their_words(desk, draft, organisation, open_browser):
    factories.make_member(organisation, "steward", "olive@example.org")
    other = open_browser()
    sign_in(other, "olive@example.org")
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
    sign_in(other, "olive@example.org")
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


# --- Dragging ---


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
