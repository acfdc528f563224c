"""End a round without results: its answers go, and nothing is ever shared.

(docs/rules.md, Ended without results)
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.deletions import Deleted, mark_of, remember
from accounts.models import User
from assessments.models import Answer, AnswerOption, Response, Round, TypedSheet
from assessments.records.release_keys import forget_key_addresses
from assessments.rounds.errors import NotAllowedNow
from assessments.rounds.lifecycle import forget_addresses, lock_as_stored
from assessments.rounds.locking import lock_rounds


@transaction.atomic
def end_round(*, round_: Round, by: User | None, reason: str) -> Round:
    """End a round that is open or closed, for good. All answers are deleted, with who said which group they
    are in; what is left of a response is its code, which opens the page that says so.

    reason: why, for everybody who comes by. Unused codes stay too, and lead to the same page. Raises
    NotAllowedNow where the round is neither open nor closed (any more), or no reason is given.
    """
    if not reason.strip():
        raise NotAllowedNow(_("Say why the round ends without results."))
    lock_rounds(Round.objects.filter(pk=round_.pk))
    held = lock_as_stored(round_, Round.State.OPEN, Round.State.CLOSED)
    forget_addresses(held)
    forget_key_addresses(held)
    _forget_answers(held)
    today = timezone.localdate()
    held.state, held.closes_itself_at, held.order_forgotten = Round.State.ENDED, None, True
    held.closed_on, held.ended_on, held.ending_reason = held.closed_on or today, today, reason.strip()
    held.save()
    remember(Deleted.ENDING, [mark_of_ending(held)])
    record("round ended without results", held, by=by, organisation=held.assessment.organisation)
    return held


def mark_of_ending(round_: Round) -> str:
    return mark_of(Deleted.ENDING, round_.join_code)


def _forget_answers(round_: Round) -> None:
    """Delete all that people gave, and leave each response bare. The guards let a response change while a
    round is open only, so for others unseen it is open until that is done."""
    Round.objects.filter(pk=round_.pk).update(state=Round.State.OPEN, closes_itself_at=None)
    TypedSheet.objects.filter(response__round=round_).delete()
    AnswerOption.objects.filter(answer__response__round=round_).delete()
    answers = Answer.objects.filter(response__round=round_)
    answers._raw_delete(answers.db)  # with their options gone, nothing else belongs to them
    Response.objects.filter(round=round_).update(
        perspective=None, show_if_few=False, submitted=False, revision=0
    )
