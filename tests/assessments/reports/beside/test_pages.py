"""Pages of what moved: who sees them, what they show, what they cost, and what goes when a round goes."""

import json

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments import codes
from assessments.deletion.actions import delete_round
from assessments.models import Release
from assessments.packs.actions import order_pack
from assessments.records.report_files import MeetingPack, ReportFile
from assessments.reports.files import ordered_report
from assessments.rounds import lifecycle, setup
from assessments.sharing.actions import make_link
from tests import factories
from tests.assessments import released
from tests.assessments.released import PRACTITIONERS, USERS
from tests.assessments.reports.beside.rounds import NOW, THEN, answered, next_release, two_releases

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

SECRET = codes.make_secret()
FIRST = "Round 1, June 2026"


@pytest.fixture
def both():
    return two_releases(secret=SECRET)


@pytest.fixture
def reader(client, both):
    client.force_login(factories.make_member(both[1].round.assessment.organisation, "reader"))
    return client


@pytest.fixture
def participant(both):
    client = Client()
    client.post(reverse("assessments:enter"), {"code": SECRET})
    return client


def address(release, name="results_change", prefix=""):
    key = release.round.join_code if prefix == "join_" else release.round_id
    return reverse(f"assessments:{prefix}{name}", args=[key])


def main_of(response):
    assert response.status_code == 200
    return lxml.html.fromstring(response.text).get_element_by_id("main")


def words(response):
    return " ".join(main_of(response).text_content().split())


# Who sees it


def test_a_member_sees_what_moved_and_is_led_there(reader, both):
    overview = main_of(reader.get(address(both[1], "results")))
    assert address(both[1]) in overview.xpath(".//a/@href")
    said = words(reader.get(address(both[1])))
    assert (
        "The gap between service users and practitioners closed most on ‘Title 1.1’, from 75 to 25." in said
    )
    assert "Part by part" in said
    assert address(both[0], "results") in reader.get(address(both[1])).text


def test_who_took_part_this_time_sees_what_moved_and_nothing_else_of_the_round_before(participant, both):
    page = participant.get(address(both[1], prefix="join_"))
    assert (
        "The gap between service users and practitioners closed most on ‘Title 1.1’, from 75 to 25."
        in words(page)
    )
    assert both[0].round.join_code not in page.text
    assert f"/rounds/{both[0].round_id}/" not in page.text
    assert FIRST in words(participant.get(address(both[1], "results", prefix="join_")))
    assert participant.get(address(both[0], prefix="join_")).status_code == 403


def test_the_first_round_has_nothing_to_be_compared_with(reader, both):
    assert "is the first round with results" in words(reader.get(address(both[0])))
    assert address(both[0]) not in reader.get(address(both[0], "results")).text


def test_a_link_shows_its_own_release_alone(both):
    secret = codes.share_secret_from(b"a" * 32)
    by = both[1].round.assessment.organisation.memberships.get(role="lead").user
    make_link(
        release=both[1],
        secret=secret,
        shows="results",
        note="",
        ends_on=timezone.localdate(),
        addresses=[],
        by=by,
    )
    visitor = Client()
    for name in ("results", "report", "results_json"):
        page = visitor.get(reverse(f"assessments:shared_{name}", args=[secret]))
        assert page.status_code == 200
        assert FIRST not in page.content.decode()
    assert json.loads(page.content)["change"] is None
    assert visitor.get(f"/shared/{secret}/results/change/").status_code == 404
    visitor.get(reverse("assessments:shared_report_pdf", args=[secret]))
    assert ReportFile.objects.get(suffix="pdf").left_out == "change"


def test_members_get_what_moved_in_their_files(reader, both):
    file = reader.get(reverse("assessments:results_json", args=[both[1].round_id]))
    assert json.loads(file.content)["change"]["round"] == FIRST


def test_those_who_share_results_are_told_that_they_say_what_moved(both, client):
    started = setup.start_next_round(assessment=both[0].round.assessment, by=None)
    lifecycle.open_round(round_=started, by=None)
    lifecycle.close_round(round_=answered(started, THEN), by=None)
    client.force_login(both[0].round.assessment.organisation.memberships.get(role="lead").user)
    said = words(client.get(reverse("assessments:release", args=[started.pk])))
    assert f"They also say what has moved since {both[1].round.title}" in said


# Which rounds


def test_any_earlier_round_can_be_chosen(reader, both):
    third = next_release(both[1], THEN)
    page = main_of(reader.get(address(third)))
    [list_] = page.xpath(".//nav[@aria-label='Which round to compare with']//ul")
    assert [" ".join(item.text_content().split()) for item in list_] == [
        f"{both[1].round.title}, 7 people",
        f"{FIRST}, 6 people",
    ]
    assert list_.xpath(".//a[@aria-current]/@href") == ["?then=2"]
    chosen = main_of(reader.get(address(third), {"then": "1"}))
    assert chosen.xpath(".//nav//a[@aria-current]/@href") == ["?then=1"]
    assert "No group moved by 10 or more" in " ".join(chosen.text_content().split())
    for nonsense in ("3", "x", ""):
        page = main_of(reader.get(address(third), {"then": nonsense}))
        assert page.xpath(".//nav//a[@aria-current]/@href") == ["?then=2"]


def test_results_of_earlier_rounds_stay_on_every_list_while_a_new_one_is_set_up(reader, both):
    draft = setup.start_next_round(assessment=both[0].round.assessment, by=None)
    pages = [reverse("assessments:list")]
    pages += [
        reverse("assessments:round", args=[pk]) for pk in (both[0].round_id, both[1].round_id, draft.pk)
    ]
    for page in pages:
        found = main_of(reader.get(page)).xpath(".//a/@href")
        assert {address(one, "results") for one in both} <= set(found), page
    packs = reader.get(reverse("assessments:packs", args=[both[0].round.assessment.organisation.slug]))
    assert all(one.round.title in packs.text for one in both)


# What it shows


def test_every_number_of_a_chart_is_in_its_text_and_in_the_table_beside_it(reader, both):
    page = main_of(reader.get(address(both[1]), {"all": "1"}))
    articles = page.xpath(".//article")
    assert len(articles) == 2
    for article in articles:
        [svg] = article.xpath(".//*[name()='svg' and contains(@class, 'slope')]")
        title = svg.xpath("./*[name()='title']/text()")[0]
        drawn = [text for text in svg.xpath("./*[name()='text']/text()") if text.isdigit()]
        cells = article.xpath(".//tbody/tr[not(contains(@class, 'sum'))]")
        for row in cells[:2]:
            name = row.xpath(".//bdi/text()")[0]
            then, now, moved = (cell.text_content() for cell in row[1:])
            assert f"{name} {then} then, {now} now, {moved}" in title
            assert {then, now} <= set(drawn)
    rows = page.xpath(".//table[contains(@class, 'all-moved')]/tbody/tr")
    assert len(rows) == 4


def test_the_lines_of_groups_differ_in_kind_and_not_only_in_colour(reader, both):
    page = main_of(reader.get(address(both[1])))
    slope = page.xpath(".//*[name()='svg' and contains(@class, 'slope')]")[0]
    lines = [line for line in slope.xpath("./*[name()='line']") if line.get("stroke-width") == "3.2"]
    assert len({line.get("stroke-dasharray") for line in lines}) == len(lines) == 2


def cost(client, release):
    client.get(address(release))
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address(release)).status_code == 200
    return len(caught)


def test_it_costs_the_same_however_many_rounds_questions_and_people(reader, both):
    organisation = both[0].round.assessment.organisation
    version = factories.make_version("long", sections=3, questions=4)
    keys = [f"s{s}-q{q}" for s in range(1, 4) for q in range(1, 5)]
    people = {code: [dict.fromkeys(keys, 3)] * 5 for code in (USERS, PRACTITIONERS)}
    third = released.make_release(people, versions=[version], organisation=organisation)
    for _ in range(3):
        third = next_release(third, people)
    assert cost(reader, third) == cost(reader, both[1])


# What goes with a round


def test_reports_and_packs_that_compare_with_a_round_go_when_it_is_deleted(both):
    first, second = both
    kept = ordered_report(first, "pdf")
    ordered_report(second, "pdf")
    organisation = first.round.assessment.organisation
    order_pack(organisation=organisation, releases=[second], by=None, title="Board", kind="pdf", key="pdf")
    delete_round(round_=second.round, by=None)
    assert list(ReportFile.objects.all()) == [kept]
    third = next_release(first, NOW)
    ordered_report(third, "pdf")
    order_pack(organisation=organisation, releases=[third], by=None, title="Board", kind="pdf", key="pdf")
    delete_round(round_=first.round, by=None)
    assert list(Release.objects.all()) == [third]
    assert not ReportFile.objects.exists()
    assert not MeetingPack.objects.exists()
