"""The empty database of SQLite, kept from run to run: migrating it takes seconds in each worker.

It is kept in pytest's own cache, by what the code of the site and of the installed packages was.
"""

import hashlib
import os
import sqlite3
from contextlib import closing
from importlib import metadata
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def kept_database(request) -> Path:
    """Where the database of just this code is kept, or will be."""
    return request.config.cache.mkdir("migrated") / f"{state_of_code()}.sqlite3"


def state_of_code() -> str:
    ours = (Path(app.path) for app in apps.get_app_configs() if Path(app.path).is_relative_to(ROOT))
    files = sorted(path for folder in {*ours, ROOT / "coprod"} for path in folder.rglob("*.py"))
    digest = hashlib.sha256(sqlite3.sqlite_version.encode())
    for name in sorted(f"{one.name} {one.version}" for one in metadata.distributions()):
        digest.update(name.encode())
    for path in files:
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


@pytest.fixture(scope="session")
def is_on_sqlite(request) -> bool:
    return request.config.getoption("--database") == "sqlite"


@pytest.fixture(scope="session")
def django_db_keepdb(is_on_sqlite) -> bool:
    """Whether Django may find a database there already: its folder goes as the run ends, whatever it says."""
    return is_on_sqlite


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix, kept_database, is_on_sqlite
) -> None:
    """Put the kept database where Django will look for it, once the name of this worker's is known."""
    if is_on_sqlite:
        there = Path(settings.DATABASES["default"]["TEST"]["NAME"])
        there.unlink(missing_ok=True)
        if kept_database.exists():
            copy(kept_database, there)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, kept_database, is_on_sqlite):
    """As pytest-django's; then keep what was migrated, in place of those of earlier code."""
    if is_on_sqlite and not kept_database.exists():
        with django_db_blocker.unblock():
            connections["default"].close()
        for earlier in kept_database.parent.glob("*.sqlite3"):
            earlier.unlink(missing_ok=True)
        new = kept_database.with_suffix(f".{os.getpid()}")
        copy(settings.DATABASES["default"]["NAME"], new)
        new.replace(kept_database)


def copy(source: Path | str, target: Path) -> None:
    """Copy a database whole, with what still lies beside it."""
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)
