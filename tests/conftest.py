import gc
from types import SimpleNamespace

import pytest
from django.test import TransactionTestCase
from django.utils.translation import trans_real
from hypothesis import settings as hypothesis_settings

from assessments.printing import pdf
from assessments.rounds import contents
from background.outbox import TROUBLES
from coprod.context import OVERDUE
from tests import factories
from tests.assessments.printing.blank import blank_layout, layout_once, write_once
from tests.background.backends import AT_ONCE
from tests.transactions.emptying import empty_tables
from tests.untranslated import put_in_brackets

pytest_plugins = ["tests.transactions.migrated", "tests.transactions.worlds"]

# How long an example takes depends on the machine; a test that fails by the clock is a test that flakes.
# The same code gives the same examples, so that a run which fails is of the change that it ran on; others are
# tried with `script/test --both`, or by --hypothesis-profile=searching.
hypothesis_settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis_settings.register_profile("searching", deadline=None, derandomize=False)
hypothesis_settings.load_profile("steady")

# What a test with real transactions ends by.
TransactionTestCase._fixture_teardown = lambda _case: empty_tables()


# What is there when the tests have been collected stays till the end: looking it through for garbage, again
# and again, took a tenth of the time.
gc.disable()


def pytest_collection_finish():
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000)
    gc.enable()


def pytest_sessionfinish():
    gc.freeze()  # pytest would look through all of it ten times more


@pytest.fixture(autouse=True)
def fresh_contents():
    """Tests use row ids again, so nothing kept of one version may serve another."""
    contents.forget()


@pytest.fixture(autouse=True)
def fresh_cache():
    """Nothing is cached but that no mail or other task waits, so that each page of a test costs the same.
    Tests of those forget that."""
    from django.core.cache import caches

    for cache in caches.all():
        cache.clear()
    for key in (TROUBLES, OVERDUE):
        caches["process"].set(key, False)


@pytest.fixture(autouse=True)
def one_minute_of_tries(monkeypatch):
    """Tries are counted by the minute or the hour; a test that ran on into the next would count from 0."""
    monkeypatch.setattr("django_ratelimit.core.time", SimpleNamespace(time=lambda: 1_800_000_000))


@pytest.fixture
def pages_laid_out_once(monkeypatch):
    """The same document takes seconds each time that it is laid out. For tests of what stands round it."""
    monkeypatch.setattr(pdf, "layout", layout_once)
    monkeypatch.setattr(pdf, "_written", write_once)


@pytest.fixture
def blank_prints(monkeypatch):
    """What is printed has its pages, and nothing on them: for tests of who prints, and what that stores."""
    monkeypatch.setattr(pdf, "layout", blank_layout)


@pytest.fixture
def reports_made(settings):
    """Reports are made at once, where they are ordered: by the first who asks, or as the results are shared.
    In other tests nobody makes them."""
    settings.TASKS = AT_ONCE


@pytest.fixture
def organisation(db):
    return factories.make_organisation()


@pytest.fixture
def facilitator(organisation):
    return factories.make_member(organisation, "facilitator")


@pytest.fixture
def brackets(settings, monkeypatch):
    """The whole site in the language of brackets, whoever asks."""
    settings.LANGUAGES = [("xx", "Brackets")]
    settings.LANGUAGE_CODE = "xx"
    catalogue = put_in_brackets(monkeypatch, "xx")
    monkeypatch.setattr(trans_real, "_default", catalogue)
    yield
    trans_real._default = None
