"""Once a round is closed, the order in which its rows are stored says nothing of who came when."""

import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import codes
from assessments.models import Answer, AnswerOption, Response
from assessments.paper import entry
from assessments.release import actions as release_actions
from assessments.responses.answers import AnswerContent
from assessments.rounds import lifecycle
from frameworks.models import Level, Question
from tests import factories
from tests.assessments.rounds.orders import as_stored, correlation

pytestmark = pytest.mark.django_db

PEOPLE = 200
AS_THEY_CAME = 0.6  # 1 on SQLite; PostgreSQL puts some rows where those of an earlier test lay


@pytest.fixture
def round_():
    return factories.make_round([factories.make_version(sections=1, questions=1, extra=("many",))])


def everything(model):
    return set(model.objects.values_list())


def test_order_of_arrival_is_gone_once_the_round_is_closed(round_):
    came = []
    for number in range(PEOPLE):
        secret = codes.make_secret()
        factories.respond(
            round_, "practitioners", {"s1-q1": number % 5 + 1, "many": ["a", "b"]}, secret=secret
        )
        came.append(codes.hash_of(secret))
    kept = [everything(model) for model in (Response, Answer, AnswerOption)]
    before = as_stored("assessments_response", "secret_hash")
    assert correlation([before.index(one) for one in came]) > AS_THEY_CAME

    lifecycle.close_round(round_=round_, by=None)

    after = as_stored("assessments_response", "secret_hash")
    assert abs(correlation([after.index(one) for one in came])) < 0.4  # by chance once in 50 million runs
    owners = [str(one).replace("-", "") for one in as_stored("assessments_answer", "response_id")]
    first = list(dict.fromkeys(owners))
    ids = {row.secret_hash: row.pk.hex for row in Response.objects.all()}
    assert abs(correlation([first.index(ids[one]) for one in came])) < 0.4
    assert [everything(model) for model in (Response, Answer, AnswerOption)] == kept


def test_order_of_arrival_is_gone_from_an_open_round_after_the_command_that_mixes(round_):
    came = []
    for _ in range(PEOPLE):
        secret = codes.make_secret()
        factories.respond(round_, "practitioners", {"s1-q1": 3}, secret=secret)
        came.append(codes.hash_of(secret))
    kept = everything(Response)
    call_command("mix_rounds", stdout=io.StringIO())
    after = as_stored("assessments_response", "secret_hash")
    assert abs(correlation([after.index(one) for one in came])) < 0.4
    assert everything(Response) == kept
    round_.refresh_from_db()
    assert round_.is_open


def test_each_mixing_is_by_chance(round_):
    """Not by key, say, which on some databases looks like chance: twice would give one order."""
    for number in range(12):
        factories.respond(round_, "practitioners", {"s1-q1": number % 5 + 1, "many": ["a", "b"]})
    tables = [(f"assessments_{name}", "id") for name in ("response", "answer", "answeroption")]
    found = []
    for _ in range(2):
        assert lifecycle.shuffle_open_round(round_=round_)
        found.append([as_stored(*table) for table in tables])
    for one, other in zip(*found, strict=True):
        assert sorted(one) == sorted(other)
        assert one != other  # the same by chance once in 479 million runs


@pytest.mark.parametrize("state", ["closed", "released"])
def test_the_command_leaves_a_round_alone_that_is_not_open(round_, state):
    for _ in range(5):
        factories.respond(round_, "practitioners", {"s1-q1": 3})
    lifecycle.close_round(round_=round_, by=None)
    if state == "released":
        release_actions.release_round(round_=round_, by=None)
    before = as_stored("assessments_response", "id")
    told = io.StringIO()
    call_command("mix_rounds", stdout=told)
    assert as_stored("assessments_response", "id") == before
    assert told.getvalue().startswith("0 open rounds")
    assert not lifecycle.shuffle_open_round(round_=round_)


def test_paper_that_was_typed_in_after_the_close_lies_in_random_order_once_results_are_shared(round_):
    facilitator = factories.make_member(round_.assessment.organisation, "facilitator")
    made = entry.new_sheets(round_, 60)
    entry.store_sheets(round_=round_, perspective=None, made=made, by=None)
    factories.respond(round_, "practitioners", {"s1-q1": 3})
    lifecycle.close_round(round_=round_, by=None)
    level = Level.objects.get(value=2).pk
    given = {Question.objects.get(code="s1-q1").pk: AnswerContent(level=level)}
    for sheet in made:
        filled = entry.Filled(None, False, given)
        entry.enter_sheet(round_=round_, number=sheet.number, filled=filled, by=facilitator)
    typed = [codes.hash_of(sheet.secret) for sheet in made]
    before = as_stored("assessments_response", "secret_hash")
    assert correlation([[one for one in before if one in typed].index(one) for one in typed]) > AS_THEY_CAME
    release_actions.release_round(round_=round_, by=None)
    after = as_stored("assessments_response", "secret_hash")
    assert abs(correlation([[one for one in after if one in typed].index(one) for one in typed])) < 0.55
    assert Answer.objects.filter(response__source="paper", level=level).count() == 60


def test_another_round_is_left_alone(round_):
    other = factories.make_round(
        [factories.make_version("other")], organisation=round_.assessment.organisation
    )
    for _ in range(5):
        factories.respond(other, "practitioners", {"s1-q1": 1})
    before = as_stored("assessments_response", "id")
    lifecycle.close_round(round_=round_, by=None)
    assert as_stored("assessments_response", "id") == before


def test_closing_costs_the_same_for_many(round_):
    costs = []
    for _ in range(2):
        for _ in range(20):
            factories.respond(round_, "practitioners", {"s1-q1": 2, "many": ["c"]})
        with CaptureQueriesContext(connection) as taken:
            lifecycle.close_round(round_=round_, by=None)
        costs.append(len(taken))
        lifecycle.reopen_round(round_=round_, by=None)
    assert costs[0] == costs[1]
