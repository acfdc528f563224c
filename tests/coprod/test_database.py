"""The database as it is set up: what SQLite leaves off by default is on."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models.signals import pre_migrate

sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="how SQLite is set up")


def pragma(name):
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]


@sqlite
@pytest.mark.django_db
def test_sqlite_keeps_foreign_keys_and_lets_readers_read_while_one_writes():
    assert pragma("foreign_keys") == 1
    assert pragma("journal_mode") == "wal"


@sqlite
@pytest.mark.django_db
def test_sqlite_has_written_to_the_disk_what_it_acknowledges():
    assert pragma("synchronous") == 2  # FULL: in WAL mode, less may lose the last writes in a power cut


@sqlite
@pytest.mark.django_db(transaction=True)
def test_sqlite_takes_the_lock_when_a_transaction_begins():
    """So that two writers queue, instead of failing when the second turns from reading to writing."""
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        pass
    assert queries[0]["sql"] == "BEGIN IMMEDIATE"


def standing_guards():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.django_db
def test_the_guards_stand_again_after_a_migration_that_failed():
    """It fails when the guards of the apps before it are taken off already."""
    seen = []

    def fail(**kwargs):
        seen.append(standing_guards())
        raise RuntimeError("This migration fails.")

    before = standing_guards()
    last = list(apps.get_app_configs())[-1]
    pre_migrate.connect(fail, sender=last)
    try:
        with pytest.raises(RuntimeError):
            call_command("migrate", verbosity=0)
    finally:
        pre_migrate.disconnect(fail, sender=last)
    assert seen
    assert not before & seen[0]
    assert standing_guards() == before


@pytest.mark.django_db
def test_every_guard_stands_in_the_database():
    from accounts import audit_guards
    from assessments import guards as of_assessments
    from frameworks import guards as of_frameworks

    guards = [*audit_guards.GUARDS, *of_assessments.GUARDS, *of_frameworks.GUARDS]
    assert {guard.name for guard in guards} <= standing_guards()
