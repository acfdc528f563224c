"""What the database refuses when Python is gone round: updates of query sets, bulk writes, raw SQL.

(docs/rules.md, Fixed once a round opens; docs/rules.md, Answers belong together)
"""

import pytest

from assessments.models import (
    Assessment,
    Perspective,
    Release,
    RoundTranslation,
    RoundVersion,
)
from assessments.rounds import ending
from tests import factories
from tests.assessments.guards.refusals import (
    PEOPLE,
    STAFF,
    put,
    refused,
    refused_delete,
    refused_insert,
    refused_update,
    rows,
)
from tests.translations import translate

pytestmark = pytest.mark.django_db


# The states of a round

STATES = ["draft", "open", "closed", "released", "archived", "ended"]
MOVES = {
    ("draft", "open"), ("open", "closed"), ("closed", "open"), ("closed", "released"),
    ("released", "archived"), ("open", "ended"), ("closed", "ended"),
}  # fmt: skip


@pytest.mark.parametrize("new", [*STATES, "banana"])
@pytest.mark.parametrize("old", STATES)
def test_a_round_moves_only_one_way_when_updated(old, new):
    round_ = factories.make_round(opened=old != "draft")
    if old != "draft":
        put(round_, old)
    why = {"ended_on": "2026-06-01", "ending_reason": "Too few."} if new == "ended" != old else {}
    if old == new or (old, new) in MOVES:
        assert rows(round_).update(state=new, **why) == 1
    else:
        refused_update(round_, "cannot move to that state", state=new, **why)


@pytest.mark.parametrize("state", ["open", "closed"])
def test_a_round_does_not_end_with_answers_or_without_a_reason(round_, response, state):
    put(round_, state)
    why = {"state": "ended", "ended_on": "2026-06-01", "ending_reason": "Too few."}
    refused_update(round_, "go before it ends", **why)
    ending.end_round(round_=round_, by=None, reason="Too few.")
    refused_update(round_, "stays as people have read it", ending_reason="Another.")
    refused_update(round_, "stays as people have read it", ended_on="2026-06-01")
    refused_update(response, "not open", submitted=True)
    refused_insert(Release(round=round_, results={}, rules=2, people=0, released_on="2026-06-01"), "Only a")
    other = factories.make_round(
        [factories.make_version("other")], organisation=round_.assessment.organisation
    )
    for part in ({"ending_reason": ""}, {"ended_on": None}):
        refused_update(other, "round_ended_with_a_reason", **{**why, **part})
    refused_update(other, "round_ended_with_a_reason", ended_on="2026-06-01", ending_reason="Too few.")


FIXED = {
    "threshold": 4,
    "two_keys": True,
    "promise": ["Nothing"],
    "promise_in_short": [],
    "promise_language": "cy",
    "join_code": "ANOTHERCODE1",
}


@pytest.mark.parametrize("state", ["open", "closed", "released", "archived"])
@pytest.mark.parametrize("name", FIXED)
def test_terms_of_a_round_are_fixed_when_it_has_opened(round_, name, state):
    put(round_, state)
    refused_update(round_, "fixed once it opens", **{name: FIXED[name]})


def test_a_round_stays_in_its_assessment_when_it_has_opened(round_, elsewhere):
    refused_update(round_, "fixed once it opens", assessment=elsewhere.assessment, number=9)


def test_terms_of_a_round_may_change_when_it_is_a_draft():
    round_ = factories.make_round(opened=False)
    assert rows(round_).update(**FIXED) == 1


def test_dates_and_welcome_may_change_when_a_round_is_open(round_):
    assert rows(round_).update(closes_on="2027-01-01", welcome="Hello", title="Round one") == 1


@pytest.mark.parametrize("threshold", [0, 1, 2])
def test_a_threshold_under_3_is_refused_when_a_draft_is_updated(threshold):
    round_ = factories.make_round(opened=False)
    refused_update(round_, "round_threshold_from_3", threshold=threshold)


# What a round asks, and of whom


@pytest.mark.parametrize("state", ["open", "closed", "released", "archived"])
def test_frameworks_of_a_round_are_fixed_when_it_has_opened(round_, state):
    other = factories.make_version("other")
    put(round_, state)
    pinned = round_.round_versions.get()
    refused_insert(RoundVersion(round=round_, version=other, position=1), "frameworks of a round")
    refused_update(pinned, "frameworks of a round", version=other)
    refused_delete(pinned, "frameworks of a round")


@pytest.mark.parametrize("state", ["open", "closed", "released", "archived"])
def test_translations_of_a_round_are_fixed_when_it_has_opened(state):
    version = factories.make_version()
    welsh = translate(version, "cy")
    round_ = factories.make_round([version])
    french = translate(version, "fr")
    pinned = round_.round_translations.get()
    assert pinned.translation == welsh
    put(round_, state)
    refused_insert(RoundTranslation(round=round_, translation=french), "translations of a round")
    refused_update(pinned, "translations of a round", translation=french)
    refused_delete(pinned, "translations of a round")


def test_a_framework_cannot_leave_or_enter_an_open_round_when_moved(round_):
    other = factories.make_version("other")
    draft = factories.make_round([other], organisation=factories.make_organisation("Elsewhere"), opened=False)
    refused_update(round_.round_versions.get(), "frameworks of a round", round=draft)
    refused_update(draft.round_versions.get(), "frameworks of a round", round=round_)


@pytest.mark.parametrize("state", ["open", "closed"])
@pytest.mark.parametrize(
    "change", [{"label": "X"}, {"side": "services"}, {"code": "x"}, {"must_take_part": True}, {"position": 5}]
)
def test_perspectives_are_fixed_when_a_round_is_under_way(round_, state, change):
    put(round_, state)
    refused_update(round_.assessment.perspectives.get(code=PEOPLE), "fixed while", **change)


@pytest.mark.parametrize("state", ["open", "closed"])
def test_perspectives_neither_come_nor_go_when_a_round_is_under_way(round_, state):
    put(round_, state)
    new = Perspective(assessment=round_.assessment, code="x", label="X", side=PEOPLE, position=4)
    refused_insert(new, "fixed while")
    refused_delete(round_.assessment.perspectives.get(code=STAFF), "fixed while")


def test_a_perspective_may_be_renamed_when_between_rounds(round_, response):
    put(round_, "released")
    perspective = round_.assessment.perspectives.get(code=PEOPLE)
    assert rows(perspective).update(label="People who use it", position=3) == 1


@pytest.mark.parametrize("change", [{"side": "services"}, {"code": "x"}])
def test_a_perspective_keeps_its_side_when_people_answered_from_it(round_, response, change):
    put(round_, "released")
    refused_update(round_.assessment.perspectives.get(code=PEOPLE), "keeps its side", **change)
    assert rows(round_.assessment.perspectives.get(code=STAFF)).update(code="x") == 1


def test_a_perspective_stays_in_its_assessment_when_people_answered_from_it(round_, response, elsewhere):
    put(round_, "released")
    other = Assessment.objects.create(organisation=elsewhere.assessment.organisation, title="New")
    refused_update(round_.assessment.perspectives.get(code=PEOPLE), "keeps its side", assessment=other)


def test_an_answered_perspective_cannot_be_deleted_when_between_rounds(round_, response):
    put(round_, "released")
    refused(lambda: rows(round_.assessment.perspectives.get(code=PEOPLE))._raw_delete("default"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"position": 6}, "perspective_has_a_marker"),
        ({"side": "both"}, "perspective_side"),
        ({"code": STAFF}, "unique|UNIQUE"),
        ({"position": 1}, "unique|UNIQUE"),
    ],
)
def test_a_perspective_that_cannot_be_is_refused_when_a_draft_is_updated(change, says):
    round_ = factories.make_round(perspectives=factories.TWO, opened=False)
    refused_update(round_.assessment.perspectives.get(code=PEOPLE), says, **change)
