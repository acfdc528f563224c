"""Ending a round without results, and removing words by law: what is said before, and what is read after."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories
from tests.browser import people
from tests.browser.conftest import look_at

pytestmark = pytest.mark.django_db(transaction=True)

WHY = "Only two people could take part. We will ask again in spring, with more time."
WORDS = "Sam Hill on the night shift told me to be quiet.\nI was afraid of him."


@pytest.fixture
def organisation(transactional_db):
    return factories.make_organisation("Larkfield Voices", factories.make_user())


@pytest.mark.parametrize("javascript", [True, False])
def test_a_round_ends_without_results(organisation, open_browser, javascript):
    look = look_at if javascript else (lambda _page: None)
    round_ = factories.make_round(organisation=organisation, perspectives=factories.TWO)
    person = open_browser(javascript=javascript)
    person.goto(reverse("assessments:join", args=[round_.join_code]))
    people.pick(person.get_by_label("Staff"))
    person.get_by_role("button", name="Start").click()

    office = open_browser(javascript=javascript)
    people.come_in(office, "lead@example.org", reverse("assessments:round", args=[round_.pk]))
    office.get_by_role("link", name="End this round without results").click()
    look(office)
    office.get_by_role("button", name="End it and delete the answers").click()
    expect(office.get_by_text("Say why. People gave their time").first).to_be_visible()
    look(office)
    office.get_by_label("Why does it end without results?").fill(WHY)
    office.get_by_role("button", name="End it and delete the answers").click()
    expect(office.locator("main")).to_contain_text(WHY)
    look(office)
    office.goto(reverse("assessments:list"))
    expect(office.get_by_role("heading", name="Ended without results")).to_be_visible()
    look(office)

    for name in ("mine", "join"):
        person.goto(reverse(f"assessments:{name}", args=[round_.join_code]))
        expect(person.locator("main")).to_contain_text("This ended without results")
        expect(person.locator("main")).to_contain_text(WHY)
        look(person)

    office.get_by_role("link", name="Start the next round").click()
    office.get_by_role("button", name="Start the next round").click()
    expect(office.locator("main")).to_contain_text("Round 2")


@pytest.mark.parametrize("javascript", [True, False])
def test_words_go_by_law(organisation, open_browser, javascript):
    look = look_at if javascript else (lambda _page: None)
    version = factories.make_version(extra=("text",))
    round_ = factories.make_round([version], organisation=organisation, perspectives=factories.TWO)
    for level, words in enumerate((WORDS, "All went well.", "We were heard."), start=1):
        for group in ("people", "staff"):
            said = {"s1-q1": (f"{words} ({group})" if group == "staff" else words, "named")}
            factories.respond(round_, group, {"s1-q1": level}, comments=said)
    factories.release(round_)

    office = open_browser(javascript=javascript)
    people.come_in(office, "lead@example.org", reverse("assessments:round", args=[round_.pk]))
    office.get_by_role("link", name="Remove words that must go by law").click()
    look(office)
    bad = office.get_by_role("listitem").filter(has_text="Sam Hill").filter(has_not_text="(staff)")
    bad.get_by_role("link", name="Remove").click()
    expect(office.locator("main")).to_contain_text("It cannot be undone.")
    look(office)
    office.get_by_role("button", name="Remove them for good").click()
    expect(office.get_by_text("Choose why they must go.").first).to_be_visible()
    look(office)
    office.get_by_label("they were about a person").check()
    office.get_by_role("button", name="Remove them for good").click()
    expect(office.locator("main")).to_contain_text("The words are removed.")
    expect(office.get_by_text("Sam Hill")).to_have_count(1)
    look(office)
    office.goto(reverse("assessments:results_part", args=[round_.pk, "demo", "s1"]))
    expect(office.get_by_text("because they were about a person who could be recognised")).to_be_visible()
    look(office)
