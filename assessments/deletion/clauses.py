"""Remove words of a working agreement that must go by law (docs/rules.md, Words that must go by law)."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actions import record
from accounts.deletions import Deleted, mark_of, remember
from accounts.models import User
from assessments.deletion.words import NoSuchWords, Reason, RemovedBefore, make_files_again
from assessments.groundwork.asking import KEPT
from assessments.models import Assessment, Release
from assessments.records.groundwork import KeptQuestions, VersionClause, Wording
from assessments.records.removed_words import words_removed
from frameworks.actions import remove_statements
from frameworks.models import Question


@transaction.atomic
def remove_wording(*, assessment: Assessment, wording: int, reason: str, by: User | None) -> None:
    """Remove the words of a wording, wherever it stands: in a version, in reports, and in the questions that
    were made from it. What stays is its place, with the day and the reason, and its keys. Other wordings of
    the clause with just the same words, from before or after, lose theirs too. Raises NoSuchWords, and
    RemovedBefore where they are gone."""
    held = Assessment.objects.select_for_update(no_key=True).filter(pk=assessment.pk).first()
    row = Wording.objects.filter(pk=wording, clause__assessment=assessment).first() if held else None
    if held is None or row is None or not (row.words or row.people or row.removed_on):
        raise NoSuchWords
    if row.removed_on is not None:
        raise RemovedBefore(row.removed_on)
    same = Q(words=row.words) if row.is_both else Q(people=row.people, services=row.services)
    twins = list(Wording.objects.filter(same, clause=row.clause_id, is_both=row.is_both, removed_on=None))
    remember(Deleted.WORDS, [mark_of_wording(one, reason) for one in twins])
    copies = _copies_of(held, row.clause.code, twins) if row.is_both else []
    for one in twins:
        one.words = one.short = one.people = one.services = ""
        one.removed_on, one.removed_because = timezone.localdate(), reason
        one.save()
    today = timezone.localdate()
    remove_statements(
        questions=copies, on=today, says=lambda: words_removed(today, str(Reason(reason).label))
    )
    asked_in = Assessment.objects.filter(rounds__versions__in={one.version_id for one in copies})
    asking = Q(round__assessment=held) | Q(round__assessment__in=asked_in)
    for release in Release.objects.filter(asking).select_related("round"):
        make_files_again(release)
    record("words removed from an agreement", held, by=by, organisation=held.organisation)


def _copies_of(assessment: Assessment, clause: str, gone: Sequence[Wording]) -> list[Question]:
    """Return the questions whose statement was made from these wordings of a clause, in translations and
    adaptations too. People may have put it differently, or left a part out: so it is each that is not older
    than the wordings and does not say just what another wording says, which stays."""
    agreed = VersionClause.objects.filter(wording__in=gone, outcome=VersionClause.Outcome.AGREED)
    if not agreed.exists():
        return []  # only what both sides agreed is asked about
    stays = Wording.objects.filter(clause__code=clause, clause__assessment=assessment).exclude(
        pk__in=[one.pk for one in gone]
    )
    says = {text for one in stays for text in (one.words, one.short)}
    asked = Question.objects.filter(code=f"{KEPT}{clause}", removed_on=None)
    of_this = asked.filter(
        Q(version__published_on=None) | Q(version__published_on__gte=min(one.written_on for one in gone)),
        version__framework__in=KeptQuestions.objects.filter(assessment=assessment).values("framework"),
        version__translation_of=None,
    )
    made = [one for one in of_this if one.statement not in says]
    elsewhere = asked.filter(
        version__framework__organisation=assessment.organisation_id,
        statement__in=[one.statement for one in made],
    )
    found = {one.pk: one for one in (*made, *elsewhere)}
    versions = {one.version_id for one in found.values()}
    translated = asked.filter(version__translation_of__in=versions)
    return [*(found | {one.pk: one for one in translated}).values()]


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
