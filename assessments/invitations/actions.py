"""Make, renew and take back the codes that people are given to join with.

They are used up in responses/saving.py, and those on paper in paper/entry.py. Nothing here leads to a
response, nor tells which codes were used.
"""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from assessments import codes
from assessments.invitations.queries import batches_by_mail, is_due
from assessments.invitations.sending import BEFORE_ALL
from assessments.invitations.tasks import send_waiting_letters
from assessments.models import Perspective, Round
from assessments.records.invitations import Invitation, InvitationBatch
from assessments.rounds.errors import NotAllowedNow
from assessments.rounds.lifecycle import lock_round

MOST_AT_ONCE = 200


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


@transaction.atomic
def stop_codes(*, round_: Round, by: User) -> None:
    """Let people join by the link alone again: the unused codes of all batches are taken back, but not those
    of paper forms. What people were promised still holds, as with `add_codes`. Pressed twice, it is done
    once. Raises NotAllowedNow for a round that is not open, or has no link."""
    held = lock_round(round_, Round.State.OPEN)
    if held.joining == Round.Joining.LINK:
        return
    if not held.has_link:
        raise NotAllowedNow(_("People join by code alone here, so codes cannot be stopped."))
    for batch in held.batches.exclude(how=InvitationBatch.How.PAPER).filter(taken_back=None).order_by("pk"):
        take_back(batch=batch, by=by)
    held.joining = Round.Joining.LINK
    held.save(update_fields=["joining"])
    record("codes stopped", held, by=by, organisation=held.assessment.organisation)


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


@transaction.atomic
def invite_by_mail(
    *, round_: Round, perspective: Perspective | None, addresses: Sequence[str], by: User | None
) -> None:
    """Make one batch of invitations to these addresses, for one group, or for anyone, and have them sent.

    Their codes are made as each letter is handed over (sending.py). An address is kept until its code is
    used, the round closes, the code is taken back, or the mail server has refused it. Nothing is said of
    addresses that were invited before: it would tell who has used their code. Raises CodesNotWanted and
    SendsNoMail.
    """
    check_sends_mail(round_)
    batch = InvitationBatch(
        round=round_,
        perspective=perspective,
        how=InvitationBatch.How.MAIL,
        made=len(addresses),
        made_by=by,
        written_on=timezone.localdate(),
    )
    store_batch(batch, [Invitation(batch=batch, code_hash=None, address=a) for a in addresses], by)
    send_waiting_letters.enqueue(round_.pk)


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


@transaction.atomic
def remind(*, round_: Round, by: User) -> None:
    """Have everyone who was invited by e-mail, and whose code is unused, written to again (sending.py). Each
    batch once a day; asked again while that is on its way, it is gone on with.

    Raises SendsNoMail, and NotAllowedNow where no batch is due.
    """
    check_sends_mail(round_)
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
    send_waiting_letters.enqueue(round_.pk)


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
