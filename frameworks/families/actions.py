"""Writes of an adaptation that follows its original: one verb each."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from frameworks.drafts import storage
from frameworks.drafts.actions import Verb, take_step
from frameworks.drafts.locks import NoDraft
from frameworks.drafts.parts import Parts, StepRefused
from frameworks.families.offers import Offer, key_in, offers
from frameworks.families.originals import Original, original_of
from frameworks.families.taking import take
from frameworks.models import FrameworkVersion

Status = FrameworkVersion.Status


def offers_of(original: Original, ours: Parts) -> list[Offer]:
    """Return what an adaptation can take over from its original. Sixteen queries."""
    return offers(storage.parts_of(original.base), storage.parts_of(original.newest), ours)


def take_over(*, draft: FrameworkVersion, place: str, sign: str, by: User) -> int:
    """Take over one change of the original, as the page showed it: `place` and `sign` of its offer.

    Returns the draft's revision. Raises StepRefused where the original or our own words have changed since,
    or another step has to come first, and NoDraft.
    """
    original = original_of(draft, by)
    if original is None:
        raise StepRefused(_("The original can no longer be seen."))
    base, theirs = storage.parts_of(original.base), storage.parts_of(original.newest)

    def shown(ours: Parts) -> Offer:
        found = [offer for offer in offers(base, theirs, ours) if (offer.place, offer.sign) == (place, sign)]
        if not found:
            raise StepRefused(_("This has changed since you opened the page. Look at it again below."))
        return found[0]

    def rule(ours: Parts) -> Parts:
        return take(ours, shown(ours))

    return take_step(draft=draft, step=rule, verb=Verb.TAKEN, key=key_in(place), by=by)


@transaction.atomic
def settle(*, draft: FrameworkVersion, with_version: FrameworkVersion, by: User) -> None:
    """Say that all changes of the original up to this version have been looked at.

    Raises StepRefused where that is no published version of the original within the person's reach, or older
    than one that was looked at before; NoDraft where the draft is none any more.
    """
    original = original_of(draft, by)
    if original is None or with_version.framework_id != original.base.framework_id:
        raise StepRefused(_("The original can no longer be seen."))
    numbers = range(original.base.number, original.newest.number + 1)
    if with_version.translation_of_id or with_version.number not in numbers:
        raise StepRefused(_("The original has changed since you opened the page. Look at it again below."))
    drafts_only = FrameworkVersion.objects.filter(pk=draft.pk, status=Status.DRAFT)
    if not drafts_only.update(reviewed_original=with_version):
        raise NoDraft
    record("original looked through", draft, by=by, organisation=draft.framework.organisation)
