"""Take a round from state to state: one verb each, atomic, with its audit event."""

import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.mail import on_one_line
from accounts.models import User
from assessments.choices import Side
from assessments.closing import end_of
from assessments.models import Round, RoundTranslation
from assessments.records.invitations import Invitation, InvitationBatch
from assessments.records.release_keys import ReleaseKey, keys_of
from assessments.rounds import promise, shuffling
from assessments.rounds.errors import NotAllowedNow, ReasonNeeded
from background import outbox
from background.locking import wait_long
from frameworks.languages import page_language
from frameworks.queries import translations_of

# The states of a round


def lock_round(round_: Round, *states: str) -> Round:
    """Lock the round until the transaction ends. One whose end came by itself is closed first. Raises
    NotAllowedNow unless it is in one of these states then."""
    if round_.has_ended:
        close_ended_round(round_=round_)
    held = lock_as_stored(round_, *states)
    if held.has_ended:
        raise NotAllowedNow(_("This round has closed just now. Look at it again."))
    return held


def lock_as_stored(round_: Round, *states: str) -> Round:
    """Lock it as it is stored, where it may have ended without being closed."""
    rounds = Round.objects.select_for_update(of=("self",)).select_related("assessment__organisation")
    held = rounds.filter(pk=round_.pk).first()
    if held is None:
        raise NotAllowedNow(_("This round has just been deleted."))
    if held.state not in states:
        raise NotAllowedNow(
            _("This cannot be done now. The round is: %(state)s.")
            % {"state": held.get_state_display().lower()}
        )
    return held


def missing_to_open(round_: Round) -> dict[str, str]:
    """Return what is to be done before a round that is set up can open, in words, by what it is about: its
    questions ('asked'), groups ('who'), closing day ('day') or keys ('privacy'). Three queries at most."""
    sides = set(round_.assessment.perspectives.values_list("side", flat=True))
    is_past = round_.closes_on is not None and round_.closes_on < timezone.localdate()
    keys = ReleaseKey.objects.current().with_holder().filter(round=round_)
    found = {
        "asked": not round_.round_versions.exists() and _("Choose at least one framework first."),
        "who": sides != set(Side.values) and _("Name at least one group on each side first."),
        "day": is_past and _("The closing day of this round is past. Choose another day first, or none."),
        "privacy": round_.two_keys
        and keys.count() < len(Side)
        and _("Name who holds each of the two keys first."),
    }
    return {place: words for place, words in found.items() if words}


@transaction.atomic
def open_round(*, round_: Round, by: User | None) -> Round:
    """Let people answer. From here the frameworks, their translations, the groups, threshold and promise are
    fixed. Raises NotAllowedNow where something is missing, or the closing day is past."""
    held = lock_round(round_, Round.State.DRAFT)
    if missing := missing_to_open(held):
        raise NotAllowedNow(next(iter(missing.values())))
    _pin_translations(held)
    held.state = Round.State.OPEN
    name = held.assessment.organisation.name
    held.promise = promise.in_full(held.threshold, name, held.joining, held.two_keys)
    held.promise_in_short = promise.in_short(held.threshold)
    held.promise_language = page_language()
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
def change_open_round(
    *,
    round_: Round,
    closes_on: datetime.date | None,
    welcome: str,
    by: User,
    closes_itself: bool | None = None,
    reason: str = "",
) -> None:
    """Change what people are told that may still change while they answer: the closing day and the welcome.

    closes_itself: whether the round closes by itself at the end of that day; None: as it was. reason: why it
    is to close before a day that people were told. Raises ReasonNeeded where there is none yet.
    """
    held = lock_round(round_, Round.State.OPEN, Round.State.CLOSED)
    if held.is_open and held.would_cut_short(closes_on):
        held.early_reason = reason or held.early_reason
        if not held.early_reason:
            raise ReasonNeeded(held)
    elif held.is_open:
        held.early_reason = ""
    if held.is_open or held.told_until is None:  # nobody is told the day of a round that is closed
        held.told_until = held.last_day_told
    set_closing_day(held, closes_on, closes_itself)
    held.welcome = welcome
    changed = ["closes_on", "closes_itself_at", "told_until", "early_reason", "welcome"]
    held.save(update_fields=changed)
    record("closing date or welcome changed", held, by=by, organisation=held.assessment.organisation)


def set_closing_day(round_: Round, closes_on: datetime.date | None, closes_itself: bool | None) -> None:
    """Put the closing day into a round, and whether it closes by itself when that day is over (None: as it
    did). Nothing is stored."""
    if closes_itself is None:
        closes_itself = round_.closes_itself_at is not None
    round_.closes_on = closes_on
    round_.closes_itself_at = end_of(closes_on) if closes_itself and closes_on else None


def close_round(*, round_: Round, by: User | None, reason: str = "") -> Round:
    """Stop answering. Until the release it can be opened again, and unused codes then work as before; but the
    addresses of people who were invited are forgotten now, and so is the order in which people answered.

    reason: why it closes before the day that people were told, for them to read. Raises ReasonNeeded where
    there is none.
    """
    with transaction.atomic():
        held = _lock_to_close(round_)
        if held.needs_reason_to_close and not reason:
            raise ReasonNeeded(held)
        _close(held, by, reason)
    forget_order(round_=held)
    return held


def close_ended_round(*, round_: Round) -> bool:
    """Close a round that was to close by itself, and whose end has come. False, and nothing done, where that
    is not so (any more). It has taken no answers since its end, so it closed on that day."""
    try:
        with transaction.atomic():
            held = _lock_to_close(round_)
            if not held.has_ended:
                raise NotAllowedNow(_("It has not ended."))
            _close(held, None)
    except NotAllowedNow:
        return False
    forget_order(round_=held)
    return True


def close_ended_rounds() -> int:
    """Close all such rounds, each in a transaction of its own; returns how many."""
    return sum(close_ended_round(round_=one) for one in Round.objects.ended().order_by("pk"))


def _lock_to_close(round_: Round) -> Round:
    wait_long()
    forget_addresses(round_)  # before the round is locked, as whoever uses a code locks it first
    shuffling.lock_responses(round_)  # whoever has looked whether it is open still writes
    held = lock_as_stored(round_, Round.State.OPEN)
    forget_addresses(held)  # of those who were invited this moment
    return held


def _close(held: Round, by: User | None, reason: str = "") -> None:
    held.closed_on = held.closes_on if held.has_ended else timezone.localdate()
    held.state = Round.State.CLOSED
    held.told_until = held.last_day_told
    held.early_reason = (reason or held.early_reason) if held.closed_early else ""
    held.save()
    record("round closed", held, by=by, organisation=held.assessment.organisation)
    _tell_key_holders(held, by)


def _tell_key_holders(round_: Round, by: User | None) -> None:
    """Write to those who hold the two keys that theirs can be turned: the round and nothing of it, neither a
    side nor a number. Nobody is written to who gave no address, or is no member any more; those who run the
    round read whom to tell. The example writes to nobody."""
    organisation = round_.assessment.organisation
    if organisation.is_example:
        return
    members = set(organisation.memberships.values_list("user", flat=True)) if round_.two_keys else set()
    for key in keys_of(round_):
        address = key.address
        if key.user is not None and key.user.pk in members:
            address = key.user.email
        if not address:
            continue
        path = "assessments:my_key" if key.user else "assessments:key"
        context = {
            "organisation": on_one_line(organisation.name),
            "title": on_one_line(round_.assessment.title),
            "has_link": key.user is None,
            "page": settings.SITE_URL + reverse(path, args=[round_.pk] if key.user else []),
            "site_name": settings.SITE_NAME,
        }
        subject = _("Your key to the results of %(title)s can be turned") % context
        body = render_to_string("assessments/agreement/mail/closed.txt", context)
        about = _("the e-mail that tells somebody who holds a key that the round has closed")
        message = EmailMessage(subject, body, None, [address])
        outbox.send_later(message, about=about, by=by.pk if by else None)


@transaction.atomic
def forget_order(*, round_: Round) -> None:
    """Store the answers of a closed round anew in random order, unless that was done, or the round is not
    closed any more.

    It takes seconds where thousands answered, so it comes after the round is closed: whoever saves meanwhile
    is told at once that it has closed. The guards take answers in while a round is open only, so for others
    unseen it is open until all is put back.
    """
    if not Round.objects.filter(pk=round_.pk, state=Round.State.CLOSED, order_forgotten=False).exists():
        return  # mostly so before a release: nobody's answers need be held for that
    shuffling.lock_responses(round_)
    try:
        held = lock_as_stored(round_, Round.State.CLOSED)
    except NotAllowedNow:
        return
    if held.order_forgotten:
        return
    mine = Round.objects.filter(pk=held.pk)
    mine.update(state=Round.State.OPEN, closes_itself_at=None)
    shuffling.shuffle_rows(held)
    mine.update(state=Round.State.CLOSED, closes_itself_at=held.closes_itself_at, order_forgotten=True)


def forget_addresses(round_: Round) -> None:
    """Forget the addresses of those who were invited. The batches are locked first, as whoever reminds people
    does, so that neither waits for the other. An invitation whose letter has not gone out has no code, and
    goes."""
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
        held = lock_as_stored(round_, Round.State.OPEN)
    except NotAllowedNow:
        return False
    if held.has_ended:
        return False
    shuffling.shuffle_rows(held)
    return True


@transaction.atomic
def reopen_round(*, round_: Round, by: User, for_days: int = 0) -> Round:
    """Let people answer again, as long as no results exist. A closing day that is past goes: nobody is told
    it, and it cannot close the round once more. A key that was turned is turned back: more people may answer
    now. for_days: how many days from today they have at least, as a new closing day; 0 for none."""
    held = lock_round(round_, Round.State.CLOSED)
    held.told_until, by_itself = held.last_day_told, held.closes_itself_at is not None
    if held.closes_on is not None and held.closes_on < timezone.localdate():
        set_closing_day(held, None, False)
    wanted = timezone.localdate() + datetime.timedelta(days=for_days)
    if for_days and (held.closes_on is None or held.closes_on < wanted):
        set_closing_day(held, wanted, by_itself)
    if not held.would_cut_short(held.closes_on):
        held.early_reason = ""
    held.state = Round.State.OPEN
    held.closed_on = None
    held.order_forgotten = False
    held.save()
    ReleaseKey.objects.filter(round=held, turned_on__isnull=False).update(turned_on=None)
    record("round opened again", held, by=by, organisation=held.assessment.organisation)
    return held
