"""Close the rounds that close by themselves, once their day is over."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.actions import forget_expired_invitations
from accounts.idempotency.forms_sent import forget_forms_sent
from assessments.packs.actions import delete_old_packs
from assessments.rounds import lifecycle, shuffling


class Command(BaseCommand):
    help = (
        "Closes each open round that was to close by itself, once its closing day is over. Such a round "
        "takes no answers from that moment on, with or without this command; but only when it is closed are "
        "the addresses of people who were invited forgotten. Forgets, too, which pages were sent whose forms "
        "make something, once those are too old to be sent again, and invitations of members that expired a "
        "month ago; deletes meeting packs that are a week old. Run it every hour, from a scheduler."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Round by round: one that cannot be closed just now is tried again by the next run."""
        closed = lifecycle.close_ended_rounds()
        shuffling.vacuum()
        forget_forms_sent()
        forget_expired_invitations()
        delete_old_packs()
        self.stdout.write(f"{closed} rounds closed, because their day was over.")
