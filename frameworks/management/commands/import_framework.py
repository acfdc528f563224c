"""Read a framework from its file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Organisation
from frameworks.actions import VersionRefused, import_version
from frameworks.exchange.files import FaultyFile, read
from frameworks.import_preview import ImportPreview, losses_of, preview_import, sentences


class Command(BaseCommand):
    help = "Reads a framework from a YAML or JSON file. Where the file has a fault, nothing is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--organisation", metavar="SLUG", help="its owner; without one, the library")
        parser.add_argument("--draft", action="store_true", help="leave it a draft: do not publish it")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = organisation_called(options["organisation"])
        try:
            file = read(Path(options["file"]).read_bytes())
            publish = not options["draft"]
            if options["dry_run"]:
                preview = preview_import(file=file, organisation=owner, publish=publish, by=None)
                self.stdout.write("\n".join(_lines(preview)))
                return
            version = import_version(file=file, organisation=owner, publish=publish, by=None)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        except FaultyFile as error:
            raise CommandError(
                "\n".join([f"{options['file']} has faults, so nothing is stored:", *error.faults])
            ) from error
        except VersionRefused as error:
            raise CommandError(str(error)) from error
        into = f" in {version.language}" if version.translation_of_id else ""
        self.stdout.write(f"{version.framework.code} version {version.number}{into}: {version.status}")


def _lines(preview: ImportPreview) -> Iterator[str]:
    """Say what would happen, as the site's own page does before an import."""
    yield "Nothing is stored: this says what an import would do."
    yield from sentences(preview)
    for words, names in losses_of(preview):
        yield words
        yield from (f"- {name}" for name in names)


def organisation_called(slug: str | None) -> Organisation | None:
    """Return the organisation, or None for the library. Raises CommandError where there is none of that
    name."""
    if slug is None:
        return None
    try:
        return Organisation.objects.get(slug=slug)
    except Organisation.DoesNotExist as error:
        raise CommandError(f"no organisation {slug!r}") from error
