"""An organisation's page over all its assessments, and archiving one."""

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from assessments.agreement.actions import start_meeting
from assessments.models import Assessment, Round
from assessments.plans.actions import say_what_happened, set_review_day
from assessments.records.plans import Action, ActionOwner
from assessments.rounds import lifecycle, setup
from assessments.rounds.archiving import archive_assessment
from assessments.rounds.errors import NotAllowedNow
from tests import factories
from tests.assessments.days import ahead, said
from tests.assessments.guards.refusals import refused_update
from tests.assessments.portfolio.shared import LOW, shared
from tests.assessments.released import PRACTITIONERS, USERS, words_of
from tests.assessments.reports.pdfs import page_texts

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

TITLES = ["ward 7", "Ärzte", "Perinatal", "night line"]
A_TO_Z = ["Ärzte", "night line", "Perinatal", "ward 7"]


@pytest.fixture
def version(db):
    return factories.make_version(sections=1, questions=1)


@pytest.fixture
def house(organisation, version):
    """Four assessments, in four states."""
    states = dict(zip(TITLES, ["draft", "open", "closed", "released"], strict=True))
    for title, state in states.items():
        round_ = factories.make_round([version], organisation=organisation, opened=state != "draft")
        purpose = "audit" if title == "Perinatal" else "readiness"
        named = Assessment.objects.filter(pk=round_.assessment_id)
        named.update(title=title, purpose=purpose, partners="Café Wren" if title == "ward 7" else "")
        if state == "closed":
            lifecycle.close_round(round_=round_, by=None)
        elif state == "released":
            factories.release(round_)
    return organisation


def page(organisation, role="lead", **asked):
    client = Client()
    client.force_login(organisation.memberships.filter(role=role).first().user)
    return client.get(reverse("assessments:portfolio", args=[organisation.slug]), asked)


def titles(page):
    return lxml.html.fromstring(page.content.decode()).xpath("//table[contains(@class, 'port')]//th/a/text()")


def test_all_assessments_stand_from_a_to_z_with_state_and_next_step(house):
    shown = page(house)
    assert titles(shown) == A_TO_Z
    words = words_of(shown.text)
    assert "4 assessments. These wait for you: 1 to share" in words
    for step in ("Share the link", "Hold the meeting", "Share the results", "Finish setting up"):
        assert step in words
    assert f"Results shared on {said(ahead(0))}" in words
    assert "Results of Round 1, June 2026" in words


def test_who_only_reads_is_told_how_it_stands(house):
    factories.make_member(house, "reader")
    words = words_of(page(house, "reader").text)
    assert "wait" not in words.split("All assessments")[0]
    assert "People are answering" in words
    assert "Set up an assessment" not in words


def test_the_state_goes_on_to_the_record_and_the_plan(house, version):
    def told(role="lead"):
        row = next(row for row in rows_of(page(house, role), "port") if "night line" in row)
        return row.split("Results of Round 1, June 2026 : night line ")[-1].removesuffix(" : night line")

    round_ = Round.objects.select_related("assessment").get(state="released")
    today = said(ahead(0))
    start_meeting(round_=round_, held_on=ahead(0), present=[USERS], by=None)
    assert told() == f"Record last meeting {today} Choose what to do : night line, Round 1, June 2026"
    act(round_, "Pay fares", owner="Joan")
    whole = act(round_, "Write one page", owner="Joan", other="Lena")
    assert told().startswith("Plan no day set to look at it again Add an owner to 1 action")
    set_review_day(release=round_.release, review_on=ahead(90), by=None)
    ActionOwner.objects.filter(name="Joan", action__what="Pay fares").update(name="Ann")
    Action.objects.filter(pk=whole.pk).update(by_when=ahead(-3))
    assert told().startswith(f"Plan next look {said(ahead(90))} 1 action has passed its date")
    factories.make_member(house, "reader")
    assert "passed its date" not in told("reader"), "who only reads is not asked to do it"
    client = Client()
    client.force_login(house.memberships.get(role="lead").user)
    made = client.get(reverse("assessments:portfolio_pdf", args=[house.slug]))
    [printed] = page_texts(made.content)
    for words in (
        *A_TO_Z,
        "1 action has passed its date",
        "Pay fares",
        "Open longest",
        "With fewer, it would",
    ):
        assert words in " ".join(printed.split())


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "CAFE wren"}, ["ward 7"]),
        ({"q": "arzt"}, ["Ärzte"]),
        ({"state": "closed"}, ["Perinatal"]),
        ({"purpose": "readiness", "state": "released"}, ["night line"]),
        ({"purpose": "audit", "q": "ward"}, []),
        ({"state": "archived"}, []),
        (
            {"state": "nonsense", "page": "99", "purpose": "x" * 300},
            ["Ärzte", "night line", "Perinatal", "ward 7"],
        ),
    ],
)
def test_it_can_be_narrowed_down_without_a_script(house, asked, found):
    assert titles(page(house, **asked)) == found


def test_what_one_looks_for_stays_when_one_turns_the_page(house, monkeypatch):
    monkeypatch.setattr("assessments.views.portfolio.overview.ON_A_PAGE", 1)
    shown = page(house, purpose="readiness", q="é")
    [following] = lxml.html.fromstring(shown.content.decode()).xpath("//a[@rel='next']/@href")
    assert following == "?q=%C3%A9&purpose=readiness&page=2"


def test_patterns_are_the_same_whatever_the_list_is_narrowed_down_to(organisation, version):
    """Else somebody could take one assessment out, and see what is left."""
    for number in range(5):
        shared(organisation, version, LOW, title=f"House {number}")
    whole = patterns_part(page(organisation))
    assert whole.count("5 of 5") == 4  # a question and its part: in words, and for those who cannot see
    assert "House" not in whole
    assert {
        patterns_part(page(organisation, **asked)) for asked in ({"q": "House 3"}, {"state": "draft"})
    } == {whole}


def patterns_part(page):
    [found] = lxml.html.fromstring(page.content.decode()).xpath("//section[@aria-labelledby='patterns']")
    assert found.xpath("count(.//rect)") % 5 == 0
    assert not found.xpath(".//a")
    return lxml.html.tostring(found, encoding="unicode")


def test_with_fewer_than_five_there_is_a_reason_and_no_chart(organisation, version):
    for _ in range(4):
        shared(organisation, version, LOW)
    part = patterns_part(page(organisation))
    assert "There are 4. With fewer, it would point at a team." in words_of(part)
    assert "<svg" not in part


def test_the_page_costs_the_same_for_few_and_for_many(house, version):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert page(house).status_code == 200
        return len(asked)

    act(Round.objects.get(state="released"), "Pay fares", owner="Joan")
    cost()
    before = cost()
    for state in ("released", "released", "open", "draft"):
        round_ = factories.make_round([version], organisation=house, opened=state != "draft")
        if state == "released":
            factories.release(round_)
            act(round_, "Pay fares", by_when=ahead(-2), owner="Joan")
            setup.start_next_round(assessment=round_.assessment, by=None)
    assert cost() == before


# Open actions


def act(round_, what, *, days=0, by_when=None, owner="", other=""):
    """An action of so many days ago; owner, other: the names of one from each side."""
    number = Action.objects.filter(release=round_.release).count() + 1
    made = {"what": what, "by_when": by_when, "made_on": ahead(-days)}
    action = Action.objects.create(release=round_.release, number=number, **made)
    if owner:
        ActionOwner.objects.create(action=action, side="people", name=owner, group=USERS)
    if other:
        ActionOwner.objects.create(action=action, side="services", name=other, group=PRACTITIONERS)
    return action


def rows_of(page, kind="olds"):
    rows = lxml.html.fromstring(page.content.decode()).xpath(f"//table[contains(@class, '{kind}')]/tbody/tr")
    return [" ".join(words_of(lxml.html.tostring(row, encoding="unicode")).split()) for row in rows]


def test_actions_that_are_open_longest_come_first_of_all_assessments(house, version):
    lead = house.memberships.get(role="lead").user
    first = Round.objects.get(state="released")
    second = shared(house, version, LOW, title="Quiet room")
    archived = shared(house, version, LOW, title="Put away")
    act(first, "Pay fares", days=400, by_when=ahead(-70), owner="Joan")
    act(second, "Write one page", days=20, by_when=ahead(3))
    act(first, "Change the rota", days=90, by_when=ahead(-8))
    act(second, "Paint the door")
    done = act(second, "Done long ago", days=900)
    say_what_happened(action=done, state="not_doing", words="No money.", is_public=True, by=lead)
    act(archived, "Put away too", days=900)
    archive_assessment(assessment=archived.assessment, by=lead)
    shown = page(house)
    assert [row.split(" Open for")[0] for row in rows_of(shown)] == [
        "Pay fares night line 13 months Passed its date 2 months ago "
        "Joan ; nobody from services and professionals yet",
        "Change the rota night line 3 months Passed its date 8 days ago Nobody yet",
        f"Write one page Quiet room 20 days {said(ahead(3))} Nobody yet",
    ]
    assert "1 with an action past its date" in words_of(shown.text)
    client = Client()
    client.force_login(lead)
    every = client.get(reverse("assessments:open_actions", args=[house.slug]))
    assert len(rows_of(every)) == 4
    assert "All 4 open actions" in words_of(shown.text)


def test_what_is_told_of_actions_costs_the_same_for_two_and_for_many(house):
    def cost(name):
        client = Client()
        client.force_login(house.memberships.get(role="lead").user)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse(f"assessments:{name}", args=[house.slug])).status_code == 200
        return len(asked)

    round_ = Round.objects.get(state="released")
    act(round_, "One", owner="Joan")
    act(round_, "Two")
    before = [cost(name) for name in ("portfolio", "open_actions") for _ in range(2)]
    for number in range(8):
        act(round_, f"More {number}", days=number, by_when=ahead(-number), owner="Joan")
    after = [cost(name) for name in ("portfolio", "open_actions") for _ in range(2)]
    assert after[1::2] == before[1::2]


# Archiving


def test_archived_results_stay_and_nothing_in_them_changes(organisation, version):
    lead = organisation.memberships.get(role="lead").user
    round_ = shared(organisation, version, LOW)
    client = Client()
    client.force_login(lead)
    address = reverse("assessments:archive", args=[round_.pk])
    told = words_of(client.get(address).text)
    assert "The results of 1 round stay" in told
    assert "Nothing in them can be changed after that." in told
    for _ in range(2):  # pressed again, nothing more is done
        assert client.post(address).status_code == 302
    assert AuditEvent.objects.filter(what="round archived").count() == 1
    round_.refresh_from_db()
    refused_update(round_, "cannot move", state="released")
    assert client.get(reverse("assessments:results", args=[round_.pk])).status_code == 200
    assert (titles(page(organisation)), titles(page(organisation, state="archived"))) == ([], ["House"])
    assert "1 archived assessment" in words_of(page(organisation).text)
    groups = lxml.html.fromstring(client.get(reverse("assessments:list")).content.decode()).xpath(
        "//h2/text()"
    )
    assert groups == ["Archived"]


def test_an_assessment_is_archived_once_all_of_it_is_finished(organisation, version):
    lead = organisation.memberships.get(role="lead").user
    round_ = shared(organisation, version, LOW)
    following = setup.start_next_round(assessment=round_.assessment, by=lead)
    with pytest.raises(NotAllowedNow, match="is not finished"):
        archive_assessment(assessment=round_.assessment, by=lead)
    lifecycle.open_round(round_=following, by=lead)
    factories.release(following)
    archive_assessment(assessment=round_.assessment, by=lead)
    assert set(Round.objects.values_list("state", flat=True)) == {"archived"}
    third = setup.start_next_round(assessment=round_.assessment, by=lead)
    assert titles(page(organisation)) == ["House"]
    assert third.state == "draft"
