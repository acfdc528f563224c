"""Take a round from state to state: one verb each, atomic, with its audit event."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.actions import record
from accounts.models import User
from assessments.choices import Side
from assessments.models import (
    Invitation,
    InvitationBatch,
    Round,
    RoundTranslation,
)
from assessments.rounds import promise, shuffling
from assessments.rounds.errors import NotAllowedNow
from background import outbox
from frameworks.queries import translations_of

# The states of a round


def lock_round(round_: Round, *states: str) -> Round:
    """Lock the round until the transaction ends. Raises NotAllowedNow unless it is in one of these."""
    held = (
        Round.objects.select_for_update(of=("self",))
        .select_related("assessment__organisation")
        .get(pk=round_.pk)
    )
    if held.state not in states:
        raise NotAllowedNow(f"This cannot be done now. The round is: {held.get_state_display().lower()}.")
    return held


@transaction.atomic
def open_round(*, round_: Round, by: User | None) -> Round:
    """Let people answer. From here the frameworks, their translations, the groups, threshold and promise are
    fixed."""
    held = lock_round(round_, Round.State.DRAFT)
    if not held.round_versions.exists():
        raise NotAllowedNow("Choose at least one framework first.")
    sides = set(held.assessment.perspectives.values_list("side", flat=True))
    if sides != set(Side.values):
        raise NotAllowedNow("Name at least one group on each side first.")
    _pin_translations(held)
    held.state = Round.State.OPEN
    held.promise = promise.in_full(held.threshold, held.assessment.organisation.name, held.joining)
    held.promise_in_short = promise.in_short(held.threshold)
    held.opened_on = timezone.localdate()
    held.save()
    record("round opened", held, by=by, organisation=held.assessment.organisation)
    return held


def _pin_translations(round_: Round) -> None:
    """Keep which translations people may read the round in: those that are published now."""
    translations = translations_of(round_.round_versions.values_list("version_id", flat=True))
    RoundTranslation.objects.bulk_create(
        RoundTranslation(round=round_, translation_id=pk)
        for languages in translations.values()
        for pk in languages.values()
    )


@transaction.atomic
def change_open_round(*, round_: Round, closes_on: datetime.date | None, welcome: str, by: User) -> None:
    """Change what may still change while people answer: the closing date and the welcome."""
    held = lock_round(round_, Round.State.OPEN, Round.State.CLOSED)
    held.closes_on, held.welcome = closes_on, welcome
    held.save(update_fields=["closes_on", "welcome"])
    record("closing date or welcome changed", held, by=by, organisation=held.assessment.organisation)


@transaction.atomic
def close_round(*, round_: Round, by: User | None) -> Round:
    """Stop answering. Until the release it can be opened again, and unused codes then work as before; but the
    addresses of people who were invited are forgotten now, and so is the order in which people answered."""
    _forget_addresses(round_)  # before the round is locked, as whoever uses a code locks it first
    shuffling.lock_responses(round_)
    held = lock_round(round_, Round.State.OPEN)
    _forget_addresses(held)  # of those who were invited this moment
    shuffling.shuffle_rows(held)
    held.state = Round.State.CLOSED
    held.closed_on = timezone.localdate()
    held.save()
    record("round closed", held, by=by, organisation=held.assessment.organisation)
    return held


def _forget_addresses(round_: Round) -> None:
    """Its batches are locked first, as whoever reminds people does, so that neither waits for the other. An
    invitation whose letter has not gone out has no code, and goes."""
    for batch in InvitationBatch.objects.filter(round=round_).order_by("pk").select_for_update():
        unsent, _rows = Invitation.objects.filter(batch=batch, code_hash=None).delete()
        if unsent:
            InvitationBatch.objects.filter(pk=batch.pk).update(refused=batch.refused + unsent)
    by_mail = InvitationBatch.objects.filter(round=round_, how=InvitationBatch.How.MAIL)
    by_mail.update(addresses_forgotten=True, reminded_to=None, delayed=False)
    outbox.forget(outbox.topic_of(round_))
    Invitation.objects.filter(batch__round=round_).exclude(address="").update(address="")


@transaction.atomic
def shuffle_open_round(*, round_: Round) -> bool:
    """Forget the order in which people have answered so far, while they go on answering. False, and nothing
    done, where the round is open no more."""
    shuffling.lock_responses(round_)
    try:
        shuffling.shuffle_rows(lock_round(round_, Round.State.OPEN))
    except NotAllowedNow:
        return False
    return True


@transaction.atomic
def reopen_round(*, round_: Round, by: User) -> Round:
    """Let people answer again, as long as no results exist."""
    held = lock_round(round_, Round.State.CLOSED)
    held.state = Round.State.OPEN
    held.closed_on = None
    held.save()
    record("round opened again", held, by=by, organisation=held.assessment.organisation)
    return held
