"""Somebody begins to answer in English, and goes on in Welsh."""

import json

import pytest
from playwright.sync_api import expect

from assessments.models import Response
from frameworks.actions import import_version
from frameworks.exchange.files import read
from tests import factories
from tests.browser import people
from tests.browser.conftest import look_at

pytestmark = pytest.mark.django_db(transaction=True)

ENGLISH = {
    "format": "coprod-framework/1",
    "code": "tea",
    "title": "Making tea together",
    "version": 1,
    "language": "en-GB",
    "summary": "Who makes the tea.",
    "introduction": "Think of last week.",
    "scales": [
        {
            "code": "often",
            "title": "How often?",
            "levels": [
                {"value": 0, "label": "Never", "description": "It does not happen."},
                {"value": 1, "label": "Sometimes", "description": "It happens now and then."},
                {"value": 2, "label": "Always", "description": "It happens every day."},
            ],
        }
    ],
    "sections": [
        {
            "code": "making",
            "title": "Making",
            "questions": [
                {
                    "code": "turns",
                    "kind": "rating",
                    "title": "Turns",
                    "statement": "We take turns to make the tea.",
                    "scale": "often",
                    "direction": "strength",
                },
                {
                    "code": "asking",
                    "kind": "rating",
                    "title": "Asking",
                    "statement": "We ask who wants tea.",
                    "scale": "often",
                    "direction": "strength",
                },
            ],
        },
        {
            "code": "story",
            "title": "A story",
            "questions": [
                {"code": "tale", "kind": "text", "title": "A tale", "statement": "Tell us about the tea."}
            ],
        },
    ],
}

IN_WELSH = {
    "Making tea together": "Gwneud te gyda’n gilydd",
    "Who makes the tea.": "Pwy sy’n gwneud y te.",
    "Think of last week.": "Meddyliwch am yr wythnos ddiwethaf.",
    "How often?": "Pa mor aml?",
    "Never": "Byth",
    "It does not happen.": "Nid yw’n digwydd.",
    "Sometimes": "Weithiau",
    "It happens now and then.": "Mae’n digwydd weithiau.",
    "Always": "Bob amser",
    "It happens every day.": "Mae’n digwydd bob dydd.",
    "Making": "Gwneud",
    "Turns": "Tro",
    "We take turns to make the tea.": "Rydym ni’n cymryd tro i wneud y te.",
    "Asking": "Gofyn",
    "We ask who wants tea.": "Rydym ni’n gofyn pwy sydd eisiau te.",
    "A story": "Stori",
    "A tale": "Hanes",
    "Tell us about the tea.": "Dywedwch wrthym am y te.",
    "en-GB": "cy",
}


def in_welsh(part):
    if isinstance(part, dict):
        return {key: in_welsh(value) for key, value in part.items()}
    if isinstance(part, list):
        return [in_welsh(one) for one in part]
    return IN_WELSH.get(part, part)


def stored(data):
    file = read(json.dumps(data).encode())
    return import_version(file=file, organisation=None, publish=True, by=None)


@pytest.fixture
def round_():
    english = stored(ENGLISH)
    assert stored(in_welsh(ENGLISH)).translation_of == english
    return factories.make_round([english], perspectives=factories.TWO)


def question(page, text):
    return page.locator("fieldset.question", has_text=text)


def switch_to(page, language):
    people.open_looks(page)
    with page.expect_navigation():
        page.get_by_role("group", name="Read this in:").get_by_role("button", name=language).click()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_participant_switches_in_the_middle_and_loses_nothing(round_, open_browser, javascript):
    # Given somebody who starts in English
    page = open_browser(width=390, javascript=javascript)
    look = (lambda: look_at(page)) if javascript else (lambda: None)  # axe is a script
    page.goto(f"/join/{round_.join_code}/")
    look()
    people.choose_where_i_stand(page, f"/join/{round_.join_code}/", "People")

    # When they answer half of a page, and then ask for Welsh
    people.pick(question(page, "We take turns").get_by_role("radio", name="Sometimes"))
    fold = question(page, "We ask").locator("details.fold", has_text="Add a comment")
    fold.locator("summary").click()
    fold.locator("textarea").fill("Not every time.")
    fold.get_by_label("Do not show it to anyone").check()
    look()
    switch_to(page, "Cymraeg")

    # Then the same page is in Welsh, and what they gave is there
    page.wait_for_url("**/part/1/#look")
    expect(page.locator("h1")).to_have_text("Gwneud")
    assert page.locator("h1").get_attribute("lang") == "cy"
    turns = question(page, "Rydym ni’n cymryd tro i wneud y te.")
    expect(turns.get_by_role("radio", name="Weithiau")).to_be_checked()
    asking = question(page, "Rydym ni’n gofyn pwy sydd eisiau te.")
    expect(asking.locator("textarea")).to_have_value("Not every time.")
    look()

    # And they go on in Welsh, check, and send
    people.pick(asking.get_by_role("radio", name="Bob amser"))
    people.go_on(page)
    expect(page.locator("h1")).to_have_text("Stori")
    question(page, "Dywedwch wrthym am y te.").locator("textarea").fill("Roedd y te yn dda.")
    page.get_by_label("Do not show it to anyone").check()
    people.go_on(page)
    expect(page.locator("main")).to_contain_text("1 Weithiau")
    look()
    page.get_by_label("Show our scores even if there are only a few of us").check()
    switch_to(page, "English")
    expect(page.get_by_label("Show our scores even if there are only a few of us")).to_be_checked()
    expect(page.locator("main")).to_contain_text("1 Sometimes")
    people.send(page)

    # And what is stored answers the English questions
    response = Response.objects.get(submitted=True)
    rows = response.answers.order_by("question__code")
    assert [(a.question.code, a.question.version.language, a.text or a.comment) for a in rows] == [
        ("asking", "en-GB", "Not every time."),
        ("tale", "en-GB", "Roedd y te yn dda."),
        ("turns", "en-GB", ""),
    ]
    assert response.show_if_few


def test_the_switch_works_by_keyboard_and_enter_in_a_question_sends_nothing(round_, open_browser):
    page = open_browser()
    people.choose_where_i_stand(page, f"/join/{round_.join_code}/", "Staff")
    people.press_on(page, page.locator("details.looks > summary"))
    people.press_on(page, page.get_by_role("button", name="Cymraeg"))
    page.get_by_role("heading", level=1, name="Gwneud").wait_for()
    people.tab_to(page, page.locator("fieldset.question").first.locator("input[type=radio]").first)
    page.keyboard.press("Space")
    page.keyboard.press("Enter")  # sends nothing: it is too easily pressed
    assert "/part/1/" in page.url
    people.press_on(page, page.locator("button[value=on]"))
    page.wait_for_url("**/part/2/")
    expect(page.locator("h1")).to_have_text("Stori")
