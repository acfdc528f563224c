"""All of a site's rows move to another database as they are, or none does."""

import shutil

import pytest
from django.core.management import call_command
from django.db import connection, connections

from accounts import guards
from accounts.models import AuditEvent
from assessments.models import Answer, Release, Round
from coprod.hosting.copying import CopyRefused, copied_models, copy_all
from tests import factories

pytestmark = pytest.mark.slow


@pytest.fixture
def other(tmp_path, transactional_db, kept_database):
    """An empty database of the same release, migrated."""
    path = tmp_path / "other.sqlite3"
    if kept_database.exists():
        shutil.copyfile(kept_database, path)
    connections.settings["other"] = {
        **connection.settings_dict,
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {},
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
    }
    new = connections["other"]  # not one of those that Django's tests know of, so it would be shut
    new.ensure_connection = lambda: new.connection is None and new.connect()
    if not kept_database.exists():
        call_command("migrate", database="other", verbosity=0)
        new.close()
        shutil.copyfile(path, kept_database)
    yield "other"
    connections["other"].close()
    del connections.settings["other"]
    del connections["other"]


def rows(using):
    return {
        model._meta.label: sorted(model._base_manager.using(using).values_list(), key=repr)
        for model in copied_models()
    }


def test_every_row_arrives_as_it_was(other):
    version = factories.make_version(extra=("one", "many", "text"))
    round_ = factories.make_round([version])
    for level in (1, 2, 3):
        words = {"text": ("Own words: ünïcode 🙂\u2028", "unnamed")}
        factories.respond(round_, "practitioners", {"s1-q1": level, "many": ["a", "b"]}, comments=words)
    factories.release(round_)
    AuditEvent.objects.order_by("pk")[:1].get()
    before = rows("default")
    found = copy_all("default", other)
    assert rows(other) == before
    assert found["assessments.Answer"] == Answer.objects.count() > 0
    assert Release.objects.using(other).get().results == Release.objects.get().results
    assert guards.missing(connections[other]) == []


def test_what_is_made_next_gets_a_number_of_its_own(other):
    factories.make_round()
    copy_all("default", other)
    made = Round.objects.using(other).get()
    made.pk, made.number, made.join_code = None, 2, "ANOTHERCODE1"
    made.save(using=other)
    assert made.pk > Round.objects.get().pk


def test_nothing_is_copied_into_a_database_that_holds_something(other):
    factories.make_round()
    copy_all("default", other)
    before = rows(other)
    with pytest.raises(CopyRefused, match=r"not empty: .*assessments\.Round"):
        copy_all("default", other)
    assert rows(other) == before


def test_a_copy_that_is_cut_short_leaves_nothing(other, monkeypatch):
    factories.make_round()
    empty = rows(other)
    real = Round._base_manager._insert
    monkeypatch.setattr(type(Round._base_manager), "_insert", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        copy_all("default", other)
    assert real
    assert rows(other) == empty
    assert guards.missing(connections[other]) == []
