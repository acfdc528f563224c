"""Delete the rows of rounds and of framework versions with all that belongs to them, past no guard.

The guards keep what belongs to a round that is under way, and to a published version. So what it belongs to
goes first, and the rest follows in the same transaction, in which foreign keys are checked at its end.
"""

from django.db.models import Model, QuerySet

from assessments.models import Assessment, Round
from assessments.records.groundwork import KeptQuestions
from assessments.rounds.locking import lock_rounds
from background import outbox
from frameworks.models import Band, DraftStep, Framework, FrameworkVersion, Question, Scale, Section, Source


def delete_rows_of_rounds(rounds: QuerySet[Round]) -> None:
    """Delete rounds, whatever state they are in, with all that belongs to them.

    The guards keep the frameworks and perspectives of a round that is under way, so the rounds themselves
    go first: with no round, nothing is under way. Foreign keys are checked when the transaction ends.
    The locks make people who are answering wait; their answers then find no round.
    """
    ids = lock_rounds(rounds)
    _delete_alone(Round, ids)
    for pk in ids:
        outbox.forget(outbox.topic_of(Round(pk=pk)))
    for relation in Round._meta.related_objects:
        rows: QuerySet[Model] = relation.related_model._base_manager.all()
        rows.filter(**{f"{relation.field.name}__in": ids}).delete()


def delete_rows_of_assessments(assessments: QuerySet[Assessment]) -> None:
    """Delete assessments whose rounds are gone, with all that belongs to them: the assessments first, as the
    guards keep what was agreed in one that is there. The questions that were made from an agreement go too,
    unless another assessment asks them."""
    ids = list(assessments.values_list("pk", flat=True))
    kept = Framework.objects.filter(
        pk__in=KeptQuestions.objects.filter(assessment__in=ids).values("framework")
    )
    made = list(kept.exclude(versions__round_versions__isnull=False).values_list("pk", flat=True))
    _delete_alone(Assessment, ids)
    for relation in Assessment._meta.related_objects:
        rows: QuerySet[Model] = relation.related_model._base_manager.all()
        rows.filter(**{f"{relation.field.name}__in": ids}).delete()
    delete_rows_of_versions(FrameworkVersion.objects.filter(framework__in=made))
    Framework.objects.filter(pk__in=made).delete()


def delete_rows_of_versions(versions: QuerySet[FrameworkVersion]) -> None:
    """Delete framework versions with their parts: the versions first, as the guards keep published parts."""
    ids = list(versions.select_for_update(of=("self",)).values_list("pk", flat=True))
    Framework.objects.filter(adapted_from__in=ids).update(adapted_from=None)
    FrameworkVersion.objects.filter(reviewed_original__in=ids).update(reviewed_original=None)
    _delete_alone(FrameworkVersion, ids)
    for part in (DraftStep, Question, Section, Scale, Source, Band):
        part._base_manager.filter(version__in=ids).delete()


def _delete_alone(model: type[Model], ids: list[int]) -> None:
    """Delete just these rows. What belongs to them must follow in the same transaction."""
    rows = model._base_manager.filter(pk__in=ids)
    rows._raw_delete(rows.db)
