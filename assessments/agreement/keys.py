"""Name who holds the two keys to the results of a round, turn them, and take that back.

Whoever turns the second key releases the results, in the same transaction (docs/rules.md, Two keys).
"""

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.errors import Refused
from accounts.models import Membership, User
from assessments import codes
from assessments.agreement.mail import send_key
from assessments.choices import Side
from assessments.models import Release, Round
from assessments.records.release_keys import ReleaseKey, forget_key_addresses, keys_of, sides_missing
from assessments.release.actions import lock_to_release, prepare_to_release, release_round
from assessments.rounds.errors import NotAllowedNow, ReasonNeeded
from assessments.rounds.lifecycle import lock_round

BEFORE_SHARING = (Round.State.DRAFT, Round.State.OPEN, Round.State.CLOSED)


class KeyRefused(Refused):
    """Something that cannot be done with a key. Its message says why."""


@transaction.atomic
def name_holder(
    *,
    round_: Round,
    side: str,
    by: User | None,
    member: User | None = None,
    name: str = "",
    secret: str = "",
    address: str = "",
) -> ReleaseKey:
    """Give the key of a side to a member, or to somebody of this name with a link of their own.

    secret: what the link opens with (codes.secret_from); only its hash is stored. address: where the link is
    sent, and where the holder is told that the round has closed; without one it is shown to `by`, to pass it
    on. Once people answer, the key is passed on: who held
    it stays on record, and the results say so. Raises KeyRefused where one person would have both keys in
    hand or the key is turned, and NotAllowedNow once results are shared.
    """
    held = lock_round(round_, *BEFORE_SHARING)
    if not held.two_keys:
        raise KeyRefused(_("This round does not ask for two keys."))
    before, other = _keys_by_place(held, side)
    if before and before.is_turned:
        raise KeyRefused(_("This key is turned, so it stays with its holder unless they take it back."))
    is_new = before is None or held.state == Round.State.DRAFT
    if before and is_new:
        before.delete()
    elif before:
        ReleaseKey.objects.filter(pk=before.pk).update(
            passed_on=timezone.localdate(), secret_hash=None, address=""
        )
    organisation = held.assessment.organisation
    if member is not None:
        if not Membership.objects.filter(user=member, organisation=organisation).exists():
            raise KeyRefused(_("This person is not a member of your organisation."))
        key = ReleaseKey(round=held, side=side, user=member, address_mark=_mark_of(member.email))
    else:
        key = ReleaseKey(round=held, side=side, name=name, secret_hash=codes.hash_of(secret))
        _show_or_send(key, by, address)
    _refuse_one_person(key, other)
    key.save()
    record("key holder named" if is_new else "key passed on", key, by=by, organisation=organisation)
    if address and member is None:
        send_key(key, secret, address, by)
    return key


@transaction.atomic
def replace_link(*, key: ReleaseKey, secret: str, by: User, address: str = "") -> ReleaseKey:
    """Give the holder of a key another link, in place of one that was lost: that one opens nothing any more.
    It is sent to the address, or shown to `by`. Raises KeyRefused as `name_holder` does, and where the key
    has no link."""
    held = lock_round(key.round, *BEFORE_SHARING)
    current, other = _keys_by_place(held, key.side)
    if current is None or current.pk != key.pk or not current.has_link:
        raise KeyRefused(_("This key no longer has a link."))
    if current.is_turned:
        raise KeyRefused(_("This key is turned, so its link stays as it is."))
    current.secret_hash = codes.hash_of(secret)
    _show_or_send(current, by, address)
    _refuse_one_person(current, other)
    current.save(update_fields=["secret_hash", "seen_by", "address_mark", "address"])
    record("link of a key replaced", current, by=by, organisation=held.assessment.organisation)
    if address:
        send_key(current, secret, address, by)
    return current


def turn_key(*, key: ReleaseKey, by: User | None, reason: str = "") -> Release | None:
    """Agree to sharing the results of a closed round. Returns the release once both have agreed, and None
    while the other has not.

    by: the member who holds the key; for one with a link, whoever is signed in there, if anybody. reason: why
    results are shared before the day that people were told. Of two who turn theirs at the same moment the
    second makes the release, once; pressed again, nothing more is done. Raises KeyRefused where this is not
    (any more) the holder, NotAllowedNow where the round is not closed, and ReasonNeeded.
    """
    prepare_to_release(key.round)
    with transaction.atomic():
        held = lock_to_release(key.round)
        current, other = _keys_by_place(held, key.side)
        if current is None or current.pk != key.pk:
            raise KeyRefused(_("Somebody else holds this key now."))
        _refuse_others(current, other, by, held)
        if held.state == Round.State.RELEASED:
            return held.release
        if not current.is_turned:
            current.turned_on = timezone.localdate()
            current.save(update_fields=["turned_on"])
            record("key turned", current, by=current.user and by, organisation=held.assessment.organisation)
        if sides_missing([current, *([other] if other else [])]):
            return None
        if held.needs_reason_to_share and not reason:
            raise ReasonNeeded(held)
        forget_key_addresses(held)
        return release_round(round_=held, by=current.user and by, reason=reason)


@transaction.atomic
def take_key_back(*, key: ReleaseKey, by: User | None) -> None:
    """Take back that one agreed, until the other key is turned. Raises KeyRefused and NotAllowedNow."""
    held = lock_round(key.round, Round.State.OPEN, Round.State.CLOSED, Round.State.RELEASED)
    if held.is_released:
        raise NotAllowedNow(_("Both keys were turned, so the results are shared. That cannot be undone."))
    current, other = _keys_by_place(held, key.side)
    if current is None or current.pk != key.pk:
        raise KeyRefused(_("Somebody else holds this key now."))
    _refuse_others(current, other, by, held)
    if current.is_turned:
        ReleaseKey.objects.filter(pk=current.pk).update(turned_on=None)
        record("key taken back", current, by=current.user and by, organisation=held.assessment.organisation)


def key_with(written: str) -> ReleaseKey | None:
    """Return the key that a secret opens; None for one that is unknown, replaced or passed on, which nobody
    can tell apart. One query, or none."""
    secret = codes.tidy(written)
    if secret is None or len(secret) != codes.SECRET_LENGTH:
        return None
    keys = ReleaseKey.objects.current().select_related("round__assessment__organisation", "user")
    return keys.filter(secret_hash=codes.hash_of(secret)).first()


def _keys_by_place(round_: Round, side: str) -> tuple[ReleaseKey | None, ReleaseKey | None]:
    """Return the key of this side, and that of the other, as they are stored now."""
    by_side = {key.side: key for key in keys_of(round_)}
    for key in by_side.values():
        key.round = round_
    [elsewhere] = [one for one in Side if one != side]
    return by_side.get(side), by_side.get(elsewhere)


def _mark_of(address: str) -> str:
    return salted_hmac("assessments.keys.address", address.strip().lower(), algorithm="sha256").hexdigest()


def _show_or_send(key: ReleaseKey, by: User | None, address: str) -> None:
    """Note where the link of a key goes: to an address, or before the eyes of whoever passes it on."""
    key.seen_by, key.address_mark = (None, _mark_of(address)) if address else (by, "")
    key.address = address


def _refuse_one_person(key: ReleaseKey, other: ReleaseKey | None) -> None:
    """Refuse what would put both keys into the hands of one person."""
    if other is None:
        return
    if key.user_id and key.user_id == other.user_id:
        raise KeyRefused(_("This person holds the other key. The two keys are for two people."))
    if key.user_id and key.user_id == other.seen_by_id:
        raise KeyRefused(
            _(
                "This person was shown the link of the other key, to pass it on. Choose somebody else, or "
                "have that link replaced by one that is sent by e-mail."
            )
        )
    if key.seen_by_id and key.seen_by_id in (other.user_id, other.seen_by_id):
        raise KeyRefused(
            _(
                "You hold the other key, or were shown its link, so this one cannot be shown to you. Send it "
                "by e-mail, or ask another lead or facilitator to do this."
            )
        )
    if key.address_mark and key.address_mark == other.address_mark:
        raise KeyRefused(_("The other key is with this e-mail address. The two keys are for two people."))


def _refuse_others(key: ReleaseKey, other: ReleaseKey | None, by: User | None, round_: Round) -> None:
    """Refuse whoever is not the holder; with a link in hand, whoever is signed in as holder of the other."""
    if key.has_link:
        if by is not None and other is not None and by.pk in (other.user_id, other.seen_by_id):
            raise KeyRefused(_("You have the other key. The two keys are for two people."))
        return
    organisation = round_.assessment.organisation
    is_member = by is not None and Membership.objects.filter(user=by, organisation=organisation).exists()
    if by is None or by.pk != key.user_id or not is_member:
        raise KeyRefused(_("Somebody else holds this key now."))
