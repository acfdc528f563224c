"""Writing an agreement: what two people write at once both stays, and nothing is agreed by one side."""

from functools import partial

import pytest

from accounts.models import AuditEvent
from assessments.deletion.actions import delete_round
from assessments.groundwork import actions
from assessments.groundwork.actions import AgreementRefused
from assessments.groundwork.queries import agreement_of
from assessments.models import Assessment
from assessments.records.groundwork import (
    AgreementVersion,
    Clause,
    ClauseKey,
    SheetLine,
    VersionClause,
    Wording,
)
from tests import factories
from tests.assessments.groundwork.writing import SIDES, a_first_version, agree_on_whole, differ, turn, write
from tests.assessments.guards.refusals import refused_delete, refused_insert, refused_update
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment(db):
    return factories.make_round(opened=False).assessment


def now(assessment, code="rules"):
    return agreement_of(assessment).of(code).now


def test_a_clause_is_agreed_by_two_keys_and_other_words_put_them_back(assessment):
    first = write(assessment, "rules", "We stop.")
    assert turn(assessment, "rules", "people") is False
    assert turn(assessment, "rules", "people") is False  # pressed again
    assert now(assessment).outcome == "people"
    actions.take_clause_key_back(
        assessment=assessment, code="rules", wording=first.ident, side="people", by=None
    )
    assert now(assessment).outcome == "open"
    assert [turn(assessment, "rules", side) for side in SIDES] == [False, True]
    with pytest.raises(AgreementRefused, match="Both keys are turned"):
        actions.take_clause_key_back(
            assessment=assessment, code="rules", wording=first.ident, side="people", by=None
        )
    write(assessment, "rules", "We stop.")  # it says so already
    assert Wording.objects.count() == 1
    second = write(assessment, "rules", "We stop, and rest.")
    assert (now(assessment).outcome, now(assessment).before.words) == ("open", "We stop.")
    with pytest.raises(AgreementRefused, match="changed just now"):
        turn(assessment, "rules", "people", first)
    write(assessment, "rules", "")
    assert now(assessment).outcome == "blank"
    with pytest.raises(AgreementRefused):
        turn(assessment, "rules", "people", second)


def test_two_wordings_stay_until_both_sides_agree_on_one(assessment):
    with pytest.raises(AgreementRefused, match="both wordings"):
        differ(assessment, "decides", "Here.", "")
    differ(assessment, "decides", "Here.", "There.")
    differ(assessment, "decides", "Here.", "There.")
    assert Wording.objects.count() == 1
    third = write(assessment, "decides", "We ask both.", keys=["people"])
    assert (now(assessment, "decides").outcome, len(now(assessment, "decides").texts)) == ("not_agreed", 2)
    turn(assessment, "decides", "services", third)
    assert [one.words for one in now(assessment, "decides").texts] == ["We ask both."]


def test_what_two_people_write_with_the_same_page_before_them_both_stays_until_one_is_chosen(assessment):
    one, other = (write(assessment, "rules", words, seen=0) for words in ("One.", "Other."))
    assert [text.words for text in now(assessment).texts] == ["One.", "Other."]
    assert now(assessment).is_torn
    with pytest.raises(AgreementRefused):
        turn(assessment, "rules", "people", other)
    choose = partial(actions.choose_text, assessment=assessment, code="rules", by=None)
    with pytest.raises(AgreementRefused):
        choose(wording=one.ident, seen=one.ident)  # had not seen the other
    choose(wording=one.ident, seen=other.ident)
    assert [text.words for text in now(assessment).texts] == ["One."]
    assert Wording.objects.count() == 3  # nothing is overwritten


@pytest.mark.django_db(transaction=True)
def test_two_people_who_write_the_same_clause_at_once_both_keep_their_words(assessment):
    words = ["What one writes.", "What the other writes."]
    at_once(*(partial(write, assessment, "rules", one, seen=0) for one in words))
    assert sorted(text.words for text in now(assessment).texts) == sorted(words)


@pytest.mark.django_db(transaction=True)
def test_two_keys_at_the_same_moment_make_one_agreement(assessment):
    text = write(assessment, "rules", "We stop.")
    turned = at_once(*(partial(turn, assessment, "rules", side, text) for side in SIDES))
    assert sorted(turned) == [False, True]
    assert now(assessment).outcome == "agreed"
    seen = actions.mark_of_agreement(agreement_of(assessment))
    key = partial(actions.turn_version_key, assessment=assessment, seen=seen, why="", by=None)
    rows = at_once(*(partial(key, side=side) for side in (*SIDES, "people")))
    assert {row.pk for row in rows} == {AgreementVersion.objects.get().pk}
    assert AgreementVersion.objects.get().made_on
    assert VersionClause.objects.count() == 1


def test_a_version_needs_both_keys_for_what_both_have_read(assessment):
    with pytest.raises(AgreementRefused, match="Nothing is written"):
        agree_on_whole(assessment)
    write(assessment, "rules", "We stop.", keys=SIDES)
    waiting = agree_on_whole(assessment, sides=["people"], why="It is the first.")
    assert (waiting.made_on, agreement_of(assessment).waiting.days.keys()) == (None, {"people"})
    write(assessment, "pay", "£25.")  # the first key goes back
    stale = actions.mark_of_agreement(agreement_of(assessment))
    turn(assessment, "pay", "people")
    with pytest.raises(AgreementRefused, match="changed the agreement"):
        actions.turn_version_key(assessment=assessment, side="services", seen=stale, why="", by=None)
    second = agree_on_whole(assessment, sides=["services"])
    assert (second.people_on, second.why) == (None, "It is the first.")
    actions.take_version_key_back(assessment=assessment, side="services", by=None)
    assert agreement_of(assessment).waiting is None
    made = agree_on_whole(assessment)
    assert (made.number, bool(made.made_on)) == (1, True)
    with pytest.raises(AgreementRefused, match="Nothing has changed"):
        agree_on_whole(assessment, sides=["people"])
    turn(assessment, "pay", "services")
    assert agree_on_whole(assessment, why="Pay is agreed.").number == 2


def test_the_trail_says_what_was_done_and_no_words(assessment):
    a_first_version(assessment)
    actions.add_heading(assessment=assessment, title="Biscuits", by=None)
    actions.add_line(assessment=assessment, sheet="power", first="The budget", by=None)
    told = AuditEvent.objects.values_list("what", "record")
    assert {
        "clause written", "two wordings kept", "key turned for a clause", "key turned for an agreement",
        "working agreement agreed", "heading added", "line added to a sheet",
    } <= {what for what, _ in told}  # fmt: skip
    assert not any(word in str(list(told)) for word in ("jargon", "trust decides", "Biscuits", "budget"))


def test_own_headings_and_sheets_have_room_for_so_many(assessment, monkeypatch):
    monkeypatch.setattr(actions, "MOST_OWN", 1)
    monkeypatch.setattr(actions, "MOST_LINES", 1)
    first = actions.add_heading(assessment=assessment, title="Tea", by=None)
    assert actions.add_heading(assessment=assessment, title="tea", by=None) == first
    with pytest.raises(AgreementRefused):
        actions.add_heading(assessment=assessment, title="Coffee", by=None)
    line = actions.add_line(assessment=assessment, sheet="lists", column="open", first="The name", by=None)
    with pytest.raises(AgreementRefused):
        actions.add_line(assessment=assessment, sheet="lists", column="open", first="More", by=None)
    actions.take_line_off(assessment=assessment, sheet="lists", line=line.pk, by=None)
    assert not SheetLine.objects.exists()
    with pytest.raises(AgreementRefused, match="not there any more"):
        write(assessment, first.code.replace("1", "7"), "Nothing.", seen=0)


def test_the_database_refuses_what_one_side_or_somebody_later_would_change(assessment):
    a_first_version(assessment)
    agreed = Wording.objects.get(clause__code="rules")
    one_key = Wording.objects.get(clause__code="roles")
    differing = Wording.objects.get(clause__code="decides")
    refused_update(agreed, "stays as it was written", words="We never stop.")
    refused_delete(agreed, "only with its assessment")
    refused_delete(agreed.keys.first(), "stays agreed")
    refused_update(agreed.keys.first(), "as it was turned", side="services")
    refused_insert(ClauseKey(wording=differing, side="people"), "the one text")
    version = AgreementVersion.objects.get()
    refused_update(version, "as both sides agreed it", why="Otherwise.")
    refused_delete(version, "only with its assessment")
    refused_delete(version.clauses.first(), "as both sides agreed it")
    refused_update(version.clauses.first(), "as it was written down", outcome="open")
    refused_insert(VersionClause(version=version, wording=one_key, outcome="people"), "as both sides")
    half = AgreementVersion(assessment=assessment, number=2, people_on="2026-11-12", made_on="2026-11-12")
    refused_insert(half, "(?i)check")
    half.made_on = None
    half.save()
    refused_insert(VersionClause(version=half, wording=one_key, outcome="agreed"), "agreed by one side")
    other = Wording.objects.create(clause=agreed.clause, words="We rest.", seen=0)  # had not seen the first
    refused_insert(ClauseKey(wording=other, side="people"), "the one text")


def test_all_of_it_goes_with_the_assessment(assessment):
    a_first_version(assessment)
    actions.add_line(assessment=assessment, sheet="power", first="The budget", by=None)
    delete_round(round_=assessment.rounds.get(), by=None)
    tables = (Assessment, Clause, Wording, ClauseKey, AgreementVersion, VersionClause, SheetLine)
    assert [model.objects.count() for model in tables] == [0] * len(tables)


def test_reading_takes_as_many_queries_whatever_is_written(assessment, django_assert_num_queries):
    write(assessment, "why", "It matters.", keys=SIDES)
    agree_on_whole(assessment)
    with django_assert_num_queries(6):
        agreement_of(assessment)
    a_first_version(assessment)
    differ(assessment, "risks", "One.", "Other.")
    with django_assert_num_queries(6):
        assert len(agreement_of(assessment).versions) == 2
