"""A round that closes by itself takes nothing from that moment on, whether or not a command has closed it.

(docs/rules.md, The closing day)
"""

import datetime
import io

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import AuditEvent
from assessments import codes
from assessments.closing import end_of
from assessments.invitations import actions as invitation_actions
from assessments.models import Answer, Release, Response, Round
from assessments.records.invitations import Invitation
from assessments.release import actions as release_actions
from assessments.responses import saving
from assessments.rounds import lifecycle, setup
from assessments.rounds.errors import NotAllowedNow
from frameworks.models import Question
from tests import factories
from tests.assessments.days import ahead, said
from tests.assessments.guards.refusals import refused_insert, refused_update
from tests.assessments.invitations.actions.steps import invite, slips, start
from tests.assessments.paper.entry import forms as paper
from tests.assessments.responses.pages.participants import Person, hidden, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(organisation):
    made = factories.make_round(perspectives=factories.TWO, joining="both", organisation=organisation)
    return until(made, ahead(1))


@pytest.fixture
def runs(client, facilitator):
    client.force_login(facilitator)
    return client


def page_of(round_, name="round"):
    return reverse(f"assessments:{name}", args=[round_.pk])


def stored(round_):
    return Round.objects.select_related("assessment__organisation").get(pk=round_.pk)


def until(round_, day):
    lifecycle.change_open_round(round_=round_, closes_on=day, welcome="", by=None, closes_itself=True)
    return stored(round_)


def end(round_, days=1):
    """Let the round's end have come, at the end of the day so many days ago. Nothing has closed it."""
    day = ahead(-days)
    Round.objects.filter(pk=round_.pk).update(closes_on=day, closes_itself_at=end_of(day))
    return stored(round_)


def given(level=3):
    question = Question.objects.get(code="s1-q1")
    return {question.pk: paper.rating(level)}


def test_the_end_is_midnight_by_the_clock_of_the_site(settings, round_):
    settings.TIME_ZONE = "Europe/London"
    with timezone.override("Europe/London"):
        assert end_of(datetime.date(2026, 6, 24)).astimezone(datetime.UTC).isoformat() == (
            "2026-06-24T23:00:00+00:00"
        )
        assert end_of(datetime.date(2026, 12, 24)).astimezone(datetime.UTC).isoformat() == (
            "2026-12-25T00:00:00+00:00"
        )


def test_until_then_people_answer(round_):
    assert round_.is_open
    assert round_.closes_itself_at == end_of(ahead(1))
    response = factories.respond(round_, "people", {"s1-q1": 1})
    saving.save_answers(response=response, given=given(4), base_revision=1)
    assert Answer.objects.get().level.value == 4


# What the database refuses, with nothing of Python's in between


def test_the_database_takes_in_nothing_after_the_end(round_):
    response = factories.respond(round_, "people", {"s1-q1": 1})
    person = round_.assessment.perspectives.get(code="staff")
    other = Question.objects.get(code="s1-q2")
    end(round_)
    refused_update(response, "not open", show_if_few=True, perspective=person)
    refused_update(response.answers.get(), "not open", revision=7)
    refused_insert(Answer(response=response, question=other), "not open")
    refused_insert(Response(round=round_, secret_hash="x"), "not open")


def test_the_database_makes_no_codes_after_the_end(round_):
    slips(round_, 2)
    [first, _second] = Invitation.objects.all()
    batch = first.batch
    end(round_)
    refused_insert(Invitation(batch=batch, code_hash="x"), "not open")
    refused_update(first, "stays where it was made", code_hash="y")


# What people can do then


WRITES = {
    "begin": lambda round_, response: start(round_),
    "save": lambda round_, response: saving.save_answers(
        response=response, given=given(5), base_revision=response.revision
    ),
    "save an older page": lambda round_, response: saving.save_answers(
        response=response, given=given(5), base_revision=0
    ),
    "send": lambda round_, response: saving.send_response(response=response, show_if_few=True),
    "change the group": lambda round_, response: saving.change_perspective(
        response=response, perspective=None
    ),
    "take back": lambda round_, response: saving.withdraw_response(response=response, state_shown="open"),
    "take back, unasked": lambda round_, response: saving.withdraw_response(response=response),
    "print slips": lambda round_, response: slips(round_),
    "invite": lambda round_, response: invite(round_, "new@example.org"),
    "add codes": lambda round_, response: invitation_actions.add_codes(round_=round_, by=None),
    "print forms": lambda round_, response: paper.sheets(round_),
}


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("seen_open", [True, False])
def test_nothing_is_taken_in_after_the_end_and_nothing_needs_to_have_closed_it(
    organisation, write, seen_open
):
    """Whether or not whoever writes has read the round before its end."""
    joining = "link" if write == "add codes" else "both"
    made = factories.make_round(perspectives=factories.TWO, joining=joining, organisation=organisation)
    before = until(made, ahead(1))
    response = factories.respond(before, "people", {"s1-q1": 1}, submitted=False)
    late = end(before)
    rows = list(Response.objects.values()), list(Answer.objects.values()), Invitation.objects.count()
    round_ = before if seen_open else late
    response.round = round_
    with pytest.raises(Refused):
        WRITES[write](round_, response)
    assert rows == (
        list(Response.objects.values()),
        list(Answer.objects.values()),
        Invitation.objects.count(),
    )


def test_a_code_opens_nothing_after_the_end(round_):
    [code] = slips(round_)
    end(round_)
    person = Person(round_)
    assert "We cannot find this code." in text_of(person.client.post("/enter/", {"code": code}))


def test_pages_say_that_it_has_closed(round_):
    person = Person(round_).start()
    person.post("part", s1_q1_answer="3")
    asked = person.get("part")
    late = end(round_)
    answer = person.send("part", {"s1-q1-answer": "5", **hidden(asked)})
    assert answer.status_code == 409
    assert "It closed before this could be saved." in text_of(answer)
    assert "This has closed" in text_of(Person(round_).get("join"))
    assert "This has closed. The results are not out yet." in text_of(person.get("mine"))
    assert "These were not sent before it closed" in text_of(person.get("mine"))
    assert "Take back my answers" not in text_of(person.get("mine"))
    assert late.state == stored(round_).state == "open"
    assert person.answers() == {"s1-q1": 3}


def test_paper_that_was_filled_in_before_is_typed_in_after_the_end(round_, facilitator):
    [sheet] = paper.sheets(round_)
    late = end(round_)
    paper.enter(late, sheet, paper.filled(late, s1_q1=2), facilitator)
    assert Response.objects.get().source == "paper"


# Closing it


@pytest.mark.parametrize("command", ["close_rounds", "mix_rounds"])
def test_a_command_closes_the_rounds_whose_day_is_over(round_, organisation, command):
    invite(round_, "ann@example.org", "bo@example.org")
    for _ in range(5):
        factories.respond(round_, "people", {"s1-q1": 4})
    others = [
        factories.make_round(versions=round_.versions.all(), organisation=organisation) for _ in range(2)
    ]
    until(others[0], ahead(0))
    Round.objects.filter(pk=others[1].pk).update(closes_on=ahead(-3))  # overdue, but not by itself
    end(round_, days=3)
    answers = sorted(Answer.objects.values_list("pk", "level", "revision"))
    call_command(command, stdout=(said_ := io.StringIO()))
    closed = stored(round_)
    assert (closed.state, closed.closed_on, closed.early_reason) == ("closed", ahead(-3), "")
    assert not Invitation.objects.exclude(address="").exists()
    assert sorted(Answer.objects.values_list("pk", "level", "revision")) == answers
    assert [stored(other).state for other in others] == ["open", "open"]
    assert AuditEvent.objects.filter(what="round closed", by=None).count() == 1
    assert said_.getvalue().startswith("1 rounds" if command == "close_rounds" else "2 open rounds")
    call_command(command, stdout=io.StringIO())
    assert AuditEvent.objects.filter(what="round closed").count() == 1


@pytest.mark.parametrize("name", ["round", "close", "ways_in", "paper", "change", "release"])
def test_the_page_of_those_who_run_it_closes_it_where_no_command_did(round_, runs, name):
    invite(round_, "ann@example.org")
    end(round_)
    page = runs.get(page_of(round_, name), follow=True).text
    assert stored(round_).state == "closed"
    assert not Invitation.objects.exclude(address="").exists()
    if name in ("close", "ways_in"):
        assert "This round is closed, and the results are not shared yet." in page


def test_the_list_of_assessments_says_that_it_is_closed(round_, runs):
    end(round_)
    page = runs.get(reverse("assessments:list")).text
    assert "Closed" in page
    assert "Share the results" in page
    assert "overdue" not in page
    assert said(ahead(-1)) not in page


VERBS = {
    "reopen": (lambda r: lifecycle.reopen_round(round_=r, by=None), "open"),
    "share": (lambda r: release_actions.release_round(round_=r, by=None), "released"),
    "change": (
        lambda r: lifecycle.change_open_round(round_=r, closes_on=ahead(9), welcome="", by=None),
        "closed",
    ),
    "close": (lambda r: lifecycle.close_round(round_=r, by=None), "closed"),
}


@pytest.mark.parametrize("verb", VERBS)
def test_what_may_be_done_with_a_closed_round_may_be_done_after_the_end(round_, verb):
    factories.respond(round_, "people", {"s1-q1": 4})
    act, state = VERBS[verb]
    act(end(round_))
    now = stored(round_)
    assert now.state_now == state
    if verb == "reopen":
        assert (now.closes_on, now.closes_itself_at, now.is_open) == (None, None, True)
        saving.save_answers(response=Response.objects.get(), given=given(2), base_revision=1)
    if verb == "share":
        assert Release.objects.get().people == 1


@pytest.mark.parametrize("verb", ["reopen", "share", "change"])
def test_who_has_read_the_round_before_its_end_hears_that_it_has_closed(round_, verb):
    before = stored(round_)
    end(round_)
    with pytest.raises(NotAllowedNow):
        VERBS[verb][0](before)
    assert stored(round_).state == "open"


def test_a_day_that_was_moved_on_in_time_keeps_it_open(round_):
    late = end(round_)
    until_then = ahead(2)
    Round.objects.filter(pk=round_.pk).update(closes_on=until_then, closes_itself_at=end_of(until_then))
    assert lifecycle.close_ended_round(round_=late) is False
    assert stored(round_).is_open


def test_addresses_are_kept_where_nothing_was_closed(round_):
    invite(round_, "ann@example.org")
    assert lifecycle.close_ended_round(round_=round_) is False
    assert Invitation.objects.get().address == "ann@example.org"


def test_the_order_of_a_round_that_has_ended_is_not_stored_anew_before_it_closes(round_):
    factories.respond(round_, "people", {"s1-q1": 4})
    assert lifecycle.shuffle_open_round(round_=end(round_)) is False


# Choosing it


@pytest.mark.parametrize("where", ["day", "change"])
def test_it_is_chosen_with_its_day(runs, organisation, where):
    made = factories.make_round(organisation=organisation, opened=where == "change")
    data = {"welcome": "", "closes_itself": "on"}
    asked = runs.post(page_of(made, where), data).text
    assert "Choose the day on which it closes by itself." in asked
    data["closes_on"] = ahead(4).isoformat()
    assert runs.post(page_of(made, where), data).status_code == 302
    assert stored(made).closes_itself_at == end_of(ahead(4))
    data["closes_on"] = ahead(6).isoformat()
    runs.post(page_of(made, where), data)
    assert stored(made).closes_itself_at == end_of(ahead(6))
    del data["closes_itself"]
    runs.post(page_of(made, where), data)
    assert (stored(made).closes_itself_at, stored(made).closes_on) == (None, ahead(6))


def test_it_cannot_be_chosen_for_a_day_that_is_past(runs, round_):
    Round.objects.filter(pk=round_.pk).update(closes_on=ahead(-1), closes_itself_at=None)
    data = {"closes_on": ahead(-1).isoformat(), "closes_itself": "on", "welcome": ""}
    assert "This day is past." in runs.post(page_of(round_, "change"), data).text
    assert stored(round_).is_open


def test_without_a_word_it_stays_as_it_was(round_):
    lifecycle.change_open_round(round_=round_, closes_on=ahead(3), welcome="", by=None)
    assert stored(round_).closes_itself_at == end_of(ahead(3))
    draft = factories.make_round(
        round_.versions.all(), organisation=round_.assessment.organisation, opened=False
    )
    terms = {"title": "T", "threshold": 3, "welcome": "", "by": None}
    setup.set_terms(round_=draft, closes_on=ahead(3), closes_itself=True, **terms)
    setup.set_terms(round_=draft, closes_on=ahead(4), **terms)
    assert stored(draft).closes_itself_at == end_of(ahead(4))


def test_a_secret_of_before_still_reads_its_own_answers(round_):
    person = Person(round_).start()
    person.post("part", s1_q1_answer="3")
    end(round_)
    assert codes.tidy(person.secret)
    assert "3 Level 3" in text_of(person.get("mine"))
