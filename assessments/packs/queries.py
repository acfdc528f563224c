"""Read meeting packs: each function says how many queries it makes."""

from dataclasses import dataclass

from django.db.models import F

from accounts.models import Organisation
from assessments.models import Release
from assessments.records.report_files import MeetingPack, ReportFile


@dataclass(frozen=True, slots=True)
class PackProgress:
    """How far a pack is: its reports in order, those that are ready, and those that could not be made."""

    releases: tuple[Release, ...]
    ready: tuple[Release, ...]
    failed: tuple[Release, ...]

    @property
    def missing(self) -> tuple[Release, ...]:
        """The reports that are still to be made."""
        return tuple(one for one in self.releases if one not in self.ready and one not in self.failed)


def progress_of(pack: MeetingPack) -> PackProgress:
    """Say how far a pack is. Two queries, however many reports it has. A report that could not be made before
    the pack was ordered counts as still to be made, and so does one of an earlier edition."""
    packed = pack.reports.select_related("release__round__assessment__organisation")
    releases = tuple(one.release for one in packed.defer("release__results").order_by("position"))
    stored = ReportFile.objects.filter(release__packed__pack=pack, suffix=pack.key, left_out="")
    files = {file.release_id: file for file in stored.filter(edition=F("release__edition"))}
    ready = [one for one in releases if one.pk in files and files[one.pk].name]
    failed = [
        one
        for one in releases
        if one.pk in files and (at := files[one.pk].failed_at) is not None and at >= pack.ordered_at
    ]
    return PackProgress(releases, tuple(ready), tuple(failed))


def packs_of(organisation: Organisation) -> list[MeetingPack]:
    """Return an organisation's packs, newest first. One query."""
    return list(MeetingPack.objects.filter(organisation=organisation).order_by("-ordered_at", "-pk"))


def releases_to_pack(organisation: Organisation) -> list[Release]:
    """Return the releases of an organisation by the title of their assessment, the newest round of each
    first. One query."""
    found = Release.objects.filter(round__assessment__organisation=organisation)
    found = found.select_related("round__assessment__organisation").defer("results")
    return list(found.order_by("round__assessment__title", "round__assessment", "-round__number"))
