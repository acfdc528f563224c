"""Answering on real pages: saved as one goes, whatever the network does, and readable for everybody."""

import re

import pytest
from playwright.sync_api import expect

from assessments import codes
from assessments.models import Answer, Response
from assessments.rounds import lifecycle
from tests import factories
from tests.browser import people
from tests.browser.conftest import axe_violations, look_at
from tests.browser.focus import focus_faults

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def round_():
    version = factories.make_version("plain", sections=3, questions=2, extra=("text",), status="draft")
    version.questions.filter(code="s1-q1").update(plain="Say it simply.")
    type(version).objects.filter(pk=version.pk).update(status="published")
    return factories.make_round([version], perspectives=factories.TWO)


def begin(page, round_):
    return people.choose_where_i_stand(page, f"/join/{round_.join_code}/", "People")


def status(page):
    return page.locator(".saved[role=status]")


def question(page, number):
    return page.locator("fieldset.question").nth(number - 1)


def choose(page, number, level):
    people.pick(question(page, number).locator(f"input[value='{level}']"))


def comment(page, number, words):
    fold = question(page, number).locator("details.fold", has_text="Add a comment")
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    fold.locator("textarea").fill(words)


def private(page, number):
    question(page, number).get_by_label("Do not show it to anyone").check()


def stored():
    rows = Answer.objects.values_list("question__code", "level__value", "comment", "text")
    return {code: value or comment or text for code, value, comment, text in rows}


def warns(page, leave):
    """Whether the browser asks before this leads away. It stays."""
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    leave()
    page.wait_for_timeout(500)
    return asked == ["beforeunload"]


# Saved as one goes


def test_each_change_is_saved_and_said_so(round_, open_browser):
    page = open_browser(width=390)
    begin(page, round_)
    expect(status(page)).to_contain_text("Nothing is saved on this page yet")
    choose(page, 1, 4)
    expect(status(page)).to_contain_text(re.compile(r"Saved at \d\d:\d\d\. 1 of 2 questions answered"))
    assert stored() == {"s1-q1": 4}
    expect(page.locator(".progress-words")).to_contain_text("1 of 7 questions answered.")
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
    page.get_by_role("button", name="Save and go to part 2").click()
    page.wait_for_timeout(500)
    expect(page).to_have_url(re.compile("/part/1/$"))
    expect(page.locator("textarea").first).to_have_value("Written in a tunnel")
    page.context.set_offline(False)
    expect(status(page)).to_contain_text("Saved at")
    expect(page.locator(".not-saved")).to_have_count(0)
    private(page, 1)
    page.get_by_role("button", name="Save and go to part 2").click()
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


def second_tab(page, round_):
    """Of two tabs, the one that wrote other words to the first question than are stored by now."""
    begin(page, round_)
    other = page.context.new_page()
    other.goto(page.url)
    comment(page, 1, "From the first tab")
    private(page, 1)
    expect(status(page)).to_contain_text("Saved at")
    comment(other, 1, "From the second tab")
    private(other, 1)
    expect(status(other)).to_contain_text("Question 1.1 was changed on another page or device.")
    return other


def test_two_tabs_show_both_texts_and_the_person_chooses(round_, open_browser):
    other = second_tab(open_browser(), round_)
    choose(other, 2, 3)
    expect(status(other)).to_contain_text("1 of 2 questions answered")
    assert stored() == {"s1-q1": "From the first tab", "s1-q2": 3}
    assert warns(other, lambda: other.locator("a", has_text="Help").first.click(no_wait_after=True))
    other.get_by_role("button", name="Save and go to part 2").click()
    expect(other.locator(".kept-words")).to_have_text("From the first tab")
    expect(other.locator("textarea").first).to_have_value("From the second tab")
    look_at(other)
    # Nothing is chosen by doing something else
    choose(other, 2, 5)
    other.wait_for_timeout(1500)
    assert stored()["s1-q1"] == "From the first tab"
    other.get_by_role("button", name="Save and go to part 2").click()
    other.wait_for_url("**/part/2/")
    assert stored() == {"s1-q1": "From the second tab", "s1-q2": 5}


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
    page.get_by_role("button", name="Save and go to part 2").click()
    expect(page.locator("textarea").first).to_have_value("In a café")
    expect(status(page)).to_contain_text("Not saved")
    look_at(page)
    assert stored() == {}
    page.unroute("**/part/1/")
    expect(status(page)).to_contain_text("Saved at")
    assert stored() == {"s1-q1": "In a café"}


def test_both_texts_are_not_lost_when_the_site_is_away_as_somebody_chooses(round_, open_browser):
    other = second_tab(open_browser(width=390), round_)
    other.get_by_role("button", name="Save and go to part 2").click()
    expect(other.locator(".kept-words")).to_have_text("From the first tab")
    other.locator("textarea").first.fill("Both, put together")
    stand_between(other, 200)
    other.get_by_role("button", name="Save and go to part 2").click()
    expect(status(other)).to_contain_text("Press the button again in a moment")
    expect(other.locator("textarea").first).to_have_value("Both, put together")
    look_at(other)
    other.unroute("**/part/1/")
    other.get_by_role("button", name="Save and go to part 2").click()
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
    tab.get_by_role("button", name="Go on").click()
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
    other.get_by_role("button", name="Save and go to the questions").click()
    expect(other.get_by_text("You are answering as").locator("strong")).to_have_text("Staff")
    comment(page, 1, "From the first tab")
    question(page, 1).get_by_label("say it came from: People").check()
    expect(status(page)).to_contain_text("You have changed your group since this page was shown.")
    assert stored() == {}
    look_at(page)
    page.get_by_role("button", name="Save and go to part 2").click()
    expect(page.get_by_role("alert").first).to_contain_text("You have changed your group")
    expect(page.locator("textarea").first).to_have_value("From the first tab")
    named = question(page, 1).get_by_label("say it came from: Staff")
    expect(named).not_to_be_checked()
    look_at(page)
    named.check()
    page.get_by_role("button", name="Save and go to part 2").click()
    page.wait_for_url("**/part/2/")
    assert Answer.objects.get().sharing == "named"


def test_what_cannot_be_saved_is_said_and_stays(round_, open_browser):
    page = open_browser(width=390)
    begin(page, round_)
    comment(page, 1, "Word " * 4000)
    private(page, 1)
    choose(page, 2, 2)
    expect(status(page)).to_contain_text("Question 1.1 is not saved:")
    expect(status(page)).to_contain_text("longer than 4,000 characters")
    expect(status(page)).to_contain_text("1 of 2 questions answered")
    assert stored() == {"s1-q2": 2}
    comment(page, 1, "Shorter")
    expect(status(page)).to_contain_text("Saved at")
    assert stored() == {"s1-q1": "Shorter", "s1-q2": 2}


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
    page.get_by_role("button", name="Save and go to part 2").click()
    expect(page.locator("textarea[readonly]")).to_have_value("Too late, all of it")
    expect(page.locator("main")).to_contain_text("1.2 Statement 1.2. 4 Level 4")
    look_at(page)
    assert stored() == {}


def test_nothing_pretends_to_save_when_somebody_elses_answers_are_open(round_, open_browser):
    page = open_browser()
    begin(page, round_)
    other = page.context.new_page()
    other.goto(f"/join/{round_.join_code}/")
    other.get_by_role("button", name="Leave on this device").click()
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
    page.get_by_role("button", name="Save and go to part 2").click()
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
    tab.get_by_role("button", name="Go on").click()
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
    page.get_by_role("button", name="Save and go to part 2").click()
    expect(page.locator("h1")).to_have_text("Please enter your code")
    if javascript:
        look_at(page)
    page.get_by_label("Your code").fill("ABC")
    page.get_by_role("button", name="Enter my code and save").click()
    expect(page.get_by_text("We still hold what you had just given.")).to_be_visible()
    page.get_by_label("Your code").fill(code)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/part/2/")
    answer = Answer.objects.get()
    assert (answer.level.value, answer.comment) == (4, "One\n\ntwo 🙂")


def test_nobody_sees_the_answers_with_back_when_somebody_has_left(round_, open_browser):
    page = open_browser()
    begin(page, round_)
    comment(page, 1, "Only mine")
    private(page, 1)
    page.get_by_role("button", name="Save and stop for now").click()
    page.get_by_role("button", name="Leave on this device").click()
    expect(page.locator("h1")).to_have_text("You have left")
    for _ in range(3):
        page.go_back()
        page.wait_for_load_state()
        assert "Only mine" not in page.content()
        expect(page.locator(".codebox")).to_have_count(0)
    assert [cookie["name"] for cookie in page.context.cookies()] == ["csrftoken"]


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
    page.get_by_role("button", name="Save and go back to part 2").click()
    expect(page).to_have_url(re.compile("/part/2/$"))
    assert stored()["text"] == "A tale"
    expect(page.locator(".progress-words")).to_contain_text("2 of 7 questions answered")
    choose(page, 2, 1)
    page.get_by_role("button", name="Stop and come back later").click()
    expect(page.locator("h1")).to_have_text("Keep this to come back")
    assert stored()["s2-q2"] == 1


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
    people.press_on(page, page.get_by_role("button", name="Save and go to part 2"))
    page.wait_for_url("**/part/2/")
    assert stored() == {"s1-q1": 3, "s1-q2": "Typed with no mouse"}


def make_it(page, *choices):
    for choice in choices:
        people.open_looks(page)
        page.get_by_role("button", name=choice, exact=True).click()
        expect(page.locator("#look strong", has_text=re.compile(f"^{choice}$"))).to_have_count(1)


LOOKS = [
    (),
    ("Easy Read",),
    ("Large",),
    ("Very large",),
    ("Black on white",),
    ("Easy Read", "Very large", "Black on white"),
]


@pytest.mark.parametrize("choices", LOOKS, ids=lambda choices: " ".join(choices) or "as usual")
def test_every_page_is_readable_in_every_look(round_, open_browser, choices):
    page = open_browser(width=390)
    begin(page, round_)
    comment(page, 2, "Kept through it all")
    private(page, 2)
    make_it(page, *choices)
    expect(page.locator("textarea").nth(1)).to_have_value("Kept through it all")
    legend = question(page, 1).locator("> legend").inner_text()
    assert ("Say it simply." in legend) is ("Easy Read" in choices)
    people.open_looks(page)
    look_at(page)
    size = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert size == {"Large": 22.5, "Very large": 27}.get(next((c for c in choices if "arge" in c), ""), 18)
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(255, 255, 255)") is ("Black on white" in choices)
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


@pytest.mark.parametrize("choices", [(), ("Easy Read", "Very large")], ids=["as usual", "largest"])
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


def test_the_mail_to_oneself_holds_the_link_and_no_address(round_, open_browser):
    page = open_browser(width=390)
    begin(page, round_)
    page.goto(f"/join/{round_.join_code}/keep/")
    code = page.locator(".codebox").inner_text()
    address = page.get_by_role("link", name="Mail it to myself").get_attribute("href")
    assert address.startswith("mailto:?subject=")
    assert codes.tidy(code) in address
    assert Response.objects.count() == 1
