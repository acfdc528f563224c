"""Django's migrate, which leaves no database without its guards."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from accounts import guards


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """As Django's. Where a migration fails, the guards that were taken off before it are put back."""
        try:
            super().handle(*args, **options)
        except Exception:
            guards.put_all_up(connections[options["database"]])
            raise
