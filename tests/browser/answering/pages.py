"""What the tests of answering do on its pages, and what is stored then."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from playwright.sync_api import expect

from assessments import codes
from assessments.models import Answer
from assessments.responses import saving, visits
from tests.browser import people


def begin(page, round_):
    """As one who has started, at the questions: other ways go through the start page. Returns the code."""
    secret = codes.make_secret()
    saving.begin_response(round_=round_, perspective=round_.assessment.perspectives.first(), secret=secret)
    [visit] = visits.begin_visit(HttpResponse(), round_, secret).cookies.values()
    place = {"domain": urlsplit(settings.SITE_URL).hostname, "path": visit["path"]}
    page.context.add_cookies([{"name": visit.key, "value": visit.value, **place, "httpOnly": True}])
    page.goto(f"/join/{round_.join_code}/part/1/")
    return codes.in_groups(secret)


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
