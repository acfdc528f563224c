"""Doing something that takes a while, while nobody else does the same, and without a row that says so.

A row would stay behind where a process is killed, and nobody could tell whether it is still at it. What is
held here goes with the process, however it ends. No write of anybody waits for it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files import locks
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

# PostgreSQL's words for a lock that was not to be had in time, and for two who waited for each other.
LOCK_NOT_AVAILABLE, DEADLOCK = "55P03", "40P01"


def is_locked_by_others(error: BaseException | None) -> bool:
    """Tell whether an error of the database means that somebody else held a lock for too long."""
    return _code_of(error) in (LOCK_NOT_AVAILABLE, DEADLOCK)


def is_deadlock(error: BaseException | None) -> bool:
    """Tell whether an error of the database means that two waited for each other: the other has gone on."""
    return _code_of(error) == DEADLOCK


def _code_of(error: BaseException | None) -> str:
    return getattr(getattr(error, "__cause__", None), "pgcode", "") or ""


def wait_long() -> None:
    """Within this transaction, wait for locks for a minute: for work that is done seldom and must come to its
    end. A page waits a moment only (coprod/hosting/outages.py)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '60s'")


@contextmanager
def advisory_lock(what: int, key: int, *, own_connection: bool = False) -> Iterator[bool]:
    """Whether nobody else is at this; if so, nobody else is until the block ends.

    what: a number for the kind of work. key: the row that it is done to. On SQLite, where all processes run
    on one machine, there is one lock for each kind: who works on another row is told the same.
    own_connection: hold it by a connection to the database that nothing else uses, where the block lasts
    longer than one connection may.
    """
    if connection.vendor == "sqlite":
        with open(f"{connection.settings_dict['NAME']}-alone-{what}", "w", opener=_private) as file:
            yield locks.lock(file, locks.LOCK_EX | locks.LOCK_NB)  # closing the file gives it back
        return
    by = connection.copy() if own_connection else connection
    is_alone = _call(by, "pg_try_advisory_lock", what, key)
    try:
        yield is_alone
    finally:
        if is_alone:
            _call(by, "pg_advisory_unlock", what, key)
        if own_connection:
            by.close()


def _private(path: str, flags: int) -> int:
    """Open a file that nobody else on the machine may read."""
    return os.open(path, flags, 0o600)


def _call(by: BaseDatabaseWrapper, function: str, what: int, key: int) -> bool:
    with by.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [what, key])
        return bool(cursor.fetchone()[0])
