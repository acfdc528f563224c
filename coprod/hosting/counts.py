"""Where tries are counted, for all processes together: a table of the site's own database."""

import base64
import pickle
import time
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router, transaction
from django.utils.crypto import salted_hmac

TABLE = "throttle_counts"
SWEEP = 60  # seconds from one clearing of what has expired to the next, in each process


def scrambled_key(key: str, key_prefix: str, version: int) -> str:
    """Return the key that is stored: nobody without the site's own key can tell from it whose tries it
    counts. What django-ratelimit and allauth name by holds internet addresses, plain or all but plain."""
    return salted_hmac("coprod.counts", f"{key_prefix}:{version}:{key}", algorithm="sha256").hexdigest()


class SharedCounts(DatabaseCache):
    """Django's database cache, made fit to count with.

    Django's own loses count where two write at once (it reads, then writes), lets what it has counted expire
    after five minutes whatever was asked, reports each try that is not the first to PostgreSQL's log as a
    failed INSERT, and makes room by throwing out counts that still hold. Here `add` and `set` are one
    statement each, `incr` locks its row and leaves the time at which it expires, and only what has expired is
    cleared away: within a minute when something is counted again, as it tells who was there.
    """

    _swept = 0.0

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add to a count, and return it. Raises ValueError where there is none (any more)."""
        stored = self.make_and_validate_key(key, version=version)
        using = router.db_for_write(self.cache_model_class)
        connection = connections[using]
        # On SQLite the transaction itself lets nobody else write (settings.py, database).
        lock = connection.ops.for_update_sql() if connection.features.has_select_for_update else ""
        with transaction.atomic(using=using), connection.cursor() as cursor:
            cursor.execute(
                f"SELECT value FROM {TABLE} WHERE cache_key = %s AND expires > %s {lock}",
                [stored, self._at(time.time())],
            )
            row = cursor.fetchone()
            if row is None:
                raise ValueError(f"Key '{key}' not found")
            count: int = pickle.loads(base64.b64decode(row[0])) + delta
            cursor.execute(f"UPDATE {TABLE} SET value = %s WHERE cache_key = %s", [_packed(count), stored])
        return count

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        """Store a value; as `mode` says always ('set') or only where none is, or an expired one ('add').
        Returns whether it was."""
        if mode == "touch":
            return bool(super()._base_set(mode, key, value, timeout))  # type: ignore[misc]
        now, until = time.time(), self.get_backend_timeout(timeout)
        if now - SharedCounts._swept > SWEEP:
            SharedCounts._swept = now
            self._clear_expired(now)
        free = f"WHERE {TABLE}.expires <= %s" if mode == "add" else ""
        using = router.db_for_write(self.cache_model_class)
        with connections[using].cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {TABLE} (cache_key, value, expires) VALUES (%s, %s, %s) "
                f"ON CONFLICT (cache_key) DO UPDATE "
                f"SET value = excluded.value, expires = excluded.expires {free}",
                [key, _packed(value), self._at(until), *([self._at(now)] if free else [])],
            )
            return bool(cursor.rowcount == 1)

    def _clear_expired(self, now: float) -> None:
        """Delete what has expired. Rows that another process is about to delete are left to it."""
        using = router.db_for_write(self.cache_model_class)
        connection = connections[using]
        skip = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {TABLE} WHERE cache_key IN "
                f"(SELECT cache_key FROM {TABLE} WHERE expires <= %s {skip})",
                [self._at(now)],
            )

    def _at(self, moment: float | None) -> Any:
        """Return a moment, in seconds since 1970, as the database stores it; None is never."""
        using = router.db_for_write(self.cache_model_class)
        when = datetime.max.replace(tzinfo=UTC) if moment is None else datetime.fromtimestamp(moment, UTC)
        return connections[using].ops.adapt_datetimefield_value(when)


def _packed(value: Any) -> str:
    """Return a value as Django's database cache stores it."""
    return base64.b64encode(pickle.dumps(value, pickle.HIGHEST_PROTOCOL)).decode("ascii")
