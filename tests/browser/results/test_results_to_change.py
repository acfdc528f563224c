"""From results to change, the whole way: two keys, a meeting, a dissent, signatures, a plan, and coming back.
On 320 pixels, with Enter and the space bar alone, and without JavaScript."""

import pytest
from playwright.sync_api import expect

from assessments.models import Round
from assessments.rounds import lifecycle, setup
from tests import factories
from tests.assessments.agreement.holders import round_with_keys
from tests.assessments.agreement.voices.people import take_part
from tests.assessments.released import USERS
from tests.assessments.reports.beside.rounds import NOW
from tests.browser import people

ACTIONS = ("Write down who decides", "Pay fares on the day", "Ask again in spring")


@pytest.fixture
def keys(transactional_db):
    organisation = factories.make_organisation("Larkfield Voices")
    lead = organisation.memberships.get(role="lead").user
    made = round_with_keys(organisation, member=lead, state="open")
    made.author = take_part(made.round, USERS, level=5)
    lifecycle.close_round(round_=made.round, by=None)
    return made


def signed_in(page, user):
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(people.PASSWORD)
    page.get_by_role("button", name="Sign in").press("Enter")
    return page


def by_code(page, label, code, address):
    page.goto(address)
    page.get_by_label(label).fill(code)
    page.get_by_role("button", name="Continue").press("Enter")
    return page


def second_round(before):
    """The next round, shared without keys; its number in addresses."""
    started = setup.start_next_round(assessment=before.assessment, by=None)
    Round.objects.filter(pk=started.pk).update(two_keys=False)
    lifecycle.open_round(round_=Round.objects.get(pk=started.pk), by=None)
    started.refresh_from_db()
    for code, given in NOW.items():
        for one in given:
            factories.respond(started, code, one)
    factories.release(started)
    return started.pk


def test_from_two_keys_to_a_second_round(keys, open_browser):
    number = keys.round.pk
    main = lambda page: expect(page.locator("main"))  # noqa: E731

    # Given a closed round: two people, one from each side, agree that its results are shared
    office = signed_in(open_browser(width=320, javascript=False), keys.member)
    office.goto(f"/rounds/{number}/key/")
    office.get_by_role("button", name="I agree").press("Enter")
    assert office.goto(f"/rounds/{number}/results/").status == 404
    sam = by_code(open_browser(width=320, javascript=False), "The code of your key", keys.secret, "/key/")
    sam.get_by_role("button", name="I agree").press("Enter")
    main(sam).to_contain_text("The results are shared with everyone who took part.")

    # When the group meets, it agrees on one question and not on another
    office.goto(f"/rounds/{number}/meetings/new/")
    for name in ("Service users and survivors", "Practitioners"):
        office.get_by_label(name).press("Space")
    office.get_by_role("button", name="Start the meeting").press("Enter")
    meeting = office.url.split("/demo/")[0]
    office.goto(f"{meeting}/demo/s1-q1/say/")
    office.get_by_role("radio", name="We agree").press("Space")
    office.locator("input[name=level][value='3']").press("Space")
    for side in ("Yes from people and communities", "Yes from services and professionals"):
        office.get_by_label(side).press("Space")
    office.get_by_role("button", name="Save").press("Enter")
    main(office).to_contain_text("We agreed: level 3")
    office.goto(f"{meeting}/demo/s1-q2/say/")
    office.get_by_role("radio", name="We did not agree").press("Space")
    office.get_by_label("How people and communities see it").fill("We hear of it late.")
    office.get_by_label("How services and professionals see it").fill("We tell everyone at once.")
    office.get_by_role("button", name="Save").press("Enter")
    main(office).to_contain_text("We did not agree")

    # And somebody who took part sees it differently, and says that the rest is a fair record
    author = by_code(open_browser(width=320, javascript=False), "Your code", keys.author.secret, "/enter/")
    joined = f"/join/{keys.round.join_code}"
    author.goto(f"{joined}/results/demo/s1/")
    author.get_by_role("link", name="I see this differently").first.press("Enter")
    write = author.get_by_role("link", name="Write it in my own words")
    if write.count():
        write.press("Enter")
    author.get_by_label("What do you see differently?").fill("I was never asked.")
    author.get_by_label("No, do not name a group").press("Space")
    author.get_by_role("button", name="Add it to the record").press("Enter")
    main(author).to_contain_text("1 person says this.")
    office.goto(f"/rounds/{number}/")
    main(office).to_contain_text("The group has met")
    office.goto(f"{meeting}/demo/s1-q1/")  # in the room it is beside what was agreed
    main(office).to_contain_text("I was never asked.")
    author.goto(f"{joined}/fair/")
    author.get_by_label("Yes, it is a fair record").press("Space")
    author.get_by_role("button", name="Save").press("Enter")
    main(author).to_contain_text("Thank you for reading it")

    # And three actions follow
    for what in ACTIONS:
        office.goto(f"/rounds/{number}/plan/new/")
        office.get_by_label("What will we do?").fill(what)
        office.get_by_role("button", name="Save the action").press("Enter")
        main(office).to_contain_text(what)
    office.goto(f"/rounds/{number}/")
    main(office).to_contain_text("Add an owner to 3 actions.")

    # Then the report holds all of it, and no words of anybody are lost
    office.goto(f"/rounds/{number}/report/?size=report")
    said = [
        "We hear of it late.",
        "We tell everyone at once.",
        "I was never asked.",
        "agreed before these results",
    ]
    for words in (*said, *ACTIONS, "A fair record?"):
        main(office).to_contain_text(words)

    # And when people answer again, the two rounds stand side by side, on a page that fits
    office.goto(f"/rounds/{second_round(keys.round)}/results/change/")
    main(office).to_contain_text("What has moved, and for whom")
    main(office).to_contain_text(keys.round.title)
    assert office.evaluate("document.documentElement.scrollWidth") <= 320
