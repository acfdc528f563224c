"""Reports that are stored as files: what is known of each, and where they are.

Loaded by apps.py, so that the file of a row goes with it, whoever deletes the row or what it belongs to.
"""

from functools import partial
from typing import Any

from django.core.files.storage import Storage, storages
from django.db import models, transaction
from django.db.models.signals import post_delete

from assessments.models import Release


class ReportFile(models.Model):
    """The report of a release in one format: made once, by a worker, and stored (reports/files.py).

    suffix: the key of its format (reports/formats/table.py). left_out: the sections that it is without, by
    choice, in the order of the alphabet with commas between (reports/papers/sections.py). name: of the file
    in the storage, random; empty until it is made. pages: so many are laid out so far. begun: how often a
    worker began. failed_at: it could not be made.
    """

    release = models.ForeignKey(Release, models.CASCADE, related_name="files")
    suffix = models.CharField(max_length=40)
    left_out = models.CharField(max_length=80, blank=True, default="")
    name = models.CharField(max_length=60, blank=True)
    pages = models.PositiveIntegerField(default=0)
    begun = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "suffix", "left_out"], name="report_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.release}.{self.suffix}"


def report_storage() -> Storage:
    """Return where the files are: in no folder that a web server shows."""
    return storages["reports"]


def discard_file(*, instance: ReportFile, **_: Any) -> None:
    """Delete the file of a row that was deleted, once that is certain. A signal, because rounds go in many
    ways, and no way may leave the results behind."""
    if instance.name:
        transaction.on_commit(partial(report_storage().delete, instance.name), robust=True)


post_delete.connect(discard_file, sender=ReportFile)
