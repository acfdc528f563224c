"""A user-led organisation makes a framework its own, asks with it, changes it, and asks again."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from assessments.models import Round
from assessments.release import actions as release_actions
from assessments.rounds import lifecycle
from frameworks.models import FrameworkVersion
from tests import factories
from tests.browser import people
from tests.browser.conftest import look_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

LIBRARYS = "Each of us is needed here for what we do well."
OURS = "Each of us is needed here."
ANEW = "We each choose what we do here."


@pytest.fixture
def lead():
    call_command("load_library")
    return factories.make_organisation("Larkfield Voices").memberships.get().user


def adapt(page, title):
    page.get_by_role("link", name="Frameworks", exact=True).click()
    look_at(page)
    page.get_by_role("link", name="Four core values").first.click()
    look_at(page)
    page.get_by_role("link", name="Adapt it as our own").click()
    look_at(page)
    page.get_by_label("What is it called?").fill(title)
    page.get_by_role("button", name="Make it our own").click()
    look_at(page)


def open_part(page, name):
    page.get_by_role("navigation", name="Parts and questions").get_by_role("link", name=name).click()
    look_at(page)


def reword(page, question, words):
    """Type into a question and leave it; returns when it is saved."""
    field = page.locator(f"#question-{question}").get_by_label("What people are asked to score")
    field.fill(words)
    field.blur()
    page.locator("[data-status]", has_text="Saved at").wait_for()


def questions_shown(page):
    page.wait_for_load_state()
    return [words.split(" ", 1)[1] for words in page.locator(".qedit h3").all_inner_texts()]


def publish(page, *, number, note=None, answers=()):
    page.get_by_role("link", name="Publish this draft").click()
    look_at(page)
    for question, same in answers:
        asked = page.locator(".still-same", has_text=question)
        asked.get_by_label("Yes." if same else "No.").check()
    if note:
        page.get_by_label("Change note").fill(note)
    page.get_by_role("button", name=f"Publish version {number}").click()
    look_at(page)
    expect(page.locator(".eyebrow").first).to_contain_text(f"version {number}")


def round_with(lead, version):
    """A round that asks the version, open."""
    round_ = factories.make_round([version], organisation=lead.memberships.get().organisation)
    return Round.objects.get(pk=round_.pk)


def test_a_framework_of_our_own_from_adapting_to_the_second_round(lead, open_browser):
    # Given somebody who leads an organisation, and takes the library's values as its own
    page = open_browser()
    people.come_in(page, lead.email, "/assessments/")
    adapt(page, "Our four values")

    # When they say a question in their own words, and publish it as version 1
    open_part(page, "Everyone has something to bring")
    first = page.locator(".qedit").first.get_attribute("id").removeprefix("question-")
    reword(page, first, OURS)
    publish(page, number=1, answers=[("Needed for our strengths", True)])

    # Then a round can ask it
    one = FrameworkVersion.objects.get(framework__organisation__isnull=False, number=1)
    assert one.questions.get(code=first).statement == OURS
    assert "Four core values" in one.credits
    round_ = round_with(lead, one)
    person = open_browser(width=320)
    people.choose_where_i_stand(person, f"/join/{round_.join_code}/", "Carers and family")
    expect(person.get_by_text(OURS)).to_be_visible()

    # When they begin version 2, ask something else, and move a question by keyboard alone
    page.get_by_role("button", name="Change it: begin version 2").click()
    open_part(page, "Everyone has something to bring")
    before = questions_shown(page)
    reword(page, first, ANEW)
    people.press_on(page, page.get_by_role("button", name="Move down question 1.1"))
    page.wait_for_url(f"**#question-{first}")
    page.locator("button:focus", has_text="question 1.2").wait_for()
    page.keyboard.press("Enter")
    page.locator("button:focus", has_text="question 1.3").wait_for()
    assert questions_shown(page)[2] == before[0]
    look_at(page)

    # And preview it as people will see it, and publish it with a note
    page.get_by_role("link", name="See it as a participant").click()
    look_at(page)
    page.goto(page.url.split("?")[0] + "assets/")
    expect(page.get_by_text(ANEW).first).to_be_visible()
    look_at(page)
    page.go_back()
    page.go_back()
    publish(page, number=2, note="It asks who chooses now.", answers=[(before[0], False)])

    # Then the round under way still asks what it asked
    person.reload()
    expect(person.get_by_text(OURS)).to_be_visible()
    expect(person.get_by_text(ANEW)).to_be_hidden()

    # And the comparison says what can be compared, and what cannot
    page.get_by_role("link", name="What changed").first.click()
    look_at(page)
    both = "Of the 17 questions that are in both, 16 can be compared between them."
    expect(page.locator("main")).to_contain_text(both)
    anew = page.locator(f"#q-{first}")
    expect(anew).to_contain_text("Answers cannot be compared.")
    assert anew.locator("del").count() == anew.locator("ins").count() > 0

    # When the round is over and the next one starts, then it asks version 2
    lifecycle.close_round(round_=round_, by=None)
    release_actions.release_round(round_=round_, by=None)
    page.goto(f"/rounds/{round_.pk}/")
    page.get_by_role("button", name="Start the next round").click()
    look_at(page)
    second = Round.objects.get(assessment=round_.assessment, number=2)
    assert [version.number for version in second.versions.all()] == [2]
    assert [version.number for version in round_.versions.all()] == [1]
