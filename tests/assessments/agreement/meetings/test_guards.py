"""What the database refuses of meetings and agreed scores, whoever asks."""

import pytest
from django.db import connection
from django.utils import timezone

from assessments.deletion.actions import delete_round
from assessments.models import Round
from assessments.records.meetings import AgreedScore, Meeting
from tests.assessments.agreement.meetings.rooms import four_groups, meet, say
from tests.assessments.guards.refusals import refused_delete, refused_insert, refused_update

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return meet(four_groups())


def score(meeting, **change):
    return AgreedScore(meeting=meeting, **{
        "question": "demo/s1-q1", "outcome": "agreed", "level": 3, "yes_people": True, "yes_services": True,
        **change,
    })  # fmt: skip


DIFFER = {"outcome": "not_agreed", "level": None, "yes_people": False, "yes_services": False}
BOTH = {"view_people": "No.", "view_services": "Yes."}
CHECK = "agreed_score_is_one_thing"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"question": "demo/s9-q9"}, "belongs to a question"),
        ({"question": "other/s1-q1"}, "belongs to a question"),
        ({"level": 6}, "belongs to a question"),
        ({"level": None}, "belongs to a question"),
        ({"yes_people": False}, "a yes from each side"),
        ({"yes_services": False}, "a yes from each side"),
        ({"view_people": "No."}, CHECK),
        ({**DIFFER, "view_people": "No."}, "a yes from each side"),
        ({**DIFFER, "view_services": "Yes."}, "a yes from each side"),
        ({**DIFFER, **BOTH, "level": 3}, CHECK),
        ({**DIFFER, **BOTH, "yes_people": True}, CHECK),
        ({**DIFFER, "outcome": "later", "why": "Words"}, CHECK),
        ({**DIFFER, "outcome": "later", "level": 2}, CHECK),
        ({**DIFFER, "outcome": "perhaps"}, CHECK),
    ],
)
def test_what_does_not_fit_is_refused(meeting, change, says):
    refused_insert(score(meeting, **change), says)


@pytest.mark.parametrize("change", [{}, {"level": 1}, {**DIFFER, **BOTH}, {**DIFFER, "outcome": "later"}])
def test_what_fits_is_taken(meeting, change):
    score(meeting, **change).save()
    assert AgreedScore.objects.count() == 1


def test_nothing_is_changed_or_deleted_but_with_the_round(meeting):
    said = say(meeting).score
    refused_update(said, "stays as it was recorded", why="Other words")
    refused_update(said, "stays as it was recorded", level=1)
    refused_update(meeting, "stays as it was recorded", present=[])
    refused_delete(said, "goes only with its round")
    refused_delete(meeting, "goes only with its round")
    delete_round(round_=meeting.round, by=None)
    assert not Meeting.objects.exists()
    assert not AgreedScore.objects.exists()
    connection.check_constraints()


def test_nothing_is_recorded_before_the_results_are_shared_or_once_they_are_archived(meeting):
    before = meeting.round.release.released_on - timezone.timedelta(days=1)
    refused_insert(Meeting(round=meeting.round, held_on=before), "results that are shared")
    Round.objects.filter(pk=meeting.round_id).update(state="archived")
    refused_insert(Meeting(round=meeting.round, held_on=timezone.localdate()), "results that are shared")
    refused_insert(score(meeting), "only of results that are shared")


def test_what_has_no_scale_is_agreed_without_a_level(meeting):
    from tests.assessments import released
    from tests.factories import make_organisation, make_version

    version = make_version("words", extra=("text",))
    release = released.make_release(
        {"managers": [{"text": "In our words"}] * 3},
        versions=[version],
        organisation=make_organisation("Elsewhere"),
    )
    there = meet(release)
    refused_insert(score(there, question="words/text"), "belongs to a question")
    score(there, question="words/text", level=None, why="We write it down.").save()
