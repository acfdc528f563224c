"""Start meetings over shared results, and record what was said at them (docs/rules.md, Meetings)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from assessments.models import Release, Round
from assessments.records.meetings import AgreedScore, Meeting
from assessments.rounds.errors import NotAllowedNow


@dataclass(frozen=True, slots=True)
class Settled:
    """What a group says of a question: one outcome, with what belongs to it. What does not is left empty."""

    outcome: str
    level: int | None = None
    view_people: str = ""
    view_services: str = ""
    why: str = ""
    evidence: str = ""
    links: tuple[str, ...] = ()
    yes_people: bool = False
    yes_services: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """A score that was recorded. meanwhile: what others recorded of the same question since the page was
    opened, the newest first. counts: whether the score is the one that counts."""

    score: AgreedScore
    meanwhile: tuple[AgreedScore, ...]
    counts: bool


def _lock(round_id: int) -> Round:
    """Lock a round whose results are shared, so that one person at a time adds to its record. Raises
    NotAllowedNow where it is archived or gone."""
    rounds = Round.objects.select_for_update(of=("self",), no_key=True)
    round_ = rounds.select_related("assessment__organisation").filter(pk=round_id).first()
    if round_ is None or round_.state != Round.State.RELEASED:
        raise NotAllowedNow(_("Nothing can be added to the record of this round now."))
    return round_


@transaction.atomic
def start_meeting(
    *, round_: Round, held_on: datetime.date, present: Iterable[str], by: User | None
) -> Meeting:
    """Start a meeting over a round's results. held_on: its day, from the day that they were shared to today.
    present: the codes of the perspectives that are in the room.

    Raises NotAllowedNow for another day, and where the results are not shared or the round is archived.
    """
    round_ = _lock(round_.pk)
    if not round_.release.released_on <= held_on <= timezone.localdate():
        raise NotAllowedNow(_("Choose a day between the day that the results were shared and today."))
    there = set(present)
    codes = [p.code for p in round_.assessment.perspectives.all() if p.code in there]
    meeting = Meeting.objects.create(round=round_, held_on=held_on, present=codes)
    record("meeting started", meeting, by=by, organisation=round_.assessment.organisation)
    return meeting


@transaction.atomic
def record_score(
    *, meeting: Meeting, question: str, settled: Settled, seen: int, by: User | None
) -> Recorded:
    """Add what a group says of a question at a meeting. Nothing that was said before is changed.

    question: its key in the results. seen: the key of the newest score of the question that the person had
    before them, 0 for none: what others added since is given back, and stays. 'Later' twice in a row at one
    meeting is one. Raises NotAllowedNow where the round is archived, and IntegrityError for what does not fit
    the question (assessments/agreement_guards.py).
    """
    round_ = _lock(meeting.round_id)
    rows = AgreedScore.objects.filter(meeting__round=round_, question=question).select_related("meeting")
    before = list(rows.order_by("-meeting__held_on", "-pk"))
    meanwhile = tuple(one for one in before if one.pk > seen)
    if before and settled.outcome == before[0].outcome == "later" and before[0].meeting_id == meeting.pk:
        return Recorded(before[0], meanwhile, counts=True)
    score = AgreedScore.objects.create(
        meeting=meeting,
        question=question,
        outcome=settled.outcome,
        level=settled.level,
        view_people=settled.view_people,
        view_services=settled.view_services,
        why=settled.why,
        evidence=settled.evidence,
        links=list(settled.links),
        yes_people=settled.yes_people,
        yes_services=settled.yes_services,
    )
    record("agreement recorded", score, by=by, organisation=round_.assessment.organisation)
    Release.objects.get(round=round_).begin_edition()
    return Recorded(score, meanwhile, counts=not before or before[0].meeting.held_on <= meeting.held_on)
