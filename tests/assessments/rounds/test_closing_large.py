"""Closing a large round stops nobody: it is closed at once, and its answers are mixed after that."""

import threading
import time

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction

from assessments.models import Response, Round
from assessments.release.actions import release_round
from assessments.responses import saving
from assessments.responses.saving import RoundClosed
from assessments.rounds import lifecycle, shuffling
from coprod.hosting import outages
from tests import factories

pytestmark = pytest.mark.slow

postgres = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite lets one write in at a time"
)


@pytest.fixture
def version(transactional_db):
    return factories.make_version(sections=1, questions=1)


@pytest.fixture
def slow(monkeypatch):
    """Putting answers in random order, which takes until it is let go."""
    begun, go_on, real = threading.Event(), threading.Event(), shuffling.shuffle_rows

    def shuffle(*args, **kwargs):
        begun.set()
        assert go_on.wait(20)
        real(*args, **kwargs)

    monkeypatch.setattr(shuffling, "shuffle_rows", shuffle)
    slow = type("Slow", (), {"begun": begun, "go_on": go_on})
    yield slow
    go_on.set()


def save(response, level=2):
    question = response.round.versions.get().questions.get()
    given = saving.AnswerContent(level=question.scale.levels.get(value=level).pk)
    return saving.save_answers(response=response, given={question.pk: given}, base_revision=response.revision)


def in_thread(does):
    def run():
        try:
            does()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@postgres
def test_everybody_else_goes_on_while_the_answers_of_a_round_are_mixed(version, slow):
    round_ = factories.make_round([version])
    elsewhere = factories.make_round([version], organisation=factories.make_organisation("Elsewhere"))
    mine = factories.respond(round_, "practitioners", {"s1-q1": 1})
    other = factories.respond(elsewhere, "practitioners", {"s1-q1": 1})
    closing = in_thread(lambda: lifecycle.close_round(round_=round_, by=None))
    try:
        assert slow.begun.wait(20)
        started = time.monotonic()
        assert Round.objects.get(pk=round_.pk).state == "closed", "the others see it closed"
        assert not save(Response.objects.select_related("round").get(pk=other.pk)).clashes
        outages.limit_locks(connection)
        with pytest.raises((RoundClosed, OperationalError)) as refused:
            save(Response.objects.select_related("round").get(pk=mine.pk))
        assert refused.type is RoundClosed or outages.is_busy(refused.value)
        assert time.monotonic() - started < 10
    finally:
        slow.go_on.set()
        closing.join()
        connection.close()  # with its patience
    assert Round.objects.get(pk=round_.pk).order_forgotten


@postgres
def test_nobody_waits_long_for_a_lock_and_it_is_known_as_such(version):
    response = factories.respond(factories.make_round([version]), "practitioners", {"s1-q1": 1})
    held, over = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Response.objects.select_for_update().get(pk=response.pk)
            held.set()
            over.wait(20)

    holder = in_thread(hold)
    try:
        assert held.wait(20)
        outages.limit_locks(connection)
        with pytest.raises(OperationalError) as refused:
            save(Response.objects.select_related("round").get(pk=response.pk))
        assert outages.is_outage(refused.value)
        assert outages.is_busy(refused.value)
    finally:
        over.set()
        holder.join()
        connection.close()


@pytest.mark.parametrize("again", ["mix_rounds", "release"])
def test_a_close_that_was_cut_short_is_made_up_for(version, monkeypatch, again):
    round_ = factories.make_round([version])
    for level in (1, 2, 3):
        factories.respond(round_, "practitioners", {"s1-q1": level})
    with monkeypatch.context() as patched:
        patched.setattr(lifecycle, "forget_order", lambda **_: None)  # the worker was killed
        lifecycle.close_round(round_=round_, by=None)
    round_.refresh_from_db()
    assert (round_.state, round_.order_forgotten) == ("closed", False)
    mixed, real = [], shuffling.shuffle_rows

    def mix(of, **more):
        mixed.append(of.pk)
        real(of, **more)

    monkeypatch.setattr(shuffling, "shuffle_rows", mix)
    if again == "release":
        release_round(round_=round_, by=None)
    else:
        call_command("mix_rounds")
    assert mixed == [round_.pk]
    round_.refresh_from_db()
    assert round_.order_forgotten


def test_a_round_that_is_opened_again_is_mixed_once_more(version):
    round_ = factories.make_round([version])
    factories.respond(round_, "practitioners", {"s1-q1": 1})
    lifecycle.close_round(round_=round_, by=None)
    lifecycle.reopen_round(round_=round_, by=None)
    assert not Round.objects.get(pk=round_.pk).order_forgotten
    closed_on = lifecycle.close_round(round_=round_, by=None).closed_on
    found = Round.objects.get(pk=round_.pk)
    assert (found.order_forgotten, found.state, found.closed_on) == (True, "closed", closed_on)


@postgres
@pytest.mark.parametrize("command", ["mix_rounds", "close_rounds"])
def test_what_was_deleted_of_answers_may_be_written_over_after_the_command(version, command):
    def vacuumed():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT coalesce(sum(vacuum_count), 0) FROM pg_stat_user_tables WHERE relname IN "
                "('assessments_response', 'assessments_answer', 'assessments_answeroption')"
            )
            return cursor.fetchone()[0]

    before = vacuumed()
    call_command(command)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
    assert vacuumed() >= before + 3
