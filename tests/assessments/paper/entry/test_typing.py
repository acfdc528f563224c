"""Paper sheets: typed in, put right and checked; what they lead to, and what they leave behind."""

import pytest

from assessments import codes
from assessments.models import Response, TypedSheet
from assessments.paper import entry
from assessments.paper.entry import Differences, NoSuchSheet, NothingOnIt, Seen, Stage
from assessments.records.invitations import Invitation, InvitationBatch
from assessments.responses.answers import AnswerContent
from assessments.rounds import lifecycle
from assessments.rounds.errors import NotAllowedNow
from frameworks.models import Option
from tests import factories
from tests.assessments.paper.entry.forms import enter, filled, group, question, rating, sheets, stored

pytestmark = pytest.mark.django_db


# Typing in


def test_a_sheet_makes_a_response_that_its_private_code_opens(round_, facilitator):
    [sheet] = sheets(round_)
    picked = frozenset(
        Option.objects.filter(question__code="many", code__in="ac").values_list("pk", flat=True)
    )
    on_it = filled(
        round_,
        few=True,
        s1_q1=rating(4, comment="Words", sharing="named"),
        s1_q2=AnswerContent(special="dont_know"),
        many=AnswerContent(options=picked),
        text=AnswerContent(text="My own words"),
    )
    assert enter(round_, sheet, on_it, facilitator) is Stage.NEW
    response = Response.objects.get()
    assert response.secret_hash == codes.hash_of(sheet.secret)
    assert (response.source, response.submitted, response.show_if_few) == ("paper", True, True)
    assert response.perspective == group(round_)
    assert stored(response) == on_it.given
    assert not Invitation.objects.exists()


def test_a_tick_to_be_shown_counts_for_nothing_without_a_group(round_, facilitator):
    [sheet] = sheets(round_)
    enter(round_, sheet, filled(round_, None, few=True, s1_q1=3), facilitator)
    assert Response.objects.get().show_if_few is False


def test_an_empty_sheet_is_not_typed_in(round_, facilitator):
    [sheet] = sheets(round_)
    with pytest.raises(NothingOnIt):
        enter(round_, sheet, filled(round_, s1_q1=AnswerContent()), facilitator)
    assert Invitation.objects.exists()
    assert not Response.objects.exists()


def test_a_sheet_is_printed_for_any_open_round_and_for_none_else(round_, organisation):
    assert round_.joining == "link"
    [sheet] = sheets(round_, perspective=group(round_))
    assert InvitationBatch.objects.get().how == "paper"
    lifecycle.close_round(round_=round_, by=None)
    with pytest.raises(NotAllowedNow):
        sheets(round_)


def test_two_sheets_of_a_round_never_share_a_number(round_, monkeypatch):
    drawn = iter(["AAAA", "AAAA", "BBBB", "AAAA", "CCCC"])
    monkeypatch.setattr(codes, "make_sheet_number", lambda: next(drawn))
    first = sheets(round_, 2)
    assert [sheet.number for sheet in first] == ["AAAA", "BBBB"]
    assert [sheet.number for sheet in entry.new_sheets(round_, 1)] == ["CCCC"]


def test_a_sheet_of_another_round_is_not_found(round_, facilitator):
    elsewhere = factories.make_round(
        [factories.make_version("other")], organisation=factories.make_organisation("Elsewhere")
    )
    [sheet] = sheets(elsewhere)
    with pytest.raises(NoSuchSheet):
        entry.find_sheet(round_=round_, number=sheet.number, by=facilitator)


def test_a_sheet_is_found_for_what_can_be_done_with_it(round_, facilitator, other):
    [sheet] = sheets(round_, perspective=group(round_, "staff"))

    def look(by):
        return entry.find_sheet(round_=round_, number=sheet.number, by=by)

    found = look(facilitator)
    assert (found.stage, found.perspective, found.response) == (Stage.NEW, group(round_, "staff"), None)
    enter(round_, sheet, filled(round_, s1_q1=3), facilitator)
    assert look(facilitator).stage is Stage.MINE
    assert look(other).stage is Stage.CHECK
    assert look(other).perspective == group(round_)  # as the paper says, not as it was printed
    enter(round_, sheet, filled(round_, s1_q1=3), other)
    for person in (facilitator, other):
        with pytest.raises(NoSuchSheet):
            look(person)


def test_who_typed_it_in_may_put_it_right_and_still_not_check_it(round_, facilitator):
    [sheet] = sheets(round_)
    enter(round_, sheet, filled(round_, s1_q1=3, s1_q2=2), facilitator)
    right = filled(round_, "staff", s1_q1=4)
    assert isinstance(enter(round_, sheet, right, facilitator), Differences)  # a page that has not seen it
    assert enter(round_, sheet, right, facilitator, seen=Seen(1)) is Stage.MINE
    response = Response.objects.get()
    assert response.perspective == group(round_, "staff")
    assert {q: one for q, one in stored(response).items() if one != AnswerContent()} == {
        question("s1-q1"): rating(4)
    }
    assert TypedSheet.objects.exists()


# Checking


def test_a_second_person_who_reads_the_same_checks_the_sheet(round_, facilitator, other):
    [sheet] = sheets(round_)
    on_it = filled(round_, few=True, s1_q1=3, s1_q2=AnswerContent(special="dont_know"))
    enter(round_, sheet, on_it, facilitator)
    assert enter(round_, sheet, on_it, other) is Stage.CHECK
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
    round_, facilitator, other, perspective, few, answers, differs
):
    [sheet] = sheets(round_)
    first = filled(round_, few=True, s1_q1=3, s1_q2=2)
    enter(round_, sheet, first, facilitator)
    second = filled(round_, perspective, few=few, **answers)
    found = enter(round_, sheet, second, other)
    assert isinstance(found, Differences)
    asked = {question(code) for code in differs[0]}
    assert (set(found.given), found.perspective, found.show_if_few) == (asked, *differs[1:])
    assert stored(Response.objects.get()) == first.given
    assert TypedSheet.objects.exists()


def test_differences_are_settled_by_who_has_seen_them(round_, facilitator, other):
    [sheet] = sheets(round_)
    enter(round_, sheet, filled(round_, s1_q1=3, s1_q2=2), facilitator)
    truth = filled(round_, "staff", s1_q1=4)
    found = enter(round_, sheet, truth, other)
    assert enter(round_, sheet, truth, other, seen=found.seen) is Stage.CHECK
    response = Response.objects.get()
    assert response.perspective == group(round_, "staff")
    assert {q: one for q, one in stored(response).items() if one != AnswerContent()} == {
        question("s1-q1"): rating(4)
    }
    assert not TypedSheet.objects.exists()


def test_differences_are_told_again_if_the_first_put_theirs_right_meanwhile(round_, facilitator, other):
    [sheet] = sheets(round_)
    enter(round_, sheet, filled(round_, s1_q1=3), facilitator)
    found = enter(round_, sheet, filled(round_, s1_q1=4), other)
    enter(round_, sheet, filled(round_, s1_q1=5), facilitator, seen=Seen(1))
    again = enter(round_, sheet, filled(round_, s1_q1=4), other, seen=found.seen)
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
def test_nothing_else_is_changed_while_differences_are_settled(round_, facilitator, other, slip):
    """What one person alone has read is shown before it counts as checked, however often it takes."""
    [sheet] = sheets(round_)
    first = filled(round_, s1_q1=3, s1_q2=2)
    enter(round_, sheet, first, facilitator)
    shown = enter(round_, sheet, filled(round_, s1_q1=4, s1_q2=2), other)
    again = enter(round_, sheet, filled(round_, **slip), other, seen=shown.seen)
    assert isinstance(again, Differences)
    assert again.before == {question("s1-q1")}
    assert len(again.fields) == 2
    assert stored(Response.objects.get()) == first.given
    more = filled(round_, **{**slip, "s1_q2": 5, "few": True})
    third = enter(round_, sheet, more, other, seen=again.seen)
    assert isinstance(third, Differences)
    assert enter(round_, sheet, more, other, seen=third.seen) is Stage.CHECK
    assert stored(Response.objects.get())[question("s1-q2")] == rating(5)


def test_a_difference_that_was_shown_may_be_settled_on_any_key(round_, facilitator, other):
    [sheet] = sheets(round_)
    enter(round_, sheet, filled(round_, s1_q1=3), facilitator)
    shown = enter(round_, sheet, filled(round_, s1_q1=4), other)
    assert enter(round_, sheet, filled(round_, s1_q1=5), other, seen=shown.seen) is Stage.CHECK
    assert stored(Response.objects.get()) == {question("s1-q1"): rating(5)}
