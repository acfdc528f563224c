"""Release the results of a round: work them out once, and freeze them."""

import datetime

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from assessments.models import Release, Response, Round, TypedSheet
from assessments.records.invitations import Invitation
from assessments.records.release_keys import keys_of, sides_missing
from assessments.release.comments import comments_of
from assessments.release.counting import structure_of, tallies_of
from assessments.rounds import shuffling
from assessments.rounds.contents import content_of_round
from assessments.rounds.errors import NotAllowedNow, ReasonNeeded
from assessments.rounds.lifecycle import close_ended_round, forget_order, lock_round
from assessments.rounds.queries import sent_on_paper, turnout_of
from assessments.scoring.results import FrozenPerspective, FrozenResults, FrozenTurnout
from assessments.scoring.score import score
from background.locking import wait_long


class KeysMissing(NotAllowedNow):
    """Two people, one from each side, agree before the results of this round are shared, and have not."""

    def __init__(self) -> None:
        super().__init__(
            _("Two people both have to agree before the results of this round are shared. They have not yet.")
        )


def release_round(
    *, round_: Round, by: User | None, reason: str = "", on: datetime.date | None = None
) -> Release:
    """Work out the results of a closed round, once, and freeze them.

    Two people who press the button at once make one release: the second waits for the first's, and is given
    it. reason: why they are shared before the day that people were told, for them to read; where it closed
    early, the reason for that is there already. on: the day that the results bear, where it is not today:
    the example has a round of some months ago. Raises NotAllowedNow where the round is not closed,
    KeysMissing where it asks for two keys that are not both turned, and ReasonNeeded.
    """
    prepare_to_release(round_)
    return _release(round_, by, reason, on or timezone.localdate())


def prepare_to_release(round_: Round) -> None:
    """Close a round whose end has come by itself, and make sure that its order is forgotten, each in a
    transaction of its own: both take long where thousands answered."""
    if round_.has_ended:
        close_ended_round(round_=round_)
    forget_order(round_=round_)  # where closing was cut short before that


def lock_to_release(round_: Round) -> Round:
    """Lock a round with the invitations to it, in the order in which they are locked elsewhere, until the
    transaction ends. Raises NotAllowedNow unless it is closed or released."""
    _lock_invitations(round_)
    return lock_round(round_, Round.State.CLOSED, Round.State.RELEASED)


@transaction.atomic
def _release(round_: Round, by: User | None, reason: str, day: datetime.date) -> Release:
    held = lock_to_release(round_)
    if held.state == Round.State.RELEASED:
        return held.release
    if held.two_keys and sides_missing(keys_of(held)):
        raise KeysMissing
    held.early_reason = reason or held.early_reason
    if held.needs_reason_to_share:
        raise ReasonNeeded(held)
    results = calculate_results(held)
    Invitation.objects.filter(batch__round=held).delete()  # nobody can use them any more
    _forget_sheets(held)
    held.state = Round.State.RELEASED
    held.save(update_fields=["state", "early_reason"])
    release = Release.objects.create(
        round=held,
        results=results.model_dump(mode="json"),
        rules=results.rules,
        people=results.people.total,
        released_on=day,
        released_by=by,
    )
    record("results released", held, by=by, organisation=held.assessment.organisation)
    return release


def _lock_invitations(round_: Round) -> None:
    """Before the round is locked, as whoever types a sheet in locks its invitation first."""
    wait_long()
    unused = Invitation.objects.filter(batch__round=round_).order_by("pk")
    list(unused.select_for_update(of=("self",)).values_list("pk", flat=True))


def _forget_sheets(round_: Round) -> None:
    """Nothing leads from the paper to the answers any more, nor does the order in which it was typed in."""
    if Response.objects.filter(round=round_, source=Response.Source.PAPER).exists():
        TypedSheet.objects.filter(response__round=round_).delete()
        shuffling.shuffle_rows(round_, paper_only=True)


def calculate_results(round_: Round) -> FrozenResults:
    """Work out a round's results as they are frozen.

    They are the figures of scoring.score, how many sent from each perspective, the perspectives as they are
    now, and the comments.
    """
    prefetch_related_objects([round_], "assessment__perspectives")
    contents = content_of_round(round_)
    turnout = turnout_of(round_)
    scores = score(structure_of(round_, contents), turnout, tallies_of(round_, contents))
    return FrozenResults(
        **dict(scores),
        turnout=tuple(FrozenTurnout(code=row.perspective, people=row.people) for row in turnout),
        on_paper=sent_on_paper(round_),
        perspectives=tuple(
            FrozenPerspective(
                code=p.code, label=p.label, short_label=p.short_label, side=p.side, marker=p.marker
            )
            for p in round_.assessment.perspectives.all()
        ),
        comments=comments_of(round_, contents, scores),
    )
