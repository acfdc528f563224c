"""Write a round's report to a file: manage.py export_report ROUND_ID --format pdf --output FILE."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.models import Release, Round
from assessments.printing.pdf import PdfUnavailable
from assessments.release.queries import release_before
from assessments.reports.build import build_report
from assessments.reports.formats.table import NAMES, SIZES, NotOffered, find_format
from assessments.reports.papers.sections import SECTIONS, chosen


class Command(BaseCommand):
    help = "Write the report of a released round to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("round", type=int, help="the number of the round, as in the address of its page")
        parser.add_argument(
            "--size", choices=SIZES, default="report", help="no matter to simple, xlsx, csv and json"
        )
        parser.add_argument("--format", choices=NAMES, default="pdf")
        parser.add_argument(
            "--leave-out",
            nargs="*",
            choices=list(SECTIONS),
            default=[],
            help="sections of a PDF to leave out",
        )
        parser.add_argument("--output", type=Path, required=True, help="the file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            form = find_format(options["format"], options["size"])
        except NotOffered as refused:
            raise CommandError(str(refused)) from refused
        left_out = chosen(options["leave_out"], form.size) if form.has_sections else ()
        release = _release(options["round"])
        since = None if "change" in left_out else release_before(release)
        report = build_report(release, left_out=left_out, since=since)
        try:
            written = form.write(report)
        except PdfUnavailable as error:
            raise CommandError(str(error)) from error
        try:
            options["output"].write_bytes(written)
        except OSError as error:
            raise CommandError(f"Cannot write {options['output']}: {error.strerror}") from error
        self.stdout.write(f"Wrote {options['output']}, {len(written):,} bytes.")


def _release(pk: int) -> Release:
    """Find the release of this round. Raises CommandError where there is none."""
    try:
        return Release.objects.select_related("round__assessment__organisation__face").get(round=pk)
    except Release.DoesNotExist:
        if not Round.objects.filter(pk=pk).exists():
            raise CommandError(f"There is no round {pk}.") from None
        raise CommandError(f"Round {pk} has no results.") from None
