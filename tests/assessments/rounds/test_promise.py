"""What people are told: the words that were stored when the round opened, on every page, till the end."""

import importlib

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils.translation import get_language, override

from accounts import guards
from assessments.guards import GUARDS
from assessments.models import Round
from assessments.rounds import promise
from assessments.rounds.contents import told_in_full
from tests import factories
from tests.assessments.responses.pages.participants import Person, put, text_of
from tests.untranslated import put_in_brackets

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

ALL_OF_IT = "In full, and where privacy ends"


@pytest.fixture
def round_():
    return factories.make_round(perspectives=factories.TWO, threshold=4)


@pytest.fixture
def person(round_):
    return Person(round_).start()


@pytest.fixture
def reworded(round_, monkeypatch):
    """The next version of the software says something else."""
    monkeypatch.setattr(promise, "in_short", lambda *_: ["Newly worded in short."])
    monkeypatch.setattr(promise, "in_full", lambda *_: ["Newly worded in full."])


def test_both_promises_are_stored_when_a_round_opens(round_):
    assert round_.promise_in_short == promise.in_short(4)
    assert round_.promise == promise.in_full(4, "Larkfield Voices")


SAID = {"en-gb": ["One.", "Two."], "cy": ["Un.", "Two."]}  # no Welsh for the second yet
SHORTER = {"en-gb": ["1.", "2."], "cy": ["1!", "2."]}


@pytest.mark.parametrize(
    ("stored", "page", "shorter", "expected"),
    [
        (("en-GB", ["One.", "Two.", "Old."]), "en-GB", False, ["One. en-GB", "Two. en-GB", "Old. en-GB"]),
        (("en-GB", ["One.", "Two.", "Old."]), "cy", False, ["Un. cy", "Two. en-GB", "Old. en-GB"]),
        (("cy", ["Un.", "Two.", "Hen."]), "en-GB", False, ["One. en-GB", "Two. en-GB", "Hen. cy"]),
        (("en-GB", ["One.", "Two.", "Old."]), "en-GB", True, ["1. en-GB", "2. en-GB", "Old. en-GB"]),
        (("en-GB", ["One.", "Two.", "Old."]), "cy", True, ["1! cy", "2. en-GB", "Old. en-GB"]),
    ],
)
def test_a_line_is_read_in_the_language_of_the_page_where_it_is_what_was_stored(
    stored, page, shorter, expected
):
    language, lines = stored
    preferred = (lambda: SHORTER[get_language()]) if shorter else None
    read = promise.read(lines, language, page, lambda: SAID[get_language()], preferred)
    assert [f"{line.words} {line.language}" for line in read] == expected


def test_a_round_that_is_opened_in_another_language_is_promised_it_in_that(settings, monkeypatch):
    settings.LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
    put_in_brackets(monkeypatch, "cy")
    with override("cy"):
        round_ = factories.make_round(threshold=4)
        stored = [line.words for line in told_in_full(round_)]
    assert round_.promise_language == "cy"
    assert round_.promise == stored
    assert {line[0] for line in stored} == {"⟦"}
    assert [line.words for line in told_in_full(round_)] == promise.in_full(4, "Larkfield Voices")


def test_nothing_is_promised_before_a_round_opens():
    round_ = factories.make_round(opened=False)
    assert (round_.promise, round_.promise_in_short) == ([], [])


@pytest.mark.parametrize("name", ["join", "check", "mine"])
def test_the_promise_is_shown_in_short_and_all_of_it_behind_a_disclosure(round_, name):
    page = text_of((Person(round_) if name == "join" else Person(round_).start()).get(name))
    short, full = page.index("Who can see my answers?"), page.index(ALL_OF_IT)
    assert short < full
    for line in round_.promise_in_short:
        assert short < page.index(f"<li>{line}</li>") < full
    for line in round_.promise:
        assert full < page.index(f"<li>{line}</li>", full)
    assert "<details" + ' class="fold"><summary>' + ALL_OF_IT in page


def test_the_check_page_says_it_again_before_the_button_that_sends(person):
    page = text_of(person.get("check"))
    assert page.index(ALL_OF_IT) < page.index("Send my answers")


@pytest.mark.parametrize("state", ["closed", "released", "archived"])
def test_it_stays_beside_ones_answers_when_the_round_is_over(person, state):
    person.post("part", s1_q1_answer="3")
    person.post("check")
    put(person.round, state)
    page = text_of(person.get("mine"))
    for line in person.round.promise:
        assert line in page


@pytest.mark.parametrize("name", ["join", "part", "part 2", "check", "mine"])
def test_the_stored_words_are_shown_when_the_software_has_other_ones(person, reworded, name):
    address = person.url(name.split()[0])
    if name == "join":
        person.client.cookies.clear()
    page = text_of(person.client.get(address.replace("/1/", "/2/") if name == "part 2" else address))
    assert "Nobody in your team sees your own answers, unless" in page
    assert "only show what a group said if 4 people or more" in page
    assert "Newly worded" not in page


def test_those_who_run_it_read_the_stored_words_too(round_, reworded, client):
    client.force_login(factories.make_member(round_.assessment.organisation, "facilitator"))
    page = text_of(client.get(reverse("assessments:round", args=[round_.pk])))
    assert round_.promise[0] in page
    assert "Newly worded" not in page


def test_a_round_that_opened_before_gets_the_words_that_its_people_have_read(round_):
    elsewhere = factories.make_organisation("Draft")
    draft = factories.make_round(round_.versions.all(), organisation=elsewhere, opened=False)
    migration = importlib.import_module("assessments.migrations.0005_short_promises_of_opened_rounds")
    guards.uninstall(connection, GUARDS)
    Round.objects.update(promise_in_short=[])
    migration.fill(apps, None)
    guards.install(connection, GUARDS)
    assert Round.objects.get(pk=round_.pk).promise_in_short == [
        "Nobody in your team sees your own answers.",
        "We only show what a group said if 4 people or more are in it, or if they all agree to be shown.",
        "You choose what happens to each comment.",
        "You can change or take back your answers until this closes.",
    ]
    assert Round.objects.get(pk=draft.pk).promise_in_short == []
