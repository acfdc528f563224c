"""Which actions of an organisation have waited longest. Numbers of queries do not grow with actions."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organisation
from assessments.choices import Side
from assessments.models import Round
from assessments.plans.queries import open_actions_of
from assessments.records.plans import Action

DAYS_IN_A_MONTH = 30.4


@dataclass(frozen=True, slots=True)
class WaitingAction:
    """An action that is open, as members read it: the names of its owners, and where there is none yet."""

    action: Action
    round: Round
    owners: tuple[str, ...]
    missing: str

    @property
    def open_for(self) -> str:
        """Say how long it has been open."""
        return how_long(timezone.localdate() - self.action.made_on)

    @property
    def late(self) -> str:
        """Say how long its day has passed; '' where it has not, or it has none."""
        day = self.action.by_when
        today = timezone.localdate()
        return how_long(today - day) if day and day < today else ""


def how_long(span: datetime.timedelta) -> str:
    """Say a span of whole days in words: in months from two of them on."""
    months = round(span.days / DAYS_IN_A_MONTH)
    if months >= 2:
        return ngettext("%(number)d month", "%(number)d months", months) % {"number": months}
    return ngettext("%(number)d day", "%(number)d days", span.days) % {"number": span.days}


def oldest_first(organisation: Organisation) -> QuerySet[Action]:
    """Select its open actions, those that have been open longest first; see `with_words`."""
    found = open_actions_of(organisation).select_related("release__round__assessment")
    return found.defer("release__results").prefetch_related("owners").order_by("made_on", "release", "number")


def assessments_with_late_actions(organisation: Organisation) -> int:
    """Return how many assessments have an open action whose day has passed. One query."""
    late = open_actions_of(organisation).filter(by_when__lt=timezone.localdate()).order_by()
    return late.values("release__round__assessment").distinct().count()


def with_words(actions: Iterable[Action]) -> list[WaitingAction]:
    """Return these actions with what is said of them. No query for those of `oldest_first`."""
    return [_with_words(action) for action in actions]


def _with_words(action: Action) -> WaitingAction:
    by_side = {owner.side: owner.name or _("name removed") for owner in action.owners.all()}
    nobody = {
        Side.PEOPLE: _("nobody from people and communities yet"),
        Side.SERVICES: _("nobody from services and professionals yet"),
    }
    missing = next((nobody[side] for side in Side if side not in by_side), "") if by_side else _("Nobody yet")
    return WaitingAction(action, action.release.round, tuple(by_side.values()), missing)
