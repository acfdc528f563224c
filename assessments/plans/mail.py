"""Messages to the owners of actions, on the day that an action should be done by; once each.

An owner may have no account. The message says what the action is, in words that anybody may read, and has a
link by which they are never written to again. No group is named in it: that would say something about them.
"""

import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.deletions import Deleted, mark_of, remember, remembered
from accounts.mail import on_one_line
from accounts.models import Deletion
from assessments.choices import State
from assessments.plans.states import FINISHED, TO_START
from assessments.records.plans import ActionOwner
from background.outbox import send_later

SALT = "assessments.plans.mail"


def tell_owners(today: datetime.date) -> int:
    """Write to each owner with an address whose action is due or past its day, is neither done nor given up,
    and of which they were not told for that day. Returns how many messages are on their way. The example
    sends none."""
    due = ActionOwner.objects.filter(
        ~Q(email=""),
        action__by_when__lte=today,
        action__release__round__state=State.RELEASED,
        action__release__round__assessment__organisation__is_example=False,
    ).exclude(mailed_for=F("action__by_when"))
    stopped = remembered()[Deleted.ADDRESS]
    told = 0
    for owner in due.select_related(
        "action__release__round__assessment__organisation"
    ).prefetch_related("action__updates").order_by("pk"):  # fmt: skip
        updates = list(owner.action.updates.all())
        state = updates[-1].state if updates else TO_START
        if state not in FINISHED and mark_of_address(owner.email) not in stopped:
            told += _tell(owner)
    return told


@transaction.atomic
def _tell(owner: ActionOwner) -> bool:
    """Send one message. Of two commands that run at once, one does."""
    day = owner.action.by_when
    rows = ActionOwner.objects.filter(pk=owner.pk, email=owner.email).exclude(mailed_for=day)
    if not rows.update(mailed_for=day):
        return False
    assessment = owner.action.release.round.assessment
    context: dict[str, Any] = {
        "organisation": on_one_line(assessment.organisation.name),
        "title": on_one_line(assessment.title),
        "what": on_one_line(owner.action.named),
        "day": day,
        "plan": settings.SITE_URL + reverse("assessments:plan", args=[owner.action.release.round_id]),
        "stop": settings.SITE_URL + reverse("assessments:no_mail", args=[stop_token(owner.email)]),
        "site_name": settings.SITE_NAME,
    }
    subject = _("The day has come: %(title)s") % context
    body = render_to_string("assessments/plans/mail/due.txt", context)
    about = _("the e-mail to an owner of an action in ‘%(title)s’") % context
    send_later(EmailMessage(subject, body, None, [owner.email]), about=about)
    return True


# Not being written to any more


def mark_of_address(address: str) -> str:
    """Return what is stored of an address that wants no mail: keyed, so that nobody can try addresses."""
    own = salted_hmac(f"{SALT}.address", address.strip().lower(), algorithm="sha256").hexdigest()
    return mark_of(Deleted.ADDRESS, own)


def stop_token(address: str) -> str:
    """Return what the link holds by which this address is written to no more: not the address itself."""
    return signing.dumps(mark_of_address(address), salt=SALT)


def mark_in(token: str) -> str | None:
    """Return the mark in such a link; None for a link that is not ours."""
    try:
        return str(signing.loads(token, salt=SALT))
    except signing.BadSignature:
        return None


def wants_no_mail(address: str) -> bool:
    """Whether whoever has this address asked to be written to no more. One query."""
    return Deletion.objects.filter(kind=Deleted.ADDRESS, mark=mark_of_address(address)).exists()


@transaction.atomic
def stop_mail(mark: str) -> None:
    """Forget an address in every plan, for good: remembered, so that no older copy brings it back."""
    remember(Deleted.ADDRESS, [mark])
    forget_addresses_again({mark})
    record("an owner of actions asked for no more mail", "assessments.actionowner", by=None)


def forget_addresses_again(marks: set[str]) -> int:
    """Take the addresses that these marks name out of all plans. Returns how many places they stood in."""
    there = ActionOwner.objects.exclude(email="").values_list("pk", "email")
    found = [pk for pk, email in there if mark_of_address(email) in marks] if marks else []
    return ActionOwner.objects.filter(pk__in=found).update(email="", mailed_for=None)
