"""The next round of an assessment: what it starts with, what it may change, and what it leaves alone."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Round
from assessments.rounds import lifecycle
from tests import factories
from tests.assessments.released import make_release, words_of
from tests.assessments.rounds.next_round.steps import (
    PEOPLE,
    STAFF,
    groups,
    next_of,
    numbers,
    page_of,
    reword,
    withdraw,
)

pytestmark = pytest.mark.pages


@pytest.fixture
def runs(client, facilitator):
    client.force_login(facilitator)
    return client


# The pages


def test_the_button_starts_a_round_and_leads_into_its_steps(runs, first):
    page = runs.get(page_of(first)).text
    assert f'action="{page_of(first, "next_round")}"' in page
    response = runs.post(page_of(first, "next_round"), follow=True)
    second = Round.objects.get(number=2)
    assert response.redirect_chain == [(page_of(second), 302)]
    assert f"{second.title} is started." in response.text
    words = runs.get(page_of(second, "about")).text
    assert "The name stays: <strong>Larkfield crisis house</strong>." in words
    assert 'name="title"' not in words


def test_a_second_press_leads_to_the_round_that_is_there_and_says_why(runs, first):
    second = next_of(first)
    response = runs.post(page_of(first, "next_round"), follow=True)
    assert response.redirect_chain == [(page_of(second), 302)]
    assert f"The next round is being set up already: {second.title}." in response.text
    assert Round.objects.count() == 2


def test_the_page_says_what_comes_first_and_links_to_it(runs, first):
    second = next_of(first)
    page = runs.get(page_of(first)).text
    assert page_of(first, "next_round") not in page
    assert f"The next round is being set up already: {second.title}." in page
    assert f'<a class="golink" href="{page_of(second)}">Go to {second.title}</a>' in page
    assert page_of(second, "next_round") not in runs.get(page_of(second)).text


def test_those_who_only_read_see_the_rounds_and_no_button(client, organisation, first):
    client.force_login(factories.make_member(organisation, "reader"))
    assert "Rounds of this assessment" not in client.get(page_of(first)).text
    second = next_of(first)
    for round_ in (first, second):
        page = client.get(page_of(round_)).text
        listed = words_of(page[page.index('<h2 id="rounds">') :])
        assert listed.index(first.title) < listed.index(second.title)
        assert "Results shared" in listed
        assert "Being set up" in listed
        assert "The next round" not in listed


@pytest.mark.parametrize("role", ["reader", "steward"])
def test_no_round_starts_when_one_who_may_not_asks(client, organisation, first, role):
    client.force_login(factories.make_member(organisation, role))
    assert client.post(page_of(first, "next_round")).status_code == 403
    assert Round.objects.count() == 1


def test_the_list_has_one_row_for_an_assessment_with_all_its_rounds(runs, first):
    second = next_of(first)
    page = runs.get(reverse("assessments:list")).text
    assert page.count('<th scope="row">') == 1
    assert "Being set up" in page[: page.index("<table")]
    row = page[page.index("<tbody>") :]
    assert row.index(f'href="{page_of(first)}"') < row.rindex(f'href="{page_of(second)}">{second.title}')
    assert "Finish setting up" in row
    assert "See results" not in row
    assert words_of(row).count("Results shared") == 1


def steps(runs, round_, name, **data):
    return runs.post(page_of(round_, name), data, follow=True)


def test_every_step_works_for_a_next_round_and_it_opens(runs, first, version):
    second = next_of(first)
    about = {"about": "Six months on.", "title": "Tampered", "round_title": "Half a year on"}
    steps(runs, second, "about", purpose="progress", **about)
    steps(runs, second, "frameworks", versions=[version.pk])
    data = {"form-TOTAL_FORMS": "6", "form-INITIAL_FORMS": "2", "form-0-must_take_part": "on"}
    data |= {"form-0-label": "Tampered", "form-0-side": "services"}
    data |= {"form-2-label": "Nurses", "form-2-side": "services"}
    steps(runs, second, "perspectives", **data)
    page = steps(runs, second, "terms", threshold="4").text
    assert "Ready? Open it" in page
    steps(runs, second, "open")
    second = Round.objects.select_related("assessment").get(pk=second.pk)
    assert (second.state, second.title, second.closes_on) == ("open", "Half a year on", None)
    assert (second.assessment.title, second.assessment.purpose) == ("Larkfield crisis house", "progress")
    assert groups(second) == [
        (PEOPLE, "People", "people", True),
        (STAFF, "Staff", "services", False),
        ("nurses", "Nurses", "services", False),
    ]


@pytest.mark.parametrize("counters", [("0", "0"), ("1", "1"), ("6", "0")])
def test_the_groups_stay_when_the_forms_counters_are_tampered_with(runs, first, counters):
    second, before = next_of(first), groups(first)
    data = {"form-TOTAL_FORMS": counters[0], "form-INITIAL_FORMS": counters[1]}
    runs.post(page_of(second, "perspectives"), data)
    assert groups(first) == before


def test_the_groups_page_shows_those_that_stay_as_words(runs, first):
    page = runs.get(page_of(next_of(first), "perspectives")).text
    assert "Group 1: People</legend>" in page
    assert "On the side of Services and professionals." in words_of(page)
    assert 'name="form-0-label"' not in page
    assert 'name="form-0-must_take_part"' in page
    assert 'name="form-2-label"' in page
    assert "You can add a group, up to six in all." in page


def test_the_steps_of_a_first_round_say_nothing_of_an_earlier_one(runs, organisation, version):
    round_ = factories.make_round([version], organisation=organisation, opened=False)
    for name in ("about", "frameworks", "perspectives", "terms"):
        page = runs.get(page_of(round_, name)).text
        assert 'class="told"' not in page
        assert 'class="d since"' not in page


def test_a_newer_version_says_so_and_the_one_before_stays_on_offer(runs, first, version):
    newer = reword(version, "NEW WORDS")
    second = next_of(first)
    page = runs.get(page_of(second, "frameworks")).text
    words = words_of(page)
    assert f"{first.title} asked version 1; this one is newer." in words
    assert "Where a question now asks something else, its answers are not compared." in words
    assert f"This is the version that {first.title} asked." in words
    assert page.count('class="d since"') == 2
    assert re.findall(r'value="(\d+)" checked', page) == [str(newer.pk)]
    steps(runs, second, "frameworks", versions=[version.pk])
    assert numbers(second) == [("demo", 1)]


def test_a_newer_version_links_to_what_changed(runs, first, version):
    newer = reword(version, "NEW WORDS")
    link = reverse("frameworks:compare", args=[version.pk, newer.pk])
    assert f'href="{link}"' in runs.get(page_of(next_of(first), "frameworks")).text
    assert runs.get(link).status_code == 200


def test_a_version_that_was_withdrawn_says_so_where_it_stays(runs, first, version):
    withdraw(version)
    page = words_of(runs.get(page_of(next_of(first), "frameworks")).text)
    assert f"This is the version that {first.title} asked. It was withdrawn since then" in page


def test_both_editions_of_one_framework_are_not_asked_together(runs, first, version):
    newer = reword(version, "NEW WORDS")
    second = next_of(first)
    page = steps(runs, second, "frameworks", versions=[version.pk, newer.pk]).text
    assert "Two of these are editions of one framework." in page
    assert numbers(second) == [("demo", 2)]


# What it costs


def later_rounds(first, count):
    for _ in range(count):
        round_ = next_of(first)
        lifecycle.open_round(round_=round_, by=None)
        factories.release(round_)
    return next_of(first)


def cost(runs, url):
    with CaptureQueriesContext(connection) as caught:
        assert runs.get(url).status_code == 200
    return len(caught)


@pytest.mark.parametrize("name", ["round", "about", "frameworks", "perspectives", "terms"])
def test_a_page_costs_the_same_for_two_rounds_and_for_eight(runs, first, name):
    second = later_rounds(first, 0)
    runs.get(page_of(second, name))
    small = cost(runs, page_of(second, name))
    lifecycle.open_round(round_=second, by=None)
    factories.release(second)
    eighth = later_rounds(first, 5)
    runs.get(page_of(eighth, name))
    assert cost(runs, page_of(eighth, name)) == small <= 14


def test_the_list_costs_the_same_for_two_rounds_and_for_eight(runs, first):
    url = reverse("assessments:list")
    assert cost(runs, url) == 8
    later_rounds(first, 6)
    assert cost(runs, url) == 8
    page = runs.get(url).text
    assert page.count("Results shared") == 7


def test_a_next_round_costs_the_same_for_any_number_of_frameworks(organisation):
    costs = []
    for count in (1, 6):
        pinned = [factories.make_version(f"f{count}-{i}") for i in range(count)]
        for i in range(count):
            factories.make_version(f"f{count}-{i}", number=2)
        first = make_release({}, versions=pinned, organisation=organisation).round
        with CaptureQueriesContext(connection) as caught:
            second = next_of(first)
        assert [number for _, number in numbers(second)] == [2] * count
        costs.append(len(caught))
    assert costs[0] == costs[1] <= 11


def test_a_suggested_title_names_the_month(first):
    today = datetime.date.today()  # noqa: DTZ011
    assert next_of(first).title in {f"Round 2, {day:%B %Y}" for day in (today, today - datetime.timedelta(1))}
