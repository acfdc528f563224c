"""Load the example that a first visitor looks round."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse

from accounts.models import Organisation
from assessments.example import actions as example
from assessments.models import Round


class Command(BaseCommand):
    help = "Loads the example: an invented organisation, with results to look at and a round to take part in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--really", action="store_true", help="load it on a site that is not local, too (see the warning)"
        )

    def handle(self, *args: Any, really: bool = False, **options: Any) -> None:
        """Load it, unless it is there. Raises CommandError where it may not or cannot be loaded."""
        if not settings.LOCAL and not really:
            raise CommandError(
                "This site is not a local one, and everyone can look up the example's password: anyone "
                "who signs in with it could use the site. Give --really to load the example all the same."
            )
        with transaction.atomic():
            organisation = example.organisation_there()
            if organisation:
                self.stdout.write("The example is there already. Nothing was changed.")
            else:
                organisation = self._load()
        self._say_where(organisation)

    def _load(self) -> Organisation:
        try:
            organisation = example.load()
        except example.ExampleRefused as refused:
            raise CommandError(f"The example was not loaded. {refused}") from refused
        self.stdout.write(f"The example is loaded: {organisation}.")
        return organisation

    def _say_where(self, organisation: Organisation) -> None:
        self.stdout.write(f"Sign in as {example.FACILITATOR} with the password {example.PASSWORD}")
        rounds = Round.objects.filter(assessment__organisation=organisation).select_related("assessment")
        for round_ in rounds.order_by("pk"):
            self.stdout.write(str(round_))
            for name, address in _addresses(round_):
                self.stdout.write(f"  {name}: {address}")


def _addresses(round_: Round) -> list[tuple[str, str]]:
    """Where to look at a round: names and paths."""
    if round_.is_released:
        pages = [("results", "results"), ("report", "report"), ("report as PDF", "report_pdf")]
        return [(name, reverse(f"assessments:{page}", args=[round_.pk])) for name, page in pages]
    addresses = [("how it is going", reverse("assessments:round", args=[round_.pk]))]
    if round_.is_open:
        addresses.append(("take part", reverse("assessments:join", args=[round_.join_code])))
    return addresses
