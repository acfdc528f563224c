"""Store the answers of open rounds anew in random order."""

from typing import Any

from django.core.management.base import BaseCommand

from assessments.models import Round
from assessments.rounds import lifecycle, shuffling


class Command(BaseCommand):
    help = (
        "Stores the answers of each open round again in random order, so that the next copy of the "
        "database does not show in which order people answered. Closing a round does the same. Rounds that "
        "close by themselves, and whose day is over, are closed first."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Round by round; one that closes meanwhile is left alone."""
        lifecycle.close_ended_rounds()
        for one in Round.objects.filter(state=Round.State.CLOSED, order_forgotten=False):
            lifecycle.forget_order(round_=one)  # where closing was cut short before that
        mixed = [
            lifecycle.shuffle_open_round(round_=one) for one in Round.objects.filter(state=Round.State.OPEN)
        ]
        shuffling.vacuum()
        self.stdout.write(f"{sum(mixed)} open rounds: their answers lie in random order now.")
