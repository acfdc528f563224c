"""After restoring an older copy: delete again what was deleted since, and end what was ended."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.deletions import remembered
from assessments.deletion.actions import delete_again


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, help="the note of what was deleted (default: DELETIONS_FILE)"
        )

    def handle(self, *args: Any, file: Path | None = None, **options: Any) -> None:
        found = delete_again(remembered(file))
        said = ", ".join(f"{kind}: {number}" for kind, number in found.items() if number)
        self.stdout.write(f"Deleted again: {said}." if said else "Nothing is there that was deleted before.")
