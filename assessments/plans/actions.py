"""Write a plan: one verb each, atomic, with its audit event, which never has a word of what was written.

A plan may change while its round's results are shared; once the round is archived it is only read.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.deletions import Deleted, mark_of, remember
from accounts.errors import Refused
from accounts.models import User
from assessments.choices import Side, State
from assessments.models import Release
from assessments.plans.states import NEEDS_BOTH_OWNERS, TO_START, next_state
from assessments.records.plans import (
    MOST_FIRST,
    Action,
    ActionOwner,
    ActionUpdate,
    Plan,
    PlanReview,
    PriorityChoice,
)

MOST_ACTIONS = 50
TEXTS = ("what", "why", "you_said", "support", "how_known", "question")


class PlanRefused(Refused):
    """Something that cannot be written into a plan as things are. Its message says why."""


class ThreeFirst(PlanRefused):
    """Three other actions come first already."""

    def __init__(self) -> None:
        super().__init__(_("Three actions come first already. Leave this one in the rest, or choose again."))


class ChangedMeanwhile(PlanRefused):
    """Somebody else changed it since the page was opened: both texts must be seen."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else changed this while you were writing. Nothing is lost: see below."))


@dataclass(frozen=True, slots=True)
class OwnerWords:
    """Who owns an action on one side, as ActionOwner has it."""

    name: str
    group: str
    shown: str = ActionOwner.Shown.GROUP
    email: str = ""


@dataclass(frozen=True, slots=True)
class ActionWords:
    """An action as somebody writes it. owners: by side; a side that is not there has none yet."""

    what: str
    question: str = ""
    why: str = ""
    you_said: str = ""
    support: str = ""
    by_when: datetime.date | None = None
    how_known: str = ""
    is_first: bool = False
    owners: Mapping[str, OwnerWords] = field(default_factory=dict)


def may_change(release: Release) -> bool:
    """Whether the plan of this release may still change."""
    return release.round.state == State.RELEASED


def state_of(action: Action) -> str:
    """Return how an action is. One query, unless its updates were fetched along."""
    updates = list(action.updates.all())
    return updates[-1].state if updates else TO_START


# Actions


@transaction.atomic
def add_action(
    *, release: Release, words: ActionWords, by: User | None, on: datetime.date | None = None
) -> Action:
    """Add an action at the end of the plan. on: the day, where it is not today, as in the example. Raises
    PlanRefused where the plan is full, or three come first already and this one should too."""
    _lock(release)
    action = _add(release, words, on)
    _note("action added", release, by)
    return action


def _add(release: Release, words: ActionWords, on: datetime.date | None = None) -> Action:
    there = Action.objects.filter(release=release)
    if there.count() >= MOST_ACTIONS:
        raise PlanRefused(_("There are 50 actions in this plan. Delete one that nobody needs first."))
    action = Action(
        release=release,
        number=(there.aggregate(last=Max("number"))["last"] or 0) + 1,
        by_when=words.by_when,
        made_on=on or timezone.localdate(),
        priority=_free_priority(release) if words.is_first else None,
        **{name: getattr(words, name) for name in TEXTS},
    )
    action.save()
    _set_owners(action, words.owners)
    return action


def _free_priority(release: Release) -> int:
    taken = set(Action.objects.filter(release=release).values_list("priority", flat=True))
    free = next((place for place in range(1, MOST_FIRST + 1) if place not in taken), None)
    if free is None:
        raise ThreeFirst
    return free


def _set_owners(action: Action, owners: Mapping[str, OwnerWords]) -> None:
    """Write who owns an action. Whoever stays keeps what they were written to about."""
    action.owners.exclude(side__in=owners).delete()
    for side in Side.values:
        if owner := owners.get(side):
            said: dict[str, Any] = {
                "name": owner.name, "group": owner.group, "shown": owner.shown, "email": owner.email,
            }  # fmt: skip
            was = action.owners.filter(side=side).values_list("email", flat=True).first()
            if was is not None and was != owner.email:
                said["mailed_for"] = None
            action.owners.update_or_create(side=side, defaults=said)


@transaction.atomic
def change_action(*, action: Action, words: ActionWords, base_revision: int, by: User | None) -> Action:
    """Change an action; what it said before stays in its history. Raises ChangedMeanwhile where somebody has
    changed it since `base_revision`, and as `add_action` does."""
    _lock(action.release)
    held = _held(action)
    if held.revision != base_revision:
        raise ChangedMeanwhile
    earlier = {name: getattr(held, name) for name in TEXTS if getattr(held, name) != getattr(words, name)}
    if held.by_when != words.by_when:
        earlier["by_when"] = held.by_when.isoformat() if held.by_when else ""
    for name in (*TEXTS, "by_when"):
        setattr(held, name, getattr(words, name))
    if not words.is_first:
        held.priority = None
    elif held.priority is None:
        held.priority = _free_priority(action.release)
    held.revision += 1
    held.save()
    _set_owners(held, words.owners)
    if earlier:
        ActionUpdate.objects.create(action=held, state=state_of(held), earlier=earlier, by=by)
    _note("action changed", action.release, by)
    return held


@transaction.atomic
def say_what_happened(
    *,
    action: Action,
    state: str,
    words: str = "",
    is_public: bool = False,
    new_day: datetime.date | None = None,
    by: User | None,
    on: datetime.date | None = None,
) -> ActionUpdate:
    """Add what happened with an action, and how it is from now on. new_day: moves its day. on: the
    day, where it is not today, as in the example.

    Of two owners who say one after the other that it is done, the second makes it so, however close together.
    Raises PlanRefused where a side has no owner yet, as then it cannot start.
    """
    _lock(action.release)
    held = _held(action)
    if state in NEEDS_BOTH_OWNERS and held.owners.count() < len(Side.values):
        raise PlanRefused(_("It needs an owner from each side first. Until then it cannot start."))
    earlier: dict[str, str] = {}
    if new_day and new_day != held.by_when:
        earlier["by_when"] = held.by_when.isoformat() if held.by_when else ""
        held.by_when, held.revision = new_day, held.revision + 1
        held.save(update_fields=["by_when", "revision"])
    made = ActionUpdate.objects.create(
        action=held,
        state=next_state(state_of(held), state),
        words=words,
        is_public=is_public,
        earlier=earlier,
        by=by,
        happened_on=on or timezone.localdate(),
    )
    _note("said what happened with an action", action.release, by)
    return made


@transaction.atomic
def delete_action(*, action: Action, by: User | None) -> None:
    """Delete an action with its owners and all that happened with it; remembered, so that no older copy of
    the database brings it back. Nothing, where somebody else has just deleted it."""
    _lock(action.release)
    if not Action.objects.filter(pk=action.pk).exists():
        return
    remember(Deleted.ACTION, [mark_of_action(action)])
    _delete(action)
    _note("action deleted", action.release, by)


def mark_of_action(action: Action) -> str:
    return mark_of(Deleted.ACTION, action.key)


def _delete(action: Action) -> None:
    """Delete the action first, as the guards keep its updates while it is there."""
    rows = Action.objects.filter(pk=action.pk)
    rows._raw_delete(rows.db)
    ActionUpdate.objects.filter(action=action.pk).delete()
    ActionOwner.objects.filter(action=action.pk).delete()


def delete_actions_again(marks: set[str]) -> int:
    """Delete the actions that these marks name, as in a copy from before. Returns how many there were."""
    rows = Action.objects.select_related("release__round")
    found = [action for action in rows if mark_of_action(action) in marks]
    for action in found:
        _delete(action)
        action.release.begin_edition(later_too=True)
    return len(found)


# What comes first


@transaction.atomic
def choose(
    *, release: Release, who: str, questions: Sequence[str], base_revision: int, by: User | None
) -> None:
    """Write down what one side settled to do first, apart from the other: up to three questions, by their
    keys. Raises ChangedMeanwhile as `change_action` does."""
    _lock(release)
    _choose(release, who, questions, base_revision)
    _note("priorities chosen", release, by)


def _choose(release: Release, who: str, questions: Sequence[str], base_revision: int) -> None:
    if not 1 <= len(questions) <= MOST_FIRST:
        raise PlanRefused(_("Choose one to three."))
    row = PriorityChoice.objects.filter(release=release, who=who).first()
    if (row.revision if row else 0) != base_revision:
        raise ChangedMeanwhile
    PriorityChoice.objects.update_or_create(
        release=release,
        who=who,
        defaults={
            "questions": list(questions),
            "settled_on": timezone.localdate(),
            "revision": base_revision + 1,
        },
    )


@transaction.atomic
def choose_together(
    *, release: Release, picks: Mapping[str, str], base_revision: int, by: User | None
) -> list[Action]:
    """Write down what both sides settled to do first, and have an action for each. picks: what to do, by the
    key of the question, in their order. An action to a question that is there already comes first as it is;
    what came first before and is not picked stays in the rest. Returns the actions that come first."""
    _lock(release)
    _choose(release, PriorityChoice.Who.TOGETHER, list(picks), base_revision)
    Action.objects.filter(release=release).exclude(priority=None).update(priority=None)
    first = []
    for place, (question, what) in enumerate(picks.items(), start=1):
        action = Action.objects.filter(release=release, question=question).first()
        if action is None:
            action = _add(release, ActionWords(what=what, question=question))
        action.priority = place
        action.save(update_fields=["priority"])
        first.append(action)
    _note("priorities chosen together", release, by)
    return first


# The plan as a whole


@transaction.atomic
def review_plan(
    *,
    release: Release,
    held_on: datetime.date,
    words: str,
    next_on: datetime.date | None,
    by: User | None,
) -> PlanReview:
    """Add what both sides said when they looked at the whole plan, and when they do so again."""
    _lock(release)
    made = PlanReview.objects.create(release=release, held_on=held_on, words=words, next_on=next_on, by=by)
    _note("plan reviewed", release, by, review_on=next_on)
    return made


@transaction.atomic
def set_review_day(*, release: Release, review_on: datetime.date | None, by: User | None) -> None:
    """Say when both sides look at the plan again."""
    _lock(release)
    _note("day of a plan's review set", release, by, review_on=review_on)


def _lock(release: Release) -> None:
    """Have everybody else who changes this plan wait. Raises PlanRefused where it cannot change any more."""
    rows = Release.objects.select_for_update(of=("self",)).select_related("round")
    held = rows.filter(pk=release.pk).first()
    if held is None:
        raise PlanRefused(_("Somebody deleted this round just now, with its plan."))
    if not may_change(held):
        raise PlanRefused(_("This round is archived, so its plan can be read and not changed."))


def _held(action: Action) -> Action:
    found = Action.objects.filter(pk=action.pk).first()
    if found is None:
        raise PlanRefused(_("Somebody deleted this action just now. Copy your words, if you need them."))
    return found


def _note(what: str, release: Release, by: User | None, **changed: Any) -> None:
    """Note the day of a change, have the reports made anew, and write into the trail what was done."""
    values = {"changed_on": timezone.localdate(), **changed}
    Plan.objects.update_or_create(release=release, defaults=values)
    release.begin_edition(later_too=True)  # they say what became of it
    record(what, release.round, by=by, organisation=release.round.assessment.organisation)
