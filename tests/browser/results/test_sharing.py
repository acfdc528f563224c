"""Sharing results by a link: making it, reading what it shows on a small screen, and withdrawing it."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessments.records.report_files import ReportFile
from tests import factories
from tests.assessments.released import PRACTITIONERS, USERS, make_release
from tests.browser import people
from tests.browser.conftest import look_at

pytestmark = pytest.mark.django_db(transaction=True)


def look_narrowly(page):
    """No axe violation at 390 and 320 pixels, and no sideways scroll."""
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        look_at(page)


def test_a_link_is_made_read_and_withdrawn_on_a_phone(open_browser):
    # Given results, and somebody who may share them
    release = make_release(
        {USERS: [{"s1-q1": 1, "s2-q1": 5}] * 6, PRACTITIONERS: [{"s1-q1": 4, "s2-q1": 5}] * 6},
        comments={USERS: {"s1-q1": ("Nobody told us.", "named")}},
    )
    fran = factories.make_member(release.round.assessment.organisation, "lead", "fran@example.org")
    office, board = open_browser(width=390), open_browser(width=390)
    people.come_in(office, fran.email, f"/rounds/{release.round_id}/links/")

    # When they make a link, its page shows it once
    office.get_by_role("link", name="Make a link").click()
    look_at(office)
    office.get_by_label("Who is it for?").fill("The board")
    office.get_by_role("button", name="Make the link").click()
    expect(office.get_by_role("heading", name="The link is made")).to_be_visible()
    look_narrowly(office)
    address = office.locator(".linkbox").inner_text()

    # Then whoever has it reads the results without an account
    board.goto(address)
    expect(board.get_by_role("heading", name="Talk about these first")).to_be_visible()
    look_narrowly(board)

    # And the report, with what they do not need left out
    board.get_by_role("link", name="The whole report, or in large print").click()
    for section in (
        "Talk about these first",
        "Each question on a line",
        "What people said, in their own words",
    ):
        board.get_by_label(section).check()
    board.get_by_role("button", name="Show it").click()
    expect(board.get_by_label("Each question on a line")).to_be_checked()
    expect(board.locator(".paper")).to_contain_text("How we worked this out")
    expect(board.locator(".paper")).not_to_contain_text("Nobody told us.")
    look_narrowly(board)

    # And the other sizes of it
    report = board.url.split("?")[0]
    for size in ("brief", "annex", "simple"):
        board.goto(f"{report}?size={size}")
        expect(board.locator(".paper")).to_contain_text("Larkfield crisis house")
        look_at(board)

    # While the file of one that is too long says so, and the lead sees how each of them will look
    file = {"suffix": "pdf", "failed_at": timezone.now(), "is_too_long": True}
    ReportFile.objects.create(release=release, edition=release.edition, **file)
    for address, heading in (
        (f"/rounds/{release.round_id}/report.pdf", "This would be too long for one PDF"),
        (f"/organisations/{release.round.assessment.organisation.slug}/face/", "Your colour and logo"),
    ):
        asked = office.context.new_page()
        asked.goto(address)
        expect(asked.get_by_role("heading", level=1)).to_contain_text(heading)
        look_at(asked)
        asked.close()

    # When it is withdrawn, the same page says that it shows nothing
    office.get_by_role("link", name="See all links").click()
    office.get_by_role("link", name="Withdraw").click()
    look_at(office)
    office.get_by_role("button", name="Withdraw it").click()
    expect(office.locator("main")).to_contain_text("It no longer shows anything.")
    board.reload()
    expect(board.locator("main")).to_contain_text("This link shows nothing")
    look_narrowly(board)
