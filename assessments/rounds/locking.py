"""Lock whole rounds, with all that people may be writing in them."""

from collections.abc import Iterable
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from assessments.models import Response, Round
from assessments.records.invitations import Invitation, InvitationBatch
from assessments.rounds import shuffling
from background.locking import is_locked_by_others


def lock_rounds(rounds: QuerySet[Round]) -> list[int]:
    """Lock rounds with all that people may be writing in them, in the order in which they lock it: batches,
    invitations, responses, and the round last (responses/saving.py, rounds/lifecycle.py). Returns their ids.

    Somebody may begin after the responses were locked and before the round is, and then wait for the round
    with a response that was not there to be locked. Waiting for that one would never end, so all is given
    back, and tried again.
    """
    wanted = list(rounds.order_by("pk"))
    nowait = connection.features.has_select_for_update_nowait
    while True:
        try:
            with transaction.atomic():
                _lock(_codes_in(wanted))
                for round_ in wanted:
                    shuffling.lock_responses(round_)
                found = _lock([rounds.order_by("pk")])
                _lock([*_codes_in(wanted), Response.objects.filter(round__in=wanted)], nowait=nowait)
                return found
        except OperationalError as error:
            if not is_locked_by_others(error):
                raise


def _codes_in(rounds: list[Round]) -> list[QuerySet[Any]]:
    batches = InvitationBatch.objects.filter(round__in=rounds).order_by("pk")
    return [batches, Invitation.objects.filter(batch__round__in=rounds).order_by("pk")]


def _lock(tables: Iterable[QuerySet[Any]], *, nowait: bool = False) -> list[Any]:
    """Lock these rows; returns the ids of the last ones. nowait: raises OperationalError where somebody else
    has one of them."""
    ids: list[Any] = []
    for rows in tables:
        ids = list(rows.select_for_update(of=("self",), nowait=nowait).values_list("pk", flat=True))
    return ids
