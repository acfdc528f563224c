"""Remove words of a working agreement that must go by law (docs/rules.md, Words that must go by law)."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actions import record
from accounts.deletions import Deleted, mark_of, remember
from accounts.models import User
from assessments.deletion.words import NoSuchWords, Reason, RemovedBefore, make_files_again
from assessments.models import Assessment, Release
from assessments.records.groundwork import Wording


@transaction.atomic
def remove_wording(*, assessment: Assessment, wording: int, reason: str, by: User | None) -> None:
    """Remove the words of a wording, wherever it stands: in a version and in reports too. What stays is its
    place, with the day and the reason, and its keys. Other wordings of the clause with just the same words,
    from before or after, lose theirs too. Raises NoSuchWords, and RemovedBefore where they are gone."""
    held = Assessment.objects.select_for_update(no_key=True).filter(pk=assessment.pk).first()
    row = Wording.objects.filter(pk=wording, clause__assessment=assessment).first() if held else None
    if held is None or row is None or not (row.words or row.people or row.removed_on):
        raise NoSuchWords
    if row.removed_on is not None:
        raise RemovedBefore(row.removed_on)
    same = Q(words=row.words) if row.is_both else Q(people=row.people, services=row.services)
    twins = list(Wording.objects.filter(same, clause=row.clause_id, is_both=row.is_both, removed_on=None))
    remember(Deleted.WORDS, [mark_of_wording(one, reason) for one in twins])
    for one in twins:
        one.words = one.short = one.people = one.services = ""
        one.removed_on, one.removed_because = timezone.localdate(), reason
        one.save()
    for release in Release.objects.filter(round__assessment=held).select_related("round"):
        make_files_again(release)
    record("words removed from an agreement", held, by=by, organisation=held.organisation)


def mark_of_wording(row: Wording, reason: str) -> str:
    return mark_of(Deleted.WORDS, row.key, reason)


def remove_wordings_again(marks: set[str]) -> int:
    """Remove what these marks name, as in a copy from before; returns how many there were."""
    if not marks:
        return 0
    rows = Wording.objects.filter(removed_on=None).select_related("clause__assessment")
    found = [
        (row, reason) for row in rows for reason in Reason.values if mark_of_wording(row, reason) in marks
    ]
    for row, reason in found:
        try:
            remove_wording(assessment=row.clause.assessment, wording=row.pk, reason=reason, by=None)
        except (RemovedBefore, NoSuchWords):  # just the same words as another
            continue
    return len(found)
