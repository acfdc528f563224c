"""Paper sheets: typed in, put right and checked; what they lead to, and what they leave behind."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from assessments import codes
from assessments.invitations.queries import invitation_of
from assessments.models import Answer, Response, TypedSheet
from assessments.paper import entry
from assessments.paper.entry import Filled, NoSuchSheet, Seen, Stage
from assessments.records.invitations import Invitation
from assessments.release import actions as release_actions
from assessments.responses import saving
from assessments.responses.answers import AnswerContent
from assessments.rounds import lifecycle
from assessments.rounds.errors import NotAllowedNow
from frameworks.models import Level, Question
from tests import factories
from tests.assessments.paper.entry.forms import enter, filled, group, question, rating, sheets, stored
from tests.threads import at_once

pytestmark = pytest.mark.django_db


# The person whose sheet it is


def test_the_person_begins_on_screen_with_their_private_code_and_the_sheet_is_used(round_, facilitator):
    [sheet] = sheets(round_, perspective=group(round_))
    assert invitation_of(sheet.secret)
    response = saving.begin_response(
        round_=round_, perspective=None, secret=codes.make_secret(), invitation=sheet.secret
    )
    assert (response.source, response.perspective) == ("screen", group(round_))
    with pytest.raises(NoSuchSheet):
        enter(round_, sheet, filled(round_, s1_q1=3), facilitator)


@pytest.mark.parametrize("change", ["save", "perspective", "send"])
def test_what_the_person_changes_on_screen_is_not_held_against_the_paper(round_, facilitator, other, change):
    [sheet] = sheets(round_)
    enter(round_, sheet, filled(round_, s1_q1=3), facilitator)
    response = Response.objects.get()
    if change == "save":
        saving.save_answers(response=response, given={question("s1-q1"): rating(5)}, base_revision=1)
    elif change == "perspective":
        saving.change_perspective(response=response, perspective=group(round_, "staff"))
    else:
        saving.send_response(response=response, show_if_few=True)
    with pytest.raises(NoSuchSheet):
        enter(round_, sheet, filled(round_, s1_q1=3), other)


def test_a_page_that_changes_nothing_leaves_the_sheet_to_be_checked(round_, facilitator):
    [sheet] = sheets(round_)
    enter(round_, sheet, filled(round_, s1_q1=3), facilitator)
    saving.save_answers(
        response=Response.objects.get(), given={question("s1-q1"): rating(3)}, base_revision=1
    )
    assert TypedSheet.objects.exists()


def test_a_sheet_whose_answers_were_taken_back_is_not_there(round_, facilitator, other):
    [sheet] = sheets(round_)
    enter(round_, sheet, filled(round_, s1_q1=3), facilitator)
    saving.withdraw_response(response=Response.objects.get())
    with pytest.raises(NoSuchSheet):
        enter(round_, sheet, filled(round_, s1_q1=3), other)


# Closed, and shared


def test_paper_is_typed_in_and_checked_while_the_round_is_closed(round_, facilitator, other):
    first, second = sheets(round_, 2)
    enter(round_, first, filled(round_, s1_q1=3), facilitator)
    lifecycle.close_round(round_=round_, by=None)
    assert enter(round_, first, filled(round_, s1_q1=3), other) is Stage.CHECK
    assert enter(round_, second, filled(round_, s1_q1=4), facilitator) is Stage.NEW
    assert enter(round_, second, filled(round_, s1_q1=5), facilitator, seen=Seen(1)) is Stage.MINE
    with pytest.raises(saving.RoundClosed):  # the person themselves is too late
        saving.save_answers(
            response=Response.objects.first(), given={question("s1-q1"): rating(1)}, base_revision=9
        )


def test_answers_from_paper_count_and_nothing_leads_from_the_paper_afterwards(round_, facilitator, other):
    made = sheets(round_, 4)
    for sheet in made[:3]:
        enter(round_, sheet, filled(round_, s1_q1=3), facilitator)
    lifecycle.close_round(round_=round_, by=None)
    results = release_actions.release_round(round_=round_, by=None).results
    assert results["people"]["total"] == 3
    assert not TypedSheet.objects.exists()
    assert not Invitation.objects.exists()
    for sheet in made:
        with pytest.raises(NoSuchSheet):
            entry.find_sheet(round_=round_, number=sheet.number, by=other)
        with pytest.raises(NotAllowedNow):
            enter(round_, sheet, filled(round_, s1_q1=3), facilitator)
    assert Answer.objects.count() == 3


def test_a_release_and_people_who_type_in_at_the_same_moment_wait_for_each_other(
    transactional_db, round_, facilitator, other
):
    made = sheets(round_, 6)
    for sheet in made[:3]:
        enter(round_, sheet, filled(round_, s1_q1=3), facilitator)
    lifecycle.close_round(round_=round_, by=None)
    on_it = filled(round_, s1_q1=3)
    typing = [lambda s=sheet: enter(round_, s, on_it, facilitator) for sheet in made[3:]]
    checking = [lambda s=sheet: enter(round_, s, on_it, other) for sheet in made[:3]]
    *came, release = at_once(
        *typing, *checking, lambda: release_actions.release_round(round_=round_, by=None)
    )
    assert all(one in (Stage.NEW, Stage.CHECK) or isinstance(one, NotAllowedNow) for one in came)
    in_time = sum(one is Stage.NEW for one in came)
    assert release.results["people"]["total"] == release.results["on_paper"] == 3 + in_time
    assert Response.objects.count() == 3 + in_time
    assert not TypedSheet.objects.exists()


def test_two_people_who_type_in_one_sheet_at_the_same_moment_make_one_response(
    transactional_db, round_, facilitator, other
):
    [sheet] = sheets(round_)
    on_it = filled(round_, s1_q1=3)
    came = at_once(*[lambda p=p: enter(round_, sheet, on_it, p) for p in (facilitator, other)])
    assert set(came) == {Stage.NEW, Stage.CHECK}
    assert Response.objects.count() == 1
    assert not TypedSheet.objects.exists()


# Counts, and what is left behind


def test_the_counts_say_how_many_were_printed_typed_in_and_wait(round_, facilitator, other):
    made = sheets(round_, 4)
    for sheet in made[:3]:
        enter(round_, sheet, filled(round_, s1_q1=3), facilitator)
    enter(round_, made[0], filled(round_, s1_q1=3), other)
    counts = entry.on_paper(round_)
    assert (counts.printed, counts.typed, counts.waiting) == (4, 3, 2)


def test_the_audit_trail_says_once_that_a_person_typed_in_and_nothing_of_any_sheet(
    round_, facilitator, other
):
    made = sheets(round_, 3)
    for sheet in made:
        enter(round_, sheet, filled(round_, s1_q1=3), facilitator)
        enter(round_, sheet, filled(round_, s1_q1=3), other)
    told = AuditEvent.objects.filter(what__startswith="paper").values_list("what", "by", "record")
    record = f"assessments.round:{round_.pk}"
    assert sorted(told) == sorted(
        [("paper forms typed in", facilitator.pk, record), ("paper forms checked", other.pk, record)]
    )


def test_typing_in_and_checking_cost_the_same_for_few_questions_and_many(organisation, facilitator, other):
    costs = []
    for number, questions in enumerate((2, 20)):
        version = factories.make_version(f"v{number}", sections=1, questions=questions)
        round_ = factories.make_round(
            [version],
            organisation=factories.make_organisation(f"Number {number}"),
            perspectives=factories.TWO,
        )
        level = Level.objects.filter(scale__version=version).first().pk
        on_it = Filled(
            group(round_),
            False,
            {q.pk: AnswerContent(level=level) for q in Question.objects.filter(version=version)},
        )
        [sheet] = sheets(round_)
        for person in (facilitator, other):
            with CaptureQueriesContext(connection) as queries:
                enter(round_, sheet, on_it, person)
            costs.append(len(queries))
    assert costs[:2] == costs[2:]
    assert stored(Response.objects.get(round=round_)).keys() == on_it.given.keys()
