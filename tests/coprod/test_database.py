"""The database as it is set up: what SQLite leaves off by default is on."""

import pytest
from django.db import connection, transaction

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
@pytest.mark.django_db(transaction=True)
def test_sqlite_takes_the_lock_when_a_transaction_begins():
    """So that two writers queue, instead of failing when the second turns from reading to writing."""
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        pass
    assert queries[0]["sql"] == "BEGIN IMMEDIATE"


@pytest.mark.django_db
def test_every_guard_stands_in_the_database():
    from accounts import audit_guards
    from assessments import guards as of_assessments
    from frameworks import guards as of_frameworks

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        standing = {row[0] for row in cursor.fetchall()}
    guards = [*audit_guards.GUARDS, *of_assessments.GUARDS, *of_frameworks.GUARDS]
    assert {guard.name for guard in guards} <= standing
