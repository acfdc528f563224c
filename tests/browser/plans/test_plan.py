"""A plan from two choices to the public page: axe, 320 pixels, by keyboard, and without JavaScript."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.plans.mail import stop_token
from tests import factories
from tests.assessments.plans.planned import released
from tests.browser import people
from tests.browser.conftest import look_at

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def release(transactional_db):
    return released(organisation=factories.make_organisation("Larkfield Voices", factories.make_user()))


@pytest.mark.parametrize("javascript", [True, False])
def test_a_plan_from_two_choices_to_the_public_page(release, open_browser, settings, javascript):
    look = look_at if javascript else (lambda _page: None)
    office = open_browser(width=320, javascript=javascript)
    people.come_in(office, "lead@example.org", reverse("assessments:plan", args=[release.round_id]))
    expect(office.locator("main")).to_contain_text("There is nothing in it yet.")
    look(office)
    office.get_by_role("link", name="Choose what comes first").press("Enter")
    for side in ("People and communities", "Services and professionals"):
        office.get_by_role("link", name=side).press("Enter")
        look(office)
        for number in ("1.1", "1.2", "2.1", "2.2"):
            office.get_by_label(f"{number} Title {number}").press("Space")
        office.get_by_role("button", name="This is what we chose").press("Enter")
        expect(office.locator("#problems")).to_contain_text("You picked 4.")
        look(office)
        office.get_by_label("2.2 Title 2.2").press("Space")
        office.get_by_role("button", name="This is what we chose").press("Enter")
    expect(office.locator("main")).to_contain_text("Both sides chose this.")
    look(office)
    office.get_by_role("link", name="Settle it together").press("Enter")
    for number in ("1.1", "2.1"):
        office.get_by_label(f"{number} Title {number}").press("Space")
    look(office)
    office.get_by_role("button", name="This comes first").press("Enter")
    expect(office.get_by_role("heading", name="1 Do one thing.")).to_be_visible()
    expect(office.locator("main")).to_contain_text("It needs an owner from people and communities.")
    look(office)
    office.get_by_role("link", name="Change").first.press("Enter")
    for side, name in (("people", "Ray"), ("services", "Lena")):
        office.locator(f"#id_{side}_name").fill(name)
    office.get_by_label("You said").fill("Nobody asks us.")
    office.get_by_label("By when?").fill("2026-01-31")
    look(office)
    office.get_by_role("button", name="Save the action").press("Enter")
    expect(office.locator("main")).to_contain_text("What now?")
    look(office)
    office.get_by_role("link", name="Say what happened").first.press("Enter")
    office.get_by_label("We are not doing it").press("Space")
    office.get_by_role("button", name="Save").press("Enter")
    expect(office.locator("#problems")).to_contain_text("Say why not.")
    look(office)
    office.get_by_label("What happened?").fill("The panel said no.")
    office.get_by_role("button", name="Save").press("Enter")
    expect(office.locator("main")).to_contain_text("Why not: The panel said no.")
    look(office)
    if javascript:  # the other pages of a plan, and of words in it that must go by law
        plan = reverse("assessments:plan", args=[release.round_id])
        for place in ("new/?question=demo/s1-q1", "1/delete/", "review/", "day/"):
            office.goto(plan + place)
            look(office)
        office.goto(reverse("assessments:words", args=[release.round_id]))
        look(office)
        office.get_by_role("link", name="Remove").first.press("Enter")
        office.get_by_role("button", name="Remove them for good").press("Enter")
        look(office)
        organisation = release.round.assessment.organisation
        office.goto(reverse("assessments:portfolio", args=[organisation.slug]))  # too few for patterns
        expect(office.locator("#patterns + p")).to_contain_text("With fewer, it would")
        look(office)
        office.goto(reverse("assessments:no_mail", args=[stop_token("ray@example.org")]))
        look(office)
        office.get_by_role("button", name="Stop writing to me").press("Enter")
        look(office)
        settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"  # as where none is set up
        for place in (plan + "new/", reverse("accounts:organisation", args=[organisation.slug])):
            office.goto(place)
            look(office)

    _link, secret = factories.share(release, "outcome")
    somebody = open_browser(width=320, javascript=javascript)
    somebody.goto(reverse("assessments:shared_outcome", args=[secret]))
    for words in ("Nobody asks us.", "We did not", "The panel said no.", "We will do"):
        expect(somebody.locator("main")).to_contain_text(words)
    expect(somebody.locator("main")).not_to_contain_text("Ray")
    look(somebody)
