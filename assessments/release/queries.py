"""Read releases: each function says how many queries it makes."""

from django.db.models import QuerySet

from assessments.models import Release
from assessments.rounds.queries import asks_more_than_before_meeting


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
