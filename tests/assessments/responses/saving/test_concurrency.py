"""What people who take part can do: begin, save, send, withdraw; and what happens when things cross."""

import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from assessments import codes
from assessments.models import Answer, Release, Response, Round
from assessments.release import actions as release_actions
from assessments.responses import saving
from assessments.responses.answers import AnswerContent
from assessments.responses.saving import RoundClosed
from assessments.rounds import ending, lifecycle
from tests import factories
from tests.assessments.responses.saving.steps import begin, close, held, picked, questions, rated, save
from tests.threads import Other, at_once, pause_after

# What it costs


@pytest.mark.parametrize(("page", "most"), [("first", 4), ("changed", 7), ("changed in another tab", 9)])
def test_saving_costs_the_same_when_a_page_has_3_or_30_questions(db, page, most):
    costs = {saving_costs(number, page) for number in (3, 30)}
    assert len(costs) == 1
    assert costs.pop() <= most


def saving_costs(number, page):
    version = factories.make_version(f"q{number}", sections=1, questions=number, extra=("many",))
    organisation = factories.make_organisation(f"Has {number}")
    round_ = factories.make_round([version], organisation=organisation, perspectives=factories.TWO)
    response = begin(round_, secret=codes.make_secret())
    asked = questions(round_)
    given = lambda level, options: {  # noqa: E731
        **{q.id: AnswerContent(level=q.levels[level].id) for q in asked.values() if q.levels},
        **picked(round_, "many", *options),
    }
    seen = 0 if page == "first" else save(response, given(0, "a"), 0).revision
    if page == "changed":
        response = Response.objects.select_related("perspective").get(pk=response.pk)
    with CaptureQueriesContext(connection) as queries:
        saved = save(response, given(1, "bc"), seen)
    assert saved == saving.SaveResult(seen + 1, {})
    assert len(held(response)) == number + 1
    return sum("SAVEPOINT" not in q["sql"] for q in queries.captured_queries)


def test_no_event_is_written_when_people_take_part(round_, response):
    before = AuditEvent.objects.count()
    save(response, rated(round_, s1_q1=2), 0)
    saving.send_response(response=response, show_if_few=False)
    saving.change_perspective(response=response, perspective=None)
    saving.withdraw_response(response=response)
    assert AuditEvent.objects.count() == before


# Two at once, with transactions of their own

real = pytest.mark.django_db(transaction=True)


@pytest.fixture
def real_round(transactional_db):
    return factories.make_round(perspectives=factories.TWO)


@real
def test_one_response_is_made_when_two_begin_at_once(real_round):
    secret = codes.make_secret()
    came = at_once(*[lambda: begin(real_round, secret=secret).pk] * 2)
    assert len(set(came)) == 1
    assert Response.objects.count() == 1


@real
def test_one_release_is_made_when_two_press_at_once(real_round):
    close(real_round)
    came = at_once(*[lambda: release_actions.release_round(round_=real_round, by=None).pk] * 2)
    assert len(set(came)) == 1
    assert Release.objects.count() == 1
    assert AuditEvent.objects.filter(what="results released").count() == 1


@real
def test_both_saves_are_kept_when_two_tabs_save_at_once(real_round):
    response = begin(real_round)
    tabs = rated(real_round, s1_q1=2), rated(real_round, s1_q2=4)
    came = at_once(*[lambda given=given: save(response, given, 0) for given in tabs])
    assert sorted(saved.revision for saved in came) == [1, 2]
    assert held(response) == rated(real_round, s1_q1=2, s1_q2=4)


@real
def test_an_acknowledged_save_is_in_the_release_when_it_closes_meanwhile(real_round):
    """Many save while somebody closes and releases: what was acknowledged counts, the rest does not."""
    people = [begin(real_round, secret=codes.make_secret()) for _ in range(8)]
    for person in people:
        save(person, rated(real_round, s1_q1=1), 0)
        saving.send_response(response=person, show_if_few=False)

    def answer(person):
        return save(person, rated(real_round, s1_q1=5), 1)

    def finish():
        lifecycle.close_round(round_=real_round, by=None)
        return release_actions.release_round(round_=real_round, by=None)

    *came, release = at_once(*[lambda p=p: answer(p) for p in people], finish)
    assert all(isinstance(one, saving.SaveResult | RoundClosed) for one in came)
    in_time = sum(isinstance(one, saving.SaveResult) for one in came)
    everyone = release.results["questions"]["demo/s1-q1"]["everyone"]
    assert everyone["mean"] == (in_time * 5 + (8 - in_time)) / 8
    stored = Answer.objects.filter(level__value=5).count()
    assert stored == in_time


@real
def test_nothing_is_left_when_a_round_ends_while_people_begin_save_and_send(real_round):
    people = [begin(real_round, secret=codes.make_secret()) for _ in range(6)]
    for person in people:
        save(person, rated(real_round, s1_q1=1), 0)
    came = at_once(
        *[lambda p=p: save(p, rated(real_round, s1_q1=5), 1) for p in people[:3]],
        *[lambda p=p: saving.send_response(response=p, show_if_few=False) for p in people[3:5]],
        lambda: saving.withdraw_response(response=people[5]),
        *[lambda: begin(real_round, secret=codes.make_secret()) for _ in range(3)],
        lambda: ending.end_round(round_=real_round, by=None, reason="Too few."),
        lambda: ending.end_round(round_=real_round, by=None, reason="Too few of us."),
    )
    assert sum(isinstance(one, Round) for one in came) == 1
    assert not Answer.objects.exists()
    assert not Response.objects.exclude(submitted=False, perspective=None, revision=0).exists()


@real
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one write in at a time")
def test_a_close_waits_when_a_save_is_under_way(real_round, monkeypatch):
    response = begin(real_round)
    written, go_on = threading.Event(), threading.Event()
    write = saving.write_answers

    def write_slowly(*args, **at):
        write(*args, **at)
        written.set()
        assert go_on.wait(20)

    monkeypatch.setattr(saving, "write_answers", write_slowly)
    saver = Other(lambda: save(response, rated(real_round, s1_q1=5), 0))
    assert written.wait(10)
    closer = Other(lambda: lifecycle.close_round(round_=real_round, by=None))
    closer.join(0.5)
    assert closer.is_alive()
    go_on.set()
    assert saver.came().revision == 1
    assert closer.came().state == "closed"
    assert held(response) == rated(real_round, s1_q1=5)


@real
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one write in at a time")
def test_a_save_finds_its_row_again_when_the_round_is_mixed_meanwhile(real_round):
    """It waits for a row that goes, and is to find the one that comes in its place."""
    response = begin(real_round)
    with transaction.atomic():
        assert lifecycle.shuffle_open_round(round_=real_round)
        saver = Other(lambda: save(response, rated(real_round, s1_q1=5), 0))
        saver.join(0.5)
        assert saver.is_alive()
    assert saver.came().revision == 1
    assert held(response) == rated(real_round, s1_q1=5)


@real
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one write in at a time")
@pytest.mark.parametrize("what", ["save", "late save", "send", "perspective"])
def test_a_close_waits_for_whoever_has_looked_and_will_write(real_round, monkeypatch, what):
    """A write that holds its response when the round is about to close still counts."""
    response = begin(real_round)
    save(response, rated(real_round, s1_q1=1), 0)
    paused = pause_after(monkeypatch, saving, "_lock_open_response", "_claim_revision")
    late = Other(
        {
            "save": lambda: save(Response.objects.get(), rated(real_round, s1_q1=5), 1),
            "late save": lambda: save(response, rated(real_round, s1_q1=5), 1),
            "send": lambda: saving.send_response(response=response, show_if_few=False),
            "perspective": lambda: saving.change_perspective(response=response, perspective=None),
        }[what]
    )
    assert paused.done.wait(10)
    closer = Other(lambda: lifecycle.close_round(round_=real_round, by=None))
    closer.join(0.5)
    assert closer.is_alive()
    paused.go.set()
    late.came()
    assert closer.came().state == "closed"
    stored = Response.objects.get()
    assert held(response) == rated(real_round, s1_q1=5 if "save" in what else 1)
    assert stored.submitted == (what == "send")
    assert (stored.perspective is None) == (what == "perspective")


@real
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one write in at a time")
def test_a_start_is_refused_kindly_when_it_closes_after_the_look(real_round, monkeypatch):
    """The round was open when the start looked, and is closed when it comes to write."""
    looked, go_on = threading.Event(), threading.Event()
    look = saving._is_open

    def look_slowly(*args):
        found = look(*args)
        if found and not looked.is_set():
            looked.set()
            assert go_on.wait(20)
        return found

    monkeypatch.setattr(saving, "_is_open", look_slowly)
    late = Other(lambda: begin(real_round, secret=codes.make_secret()))
    assert looked.wait(10)
    close(real_round)
    go_on.set()
    assert isinstance(late.came(), RoundClosed)
    assert not Response.objects.exists()


@real
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one write in at a time")
def test_a_withdrawn_response_is_in_no_release_when_it_closes_meanwhile(real_round, monkeypatch):
    for value in (1, 2, 3, 4):
        factories.respond(real_round, "people", {"s1-q1": value})
    leaver = Response.objects.all()[0]
    deleted, go_on = threading.Event(), threading.Event()
    delete = Response.delete

    def delete_slowly(self, *args, **kwargs):
        delete(self, *args, **kwargs)
        deleted.set()
        assert go_on.wait(20)

    monkeypatch.setattr(Response, "delete", delete_slowly)
    withdrawing = Other(lambda: saving.withdraw_response(response=leaver))
    assert deleted.wait(10)
    finishing = Other(lambda: factories.release(real_round))
    finishing.join(0.5)
    assert finishing.is_alive()
    go_on.set()
    withdrawing.came()
    assert finishing.came().people == 3
