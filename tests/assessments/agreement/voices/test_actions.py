"""Saying that one sees it differently, joining, changing, taking back, co-signing: what is told of it, and
what is stored."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.deletions import Deleted, remembered
from accounts.models import AuditEvent, Deletion
from assessments.agreement.voices import actions
from assessments.agreement.voices.queries import own_voices, signatures_told
from assessments.deletion.actions import delete_again, delete_round
from assessments.deletion.words import RemovedBefore, mark_of_statement, remove_statement, remove_words_again
from assessments.models import Release, Response, Round
from assessments.records.report_files import ReportFile
from assessments.records.voices import CoSign, Dissent, DissentJoin
from assessments.reports.build import build_report
from assessments.responses import saving
from tests.assessments.agreement.voices.people import (
    WORDS,
    change,
    gather,
    join,
    say,
    told,
)
from tests.assessments.released import CARERS, MANAGERS, PRACTITIONERS, USERS

pytestmark = pytest.mark.django_db
POOL = (PRACTITIONERS, MANAGERS)  # two managers are shown together with practitioners
PEOPLE = (USERS, CARERS)


@pytest.fixture(autouse=True)
def noted(settings, tmp_path):
    settings.DELETIONS_FILE = tmp_path / "deletions.txt"
    return settings.DELETIONS_FILE


@pytest.fixture
def shared(db):
    return gather()


def test_a_group_is_named_only_where_its_author_lets_it_and_only_as_it_is_shown(db):
    release, people = gather(((USERS, 6), (CARERS, 5), (PRACTITIONERS, 5), (MANAGERS, 2), (None, 1)))
    say(people[USERS][0], "one", named=True)
    say(people[USERS][1], "two", named=False)
    say(people[MANAGERS][0], "three", named=True)
    say(people[None][0], "four", named=True)
    named = {words: groups for words, _people, groups in told(release)}
    assert named == {"one": ((USERS,),), "two": (), "three": (POOL,), "four": ()}


def test_a_group_shown_by_consent_is_never_named_and_in_no_count(db):
    release, people = gather(((USERS, 2), (PRACTITIONERS, 5)), few=(USERS,))
    assert [group.by_consent for group in release.frozen.people.groups] == [True, False]
    say(people[USERS][0], named=True)
    assert told(release) == [(WORDS, 1, ())]
    with pytest.raises(actions.NotCounted):
        actions.co_sign(speaker=people[USERS][0])
    assert signed(release) == {(PRACTITIONERS,): 0}


def test_who_joins_is_counted_and_their_groups_stand_without_numbers(shared):
    release, people = shared
    pk = say(people[USERS][0], named=True)
    join(people[PRACTITIONERS][0], pk, named=True)
    join(people[MANAGERS][0], pk, named=True)
    join(people[CARERS][0], pk)
    assert told(release) == [(WORDS, 4, tuple(sorted([PEOPLE, POOL])))]
    join(people[CARERS][0], pk, named=True)  # twice: still once
    assert told(release)[0][1] == 4
    actions.step_back(speaker=people[MANAGERS][0], pk=pk)
    actions.step_back(speaker=people[PRACTITIONERS][0], pk=pk)
    assert told(release) == [(WORDS, 2, (PEOPLE,))]
    with pytest.raises(actions.NotThere):
        join(people[USERS][0], pk)  # one's own


def test_a_change_sets_the_count_to_one_and_those_who_joined_see_both_and_can_join_again(shared):
    release, people = shared
    author, joined = people[USERS][0], people[CARERS][0]
    pk = say(author)
    join(joined, pk)
    change(author, pk, WORDS, named=True)  # says the same
    assert told(release) == [(WORDS, 2, (PEOPLE,))]
    change(author, pk, "Now it says this.")
    assert told(release) == [("Now it says this.", 1, ())]
    assert own_voices(release, joined).joined == {str(pk): WORDS}
    change(author, pk, "And now this.")
    assert own_voices(release, joined).joined == {str(pk): WORDS}
    join(joined, pk)
    assert told(release) == [("And now this.", 2, ())]
    assert own_voices(release, joined).joined == {str(pk): ""}
    with pytest.raises(actions.ChangedMeanwhile):
        actions.join_statement(speaker=people[CARERS][1], pk=pk, read="0" * 20, is_named=False)


def test_only_its_author_changes_it_or_takes_it_back(shared):
    release, people = shared
    pk = say(people[USERS][0])
    for other in (people[USERS][1], people[MANAGERS][0]):
        with pytest.raises(actions.NotThere):
            change(other, pk, "Mine now.")
        with pytest.raises(actions.NotThere):
            actions.take_back_statement(speaker=other, pk=pk)
    assert told(release) == [(WORDS, 1, ())]
    for field, value in (("author", "0" * 64), ("id", uuid.uuid4())):
        with pytest.raises(IntegrityError), transaction.atomic():
            Dissent.objects.filter(pk=pk).update(**{field: value})


def test_taking_it_back_removes_it_at_once_without_a_mark_and_tells_those_who_joined(shared, noted):
    release, people = shared
    author, joined = people[USERS][0], people[CARERS][0]
    pk = say(author)
    join(joined, pk, named=True)
    ReportFile.objects.create(release=release, suffix="pdf")
    actions.take_back_statement(speaker=author, pk=pk)
    assert told(release) == []
    assert not ReportFile.objects.exists()
    row = DissentJoin.objects.get()
    assert (row.dissent, row.joined_words, row.codes) == (None, "", [])
    assert own_voices(release, joined).taken_back == 1
    actions.forget_what_was_taken_back(speaker=joined)
    assert not DissentJoin.objects.exists()
    assert len(remembered()[Deleted.VOICE]) == 2


def test_a_copy_from_before_loses_again_what_was_taken_back(shared):
    release, people = shared
    pk = say(people[USERS][0])
    actions.co_sign(speaker=people[USERS][0])
    marks = {kind: set() for kind in Deleted}
    marks[Deleted.VOICE] = {actions.mark_of_voice(Dissent.objects.get(pk=pk))}
    assert delete_again(marks)[Deleted.VOICE] == 1
    assert (told(release), CoSign.objects.count()) == ([], 1)


def test_what_is_remembered_of_voices_says_nothing_of_when_they_went(shared, noted):
    """Whoever has an older copy would else see what went at the same moment: one person's."""
    release, people = shared
    noted.write_text("response aa\nvoice 77\nwords bb\n")
    with TestCase.captureOnCommitCallbacks(execute=True):
        for speaker in people[USERS]:
            actions.take_back_statement(speaker=speaker, pk=say(speaker))
    kinds = [line.split() for line in noted.read_text().splitlines()]
    voices = [mark for kind, mark in kinds if kind == "voice"]
    assert len(voices) == 6
    assert voices == sorted(voices)
    assert [kind for kind, _mark in kinds if kind != "voice"] == ["response", "words"]
    stored = list(Deletion.objects.filter(kind="voice").order_by("pk").values_list("mark", flat=True))
    assert stored == sorted(stored)
    assert len(stored) == 5


def test_removal_by_law_leaves_a_marked_place_that_is_nobodys(shared):
    release, people = shared
    author = people[USERS][0]
    pk = say(author, level=4, named=True)
    join(people[CARERS][0], pk)
    remove_statement(release=release, statement=pk, reason="order", by=None)
    row = Dissent.objects.get()
    assert (row.words, row.author, row.level, row.removed_on) == ("", "", None, timezone.localdate())
    assert not DissentJoin.objects.exists()
    [one] = build_report(Release.objects.get(pk=release.pk)).dissents.all
    assert "because a court or an authority ordered it" in one.removed
    for act in (
        lambda: change(author, pk, "Again"),
        lambda: actions.take_back_statement(speaker=author, pk=pk),
        lambda: join(people[CARERS][0], pk),
    ):
        with pytest.raises(actions.NotThere):
            act()
    with pytest.raises(RemovedBefore):
        remove_statement(release=release, statement=pk, reason="law", by=None)
    say(people[USERS][1], "Another")  # stores all anew, and leaves that where it is
    with pytest.raises(IntegrityError), transaction.atomic():
        Dissent.objects.filter(pk=pk).delete()
    delete_round(round_=release.round, by=None)
    assert not Dissent.objects.exists()


def test_a_copy_from_before_a_removal_loses_the_words_again(shared):
    _release, people = shared
    pk = say(people[USERS][0])
    assert remove_words_again({mark_of_statement(pk, "law")}) == 1
    assert Dissent.objects.get().removed_because == "law"


# Co-signing


def signed(release):
    return {one.codes: one.people for one in signatures_told(Release.objects.get(pk=release.pk))}


def test_signatures_are_counted_by_group_and_fewer_than_three_are_not_told(shared):
    release, people = shared
    assert signed(release) == {PEOPLE: 0, POOL: 0}
    actions.co_sign(speaker=people[USERS][0])
    assert signed(release) == {PEOPLE: None, POOL: 0}
    actions.co_sign(speaker=people[USERS][0])  # twice is once
    actions.co_sign(speaker=people[CARERS][0])
    assert signed(release) == {PEOPLE: None, POOL: 0}
    actions.co_sign(speaker=people[CARERS][1])
    assert signed(release) == {PEOPLE: 3, POOL: 0}
    actions.take_back_signature(speaker=people[CARERS][1])
    assert signed(release) == {PEOPLE: None, POOL: 0}
    told_rows = build_report(Release.objects.get(pk=release.pk)).co_signed
    assert [row.says for row in told_rows.rows] == [
        "Fewer than 3 people say it is fair", "Nobody has said so yet. There is time."
    ]  # fmt: skip
    assert told_rows.left_out == ""


def test_without_groups_there_is_one_total_and_where_too_few_took_part_none(db):
    release, people = gather(((USERS, 4), (PRACTITIONERS, 5)))
    for speaker in (*people[USERS][:2], *people[PRACTITIONERS][:2]):
        actions.co_sign(speaker=speaker)
    assert signed(release) == {(): 4}
    assert all(row.codes == [] for row in CoSign.objects.all())
    ours = {
        "organisation": release.round.assessment.organisation,
        "versions": [*release.round.versions.all()],
    }
    few, some = gather(((USERS, 2),), **ours)
    assert signed(few) == {}
    with pytest.raises(actions.NotCounted):
        actions.co_sign(speaker=some[USERS][0])


def test_who_is_set_aside_is_in_no_count(db):
    release, people = gather(((USERS, 5), (PRACTITIONERS, 5), (None, 2)))
    with pytest.raises(actions.NotCounted):
        actions.co_sign(speaker=people[None][0])
    assert build_report(release).co_signed.left_out == (
        "Groups of fewer than 5 people are not counted here, to protect people."
    )


# When, and what is stored


def test_nothing_is_said_before_the_results_are_shared_nor_once_they_are_put_away(shared):
    release, people = shared
    speaker = people[USERS][0]
    pk = say(speaker)
    actions.co_sign(speaker=speaker)
    Round.objects.filter(pk=release.round_id).update(state="archived")
    for act in (
        lambda: say(speaker),
        lambda: change(speaker, pk, "Other words"),
        lambda: actions.take_back_statement(speaker=speaker, pk=pk),
        lambda: join(people[CARERS][0], pk),
        lambda: actions.co_sign(speaker=speaker),
        lambda: actions.take_back_signature(speaker=speaker),
        lambda: actions.take_back_all(speaker=speaker),
    ):
        with pytest.raises(actions.TooLate):
            act()
    for act in (
        lambda: Dissent.objects.create(
            release=release, about="whole", words="x", author="a", written_on="2026-01-01"
        ),
        lambda: CoSign.objects.create(release=release, author="a", signed_on="2026-01-01"),
        lambda: Dissent.objects.all().update(words="y"),
        lambda: Dissent.objects.all().delete(),
        lambda: CoSign.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    assert told(release) == [(WORDS, 1, ())]
    remove_statement(release=release, statement=pk, reason="law", by=None)  # the law still counts


def test_who_did_not_send_or_took_their_answers_back_says_nothing(shared):
    release, people = shared
    speaker = people[USERS][0]
    Response.objects.filter(pk=speaker.response.pk).delete()
    with pytest.raises(actions.TooLate):
        say(speaker)
    assert told(release) == []


def test_the_same_page_sent_twice_adds_one_and_nobody_adds_without_end(shared, monkeypatch):
    release, people = shared
    pk = say(people[USERS][0])
    say(people[USERS][0], pk=pk)
    assert len(told(release)) == 1
    monkeypatch.setattr(actions, "MOST_STATEMENTS", 1)
    with pytest.raises(actions.TooMany):
        say(people[USERS][0])


def test_the_trail_says_once_a_day_that_it_was_done_and_nothing_of_who_or_when(shared):
    release, people = shared
    for speaker in people[USERS]:
        pk = say(speaker)
        change(speaker, pk, "Other words, 7f3a")
        join(people[MANAGERS][0], pk)
        actions.co_sign(speaker=speaker)
    found = AuditEvent.objects.filter(what__contains="statement")
    assert sorted(found.values_list("what", "record", "by")) == [
        ("statement added", f"assessments.round:{release.round_id}", None),
        ("statement changed", f"assessments.round:{release.round_id}", None),
    ]
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    assert {event.at for event in found} == {midnight}


def test_withdrawing_leaves_what_was_said_unless_it_is_taken_back_too(shared):
    release, people = shared
    for speaker in people[USERS][:2]:
        say(speaker)
        actions.co_sign(speaker=speaker)
    saving.withdraw_response(response=people[USERS][0].response)
    assert len(told(release)) == 2
    actions.take_back_all(speaker=people[USERS][1])
    assert len(told(release)) == 1
    assert CoSign.objects.count() == 1


def test_reading_costs_the_same_for_one_and_for_many(shared):
    release, people = shared

    def queries():
        with CaptureQueriesContext(connection) as caught:
            report = build_report(
                Release.objects.select_related("round__assessment__organisation__face").get(pk=release.pk)
            )
        return len(caught), len(report.dissents.all)

    pk = say(people[USERS][0])
    build_report(release)  # reads the framework
    one = queries()
    for speaker in people[PRACTITIONERS]:
        join(speaker, pk)
        say(speaker)
        actions.co_sign(speaker=speaker)
    many = queries()
    assert (one[1], many[1]) == (1, 6)
    assert one[0] == many[0]


def test_a_part_and_the_whole_can_be_seen_differently_and_stand_in_the_order_of_the_report(shared):
    release, people = shared
    say(people[USERS][0], "whole", about="whole", key="")
    say(people[USERS][0], "second", key="demo/s2-q1", level=2)
    say(people[USERS][0], "part", about="part", key="demo/s1")
    say(people[USERS][0], "gone", key="demo/not-asked")
    report = build_report(Release.objects.get(pk=release.pk))
    assert [one.words for one in report.dissents.all] == ["part", "second", "whole"]
    assert (
        report.dissents.about_question("demo/s2-q1")[0].would_give
        == "They would give level 2, What level 2 is."
    )
    assert [one.words for one in report.dissents.about_whole] == ["whole"]
