"""Remove the example that a first visitor looks round."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from assessments.deletion.actions import DeletionRefused
from assessments.example import actions as example


class Command(BaseCommand):
    help = "Removes the example: its organisation with all that belongs to it, and its accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--yes", action="store_true", help="remove what was added to the example's organisation, too"
        )

    @transaction.atomic
    def handle(self, *args: Any, yes: bool = False, **options: Any) -> None:
        """Remove all of it or nothing. Raises CommandError where something else would go, without --yes."""
        organisation = example.organisation_there()
        if organisation is None:
            self.stdout.write("There is no example to remove.")
            return
        added = example.additions(organisation)
        if added and not yes:
            raise CommandError(
                f"Nothing was removed. {organisation} also holds what is not the example's:\n"
                + "".join(f"- {one}\n" for one in added)
                + "Give --yes to remove that, too. It cannot be brought back."
            )
        try:
            example.remove(organisation)
        except DeletionRefused as refused:
            raise CommandError(f"Nothing was removed. {refused}") from refused
        self.stdout.write("The example is removed.")
        for one in added:
            self.stdout.write(f"Also removed: {one}")
