"""A meeting pack is made step by step: its reports one after another, then all put together.

Each step is a task of its own, which orders the next. So other reports get their turn in between, and where a
worker is killed, only the step that it was at is begun again: a report that is made stays made.
"""

import uuid

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone

from assessments.models import Release
from assessments.packs.queries import PackProgress, progress_of
from assessments.packs.writing import Front, PackSheet, PackTooLong, sheet_of, write_pack
from assessments.printing.pdf import PdfUnavailable
from assessments.records.report_files import MeetingPack, ReportFile, report_storage
from assessments.reports.beside.face import face_of
from assessments.reports.files import make_now
from background.tasks import REPORTS, private_task

MOST_BEGINNINGS = 3  # where each of them ended the worker, as by taking all memory, another would too
FOLDER = "packs"  # of the storage: reports/files.py tidies the files outside it


@private_task(REPORTS)
def make_pack(pk: int) -> None:
    """Make the next report that a pack lacks; where it lacks none, put them together and store the file."""
    packs = MeetingPack.objects.filter(pk=pk, name="", failed_at=None)
    pack = packs.select_related("organisation").first()
    if pack is None:  # it is made, or was deleted
        return
    progress = progress_of(pack)
    if progress.missing:
        try:
            make_now(progress.missing[0], pack.key)
        finally:
            make_pack.enqueue(pk)
        return
    if pack.begun >= MOST_BEGINNINGS or not progress.ready:
        packs.update(failed_at=timezone.now())
        return
    packs.update(begun=pack.begun + 1)
    try:
        written = _write(pack, progress)
    except FileNotFoundError:  # one of the files is lost, and was forgotten: it is made again
        make_pack.enqueue(pk)
        return
    except (PdfUnavailable, PackTooLong):
        packs.update(failed_at=timezone.now())
        return
    except Exception:
        packs.update(failed_at=timezone.now())
        raise
    _store(pack, written)


def open_pack(pack: MeetingPack) -> File | None:
    """Open a pack's file, which can be large; None until it is made. A file that is lost is made again."""
    if not pack.name:
        return None
    try:
        return report_storage().open(pack.name)
    except FileNotFoundError:
        with transaction.atomic():
            MeetingPack.objects.filter(pk=pack.pk).update(name="", begun=0)
            make_pack.enqueue(pack.pk)
        return None


def _store(pack: MeetingPack, written: bytes) -> None:
    name = report_storage().save(f"{FOLDER}/{uuid.uuid4().hex}.{pack.kind}", ContentFile(written))
    if not MeetingPack.objects.filter(pk=pack.pk, name="").update(name=name):
        report_storage().delete(name)  # it was deleted meanwhile, or another worker was quicker


def _write(pack: MeetingPack, progress: PackProgress) -> bytes:
    sheets = [_sheet(release, pack.key) for release in progress.ready]
    failed = [sheet_of(release, b"") for release in progress.failed]
    front = Front(pack.title, str(pack.organisation), face_of(pack.organisation))
    return write_pack(front, pack.kind, sheets, failed)


def _sheet(release: Release, key: str) -> PackSheet:
    """Read a report that is made. One that is lost is forgotten, and raises FileNotFoundError."""
    row = ReportFile.objects.get(release=release, suffix=key, left_out="")
    try:
        with report_storage().open(row.name) as file:
            return sheet_of(release, bytes(file.read()))
    except FileNotFoundError:
        ReportFile.objects.filter(pk=row.pk).update(name="", begun=0, failed_at=None)
        raise
