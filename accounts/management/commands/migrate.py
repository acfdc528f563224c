"""Django's migrate, all in one transaction: the guards never come down where others could see it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts import guards
from background.locking import is_deadlock, is_locked_by_others

ALONE = 0x6D696772  # the number of the lock that two migrations share ('migr')
TRIES = 5  # where somebody writes at the same moment, and the two wait for each other
PATIENCE = "5s"  # for a table that somebody is writing to: everybody who comes after waits as well


class Command(migrate.Command):
    def check(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; but where guards are missing it warns of them and goes on, to put them up."""
        with guards.installing_soon():
            super().check(*args, **kwargs)

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate as Django does, but wholly or not at all, and one at a time.

        A migration that fails or is killed leaves the database as it was, with its guards. A write whose
        guard reads a table that is locked here, while this waits for that write, is a deadlock: then it is
        begun again.
        Raises CommandError where a table stays busy.
        """
        self.connection = connections[options["database"]]
        is_outermost = not self.connection.in_atomic_block
        for left in reversed(range(TRIES if is_outermost else 1)):
            try:
                with _alone(self.connection):
                    super().handle(*args, **options)
                return
            except OperationalError as error:
                if is_deadlock(error) and left:
                    continue
                if not is_locked_by_others(error):
                    raise
                raise CommandError(
                    f"Nothing was migrated: a table was in use for {PATIENCE} on end. The site works as "
                    "before. Try again when fewer people use it."
                ) from error

    def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:
        """Say how far it is. A foreign key is checked when its migration is done, as if it ended with it."""
        super().migration_progress_callback(action, migration, fake)
        if action in ("apply_success", "unapply_success"):
            self.connection.check_constraints()


@contextmanager
def _alone(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Run the block in one transaction that no other migration runs beside."""
    outermost = not connection.in_atomic_block
    if connection.vendor == "sqlite" and outermost:
        # Django wants it off to rebuild tables, and in a transaction it is too late for that.
        connection.disable_constraint_checking()
    try:
        with transaction.atomic(using=connection.alias):
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ALONE])
                    cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            yield
    finally:
        if connection.vendor == "sqlite" and outermost:
            connection.enable_constraint_checking()
