"""Write to the owners of actions whose day has come."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from assessments.plans.mail import tell_owners


class Command(BaseCommand):
    help = (
        "Writes to each owner of an action who gave an e-mail address, once its day has come and it is "
        "neither done nor given up. Each message goes once; another only if the day is moved and comes. Each "
        "has a link by which its reader is never written to again. Run it every day, from a scheduler."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Enqueue the messages; the worker tries again what the mail server does not take."""
        told = tell_owners(timezone.localdate())
        self.stdout.write(f"{told} messages to owners of actions are on their way.")
