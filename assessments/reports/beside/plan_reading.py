"""From the rows of a plan to what pages and reports show of it (beside/plan.py)."""

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from assessments.choices import Side
from assessments.models import Perspective, Release, Round
from assessments.plans.queries import results_before, rows_of
from assessments.plans.states import FINISHED, TO_START
from assessments.records.plans import Action, ActionOwner, ActionState, ActionUpdate
from assessments.reports import phrases
from assessments.reports.beside.plan import About, PlanAction, PlanMeeting, PlanOwner, PlanUpdate, ReportPlan
from assessments.reports.beside.removed import Kind, Removals, removals_of
from assessments.reports.model import Report

HEADINGS = {
    ActionState.TO_START: gettext_lazy("We will do"),
    ActionState.UNDER_WAY: gettext_lazy("We are doing"),
    ActionState.PEOPLE_DONE: gettext_lazy("We are doing"),
    ActionState.SERVICES_DONE: gettext_lazy("We are doing"),
    ActionState.DONE: gettext_lazy("We did"),
    ActionState.STUCK: gettext_lazy("We are stuck"),
    ActionState.NOT_DOING: gettext_lazy("We did not"),
}
FIELDS = {
    "what": gettext_lazy("What we will do"),
    "why": gettext_lazy("Why it matters"),
    "you_said": gettext_lazy("You said"),
    "support": gettext_lazy("Support and pay"),
    "by_when": gettext_lazy("By when"),
    "how_known": gettext_lazy("People will know when"),
    "question": gettext_lazy("The question it follows from"),
}


def plan_beside(release: Release, report: Report) -> ReportPlan:
    """Return the plan of a release, with the questions of its report, and the actions of the round before.

    One query where there is neither, and five more for a plan, however many actions and updates it has; for
    a later round one more, and those of the plan before.
    """
    plan = read_plan(release, abouts(report))
    before = plan_before(release.round)
    return replace(plan, before=before.actions, before_title=before.before_title)


def plan_before(round_: Round) -> ReportPlan:
    """Return the plan that the results before this round led to, with the title of their round: what we said
    we would do. No query for a first round; else two, and five more where there was a plan."""
    before = results_before(round_) if round_.number > 1 else None
    if before is None:
        return ReportPlan()
    return replace(read_plan(before, {}), before_title=before.round.title)


def abouts(report: Report) -> dict[str, About]:
    """Return what a plan says of each question of a report, by its key in the results: those to talk about
    first with the figure that brought them there."""
    figures: dict[str, str] = {}
    for card in report.talk_first.furthest_apart:
        figures[card.question.key] = card.figure
    for pointer in report.talk_first.lowest:
        figures.setdefault(pointer.question.key, _("scored lowest: %(figure)s") % {"figure": pointer.figure})
    agreed = {said.key: said.now.said for said in report.agreed}
    return {
        question.key: About(
            key=question.key,
            number=question.number,
            title=question.title,
            language=part.language,
            framework=part.framework,
            part=part.code,
            figure=figures.get(question.key, ""),
            actions=question.actions,
            agreed=agreed.get(question.key, ""),
        )
        for part in report.parts
        for question in part.questions
    }


def read_plan(
    release: Release, questions: Mapping[str, About], today: datetime.date | None = None
) -> ReportPlan:
    """Return the plan of a release. questions: what is known of each, by its key. One query, or seven."""
    rows = rows_of(release)
    if rows.plan is None:
        return ReportPlan()
    day, removals = today or timezone.localdate(), removals_of(release)
    actions = [_action(action, questions, rows.perspectives, day, removals) for action in rows.actions]
    return ReportPlan(
        actions=tuple(sorted(actions, key=lambda one: (one.priority or 99, one.number))),
        review_on=rows.plan.review_on,
        reviews=tuple(
            PlanMeeting(one.held_on, removals.text(one.words, Kind.REVIEW, one.pk, "words"))
            for one in reversed(rows.reviews)
        ),
        changed_on=rows.plan.changed_on,
    )


def _action(
    action: Action,
    questions: Mapping[str, About],
    perspectives: Mapping[str, Perspective],
    today: datetime.date,
    removals: Removals,
) -> PlanAction:
    def text(field: str) -> str:
        return removals.text(getattr(action, field), Kind.ACTION, action.pk, field)

    updates = list(action.updates.all())
    state = ActionState(updates[-1].state if updates else TO_START)
    owners = {owner.side: owner for owner in action.owners.all()}
    there = {side: removals.name(owner.name, owner.pk) for side, owner in owners.items()}
    is_late = action.by_when is not None and action.by_when < today and state not in FINISHED
    return PlanAction(
        key=action.pk,
        number=action.number,
        what=text("what"),
        question=action.question,
        about=questions.get(action.question),
        why=text("why"),
        you_said=text("you_said"),
        support=text("support"),
        by_when=action.by_when,
        how_known=text("how_known"),
        priority=action.priority,
        state=state,
        state_name=_state_name(state),
        heading=str(HEADINGS[state]),
        owners=tuple(_owner(side, owners.get(side), there.get(side, ""), perspectives) for side in Side),
        updates=tuple(_update(one, there, questions, removals) for one in reversed(updates)),
        late=(today - action.by_when).days if is_late and action.by_when else 0,
    )


def _state_name(state: ActionState) -> str:
    """Say a state: which of two owners says that it is done stands in the history."""
    if state == ActionState.SERVICES_DONE:
        state = ActionState.PEOPLE_DONE
    return str(state.label)


def _owner(
    side: Side, owner: ActionOwner | None, name: str, perspectives: Mapping[str, Perspective]
) -> PlanOwner:
    """name: of the owner, or what stands in its place."""
    if owner is None:
        return PlanOwner(side, str(side.label))
    group = perspectives.get(owner.group)
    label = group.label if group else str(side.label)
    outside = owner.name if owner.shown == owner.Shown.NAME else ""
    outside = outside or _("someone from %(group)s") % {"group": phrases.in_sentence(label)}
    shapes = (group.marker,) if group else ()
    return PlanOwner(side, str(side.label), name, label, shapes, outside)


def _update(
    update: ActionUpdate, owners: Mapping[str, str], questions: Mapping[str, About], removals: Removals
) -> PlanUpdate:
    def earlier(field: str, was: str) -> str:
        gone = removals.said(Kind.EARLIER, update.pk, field)
        gone = gone or removals.said(Kind.ACTION, update.action_id, field)
        return gone if gone and not was else _before(field, was, questions)

    return PlanUpdate(
        day=update.happened_on,
        state=update.state,
        said=_said(update, owners),
        words=removals.text(update.words, Kind.UPDATE, update.pk, "words"),
        is_public=update.is_public,
        earlier=tuple((str(FIELDS[name]), earlier(name, was)) for name, was in update.earlier.items()),
    )


def _said(update: ActionUpdate, owners: Mapping[str, str]) -> str:
    """Say of an update how the action is from then on; empty where it only changed some of its words."""
    if update.earlier and not update.words and set(update.earlier) != {"by_when"}:
        return ""
    match update.state:
        case ActionState.DONE:
            return _("Both owners say it is done.")
        case ActionState.PEOPLE_DONE | ActionState.SERVICES_DONE:
            name = owners.get(update.state.removesuffix("_done"), "")
            return (
                _("%(name)s says it is done.") % {"name": name} if name else _("One owner says it is done.")
            )
        case _:
            return f"{ActionState(update.state).label}."


def _before(name: str, was: Any, questions: Mapping[str, About]) -> str:
    """Say what stood in a field before it was changed."""
    if not was:
        return _("nothing")
    if name == "by_when":
        return date_format(datetime.date.fromisoformat(was), "j F Y")
    if name == "question" and was in questions:
        return f"{questions[was].number} {questions[was].title}"
    return str(was)


def summary_of(plan: ReportPlan) -> str:
    """Say in a few sentences how the plan is; empty where there is nothing in it."""
    if not plan.actions:
        return ""
    counted = (
        (len(plan.first), ngettext_lazy("%(n)s thing to do first.", "%(n)s things to do first.", "n")),
        (len(plan.rest), ngettext_lazy("%(n)s more in the rest.", "%(n)s more in the rest.", "n")),
        (plan.done, ngettext_lazy("%(n)s is done.", "%(n)s are done.", "n")),
        (plan.given_up, ngettext_lazy("%(n)s we are not doing.", "%(n)s we are not doing.", "n")),
        (plan.late, ngettext_lazy("%(n)s has passed its date.", "%(n)s have passed their date.", "n")),
    )
    return " ".join(str(words % {"n": number}) for number, words in counted if number)
