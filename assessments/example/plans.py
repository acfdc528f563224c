"""The plans of the example: each action and each update on its day."""

import datetime
from collections.abc import Iterable

from accounts.models import User
from assessments.example.plan import PlannedAction
from assessments.models import Perspective, Release
from assessments.plans import actions
from assessments.plans.actions import ActionWords, OwnerWords


def load_plan(release: Release, planned: Iterable[PlannedAction], by: User) -> None:
    """Write these actions into the plan of a release, all of them first, as of the day that its results were
    shared, with what happened since."""
    assessment = release.round.assessment
    perspectives = {one.label: one for one in assessment.perspectives.all()}
    for plan in planned:
        words = ActionWords(
            what=plan.what,
            question=plan.question,
            why=plan.why,
            you_said=plan.you_said,
            support=plan.support,
            by_when=_after(release, plan.by_when),
            how_known=plan.how_known,
            is_first=True,
            owners=dict(_owner(perspectives[one.group], one.name, one.shown) for one in plan.owners),
        )
        action = actions.add_action(release=release, words=words, by=by, on=release.released_on)
        for update in plan.updates:
            actions.say_what_happened(
                action=action,
                state=update.state,
                words=update.words,
                is_public=update.is_public,
                by=by,
                on=_after(release, update.after),
            )


def _after(release: Release, days: int) -> datetime.date:
    return release.released_on + datetime.timedelta(days=days)


def _owner(group: Perspective, name: str, shown: str) -> tuple[str, OwnerWords]:
    return group.side, OwnerWords(name=name, group=group.code, shown=shown)
