"""The worker as a process of its own, on a database that others use too; and what is left where it is
killed."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core.cache import caches
from django.core.checks import run_checks
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from background import status
from background.recovery import MOST_BEGINNINGS, MOST_FAILURES, recover, worker_number
from coprod.context import OVERDUE
from tests.background import tasks_for_tests as tasks
from tests.background.backends import REAL
from tests.background.working import long_ago, work
from tests.serving import environment

pytestmark = pytest.mark.slow

real = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def real_tasks(settings):
    settings.TASKS = REAL


@pytest.fixture
def file(tmp_path):
    return tmp_path / "done"


def lines(file):
    return file.read_text().splitlines() if file.exists() else []


@contextmanager
def worker(*arguments):
    """A worker, which is ended by the end of the block at the latest."""
    command = [sys.executable, "manage.py", "worker", *arguments]
    process = subprocess.Popen(command, cwd=site_settings.BASE_DIR, env=environment())
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(holds, seconds=60):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


# Doing them


@real
def test_a_worker_does_what_waits_and_what_comes_and_ends_its_task_before_it_stops(tmp_path, file):
    """And nothing is taken from it while it is at it."""
    go_on = tmp_path / "go on"
    tasks.append.enqueue(str(file), "one")
    with worker() as process:
        until(lambda: lines(file) == ["one"])
        tasks.append_report.enqueue(str(file), "two")
        until(lambda: lines(file) == ["one", "two"])
        until(lambda: not DBTaskResult.objects.exists())
        tasks.wait_for.enqueue(str(go_on))
        until(lambda: DBTaskResult.objects.running().exists())
        recover()
        assert DBTaskResult.objects.running().exists()
        long_ago()
        assert not status.is_overdue()
        process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        assert process.poll() is None
        assert DBTaskResult.objects.running().exists()
        go_on.touch()
        assert process.wait(20) == 0
    assert not DBTaskResult.objects.exists()


@real
def test_two_workers_do_each_task_once(file):
    for number in range(20):
        tasks.append.enqueue(str(file), str(number))
    with worker(), worker():
        until(lambda: not DBTaskResult.objects.exists())
    assert sorted(lines(file), key=int) == [str(number) for number in range(20)]


@pytest.mark.django_db
def test_mail_goes_before_reports(file):
    tasks.append_report.enqueue(str(file), "report")
    tasks.append_report.enqueue(str(file), "report")
    tasks.append.enqueue(str(file), "mail")
    work()
    assert lines(file) == ["mail", "report", "report"]


@pytest.mark.django_db
def test_a_worker_for_reports_alone_leaves_mail(file):
    tasks.append.enqueue(str(file), "mail")
    tasks.append_report.enqueue(str(file), "report")
    work(only="reports")
    assert lines(file) == ["report"]


# Cut short


@real
def test_a_task_whose_worker_was_killed_is_begun_again_by_the_next(file):
    times = 2
    tasks.die.enqueue(str(file), times)
    for _ in range(times):
        with worker() as process:
            assert process.wait(60) == -signal.SIGKILL
    with worker():
        until(lambda: not DBTaskResult.objects.exists())
    assert lines(file) == ["begun"] * (times + 1)


@real
def test_a_task_that_kills_every_worker_is_given_up(file):
    tasks.die.enqueue(str(file), 99)
    DBTaskResult.objects.update(worker_ids=["1"] * (MOST_BEGINNINGS - 1))
    with worker() as process:
        assert process.wait(60) == -signal.SIGKILL
    with worker("--once") as process:
        assert process.wait(60) == 0
    assert DBTaskResult.objects.get().status == "FAILED"
    assert len(lines(file)) == 1


@real
def test_each_worker_has_a_number_of_its_own_and_gives_it_back():
    with worker_number() as one:
        with worker_number() as two:
            assert one != two
        with worker_number() as again:
            assert again == two


@real
@pytest.mark.sqlite  # about processes, whatever the database
def test_a_worker_stops_where_whoever_started_it_has_gone():
    code = (
        "import os, subprocess, sys; print(subprocess.Popen("
        "[sys.executable, 'manage.py', 'worker', f'--parent={os.getpid()}'], stdout=subprocess.DEVNULL).pid);"
        "sys.stdout.flush(); input()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=site_settings.BASE_DIR,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()

    def is_gone():
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return True
        with open(f"/proc/{child}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"

    until(is_gone)


@real
@pytest.mark.sqlite  # as the one before
def test_a_worker_that_watches_the_code_does_its_tasks_too(file):
    tasks.append.enqueue(str(file), "one")
    with worker("--reload", f"--parent={os.getpid()}") as process:
        until(lambda: lines(file) == ["one"])
        for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
            os.kill(int(child), signal.SIGTERM)


# What is left


@pytest.mark.django_db
def test_a_task_that_fails_leaves_the_kind_of_its_error_and_no_word_of_it(caplog):
    tasks.fail.enqueue("bo@example.org")
    DBTaskResult.objects.update(args_kwargs={"args": ["bo@example.org"], "kwargs": {}})
    work()
    left = DBTaskResult.objects.get()
    assert left.status == "FAILED"
    assert "fail: ValueError" in left.traceback
    assert "bo@example.org" not in left.traceback + caplog.text


@pytest.mark.django_db
def test_a_failure_is_forgotten_after_two_weeks(file):
    tasks.fail.enqueue("x")
    work()
    DBTaskResult.objects.update(
        finished_at=timezone.now() - timezone.timedelta(days=15), worker_ids=["1"] * MOST_FAILURES
    )
    tasks.append.enqueue(str(file), "one")
    work()
    assert not DBTaskResult.objects.exists()


# Where no worker runs


@pytest.mark.django_db
def test_everyone_who_is_signed_in_is_told_where_no_worker_runs(organisation, facilitator, file):
    client = Client()
    client.force_login(facilitator)
    tasks.append.enqueue(str(file), "one")
    long_ago(30)
    caches["process"].delete(OVERDUE)
    assert "worker" not in client.get("/assessments/").text
    long_ago(90)
    for path in ("/assessments/", f"/organisations/{organisation.slug}/"):
        caches["process"].delete(OVERDUE)
        assert "its worker, is not running" in client.get(path).text
    caches["process"].delete(OVERDUE)
    assert "worker" not in Client().get("/help/").text
    work()
    caches["process"].delete(OVERDUE)
    assert "worker" not in client.get("/assessments/").text


@pytest.mark.django_db
def test_what_is_tried_again_later_is_not_overdue_before_its_time(file):
    later = timezone.now() + timezone.timedelta(hours=1)
    tasks.append.using(run_after=later).enqueue(str(file), "one")
    long_ago(4000)
    assert not status.is_overdue()
    DBTaskResult.objects.update(run_after=timezone.now() - timezone.timedelta(minutes=2))
    assert status.is_overdue()


@pytest.mark.django_db
def test_the_check_of_the_database_says_so(file):
    tasks.append.enqueue(str(file), "one")
    long_ago()
    found = [one for one in run_checks(databases=["default"]) if one.id == "background.W001"]
    assert "manage.py worker" in found[0].hint
    assert not [one for one in run_checks() if one.id == "background.W001"]
    work()
    assert not [one for one in run_checks(databases=["default"]) if one.id == "background.W001"]


@pytest.mark.django_db
def test_the_check_of_the_database_tells_of_tasks_that_failed():
    tasks.fail.enqueue("bo@example.org")
    work()
    [found] = [one for one in run_checks(databases=["default"]) if one.id == "background.W002"]
    assert found.msg == "Tasks that failed in the last two weeks: 1."


@pytest.mark.django_db
def test_a_task_that_failed_is_begun_again_after_a_minute_and_not_for_ever():
    tasks.fail.enqueue("x")
    for number in range(1, MOST_FAILURES + 3):
        work()
        assert len(DBTaskResult.objects.get().worker_ids) == min(number, MOST_FAILURES)
        work()  # not before its time
        assert len(DBTaskResult.objects.get().worker_ids) == min(number, MOST_FAILURES)
        DBTaskResult.objects.update(finished_at=timezone.now() - timezone.timedelta(minutes=2))


@pytest.mark.django_db
def test_telling_costs_one_query(facilitator, django_assert_num_queries):
    with django_assert_num_queries(1):
        status.is_overdue()


@pytest.mark.django_db
def test_an_unknown_task_stops_no_other(file):
    tasks.append.enqueue(str(file), "one")
    DBTaskResult.objects.update(task_path="nowhere.to_be_found")
    tasks.append.enqueue(str(file), "two")
    work()
    assert lines(file) == ["two"]
