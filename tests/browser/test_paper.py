"""Paper as people go it: printed, typed in with one hand, checked by somebody else, come back to."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from assessments.models import Answer, Response, TypedSheet
from tests import factories
from tests.assessments.reports.pdfs import page_texts
from tests.browser import people
from tests.browser.conftest import look_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

NUMBER = r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b(?!-)"
PRIVATE = r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}"


@pytest.fixture
def round_():
    version = factories.make_version(sections=2, questions=2, extra=("many", "text"))
    return factories.make_round([version], perspectives=factories.TWO)


@pytest.fixture
def office(round_, open_browser):
    """Signs somebody in who runs the round, at its page."""

    def come_in(email, **browser):
        factories.make_member(round_.assessment.organisation, "facilitator", email)
        page = open_browser(**browser)
        people.come_in(page, email, f"/rounds/{round_.pk}/")
        return page

    return come_in


def print_forms(page, number):
    """The forms as they come out of the printer: of each, its number and its private code."""
    page.get_by_role("link", name="Print forms").click()
    page.get_by_label("How many forms?").fill(str(number))
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the forms").click()
    with open(download.value.path(), "rb") as file:
        text = re.sub(r"-\s+", "-", " ".join(page_texts(file.read())))  # a private code takes two lines
    page.get_by_role("link", name="Back to the paper forms").click()
    codes = list(dict.fromkeys(re.findall(PRIVATE, text)))
    numbers = list(dict.fromkeys(re.findall(NUMBER, re.sub(PRIVATE, " ", text))))
    assert len(codes) == len(numbers) == number
    return list(zip(numbers, codes, strict=True))


def go_to_form(page, number):
    page.get_by_label("Number of the form").fill(number)
    page.get_by_role("button", name="Go to the form").click()


def type_by_keyboard(page, keys, *, group="1"):
    """With one hand and no mouse: the group by its figure, then key after key. A line feed is the Enter key,
    where a part's box for comments is empty."""
    expect(page.get_by_label("Which group is crossed?")).to_be_focused()
    page.keyboard.press(group)
    expect(page.locator("[data-key]").first).to_be_focused()
    page.keyboard.type(keys)


def test_paper_is_typed_in_by_keyboard_and_checked_by_somebody_else(office, open_browser, round_):
    # Given two forms, printed by one who runs the round
    first = office("fran@example.org")
    first.get_by_role("link", name="Paper forms").click()
    first.wait_for_url("**/paper/")
    look_at(first)
    first.goto(first.url + "print/")
    look_at(first)
    first.get_by_label("How many forms?").fill("0")
    first.get_by_role("button", name="Make the forms").click()
    first.get_by_text("Make at least 1 form.").first.wait_for()
    look_at(first)
    first.get_by_role("link", name="Back to the paper forms").click()
    (number, private), (_other, unused) = print_forms(first, 2)
    look_at(first)

    # When she types one in by keyboard alone, and slips once
    go_to_form(first, number)
    look_at(first)
    type_by_keyboard(first, "29")
    expect(first.locator("[data-said]").first).to_have_text("Level 2")
    wrong = first.locator("[data-key]").nth(1)
    expect(wrong).to_have_class(re.compile("is-invalid"))
    first.keyboard.press("Backspace")
    first.keyboard.type("d")
    expect(first.get_by_label("Comments on part 1: question no.")).to_be_focused()
    first.keyboard.type("1.9\n")
    expect(first.get_by_text("There is no such question here.")).to_be_visible()
    first.keyboard.press("ControlOrMeta+a")
    first.keyboard.type("1.2\n")
    expect(first.get_by_label("Their comment").nth(1)).to_be_focused()
    first.keyboard.type("Ask Mo.")
    first.keyboard.press("Tab")
    first.keyboard.type("1")
    first.keyboard.press("Enter")
    expect(first.get_by_label("Comments on part 1: question no.")).to_have_value("")
    first.keyboard.type("\np4")
    many = first.locator("[data-key]").nth(4)
    expect(many).to_be_focused()
    first.keyboard.type("13")
    first.keyboard.press("ArrowUp")
    expect(first.locator("[data-key]").nth(3)).to_be_focused()
    first.keyboard.press("ArrowDown")
    first.keyboard.type("\n\n")
    expect(first.get_by_label("More room for comments: question no.")).to_be_focused()
    first.keyboard.press("Enter")
    expect(first.get_by_label("Show our scores even if there are only a few of us")).to_be_focused()
    first.keyboard.press("Enter")
    expect(first.get_by_role("button", name="Store this form")).to_be_focused()
    look_at(first)
    first.get_by_text("Their words").first.click()
    first.get_by_label("Their words").fill("  We were asked.\nLate.")
    first.get_by_text("A comment has no question’s number").click()
    first.get_by_label("Comments without a question’s number").fill("All of it.")
    first.get_by_label("Who may read these words?").last.select_option("unnamed")
    people.press_on(first, first.get_by_role("button", name="Store this form"))
    first.get_by_text("is typed in, and it counts").wait_for()
    expect(first.get_by_label("Number of the form")).to_be_focused()
    look_at(first)

    # Then she cannot check it herself
    go_to_form(first, number)
    first.get_by_text("You typed this one in.").wait_for()
    look_at(first)

    # But somebody else can, who reads one key otherwise and is shown both
    second = office("sam@example.org", width=390)
    second.get_by_role("link", name="Paper forms").click()
    go_to_form(second, number)
    second.get_by_role("heading", name=f"Check form {number}").wait_for()
    look_at(second)
    type_by_keyboard(second, "3d\np413")
    expect(second.get_by_label("Their comment").nth(1)).to_have_value("Ask Mo.")
    second.get_by_label("Who may read these words?").nth(1).select_option("named")
    second.get_by_role("button", name="Compare").click()
    second.get_by_text("read this form differently").wait_for()
    expect(second.locator(".keyrow.look")).to_have_count(2)  # a key, and who may read the words
    told = second.locator(".keyrow.look .first-read").first
    expect(told).to_have_text("The first person read: 2 (Level 2)")
    second.get_by_label("Who may read these words?").last.select_option("unnamed")
    look_at(second)
    people.press_on(second, second.get_by_role("button", name="This is what the paper says"))
    second.get_by_text(f"Form {number} is checked.").wait_for()
    look_at(second)
    assert not TypedSheet.objects.exists()

    # And the person comes back with their private code, and finds their own words
    person = open_browser(width=320)
    person.goto("/enter/")
    person.get_by_label("Your code").fill(private)
    person.get_by_role("button", name="Continue").click()
    expect(person.locator(".kept-words")).to_contain_text(["Ask Mo.", "We were asked.\nLate.", "All of it."])
    person.get_by_text("Level 3").wait_for()
    look_at(person)
    assert Response.objects.get().source == "paper"

    # And whoever has the other form is told to wait if it is handed in, but can answer on screen instead
    phone = open_browser(width=320)
    phone.goto("/enter/#" + unused.replace("-", ""))
    phone.get_by_role("button", name="Continue").click()
    phone.get_by_role("heading", name="This is the private code of a paper form").wait_for()
    expect(phone.get_by_text("Have you handed in the form? Then please wait.")).to_be_visible()
    expect(phone.get_by_role("button", name="Start")).to_have_count(0)
    look_at(phone)
    people.pick(phone.get_by_role("radio", name="Staff", exact=True))
    people.a_part_at_a_time(phone)
    people.press_on(phone, phone.get_by_role("button", name="Answer on screen, not on paper"))
    phone.wait_for_url("**/part/1/")
    phone.goto(phone.url.replace("part/1/", "keep/"))
    assert phone.locator(".codebox").inner_text() not in ("", unused)


@pytest.fixture
def typed(office):
    """A page on which a form is being typed in."""
    page = office("fran@example.org")
    page.get_by_role("link", name="Paper forms").click()
    page.wait_for_url("**/paper/")
    [(number, _private)] = print_forms(page, 1)
    go_to_form(page, number)
    type_by_keyboard(page, "2d\np4")
    return page


def test_a_form_is_not_left_by_mistake(typed):
    asked = []
    typed.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    typed.get_by_role("link", name="Leave it, and go back").click(no_wait_after=True)
    typed.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    expect(typed.locator("[data-key]").first).to_have_value("2")


@pytest.mark.parametrize("why", ["offline", "another page"])
def test_a_form_waits_for_a_site_that_is_away(typed, why):
    if why == "offline":
        typed.context.set_offline(True)
    else:
        typed.route(
            "**/paper/", lambda route: route.fulfill(body="<h1>Our Wi-Fi</h1>", content_type="text/html")
        )
    typed.get_by_role("button", name="Store this form").click()
    expect(typed.get_by_role("status")).to_contain_text("the site does not answer")
    look_at(typed)
    typed.context.set_offline(False)
    typed.unroute_all()
    typed.get_by_role("button", name="Store this form").click()
    typed.get_by_text("is typed in, and it counts").wait_for()


def test_a_form_is_stored_after_signing_in_again_in_another_tab(typed):
    typed.context.clear_cookies(name="sessionid")
    typed.get_by_role("button", name="Store this form").click()
    expect(typed.get_by_role("status")).to_contain_text("you are no longer signed in")
    other = typed.context.new_page()
    people.sign_in(other, "fran@example.org")
    other.get_by_role("link", name="Set up an assessment").wait_for()
    typed.get_by_role("button", name="Store this form").click()
    typed.get_by_text("is typed in, and it counts").wait_for()
    assert Response.objects.get().source == "paper"


def test_paper_is_typed_in_and_checked_without_a_script(office, round_):
    page = office("fran@example.org", javascript=False)
    page.get_by_role("link", name="Paper forms").click()
    [(number, _private)] = print_forms(page, 1)
    go_to_form(page, number)
    page.get_by_label("Which group is crossed?").select_option("2")
    page.get_by_label("Key for question 1.1").fill("9")
    page.get_by_label("Key for question 1.2").fill("4")
    page.get_by_role("button", name="Store this form").click()
    expect(page.get_by_text("‘9’ does not go with this question.").first).to_be_visible()
    page.get_by_label("Key for question 1.1").fill("5")
    page.get_by_role("button", name="Store this form").click()
    page.get_by_text("is typed in, and it counts").wait_for()
    other = office("sam@example.org", javascript=False)
    other.get_by_role("link", name="Paper forms").click()
    go_to_form(other, number)
    other.get_by_label("Which group is crossed?").select_option("2")
    other.get_by_label("Key for question 1.1").fill("5")
    other.get_by_label("Key for question 1.2").fill("4")
    other.get_by_role("button", name="Compare").click()
    other.get_by_text(f"Form {number} is checked.").wait_for()
    assert sorted(Answer.objects.values_list("level__value", flat=True)) == [4, 5]


def test_who_is_signed_out_on_the_way_copies_what_they_typed_after_signing_in_in_a_new_tab(office):
    # Given somebody who types a form in, and whose visit ends right after the page looked whether they may
    page = office("fran@example.org", width=390)
    page.get_by_role("link", name="Paper forms").click()
    [(number, _private)] = print_forms(page, 1)
    go_to_form(page, number)
    type_by_keyboard(page, "3d\np4")
    page.get_by_text("Their words").first.click()
    page.get_by_label("Their words").fill("Twenty lines of handwriting")
    still_there = page.request.get(page.url.replace("/form/", "/")).text()
    page.route("**/paper/", lambda route: route.fulfill(body=still_there, content_type="text/html"))
    Session.objects.all().delete()
    page.get_by_role("button", name="Store this form").click()

    # Then all of it stands there, to be copied
    page.get_by_role("heading", name="You are no longer signed in").wait_for()
    expect(page.get_by_role("listitem").filter(has_text="1.1")).to_contain_text("Keys: 3")
    words = page.get_by_role("textbox", name="The words of question")
    expect(words).to_have_value("Twenty lines of handwriting")
    look_at(page)

    # And after signing in beside it, the page of the forms is there to go on from
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in, in a new tab").click()
    tab = opened.value
    tab.get_by_label("E-mail address").fill("fran@example.org")
    tab.get_by_label("Password").fill(people.PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()
    go_to_form(tab, number)
    tab.get_by_role("heading", name=f"Type in form {number}").wait_for()
    expect(words).to_have_value("Twenty lines of handwriting")
    assert not Response.objects.exists()
