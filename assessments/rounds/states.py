"""The states of a round: what may be done in each, and what people are told of it, in one table.

Where a round may go from each is choices.MOVES, which the guards hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.choices import State
from assessments.models import Round

Words = str | Promise

GIVE_OUT_CODES = _("Give out the codes")  # the next step where a round that is open has no link
SEE_KEYS = _("See who has agreed to share")  # and where two people agree before results are shared
_SHARED = _("The results of this round are shared, so it stays as it is.")


@dataclass(frozen=True, slots=True, kw_only=True)
class StateWords:
    """What is said of a round in one state. '' where there is nothing to say.

    heading: over the rounds of this state in a list. stage: its place in the stage bar. waiting: how it
    stands, for those who only read. next_step: what comes next, for those who run it. not_now: why a page is
    too early or too late. why_no_next: why there is no next round yet, with the round's title as `round`.
    why_not_withdraw: why answers cannot be taken back now; where it is '', they can.
    """

    heading: Words
    stage: Words = ""
    waiting: Words = ""
    next_step: Words
    not_now: Words
    why_no_next: Words = ""
    why_not_withdraw: Words = ""


STATES: Mapping[State, StateWords] = {
    State.DRAFT: StateWords(
        heading=_("Being set up"),
        stage=_("Set up"),
        waiting=_("It is being set up"),
        next_step=_("Finish setting up"),
        not_now=_("This round is still being set up. Open it first."),
        why_no_next=_("The next round is being set up already: %(round)s. Continue with that one."),
    ),
    State.OPEN: StateWords(
        heading=_("Under way"),
        stage=_("Answering"),
        waiting=_("People are answering"),
        next_step=_("Share the link"),
        not_now=_("This round is open: people are answering."),
        why_no_next=_(
            "People are answering %(round)s now. Close it and share its results before you start another."
        ),
    ),
    State.CLOSED: StateWords(
        heading=_("Under way"),
        stage=_("Closed"),
        waiting=_("The results are not shared yet"),
        next_step=_("Share the results"),
        not_now=_("This round is closed, and the results are not shared yet."),
        why_no_next=_(
            "%(round)s is closed, but its results are not shared yet. Share them before you start another."
        ),
        why_not_withdraw=_(
            "This has closed, and the results are not out yet. You can take your answers back once they are."
        ),
    ),
    State.RELEASED: StateWords(
        heading=_("Results shared"), stage=_("Results shared"), next_step=_("See results"), not_now=_SHARED
    ),
    State.ARCHIVED: StateWords(
        heading=_("Archived"),
        next_step=_("See results"),
        not_now=_SHARED,
        why_not_withdraw=_("This is finished and put away, so nothing in it can be changed now."),
    ),
    State.ENDED: StateWords(
        heading=_("Ended without results"),
        waiting=_("It ended without results"),
        next_step=_("Start the next round"),
        not_now=_("This round ended without results, so it stays as it is."),
        why_not_withdraw=_(
            "This ended without results. All answers were deleted then, so there is nothing to take back."
        ),
    ),
}


def words_for(round_: Round) -> StateWords:
    """Say what there is to say of a round in the state that it was read in."""
    return STATES[round_.state_now]


def early_words(round_: Round) -> str:
    """Say that a round ended, or is to end, before the day that people were told, and why; '' where it is not
    so, and where it ended without results, which has a reason of its own. It is for those who took part."""
    told, reason = round_.last_day_told, round_.early_reason
    if told is None or not reason or round_.ended_without_results:
        return ""
    closed = round_.closed_on or round_.closes_on
    values = {
        "told": date_format(told, "j F Y"),
        "day": date_format(closed, "j F Y") if closed else "",
        "reason": reason,
    }
    if round_.is_open:
        words = _("This closes on %(day)s. Before, people were told %(told)s.")
    elif closed is not None and closed < told:
        words = _("This closed on %(day)s. People were told that they had until %(told)s.")
    else:
        words = _("The results were shared before %(told)s, the day that people were told.")
    why = _("The reason: ‘%(reason)s’")  # not within the next line: xgettext finds nothing in f-strings
    return f"{words % values} {why % values}"


def why_no_next_round(unfinished: Round) -> str:
    """Say why an assessment with this unfinished round has no next one yet."""
    return str(words_for(unfinished).why_no_next) % {"round": unfinished.title}


def next_step(round_: Round) -> str:
    """Name what comes next in a round for the people who run it."""
    if round_.is_open and not round_.has_link:
        return str(GIVE_OUT_CODES)
    if round_.two_keys and round_.state_now == State.CLOSED:
        return str(SEE_KEYS)
    return str(words_for(round_).next_step)
