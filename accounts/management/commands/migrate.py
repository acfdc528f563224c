"""Django's migrate, which leaves no database without its guards."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from accounts import guards


class Command(migrate.Command):
    def check(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; but where guards are missing it warns of them and goes on, to put them up."""
        with guards.installing_soon():
            super().check(*args, **kwargs)

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate as Django does. Where a migration fails, or is ended from outside, put back the guards that
        were taken off before it."""
        try:
            super().handle(*args, **options)
        except BaseException:  # Ctrl+C, and a process that is told to end, are no Exceptions
            guards.reinstall(connections[options["database"]])
            raise
