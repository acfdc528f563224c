"""Codes that people are given to join with: made, renewed and taken back by those who run a round.

They are used up in participation.py, and those on paper in paper.py. Nothing here leads to a response, nor
tells which codes were used.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from assessments import codes
from assessments.actions import NotNow
from assessments.models import Invitation, InvitationBatch, Perspective, Round

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """A code on its way to an address. before: the hash of the code that it takes the place of, if any.

    Kept in memory until the message is sent; the code is stored nowhere.
    """

    invitation: UUID
    address: str
    code: str
    before: str = ""


class CodesNotWanted(NotNow):
    """The round is not open, or is joined by its link alone."""

    def __init__(self) -> None:
        super().__init__(_("Codes can be made only while the round is open, if people join by code."))


@transaction.atomic
def add_codes(*, round: Round, by: User) -> None:
    """Let people join by code too, in an open round that so far had its link alone. What people were promised
    still holds: the link stays as open as they were told. Raises NotNow for any other round."""
    changed = Round.objects.filter(pk=round.pk, state=Round.State.OPEN, joining=Round.Joining.LINK)
    if not changed.update(joining=Round.Joining.BOTH):
        raise NotNow(_("Codes can be added only to an open round that has a link."))
    record("codes added to the link", round, by=by, organisation=round.assessment.organisation)


def make_slips(
    *, round: Round, perspective: Perspective | None, made: Sequence[str], by: User | None
) -> None:
    """Store codes that were printed (codes.make_invitation), as one batch for one group, or for anyone.

    The printing comes first, so that no code is stored which nobody holds. Raises CodesNotWanted.
    """
    batch = InvitationBatch(
        round=round, perspective=perspective, how=InvitationBatch.How.SLIPS, made=len(made)
    )
    store_batch(batch, [Invitation(batch=batch, code_hash=codes.hash_of(code)) for code in made], by)


def invite_by_mail(
    *, round: Round, perspective: Perspective | None, addresses: Sequence[str], by: User
) -> list[Letter]:
    """One batch of invitations to these addresses, for one group, or for anyone; returns what is to be sent.

    An address is kept beside its code until the code is used, the round closes, or the code is taken back.
    Nothing is said of addresses that were invited before: it would tell who has used their code. Raises
    CodesNotWanted.
    """
    batch = InvitationBatch(
        round=round,
        perspective=perspective,
        how=InvitationBatch.How.MAIL,
        made=len(addresses),
        written_on=timezone.localdate(),
    )
    made = [(address, codes.make_invitation()) for address in addresses]
    rows = [Invitation(batch=batch, code_hash=codes.hash_of(code), address=a) for a, code in made]
    store_batch(batch, rows, by)
    return [Letter(row.pk, address, code) for row, (address, code) in zip(rows, made, strict=True)]


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
        wanted = Round.objects.filter(pk=batch.round_id, state=Round.State.OPEN)
        if batch.how != InvitationBatch.How.PAPER:
            wanted = wanted.exclude(joining=Round.Joining.LINK)
        if wanted.exists():
            raise IntegrityError("The database refused these invitations.") from None  # no address in a log
        raise CodesNotWanted from None


def may_remind(round: Round) -> bool:
    """Whether anyone may be reminded today: some batch went by e-mail, before today. It does not say whether
    any of its codes are unused."""
    return _to_remind(round, timezone.localdate()).exists()


def _to_remind(round: Round, today: datetime.date) -> QuerySet[InvitationBatch]:
    return InvitationBatch.objects.filter(
        round=round,
        round__state=Round.State.OPEN,
        how=InvitationBatch.How.MAIL,
        taken_back=None,
        written_on__lt=today,
    )


@transaction.atomic
def renew_to_remind(*, round: Round, by: User) -> list[Letter]:
    """A new code for each address whose code is unused; the old one stops working. Each batch once a day: two
    who press at once write once. Returns what is to be sent. Raises NotNow where no batch is due."""
    today = timezone.localdate()
    batches = list(_to_remind(round, today).select_for_update(of=("self",)).order_by("pk"))
    if not batches:
        raise NotNow(_("Reminders can be sent once a day, while the round is open."))
    InvitationBatch.objects.filter(pk__in=[batch.pk for batch in batches]).update(written_on=today)
    unused = Invitation.objects.select_for_update().filter(batch__in=batches).exclude(address="")
    letters = []
    for row in unused.order_by("pk"):
        code = codes.make_invitation()
        letters.append(Letter(row.pk, row.address, code, row.code_hash))
    _put_hashes((letter.invitation, codes.hash_of(letter.code)) for letter in letters)
    record("reminders sent", round, by=by, organisation=round.assessment.organisation)
    return letters


def keep_old_codes(*, letters: Iterable[Letter]) -> None:
    """These reminders could not be sent: the codes that their holders have go on working."""
    _put_hashes((letter.invitation, letter.before) for letter in letters)


def _put_hashes(pairs: Iterable[tuple[UUID, str]]) -> None:
    rows = [Invitation(pk=key, code_hash=code_hash) for key, code_hash in pairs]
    Invitation.objects.bulk_update(rows, ["code_hash"])


@transaction.atomic
def take_back(*, batch: InvitationBatch, by: User) -> None:
    """Delete the codes of a batch that nobody has used, and forget their addresses. It is not said how many
    they were. Pressed twice, it is done once. Raises NotNow where the round is not open."""
    held = InvitationBatch.objects.select_for_update().get(pk=batch.pk)
    if not batch.round.is_open:
        raise NotNow(_("Codes can be taken back only while the round is open."))
    if held.taken_back is not None:
        return
    held.taken_back, _rows = Invitation.objects.filter(batch=held).delete()
    held.save(update_fields=["taken_back"])
    record("unused codes taken back", held, by=by, organisation=batch.round.assessment.organisation)
