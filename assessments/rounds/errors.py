"""Refusals of what does not go with the state of a round."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.errors import Refused
from assessments.models import (
    Round,
)
from assessments.rounds.states import why_no_next_round


class NotAllowedNow(Refused):
    """What was asked does not go with the state that the round is in."""


class RoundUnfinished(NotAllowedNow):
    """No next round yet: `round`, of the same assessment, comes first."""

    def __init__(self, round_: Round) -> None:
        super().__init__(why_no_next_round(round_))
        self.round = round_


class ReasonNeeded(NotAllowedNow):
    """It comes before the day that people were told, and no reason was given that they can read."""

    def __init__(self, round_: Round) -> None:
        day = date_format(round_.last_day_told or "", "j F Y")
        super().__init__(
            _("People were told that they have until %(day)s. Say why it ends before that.") % {"day": day}
        )
