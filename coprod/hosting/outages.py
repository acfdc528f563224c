"""What visitors get while the database is away: a page that says so, and the pages that need none."""

import select
import time

import psycopg2
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.db import InterfaceError, OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from psycopg2 import extensions

from background.locking import DEADLOCK, LOCK_NOT_AVAILABLE

NEED_NO_DATABASE = {"help", "privacy", "accessibility"}  # the names of their addresses
AWAY = (OperationalError, InterfaceError)
RETRY_AFTER = 30  # seconds
RETRY_SOON = 2  # where others are saving at the same moment
BUSY = {LOCK_NOT_AVAILABLE, DEADLOCK, "40001"}  # the last: what was read has changed since
LOCK_PATIENCE = "1500ms"  # whoever waits for a lock keeps a worker from everybody else


def is_outage(error: BaseException | None) -> bool:
    """Tell whether an error means that the database, or the store where tries are counted, does not answer
    now and may again in a minute."""
    return isinstance(error, AWAY) or type(error).__module__.startswith("redis.")


def is_busy(error: BaseException | None) -> bool:
    """Tell whether an error means that somebody else has what was to be written, and will soon be done."""
    return getattr(getattr(error, "__cause__", None), "pgcode", "") in BUSY or "is locked" in str(error)


def page_without_database(request: HttpRequest) -> HttpResponse | None:
    """Return the page that was asked for, as to somebody who is not signed in, where it needs no database;
    else None. From here on the request is nobody's: to find out whose would ask the database again."""
    request.user = AnonymousUser()
    found: ResolverMatch | None = request.resolver_match
    if found is None or found.view_name not in NEED_NO_DATABASE:
        return None
    bare = WSGIRequest({**request.META, "HTTP_COOKIE": ""})
    bare.user = request.user
    page: HttpResponse = found.func(bare)
    return page


def limit_waiting() -> None:
    """Have no page wait for PostgreSQL longer than DATABASE_PATIENCE: called once in a process that serves
    pages. Commands wait as long as it takes."""
    if connection.vendor == "postgresql":
        extensions.set_wait_callback(_wait)
        connection_created.connect(limit_locks, dispatch_uid="limit-locks")


def limit_locks(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Have this connection wait for locks a moment only; work that must come to its end says so itself
    (background/locking.py)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{LOCK_PATIENCE}'")


def _wait(line: extensions.connection) -> None:
    """Wait till a connection has done what it is doing. Raises OperationalError where that takes too long;
    psycopg2 then closes it. While it waits like this, libpq leaves its own connect_timeout to us."""
    connecting = line.status == extensions.STATUS_SETUP
    patience = settings.DATABASES["default"]["OPTIONS"]["connect_timeout"] if connecting else None
    end = time.monotonic() + (patience or settings.DATABASE_PATIENCE)
    while (state := line.poll()) != extensions.POLL_OK:
        ready = select.poll()
        ready.register(line.fileno(), select.POLLIN if state == extensions.POLL_READ else select.POLLOUT)
        left = end - time.monotonic()
        if left <= 0 or not ready.poll(left * 1000):
            raise psycopg2.OperationalError("The database did not answer in time.")
