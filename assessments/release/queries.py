"""Read releases: each function says how many queries it makes."""

from collections.abc import Mapping

from django.db.models import QuerySet, prefetch_related_objects

from assessments.models import Release
from assessments.records.removed_words import RemovedText
from assessments.rounds.queries import asks_more_than_before_meeting

# The marks of words that went by law from what a group wrote: by what they were part of, its key, and which
# of its texts they were.
Removals = Mapping[tuple[str, int, str], RemovedText]


def releases_before(release: Release) -> list[Release]:
    """Return the results of the earlier rounds of the same assessment, the newest first, each with its round;
    what is in them is read when it is asked for. One query."""
    return list(_before(release).defer("results"))


def release_before(release: Release) -> Release | None:
    """Return the results of the round before, of those whose results are shared; None for none. One query."""
    return _before(release).first()


def has_release_before(release: Release) -> bool:
    """Whether an earlier round of the same assessment has results. One query."""
    return _before(release).exists()


def _before(release: Release) -> QuerySet[Release]:
    round_ = release.round
    earlier = Release.objects.filter(round__assessment=round_.assessment_id, round__number__lt=round_.number)
    earlier = earlier.filter(asks_more_than_before_meeting("round"))
    return earlier.select_related("round").order_by("-round__number")


def removed_texts(release: Release) -> Removals:
    """Return the marks of words that a group wrote beside results and that went by law; of two in one place,
    the later. One query for each time that the release is fetched."""
    prefetch_related_objects([release], "removed_texts")
    return {(one.kind, one.row, one.field): one for one in release.removed_texts.all()}
