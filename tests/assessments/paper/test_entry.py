"""Paper sheets: typed in, put right and checked; what they lead to, and what they leave behind."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from assessments import codes
from assessments.invitations.queries import invitation_of
from assessments.models import Answer, Invitation, InvitationBatch, Response, TypedSheet
from assessments.paper import entry
from assessments.paper.entry import Differences, Filled, NoSuchSheet, NothingOnIt, Seen, Stage
from assessments.release import actions as release_actions
from assessments.responses import saving
from assessments.responses.answers import AnswerContent, stored_answers
from assessments.rounds import lifecycle
from assessments.rounds.errors import NotAllowedNow
from frameworks.models import Level, Option, Question
from tests import factories
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def round(organisation):
    version = factories.make_version(extra=("one", "many", "text"))
    return factories.make_round([version], perspectives=factories.TWO, organisation=organisation)


@pytest.fixture
def other(organisation):
    return factories.make_member(organisation, "lead", "second@example.org")


def group(round, code="people"):
    return round.assessment.perspectives.get(code=code)


def sheets(round, number=1, perspective=None):
    made = entry.new_sheets(round, number)
    entry.store_sheets(round=round, perspective=perspective, made=made, by=None)
    return made


def rating(value, **more):
    return AnswerContent(level=Level.objects.get(value=value).pk, **more)


def question(code):
    return Question.objects.get(code=code).pk


def filled(round, perspective="people", *, few=False, **given):
    """A sheet. given: by question code with _ for -, a level's value or a Given."""
    answers = {
        question(code.replace("_", "-")): one if isinstance(one, AnswerContent) else rating(one)
        for code, one in given.items()
    }
    return Filled(group(round, perspective) if perspective else None, few, answers)


def enter(round, sheet, sheet_filled, by, **more):
    return entry.enter_sheet(round=round, number=sheet.number, filled=sheet_filled, by=by, **more)


def stored(response):
    return {q: one.given for q, one in stored_answers(response.pk).items()}


# Typing in


def test_a_sheet_makes_a_response_that_its_private_code_opens(round, facilitator):
    [sheet] = sheets(round)
    picked = frozenset(
        Option.objects.filter(question__code="many", code__in="ac").values_list("pk", flat=True)
    )
    on_it = filled(
        round,
        few=True,
        s1_q1=rating(4, comment="Words", sharing="named"),
        s1_q2=AnswerContent(special="dont_know"),
        many=AnswerContent(options=picked),
        text=AnswerContent(text="My own words"),
    )
    assert enter(round, sheet, on_it, facilitator) is Stage.NEW
    response = Response.objects.get()
    assert response.secret_hash == codes.hash_of(sheet.secret)
    assert (response.source, response.submitted, response.show_if_few) == ("paper", True, True)
    assert response.perspective == group(round)
    assert stored(response) == on_it.given
    assert not Invitation.objects.exists()


def test_a_tick_to_be_shown_counts_for_nothing_without_a_group(round, facilitator):
    [sheet] = sheets(round)
    enter(round, sheet, filled(round, None, few=True, s1_q1=3), facilitator)
    assert Response.objects.get().show_if_few is False


def test_an_empty_sheet_is_not_typed_in(round, facilitator):
    [sheet] = sheets(round)
    with pytest.raises(NothingOnIt):
        enter(round, sheet, filled(round, s1_q1=AnswerContent()), facilitator)
    assert Invitation.objects.exists()
    assert not Response.objects.exists()


def test_a_sheet_is_printed_for_any_open_round_and_for_none_else(round, organisation):
    assert round.joining == "link"
    [sheet] = sheets(round, perspective=group(round))
    assert InvitationBatch.objects.get().how == "paper"
    lifecycle.close_round(round=round, by=None)
    with pytest.raises(NotAllowedNow):
        sheets(round)


def test_two_sheets_of_a_round_never_share_a_number(round, monkeypatch):
    drawn = iter(["AAAA", "AAAA", "BBBB", "AAAA", "CCCC"])
    monkeypatch.setattr(codes, "make_sheet_number", lambda: next(drawn))
    first = sheets(round, 2)
    assert [sheet.number for sheet in first] == ["AAAA", "BBBB"]
    assert [sheet.number for sheet in entry.new_sheets(round, 1)] == ["CCCC"]


def test_a_sheet_of_another_round_is_not_found(round, facilitator):
    elsewhere = factories.make_round(
        [factories.make_version("other")], organisation=factories.make_organisation("Elsewhere")
    )
    [sheet] = sheets(elsewhere)
    with pytest.raises(NoSuchSheet):
        entry.find_sheet(round=round, number=sheet.number, by=facilitator)


def test_a_sheet_is_found_for_what_can_be_done_with_it(round, facilitator, other):
    [sheet] = sheets(round, perspective=group(round, "staff"))

    def look(by):
        return entry.find_sheet(round=round, number=sheet.number, by=by)

    found = look(facilitator)
    assert (found.stage, found.perspective, found.response) == (Stage.NEW, group(round, "staff"), None)
    enter(round, sheet, filled(round, s1_q1=3), facilitator)
    assert look(facilitator).stage is Stage.MINE
    assert look(other).stage is Stage.CHECK
    assert look(other).perspective == group(round)  # as the paper says, not as it was printed
    enter(round, sheet, filled(round, s1_q1=3), other)
    for person in (facilitator, other):
        with pytest.raises(NoSuchSheet):
            look(person)


def test_who_typed_it_in_may_put_it_right_and_still_not_check_it(round, facilitator):
    [sheet] = sheets(round)
    enter(round, sheet, filled(round, s1_q1=3, s1_q2=2), facilitator)
    right = filled(round, "staff", s1_q1=4)
    assert isinstance(enter(round, sheet, right, facilitator), Differences)  # a page that has not seen it
    assert enter(round, sheet, right, facilitator, seen=Seen(1)) is Stage.MINE
    response = Response.objects.get()
    assert response.perspective == group(round, "staff")
    assert {q: one for q, one in stored(response).items() if one != AnswerContent()} == {
        question("s1-q1"): rating(4)
    }
    assert TypedSheet.objects.exists()


# Checking


def test_a_second_person_who_reads_the_same_checks_the_sheet(round, facilitator, other):
    [sheet] = sheets(round)
    on_it = filled(round, few=True, s1_q1=3, s1_q2=AnswerContent(special="dont_know"))
    enter(round, sheet, on_it, facilitator)
    assert enter(round, sheet, on_it, other) is Stage.CHECK
    assert not TypedSheet.objects.exists()
    assert stored(Response.objects.get()) == on_it.given


@pytest.mark.parametrize(
    ("perspective", "few", "answers", "differs"),
    [
        ("people", True, {"s1_q1": 4, "s1_q2": 2}, ({"s1-q1"}, False, False)),
        ("people", True, {"s1_q1": 3}, ({"s1-q2"}, False, False)),
        ("people", True, {"s1_q1": 3, "s1_q2": 2, "s2_q1": 1}, ({"s2-q1"}, False, False)),
        ("staff", True, {"s1_q1": 3, "s1_q2": 2}, (set(), True, False)),
        ("people", False, {"s1_q1": 3, "s1_q2": 2}, (set(), False, True)),
    ],
)
def test_a_check_tells_what_differs_and_writes_nothing(
    round, facilitator, other, perspective, few, answers, differs
):
    [sheet] = sheets(round)
    first = filled(round, few=True, s1_q1=3, s1_q2=2)
    enter(round, sheet, first, facilitator)
    second = filled(round, perspective, few=few, **answers)
    found = enter(round, sheet, second, other)
    assert isinstance(found, Differences)
    asked = {question(code) for code in differs[0]}
    assert (set(found.given), found.perspective, found.show_if_few) == (asked, *differs[1:])
    assert stored(Response.objects.get()) == first.given
    assert TypedSheet.objects.exists()


def test_differences_are_settled_by_who_has_seen_them(round, facilitator, other):
    [sheet] = sheets(round)
    enter(round, sheet, filled(round, s1_q1=3, s1_q2=2), facilitator)
    truth = filled(round, "staff", s1_q1=4)
    found = enter(round, sheet, truth, other)
    assert enter(round, sheet, truth, other, seen=found.seen) is Stage.CHECK
    response = Response.objects.get()
    assert response.perspective == group(round, "staff")
    assert {q: one for q, one in stored(response).items() if one != AnswerContent()} == {
        question("s1-q1"): rating(4)
    }
    assert not TypedSheet.objects.exists()


def test_differences_are_told_again_if_the_first_put_theirs_right_meanwhile(round, facilitator, other):
    [sheet] = sheets(round)
    enter(round, sheet, filled(round, s1_q1=3), facilitator)
    found = enter(round, sheet, filled(round, s1_q1=4), other)
    enter(round, sheet, filled(round, s1_q1=5), facilitator, seen=Seen(1))
    again = enter(round, sheet, filled(round, s1_q1=4), other, seen=found.seen)
    assert isinstance(again, Differences)
    assert again.given == {question("s1-q1"): rating(5)}


SLIPS = {
    "another key": {"s1_q1": 4, "s1_q2": 1},
    "a question more": {"s1_q1": 4, "s1_q2": 2, "s2_q1": 1},
    "a question less": {"s1_q1": 4},
    "words": {"s1_q1": 4, "s1_q2": 2, "text": AnswerContent(text="Slipped in", sharing="named")},
    "the consent": {"s1_q1": 4, "s1_q2": 2, "few": True},
    "the group": {"s1_q1": 4, "s1_q2": 2, "perspective": "staff"},
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_nothing_else_is_changed_while_differences_are_settled(round, facilitator, other, slip):
    """What one person alone has read is shown before it counts as checked, however often it takes."""
    [sheet] = sheets(round)
    first = filled(round, s1_q1=3, s1_q2=2)
    enter(round, sheet, first, facilitator)
    shown = enter(round, sheet, filled(round, s1_q1=4, s1_q2=2), other)
    again = enter(round, sheet, filled(round, **slip), other, seen=shown.seen)
    assert isinstance(again, Differences)
    assert again.before == {question("s1-q1")}
    assert len(again.fields) == 2
    assert stored(Response.objects.get()) == first.given
    more = filled(round, **{**slip, "s1_q2": 5, "few": True})
    third = enter(round, sheet, more, other, seen=again.seen)
    assert isinstance(third, Differences)
    assert enter(round, sheet, more, other, seen=third.seen) is Stage.CHECK
    assert stored(Response.objects.get())[question("s1-q2")] == rating(5)


def test_a_difference_that_was_shown_may_be_settled_on_any_key(round, facilitator, other):
    [sheet] = sheets(round)
    enter(round, sheet, filled(round, s1_q1=3), facilitator)
    shown = enter(round, sheet, filled(round, s1_q1=4), other)
    assert enter(round, sheet, filled(round, s1_q1=5), other, seen=shown.seen) is Stage.CHECK
    assert stored(Response.objects.get()) == {question("s1-q1"): rating(5)}


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
