"""Coming back: what has moved since an earlier round, looked at in a browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories
from tests.assessments import released
from tests.assessments.released import CARERS, MANAGERS, USERS
from tests.assessments.reports.beside.rounds import NOW, next_release, next_version
from tests.browser import people
from tests.browser.conftest import look_at

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_moved_is_read_by_keyboard_on_a_phone_and_without_javascript(open_browser):
    # Given three rounds: one with pooled groups, one like the other, and one that asks something else
    then = {**NOW, CARERS: [{"s1-q1": 5}] * 3, MANAGERS: [{"s1-q1": 2}]}
    first = released.make_release(then, versions=[factories.make_version()])
    second = next_release(first, {**NOW, USERS: [{"s1-q1": 5, "s1-q2": 1, "s2-q1": 3, "s2-q2": 3}] * 4})
    later = next_version(s1_q2={"statement": "Something else.", "continuity": "changed"})
    third = next_release(second, NOW, versions=[later])

    # When a member comes by the results, then each state of the page is in order
    office = open_browser()
    results = reverse("assessments:results", args=[third.round_id])
    people.come_in(office, "lead-larkfield-voices@example.org", results)
    look_at(office)
    office.get_by_role("link", name="See what has moved, and for whom").press("Enter")
    expect(office.get_by_role("heading", name="What has moved, and for whom")).to_be_visible()
    look_at(office)
    office.get_by_role("link", name="All 3 questions").press("Enter")
    expect(office.get_by_role("heading", name="All questions")).to_be_in_viewport()
    look_at(office)
    office.get_by_role("link", name=first.round.title, exact=True).press("Enter")
    expect(office.locator("main")).to_contain_text("practitioners and managers were shown together")
    look_at(office)
    office.get_by_role("link", name="Read both").press("Enter")
    expect(office.locator("main")).to_contain_text("Something else.")
    office.goto(reverse("assessments:results_change", args=[first.round_id]))
    expect(office.locator("main")).to_contain_text("is the first round with results")
    look_at(office)

    # And the same is there without JavaScript
    phone = open_browser(javascript=False, width=320)
    phone.context.add_cookies(office.context.cookies())
    phone.goto(reverse("assessments:results_change", args=[third.round_id]) + "?all=1")
    expect(phone.get_by_role("img", name="Title 1.1, round 2 to round 3")).to_be_visible()
    expect(phone.get_by_role("table", name="The same as numbers").first).to_be_visible()
