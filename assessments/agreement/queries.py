"""Reading meetings, and what was said at them."""

from collections import defaultdict

from assessments.models import Release, Round
from assessments.records.meetings import AgreedScore, Meeting


def meetings_of(round_: Round) -> list[Meeting]:
    """Return the meetings over a round's results, the newest first. One query."""
    return list(Meeting.objects.filter(round=round_).order_by("-held_on", "-pk"))


def scores_of(release: Release) -> dict[str, list[AgreedScore]]:
    """Return all that was said of each question, by its key, with its meeting: the newest first, which is the
    one that counts. One query; none for results beside which nothing was ever recorded."""
    if release.edition == 1:
        return {}
    found: dict[str, list[AgreedScore]] = defaultdict(list)
    rows = AgreedScore.objects.filter(meeting__round=release.round_id).select_related("meeting")
    for score in rows.order_by("-meeting__held_on", "-pk"):
        found[score.question].append(score)
    return dict(found)
