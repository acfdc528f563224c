"""Delete what somebody wrote on a paper form without a question's number, when they ask (docs/rules.md,
Deletion)."""

from django.db import transaction

from accounts.deletions import Deleted, mark_of, remember
from assessments.models import Response, TypedSheet
from assessments.responses.saving import lock_response


@transaction.atomic
def delete_unplaced(*, response: Response) -> None:
    """Delete these words, in any state of the round, and nothing else of the response. Their author has the
    last word: nobody checks their paper form against them any more, so they do not come back that way.

    Raises Response.DoesNotExist where the response was withdrawn.
    """
    held = lock_response(response.pk)
    if not held.unplaced:
        return  # pressed twice
    TypedSheet.objects.filter(response=held).delete()
    Response.objects.filter(pk=held.pk).update(unplaced="")
    remember(Deleted.WORDS, [mark_of_unplaced(held)])


def mark_of_unplaced(response: Response) -> str:
    return mark_of(Deleted.WORDS, response.secret_hash, "unplaced")


def delete_unplaced_again(marks: set[str]) -> int:
    """Delete the words that these marks name, as in a copy from before; returns how many there were."""
    if not marks:
        return 0
    rows = Response.objects.exclude(unplaced="").only("pk", "secret_hash")
    found = [row for row in rows if mark_of_unplaced(row) in marks]
    for row in found:
        delete_unplaced(response=row)
    return len(found)
