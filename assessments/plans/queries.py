"""Read plans: each function says how many queries it makes; none grows with actions or updates."""

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import Organisation
from assessments.models import Perspective, Release, Round
from assessments.plans.states import FINISHED, TO_START
from assessments.records.plans import Action, ActionUpdate, Plan, PlanReview, PriorityChoice


@dataclass(frozen=True, slots=True)
class PlanRows:
    """A plan as it is stored: actions with their owners and updates, and the perspectives of the assessment,
    by code. `plan` is None while nothing was ever written."""

    plan: Plan | None
    actions: tuple[Action, ...]
    reviews: tuple[PlanReview, ...]
    perspectives: dict[str, Perspective]


NOTHING = PlanRows(None, (), (), {})


def rows_of(release: Release) -> PlanRows:
    """Fetch the plan of a release. One query where nothing was ever written, else six."""
    plan = Plan.objects.filter(release=release).first()
    if plan is None:
        return NOTHING
    actions = Action.objects.filter(release=release).prefetch_related("owners", "updates")
    perspectives = Perspective.objects.filter(assessment=release.round.assessment_id)
    return PlanRows(
        plan,
        tuple(actions),
        tuple(PlanReview.objects.filter(release=release)),
        {one.code: one for one in perspectives},
    )


def results_before(round_: Round) -> Release | None:
    """Return the newest results of the same assessment from before this round; None for none. One query."""
    found = Release.objects.filter(round__assessment=round_.assessment_id, round__number__lt=round_.number)
    return found.select_related("round").defer("results").order_by("-round__number").first()


def choices_of(release: Release) -> dict[str, PriorityChoice]:
    """Return what each side, and both together, settled to do first, by who. One query."""
    return {one.who: one for one in PriorityChoice.objects.filter(release=release)}


def open_actions_of(organisation: Organisation) -> QuerySet[Action]:
    """Select the actions of an organisation that are neither done nor given up, of rounds that are not
    archived; each has its `state`. Those with the earliest day come first, and those without one last."""
    newest = ActionUpdate.objects.filter(action=OuterRef("pk")).order_by("-pk").values("state")[:1]
    found = Action.objects.annotate(state=Coalesce(Subquery(newest), Value(TO_START)))
    return (
        found.filter(
            release__round__assessment__organisation=organisation,
            release__round__state=Round.State.RELEASED,
        )
        .exclude(state__in=FINISHED)
        .order_by("by_when", "made_on", "pk")
    )
