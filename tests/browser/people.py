"""What people do, in their own words: the steps of the journeys."""

import re

from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from accounts.models import User
from tests.browser.conftest import look_at

PASSWORD = "a-long-test-password"


def sign_in(page, email):
    page.goto("/account/login/")
    look_at(page)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def come_in(page, email, then=None):
    """As somebody who has signed in, at once at this page: other ways go through the page of signing in."""
    client = Client()
    client.force_login(User.objects.get(email=email))
    session = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key}
    page.context.add_cookies([{**session, "url": settings.SITE_URL, "httpOnly": True}])
    if then:
        page.goto(then)


def set_up_assessment(page, *, title, threshold):
    """From the list of assessments to the page that shows all that was chosen."""
    page.get_by_role("link", name="Set up an assessment").click()
    look_at(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("link", name="Give it a name, such as the name of your team.")).to_be_visible()
    expect(page.get_by_text("Choose what it is for.").first).to_be_visible()
    look_at(page)
    page.get_by_label("What is it called?").fill(title)
    pick(page.get_by_role("radio", name="Readiness: are we ready"))
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Managers", exact=True).fill("6")
    page.get_by_label("Their name").fill("Dee Marsh")
    page.get_by_label("Their phone number").fill("01632 960 114")
    page.get_by_role("button", name="Continue").click()
    look_at(page)
    page.get_by_role("link", name="Change the questions").click()
    expect(page.get_by_label("Four institutional challenges")).to_be_checked()
    expect(page.locator("#sum")).to_contain_text("In all: 18 questions")
    expect(page.locator("#sum-long")).to_be_hidden()
    page.get_by_label("Four core values").press("Space")
    expect(page.locator("#sum")).to_contain_text("In all: 35 questions")
    expect(page.locator("#sum-long")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Change the groups").click()
    expect(page.get_by_label("Name of the group").first).to_have_value("Service users and survivors")
    look_at(page)
    page.get_by_role("link", name="Back without saving").click()
    page.get_by_role("link", name="Change the privacy rule").click()
    look_at(page)
    pick(page.get_by_role("radio", name=f"{threshold} people"))
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Change the words").click()
    look_at(page)
    page.get_by_label("Anything people should know").fill("Ask Sam at the front desk if you would like help.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Ask Sam at the front desk")


def open_round(page):
    """Returns the link to share."""
    page.get_by_role("button", name="Open the round").click()
    look_at(page)
    return page.get_by_label("Link for everyone").input_value()


def pick(radio):
    """Presses the row of a radio button, which takes the press for it, once it stands still."""
    radio.locator("xpath=following-sibling::label").click()
    expect(radio).to_be_checked()


def a_part_at_a_time(page):
    """Makes a narrow start page start as a wide one does: a part a page."""
    narrow = page.locator("#start [name=narrow]")
    if narrow.input_value() == "yes":
        narrow.evaluate("field => field.remove()")


def choose_where_i_stand(page, link, perspective, look=False):
    """Starts, and returns the private code: it is read without leaving the questions."""
    page.goto(link)
    if look:
        look_at(page)
    pick(page.get_by_role("radio", name=perspective, exact=True))
    a_part_at_a_time(page)
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/part/1/")
    if look:
        look_at(page)
    kept = page.context.request.get(page.url.replace("part/1/", "keep/")).text()
    return re.search(r'codebox">([\w-]+)<', kept)[1]


def answer_page(page, level, *, comment=None):
    """Gives every question of the page one level; a comment to the first, shared with the group named."""
    questions = page.locator("fieldset.question")
    for i in range(questions.count()):
        pick(questions.nth(i).locator(f"input[type=radio][value='{level}']"))
    if comment:
        first = questions.first
        fold = first.locator("details.fold", has_text="Add a comment")
        if fold.get_attribute("open") is None:
            fold.locator("summary").click()
        first.locator("textarea").fill(comment)
        first.get_by_label("Show it, and you may say it came from").check()


def go_on(page):
    with page.expect_navigation():  # the page saves first, then goes
        page.locator("button[name=go][value=on]").click()


def open_looks(page):
    page.wait_for_load_state()
    if not page.locator("#look").is_visible():
        page.locator("details.looks > summary").click()


def skip_to_check(page):
    """Leaves the other parts: nothing is compulsory."""
    page.goto(re.sub(r"/part/\d+/", "/check/", page.url))


def send(page, look=False):
    if look:
        look_at(page)
    page.get_by_role("button", name="Send my answers").click()
    expect(page.locator("h1")).to_contain_text("Thank you")
    if look:
        look_at(page)


# By keyboard alone


def tab_to(page, wanted, limit=250):
    """Presses Tab until the wanted thing has the focus, as somebody without a mouse would."""
    target = wanted.element_handle()
    for _ in range(limit):
        if page.evaluate("e => e === document.activeElement", target):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {wanted} on {page.url}")


def press_on(page, wanted, key="Enter"):
    tab_to(page, wanted)
    page.keyboard.press(key)


def choose_by_keyboard(page, question, value):
    """Into the group of radio buttons by Tab, then Space or the arrows."""
    radios = question.locator("input[type=radio]").filter(visible=True)
    tab_to(page, radios.first)
    page.keyboard.press("Space")
    for _ in range(value - 1):
        page.keyboard.press("ArrowDown")
    expect(question.locator(f"input[value='{value}']")).to_be_checked()
