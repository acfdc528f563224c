"""Recording what a group says: nothing is lost, the newest counts, and the trail has no words."""

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from assessments.agreement.actions import start_meeting
from assessments.agreement.queries import scores_of
from assessments.models import Round
from assessments.records.meetings import AgreedScore
from assessments.rounds.errors import NotAllowedNow
from tests.assessments.agreement.meetings.rooms import AGREED, DIFFER, KEY, LATER, four_groups, meet, say
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def release():
    return four_groups()


def of(release, question=KEY):
    release.refresh_from_db()
    return [score.outcome for score in scores_of(release)[question]]


def test_the_newest_counts_by_the_day_of_its_meeting_and_then_as_it_was_recorded(release):
    now = meet(release)
    say(now)
    say(now, DIFFER)
    assert of(release) == ["not_agreed", "agreed"]
    second = meet(release)
    assert say(second).counts
    assert of(release) == ["agreed", "not_agreed", "agreed"]


def test_what_is_typed_in_late_stands_below_what_was_said_since(release, monkeypatch):
    tomorrow = timezone.localdate() + timezone.timedelta(days=1)
    first = meet(release)
    with monkeypatch.context() as patch:
        patch.setattr(timezone, "localdate", lambda *_: tomorrow)
        later = start_meeting(round_=release.round, held_on=tomorrow, present=[], by=None)
    assert say(later, DIFFER).counts
    assert not say(first, AGREED).counts
    assert of(release) == ["not_agreed", "agreed"]


def test_only_who_was_there_is_kept_and_only_of_the_round(release):
    meeting = meet(release, present=["managers", "carers-and-family", "the mayor"])
    assert meeting.present == ["carers-and-family", "managers"]


@pytest.mark.parametrize("days", [-1, 1])
def test_a_meeting_is_from_the_day_of_the_results_to_today(release, days):
    day = timezone.localdate() + timezone.timedelta(days=days)
    with pytest.raises(NotAllowedNow):
        start_meeting(round_=release.round, held_on=day, present=[], by=None)


def test_an_archived_round_is_read_only(release):
    meeting = meet(release)
    Round.objects.filter(pk=release.round_id).update(state="archived")
    with pytest.raises(NotAllowedNow):
        say(meeting)
    with pytest.raises(NotAllowedNow):
        meet(release)
    assert not AgreedScore.objects.exists()


def test_later_twice_is_once_and_what_was_said_since_the_page_was_opened_is_given_back(release):
    meeting = meet(release)
    say(meeting, LATER)
    assert say(meeting, LATER).score.pk == AgreedScore.objects.get().pk
    first = say(meeting, AGREED, seen=AgreedScore.objects.get().pk)
    assert first.meanwhile == ()
    second = say(meeting, DIFFER, seen=AgreedScore.objects.first().pk)
    assert [one.pk for one in second.meanwhile] == [first.score.pk]


def test_reports_are_made_anew_and_the_trail_has_no_words(release):
    say(meet(release), DIFFER)
    before = release.edition
    release.refresh_from_db()
    assert release.edition == before + 1
    events = AuditEvent.objects.filter(what__in=["meeting started", "agreement recorded"])
    assert events.count() == 2
    written = " ".join(f"{one.what} {one.record}" for one in events)
    assert not [words for words in (DIFFER.view_people, DIFFER.view_services, DIFFER.why) if words in written]


def test_two_who_record_at_the_same_moment_both_stand(transactional_db):
    meeting = meet(four_groups())
    came = at_once(lambda: say(meeting, AGREED), lambda: say(meeting, DIFFER))
    first, second = sorted(came, key=lambda one: one.score.pk)
    assert first.meanwhile == ()
    assert [one.pk for one in second.meanwhile] == [first.score.pk]
    assert second.meanwhile[0].why
    assert AgreedScore.objects.count() == 2
    meeting.round.release.refresh_from_db()
    assert scores_of(meeting.round.release)[KEY][0].pk == second.score.pk


def test_who_archives_while_somebody_records_ends_in_one_of_two_ways(transactional_db):
    meeting = meet(four_groups())
    archive = Round.objects.filter(pk=meeting.round_id, state="released")
    said, _rows = at_once(lambda: say(meeting), lambda: archive.update(state="archived"))
    assert AgreedScore.objects.count() == (0 if isinstance(said, NotAllowedNow) else 1)
