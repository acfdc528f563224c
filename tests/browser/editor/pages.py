"""What the tests of the editor do on its pages, and what is stored then."""

import re
import time

from frameworks.drafts import parts, storage
from tests.browser import people
from tests.browser.conftest import PATIENCE


def sign_in(page, email="stef@example.org"):
    """Anew, on the way."""
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(people.PASSWORD)
    follow(page.get_by_role("button", name="Sign in"))


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
