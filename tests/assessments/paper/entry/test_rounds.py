"""Paper sheets: typed in, put right and checked; what they lead to, and what they leave behind."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from assessments import codes
from assessments.invitations.queries import invitation_of
from assessments.models import Answer, Invitation, Response, TypedSheet
from assessments.paper import entry
from assessments.paper.entry import Filled, NoSuchSheet, Seen, Stage
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


def test_the_person_begins_on_screen_with_their_private_code_and_the_sheet_is_used(round, facilitator):
    [sheet] = sheets(round, perspective=group(round))
    assert invitation_of(sheet.secret)
    response = saving.begin_response(
        round=round, perspective=None, secret=codes.make_secret(), invitation=sheet.secret
    )
    assert (response.source, response.perspective) == ("screen", group(round))
    with pytest.raises(NoSuchSheet):
        enter(round, sheet, filled(round, s1_q1=3), facilitator)


@pytest.mark.parametrize("change", ["save", "perspective", "send"])
def test_what_the_person_changes_on_screen_is_not_held_against_the_paper(round, facilitator, other, change):
    [sheet] = sheets(round)
    enter(round, sheet, filled(round, s1_q1=3), facilitator)
    response = Response.objects.get()
    if change == "save":
        saving.save_answers(response=response, given={question("s1-q1"): rating(5)}, base_revision=1)
    elif change == "perspective":
        saving.change_perspective(response=response, perspective=group(round, "staff"))
    else:
        saving.send_response(response=response, show_if_few=True)
    with pytest.raises(NoSuchSheet):
        enter(round, sheet, filled(round, s1_q1=3), other)


def test_a_page_that_changes_nothing_leaves_the_sheet_to_be_checked(round, facilitator):
    [sheet] = sheets(round)
    enter(round, sheet, filled(round, s1_q1=3), facilitator)
    saving.save_answers(
        response=Response.objects.get(), given={question("s1-q1"): rating(3)}, base_revision=1
    )
    assert TypedSheet.objects.exists()


def test_a_sheet_whose_answers_were_taken_back_is_not_there(round, facilitator, other):
    [sheet] = sheets(round)
    enter(round, sheet, filled(round, s1_q1=3), facilitator)
    saving.withdraw_response(response=Response.objects.get())
    with pytest.raises(NoSuchSheet):
        enter(round, sheet, filled(round, s1_q1=3), other)


# Closed, and shared


def test_paper_is_typed_in_and_checked_while_the_round_is_closed(round, facilitator, other):
    first, second = sheets(round, 2)
    enter(round, first, filled(round, s1_q1=3), facilitator)
    lifecycle.close_round(round=round, by=None)
    assert enter(round, first, filled(round, s1_q1=3), other) is Stage.CHECK
    assert enter(round, second, filled(round, s1_q1=4), facilitator) is Stage.NEW
    assert enter(round, second, filled(round, s1_q1=5), facilitator, seen=Seen(1)) is Stage.MINE
    with pytest.raises(saving.RoundClosed):  # the person themselves is too late
        saving.save_answers(
            response=Response.objects.first(), given={question("s1-q1"): rating(1)}, base_revision=9
        )


def test_answers_from_paper_count_and_nothing_leads_from_the_paper_afterwards(round, facilitator, other):
    made = sheets(round, 4)
    for sheet in made[:3]:
        enter(round, sheet, filled(round, s1_q1=3), facilitator)
    lifecycle.close_round(round=round, by=None)
    results = release_actions.release_round(round=round, by=None).results
    assert results["people"]["total"] == 3
    assert not TypedSheet.objects.exists()
    assert not Invitation.objects.exists()
    for sheet in made:
        with pytest.raises(NoSuchSheet):
            entry.find_sheet(round=round, number=sheet.number, by=other)
        with pytest.raises(NotAllowedNow):
            enter(round, sheet, filled(round, s1_q1=3), facilitator)
    assert Answer.objects.count() == 3


def test_a_release_and_people_who_type_in_at_the_same_moment_wait_for_each_other(
    transactional_db, round, facilitator, other
):
    made = sheets(round, 6)
    for sheet in made[:3]:
        enter(round, sheet, filled(round, s1_q1=3), facilitator)
    lifecycle.close_round(round=round, by=None)
    on_it = filled(round, s1_q1=3)
    typing = [lambda s=sheet: enter(round, s, on_it, facilitator) for sheet in made[3:]]
    checking = [lambda s=sheet: enter(round, s, on_it, other) for sheet in made[:3]]
    *came, release = at_once(*typing, *checking, lambda: release_actions.release_round(round=round, by=None))
    assert all(one in (Stage.NEW, Stage.CHECK) or isinstance(one, NotAllowedNow) for one in came)
    in_time = sum(one is Stage.NEW for one in came)
    assert release.results["people"]["total"] == release.results["on_paper"] == 3 + in_time
    assert Response.objects.count() == 3 + in_time
    assert not TypedSheet.objects.exists()


def test_two_people_who_type_in_one_sheet_at_the_same_moment_make_one_response(
    transactional_db, round, facilitator, other
):
    [sheet] = sheets(round)
    on_it = filled(round, s1_q1=3)
    came = at_once(*[lambda p=p: enter(round, sheet, on_it, p) for p in (facilitator, other)])
    assert set(came) == {Stage.NEW, Stage.CHECK}
    assert Response.objects.count() == 1
    assert not TypedSheet.objects.exists()


# Counts, and what is left behind


def test_the_counts_say_how_many_were_printed_typed_in_and_wait(round, facilitator, other):
    made = sheets(round, 4)
    for sheet in made[:3]:
        enter(round, sheet, filled(round, s1_q1=3), facilitator)
    enter(round, made[0], filled(round, s1_q1=3), other)
    counts = entry.on_paper(round)
    assert (counts.printed, counts.typed, counts.waiting) == (4, 3, 2)


def test_the_audit_trail_says_once_that_a_person_typed_in_and_nothing_of_any_sheet(round, facilitator, other):
    made = sheets(round, 3)
    for sheet in made:
        enter(round, sheet, filled(round, s1_q1=3), facilitator)
        enter(round, sheet, filled(round, s1_q1=3), other)
    told = AuditEvent.objects.filter(what__startswith="paper").values_list("what", "by", "record")
    record = f"assessments.round:{round.pk}"
    assert sorted(told) == sorted(
        [("paper forms typed in", facilitator.pk, record), ("paper forms checked", other.pk, record)]
    )


def test_typing_in_and_checking_cost_the_same_for_few_questions_and_many(organisation, facilitator, other):
    costs = []
    for number, questions in enumerate((2, 20)):
        version = factories.make_version(f"v{number}", sections=1, questions=questions)
        round = factories.make_round(
            [version],
            organisation=factories.make_organisation(f"Number {number}"),
            perspectives=factories.TWO,
        )
        level = Level.objects.filter(scale__version=version).first().pk
        on_it = Filled(
            group(round),
            False,
            {q.pk: AnswerContent(level=level) for q in Question.objects.filter(version=version)},
        )
        [sheet] = sheets(round)
        for person in (facilitator, other):
            with CaptureQueriesContext(connection) as queries:
                enter(round, sheet, on_it, person)
            costs.append(len(queries))
    assert costs[:2] == costs[2:]
    assert stored(Response.objects.get(round=round)).keys() == on_it.given.keys()
