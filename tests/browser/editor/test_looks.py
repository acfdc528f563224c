"""How the editor's pages look: new, filled, with faults, and long on a phone."""

import pytest
from playwright.sync_api import expect

from frameworks.drafts import creation
from tests.browser.conftest import look_at
from tests.browser.editor.pages import box, open_page, press, stored_parts, unfold
from tests.frameworks.examples import example, long_example, stored

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = ["", "levels/", "sources/", "changes/"]
LONG = "Unwrappable" * 11


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
