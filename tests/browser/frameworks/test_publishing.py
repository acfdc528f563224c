"""A steward publishes a draft; and where two have to agree, another member agrees."""

import re

import pytest
from playwright.sync_api import expect

from frameworks.models import FrameworkVersion, Question
from tests import factories
from tests.browser import people
from tests.browser.conftest import look_at
from tests.frameworks.edits import CHIPS, LEAF, TURNS, reworded_draft, save

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def organisation():
    return factories.make_organisation("Larkfield Voices")


@pytest.fixture
def steward(organisation):
    return factories.make_member(organisation, "steward", "stef@example.org")


@pytest.fixture
def reader(organisation):
    return factories.make_member(organisation, "reader", "rita@example.org")


@pytest.fixture
def draft(organisation):
    return save(reworded_draft(organisation), TURNS, plain="")


def come_in(page, person, *, javascript):
    people.come_in(page, person.email)
    return look_at if javascript else lambda page: None  # axe is a script itself


def press(page, name):
    """Looks at the next page only once it has all its styles: Bootstrap's own, alone, name pictures that the
    site does not load."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
def test_a_draft_is_put_right_and_published(open_browser, draft, steward, javascript):
    page = open_browser(width=1280 if javascript else 390, javascript=javascript)
    look = come_in(page, steward, javascript=javascript)

    # Given a draft that lacks something
    save(draft, CHIPS, statement="")
    page.goto(f"/frameworks/{draft.pk}/")
    page.get_by_role("link", name="Publish this draft").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Publish version 2")
    look(page)
    expect(page.get_by_role("button", name="Publish version 2")).to_have_count(0)

    # When they follow the first thing to put right, then they are where it is written
    page.get_by_role("link", name="2.1 Chips").first.click()
    expect(page).to_have_url(re.compile("/edit/parts/cups/"))

    # When all is put right, then they are asked about the reworded question
    save(draft, CHIPS, statement="The cups are chipped.")
    page.goto(f"/frameworks/{draft.pk}/publish/")
    asked = page.get_by_role("radiogroup", name="Does 1.1 Taking turns still ask the same thing?")
    expect(asked).to_be_visible()
    look(page)

    # When they press without an answer, then they are told what is left to say
    press(page, "Publish version 2")
    problems = page.get_by_role("alert").locator("li")
    expect(problems).to_have_text(
        [
            "Say whether 1.1 Taking turns still asks the same thing.",
            "Write the change note: what changed, why, and who asked for it.",
        ]
    )
    look(page)
    page.get_by_role("link", name="Say whether 1.1").click()
    assert page.evaluate("document.activeElement.name") == "same-turns" or not javascript

    # When somebody changes the draft meanwhile, then what they typed is kept
    asked.get_by_label("No. Its scores are not compared").check()
    page.get_by_label("Change note").fill("The group asked for it.")
    save(draft, LEAF, title="In the pot")
    press(page, "Publish version 2")
    expect(page.get_by_text("Somebody changed the draft while you were on this page.")).to_be_visible()
    expect(page.get_by_label("Change note")).to_have_value("The group asked for it.")
    expect(asked.get_by_label("No. Its scores are not compared")).to_be_checked()
    look(page)

    # When they press again, then it is published as they said
    press(page, "Publish version 2")
    expect(page.get_by_text("Version 2 is published. New rounds can use it.")).to_be_visible()
    version = FrameworkVersion.objects.get(pk=draft.pk)
    assert (version.status, version.change_note) == ("published", "The group asked for it.")
    assert Question.objects.get(version=version, code="turns").continuity == "changed"

    # And they can withdraw it again
    page.get_by_role("link", name="Withdraw this version").click()
    look(page)
    press(page, "Withdraw version 2")
    expect(page.get_by_text("Version 2 is withdrawn.")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
def test_a_second_member_agrees(open_browser, draft, organisation, steward, reader, javascript):
    # Given a lead who wants two to agree
    page = open_browser(javascript=javascript)
    lead = organisation.memberships.get(role="lead").user
    look = come_in(page, lead, javascript=javascript)
    page.goto(f"/organisations/{organisation.slug}/")
    page.get_by_label("A second member has to agree").check()
    press(page, "Save how you publish")
    expect(page.get_by_text("From now on a second member has to agree")).to_be_visible()
    look(page)

    # When a steward asks, then they wait
    first = open_browser(javascript=javascript)
    come_in(first, steward, javascript=javascript)
    first.goto(f"/frameworks/{draft.pk}/publish/")
    first.get_by_label("Yes. Scores can be compared").check()
    first.get_by_label("Change note").fill("The group asked for it.")
    look(first)
    press(first, "Ask a second member to agree")
    expect(first.get_by_role("heading", name="Waiting for a second member")).to_be_visible()
    look(first)

    # When a reader looks at what changed and agrees, then it is published
    second = open_browser(width=390, javascript=javascript)
    come_in(second, reader, javascript=javascript)
    second.goto(f"/frameworks/{draft.pk}/")
    look(second)
    second.get_by_role("link", name="Look at what changed").click()
    expect(second.get_by_text("The group asked for it.")).to_be_visible()
    expect(second.get_by_text("It still asks the same.")).to_be_visible()
    look(second)
    press(second, "Agree and publish version 2")
    expect(second.get_by_text("Version 2 is published.")).to_be_visible()

    # And who asked comes back to a calm page
    press(first, "Take it back")
    expect(first.get_by_text("Version 2 is published already.")).to_be_visible()
    assert FrameworkVersion.objects.get(pk=draft.pk).published_by == reader


def test_a_draft_is_thrown_away(open_browser, draft, steward):
    page = open_browser()
    come_in(page, steward, javascript=True)
    page.goto(f"/frameworks/{draft.pk}/")
    page.get_by_role("link", name="Throw it away").click()
    look_at(page)
    press(page, "Throw the draft away")
    expect(page.get_by_text("The draft is thrown away.")).to_be_visible()
    assert not FrameworkVersion.objects.filter(pk=draft.pk).exists()
