"""The plan in the file of results: for other programs (docs/results.schema.json)."""

import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assessments.reports.beside.plan import PlanAction, ReportPlan


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OwnerOfFile(_Frozen):
    """Who owns an action on one side. called: their name, or their group alone, as they chose; empty for
    nobody yet."""

    side: Literal["people", "services"]
    called: str


class UpdateOfFile(_Frozen):
    """What happened with an action, where the group let it out. state: how it was from then on."""

    on: datetime.date
    state: str
    words: str


class ActionOfFile(_Frozen):
    """An action. question: the key, in the results, of the one that it follows from; empty for none.
    priority: its place among what comes first, if it does. state: to_start, under_way, people_done,
    services_done (one owner says that it is done), done, stuck or not_doing."""

    number: int
    what: str
    question: str
    why: str
    you_said: str
    support: str
    by_when: datetime.date | None
    how_known: str
    priority: int | None
    state: str
    owners: tuple[OwnerOfFile, ...]
    updates: tuple[UpdateOfFile, ...]


class PlanOfFile(_Frozen):
    """What the group will do. before: the actions that the results of the round before led to."""

    review_on: datetime.date | None
    actions: tuple[ActionOfFile, ...]
    before: tuple[ActionOfFile, ...]


def plan_of_file(plan: ReportPlan) -> PlanOfFile:
    """Put a plan into a file: what may leave the pages of members, and nothing else."""
    return PlanOfFile(
        review_on=plan.review_on,
        actions=tuple(_action(action) for action in plan.actions),
        before=tuple(_action(action) for action in plan.before),
    )


def _action(action: PlanAction) -> ActionOfFile:
    return ActionOfFile.model_validate(
        {
            "number": action.number,
            "what": action.what,
            "question": action.about.key if action.about else "",
            "why": action.why,
            "you_said": action.you_said,
            "support": action.support,
            "by_when": action.by_when,
            "how_known": action.how_known,
            "priority": action.priority,
            "state": str(action.state),
            "owners": [{"side": str(one.side), "called": one.outside} for one in action.owners],
            "updates": [
                {"on": one.day, "state": str(one.state), "words": one.words}
                for one in reversed(action.updates)
                if one.words and (one.is_public or one.state == "not_doing")
            ],
        }
    )
