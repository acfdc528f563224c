"""Write a framework out as its file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Organisation
from frameworks import languages
from frameworks.exchange.files import write, write_json
from frameworks.management.commands.import_framework import organisation_called
from frameworks.models import FrameworkVersion


class Command(BaseCommand):
    help = "Writes a framework as a file that import_framework reads, here or on another site."

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        """Take --version as the framework's number, where every other command prints Django's with it."""
        return super().create_parser(*args, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")
        parser.add_argument("--version", type=int, metavar="N", help="without it, the newest published one")
        parser.add_argument(
            "--language", metavar="CODE", help="its translation, such as cy; without it, the original"
        )
        parser.add_argument("--organisation", metavar="SLUG", help="its owner; without one, the library")
        parser.add_argument("--format", choices=["yaml", "json"], default="yaml")
        parser.add_argument("--output", type=Path, metavar="FILE", help="without it, the screen")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = organisation_called(options["organisation"])
        version = _version(options["code"], owner, options["version"])
        if options["language"] is not None:
            version = _translated(version, options["language"])
        text = write(version) if options["format"] == "yaml" else write_json(version)
        if options["output"] is None:
            self.stdout.write(text, ending="")
            return
        try:
            Path(options["output"]).write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{options['output']}: {error.strerror}") from error


def _version(code: str, owner: Organisation | None, number: int | None) -> FrameworkVersion:
    versions = FrameworkVersion.objects.originals().filter(
        framework__code=code, framework__organisation=owner
    )
    found = (versions.published().newest() if number is None else versions.filter(number=number)).first()
    if found is None:
        what = "published version" if number is None else f"version {number}"
        raise CommandError(f"no {what} of {code!r} there")
    return found


def _translated(version: FrameworkVersion, language: str) -> FrameworkVersion:
    """Return the version in this language, as long as it was not withdrawn."""
    if languages.same(version.language, language):
        return version
    there = version.translations.exclude(status=FrameworkVersion.Status.WITHDRAWN)
    found = there.filter(language__iexact=language).first()
    if found is None:
        code = version.framework.code
        raise CommandError(f"no translation of version {version.number} of {code!r} into {language!r} there")
    return found
