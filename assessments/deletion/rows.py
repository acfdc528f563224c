"""Delete the rows of rounds and of framework versions with all that belongs to them, past no guard.

The guards keep what belongs to a round that is under way, and to a published version. So what it belongs to
goes first, and the rest follows in the same transaction, in which foreign keys are checked at its end.
"""

from collections.abc import Iterable
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import Model, QuerySet

from assessments.models import Invitation, InvitationBatch, Response, Round
from assessments.rounds import shuffling
from background import outbox
from background.locking import is_locked_by_others
from frameworks.models import Band, DraftStep, Framework, FrameworkVersion, Question, Scale, Section, Source


def delete_rows_of_rounds(rounds: QuerySet[Round]) -> None:
    """Delete rounds, whatever state they are in, with all that belongs to them.

    The guards keep the frameworks and perspectives of a round that is under way, so the rounds themselves
    go first: with no round, nothing is under way. Foreign keys are checked when the transaction ends.
    The locks make people who are answering wait; their answers then find no round.
    """
    ids = _hold_rounds(rounds)
    _delete_alone(Round, ids)
    for pk in ids:
        outbox.forget(outbox.topic_of(Round(pk=pk)))
    for relation in Round._meta.related_objects:
        rows: QuerySet[Model] = relation.related_model._base_manager.all()
        rows.filter(**{f"{relation.field.name}__in": ids}).delete()


def _hold_rounds(rounds: QuerySet[Round]) -> list[int]:
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


def delete_rows_of_versions(versions: QuerySet[FrameworkVersion]) -> None:
    """Delete framework versions with their parts: the versions first, as the guards keep published parts."""
    ids = list(versions.select_for_update(of=("self",)).values_list("pk", flat=True))
    Framework.objects.filter(adapted_from__in=ids).update(adapted_from=None)
    FrameworkVersion.objects.filter(reviewed_original__in=ids).update(reviewed_original=None)
    _delete_alone(FrameworkVersion, ids)
    for part in (DraftStep, Question, Section, Scale, Source, Band):
        part._base_manager.filter(version__in=ids).delete()


def _delete_alone(model: type[Model], ids: list[int]) -> None:
    """Delete just these rows. What belongs to them must follow in the same transaction."""
    rows = model._base_manager.filter(pk__in=ids)
    rows._raw_delete(rows.db)
