"""Tries are counted by all processes together, exactly, and under keys that tell nothing."""

from datetime import timedelta

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.utils import timezone
from django_ratelimit.core import get_usage

from assessments import codes
from coprod.hosting.counts import SharedCounts
from coprod.models import ThrottleCount
from tests import factories
from tests.assessments.responses.pages.participants import browser
from tests.coprod.hosting.processes import run_as_real_site
from tests.threads import at_once


@pytest.fixture
def counted_together(settings):
    """The cache of a real site, where this process counts for itself otherwise."""
    settings.CACHES = {
        "default": {
            "BACKEND": "coprod.hosting.counts.SharedCounts",
            "LOCATION": "throttle_counts",
            "KEY_FUNCTION": "coprod.hosting.counts.scrambled_key",
        },
        "process": settings.CACHES["process"],
    }
    assert isinstance(caches["default"], SharedCounts)


@pytest.fixture
def counts(db, counted_together):
    return cache


def run_out():
    """Time passes, till all that is counted now has run out."""
    ThrottleCount.objects.update(expires=timezone.now() - timedelta(seconds=1))


def test_a_count_begins_once_goes_up_and_runs_out(counts):
    assert counts.add("tries", 1, 60)
    assert not counts.add("tries", 1, 60)
    assert [counts.incr("tries") for _ in range(3)] == [2, 3, 4]
    assert counts.incr("tries", 3) == counts.get("tries") == 7
    run_out()
    assert counts.get("tries") is None
    with pytest.raises(ValueError, match="tries"):
        counts.incr("tries")
    assert counts.add("tries", 1, 60)
    assert counts.get("tries") == 1


def test_what_has_run_out_can_begin_anew_before_it_is_cleared_away(counts, monkeypatch):
    monkeypatch.setattr("coprod.hosting.counts.SWEEP", 10**12)
    counts.add("tries", 30, 60)
    run_out()
    assert counts.add("tries", 1, 60)
    assert counts.get("tries") == 1


@pytest.mark.parametrize("seconds", [10, 60 * 60])
def test_counting_on_does_not_change_when_a_count_runs_out(counts, seconds):
    """Django's own has each count run out five minutes after it last changed."""
    counts.add("tries", 1, seconds)
    ends = ThrottleCount.objects.get().expires
    counts.incr("tries")
    assert ThrottleCount.objects.get().expires == ends
    assert abs(ends - timezone.now() - timedelta(seconds=seconds)) < timedelta(seconds=5)


def test_what_is_set_lists_too_comes_back(counts):
    for value in ([1.5, 2.5], True, "words", None):
        counts.set("history", value, 60)
        assert counts.get("history", "nothing") == value
    counts.set("for ever", 1, None)
    assert counts.get("for ever") == 1
    counts.delete("history")
    assert counts.get("history") is None


def test_what_has_run_out_is_cleared_away_and_nothing_else_is(counts, monkeypatch):
    counts.add("old", 1, 60)
    run_out()
    counts.add("new", 1, 60)
    monkeypatch.setattr(SharedCounts, "_swept", 0.0)
    for number in range(400):  # Django's own throws out a third at 300
        counts.add(f"other-{number}", 1, 60)
    assert ThrottleCount.objects.count() == 401
    assert counts.get("new") == 1


def test_no_statement_fails_in_counting(counts):
    """Else PostgreSQL would log each try, and a transaction round it would be broken."""
    failed = []

    def watch(execute, sql, params, many, context):
        try:
            return execute(sql, params, many, context)
        except Exception:
            failed.append(sql)
            raise

    with connection.execute_wrapper(watch):
        for _ in range(3):
            counts.add("tries", 1, 60)
            counts.set("other", 1, 60)
            counts.incr("tries")
    assert failed == []


def test_no_try_is_lost_where_many_count_at_once(transactional_db, counted_together):
    def tries():
        return [cache.incr("tries") for _ in range(10)]

    cache.add("tries", 0, 60)
    found = at_once(*[tries] * 6)
    assert sorted(count for counts in found for count in counts) == list(range(1, 61))


def test_one_of_many_begins_a_count(transactional_db, counted_together):
    for number in range(5):
        begun = at_once(*[lambda number=number: cache.add(f"tries-{number}", 1, 60)] * 6)
        assert sorted(begun) == [False] * 5 + [True]


ADDRESS = "198.51.100.23"


@pytest.mark.parametrize("rate", ["5/m", "5/h", "5/10m"])
def test_a_rate_holds_for_its_whole_time(counts, rf, rate):
    request = rf.post("/", REMOTE_ADDR=ADDRESS)
    for number in range(1, 8):
        usage = get_usage(request, group="any", key="ip", rate=rate, increment=True)
        assert usage["count"] == number
        assert usage["should_limit"] is (number > 5)
    seconds = {"5/m": 60, "5/h": 3600, "5/10m": 600}[rate]
    left = ThrottleCount.objects.get().expires - timezone.now()
    assert timedelta(seconds=seconds) < left < timedelta(seconds=seconds + 10)


def test_codes_and_passwords_are_throttled_by_what_is_counted_together(counts):
    factories.make_user("jo@example.org")
    wrong = {"login": "jo@example.org", "password": "wrong"}
    pages = [browser().post("/account/login/", wrong, REMOTE_ADDR=ADDRESS) for _ in range(8)]
    assert "There were many tries." in pages[-1].text
    tried = [
        browser().post("/enter/", {"code": codes.make_secret()}, REMOTE_ADDR=ADDRESS).status_code
        for _ in range(35)
    ]
    assert tried.count(400) in (30, 31)
    assert tried[-1] == 429


def test_what_is_stored_names_nobody(counts, rf, settings):
    """Not as it is, and not by a hash that anybody can make of every address there is."""
    browser().post("/account/login/", {"login": "jo@example.org", "password": "x"}, REMOTE_ADDR=ADDRESS)
    browser().post("/enter/", {"code": codes.make_secret()}, REMOTE_ADDR=ADDRESS)
    keys = set(ThrottleCount.objects.values_list("cache_key", flat=True))
    assert keys
    stored = repr(list(ThrottleCount.objects.values_list()))
    assert ADDRESS not in stored
    assert "jo@" not in stored
    request = rf.post("/", REMOTE_ADDR=ADDRESS)
    get_usage(request, group="any", key="ip", rate="5/m", increment=True)
    [first] = set(ThrottleCount.objects.values_list("cache_key", flat=True)) - keys
    settings.SECRET_KEY = "another"
    get_usage(request, group="any", key="ip", rate="5/m", increment=True)
    [second] = set(ThrottleCount.objects.values_list("cache_key", flat=True)) - keys - {first}
    assert first != second


@pytest.mark.django_db
def test_postgresql_keeps_counts_out_of_its_journal():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one journal for all")
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'throttle_counts'")
        assert cursor.fetchone() == ("u",)


SHOW = "from django.conf import settings; print(settings.CACHES['default'])"


def cache_of_a_real_site(tmp_path, **environment):
    return run_as_real_site(SHOW, PYTHONPATH=str(tmp_path), **environment)[1]


def test_a_real_site_counts_in_its_database_unless_it_is_told_otherwise(tmp_path):
    assert "coprod.hosting.counts.SharedCounts" in cache_of_a_real_site(tmp_path)


@pytest.mark.parametrize("scheme", ["redis", "valkey", "rediss"])
def test_a_site_can_count_in_redis_or_valkey_under_the_same_keys(tmp_path, scheme):
    """The package for it is asked for where it is missing."""
    address = f"{scheme}://:secret@cache.example.org:6379/0"
    said = cache_of_a_real_site(tmp_path, CACHE_URL=address)
    assert "pip install 'redis>=6,<8'" in said
    (tmp_path / "redis.py").touch()
    said = cache_of_a_real_site(tmp_path, CACHE_URL=address)
    assert "django.core.cache.backends.redis.RedisCache" in said
    assert f"'{address.replace('valkey', 'redis')}'" in said
    assert "scrambled_key" in said
