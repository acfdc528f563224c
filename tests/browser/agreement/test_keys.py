"""Two people agree before results are shared, one of them without an account; all assessments from A to Z."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from assessments.models import Release, Round
from assessments.records.plans import Action
from assessments.rounds import lifecycle
from tests import factories
from tests.assessments.days import ahead
from tests.assessments.portfolio.shared import APART, LOW, STRONG, shared
from tests.assessments.released import PRACTITIONERS, USERS
from tests.browser import people
from tests.browser.conftest import look_at

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def organisation():
    return factories.make_organisation("Larkfield Voices")


@pytest.mark.parametrize("javascript", [True, False])
def test_two_people_agree_and_the_results_are_shared(organisation, open_browser, javascript):
    look = look_at if javascript else (lambda page: None)
    lead = organisation.memberships.get(role="lead").user
    fran = factories.make_member(organisation, "facilitator", "fran@example.org")
    round_ = factories.make_round(organisation=organisation, opened=False)

    # Given a round that asks for two keys: Fran's, and one by a link that Kit gets by e-mail
    office = open_browser(javascript=javascript)
    people.come_in(office, lead.email, f"/rounds/{round_.pk}/terms/")
    office.get_by_label("Two people, one from each side").press("Space")
    look(office)
    office.get_by_role("button", name="Save").press("Enter")
    look(office)
    office.get_by_role("link", name="Name who holds it").nth(1).press("Enter")
    office.get_by_role("button", name="Save").press("Enter")
    expect(office.get_by_text("Choose a member, or write the name").first).to_be_visible()
    look(office)
    office.get_by_label("A member of your organisation").select_option(label=str(fran))
    office.get_by_role("button", name="Save").press("Enter")
    office.get_by_role("link", name="Name who holds it").press("Enter")
    office.get_by_label("Or somebody who has no account").fill("Kit")
    office.get_by_label("Their e-mail address").fill("kit@example.org")
    office.get_by_role("button", name="Save").press("Enter")
    expect(office.locator("main")).to_contain_text("Kit, with a link of their own")
    office.get_by_role("link", name="See the round").press("Enter")
    look(office)
    office.get_by_role("button", name="Open the round").press("Enter")
    expect(office.locator("main")).to_contain_text("What is asked, and of whom")

    # And Kit loses the link, so another is made, and shown to pass on
    [letter] = mail.outbox
    lost = re.search(r"https?://\S+/key/#\w+", letter.body)[0]
    office.goto(f"/rounds/{round_.pk}/keys/")
    office.get_by_role("link", name="Their link is lost").press("Enter")
    look(office)
    office.get_by_role("button", name="Make another link").press("Enter")
    expect(office.locator("h1")).to_have_text("Give this to Kit")
    look(office)
    link = office.locator(".keep .linkbox").first.inner_text()
    code = office.locator(".keep .linkbox").nth(1).inner_text()

    # When the round has closed, Kit looks, waits, comes back and agrees
    for perspective in (USERS, PRACTITIONERS):
        for level in (1, 2, 3):
            factories.respond(round_, perspective, {"s1-q1": level})
    lifecycle.close_round(round_=Round.objects.get(pk=round_.pk), by=None)
    kit = open_browser(javascript=javascript)
    enter(kit, lost, "0" * 4, javascript, fails=True)
    look(kit)
    enter(kit, link, code, javascript)
    expect(kit.locator("main")).to_contain_text("If you agree, nothing is shared yet.")
    look(kit)
    kit.get_by_role("button", name="Not yet").press("Enter")
    expect(kit.locator("main")).to_contain_text("nothing else is recorded")
    look(kit)
    enter(kit, link, code, javascript)
    kit.get_by_role("button", name="I agree").press("Enter")
    expect(kit.locator("main")).to_contain_text("The other person has not agreed yet")
    look(kit)

    # Then Fran, who sees that on the round's page, shares the results by agreeing
    desk = open_browser(javascript=javascript)
    people.come_in(desk, fran.email, f"/rounds/{round_.pk}/")
    expect(desk.locator("main")).to_contain_text("Kit agreed on")
    look(desk)
    desk.get_by_role("link", name="See what will be shown").press("Enter")
    look(desk)
    desk.get_by_role("link", name="Agree, or wait").press("Enter")
    look(desk)
    desk.get_by_role("button", name="I agree: share the results").press("Enter")
    expect(desk.locator("main")).to_contain_text("Both of you have agreed.")
    look(desk)
    desk.goto(f"/rounds/{round_.pk}/results/")
    expect(desk.locator("main")).to_contain_text("agreed before these results were shared")
    kit.reload()
    expect(kit.locator("main")).to_contain_text("The results are shared with everyone who took part.")


def enter(page, link, code, javascript, *, fails=False):
    """Come by the link; without a script the code is typed."""
    page.goto("about:blank")  # a link that differs after '#' alone opens no page anew
    page.goto(link)
    if not javascript:
        page.get_by_label("The code of your key").fill(link.split("#")[1] if fails else code)
    page.get_by_role("button", name="Continue").press("Enter")
    if fails:
        expect(page.get_by_text("No key has this code.").first).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_all_assessments_from_a_to_z(organisation, open_browser, javascript):
    # Given six assessments with results, and two without
    lead = organisation.memberships.get(role="lead").user
    version = factories.make_version()
    opinions = {"Bramley": LOW, "Ferry": LOW, "Larkfield": LOW, "Older": LOW, "Perinatal": APART}
    for title, levels in {**opinions, "Recovery": STRONG}.items():
        shared(organisation, version, levels, title=title)
    factories.make_round([version], organisation=organisation, opened=False)
    words = {"what": "Pay fares on the day", "number": 1, "made_on": ahead(-90), "by_when": ahead(-8)}
    Action.objects.create(release=Release.objects.earliest("pk"), **words)
    look = look_at if javascript else (lambda page: None)

    # When the lead opens the list of all, looks for one, and archives it
    office = open_browser(javascript=javascript)
    people.come_in(office, lead.email, "/assessments/")
    office.get_by_role("link", name="All assessments of Larkfield Voices").press("Enter")
    expect(office.locator("#patterns + p")).to_contain_text("Over the 6 assessments")
    expect(office.locator(".pats")).to_contain_text(["4 of 6"])
    expect(office.locator(".olds")).to_contain_text("Passed its date 8 days ago")
    look(office)
    office.get_by_role("link", name="The one open action").press("Enter")
    expect(office.locator("h1")).to_have_text("Open actions")
    look(office)
    office.get_by_role("link", name="All assessments", exact=True).press("Enter")
    office.get_by_label("Words in it").fill("ferr")
    office.get_by_label("Words in it").press("Enter")
    expect(office.locator(".port tbody tr")).to_have_count(1)
    office.get_by_role("link", name="Ferry", exact=True).press("Enter")
    office.get_by_role("link", name="Archive this assessment").press("Enter")
    look(office)
    office.get_by_role("button", name="Archive it").press("Enter")

    # Then it stands under 'Archived', and still counts in what comes up again and again
    office.goto("/organisations/larkfield-voices/assessments/")
    office.get_by_role("link", name="1 archived assessment").press("Enter")
    expect(office.locator(".port tbody tr")).to_have_count(1)
    expect(office.locator("#patterns + p")).to_contain_text("Over the 6 assessments")
    look(office)
