"""The database as it is set up: what SQLite leaves off by default is on."""

import io

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection, transaction

from accounts import guards

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
@pytest.mark.django_db
def test_sqlite_overwrites_what_is_deleted(settings):
    """Also where it was built to leave it in the file."""
    assert pragma("secure_delete") == 1
    assert "PRAGMA secure_delete=ON" in settings.DATABASES["default"]["OPTIONS"]["init_command"]


@sqlite
@pytest.mark.django_db(transaction=True)
def test_sqlite_takes_the_lock_when_a_transaction_begins():
    """So that two writers queue, instead of failing when the second turns from reading to writing."""
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        pass
    assert queries[0]["sql"] == "BEGIN IMMEDIATE"


def guards_of_everyone():
    return [guard for ours in guards._registered.values() for guard in ours]


def checked():
    out = io.StringIO()
    call_command("check", databases=["default"], stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_check_of_the_database_says_which_guards_are_missing():
    assert "no issues" in checked()
    gone = [guard for guard in guards_of_everyone() if guard.name.startswith("guard_audit")]
    guards.uninstall(connection, gone)
    with pytest.raises(SystemCheckError) as refused:
        checked()
    assert "lacks 2 of its guards: guard_audit_delete, guard_audit_update." in str(refused.value)
    assert "Run manage.py migrate" in str(refused.value)


@pytest.mark.django_db
def test_a_guard_that_is_switched_off_counts_as_missing():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no such switch")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_auditevent DISABLE TRIGGER guard_audit_update")
    assert guards.missing(connection) == ["guard_audit_update"]


def test_other_checks_do_not_ask_the_database():
    """No connection is allowed here."""
    call_command("check", stdout=io.StringIO())


@pytest.mark.django_db
def test_every_guard_stands_in_the_database():
    from accounts import guards
    from assessments import guards as of_assessments
    from frameworks import guards as of_frameworks

    every = [*guards.GUARDS, *of_assessments.GUARDS, *of_frameworks.GUARDS]
    assert {guard.name for guard in every} <= {name for name, _table in guards._standing(connection)}
