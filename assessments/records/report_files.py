"""Reports and meeting packs that are stored as files: what is known of each, and where they are.

Loaded by apps.py, so that the file of a row goes with it, whoever deletes the row or what it belongs to.
"""

import datetime
from functools import partial
from typing import Any

from django.core.files.storage import Storage, storages
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from assessments.models import Release

PACKS_LAST = datetime.timedelta(days=7)


class ReportFile(models.Model):
    """The report of a release in one format: made once, by a worker, and stored (reports/files.py).

    suffix: the key of its format (reports/formats/table.py). left_out: the sections that it is without, by
    choice, in the order of the alphabet with commas between (reports/papers/sections.py). name: of the file
    in the storage, random; empty until it is made. edition: that of the release when it was ordered. pages:
    so many are laid out so far. begun: how often a worker began. failed_at: it could not be made.
    is_too_long: because it would be longer than a PDF may be.
    """

    release = models.ForeignKey(Release, models.CASCADE, related_name="files")
    suffix = models.CharField(max_length=40)
    left_out = models.CharField(max_length=80, blank=True, default="")
    name = models.CharField(max_length=60, blank=True)
    edition = models.PositiveIntegerField(default=1)
    pages = models.PositiveIntegerField(default=0)
    begun = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)
    is_too_long = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "suffix", "left_out"], name="report_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.release}.{self.suffix}"


class MeetingPackQuerySet(models.QuerySet["MeetingPack"]):
    def visible_to(self, user: Any) -> "MeetingPackQuerySet":
        """Return the packs of the person's organisations: every member may read all that is in them."""
        return self.filter(organisation__in=Organisation.objects.visible_to(user))


class MeetingPack(models.Model):
    """Reports of one organisation for a meeting, in one file: made by a worker (packs/making.py), and gone
    after some days.

    key: the format of its reports (reports/formats/table.py). name: of the file in the storage, random; empty
    until it is made. begun: how often a worker began to put the reports together. failed_at: it could not.
    """

    class Kind(models.TextChoices):
        PDF = "pdf", _("One PDF, with a cover and a list of contents")
        ZIP = "zip", _("A zip file, with each report as a PDF of its own")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="packs")
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=3, choices=Kind.choices, default=Kind.PDF)
    key = models.CharField(max_length=40, default="pdf")
    ordered_at = models.DateTimeField(default=timezone.now)
    name = models.CharField(max_length=60, blank=True)
    begun = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)

    objects = MeetingPackQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    @property
    def deleted_on(self) -> datetime.date:
        """The day on which it is deleted."""
        return timezone.localdate(self.ordered_at + PACKS_LAST)


class PackedReport(models.Model):
    """One of the reports of a pack. Where its release is deleted, the whole pack is: it holds the results."""

    pack = models.ForeignKey(MeetingPack, models.CASCADE, related_name="reports")
    release = models.ForeignKey(Release, models.CASCADE, related_name="packed")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["pack", "release"], name="packed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.release}"


def report_storage() -> Storage:
    """Return where the files are: in no folder that a web server shows."""
    return storages["reports"]


def discard_file(*, instance: ReportFile | MeetingPack, **more: Any) -> None:
    """Delete the file of a row that was deleted, once that is certain. A signal, because rounds go in many
    ways, and no way may leave the results behind."""
    if instance.name:
        transaction.on_commit(partial(report_storage().delete, instance.name), robust=True)


def discard_pack(*, instance: PackedReport, **more: Any) -> None:
    """Delete the pack of a report that was deleted: it holds the results."""
    if isinstance(more.get("origin"), MeetingPack):
        return
    for pack in MeetingPack.objects.filter(pk=instance.pack_id):
        pack.delete()


post_delete.connect(discard_file, sender=ReportFile)
post_delete.connect(discard_file, sender=MeetingPack)
post_delete.connect(discard_pack, sender=PackedReport)
