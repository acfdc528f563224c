"""What people see of work outside the request: mail that fails, a report that is being made, no worker."""

import pytest
from django.core.cache import caches
from playwright.sync_api import expect

from assessments.models import Round
from assessments.records.report_files import MeetingPack, ReportFile
from background.models import OutgoingMail
from coprod.context import OVERDUE
from tests import factories
from tests.background.mail_servers import AWAY, REFUSING
from tests.browser import people
from tests.browser.conftest import look_at

pytestmark = pytest.mark.django_db(transaction=True)
LONG_ADDRESS = f"somebody-{'whose-address-never-ends' * 4}@example.org"


@pytest.fixture
def round_(transactional_db):
    return factories.make_round(perspectives=factories.TWO, joining="codes")


def office(open_browser, round_, javascript):
    facilitator = factories.make_member(round_.assessment.organisation, "facilitator", "fran@example.org")
    page = open_browser(javascript=javascript)
    people.come_in(page, facilitator.email)
    return page


@pytest.mark.parametrize("javascript", [True, False])
def test_whoever_invited_reads_which_address_was_refused_and_says_so(
    open_browser, round_, settings, javascript
):
    page = office(open_browser, round_, javascript)
    settings.EMAIL_BACKEND = REFUSING
    page.goto(f"/rounds/{round_.pk}/ways-in/e-mail/")
    page.get_by_label("E-mail addresses").fill(f"ann@example.org\n{LONG_ADDRESS[:200]}")
    page.get_by_role("button", name="Send the invitations").click()
    told = page.get_by_role("region", name="E-mail that has not gone out")
    expect(told.get_by_role("listitem")).to_have_count(2)
    expect(told).to_contain_text("We could not send the invitation to ann@example.org")
    if javascript:
        look_at(page)
    told.get_by_role("button", name="I have read this").press("Enter")
    expect(page).to_have_url(f"{page.url.split('/rounds')[0]}/rounds/{round_.pk}/ways-in/")
    expect(told).to_have_count(0)
    assert not OutgoingMail.objects.exists()


def test_letters_that_wait_for_the_mail_server_are_told_of(open_browser, round_, settings):
    page = office(open_browser, round_, javascript=True)
    settings.EMAIL_BACKEND = AWAY
    page.goto(f"/rounds/{round_.pk}/ways-in/e-mail/")
    page.get_by_label("E-mail addresses").fill("ann@example.org")
    page.get_by_role("button", name="Send the invitations").click()
    expect(page.get_by_text("1 letter is still to go")).to_be_visible()
    expect(page.get_by_text("The mail server does not answer")).to_be_visible()
    look_at(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_report_that_is_being_made_says_how_far_it_is(open_browser, round_, javascript):
    Round.objects.filter(pk=round_.pk).update(joining="codes")
    for perspective in ("people", "staff"):
        for level in (1, 2, 3):
            factories.respond(round_, perspective, {"s1-q1": level})
    factories.release(round_)
    page = office(open_browser, round_, javascript)
    caches["process"].set(OVERDUE, True)
    page.goto(f"/rounds/{round_.pk}/report/")
    page.get_by_role("link", name="Report as a PDF", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The report is being made")
    expect(page.get_by_text("its worker, is not running")).to_be_visible()
    if javascript:
        look_at(page)
    ReportFile.objects.update(begun=1, pages=34)
    page.get_by_role("link", name="See if it is ready").press("Enter")
    expect(page.get_by_role("main").get_by_text("34 pages are ready so far.")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_pack_is_ordered_by_keyboard_and_says_how_far_it_is(open_browser, round_, javascript):
    factories.release(round_)
    page = office(open_browser, round_, javascript)
    page.goto("/assessments/")
    page.get_by_role("link", name="Put reports of Larkfield Voices together for a meeting").press("Enter")
    page.get_by_role("button", name="Make the pack").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Choose at least one report.")
    if javascript:
        look_at(page)
    page.get_by_label("What is it called?").fill(f"Board {LONG_ADDRESS[:90]}")
    page.get_by_label("Larkfield crisis house").press("Space")
    page.get_by_role("button", name="Make the pack").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Reports ready so far: 0 of 1.")
    if javascript:
        look_at(page)
    MeetingPack.objects.update(name="packs/made.pdf")
    page.get_by_role("link", name="See if it is ready").press("Enter")
    expect(page.get_by_role("link", name="Get the PDF")).to_be_visible()
    if javascript:
        look_at(page)
