"""`migrate` on a site that people use: wholly or not at all, and never without the guards."""

import io
import json
import os
import signal
import subprocess
import sys
import textwrap
import threading

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.signals import pre_migrate

from accounts import guards
from assessments.rounds import lifecycle
from frameworks.models import FrameworkVersion
from tests import factories
from tests.assessments.released import USERS
from tests.threads import at_once

pytestmark = pytest.mark.slow

postgres = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one write at a time")

# The newest but one: from here there is something to migrate.
LAST = (
    "assessments",
    sorted(n for app, n in MigrationLoader(None).disk_migrations if app == "assessments")[-2],
)


def standing():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        return {row[0] for row in cursor.fetchall()}


def applied():
    return set(MigrationExecutor(connection).loader.applied_migrations)


def everyones():
    """The guards of every table that is there."""
    tables = set(connection.introspection.table_names())
    return [guard for ours in guards._registered.values() for guard in ours if guard.table in tables]


def all_that_can_stand():
    """The guards of the tables that are there by now."""
    there = connection.introspection.table_names()
    return {guard.name for guard in everyones() if guard.table in there}


def migrate(*target, **more):
    call_command("migrate", *target, verbosity=0, **more)


@pytest.fixture
def migrated_again(transactional_db):
    """A database that is migrated to the end again when a test has ended, however it has."""
    whole = applied()
    yield
    if applied() != whole:
        migrate()


@pytest.fixture
def behind(migrated_again):
    """A database that has something to migrate."""
    migrate(*LAST)


@pytest.mark.django_db
def test_guards_that_stand_are_left_alone_where_there_is_nothing_to_migrate(django_assert_max_num_queries):
    with django_assert_max_num_queries(80) as caught:
        migrate()
    assert not [one for one in caught if "TRIGGER" in one["sql"] and "pg_trigger" not in one["sql"]]


@pytest.mark.django_db
def test_missing_guards_are_put_up_where_there_is_nothing_to_migrate():
    """As somebody runs it by hand, with its checks."""
    before = standing()
    guards.uninstall(connection, everyones())
    assert not standing()
    said = io.StringIO()
    migrate(skip_checks=False, stdout=said, stderr=said)
    assert "of its guards" in said.getvalue()
    assert standing() == before
    assert guards.missing(connection) == []


@pytest.mark.django_db
def test_a_guard_that_says_something_else_now_is_made_anew():
    guard = next(one for one in everyones() if one.name == "guard_audit_delete")
    with connection.cursor() as cursor:
        other = type(guard)(guard.name, guard.table, guard.event, "1 = 0", "Never.")
        cursor.execute(guard.drop_sql(connection.vendor))
        for statement in other.create_sql(connection.vendor):
            cursor.execute(statement)
    assert guards.missing(connection) == []
    migrate()
    factories.make_organisation()  # leaves an event
    event = apps.get_model("accounts", "AuditEvent").objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        apps.get_model("accounts", "AuditEvent").objects.filter(pk=event.pk)._raw_delete("default")


@pytest.mark.django_db
@postgres
def test_a_guard_that_was_switched_off_is_on_again():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_auditevent DISABLE TRIGGER guard_audit_update")
    migrate()
    assert guards.missing(connection) == []


@pytest.mark.django_db
@postgres
def test_guards_find_their_tables_where_a_copy_is_restored():
    """pg_restore writes with no search path at all."""
    round_ = factories.make_round(opened=False)
    lifecycle.open_round(round_=round_, by=None)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = ''")
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute("UPDATE public.assessments_round SET threshold = 9")
        cursor.execute("UPDATE public.assessments_round SET welcome = 'Hello'")
        cursor.execute("SET LOCAL search_path = public")


@pytest.mark.django_db
def test_no_guard_is_touched_where_it_only_looks():
    """A release that was unpacked and not yet migrated may have guards that the old tables do not bear."""
    guards.uninstall(connection, everyones())
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("assessments", recorder.migration_qs.filter(app="assessments").last().name)
    with pytest.raises(SystemExit):
        migrate(check_unapplied=True)
    assert not standing()


KILLED = """
    import os, signal
    import django
    django.setup()
    from django.apps import apps
    from django.core.management import call_command
    from django.db import connection
    from django.db.models.signals import post_migrate

    connection.settings_dict["NAME"] = os.environ["MIGRATED"]
    def kill(**kwargs):  # when all is migrated, and nothing of it said to be so
        os.kill(os.getpid(), signal.SIGKILL)
    post_migrate.connect(kill, sender=list(apps.get_app_configs())[-1])
    call_command("migrate", verbosity=0)
"""


def test_all_is_as_before_where_it_does_not_come_to_its_end_and_then_two_at_once_do(behind, subtests):
    """One database for all of these, in this order, as each leaves it as it was: to go back takes seconds."""
    before = applied()
    assert standing() == all_that_can_stand()
    for name, comes_to_nothing in ENDS.items():
        if connection.vendor == "sqlite" and name == "somebody holds a table":
            continue
        with subtests.test(name):
            comes_to_nothing()
            assert applied() == before
            assert standing() == all_that_can_stand()
    at_once(migrate, migrate)
    assert guards.missing(connection) == []
    executor = MigrationExecutor(connection)
    assert not executor.migration_plan(executor.loader.graph.leaf_nodes())


def fails_with(fault):
    """It fails when the guards of the apps before it are taken off already."""

    def migrate_and_fail():
        seen = []

        def fail(**kwargs):
            seen.append(standing())
            raise fault("This migration ends here.")

        last = list(apps.get_app_configs())[-1]
        pre_migrate.connect(fail, sender=last)
        try:
            with pytest.raises(fault):
                migrate()
        finally:
            pre_migrate.disconnect(fail, sender=last)
        assert seen == [set()]

    return migrate_and_fail


def is_killed():
    connection.close()
    name = str(connection.settings_dict["NAME"])
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "coprod.settings", "MIGRATED": name},
        capture_output=True,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()


def gives_up_in_words():
    holds, over = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            list(FrameworkVersion.objects.all())
            holds.set()
            over.wait(20)
        connection.close()

    reader = threading.Thread(target=hold)
    reader.start()
    holds.wait(20)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("accounts.management.commands.migrate.PATIENCE", "200ms")
            with pytest.raises(CommandError, match="Nothing was migrated: a table was in use"):
                migrate()
    finally:
        over.set()
        reader.join()


ENDS = {
    "a migration fails": fails_with(RuntimeError),
    "somebody ends it": fails_with(KeyboardInterrupt),
    "it is told to end": fails_with(SystemExit),
    "it is killed": is_killed,
    "somebody holds a table": gives_up_in_words,
}


def test_what_the_guards_refuse_is_refused_all_the_while(migrated_again):
    """Somebody tries without end while it migrates, back and there, and where there is nothing to do."""
    version = factories.make_version()
    over, tries, through = threading.Event(), [], []

    def write():
        try:
            while not over.is_set():
                tries.append(1)
                try:
                    FrameworkVersion.objects.filter(pk=version.pk).update(title="Slipped through")
                    through.append(1)
                except IntegrityError:
                    pass
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(3)]
    for one in writers:
        one.start()
    try:
        for target in (LAST, (), ()):
            migrate(*target)
    finally:
        over.set()
        for one in writers:
            one.join()
    assert len(tries) > (20 if connection.vendor == "postgresql" else 0)  # SQLite lets one write at a time
    assert not through
    version.refresh_from_db()
    assert version.title != "Slipped through"


# Writes that a guard refuses, of every app and of most guarded tables, by what is in the way of each.
REFUSED = {
    "UPDATE frameworks_frameworkversion SET title = 'Slipped through'": "A published framework version",
    "UPDATE frameworks_source SET citation = 'Slipped through'": "A published framework version",
    "UPDATE frameworks_scale SET title = 'Slipped through'": "A published framework version",
    "UPDATE frameworks_section SET title = 'Slipped through'": "A published framework version",
    "UPDATE frameworks_question SET statement = 'Slipped through'": "A published framework version",
    "UPDATE frameworks_level SET label = 'Slipped through'": "A published framework version",
    "DELETE FROM frameworks_source": "A published framework version",
    "UPDATE accounts_auditevent SET what = 'Slipped through'": "The audit trail",
    "DELETE FROM accounts_auditevent": "The audit trail",
    "UPDATE assessments_round SET threshold = 9": "The threshold and the promise",
    "UPDATE assessments_round SET joining = 'codes'": "How people join",
    "UPDATE assessments_round SET state = 'draft'": "A round cannot move",
    "UPDATE assessments_roundversion SET position = 9": "The frameworks of a round",
    "DELETE FROM assessments_roundversion": "The frameworks of a round",
    "UPDATE assessments_perspective SET label = 'Slipped through' WHERE assessment_id = {closed}": (
        "The perspectives are fixed"
    ),
    "UPDATE assessments_response SET revision = 99 WHERE round_id = {closed_round}": "The round is not open",
    "UPDATE assessments_answer SET comment = 'Slipped through' WHERE comment = 'Of a closed round'": (
        "The round is not open"
    ),
    "DELETE FROM assessments_release": "A release goes only with its round",
}
WRITER = """
    import json, sys, psycopg2
    asked = json.load(sys.stdin)
    found = dict(refused=dict.fromkeys(asked["statements"], 0), through=[], otherwise=[])
    connection = psycopg2.connect(**asked["database"])
    connection.autocommit = True
    cursor = connection.cursor()
    is_over = started = False
    while not is_over:
        for statement, says in asked["statements"].items():
            try:
                cursor.execute(statement)
            except psycopg2.Error as error:
                if says in str(error):
                    found["refused"][statement] += 1
                else:
                    found["otherwise"].append(str(error))
            else:
                found["through"].append(f"{statement}: {cursor.rowcount}")
        if not started:
            started = print("tried", flush=True) is None
        cursor.execute("SELECT 1 FROM accounts_user WHERE email = 'over@example.org'")
        is_over = cursor.fetchone() is not None
    print(json.dumps(found))
"""


@postgres
def test_writers_in_other_processes_are_refused_all_the_while(migrated_again):
    """As workers of other machines, which know nothing of this one: they try every write of the list without
    end, while it migrates back and there."""
    version = factories.make_version()
    ours = {"organisation": factories.make_organisation()}
    _open, closed, released = (factories.make_round([version], **ours) for _ in range(3))
    factories.respond(closed, USERS, {"s1-q1": 1}, comments={"s1-q1": ("Of a closed round", "private")})
    lifecycle.close_round(round_=closed, by=None)
    for level in (1, 2, 3):
        factories.respond(released, USERS, {"s1-q1": level})
    factories.release(released)
    names = {"closed": closed.assessment_id, "closed_round": closed.pk}
    settings = connection.get_connection_params()
    asked = {
        "statements": {statement.format(**names): says for statement, says in REFUSED.items()},
        "database": {
            name: settings[name]
            for name in ("dbname", "user", "password", "host", "port")
            if settings.get(name)
        },
    }
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    writers = [subprocess.Popen([sys.executable, "-c", textwrap.dedent(WRITER)], **pipes) for _ in range(2)]
    try:
        for one in writers:
            one.stdin.write(json.dumps(asked))
            one.stdin.close()
            assert one.stdout.readline() == "tried\n", one.stderr.read()
        for target in (LAST, (), ()):
            migrate(*target)
        factories.make_user("over@example.org")
        told = [json.loads(one.stdout.read()) for one in writers]
    finally:
        for one in writers:
            one.kill()
            one.wait()
    for found in told:
        assert found["through"] == []
        # Back there, a guard of today asks for columns that have gone: that refuses a write as well, as does
        # waiting for the migration while it waits for the write.
        known = ("does not exist", "has no field", "deadlock detected")
        assert [error for error in found["otherwise"] if not any(words in error for words in known)] == []
        assert min(found["refused"].values()) > 1


def test_every_migration_can_be_part_of_one_transaction():
    assert all(one.atomic for one in MigrationLoader(None).disk_migrations.values())
