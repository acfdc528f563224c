"""Setting up a round, its states, its release, and what goes into it in people's own words."""

import pytest

from accounts.errors import Refused
from accounts.models import AuditEvent
from assessments import codes
from assessments.models import Round
from assessments.rounds import lifecycle, setup
from assessments.rounds.contents import content_of_round
from assessments.rounds.errors import NotAllowedNow
from assessments.rounds.setup import PerspectiveRow
from assessments.rounds.start.suggestions import SUGGESTED
from tests import factories
from tests.assessments.rounds.lifecycle.verbs import put

pytestmark = pytest.mark.django_db

PEOPLE, STAFF = "people", "staff"


# Setting up


def test_a_new_assessment_is_filled_in_when_set_up(organisation, facilitator):
    for code in SUGGESTED.values():
        factories.make_version(code)
    round_ = setup.create_assessment(
        organisation=organisation, title="New", purpose="audit", about="", partners="", by=facilitator
    )
    assert [p.label for p in round_.assessment.perspectives.all()] == [row.label for row in factories.FOUR]
    pinned = round_.round_versions.values_list("version__framework__code", flat=True)
    assert list(pinned) == ["core-values"]
    assert (round_.number, round_.state, round_.threshold) == (1, "draft", 5)
    assert codes.tidy(round_.join_code) == round_.join_code
    event = AuditEvent.objects.get(what="assessment set up")
    assert (event.by, event.organisation) == (facilitator, organisation)


def asked_by(round_):
    return list(round_.round_versions.order_by("position").values_list("version__framework__code", flat=True))


def test_another_purpose_asks_what_goes_with_it_unless_somebody_chose(organisation, facilitator):
    chosen = [factories.make_version(code) for code in SUGGESTED.values()]
    about = {"title": "New", "about": "", "partners": "", "by": facilitator}
    round_ = setup.create_assessment(organisation=organisation, purpose="readiness", **about)
    setup.change_assessment(round_=round_, purpose="progress", **about)
    assert asked_by(round_) == ["progress-pulse"]
    setup.set_versions(round_=round_, versions=chosen[:2], by=facilitator)
    setup.change_assessment(round_=round_, purpose="audit", **about)
    assert asked_by(round_) == ["institutional-challenges", "core-values"]


def test_no_frameworks_are_pinned_when_none_or_two_editions_are_chosen(draft):
    before = list(draft.round_versions.values_list("version", flat=True))
    editions = [draft.versions.get(), factories.make_version(number=2)]
    for versions, words in [([], "at least one"), (editions, "editions of one framework")]:
        with pytest.raises(Refused, match=words):
            setup.set_versions(round_=draft, versions=versions, by=None)
    assert list(draft.round_versions.values_list("version", flat=True)) == before


def test_frameworks_stand_in_the_order_given_when_chosen(draft):
    versions = [factories.make_version(code) for code in ("b", "a", "c")]
    setup.set_versions(round_=draft, versions=versions, by=None)
    assert [v.code for v in content_of_round(draft)] == ["b", "a", "c"]


def rows(*sides, label="Group {}"):
    return [PerspectiveRow(label.format(i), f"G{i}", side) for i, side in enumerate(sides)]


BAD_GROUPS = [
    (rows("people"), "at least two"),
    (rows(*["people", "services"] * 3, "people"), "at most six"),
    (rows("people", "people"), "at least one group on each side"),
    (rows("people", "services", "both"), "at least one group on each side"),
    (rows("people", "services", label="Same"), "the same name"),
]


@pytest.mark.parametrize(("groups", "words"), BAD_GROUPS)
def test_groups_stay_as_they_were_when_the_new_ones_cannot_be(draft, groups, words):
    with pytest.raises(Refused, match=words):
        setup.set_perspectives(round_=draft, rows=groups, by=None)
    assert draft.assessment.perspectives.count() == 4


def test_groups_stay_as_they_were_when_there_is_another_round(draft):
    Round.objects.create(assessment=draft.assessment, number=2, title="Two", join_code="X")
    with pytest.raises(Refused, match="They stay as they are"):
        setup.set_perspectives(round_=draft, rows=factories.TWO, by=None)
    assert draft.assessment.perspectives.count() == 4


@pytest.mark.parametrize("threshold", [-1, 0, 2])
def test_the_threshold_stays_when_a_lower_one_than_3_is_asked_for(draft, threshold):
    with pytest.raises(Refused, match="has 3 people"):
        setup.set_terms(round_=draft, title="T", threshold=threshold, closes_on=None, welcome="", by=None)
    assert Round.objects.get().threshold == 3


def test_the_promise_is_made_from_the_rounds_settings_when_opened(draft):
    setup.set_terms(round_=draft, title="T", threshold=7, closes_on=None, welcome="", by=None)
    round_ = put(draft, "open")
    assert any("only if 7 people or more" in line for line in round_.promise)
    assert any("Larkfield Voices" in line for line in round_.promise)
    assert not any("anonymous" in line.lower() for line in round_.promise)


def test_a_round_does_not_open_when_it_asks_nothing_or_only_one_side(draft):
    draft.round_versions.all().delete()
    with pytest.raises(NotAllowedNow, match="at least one framework"):
        lifecycle.open_round(round_=draft, by=None)
    setup.set_versions(round_=draft, versions=[factories.make_version("other")], by=None)
    draft.assessment.perspectives.filter(side="people").delete()
    with pytest.raises(NotAllowedNow, match="on each side"):
        lifecycle.open_round(round_=draft, by=None)
    assert Round.objects.get().state == "draft"
