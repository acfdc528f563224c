"""A steward makes a framework of the library their own, and takes over what the library changes later."""

import re

import pytest
from playwright.sync_api import expect

from frameworks.models import FrameworkVersion
from tests import factories
from tests.browser import people
from tests.browser.conftest import look_at
from tests.frameworks.edits import reworded
from tests.frameworks.examples import example, stored

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def steward():
    organisation = factories.make_organisation("Larkfield Voices")
    return factories.make_member(organisation, "steward", "stef@example.org")


def take_over(page, name):
    return page.get_by_role("button", name=re.compile(f"^Take this over ?:.*{name}"))


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
def test_adapt_then_take_over_one_change_and_leave_another(steward, open_browser, javascript):
    look = look_at if javascript else lambda page: None  # axe is a script itself
    page = open_browser(width=1280 if javascript else 390, javascript=javascript)
    stored()

    # Given a steward who reads a framework of the library
    people.come_in(page, steward.email, "/assessments/")
    page.get_by_role("link", name="Frameworks", exact=True).click()
    look(page)
    page.get_by_role("link", name="The kettle").click()
    look(page)

    # When they adapt it, then it is theirs, as a draft, and the original is credited
    page.get_by_role("link", name="Adapt it as our own").click()
    expect(page.get_by_text("The original is credited")).to_be_visible()
    expect(page.get_by_label("What is it called?")).to_have_value("The kettle")
    look(page)
    page.get_by_label("What is it called?").fill("")
    page.get_by_role("button", name="Make it our own").click()
    expect(page.get_by_text("Give it a name. You can change it later.").first).to_be_visible()
    look(page)
    page.get_by_label("What is it called?").fill("Our kettle")
    page.get_by_role("button", name="Make it our own").click()
    expect(page.get_by_text("This is your own framework now, as a draft.")).to_be_visible()
    ours = FrameworkVersion.objects.get(title="Our kettle")
    page.wait_for_url(f"**/frameworks/{ours.pk}/edit/")

    # When the library has a new version, then the list says so
    data = reworded()
    data["sections"][1]["questions"][0]["title"] = "Cracks"
    stored(data)
    page.get_by_role("link", name="Frameworks", exact=True).click()
    look(page)
    page.get_by_role("link", name="See what changed").click()
    expect(page.get_by_text("2 changes are not in ours.")).to_be_visible()
    look(page)

    # When they take one over, then the page says so where it stood, and the next one stands there
    take_over(page, "Taking turns").click()
    told = page.locator("#taken")
    expect(told).to_contain_text("Taken over: Taking turns.")
    expect(page).to_have_url(re.compile("#taken$"))
    page.wait_for_load_state()
    top = told.evaluate("e => e.getBoundingClientRect().top")
    assert 0 <= top < 900
    expect(take_over(page, "")).to_have_count(1)
    expect(take_over(page, "Chips")).to_have_count(1)
    look(page)

    # When they leave the other and say that they have looked at all, then there is nothing new
    page.get_by_role("button", name="I have looked at all of them").click()
    expect(
        page.get_by_text("You have looked at all changes up to version 2 of the original.")
    ).to_be_visible()
    page.goto(f"/frameworks/{ours.pk}/original/")
    expect(page.get_by_text("There is nothing new.")).to_be_visible()
    look(page)
    page.goto(f"/frameworks/{ours.pk}/")
    expect(page.get_by_text("Each of us makes tea.")).to_be_visible()
    expect(page.get_by_role("heading", name="Chips")).to_be_visible()
    look(page)


def test_start_a_framework_and_translate_one(steward, open_browser):
    page = open_browser()
    organisation = steward.memberships.get().organisation
    stored(example(title="Our tea"), organisation=organisation)
    people.come_in(page, steward.email, "/assessments/")

    # When they start one of their own
    page.get_by_role("link", name="Frameworks", exact=True).click()
    page.get_by_role("link", name="Start a framework").click()
    look_at(page)
    page.get_by_label("What is it called?").fill("How we meet")
    page.get_by_label("Which language is it in?").select_option(label="Cymraeg (cy)")
    page.get_by_role("button", name="Start the framework").click()
    expect(page.get_by_text("Your framework has begun.")).to_be_visible()

    # And begin the next version of another, and its translation
    page.get_by_role("link", name="Frameworks", exact=True).click()
    page.get_by_role("link", name="Our tea").click()
    page.get_by_role("button", name="Change it: begin version 2").click()
    page.wait_for_url("**/edit/")
    page.go_back()
    page.reload()
    expect(page.get_by_role("link", name="Carry on with the draft of version 2")).to_be_visible()
    look_at(page)
    page.get_by_role("link", name="Translate it").click()
    look_at(page)
    page.get_by_role("button", name="Go to the translation").click()
    expect(page.get_by_text("Choose one of the languages.").first).to_be_visible()
    look_at(page)
    page.get_by_label("Into which language?").select_option(label="Cymraeg (cy)")
    page.get_by_role("button", name="Go to the translation").click()
    assert FrameworkVersion.objects.get(translation_of__isnull=False).language == "cy"
    page.wait_for_url("**/edit/")
