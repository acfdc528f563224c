"""The ways into a round as people go them: a slip on a phone, a message, a shared computer, no script."""

import datetime
import io
import re

import pypdf
import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from assessments.records.invitations import InvitationBatch
from tests import factories
from tests.browser import people
from tests.browser.conftest import look_at

pytestmark = pytest.mark.django_db(transaction=True)

CODE = r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}"


@pytest.fixture
def office(open_browser):
    """The facilitator of a round that is joined by code, on its page of ways in."""
    organisation = factories.make_organisation()
    facilitator = factories.make_member(organisation, "facilitator", "fran@example.org")
    round_ = factories.make_round(perspectives=factories.TWO, organisation=organisation, joining="codes")
    page = open_browser()
    people.come_in(page, facilitator.email, f"/rounds/{round_.pk}/")
    look_at(page)
    page.get_by_role("link", name="Give out the codes").click()
    look_at(page)
    return page


def print_slips(office, number, group):
    """The codes on the slips."""
    office.get_by_role("link", name="Print slips").click()
    look_at(office)
    office.get_by_label("How many slips?").fill(str(number))
    office.get_by_label(group, exact=True).check()
    with office.expect_download() as download:
        office.get_by_role("button", name="Make the slips").click()
    with open(download.value.path(), "rb") as file:
        pages = pypdf.PdfReader(io.BytesIO(file.read())).pages
    office.get_by_role("link", name="Back to the ways in").click()
    return re.findall(CODE, " ".join(page.extract_text() for page in pages))


def type_code(page, code):
    page.goto("/enter/")
    page.get_by_label("Your code").fill(code)
    page.get_by_role("button", name="Continue").click()


def start(page):
    people.a_part_at_a_time(page)
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/part/1/")
    page.goto(page.url.replace("part/1/", "keep/"))
    return page.locator(".codebox").inner_text()


def test_by_slip_by_mail_and_on_a_shared_computer(office, open_browser):
    # Given slips for one group, and messages to three people of the other
    slips = print_slips(office, 3, "People")
    assert len(set(slips)) == 3
    office.get_by_role("link", name="Invite by e-mail").click()
    look_at(office)
    office.get_by_label("E-mail addresses").fill("ann@example.org\nnobody\nann@example.org")
    office.get_by_role("button", name="Send the invitations").click()
    expect(office.get_by_text("Line 2: ‘nobody’ is not an e-mail address.").first).to_be_visible()
    expect(office.get_by_text("Line 3: ‘ann@example.org’ is there twice.").first).to_be_visible()
    look_at(office)
    office.get_by_label("E-mail addresses").fill("ann@example.org, bo@example.org")
    office.get_by_label("Staff", exact=True).check()
    office.get_by_role("button", name="Send the invitations").click()
    expect(office.get_by_text("2 invitations are on their way.")).to_be_visible()
    look_at(office)

    # When somebody scans a slip on a small phone
    phone = open_browser(width=320)
    phone.goto("/enter/#" + slips[0].replace("-", ""))
    look_at(phone)
    expect(phone).to_have_url(re.compile("/enter/$"))
    phone.get_by_role("button", name="Continue").click()
    look_at(phone)
    assert slips[0].replace("-", "") not in phone.content()
    expect(phone.locator("#start .pn")).to_contain_text("People")
    own = start(phone)
    look_at(phone)
    assert re.fullmatch(r"(?:\w{4}-){6}\w{4}", own)

    # And somebody opens the link in a message, and comes back to it in vain
    hers = next(message for message in mail.outbox if message.to == ["ann@example.org"])
    link = re.search(r"http\S+/enter/#\w+", hers.body)[0]
    reader = open_browser()
    reader.goto(link)
    reader.get_by_role("button", name="Continue").click()
    start(reader)
    again = open_browser()
    again.goto(link)
    again.get_by_role("button", name="Continue").click()
    expect(again.get_by_text("We cannot find this code.").first).to_be_visible()
    look_at(again)

    # And two share a computer: the first leaves before starting, and her code is not used
    shared = open_browser()
    type_code(shared, slips[1])
    shared.get_by_role("button", name="Close my answers on this device").click()
    look_at(shared)
    shared.go_back()
    type_code(shared, slips[2])
    start(shared)
    type_code(open_browser(), slips[1])

    # Then the office sees no single one of them
    office.reload()
    look_at(office)
    shown = office.locator("main").inner_text()
    assert shown.count("Fewer than 3") == 2
    assert "ann@example.org" not in shown

    # And reminds, from the next day on, those who have not used their code
    assert "You can send a reminder from tomorrow on." in shown
    day = timezone.localdate() - datetime.timedelta(days=1)
    InvitationBatch.objects.filter(how="mail").update(written_on=day)
    mail.outbox.clear()
    office.reload()
    look_at(office)
    office.get_by_role("button", name="Send a reminder").click()
    look_at(office)
    assert [message.to for message in mail.outbox] == [["bo@example.org"]]

    # And takes the unused slips back
    office.get_by_role("link", name=re.compile("Take back.*Printed slips")).click()
    look_at(office)
    office.get_by_role("button", name="Take them back").click()
    look_at(office)
    late = open_browser()
    type_code(late, slips[1])
    expect(late.get_by_text("We cannot find this code.").first).to_be_visible()


def test_without_javascript_a_code_is_typed(office, open_browser):
    [code] = print_slips(office, 1, "Anyone: they choose their group")
    plain = open_browser(width=390, javascript=False)
    plain.goto(f"/enter/#{code}")
    expect(plain.get_by_label("Your code")).to_have_value("")
    type_code(plain, code.lower().replace("-", " "))
    plain.get_by_role("button", name="Start").click()
    expect(plain.get_by_text("First choose which group you are in").first).to_be_visible()
    people.pick(plain.get_by_role("radio", name="Staff", exact=True))
    start(plain)


def test_a_round_by_code_says_what_is_needed_and_takes_it_there(office, open_browser):
    [code] = print_slips(office, 1, "Staff")
    round_ = InvitationBatch.objects.get().round
    visitor = open_browser(width=390)
    visitor.goto(f"/join/{round_.join_code}/")
    look_at(visitor)
    expect(visitor.get_by_role("heading", name="You need a code to start")).to_be_visible()
    visitor.get_by_label("Your code").fill("ABC")
    visitor.get_by_role("button", name="Continue").click()
    look_at(visitor)
    visitor.get_by_label("Your code").fill(code)
    visitor.get_by_role("button", name="Continue").click()
    look_at(visitor)
    start(visitor)


def test_a_link_gets_a_poster_and_codes_as_well(open_browser):
    organisation = factories.make_organisation()
    facilitator = factories.make_member(organisation, "lead", "fran@example.org")
    round_ = factories.make_round(perspectives=factories.TWO, organisation=organisation)
    page = open_browser()
    people.come_in(page, facilitator.email, f"/rounds/{round_.pk}/")
    look_at(page)
    page.get_by_role("link", name="Get a poster, or give out codes as well").click()
    look_at(page)
    poster = page.request.get(page.get_by_role("link", name="Get a poster").get_attribute("href"))
    assert poster.headers["content-type"] == "application/pdf"
    page.locator("summary", has_text="Give out codes as well").click()
    page.get_by_role("button", name="Yes, give out codes as well").click()
    look_at(page)
    expect(page.get_by_role("link", name="Print slips")).to_be_visible()
