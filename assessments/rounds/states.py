"""The states of a round, and what people are told of them."""

from django.utils.translation import gettext as _

from assessments.models import (
    Round,
)


def why_no_next_round(unfinished: Round) -> str:
    """Why an assessment with this unfinished round has no next one yet, for people."""
    words = {
        Round.State.DRAFT: _("The next round is being set up already: %(round)s. Go on with that one."),
        Round.State.OPEN: _(
            "People are answering %(round)s now. Close it and share its results before you start another."
        ),
        Round.State.CLOSED: _(
            "%(round)s is closed, but its results are not shared yet. Share them before you start another."
        ),
    }
    return words[Round.State(unfinished.state)] % {"round": unfinished.title}
