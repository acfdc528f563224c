"""Taking part at 400%, where 1280 by 1024 pixels are 320 by 256: by keyboard alone, from start to end."""

import pytest
from playwright.sync_api import expect

from assessments.models import Answer, Response
from assessments.rounds import lifecycle
from tests import factories
from tests.browser import people
from tests.browser.conftest import axe_violations
from tests.browser.focus import focus_faults

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "We talk about who decides, who is asked, who is told and who finds out by chance, " * 4
WORD = "Zusammenarbeitsvereinbarungsverhandlungsgrundlage"


@pytest.fixture
def round_():
    version = factories.make_version(questions=2, extra=("one", "many", "text"), status="draft")
    version.questions.filter(code="s1-q1").update(statement=f"{LONG}and {WORD}.", plain=LONG)
    version.scales.get().levels.filter(value=3).update(label=WORD, description=LONG)
    version.questions.get(code="one").options.filter(code="b").update(label=LONG)
    type(version).objects.filter(pk=version.pk).update(status="published")
    return factories.make_round([version], perspectives=factories.TWO)


@pytest.fixture
def page(open_browser):
    """A browser that shows pages at 400%. Whoever begins asks for very large letters too: smaller ones fit
    where these do."""
    page = open_browser(width=320)
    page.set_viewport_size({"width": 320, "height": 256})
    return page


def fits(page, title):
    """This page, in this state: it scrolls one way only, and all of it is found and seen by Tab."""
    expect(page.locator("h1")).to_have_text(title)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert axe_violations(page) == []
    assert focus_faults(page) == []


def go(page, button, role="button"):
    """Presses a button, or follows a link, and waits for the page that it leads to."""
    with page.expect_navigation():
        people.press_on(page, page.get_by_role(role, name=button, exact=True).last)


def enlarge(page):
    people.press_on(page, page.locator("details.looks > summary"))
    go(page, "Very large")


def begin(page, round_):
    page.goto(f"/join/{round_.join_code}/")
    enlarge(page)
    people.tab_to(page, page.get_by_role("radio", name="People", exact=True))
    page.keyboard.press("Space")
    people.a_part_at_a_time(page)
    go(page, "Start")


FAULTY = {
    "covered": "i{position:fixed;inset:0;height:100%;width:100%;background:#000}",
    "looks the same": "a,a:focus{outline:3px solid}",
    "too thinly": "a:focus{outline:1px solid}",
    "at the side": "a{margin-left:-30px}",
    "": "",
}


@pytest.mark.parametrize("fault", FAULTY)
def test_what_hides_the_focus_is_found(fault, open_browser):
    page = open_browser(width=320)
    style = f"<style>a:focus{{outline:3px solid}} {FAULTY[fault]}</style>"
    page.set_content(f'{style}<a href="#x">One link here</a> <a href="#y">Another</a><i></i>')
    found = "; ".join(focus_faults(page))
    assert fault in found
    assert bool(found) is bool(fault)


def test_a_browser_that_is_kept_has_nothing_of_the_test_before(kept):
    used = kept.lend(321, True)
    page = used.new_page()
    page.goto("/privacy/")
    page.evaluate("localStorage.setItem('left', 'behind'); document.cookie = 'left=behind'")
    used.grant_permissions(["clipboard-read"])
    used.route("**/*", lambda route: route.abort())
    used.set_offline(True)
    kept.take_back(used)

    again = kept.lend(321, True)
    assert again is used
    page = again.new_page()
    assert page.goto("/privacy/").ok
    assert page.evaluate("[localStorage.length, document.cookie]") == [0, ""]
    state = "navigator.permissions.query({name: 'clipboard-read'}).then(found => found.state)"
    assert page.evaluate(state) != "granted"

    page.clock.install()  # stays as long as the browser
    kept.take_back(again)
    new = kept.lend(321, True)
    assert new is not again
    new.close()


def test_the_whole_way_is_gone_by_keyboard_at_400_per_cent(round_, page):
    page.goto(f"/join/{round_.join_code}/")
    fits(page, "Larkfield crisis house")
    go(page, "Start")  # nothing chosen yet: the page says so
    expect(page.get_by_role("alert")).to_contain_text("First choose which group you are in")
    fits(page, "Larkfield crisis house")
    begin(page, round_)

    # A part with a long question, everything in it opened
    first = page.locator("fieldset.question").first
    people.choose_by_keyboard(page, first, 3)
    people.press_on(page, first.locator("summary", has_text="Add a comment"))
    people.tab_to(page, first.locator("textarea"))
    page.keyboard.type("Typed at four times the size")
    expect(page.locator(".saved[role=status]")).to_contain_text("Still to choose")
    fits(page, "Section 1")

    # What is wrong is said at the top, and found from there
    with page.expect_navigation():
        people.press_on(page, page.locator("button[name=go][value=on]"))
    expect(page.get_by_role("alert")).to_contain_text("Please look again at one question.")
    fits(page, "Section 1")
    first = page.locator("fieldset.question").first
    people.tab_to(page, first.get_by_label("Show it, and you may say it came from"))
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(first.get_by_label("Do not show it to anyone")).to_be_checked()
    expect(page.locator(".saved[role=status]")).to_contain_text("Saved at")
    with page.expect_navigation():
        people.press_on(page, page.locator("button[name=go][value=on]"))
    fits(page, "Section 2")
    with page.expect_navigation():
        people.press_on(page, page.locator("button[name=go][value=on]"))

    people.press_on(page, page.locator("summary", has_text="In full, and where privacy ends"))
    fits(page, "Check and send")
    go(page, "Send my answers")
    fits(page, "Thank you. Your answers are sent.")
    go(page, "See my answers", "link")
    fits(page, "My answers")
    answer = Answer.objects.get()
    assert (answer.level.value, answer.comment) == (3, "Typed at four times the size")
    assert Response.objects.get().submitted


def test_the_pages_beside_the_way_fit_at_400_per_cent(round_, page):
    begin(page, round_)
    for name, title in [
        ("keep", "Stop for now"),
        ("perspective", "Change your group"),
        ("withdraw", "Take back my answers?"),
    ]:
        page.goto(f"/join/{round_.join_code}/{name}/")
        fits(page, title)
    page.goto(f"/join/{round_.join_code}/check/")
    go(page, "Send my answers")  # nothing is answered yet
    expect(page.get_by_role("alert")).to_contain_text("There is nothing to send yet.")
    fits(page, "Check and send")


@pytest.mark.parametrize("ends", ["visit", "round"])
def test_a_page_that_came_too_late_fits_at_400_per_cent(round_, page, ends):
    begin(page, round_)
    first = page.locator("fieldset.question").first
    if ends == "visit":
        page.context.clear_cookies(name="visit")
    else:
        lifecycle.close_round(round_=round_, by=None)
    people.choose_by_keyboard(page, first, 3)
    trouble = {"visit": "your visit on this device has ended", "round": "This has closed"}[ends]
    expect(page.locator(".saved[role=status]")).to_contain_text(trouble)
    fits(page, "Section 1")
    with page.expect_navigation():
        people.press_on(page, page.locator("button[name=go][value=on]"))
    fits(page, {"visit": "Please enter your code", "round": "This has closed"}[ends])
    expect(page.locator("main")).to_contain_text({"visit": "Enter your own code here", "round": WORD}[ends])
    assert not Answer.objects.exists()
