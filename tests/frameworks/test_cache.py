"""Published versions are read once in a process, and only so many are kept."""

import pytest

from frameworks import cache
from frameworks.models import FrameworkVersion
from tests.frameworks.examples import example, stored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear_caches()


def ids(many, publish=True):
    return [stored(example(code=f"kettle-{number}"), publish=publish).pk for number in range(many)]


def test_a_published_version_is_read_once(django_assert_num_queries):
    one, other = ids(2)
    [first] = cache.cached_contents([one])
    with django_assert_num_queries(9):
        assert cache.cached_contents([other, one])[1] is first
    with django_assert_num_queries(0):
        assert [version.id for version in cache.cached_contents([one, other, one])] == [one, other, one]


def test_a_draft_is_read_each_time():
    [draft] = ids(1, publish=False)
    cache.cached_contents([draft])
    FrameworkVersion.objects.filter(pk=draft).update(title="New")
    assert cache.cached_contents([draft])[0].title == "New"


def test_what_was_not_used_for_longest_makes_room(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(cache, "MOST_VERSIONS", 2)
    one, two, three = ids(3)
    cache.cached_contents([one])
    cache.cached_contents([two])
    cache.cached_contents([one])
    cache.cached_contents([three])
    with django_assert_num_queries(0):
        cache.cached_contents([one, three])
    with django_assert_num_queries(9):
        cache.cached_contents([two])


def test_more_at_once_than_are_kept_all_come(monkeypatch):
    monkeypatch.setattr(cache, "MOST_VERSIONS", 2)
    wanted = ids(4)
    assert [version.id for version in cache.cached_contents(wanted)] == wanted


def test_a_version_that_does_not_exist_is_an_error():
    with pytest.raises(KeyError):
        cache.cached_contents([0])
