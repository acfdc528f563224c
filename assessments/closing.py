"""The state of a round and its days: when it closes, and what people may be told of that.

(docs/rules.md, The closing day)
"""

import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from assessments.choices import State

REASON_LIMIT = 300


def end_of(day: datetime.date) -> datetime.datetime:
    """Return the moment at which a day is over, by the clock of the site."""
    return timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min))


def takes_answers(relation: str = "") -> Q:
    """Select the rounds that take answers now. relation: the way to the round, such as 'batch__round__'."""
    no_end = Q(**{f"{relation}closes_itself_at": None})
    end_to_come = Q(**{f"{relation}closes_itself_at__gt": timezone.now()})
    return Q(**{f"{relation}state": State.OPEN}) & (no_end | end_to_come)


def has_ended() -> Q:
    """Select the rounds that were to close by themselves, whose end has come, and that nobody has closed."""
    return Q(state=State.OPEN, closes_itself_at__lte=timezone.now())


class Timetable(models.Model):
    """Where a round is, and its days.

    closes_on: the day that people are told; they may answer until it is over. closes_itself_at: the end of
    that day, where the round closes by itself then: from that moment on it takes no answers, whether or not
    anything has closed it yet. told_until: the latest day that anybody was told, where it is not closes_on
    (any more). order_forgotten: whether it is closed and its answers lie in random order. early_reason: why
    it ended, or is to end, before that; those who took part can read it. ended_on, ending_reason: the day on
    which it ended without results, and why, for everybody who comes by.
    """

    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    closes_on = models.DateField(null=True, blank=True)
    closes_itself_at = models.DateTimeField(null=True, blank=True)
    told_until = models.DateField(null=True, blank=True)
    early_reason = models.CharField(max_length=REASON_LIMIT, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    order_forgotten = models.BooleanField(default=False)
    ended_on = models.DateField(null=True, blank=True)
    ending_reason = models.CharField(max_length=REASON_LIMIT, blank=True)

    class Meta:
        abstract = True

    @property
    def has_ended(self) -> bool:
        """Whether the moment has come at which the round closes by itself, and nobody has closed it yet."""
        end = self.closes_itself_at
        return self.state == State.OPEN and end is not None and end <= timezone.now()

    @property
    def state_now(self) -> State:
        """The state that the round is in: closed from the moment on at which it closes by itself."""
        return State.CLOSED if self.has_ended else State(self.state)

    @property
    def is_open(self) -> bool:
        """Whether people may answer now."""
        return self.state_now == State.OPEN

    @property
    def is_released(self) -> bool:
        return self.state in (State.RELEASED, State.ARCHIVED)

    @property
    def ended_without_results(self) -> bool:
        """Whether it was ended, so that it has no answers, and never has results."""
        return self.state == State.ENDED

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to do in it, so that a next round can be set up."""
        return self.is_released or self.ended_without_results

    @property
    def open_until(self) -> datetime.date | None:
        """The day until which people can answer, to tell them. None where there is none, where it is past,
        and where nobody can answer: so nobody is told a day that means nothing any more."""
        day = self.closes_on
        return day if day is not None and self.is_open and day >= timezone.localdate() else None

    @property
    def is_overdue(self) -> bool:
        """Whether the round still takes answers although the day that people were told is past."""
        day = self.closes_on
        return day is not None and self.is_open and day < timezone.localdate()

    @property
    def last_day_told(self) -> datetime.date | None:
        """The latest day that anybody was told they have; None where nobody was told any."""
        return max((day for day in (self.closes_on, self.told_until) if day), default=None)

    def would_cut_short(self, closes_on: datetime.date | None) -> bool:
        """Whether this new closing day comes before one that people were told and that is still to come."""
        told = self.last_day_told
        if told is None or closes_on is None:
            return False
        return timezone.localdate() <= told and closes_on < told

    @property
    def closed_early(self) -> bool:
        """Whether it closed before the day that people were told."""
        told = self.last_day_told
        return told is not None and self.closed_on is not None and self.closed_on < told

    @property
    def needs_reason_to_close(self) -> bool:
        """Whether closing today comes before the day that people were told, and they cannot read why."""
        if not self._is_before_last_day_told:
            return False
        moved_here = self.closes_on is not None and self.closes_on <= timezone.localdate()
        return not (self.early_reason and moved_here)

    @property
    def needs_reason_to_share(self) -> bool:
        """Whether sharing the results today comes before that day, and people cannot read why."""
        return self._is_before_last_day_told and not self.early_reason

    @property
    def _is_before_last_day_told(self) -> bool:
        told = self.last_day_told
        return told is not None and timezone.localdate() < told
