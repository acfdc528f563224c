"""Write to people who are invited: first with the code that they begin with, later to remind them of it.

A worker does this (tasks.py). A code is made as its letter is handed over, so it rests nowhere, not even for
a moment: an invitation without a code is one whose letter has not gone out. Nothing here tells which codes
were used.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from assessments import codes
from assessments.invitations.queries import batches_by_mail
from assessments.models import Round
from assessments.records.invitations import Invitation, InvitationBatch
from background.locking import advisory_lock
from background.outbox import note_failure, topic_of
from background.smtp import Delivery

BEFORE_ALL = UUID(int=0)
SENDING = 1  # what somebody is alone at (background/locking.py)


@dataclass(frozen=True, slots=True)
class OutgoingInvitation:
    """A code on its way to an address. before: the hash of the code that it takes the place of; none in the
    first letter.

    Kept in memory until the message is handed over; the code is stored nowhere.
    """

    invitation: UUID
    address: str
    code: str
    before: str | None

    @property
    def is_reminder(self) -> bool:
        return self.before is not None


class Mailer(Protocol):
    """Hand letters to the mail server (mail.RoundMailer)."""

    def deliver(self, letter: OutgoingInvitation) -> Delivery:
        """Send it. What this raises ends the sending where it is."""

    def check(self) -> None:
        """Check that mail can be sent. Raises where no message could be sent now."""


class SomebodyElseSends(Exception):
    """Another worker writes to people of this round just now."""


def send_letters(*, round_: Round, mailer: Mailer) -> bool:
    """Send what waits in an open round: invitations, then reminders. Returns whether all has gone out. Raises
    SomebodyElseSends.

    Each letter is stored before the next is sent: cut short and begun again, this goes on with those who were
    not written to; one whose letter was just being handed over may get two, and the code in the second works.
    Letters go in the order of the invitations' keys, which are random. No write waits for the mail server.
    What `mailer` raises is raised on; its check comes last, so that a mail server which went away is told of
    whether or not anyone was still to be written to.
    """
    with advisory_lock(SENDING, round_.pk) as is_alone:
        if not is_alone:
            raise SomebodyElseSends
        return _send(round_, mailer)


def _send(round_: Round, mailer: Mailer) -> bool:
    batches = list(batches_by_mail(round_).filter(addresses_forgotten=False).order_by("pk"))
    left = [letter for batch in batches for letter in _invite(batch, mailer)]
    reminded = [batch for batch in batches if batch.reminded_to is not None]
    for batch in reminded:
        _remind(batch, mailer)
    mailer.check()
    InvitationBatch.objects.filter(pk__in=[batch.pk for batch in reminded]).update(reminded_to=None)
    return not left


def _invite(batch: InvitationBatch, mailer: Mailer) -> Iterator[OutgoingInvitation]:
    """Send the invitations that have not gone out. Yields those that the mail server could not take now."""
    after = BEFORE_ALL
    while row := _unsent(batch).filter(pk__gt=after).order_by("pk").first():
        after = row.pk
        letter = OutgoingInvitation(row.pk, row.address, codes.make_invitation(), None)
        match mailer.deliver(letter):
            case Delivery.TAKEN:
                _unsent(batch).filter(pk=row.pk).update(code_hash=codes.hash_of(letter.code))
            case Delivery.REFUSED:
                _drop(batch, row)
            case Delivery.LATER:
                yield letter


def _unsent(batch: InvitationBatch) -> QuerySet[Invitation]:
    return Invitation.objects.filter(batch=batch, code_hash=None).exclude(address="")


@transaction.atomic
def _drop(batch: InvitationBatch, row: Invitation) -> None:
    """Delete an invitation that the mail server refused, and tell whoever invited, by name: nobody can have
    begun with it, so this says nothing of anybody who takes part. The batch is locked first, as whoever
    closes the round locks it."""
    held = InvitationBatch.objects.select_for_update().get(pk=batch.pk)
    dropped, _rows = Invitation.objects.filter(pk=row.pk, code_hash=None).exclude(address="").delete()
    if dropped:
        InvitationBatch.objects.filter(pk=held.pk).update(refused=F("refused") + 1)
        about = _("the invitation to %(address)s, for ‘%(title)s’") % {
            "address": row.address,
            "title": batch.round.assessment.title,
        }
        note_failure(about=about, by=batch.made_by_id, topic=topic_of(batch.round))


def give_up(*, round_: Round) -> None:
    """Treat the invitations that could not go out as refused: the mail server had a day to take them."""
    for batch in batches_by_mail(round_).filter(addresses_forgotten=False):
        for row in _unsent(batch).order_by("pk"):
            _drop(batch, row)


def mark_delayed(*, round_: Round, delayed: bool) -> None:
    """Store whether letters of this round wait for the mail server."""
    InvitationBatch.objects.filter(round=round_, how=InvitationBatch.How.MAIL).exclude(
        delayed=delayed
    ).update(delayed=delayed)


def _remind(batch: InvitationBatch, mailer: Mailer) -> None:
    """Write to each address of the batch whose code is unused, with a new code.

    The old code stops working once the mail server has taken the new one, so nobody is left without a code.
    The batch holds how far along it is: no row of a person says that, or when, they were reminded. Who could
    not be reminded is not told to anybody: it would say that their code is unused. Three statements for each
    letter, beside its transaction.
    """
    while letter := _next_reminder(batch):
        taken = mailer.deliver(letter) is Delivery.TAKEN
        batch.reminded_to = _went_on(batch, letter, taken=taken)


def _next_reminder(batch: InvitationBatch) -> OutgoingInvitation | None:
    unused = Invitation.objects.filter(batch=batch, pk__gt=batch.reminded_to, code_hash__isnull=False)
    row = unused.exclude(address="").order_by("pk").first()
    return OutgoingInvitation(row.pk, row.address, codes.make_invitation(), row.code_hash) if row else None


@transaction.atomic
def _went_on(batch: InvitationBatch, letter: OutgoingInvitation, *, taken: bool) -> UUID:
    """Store that this reminder is done with; returns how far the batch has come. The batch is locked first,
    as whoever closes the round locks it. A code that was used this moment, or whose address was forgotten
    with the close, is left alone."""
    kept = InvitationBatch.objects.filter(pk=batch.pk, addresses_forgotten=False)
    kept.update(reminded_to=letter.invitation)
    if taken:
        unused = Invitation.objects.filter(pk=letter.invitation, code_hash=letter.before).exclude(address="")
        unused.update(code_hash=codes.hash_of(letter.code))
    return letter.invitation
