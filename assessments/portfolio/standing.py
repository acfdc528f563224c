"""How far rounds have come since their results were shared: the meeting, then the plan."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Max, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.choices import Side, State
from assessments.models import Round
from assessments.plans.states import FINISHED, TO_START
from assessments.records.meetings import Meeting
from assessments.records.plans import Action, ActionUpdate, Plan


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a round has come since its results were shared. met_on: the day of its last meeting. actions:
    how many its plan has; late, without_owner: how many of those that are open have passed their day, or lack
    an owner on a side. review_on: when both sides look at the plan again."""

    round: Round
    met_on: datetime.date | None = None
    actions: int = 0
    late: int = 0
    without_owner: int = 0
    review_on: datetime.date | None = None

    @property
    def is_after_meeting(self) -> bool:
        """Whether the meeting is behind them: there is one, or already a plan."""
        return bool(self.met_on or self.actions)

    @property
    def label(self) -> str:
        """Say it in a word or two: the plan, else the record, else that the results are shared."""
        if self.actions:
            return _("Plan")
        return _("Record") if self.met_on else str(self.round.state_now.label)

    @property
    def since(self) -> str:
        """Say the day that goes with it."""
        if self.actions:
            if self.review_on is None:
                return _("no day set to look at it again")
            return _("next look %(day)s") % {"day": _said(self.review_on)}
        if self.met_on:
            return _("last meeting %(day)s") % {"day": _said(self.met_on)}
        return _("on %(day)s") % {"day": _said(self.round.release.released_on)}

    @property
    def next(self) -> dict[str, str]:
        """Say what comes next, and where, for those who run it."""
        if self.late:
            passed = ngettext(
                "%(n)d action has passed its date", "%(n)d actions have passed their date", self.late
            )
            return self._at("plan", passed % {"n": self.late})
        if self.without_owner:
            add = ngettext(
                "Add an owner to %(n)d action", "Add an owner to %(n)d actions", self.without_owner
            )
            return self._at("plan", add % {"n": self.without_owner})
        if self.actions:
            return self._at("plan", _("See the plan"))
        if self.met_on:
            return self._at("plan", _("Choose what to do"))
        return self._at("record", _("Hold the meeting"))

    def _at(self, page: str, words: str) -> dict[str, str]:
        return {"words": words, "url": reverse(f"assessments:{page}", args=[self.round.pk])}


def _said(day: datetime.date) -> str:
    return str(date_format(day, "j F Y"))


def standings_of(rounds: Iterable[Round]) -> Mapping[int, Standing]:
    """Return how far each of these rounds has come, by its key, of those whose results are shared and that
    are not archived. Three queries, however many they are."""
    shared = {one.pk: one for one in rounds if one.state == State.RELEASED}
    met = Meeting.objects.filter(round__in=shared).order_by().values_list("round")
    plans = Plan.objects.filter(release__round__in=shared).values_list("release__round", "review_on")
    newest = ActionUpdate.objects.filter(action=OuterRef("pk")).order_by("-pk").values("state")[:1]
    actions = Action.objects.filter(release__round__in=shared).annotate(
        state=Coalesce(Subquery(newest), Value(TO_START)), sides=Count("owners")
    )
    met_on, review_on = dict(met.annotate(last=Max("held_on"))), dict(plans)
    found: dict[int, list[tuple[str, datetime.date | None, int]]] = {pk: [] for pk in shared}
    for pk, *row in actions.values_list("release__round", "state", "by_when", "sides"):
        found[pk].append(tuple(row))
    today = timezone.localdate()
    return {
        pk: Standing(
            round_,
            met_on.get(pk),
            actions=len(found[pk]),
            late=sum(day is not None and day < today for _state, day, _sides in _open(found[pk])),
            without_owner=sum(sides < len(Side) for _state, _day, sides in _open(found[pk])),
            review_on=review_on.get(pk),
        )
        for pk, round_ in shared.items()
    }


def _open(
    rows: Iterable[tuple[str, datetime.date | None, int]],
) -> list[tuple[str, datetime.date | None, int]]:
    return [row for row in rows if row[0] not in FINISHED]
