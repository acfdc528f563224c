"""Load the built-in frameworks."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from frameworks.actions import VersionRefused, import_version
from frameworks.exchange.files import FaultyFile, read
from frameworks.models import FrameworkVersion

LIBRARY = Path(__file__).resolve().parents[2] / "library"
EARLIER = "earlier"  # the folder in it of the versions before the newest: old rounds are compared by them


class Command(BaseCommand):
    help = "Loads the built-in frameworks. It can be run again at any time: what is there already stays."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load each file in full or not at all. Raises CommandError after the last, where any failed."""
        published = FrameworkVersion.objects.filter(framework__organisation=None).exclude(status="draft")
        there = set(published.values_list("framework__code", "number", "language"))
        failed = 0
        for path in library_files():
            try:
                file = read(path.read_bytes())
                version = import_version(file=file, organisation=None, publish=True, by=None)
            except (FaultyFile, VersionRefused) as error:
                failed += 1
                self.stderr.write(f"{path.name} was not loaded:\n{error}")
                continue
            outcome = "there already" if (file.code, file.version, file.language) in there else "loaded"
            self.stdout.write(f"{file.code} version {file.version}{_into(version)}: {outcome}")
        if failed:
            raise CommandError(f"{failed} of the library's files could not be loaded")


def library_files() -> list[Path]:
    """Return the files of the library in the order in which they are loaded: earlier versions before newer
    ones, then by name; a translation, whose name holds its language too (core-values.cy.yaml), after them
    all."""
    files = [*LIBRARY.glob(f"{EARLIER}/*.yaml"), *LIBRARY.glob("*.yaml")]
    return sorted(files, key=lambda path: (len(path.suffixes), path.parent == LIBRARY, path.name))


def _into(version: FrameworkVersion) -> str:
    return f" in {version.language}" if version.translation_of_id else ""
