"""A steward looks at a draft as a participant would see it, on a computer and on a phone."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.browser import people
from tests.browser.conftest import look_at
from tests.frameworks.examples import example, stored

pytestmark = pytest.mark.django_db(transaction=True)

# Every size that a reader would notice, of everything that the page of a part shows.
MEASURES = """async () => {
  await document.fonts.ready
  const root = document.querySelector('.as-participant')
  const parts = 'nav li, h1, p, legend, summary, .rungs, .rung, .rung label, .rung b, .btn'
  return [...root.querySelectorAll(parts)]
    .filter(e => e.checkVisibility())
    .map(e => {
      const box = e.getBoundingClientRect(), s = getComputedStyle(e)
      return [e.tagName, e.innerText.slice(0, 40), Math.round(box.width), Math.round(box.height),
              s.fontSize, s.display, s.borderTopWidth, s.borderTopColor, s.borderLeftWidth, s.boxShadow,
              s.backgroundColor]
    })
}"""


# What stands side by side in the page: pairs of neighbours of which one lies over the other.
OVERLAPS = """() => {
  const shown = e => e.checkVisibility() && e.getBoundingClientRect().height > 2
  const found = []
  for (const parent of document.querySelectorAll('main, main *')) {
    const children = [...parent.children].filter(shown)
    children.forEach((one, i) => children.slice(i + 1).forEach((other) => {
      const a = one.getBoundingClientRect(), b = other.getBoundingClientRect()
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left)
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
      const blocks = [one, other].every(e => /^(SECTION|DIV|P|H1|H2|UL|OL|NAV|FORM)$/.test(e.tagName))
      const names = [one, other].map(e => e.innerText.slice(0, 40))
      if (blocks && wide > 2 && high > 2) found.push(names)
    }))
  }
  return found
}"""


@pytest.fixture
def steward():
    organisation = factories.make_organisation("Larkfield Voices")
    return factories.make_member(organisation, "steward", "stef@example.org")


@pytest.fixture
def draft(steward):
    data = example()
    heavy = "Institutional arrangements systematically disadvantage participating individuals everywhere."
    data["sections"][0]["questions"][0]["levels"][1]["description"] = heavy
    organisation = steward.memberships.get().organisation
    return stored(data, organisation=organisation, publish=False)


def test_a_steward_previews_a_draft(steward, draft, open_browser):
    page = open_browser()

    # Given a steward on the page of a draft
    people.come_in(page, steward.email, f"/frameworks/{draft.pk}/preview/")
    expect(page.get_by_text("Nothing you choose here is kept.")).to_be_visible()
    look_at(page)

    # When they follow the hardest text, then they stand at its question, with its reading age beside it
    page.get_by_role("link", name="Question 1.1, Level 5").click()
    question = page.get_by_role("group", name="Question 1.1 We take turns.")
    note = page.get_by_role("group", name="Reading ages: 1.1")
    expect(note).to_contain_text("hard to read: try shorter words and sentences")
    assert note.bounding_box()["x"] + note.bounding_box()["width"] < question.bounding_box()["x"]
    look_at(page)

    # When they try an answer and go on and back, then nothing was kept
    question.locator("label", has_text="Always").click()
    expect(question.get_by_label("Always")).to_be_checked()
    page.get_by_text("Add a comment").first.click()
    question.get_by_label("Your comment").fill("Only a try")
    page.get_by_role("link", name="Go to part 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cups")
    page.get_by_role("link", name="Go back to part 1").click()
    expect(page.locator("input:checked")).to_have_count(0)

    # When they look at it as on a phone, then it is 390 pixels wide, with the ages under each question
    page.get_by_role("link", name="Show it as on a phone").click()
    frame = page.locator(".as-phone")
    page.wait_for_url("**?width=phone*")
    assert frame.evaluate("e => e.clientWidth") == 390
    assert note.bounding_box()["y"] > question.bounding_box()["y"] + question.bounding_box()["height"] - 1
    look_at(page)

    # When they hide the ages, then only the questions are left
    page.get_by_role("link", name="Hide the reading ages").click()
    expect(page.get_by_role("link", name="Show the reading ages")).to_be_visible()
    expect(page.get_by_role("group", name="Reading ages")).to_have_count(0)


@pytest.mark.parametrize("section", ["making", "cups"])
def test_the_frame_shows_what_a_phone_shows(open_browser, section):
    """A media query asks for the window, so the frame has rules of its own: here they are held to the real
    ones, on a large screen and on one just over a phone's."""
    version = stored()
    url = f"/frameworks/{version.pk}/preview/{section}/"
    phone = open_browser(width=390)
    phone.goto(url)
    real = phone.evaluate(MEASURES)
    assert len(real) > 20
    for width in (1280, 800, 620):
        computer = open_browser(width=width)
        computer.goto(url + "?width=phone")
        assert computer.evaluate(MEASURES) == real


def test_nothing_lies_over_anything_else_on_a_preview(steward, draft, open_browser):
    page = open_browser()
    people.come_in(page, steward.email)
    for path in ["", "s1/", "?reading=off", "?width=phone"]:
        page.goto(f"/frameworks/{draft.pk}/preview/{path}")
        for width in (390, 768, 1000, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(OVERLAPS) == [], (width, path)
