"""Copy all that a SQLite file holds into this site's database, which is new and empty."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from coprod.hosting.copying import CopyRefused, copy_all


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the SQLite file of a site of the same release")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Copy all rows, or none. Raises CommandError where that cannot be."""
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        connections.settings["copied"] = {
            **connections.settings["default"],
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(file),
            "OPTIONS": {},
        }
        try:
            found = copy_all("copied", "default")
        except CopyRefused as refused:
            raise CommandError(f"Nothing was copied. {refused}") from refused
        finally:
            connections["copied"].close()
        rows = sum(found.values())
        tables = sum(map(bool, found.values()))
        self.stdout.write(f"Copied {rows:,} rows of {tables} tables; none is missing.")
