"""Make, renew and take back the codes that people are given to join with.

They are used up in responses/saving.py, and those on paper in paper/entry.py. Nothing here leads to a
response, nor tells which codes were used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from assessments import codes
from assessments.invitations.queries import batches_by_mail, is_due
from assessments.locking import advisory_lock
from assessments.models import Invitation, InvitationBatch, Perspective, Round
from assessments.rounds.errors import NotAllowedNow

MOST_AT_ONCE = 200
REMINDING = 1  # what somebody is alone at (locking.py)
BEFORE_ALL = UUID(int=0)


@dataclass(frozen=True, slots=True)
class OutgoingInvitation:
    """A code on its way to an address. before: the hash of the code that it takes the place of, if any.

    Kept in memory until the message is sent; the code is stored nowhere.
    """

    invitation: UUID
    address: str
    code: str
    before: str = ""


class CodesNotWanted(NotAllowedNow):
    """The round is not open, or is joined by its link alone."""

    def __init__(self) -> None:
        super().__init__(_("Codes can be made only while the round is open, if people join by code."))


class SendsNoMail(NotAllowedNow):
    """The round belongs to the example. Its password is known to everyone, so whoever likes could write to
    whom they like in this site's name."""

    def __init__(self) -> None:
        super().__init__(_("This is an example, so it sends no e-mail. You can print slips in its place."))


def check_sends_mail(round_: Round) -> None:
    """Refuse where the example would send mail. Raises SendsNoMail."""
    if round_.assessment.organisation.is_example:
        raise SendsNoMail


@transaction.atomic
def add_codes(*, round_: Round, by: User) -> None:
    """Let people join by code too, in an open round that so far had its link alone. What people were promised
    still holds: the link stays as open as they were told. Raises NotAllowedNow for any other round."""
    changed = Round.objects.taking_answers().filter(pk=round_.pk, joining=Round.Joining.LINK)
    if not changed.update(joining=Round.Joining.BOTH):
        raise NotAllowedNow(_("Codes can be added only to an open round that has a link."))
    record("codes added to the link", round_, by=by, organisation=round_.assessment.organisation)


def make_slips(
    *, round_: Round, perspective: Perspective | None, made: Sequence[str], by: User | None
) -> InvitationBatch:
    """Store codes that were printed (codes.invitation_from), as one batch for one group, or for anyone.
    Returns the batch.

    The printing comes first, so that no code is stored which nobody holds. Raises CodesNotWanted.
    """
    batch = InvitationBatch(
        round=round_, perspective=perspective, how=InvitationBatch.How.SLIPS, made=len(made)
    )
    store_batch(batch, [Invitation(batch=batch, code_hash=codes.hash_of(code)) for code in made], by)
    return batch


def invite_by_mail(
    *, round_: Round, perspective: Perspective | None, addresses: Sequence[str], by: User
) -> list[OutgoingInvitation]:
    """One batch of invitations to these addresses, for one group, or for anyone; returns what is to be sent.

    An address is kept beside its code until the code is used, the round closes, or the code is taken back.
    Nothing is said of addresses that were invited before: it would tell who has used their code. Raises
    CodesNotWanted and SendsNoMail.
    """
    check_sends_mail(round_)
    batch = InvitationBatch(
        round=round_,
        perspective=perspective,
        how=InvitationBatch.How.MAIL,
        made=len(addresses),
        written_on=timezone.localdate(),
    )
    made = [(address, codes.make_invitation()) for address in addresses]
    rows = [Invitation(batch=batch, code_hash=codes.hash_of(code), address=a) for a, code in made]
    store_batch(batch, rows, by)
    return [
        OutgoingInvitation(row.pk, address, code) for row, (address, code) in zip(rows, made, strict=True)
    ]


@transaction.atomic
def unmake(*, letters: Sequence[OutgoingInvitation], by: User) -> None:
    """None of these invitations was sent, so their batch goes, with its codes and addresses: as if it had
    not been made, but for the audit trail."""
    held = InvitationBatch.objects.select_for_update(of=("self",)).select_related("round__assessment")
    batch = held.filter(invitations=letters[0].invitation).first()
    if batch:
        record("invitations not sent", batch, by=by, organisation=batch.round.assessment.organisation)
        batch.delete()


def store_batch(batch: InvitationBatch, rows: Sequence[Invitation], by: User | None) -> None:
    """Store a batch with its invitations; the guards of the database say whether the round is open for it.
    Raises CodesNotWanted."""
    try:
        with transaction.atomic():
            batch.save()
            Invitation.objects.bulk_create(rows)
            organisation = batch.round.assessment.organisation
            record("invitations made", batch, by=by, organisation=organisation)
    except IntegrityError:
        wanted = Round.objects.taking_answers().filter(pk=batch.round_id)
        if batch.how != InvitationBatch.How.PAPER:
            wanted = wanted.exclude(joining=Round.Joining.LINK)
        if wanted.exists():
            raise IntegrityError("The database refused these invitations.") from None  # no address in a log
        raise CodesNotWanted from None


class Mailer(Protocol):
    """Hand letters to the mail server (mail.SmtpMailer)."""

    def deliver(self, letter: OutgoingInvitation) -> bool:
        """Send it; True where the mail server took it. What this raises ends the reminding where it is."""

    def check(self) -> None:
        """Check that mail can be sent. Raises where no message could be sent now."""


def remind(*, round_: Round, by: User, mailer: Mailer) -> None:
    """Write to each address whose code is unused, with a new code. Each batch once a day.

    The old code stops working once the mail server has taken the new one, and each letter is stored before
    the next is sent: so nobody is left without a code wherever this is cut short. Asked again on the same day
    it goes on with those who were not written to; one whose letter was just being handed over may get two.
    Letters go in the order of the invitations' keys, which are random, and the batch holds how far along it
    is until all are sent: no row of a person says that, or when, they were written to. No write waits for
    the mail server. Three statements for each letter, beside its transaction.

    Raises SendsNoMail, and NotAllowedNow where no batch is due, where somebody else is at it, and where the
    round closed meanwhile. What `mailer` raises is raised on. Its check comes last, so that a mail server
    which went away is told of whether or not anyone was still to be written to.
    """
    check_sends_mail(round_)
    with advisory_lock(REMINDING, round_.pk) as is_alone:
        if not is_alone:
            raise NotAllowedNow(
                _("Reminders are on their way just now. Wait a few minutes, then look again.")
            )
        batches = _begin_reminding(round_, by)
        for batch in batches:
            while letter := _next_letter(batch):
                taken = mailer.deliver(letter)
                batch.reminded_to = _went_on(batch, letter, taken=taken)
        mailer.check()
        InvitationBatch.objects.filter(pk__in=[batch.pk for batch in batches]).update(reminded_to=None)
    if not Round.objects.taking_answers().filter(pk=round_.pk).exists():
        raise NotAllowedNow(
            _("The round closed while reminders were on their way. Nobody gets one from now on.")
        )


@transaction.atomic
def _begin_reminding(round_: Round, by: User) -> list[InvitationBatch]:
    """Return the batches that are due; those whose holders were not written to today begin with the first."""
    today = timezone.localdate()
    held = list(batches_by_mail(round_).select_for_update(of=("self",)).order_by("pk"))
    kept = [batch for batch in held if not batch.addresses_forgotten]
    batches = [batch for batch in kept if is_due(batch, today)]
    if held and not kept:
        raise NotAllowedNow(_("We forgot all addresses when the round closed, so nobody can be reminded."))
    if not batches:
        raise NotAllowedNow(_("Reminders can be sent once a day, while the round is open."))
    for batch in batches:
        if batch.written_on != today:
            batch.written_on, batch.reminded_to = today, BEFORE_ALL
    InvitationBatch.objects.bulk_update(batches, ["written_on", "reminded_to"])
    record("reminders sent", round_, by=by, organisation=round_.assessment.organisation)
    return batches


def _next_letter(batch: InvitationBatch) -> OutgoingInvitation | None:
    unused = Invitation.objects.filter(batch=batch, pk__gt=batch.reminded_to).exclude(address="")
    row = unused.order_by("pk").first()
    return OutgoingInvitation(row.pk, row.address, codes.make_invitation(), row.code_hash) if row else None


@transaction.atomic
def _went_on(batch: InvitationBatch, letter: OutgoingInvitation, *, taken: bool) -> UUID:
    """Store that this letter is done with; returns how far the batch has come. The batch is locked first, as
    whoever closes the round locks it. A code that was used this moment, or whose address was forgotten with
    the close, is left alone."""
    kept = InvitationBatch.objects.filter(pk=batch.pk, addresses_forgotten=False)
    kept.update(reminded_to=letter.invitation)
    if taken:
        unused = Invitation.objects.filter(pk=letter.invitation, code_hash=letter.before).exclude(address="")
        unused.update(code_hash=codes.hash_of(letter.code))
    return letter.invitation


@transaction.atomic
def take_back(*, batch: InvitationBatch, by: User) -> None:
    """Delete the codes of a batch that nobody has used, and forget their addresses. It is not said how many
    they were. Pressed twice, it is done once. Raises NotAllowedNow where the round is not open."""
    held = InvitationBatch.objects.select_for_update().get(pk=batch.pk)
    if not batch.round.is_open:
        raise NotAllowedNow(_("Codes can be taken back only while the round is open."))
    if held.taken_back is not None:
        return
    held.taken_back, _rows = Invitation.objects.filter(batch=held).delete()
    held.save(update_fields=["taken_back"])
    record("unused codes taken back", held, by=by, organisation=batch.round.assessment.organisation)
