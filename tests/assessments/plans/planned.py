"""Plans for the tests: a released round, and actions with owners on both sides."""

import datetime

from django.utils import timezone

from assessments.plans import actions
from assessments.plans.actions import ActionWords, OwnerWords
from tests.assessments.released import PRACTITIONERS, USERS, make_release

SAID = "I was asked if I am sleeping. Only one person wrote this."
RAY = OwnerWords("Ray Noon", USERS, "name")
LENA = OwnerWords("Lena Hart", PRACTITIONERS, "group")
BOTH = {"people": RAY, "services": LENA}


def released(**terms):
    """A released round: the sides are far apart on three questions, both low on a fourth; one comment."""
    far = {"s1-q1": 1, "s1-q2": 1, "s2-q1": 1, "s2-q2": 1}
    near = {"s1-q1": 5, "s1-q2": 5, "s2-q1": 4, "s2-q2": 1}
    return make_release(
        {USERS: [far] * 6, PRACTITIONERS: [near] * 6},
        comments={USERS: {"s1-q1": (SAID, "named")}},
        **terms,
    )


def day(offset):
    return timezone.localdate() + datetime.timedelta(days=offset)


def add(release, what="Write one page on what is paid", *, owners=BOTH, **more):
    """An action with an owner on each side, unless it is to have others."""
    return actions.add_action(release=release, words=ActionWords(what=what, owners=owners, **more), by=None)


def say(action, state, words="", **more):
    return actions.say_what_happened(action=action, state=state, words=words, by=None, **more)
