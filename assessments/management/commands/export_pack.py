"""Write several reports to one file: manage.py export_pack ROUND_ID ROUND_ID --title TITLE --output FILE."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.models import Release
from assessments.packs.writing import Front, PackTooLong, sheet_of, write_pack
from assessments.printing.pdf import PdfUnavailable
from assessments.records.report_files import MeetingPack
from assessments.reports.beside.face import face_of
from assessments.reports.files import make_now, ordered_report, read_report
from assessments.reports.formats.table import SIZES, find_format
from assessments.reports.model import ReportFace


class Command(BaseCommand):
    help = "Writes the reports of released rounds to one file. What is made already is not made again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("rounds", type=int, nargs="+", help="the numbers of the rounds, in order")
        parser.add_argument("--title", default="Meeting pack", help="what is on the cover")
        parser.add_argument("--size", choices=SIZES, default="report")
        parser.add_argument("--format", choices=MeetingPack.Kind.values, default=MeetingPack.Kind.PDF)
        parser.add_argument("--output", type=Path, required=True, help="the file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the reports one by one, and put them together. Raises CommandError for what cannot be done."""
        key = find_format("pdf", options["size"]).key
        sheets = []
        releases = _releases(options["rounds"])
        for number, release in enumerate(releases, start=1):
            make_now(release, key)
            written = read_report(ordered_report(release, key))
            if written is None:
                raise CommandError(f"The report of round {release.round_id} could not be made.")
            sheets.append(sheet_of(release, written))
            self.stdout.write(f"{number} of {len(releases)} reports are ready.")
        of = dict.fromkeys(release.round.assessment.organisation for release in releases)
        face = face_of(next(iter(of))) if len(of) == 1 else ReportFace()
        front = Front(options["title"], ", ".join(map(str, of)), face)
        try:
            pack = write_pack(front, options["format"], sheets)
            options["output"].write_bytes(pack)
        except (PdfUnavailable, PackTooLong) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"Cannot write {options['output']}: {error.strerror}") from error
        self.stdout.write(f"Wrote {options['output']}, {len(pack):,} bytes.")


def _releases(rounds: list[int]) -> list[Release]:
    """Find the releases of these rounds, each once, in order. Raises CommandError where one has none."""
    rows = Release.objects.select_related("round__assessment__organisation").filter(round__in=rounds)
    found = {release.round_id: release for release in rows}
    if missing := [str(pk) for pk in rounds if pk not in found]:
        raise CommandError(f"These rounds have no results: {', '.join(missing)}.")
    return [found[pk] for pk in dict.fromkeys(rounds)]
