"""Write the JSON Schema of files of results."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.reports.formats.data.results_file import schema_text


class Command(BaseCommand):
    help = "Writes the JSON Schema of files of results; after a change of them, into docs/ too."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", type=Path, metavar="FILE", help="without it, the screen")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["output"] is None:
            self.stdout.write(schema_text(), ending="")
            return
        try:
            Path(options["output"]).write_text(schema_text(), encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{options['output']}: {error.strerror}") from error
