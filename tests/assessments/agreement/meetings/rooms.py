"""Released rounds to meet over, and short ways to say something of them."""

from django.utils import timezone

from assessments.agreement.actions import Settled, record_score, start_meeting
from tests import factories
from tests.assessments import released
from tests.assessments.released import CARERS, MANAGERS, PRACTITIONERS, USERS

KEY = "demo/s1-q1"
AGREED = Settled("agreed", level=3, why="We looked.", yes_people=True, yes_services=True)
DIFFER = Settled(
    "not_agreed", view_people="It is not so.", view_services="It is so.", why="We could not say."
)
LATER = Settled("later")
WORDS = {
    USERS: {"s1-q1": ("Users said this.", "named")},
    PRACTITIONERS: {"s1-q1": ("Staff said that.", "named")},
    CARERS: {"s1-q1": ("Nobody’s name here.", "unnamed")},
}


def four_groups(code="demo", *, questions=2, **terms):
    """Four groups of three, furthest apart on s1-q1, next on s1-q2, together on s2-q1."""
    low = {"s1-q1": 1, "s1-q2": 2, "s2-q1": 4, "s2-q2": 1}
    high = {**low, "s1-q1": 5, "s1-q2": 4}
    return released.make_release(
        {USERS: [low] * 3, CARERS: [low] * 3, PRACTITIONERS: [high] * 3, MANAGERS: [high] * 3},
        versions=[factories.make_version(code, questions=questions)],
        comments=WORDS,
        **terms,
    )


def no_groups(**terms):
    """Three of one side and one of the other: everyone is shown together."""
    return released.make_release(
        {USERS: [{"s1-q1": 1, "s1-q2": 3}] * 3, PRACTITIONERS: [{"s1-q1": 4, "s1-q2": 4}]},
        comments={USERS: {"s1-q1": ("Words of somebody.", "named")}},
        **terms,
    )


def meet(release, *, days_ago=0, present=(USERS, CARERS, PRACTITIONERS)):
    """A meeting so many days ago; the results were shared a month before."""
    day = timezone.localdate() - timezone.timedelta(days=days_ago)
    return start_meeting(round_=release.round, held_on=day, present=present, by=None)


def say(meeting, settled=AGREED, question=KEY, seen=0, by=None):
    return record_score(meeting=meeting, question=question, settled=settled, seen=seen, by=by)
