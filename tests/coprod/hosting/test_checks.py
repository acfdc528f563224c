"""What a site is warned of: a PostgreSQL that writes down what people said, files that others can read."""

import logging
import os
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from coprod.hosting import checks
from tests import factories
from tests.coprod.hosting.processes import run_as_real_site
from tests.coprod.real_site.document import quiet_database

sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a file")
postgres = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="has no log of its own")


@pytest.fixture
def real(settings):
    settings.LOCAL = False


def set_as_documented():
    """For this connection alone what docs/running.md sets for the whole database."""
    with connection.cursor() as cursor:
        for statement in quiet_database("x"):
            cursor.execute(statement.replace('ALTER DATABASE "x" SET', "SET"))


def found():
    return checks.check_database(databases=["default"])


@postgres
@pytest.mark.django_db
def test_the_document_quietens_postgresql(real):
    set_as_documented()
    assert found() == []


LOUD = [
    ("log_min_error_statement", "error"),
    ("log_error_verbosity", "default"),
    ("log_error_verbosity", "verbose"),
    ("log_min_duration_statement", "0"),
    ("log_min_duration_statement", "5000"),
    ("log_min_duration_sample", "100"),
    ("log_transaction_sample_rate", "0.5"),
    ("log_statement", "mod"),
    ("log_statement", "all"),
    ("log_parameter_max_length_on_error", "-1"),
    ("debug_print_plan", "on"),
]


@postgres
@pytest.mark.django_db
@pytest.mark.parametrize(("name", "value"), LOUD)
def test_each_setting_that_gives_words_away_is_named(real, name, value):
    set_as_documented()
    with connection.cursor() as cursor:
        cursor.execute(f"SET {name} = '{value}'")
    [warning] = found()
    assert warning.id == "coprod.W001"
    assert f": {name} = " in warning.msg
    assert "docs/running.md" in warning.hint


@postgres
@pytest.mark.django_db
def test_ones_own_machine_is_not_bothered(settings):
    assert settings.LOCAL
    with connection.cursor() as cursor:
        cursor.execute("SET log_statement = 'all'")
    assert found() == []


@postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("quiet", [False, True])
def test_a_refused_row_is_in_postgresqls_log_unless_it_is_set_up_as_documented(quiet):
    with connection.cursor() as cursor:
        cursor.execute("SELECT setting || '/log' FROM pg_settings WHERE name = 'data_directory'")
        log = Path(cursor.fetchone()[0])
    if not os.access(log, os.R_OK):
        pytest.skip("This PostgreSQL is not the tests' own.")
    before = log.stat().st_size
    if quiet:
        set_as_documented()
    try:
        address = f"afraid-{os.urandom(8).hex()}@example.org"
        factories.make_user(address)
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create_user(address, name="Somebody else")
    finally:
        connection.close()
    with log.open() as file:
        file.seek(before)
        written = file.read()
    assert (address in written) is not quiet
    assert ("Somebody else" in written) is not quiet


@sqlite
@pytest.mark.django_db
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602, 0o600, 0o400])
def test_a_file_that_others_may_read_is_named(real, tmp_path, monkeypatch, mode):
    """The site takes that from them itself, where the file is its own."""
    path = tmp_path / "site.sqlite3"
    path.touch()
    path.chmod(mode)
    monkeypatch.setitem(connection.settings_dict, "NAME", str(path))
    warnings = found()
    assert [warning.id for warning in warnings] == (["coprod.W002"] if mode & 0o077 else [])
    assert all(str(path) in warning.msg for warning in warnings)


@pytest.mark.parametrize("error", [checks.DatabaseError, None])
def test_the_log_says_at_the_start_what_is_not_as_it_should_be(monkeypatch, caplog, error):
    def run(**given):
        assert given == {"tags": ["database"], "databases": ["default"]}
        if error:
            raise error("jo@example.org")
        return [checks.CheckWarning("This is loud.", hint="Read the document.", id="x")]

    monkeypatch.setattr(checks.checks, "run_checks", run)
    monkeypatch.setattr(checks.connections, "close_all", lambda: None)
    with caplog.at_level(logging.WARNING):
        checks.warn_at_start()
    [said] = caplog.messages
    assert said == (
        "The database does not answer: django.db.utils.DatabaseError. Pages wait for it."
        if error
        else "This is loud. Read the document."
    )


def test_a_site_starts_while_its_database_is_away():
    code, said = run_as_real_site("import coprod.wsgi", DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert (code, said.count("The database does not answer")) == (0, 1)
    assert "WARNING coprod.hosting.checks" in said


MODES = """
import django, glob, os
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE words (word text)")
    print(sorted((os.path.basename(path), oct(os.stat(path).st_mode)[-3:]) for path in glob.glob("{}*")))
    print(cursor.execute("PRAGMA secure_delete").fetchone())
"""


@pytest.mark.parametrize("mode", [None, 0o644])
def test_the_database_is_a_file_that_nobody_else_may_read(tmp_path, mode):
    """Made anew, and found with a mode that was too wide."""
    path = tmp_path / "site.sqlite3"
    if mode:
        path.touch(mode)
        path.chmod(mode)
    code, said = run_as_real_site(MODES.format(path), DATABASE_URL=f"sqlite:///{path}")
    assert code == 0, said
    names = ["site.sqlite3", "site.sqlite3-shm", "site.sqlite3-wal"]
    assert said.splitlines() == [str([(name, "600") for name in names]), "(1,)"]


def test_a_number_of_proxies_that_is_none_is_said():
    code, said = run_as_real_site("import coprod.settings", BEHIND_PROXY="yes")
    assert code == 1
    assert "BEHIND_PROXY is how many proxies are in front" in said.splitlines()[-1]


@pytest.mark.parametrize("fault", ["IntegrityError", "DataError"])
def test_a_command_that_fails_without_a_terminal_says_no_more_than_a_page_that_fails(fault):
    code, said = run_as_real_site(
        "import django; django.setup(); from django import db\n"
        f"said = 'jo.bloggs@' + 'example.org'; raise db.{fault}(said)"
    )
    assert code == 1
    assert "jo.bloggs@example.org" not in said
    assert f"django.db.utils.{fault}" in said
    assert "Traceback" in said
