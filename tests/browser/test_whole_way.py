"""The main job, from setting up to the printed report, as people would do it."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from assessments.models import Round
from assessments.records.report_files import ReportFile
from assessments.reports.files import make_report
from frameworks.models import Question
from tests import factories
from tests.browser import people
from tests.browser.conftest import look_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SERVICE_USERS = "Service users and survivors"
PRACTITIONERS = "Practitioners"


@pytest.fixture
def facilitator():
    call_command("load_library")
    organisation = factories.make_organisation("Larkfield Voices")
    return factories.make_member(organisation, "facilitator", "fran@example.org")


def answer_some(page, link, perspective, levels, *, look=False, comment=None):
    """Join, answer as many parts as there are levels, leave the rest, send. Returns the code."""
    code = people.choose_where_i_stand(page, link, perspective, look=look)
    for level in levels:
        if look:
            look_at(page)
        people.answer_page(page, level, comment=comment)
        people.go_on(page)
    people.skip_to_check(page)
    people.send(page, look=look)
    return code


def answer_all(round_, perspective, level, *, comment):
    """What is stored of somebody who gave every question this level, and commented on the first."""
    questions = Question.objects.filter(version__rounds=round_, kind="rating").values_list("code", flat=True)
    group = round_.assessment.perspectives.get(label=perspective).code
    said = {questions[0]: (comment, "named")}
    factories.respond(round_, group, dict.fromkeys(questions, level), comments=said)


def answer_by_keyboard(page, link):
    page.goto(link)
    people.press_on(page, page.get_by_role("radio").first, "Space")
    people.a_part_at_a_time(page)
    people.press_on(page, page.get_by_role("button", name="Start"))
    page.wait_for_url("**/part/1/")
    for i in range(page.locator("fieldset.question").count()):
        people.choose_by_keyboard(page, page.locator("fieldset.question").nth(i), 4)
    people.press_on(page, page.locator("button[value=on]"))
    page.wait_for_url("**/part/2/")
    people.skip_to_check(page)
    people.press_on(page, page.get_by_role("button", name="Send my answers"))
    page.wait_for_url("**/sent/")
    expect(page.locator("h1")).to_contain_text("Thank you")


def one_of_each_kind(addresses):
    """Of the parts of a framework, which are pages of one kind, the first; and every other page."""
    of_kind = {}
    for address in addresses:
        address = address.split("#")[0]
        above = address.rsplit("/", 2)[0]
        of_kind.setdefault(address if above.endswith("/results") else above, address)
    return of_kind.values()


def test_from_setting_up_to_the_pdf(facilitator, open_browser, live_server):
    # Given a facilitator who sets up a round with threshold 3 and opens it
    office = open_browser()
    office.goto("/")
    look_at(office)
    people.sign_in(office, facilitator.email)
    look_at(office)
    people.set_up_assessment(office, title="Larkfield crisis house", threshold=3)
    link = people.open_round(office)

    # When six people from two sides answer, those of the second one as the first did
    code = answer_some(open_browser(width=320), link, SERVICE_USERS, [2] * 3, look=True, comment="Too slow.")
    answer_some(open_browser(javascript=False), link, SERVICE_USERS, [1, 2])
    answer_by_keyboard(open_browser(), link)
    for level in (3, 4, 5):
        answer_all(Round.objects.get(), PRACTITIONERS, level, comment="We try.")

    # Then nobody sees results before they are shared
    office.reload()
    look_at(office)
    expect(office.locator("main")).to_contain_text("6 people have sent")
    assert office.goto(office.url + "results/").status == 404
    office.go_back()

    # When the facilitator closes and shares them
    office.get_by_role("link", name="Close the round").click()
    look_at(office)
    office.get_by_label("Why before that day?").fill("Everyone whom we invited has answered.")
    office.get_by_role("button", name="Close the round").click()
    look_at(office)
    office.get_by_role("link", name="Share the results").click()
    look_at(office)
    office.get_by_role("button", name="Share the results with everyone").click()
    look_at(office)

    # Then the results page shows both groups, and each of its parts opens
    office.get_by_role("link", name="See the results").click()
    office.wait_for_url("**/results/")
    look_at(office)
    shown = office.locator("main").inner_text()
    assert "Service users" in shown
    assert "Practitioners" in shown
    parts = office.locator("main a[href*='/results/']").evaluate_all("links => links.map(a => a.href)")
    for url in dict.fromkeys(url.split("#")[0] for url in parts):
        assert office.request.get(url).ok
    for url in one_of_each_kind(parts):
        office.goto(url)
        look_at(office)
    assert len(set(parts)) >= 9

    # And the report opens on screen and as a PDF
    office.goto(office.url.split("/results/")[0] + "/report/")
    look_at(office)
    address = office.url.replace("/report/", "/report.pdf")
    office.goto(address)
    expect(office.get_by_role("heading", level=1)).to_have_text("The report is being made")
    look_at(office)
    make_report.func(ReportFile.objects.get(suffix="pdf").pk)  # as a worker does
    pdf = office.request.get(address)
    assert pdf.ok
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.body().startswith(b"%PDF-")

    # And somebody who took part sees the same results with their own code, on another device
    phone = open_browser(width=390)
    phone.goto("/enter/#" + code)
    expect(phone.get_by_label("Your code")).to_have_value(code)
    look_at(phone)
    phone.get_by_role("button", name="Continue").click()
    look_at(phone)
    phone.get_by_role("link", name="See the results").click()
    look_at(phone)
    expect(phone.locator("main")).to_contain_text("Practitioners")
    expect(phone.get_by_role("heading", level=1)).to_have_text("What we all said")

    # And can mark their own answers, which nobody else sees
    phone.locator("#parts tbody a").first.click()
    asked = []
    phone.on("request", lambda one: asked.append((one.method, one.url, one.post_data)))
    phone.get_by_role("button", name="Mark my own answers").click()
    marked = phone.locator("[data-level]", has_text="My answer")
    expect(marked.first).to_have_attribute("data-level", "2")
    asked = [one for one in asked if "/static/" not in one[1]]
    assert asked == [("GET", f"{link}mine/", None)]  # their page, read; nothing is told of what was marked
    assert phone.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    look_at(phone)
    phone.get_by_role("button", name="Mark my own answers").click()
    expect(marked).to_have_count(0)
