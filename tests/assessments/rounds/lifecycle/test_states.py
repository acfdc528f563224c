"""Setting up a round, its states, its release, and what goes into it in people's own words."""

import datetime

import pytest

from accounts.models import AuditEvent
from assessments.models import Round
from assessments.release import actions as release_actions
from assessments.rounds import lifecycle
from assessments.rounds.errors import NotAllowedNow
from assessments.rounds.queries import assessments_for, sent_by_perspective, summaries_of
from tests import factories
from tests.assessments.rounds.lifecycle.verbs import USERS, put, verb_of

pytestmark = pytest.mark.django_db


# The states of a round: which verb goes with which

VERBS = {
    "set_versions": (["draft"], lambda r: {"versions": list(r.versions.all())}),
    "set_perspectives": (["draft"], lambda r: {"rows": factories.TWO}),
    "set_terms": (["draft"], lambda r: {"title": "T", "threshold": 3, "closes_on": None, "welcome": ""}),
    "open_round": (["draft"], lambda r: {}),
    "change_open_round": (["open", "closed"], lambda r: {"closes_on": None, "welcome": "Hello"}),
    "close_round": (["open"], lambda r: {}),
    "reopen_round": (["closed"], lambda r: {}),
    "release_round": (["closed", "released"], lambda r: {}),
}
SAYS = {
    "draft": "being set up",
    "open": "answering",
    "closed": "closed",
    "released": "results shared",
    "archived": "archived",
}


@pytest.mark.parametrize("state", SAYS)
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_goes_only_with_its_states_when_used(draft, verb, state):
    allowed, data = VERBS[verb]
    round_ = put(draft, state)
    before = Round.objects.values().get(), AuditEvent.objects.count()
    if state in allowed:
        verb_of(verb)(round_=round_, by=None, **data(round_))
        return
    with pytest.raises(NotAllowedNow) as refused:
        verb_of(verb)(round_=round_, by=None, **data(round_))
    assert f"The round is: {SAYS[state]}." in refused.value.reason
    assert (Round.objects.values().get(), AuditEvent.objects.count()) == before


@pytest.mark.parametrize(
    ("verb", "state", "event"),
    [
        ("open_round", "draft", "round opened"),
        ("close_round", "open", "round closed"),
        ("reopen_round", "closed", "round opened again"),
        ("release_round", "closed", "results released"),
    ],
)
def test_one_event_is_written_when_a_round_moves(draft, facilitator, verb, state, event):
    round_ = put(draft, state)
    verb_of(verb)(round_=round_, by=facilitator)
    written = AuditEvent.objects.get(what=event, by=facilitator)
    assert written.record == f"assessments.round:{round_.pk}"


def test_the_release_is_the_same_when_asked_for_again(draft):
    round_ = put(draft, "closed")
    first = release_actions.release_round(round_=round_, by=None)
    assert release_actions.release_round(round_=round_, by=None).pk == first.pk
    assert AuditEvent.objects.filter(what="results released").count() == 1


def test_days_are_kept_when_a_round_moves(draft):
    round_ = put(draft, "closed")
    today = datetime.date.today()  # noqa: DTZ011
    assert {round_.opened_on, round_.closed_on} <= {today, today - datetime.timedelta(1)}
    lifecycle.reopen_round(round_=round_, by=None)
    assert Round.objects.get().closed_on is None


# What the people who run it can see meanwhile


def test_only_those_who_sent_are_counted_when_a_round_is_open(draft, facilitator):
    round_ = put(draft, "open")
    for submitted in (True, True, False):
        factories.respond(round_, USERS, {"s1-q1": 1}, submitted=submitted)
    factories.respond(round_, None, {"s1-q1": 1}, submitted=False)
    assert [row.people for row in sent_by_perspective(round_)] == [2, 0, 0, 0]
    assert [one.sent for one in summaries_of(assessments_for(facilitator))] == [2]
