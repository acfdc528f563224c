"""Seeing it differently, and a fair record: from the results to what everyone reads, with a private link."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.agreement.voices.actions import take_back_statement
from tests import factories
from tests.assessments.agreement.voices.people import gather, join, say
from tests.assessments.released import CARERS, MANAGERS, PRACTITIONERS, USERS
from tests.browser import people
from tests.browser.conftest import look_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SHOTS = os.environ.get("VOICES_SHOTS")


@pytest.mark.parametrize("javascript", [True, False])
def test_somebody_sees_it_differently_and_says_whether_it_is_a_fair_record(
    transactional_db, open_browser, javascript
):
    organisation = factories.make_organisation("Larkfield Voices", factories.make_user())
    release, came = gather(
        ((USERS, 6), (CARERS, 5), (PRACTITIONERS, 5), (MANAGERS, 2)), organisation=organisation
    )
    page = open_browser(javascript=javascript)

    def look(name):
        if javascript:
            look_at(page)
        if SHOTS and javascript:
            for width in (390, 1280):
                page.set_viewport_size({"width": width, "height": 900})
                page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)

    page.goto(reverse("assessments:enter"))
    page.get_by_label("Your code").fill(came[CARERS][0].secret)
    page.get_by_role("button", name="Continue").first.click()
    page.goto(reverse("assessments:join_results_part", args=[release.round.join_code, "demo", "s1"]))
    page.get_by_role("link", name="I see this differently").first.click()
    look("statements-empty")
    page.get_by_role("link", name="Write it in my own words").click()
    look("write")
    page.get_by_role("button", name="Add it to the record").click()
    expect(page.get_by_role("link", name="Write what you see differently.")).to_be_visible()
    look("write-error")
    page.get_by_label("What do you see differently?").fill(
        "For me nothing has changed.\nI still count to ten."
    )
    page.get_by_text("Add a level, if you want to").click()
    people.pick(page.get_by_label("4 Level 4").or_(page.get_by_label("4 What level 4 is")).first)
    people.pick(page.get_by_label("Yes, say"))
    page.get_by_role("button", name="Add it to the record").click()
    expect(page.get_by_text("1 person says this.")).to_be_visible()
    look("statement")
    page.get_by_role("link", name="Change it").click()
    look("change")
    page.get_by_role("link", name="Take it back").click()
    look("take-back")
    page.get_by_role("link", name="Leave it as it is").click()

    other = say(came[USERS][0], "We had a hard year and kept going. A 3 does not show how far we have come.")
    join(came[PRACTITIONERS][0], other, named=True)
    say(
        came[MANAGERS][0],
        "It is fair as far as it goes. The people who left are not in it.",
        about="whole",
        key="",
        named=True,
    )
    page.get_by_role("link", name="All statements").click()
    look("statements")
    page.get_by_role("button", name="I say this too").first.click()
    expect(page.get_by_text("You say this too.")).to_be_visible()
    look("joined")

    page.goto(reverse("assessments:join_results", args=[release.round.join_code]))
    look("results")
    page.get_by_role("link", name="I took part: is it fair?").click()
    look("fair")
    people.pick(page.get_by_label("Yes, it is a fair record"))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Thank you for reading it")).to_be_visible()
    look("fair-said")
    if javascript:  # the other pages that such words stand on
        page.goto(reverse("assessments:join_results_part", args=[release.round.join_code, "demo", "s1"]))
        look("part")
        page.goto(reverse("assessments:join_report", args=[release.round.join_code]))
        look("report")
        page.goto(reverse("assessments:withdraw", args=[release.round.join_code]))
        look("withdraw")

    # Words that they joined are taken back, then their own
    take_back_statement(speaker=came[USERS][0], pk=other)
    page.goto(reverse("assessments:statements", args=[release.round.join_code]))
    expect(page.get_by_text("Words that you joined are gone")).to_be_visible()
    look("joined-taken-back")
    page.get_by_role("button", name="I have read this").click()
    page.get_by_role("link", name="Change it or take it back").click()
    page.get_by_role("link", name="Take it back").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", name="Your words are gone")).to_be_visible()
    look("taken-back")

    # Whose group is too small to be named reads so before they write
    page.goto(reverse("assessments:enter"))
    page.get_by_label("Your code").fill(came[MANAGERS][1].secret)
    page.get_by_role("button", name="Continue").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(reverse("assessments:new_statement", args=[release.round.join_code]))
    expect(page.locator("main")).to_contain_text("It will not say")
    look("held-back")
