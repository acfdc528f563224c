"""Refusals of what does not go with the state of a round."""

from django.core.exceptions import ValidationError

from assessments.models import (
    Round,
)
from assessments.rounds.states import why_no_next_round


class NotAllowedNow(ValidationError):
    """What was asked does not go with the state that the round is in. Its message is for people."""


class RoundUnfinished(NotAllowedNow):
    """No next round yet: `round`, of the same assessment, comes first."""

    def __init__(self, round: Round) -> None:
        super().__init__(why_no_next_round(round))
        self.round = round
