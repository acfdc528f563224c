"""What people who take part can do: begin, save, send, withdraw; and what happens when things cross."""

import traceback

import pytest
from django.db import IntegrityError

from assessments import codes
from assessments.models import Answer, AnswerOption, Response, Round
from assessments.release import actions as release_actions
from assessments.responses import saving
from assessments.responses.answers import NO_ANSWER, AnswerContent
from assessments.responses.saving import RoundClosed
from assessments.rounds.errors import NotAllowedNow
from frameworks.models import Level
from tests import factories
from tests.assessments.responses.saving.steps import (
    SECRET,
    begin,
    close,
    held,
    picked,
    questions,
    rated,
    save,
)

# Beginning


def test_one_response_is_made_when_begun_twice(round_):
    assert begin(round_).pk == begin(round_, perspective="staff").pk
    assert Response.objects.get().perspective.code == "people"


def test_only_the_hash_of_a_secret_is_stored_when_begun(response):
    assert Response.objects.filter(secret_hash=codes.hash_of(SECRET)).exists()
    assert not any(SECRET in str(value) for value in Response.objects.values().get().values())


@pytest.mark.parametrize("state", ["draft", "closed", "released"])
def test_nobody_begins_when_the_round_is_not_open(state, db):
    round_ = factories.make_round(opened=state != "draft")
    if state != "draft":
        close(round_)
    if state == "released":
        release_actions.release_round(round_=round_, by=None)
    with pytest.raises(RoundClosed):
        begin(round_)
    assert not Response.objects.exists()


# Saving


def test_a_page_is_stored_when_saved(round_, response):
    given = {**rated(round_, s1_q1=3, s1_q2=5), **picked(round_, "many", "a", "c")}
    assert save(response, given, 0) == saving.SaveResult(1, {})
    assert held(response) == given


def test_nothing_changes_when_a_page_is_saved_again(round_, response):
    given = {**rated(round_, s1_q1=3), **picked(round_, "one", "b")}
    save(response, given, 0)
    for seen in (0, 1):
        assert save(response, given, seen) == saving.SaveResult(1, {})
    assert Answer.objects.count() == 2


def test_questions_of_other_pages_stay_when_one_page_is_saved(round_, response):
    save(response, rated(round_, s1_q1=3), 0)
    save(response, rated(round_, s2_q1=4), 1)
    assert held(response) == rated(round_, s1_q1=3, s2_q1=4)


def test_a_late_duplicate_changes_nothing_when_a_newer_save_has_come(round_, response):
    save(response, rated(round_, s1_q1=2), 0)
    save(response, rated(round_, s1_q1=5), 1)
    late = save(response, rated(round_, s1_q1=2), 0)
    assert late.clashes == rated(round_, s1_q1=5)
    assert held(response) == rated(round_, s1_q1=5)


def test_a_clash_is_told_and_the_rest_is_saved_when_two_tabs_are_open(round_, response):
    save(response, rated(round_, s1_q1=1), 0)
    save(response, rated(round_, s1_q1=2), 1)  # one tab
    other = save(response, rated(round_, s1_q1=4, s1_q2=4), 1)  # the other tab, opened at the same time
    assert other == saving.SaveResult(3, rated(round_, s1_q1=2))
    assert held(response) == rated(round_, s1_q1=2, s1_q2=4)


def test_nothing_clashes_when_two_tabs_say_the_same(round_, response):
    save(response, rated(round_, s1_q1=2), 0)
    assert save(response, rated(round_, s1_q1=2, s1_q2=4), 0).clashes == {}


def test_a_stale_blank_page_takes_nothing_away_when_saved(round_, response):
    save(response, rated(round_, s1_q1=2), 0)
    [question] = rated(round_, s1_q1=2)
    assert save(response, {question: NO_ANSWER}, 0).clashes == rated(round_, s1_q1=2)
    assert held(response) == rated(round_, s1_q1=2)


def test_an_answer_can_be_taken_away_when_the_page_is_fresh(round_, response):
    save(response, {**rated(round_, s1_q1=2), **picked(round_, "many", "a", "b")}, 0)
    blank = dict.fromkeys([*rated(round_, s1_q1=2), *picked(round_, "many")], NO_ANSWER)
    assert save(response, blank, 1).clashes == {}
    assert set(held(response).values()) == {NO_ANSWER}
    assert not AnswerOption.objects.exists()


def test_options_give_way_when_a_special_answer_is_given_instead(round_, response):
    save(response, picked(round_, "many", "a", "b"), 0)
    [question] = picked(round_, "many")
    save(response, {question: AnswerContent(special="dont_know")}, 1)
    assert held(response) == {question: AnswerContent(special="dont_know")}
    save(response, picked(round_, "many", "c"), 2)
    assert held(response) == picked(round_, "many", "c")


def test_words_with_no_choice_of_readers_are_stored_when_saved(round_, response):
    question = questions(round_)["s1-q1"].id
    save(response, {question: AnswerContent(comment="Hello")}, 0)
    assert held(response)[question].sharing == ""


def test_a_comment_alone_is_not_an_answer_when_saved(round_, response):
    question = questions(round_)["s1-q1"].id
    save(response, {question: AnswerContent(comment="Hello", sharing="unnamed")}, 0)
    assert not held(response)[question].answered


def test_nothing_is_stored_when_it_is_not_the_rounds(round_, response):
    """A fault of ours, so not NotNow; and the error does not repeat anybody's words."""
    factories.make_version("other", levels=(0, 1))
    theirs = Level.objects.filter(scale__version__framework__code="other").first()
    asked = questions(round_)["s1-q1"].id
    elsewhere = theirs.scale.questions.first().pk
    for given in (
        {asked: AnswerContent(level=theirs.pk, comment="My words")},
        {elsewhere: AnswerContent(level=theirs.pk)},
    ):
        with pytest.raises(IntegrityError) as refused:
            save(response, {**rated(round_, s1_q2=3), **given}, 0)
        assert "My words" not in "".join(traceback.format_exception(refused.value))
    assert held(response) == {}
    response.refresh_from_db()
    assert response.revision == 0


def test_nothing_is_saved_when_the_round_closes_between_page_and_save(round_, response):
    save(response, rated(round_, s1_q1=2), 0)
    close(round_)
    with pytest.raises(RoundClosed):
        save(response, rated(round_, s1_q1=5), 1)
    assert held(response) == rated(round_, s1_q1=2)


# What was read of the response a moment ago need not be so any more


@pytest.fixture
def read_before(round_, response):
    """The response as it was read before its first page was saved."""
    read = Response.objects.select_related("perspective").get()
    save(response, rated(round_, s1_q1=2), 0)
    return read


def test_a_copy_of_the_first_page_changes_nothing_when_it_looked_before_the_first_was_stored(
    round_, read_before
):
    assert save(read_before, rated(round_, s1_q1=2), 0) == saving.SaveResult(1, {})
    assert Answer.objects.get().revision == 1


def test_a_clash_is_told_when_another_page_was_stored_after_the_look(round_, read_before):
    clash = save(read_before, rated(round_, s1_q1=4, s1_q2=4), 0)
    assert clash == saving.SaveResult(2, rated(round_, s1_q1=2))
    assert held(read_before) == rated(round_, s1_q1=2, s1_q2=4)


def test_a_clash_is_told_of_a_question_that_was_left_behind(round_, response):
    """The page has seen revision 2, but of this question only what stood there at the start."""
    save(response, rated(round_, s1_q1=2), 0)
    save(response, rated(round_, s1_q2=3), 1)
    [question] = rated(round_, s1_q1=2)
    now = Response.objects.get()
    given = rated(round_, s1_q1=5)
    clash = saving.save_answers(response=now, given=given, base_revision=2, stale_since={question: 0})
    assert clash == saving.SaveResult(2, rated(round_, s1_q1=2))
    assert save(now, given, 2) == saving.SaveResult(3, {})


@pytest.mark.parametrize("base_revision", [0, 1])
def test_leave_to_name_a_group_is_not_taken_for_another_when_it_changed_after_the_look(
    round_, response, base_revision
):
    if base_revision:
        save(response, rated(round_, s1_q2=2), 0)
    read = Response.objects.select_related("perspective").get()
    saving.change_perspective(response=response, perspective=round_.assessment.perspectives.last())
    named = AnswerContent(comment="Hello", sharing="named")
    given = {questions(round_)["s1-q1"].id: named}
    with pytest.raises(saving.OtherGroup):
        saving.save_answers(response=read, given=given, base_revision=base_revision, group="people")
    assert named not in held(response).values()
    saving.save_answers(response=read, given=given, base_revision=base_revision, group="staff")
    assert named in held(response).values()


@pytest.mark.parametrize("sent", [0, 1], ids=["at first", "later"])
@pytest.mark.parametrize("changes", [True, False], ids=["a change", "nothing new"])
def test_nothing_is_saved_when_the_round_closed_after_the_look(round_, response, sent, changes):
    before = rated(round_, s1_q1=2) if sent else {}
    if sent:
        save(response, before, 0)
    read = Response.objects.select_related("perspective", "round").get()
    close(round_)
    with pytest.raises(RoundClosed):
        save(read, rated(round_, s1_q1=5) if changes else before, sent)
    assert held(response) == before
    assert Response.objects.get().revision == sent


@pytest.mark.parametrize("action", ["save", "send", "perspective", "withdraw"])
def test_a_withdrawn_response_does_not_exist_when_used_in_another_tab(round_, response, action):
    saving.withdraw_response(response=Response.objects.get())
    with pytest.raises(Response.DoesNotExist):
        {
            "save": lambda: save(response, rated(round_, s1_q1=5), 0),
            "send": lambda: saving.send_response(response=response, show_if_few=False),
            "perspective": lambda: saving.change_perspective(response=response, perspective=None),
            "withdraw": lambda: saving.withdraw_response(response=response),
        }[action]()
    assert not Answer.objects.exists()


# Sending


def test_nothing_is_sent_when_nothing_was_answered(round_, response):
    with pytest.raises(NotAllowedNow, match="nothing to send"):
        saving.send_response(response=response, show_if_few=False)
    assert not Response.objects.get().submitted


def test_nothing_is_sent_when_words_lack_a_choice_of_readers(round_, response):
    question = questions(round_)["s1-q1"].id
    save(response, {question: AnswerContent(comment="Hello")}, 0)
    with pytest.raises(NotAllowedNow, match="Choose who may read"):
        saving.send_response(response=response, show_if_few=False)
    save(response, {question: AnswerContent(comment="Hello", sharing="private")}, 1)
    saving.send_response(response=response, show_if_few=False)
    assert Response.objects.get().submitted


def test_a_change_counts_when_made_after_sending(round_, response):
    save(response, rated(round_, s1_q1=2), 0)
    saving.send_response(response=response, show_if_few=True)
    save(response, rated(round_, s1_q1=5), 1)
    again = Response.objects.get()
    assert (again.submitted, again.show_if_few) == (True, True)
    assert held(response) == rated(round_, s1_q1=5)


def test_the_latest_tick_counts_when_sent_again(round_, response):
    save(response, rated(round_, s1_q1=2), 0)
    for tick in (True, False):
        saving.send_response(response=response, show_if_few=tick)
        assert Response.objects.get().show_if_few is tick


def test_a_tick_to_be_shown_stays_behind_when_the_perspective_changes(round_, response):
    save(response, rated(round_, s1_q1=2), 0)
    saving.send_response(response=response, show_if_few=True)
    same, other = round_.assessment.perspectives.all()
    saving.change_perspective(response=response, perspective=same)
    assert Response.objects.get().show_if_few
    saving.change_perspective(response=response, perspective=other)
    assert not Response.objects.get().show_if_few
    assert Response.objects.get().perspective == other


def test_nothing_is_taken_back_when_the_results_came_out_after_the_question(round_, response):
    save(response, rated(round_, s1_q1=2), 0)
    close(round_)
    release_actions.release_round(round_=round_, by=None)
    with pytest.raises(NotAllowedNow, match="Something changed"):
        saving.withdraw_response(response=response, state_shown="open")
    assert Response.objects.exists()
    saving.withdraw_response(response=response, state_shown="released")
    assert not Response.objects.exists()


@pytest.mark.parametrize("state", ["closed", "released"])
def test_nothing_is_sent_or_changed_when_the_round_is_not_open(round_, response, state):
    save(response, rated(round_, s1_q1=2), 0)
    close(round_)
    if state == "released":
        release_actions.release_round(round_=round_, by=None)
    with pytest.raises(RoundClosed):
        saving.send_response(response=response, show_if_few=False)
    with pytest.raises(RoundClosed):
        saving.change_perspective(response=response, perspective=None)
    assert not Response.objects.get().submitted


# Withdrawing


def test_everything_goes_when_withdrawn_while_open(round_, response):
    save(response, {**rated(round_, s1_q1=2), **picked(round_, "many", "a")}, 0)
    saving.withdraw_response(response=response)
    assert [model.objects.count() for model in (Response, Answer, AnswerOption)] == [0, 0, 0]


@pytest.mark.parametrize(("state", "words"), [("closed", "once they are"), ("archived", "put away")])
def test_nothing_goes_when_withdrawn_while_it_cannot_be(round_, response, state, words):
    close(round_)
    if state == "archived":
        release_actions.release_round(round_=round_, by=None)
        Round.objects.update(state="archived")
    with pytest.raises(NotAllowedNow, match=words):
        saving.withdraw_response(response=response)
    assert Response.objects.exists()


def test_the_totals_stay_when_withdrawn_after_the_release(round_, response):
    for value in (1, 2, 3):
        factories.respond(round_, "people", {"s1-q1": value}, comments={"s1-q1": ("Hello", "unnamed")})
    release = factories.release(round_)
    before = release.results
    saving.withdraw_response(response=Response.objects.filter(submitted=True)[0])
    release.refresh_from_db()
    assert release.results == before
    assert Response.objects.filter(submitted=True).count() == 2
