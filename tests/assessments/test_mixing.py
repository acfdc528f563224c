"""Once a round is closed, the order in which its rows are stored says nothing of who came when."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import actions, codes
from assessments.models import Answer, AnswerOption, Response
from tests import factories

pytestmark = pytest.mark.django_db

PEOPLE = 200


@pytest.fixture
def round():
    return factories.make_round([factories.make_version(sections=1, questions=1, extra=("many",))])


def as_stored(table, column):
    """The values of a column in the order in which the rows lie, as a copy of the database shows them."""
    place = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY {place}")
        return [value for (value,) in cursor.fetchall()]


def correlation(places):
    """Between each one's place now and when they came: 1 in the order of arrival, about 0 by chance."""
    many = len(places)
    return 1 - 6 * sum((now - then) ** 2 for then, now in enumerate(places)) / (many * (many**2 - 1))


def everything(model):
    return set(model.objects.values_list())


def test_order_of_arrival_is_gone_once_the_round_is_closed(round):
    came = []
    for number in range(PEOPLE):
        secret = codes.make_secret()
        factories.respond(
            round, "practitioners", {"s1-q1": number % 5 + 1, "many": ["a", "b"]}, secret=secret
        )
        came.append(codes.hash_of(secret))
    kept = [everything(model) for model in (Response, Answer, AnswerOption)]
    before = as_stored("assessments_response", "secret_hash")
    assert correlation([before.index(one) for one in came]) == 1

    actions.close_round(round=round, by=None)

    after = as_stored("assessments_response", "secret_hash")
    assert abs(correlation([after.index(one) for one in came])) < 0.4  # by chance once in 50 million runs
    owners = [str(one).replace("-", "") for one in as_stored("assessments_answer", "response_id")]
    first = list(dict.fromkeys(owners))
    ids = {row.secret_hash: row.pk.hex for row in Response.objects.all()}
    assert abs(correlation([first.index(ids[one]) for one in came])) < 0.4
    assert [everything(model) for model in (Response, Answer, AnswerOption)] == kept


def test_another_round_is_left_alone(round):
    other = factories.make_round(
        [factories.make_version("other")], organisation=round.assessment.organisation
    )
    for _ in range(5):
        factories.respond(other, "practitioners", {"s1-q1": 1})
    before = as_stored("assessments_response", "id")
    actions.close_round(round=round, by=None)
    assert as_stored("assessments_response", "id") == before


def test_closing_costs_the_same_for_many(round):
    costs = []
    for _ in range(2):
        for _ in range(20):
            factories.respond(round, "practitioners", {"s1-q1": 2, "many": ["c"]})
        with CaptureQueriesContext(connection) as taken:
            actions.close_round(round=round, by=None)
        costs.append(len(taken))
        actions.reopen_round(round=round, by=None)
    assert costs[0] == costs[1]
