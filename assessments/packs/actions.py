"""Order meeting packs, and delete those that are old."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.errors import Refused
from accounts.models import Organisation, User
from assessments.models import Release
from assessments.packs.making import make_pack
from assessments.records.report_files import PACKS_LAST, MeetingPack, PackedReport

MOST_REPORTS = 50
MOST_AT_ONCE = 3  # of one organisation, that are being made


class TooManyPacks(Refused):
    """Some of the organisation's packs are still being made."""


@transaction.atomic
def order_pack(
    *,
    organisation: Organisation,
    releases: Sequence[Release],
    title: str,
    kind: str,
    key: str,
    by: User | None,
) -> MeetingPack:
    """Order a pack of these reports, in this order. releases: of the organisation, each once, at most
    MOST_REPORTS of them. Raises TooManyPacks where MOST_AT_ONCE are being made."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    being_made = MeetingPack.objects.filter(organisation=organisation, name="", failed_at=None)
    if being_made.count() >= MOST_AT_ONCE:
        raise TooManyPacks(_("Please wait until one of the packs that are being made is ready."))
    pack = MeetingPack.objects.create(organisation=organisation, title=title, kind=kind, key=key)
    PackedReport.objects.bulk_create(
        PackedReport(pack=pack, release=release, position=position)
        for position, release in enumerate(releases, start=1)
    )
    record("meeting pack ordered", pack, by=by, organisation=organisation)
    make_pack.enqueue(pack.pk)
    return pack


def delete_old_packs() -> int:
    """Delete packs whose days are over, with their files. Returns how many."""
    old = list(MeetingPack.objects.filter(ordered_at__lt=timezone.now() - PACKS_LAST))
    for pack in old:
        pack.delete()
    return len(old)
