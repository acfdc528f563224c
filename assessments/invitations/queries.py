"""Read invitations: what may be said of codes, and nothing of who used them."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import codes
from assessments.closing import takes_answers
from assessments.models import Round
from assessments.records.invitations import Invitation, InvitationBatch
from assessments.rounds.errors import NotAllowedNow
from assessments.rounds.queries import SubmissionCount


def invitation_of(code: str) -> Invitation | None:
    """Return the unused invitation of this code, in a round that is open, with its batch, group and round.
    Wrong, used and taken-back codes, and those of rounds that are not open, all find nothing. One query."""
    found = Invitation.objects.select_related("batch__round", "batch__perspective")
    return found.filter(takes_answers("batch__round__"), code_hash=codes.hash_of(code)).first()


def ended_round_of(code: str) -> Round | None:
    """Return the round that ended without results and that this code was for, unless it was used or taken
    back. One query."""
    rounds = Round.objects.filter(state=Round.State.ENDED)
    return rounds.filter(batches__invitations__code_hash=codes.hash_of(code)).first()


def check_not_taken_back(batch: int | None) -> None:
    """Refuse to print the codes of this batch again once its unused codes were taken back. One query. Raises
    NotAllowedNow."""
    if not InvitationBatch.objects.filter(pk=batch or 0, taken_back=None).exists():
        raise NotAllowedNow(
            _("The codes on this print were taken back. To make new ones, open the page again.")
        )


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """A batch of invitations as the people who run the round see it."""

    batch: InvitationBatch
    used: int  # at least so many were used: see `_at_least_used`
    given: int  # codes that went out, or are still to go
    unsent: int  # letters that are still to go


def batches_of(round_: Round, sent: Iterable[SubmissionCount], *, paper: bool = False) -> list[BatchSummary]:
    """Return the batches of a round, oldest first: those of paper forms, or all others. sent: how many have
    sent (sent_by_perspective). One query."""
    people = {row.perspective.pk if row.perspective else None: row.people for row in sent}
    on_paper = Q(how=InvitationBatch.How.PAPER)
    batches = round_.batches.filter(on_paper if paper else ~on_paper)
    batches = batches.select_related("perspective").annotate(
        left=Count("invitations"), unsent=Count("invitations", filter=Q(invitations__code_hash=None))
    )
    return [
        BatchSummary(
            batch,
            _at_least_used(
                batch.made - batch.refused - batch.left - (batch.taken_back or 0),
                made=batch.made - batch.refused,
                sent=people.get(batch.perspective_id, 0) if batch.perspective_id else sum(people.values()),
                threshold=round_.threshold,
            ),
            batch.made - batch.refused,
            batch.unsent,
        )
        for batch in batches
        if batch.made > batch.refused
    ]


def _at_least_used(used: int, *, made: int, sent: int, threshold: int) -> int:
    """How many codes of a batch may be said to be used, at least.

    A code is used when its holder starts, and nobody may see who has started, when, or how many have only
    started (docs/rules.md, States of a round). So:

    1. never more than have sent from the batch's group, or from the round where it has no group: it tells of
       nobody who only started;
    2. never so many that fewer than the threshold could still be unused: 'all of them' would tell it of each
       person who was given one;
    3. in steps of the threshold: whoever hands out one slip, or writes to one person, and then looks, sees
       nothing move. Each step stands for as many people as the smallest group that may be shown.
    """
    known = max(0, min(used, sent, made - threshold))
    return known - known % threshold


@dataclass(frozen=True, slots=True)
class Reminders:
    """What may be said of reminders. It follows from the batches, never from whether any code is unused.

    possible: some batch went by e-mail, and its addresses are kept. due: some such batch may be reminded now.
    unfinished: it was begun today, and its end was not reached, or it is still going on. forgotten: the
    addresses of some batch were forgotten, as the round has been closed since.
    """

    possible: bool
    due: bool
    unfinished: bool
    forgotten: bool


def reminders_of(round_: Round) -> Reminders:
    """One query."""
    today = timezone.localdate()
    batches = list(batches_by_mail(round_))
    kept = [batch for batch in batches if not batch.addresses_forgotten]
    return Reminders(
        possible=bool(kept),
        due=any(is_due(batch, today) for batch in kept),
        unfinished=any(batch.reminded_to and batch.written_on == today for batch in kept),
        forgotten=len(kept) < len(batches),
    )


def batches_by_mail(round_: Round) -> QuerySet[InvitationBatch]:
    """Return the batches that went by e-mail and were not taken back, while the round is open."""
    return InvitationBatch.objects.filter(
        takes_answers("round__"), round=round_, how=InvitationBatch.How.MAIL, taken_back=None
    )


def is_due(batch: InvitationBatch, today: datetime.date) -> bool:
    return batch.reminded_to is not None or batch.written_on != today
