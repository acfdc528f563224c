"""Which tests run on both databases: the rule of tests/databases.py, held against small tests."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.databases import PARTS, differs


def plain():
    return factories()


def factories():
    return 1


def counting():
    with CaptureQueriesContext(connection):
        pass


def counting_by_another():
    return [cost() for _ in range(2)]


def cost():
    def counted():
        counting()

    return counted


def counting_by_fixture(django_assert_num_queries):
    pass


def item(function, *fixtures, **markers):
    named = {
        name: SimpleNamespace(kwargs=kwargs if isinstance(kwargs, dict) else {})
        for name, kwargs in markers.items()
    }
    return SimpleNamespace(function=function, fixturenames=fixtures, get_closest_marker=named.get)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (item(plain), False),
        (item(plain, "db"), True),
        (item(plain, django_db=True), True),
        (item(plain, "db", pages=True), False),
        (item(plain, "transactional_db", pages=True), True),
        (item(plain, django_db={"transaction": True}, pages=True), True),
        (item(counting, "db", pages=True), True),
        (item(counting_by_another, "db", pages=True), True),
        (item(counting_by_fixture, "db", pages=True), True),
        (item(counting, "live_server", "transactional_db", browser=True), False),
        (item(counting), False),
        (item(plain, postgres=True), True),
        (item(plain, "transactional_db", sqlite=True), False),
    ],
)
def test_what_may_differ_between_databases_is_found_by_what_it_uses(one, expected):
    assert differs(one) is expected


@pytest.mark.parametrize("markers", [{}, {"pages": True}, {"pdf": True}, {"browser": True}])
def test_every_test_is_a_journey_or_one_of_the_rest(markers):
    one = item(plain, "db", **markers)
    assert PARTS["journeys"](one) is not PARTS["rest"](one)
    assert PARTS["quick"](one) is (PARTS["rest"](one) and "pdf" not in markers)


@pytest.mark.parametrize("markers", [{}, {"pages": True}, {"postgres": True}, {"sqlite": True}])
def test_every_test_but_a_journey_runs_once_at_least(markers):
    one = item(plain, "db", **markers)
    assert PARTS["once"](one) or PARTS["differs"](one)
    assert PARTS["once"](one) is not ("postgres" in markers)
