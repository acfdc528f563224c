"""Make links to results, and withdraw them (docs/rules.md, Links to results)."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import record
from accounts.errors import Refused
from accounts.models import User
from assessments import codes
from assessments.models import Release, Round
from assessments.records.share_links import ShareLink
from assessments.sharing.mail import send_link

DEFAULT_DAYS, MOST_DAYS = 30, 180
MOST_LINKS = 50  # of one round that work at the same time
MOST_ADDRESSES = 20


ARCHIVED = gettext_lazy(
    "This assessment is archived, so no new links are made. Those that were made before work until their day."
)


class ShareRefused(Refused):
    """A link that cannot be made. Its message says why."""


def last_day_allowed() -> datetime.date:
    """Return the last day on which a link that is made today may work."""
    return timezone.localdate() + datetime.timedelta(days=MOST_DAYS)


@transaction.atomic
def make_link(
    *,
    release: Release,
    shows: str,
    secret: str,
    note: str,
    ends_on: datetime.date,
    addresses: Sequence[str],
    by: User | None,
) -> ShareLink:
    """Make a link to the results or the report of a release, and send it to these addresses.

    secret: what opens it (codes.share_secret_from); only its hash is stored. ends_on: the last day on which
    it works, today to MOST_DAYS from today. addresses: MOST_ADDRESSES at most; none are stored. Raises
    ShareRefused, where the example would send mail too, and where the round is archived.
    """
    today = timezone.localdate()
    organisation = release.round.assessment.organisation
    if not today <= ends_on <= last_day_allowed():
        raise ShareRefused(
            _("Choose a day between today and %(last)s.") % {"last": date_format(last_day_allowed())}
        )
    if len(addresses) > MOST_ADDRESSES:
        raise ShareRefused(_("Send it to 20 addresses at most."))
    if addresses and organisation.is_example:
        raise ShareRefused(_("This is an example, so it sends no e-mail. You can pass the link on yourself."))
    rows = Release.objects.select_for_update(of=("self",)).select_related("round")
    if rows.get(pk=release.pk).round.state != Round.State.RELEASED:  # one at a time, so that none is over
        raise ShareRefused(str(ARCHIVED))
    if ShareLink.objects.working().filter(release=release).count() >= MOST_LINKS:
        raise ShareRefused(_("There are 50 links to this round already. Withdraw one that nobody needs."))
    link = ShareLink.objects.create(
        release=release,
        shows=shows,
        secret_hash=codes.hash_of(secret),
        note=note,
        mailed_to=len(addresses),
        ends_on=ends_on,
        made_by=by,
    )
    record(f"link to {shows} made", link, by=by, organisation=organisation)
    for address in addresses:
        send_link(link, secret, address)
    return link


@transaction.atomic
def withdraw_link(*, link: ShareLink, by: User) -> bool:
    """Make a link stop working at once. Returns whether it was withdrawn now: of two who do so, the second
    finds it done."""
    rows = ShareLink.objects.filter(pk=link.pk, withdrawn_at=None)
    if not rows.update(withdrawn_at=timezone.now(), withdrawn_by=by):
        return False
    record("link withdrawn", link, by=by, organisation=link.release.round.assessment.organisation)
    return True
