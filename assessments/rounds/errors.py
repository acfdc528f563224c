"""Refusals of what does not go with the state of a round."""

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
