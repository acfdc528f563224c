"""The one command that sets up somebody's own machine and serves the site there."""

import io
import os

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Organisation
from frameworks.models import FrameworkVersion

pytestmark = pytest.mark.slow


class Worker:
    """Stands for the worker's process: one would work on the developer's own database."""

    begun = []

    def __init__(self, command):
        Worker.begun.append(self)
        self.command, self.ended = command, False

    def terminate(self):
        self.ended = True

    def wait(self):
        assert self.ended


@pytest.fixture
def workers(monkeypatch):
    monkeypatch.setattr(Worker, "begun", [])
    return lambda: Worker.begun


@pytest.fixture
def start(db, monkeypatch, workers):
    """Starts the site, which is over at once. Returns where it was served and what was said. What was offered
    is known to the database: the folder of the machine is not asked."""
    monkeypatch.delenv("RUN_MAIN", raising=False)
    served = []
    monkeypatch.setattr(
        "django.core.management.commands.runserver.Command.inner_run",
        lambda command, *args, **options: served.append(f"{command.addr}:{command.port}"),
    )

    monkeypatch.setattr("coprod.management.commands.start.subprocess.Popen", Worker)

    def call():
        out, err = io.StringIO(), io.StringIO()
        call_command("start", "127.0.0.1:8123", stdout=out, stderr=err)
        return served, out.getvalue() + err.getvalue()

    return call


def test_it_sets_everything_up_and_serves_it(start, workers):
    served, said = start()
    [worker] = workers()
    assert worker.command[2:] == ["worker", f"--parent={os.getpid()}"]
    assert worker.ended
    assert served == ["127.0.0.1:8123"]
    assert FrameworkVersion.objects.published().exists()
    assert Organisation.objects.get().is_example
    assert "The site is at http://127.0.0.1:8123" in said
    assert "facilitator@example.org with the password look-round-example" in said


def test_an_example_that_was_removed_does_not_come_back(start):
    start()
    call_command("remove_example", stdout=io.StringIO())
    served, said = start()
    assert len(served) == 2
    assert not Organisation.objects.exists()
    assert "look-round-example" not in said, "nobody is told to sign in to what is not there"


def test_a_reload_serves_and_sets_nothing_up(start, monkeypatch, workers):
    monkeypatch.setenv("RUN_MAIN", "true")  # Django's mark of the process that is started again
    served, said = start()
    assert served == ["127.0.0.1:8123"]
    assert not FrameworkVersion.objects.exists()
    assert "Sign in as" not in said
    assert workers() == []


def test_it_is_for_ones_own_machine_only(start, settings):
    settings.LOCAL = False
    with pytest.raises(CommandError, match=r"docs/running\.md"):
        start()
    assert not FrameworkVersion.objects.exists()
