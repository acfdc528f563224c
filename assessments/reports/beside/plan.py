"""The plan as pages and reports show it: actions, their owners, and what became of them. Pure.

Members read owners by name on the pages of the plan. Everything that leaves those pages, as reports do, has
them as each of them chose, and only the words that the group let out (`outside`).
"""

import datetime
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.printing.widths import in_letters
from assessments.reports import phrases

SIDES = ("people", "services")
DONE, NOT_DOING, TO_START = "done", "not_doing", "to_start"
HALF_DONE = ("people_done", "services_done")
MOST_OF_A_ROW = 500  # letters in a column of a printed table, for a row that is kept together


@dataclass(frozen=True, slots=True)
class About:
    """The question that an action follows from. framework, part: the codes of where it is. figure: why it is
    talked about first, in words; empty where it is not. actions: what could be done, by the framework.
    agreed: what the group said of it at its last meeting, in words."""

    key: str
    number: str
    title: str
    language: str
    framework: str
    part: str
    figure: str = ""
    actions: tuple[str, ...] = ()
    agreed: str = ""


@dataclass(frozen=True, slots=True)
class PlanOwner:
    """Who owns an action, on one side. name: what members read; empty for nobody yet. outside: how others
    read of them: their name, or 'someone from ...'. shapes: the mark of their group."""

    side: str
    side_name: str
    name: str = ""
    group: str = ""
    shapes: tuple[str, ...] = ()
    outside: str = ""

    @property
    def is_missing(self) -> bool:
        return not self.name


@dataclass(frozen=True, slots=True)
class PlanUpdate:
    """What happened, on a day. said: how the action is from then on, in words. earlier: what was changed in
    the action, by its name, as it was before."""

    day: datetime.date
    state: str
    said: str
    words: str
    is_public: bool
    earlier: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PlanAction:
    """An action. question: that it follows from, by its key; about: what is known of it here. state_name: its
    state in words, for members; heading: the same to everybody ('We did'). updates: what happened, the newest
    first. late: days since its day, where it is not finished."""

    key: int
    number: int
    what: str
    question: str
    about: About | None
    why: str
    you_said: str
    support: str
    by_when: datetime.date | None
    how_known: str
    priority: int | None
    state: str
    state_name: str
    heading: str
    owners: tuple[PlanOwner, ...]
    updates: tuple[PlanUpdate, ...]
    late: int = 0

    @property
    def is_long(self) -> bool:
        """Whether its row of a printed table may be longer than a page, so that the row goes on over it."""
        told = self.told.words if self.told else ""
        columns = (f"{self.what} {told} {self.why_not}", f"{self.support} {self.how_known}")
        return max(map(in_letters, columns)) > MOST_OF_A_ROW

    @property
    def is_done(self) -> bool:
        return self.state == DONE

    @property
    def is_given_up(self) -> bool:
        return self.state == NOT_DOING

    @property
    def is_finished(self) -> bool:
        return self.is_done or self.is_given_up

    @property
    def missing(self) -> tuple[PlanOwner, ...]:
        """The sides that have no owner yet, of an action that is not finished."""
        return () if self.is_finished else tuple(owner for owner in self.owners if owner.is_missing)

    @property
    def there(self) -> tuple[PlanOwner, ...]:
        return tuple(owner for owner in self.owners if not owner.is_missing)

    @property
    def since(self) -> datetime.date | None:
        """The day since which it is in its state; None where nothing was said of it."""
        day = None
        for update in self.updates:
            if update.state != self.state:
                break
            day = update.day
        return day

    @property
    def why_not(self) -> str:
        """Why it is not done, in the group's words; everybody reads them."""
        if not self.is_given_up:
            return ""
        return next((one.words for one in self.updates if one.state == NOT_DOING and one.words), "")

    @property
    def beside_a_move(self) -> tuple[str, str, str]:
        """What is said of it beside what has moved on its question: before it, itself, and after it: 'What we
        did:', and 'Done on 27 February 2027.' Nothing says that the one led to the other."""
        planned = _("What we planned:")
        said = {
            DONE: (_("What we did:"), _("Done.")),
            "under_way": (_("What we are doing:"), _("It is under way.")),
            "stuck": (planned, _("We are stuck.")),
            NOT_DOING: (planned, " ".join(filter(None, [_("We did not do it."), self.why_not]))),
            TO_START: (planned, _("It has not started.")),
        }
        lead, end = said["under_way" if self.state in HALF_DONE else self.state]
        if self.is_done and self.since:
            end = _("Done on %(day)s.") % {"day": date_format(self.since, "j F Y")}
        return lead, phrases.ended(self.what), end

    @property
    def told(self) -> PlanUpdate | None:
        """The newest update that others than members read, with words; of one that is not done, why not is
        said instead."""
        if self.is_given_up:
            return None
        return next((one for one in self.updates if one.is_public and one.words), None)


@dataclass(frozen=True, slots=True)
class PlanMeeting:
    """That both sides looked at the whole plan, on a day."""

    day: datetime.date
    words: str


@dataclass(frozen=True, slots=True)
class ReportPlan:
    """The plan beside a round's results. actions: what comes first, then the rest. reviews: the newest first.
    before_title: the round before this one, whose plan `before` is: what we said we would do."""

    actions: tuple[PlanAction, ...] = ()
    review_on: datetime.date | None = None
    reviews: tuple[PlanMeeting, ...] = ()
    changed_on: datetime.date | None = None
    before_title: str = ""
    before: tuple[PlanAction, ...] = field(default=())

    @property
    def first(self) -> tuple[PlanAction, ...]:
        return tuple(action for action in self.actions if action.priority)

    @property
    def rest(self) -> tuple[PlanAction, ...]:
        return tuple(action for action in self.actions if not action.priority)

    def count(self, *states: str) -> int:
        return sum(action.state in states for action in self.actions)

    @property
    def done(self) -> int:
        return self.count(DONE)

    @property
    def given_up(self) -> int:
        return self.count(NOT_DOING)

    @property
    def late(self) -> int:
        """How many are past their day, and neither done nor given up."""
        return sum(bool(action.late) for action in self.actions)

    def before_about(self, question: str) -> tuple[PlanAction, ...]:
        """Return what we said we would do about a question after the round before."""
        return tuple(action for action in self.before if action.question == question)

    def action(self, key: int) -> PlanAction | None:
        return next((action for action in self.actions if action.key == key), None)


NO_PLAN = ReportPlan()
