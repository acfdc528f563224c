"""The report as a file: made once by a worker when the results are shared, stored, and downloaded at once.

Laying out a long report takes minutes and much memory, so no request does it.
"""

import time
import uuid
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from assessments.models import Release
from assessments.printing.pdf import PdfTooLong, PdfUnavailable, counting_pages
from assessments.records.report_files import ReportFile, report_storage
from assessments.release.queries import release_before
from assessments.reports.build import build_report
from assessments.reports.formats.table import FORMATS, SITE_FORMATS
from background.tasks import REPORTS, private_task

MOST_BEGINNINGS = 3  # where each of them ended the worker, as by taking all memory, another would too
TRIED_AGAIN_AFTER = timedelta(minutes=10)  # a report that could not be made, when somebody asks for it
BETWEEN_PAGES = 1.0  # seconds between two words of how far it is
ORPHANED_AFTER = timedelta(hours=1)


def order_reports(release: Release) -> None:
    """Have every report made that people will ask for first and that takes long, unless it is made or ordered
    already."""
    for one in SITE_FORMATS:
        if not one.at_once and not one.on_demand:
            ordered_report(release, one.key)


def report_now(release: Release, key: str, *, since: Release | None) -> bytes:
    """Make a report that takes no time (ReportFormat.at_once). since: what it is compared with, if at all."""
    return FORMATS[key].write(build_report(release, since=since))


def ordered_report(release: Release, key: str, *, left_out: Iterable[str] = ()) -> ReportFile:
    """Return the report's file in the format of this key, without these sections. It is ordered now if it
    never was, could not be made some time ago, or is of an earlier edition. One query, where it is not
    ordered now."""
    wanted: dict[str, Any] = {"release": release, "suffix": key, "left_out": ",".join(sorted(left_out))}
    row = ReportFile.objects.filter(**wanted).first()
    if row and not _is_stale(row, release):
        return row
    with transaction.atomic():
        row, is_new = ReportFile.objects.select_for_update().get_or_create(**wanted)
        if is_new or _is_stale(row, release):
            _order(row, release)
    return row


def _is_stale(row: ReportFile, release: Release) -> bool:
    """Whether something beside the results has changed since it was ordered, or it failed some time ago."""
    failed_long_ago = row.failed_at is not None and row.failed_at < timezone.now() - TRIED_AGAIN_AFTER
    return row.edition < release.edition or failed_long_ago


def _order(row: ReportFile, release: Release) -> None:
    _begin_anew(row, release)
    make_report.enqueue(row.pk)
    row.refresh_from_db()


def _begin_anew(row: ReportFile, release: Release) -> None:
    """Empty the row. A file that it had stays until the orphans go, for those who are fetching it."""
    row.name, row.pages, row.begun, row.failed_at, row.edition = "", 0, 0, None, release.edition
    row.is_too_long = False
    row.save(update_fields=["name", "pages", "begun", "failed_at", "is_too_long", "edition"])


def make_now(release: Release, key: str) -> None:
    """Make a report and store it, unless it is made. Where it cannot be made, its row says so. Only a worker
    or a command does this."""
    with transaction.atomic():
        row, _is_new = ReportFile.objects.select_for_update().get_or_create(
            release=release, suffix=key, left_out=""
        )
        lost = row.name and not report_storage().exists(row.name)
        if row.failed_at or lost or row.edition < release.edition:
            _begin_anew(row, release)
    _make(row.pk)


def read_report(row: ReportFile) -> bytes | None:
    """Return what is in the file; none while it is being made. A file that is lost, as where a database came
    back from a backup without its files, is ordered again."""
    if not row.name:
        return None
    try:
        with report_storage().open(row.name) as file:
            return bytes(file.read())
    except FileNotFoundError:
        with transaction.atomic():
            files = ReportFile.objects.select_for_update(of=("self",)).select_related("release")
            held = files.filter(pk=row.pk, name=row.name).first()
            if held:  # else it was deleted this moment, or ordered again
                _order(held, held.release)
        row.pages, row.begun, row.failed_at = 0, 0, None
        return None


@private_task(REPORTS)
def make_report(pk: int) -> None:
    """Make a report that was ordered, and store it. Where it cannot be made, the row says so."""
    _make(pk)


def _make(pk: int) -> None:
    rows = ReportFile.objects.filter(pk=pk, name="", failed_at=None)
    row = rows.select_related("release__round__assessment__organisation__face").first()
    if row is None:
        return
    _delete_orphans()
    if row.begun >= MOST_BEGINNINGS:
        rows.update(failed_at=timezone.now())
        return
    rows.update(begun=row.begun + 1, pages=0)
    try:
        with counting_pages(_teller(pk)):
            left_out = set(filter(None, row.left_out.split(",")))
            since = None if "change" in left_out else release_before(row.release)
            report = build_report(row.release, left_out=left_out, since=since)
            written = FORMATS[row.suffix].write(report)
    except PdfUnavailable as refused:
        rows.update(failed_at=timezone.now(), is_too_long=isinstance(refused, PdfTooLong))
        return
    except Exception:
        rows.update(failed_at=timezone.now())
        raise
    suffix = FORMATS[row.suffix].suffix
    name = report_storage().save(f"{uuid.uuid4().hex}.{suffix}", ContentFile(written))
    if not rows.filter(edition=row.edition).update(name=name):  # deleted, ordered again, or made by another
        report_storage().delete(name)


def _teller(pk: int) -> Callable[[int], None]:
    """Return what stores how many pages are laid out: every second, and never fewer than before, as pages are
    laid out anew once their numbers are known."""
    told_at, most = 0.0, 0

    def tell(pages: int) -> None:
        nonlocal told_at, most
        if pages > most and time.monotonic() >= told_at + BETWEEN_PAGES:
            told_at, most = time.monotonic(), pages
            ReportFile.objects.filter(pk=pk).update(pages=pages)

    return tell


def _delete_orphans() -> None:
    """Delete files that no row names: a worker was ended between the file and its row."""
    storage = report_storage()
    try:
        _folders, names = storage.listdir("")
    except FileNotFoundError:  # nothing was ever stored
        return
    known = set(ReportFile.objects.values_list("name", flat=True))
    before = timezone.now() - ORPHANED_AFTER
    for name in set(names) - known:
        if storage.get_created_time(name) < before:
            storage.delete(name)
