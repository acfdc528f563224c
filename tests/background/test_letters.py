"""Invitations and reminders on their way: through workers that are killed, and with no code at rest."""

import os
import re
import signal
import subprocess
import sys

import pytest
from django.conf import settings as site_settings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django_tasks_db.models import DBTaskResult

from assessments import codes
from assessments.invitations import actions
from assessments.invitations.queries import invitation_of
from assessments.records.invitations import Invitation, InvitationBatch
from tests import factories
from tests.assessments.dumps import dump, shapes_of
from tests.assessments.invitations.actions.steps import yesterday
from tests.assessments.invitations.pages.visits import code_in
from tests.background.backends import REAL
from tests.background.working import work
from tests.serving import environment

pytestmark = pytest.mark.slow

SIX = [f"p{n}@example.org" for n in range(6)]


@pytest.fixture(autouse=True)
def real_tasks(settings):
    settings.TASKS = REAL


def make_round():
    return factories.make_round(perspectives=factories.TWO, joining="codes")


def work_till_done(folder):
    """Start a worker again each time that it is killed, until nothing is left to do. How often it was."""
    env = {
        **environment(),
        "DJANGO_SETTINGS_MODULE": "tests.background.killing_settings",
        "MAIL_FOLDER": str(folder),
    }
    killed = 0
    while True:
        command = [sys.executable, "manage.py", "worker", "--once"]
        ended = subprocess.run(command, cwd=site_settings.BASE_DIR, env=env, check=False, timeout=120)
        if ended.returncode == 0:
            return killed
        assert ended.returncode == -signal.SIGKILL
        killed += 1


def letters_in(folder):
    """The address and the code of each letter, in the order in which they were written."""
    files = sorted(folder.glob("*.log"), key=os.path.getmtime)
    text = "".join(file.read_text() for file in files)
    return re.findall(r"^To: (\S+)$.*?/enter/#([0-9A-Z]{16})\s", text, re.MULTILINE | re.DOTALL)


def test_nobody_is_left_out_where_workers_are_killed_and_each_has_a_code_that_works(
    transactional_db, tmp_path
):
    round_ = make_round()
    for number, send in enumerate(("invite", "remind")):
        folder = tmp_path / send
        folder.mkdir()
        if number:
            yesterday()
            actions.remind(round_=round_, by=None)
        else:
            actions.invite_by_mail(round_=round_, perspective=None, addresses=SIX, by=None)
        killed = work_till_done(folder)
        letters = letters_in(folder)
        assert killed >= 2  # before a letter was written, and right after
        last = dict(letters)
        assert set(last) == set(SIX)
        assert len(letters) - len(last) <= killed // 2  # twice only where it was killed right after
        assert all(invitation_of(code) for code in last.values())
        assert Invitation.objects.count() == 6
    assert not DBTaskResult.objects.exists()
    assert InvitationBatch.objects.get().reminded_to is None


class Watching(EmailBackend):
    """Reads the whole database as each message goes out."""

    seen = []

    def send_messages(self, messages):
        [message] = messages
        Watching.seen.append((message, "\n".join(dump().values())))
        return super().send_messages(messages)


@pytest.mark.django_db
def test_no_code_stands_in_the_database_before_while_or_after_its_letter_goes_out(settings, monkeypatch):
    monkeypatch.setattr(Watching, "seen", [])
    settings.EMAIL_BACKEND = f"{__name__}.Watching"
    round_ = make_round()
    actions.invite_by_mail(round_=round_, perspective=None, addresses=SIX[:3], by=None)
    written = ["\n".join(dump().values())]
    work()
    yesterday()
    actions.remind(round_=round_, by=None)
    written.append("\n".join(dump().values()))
    work()
    written.append("\n".join(dump().values()))
    written += [dumped for _message, dumped in Watching.seen]
    assert len(mail.outbox) == len(Watching.seen) == 6
    shapes = shapes_of(*(code_in(message) for message in mail.outbox))
    assert not [shape for shape in shapes for text in written if shape in text]
    hashes = [codes.hash_of(code_in(message)) for message in mail.outbox]
    for place, (_message, dumped) in enumerate(Watching.seen):
        assert hashes[place] not in dumped  # not even that, before the mail server has it


@pytest.mark.django_db
def test_no_task_names_anybody(settings):
    round_ = make_round()
    actions.invite_by_mail(round_=round_, perspective=None, addresses=SIX[:3], by=None)
    yesterday()
    actions.remind(round_=round_, by=None)
    assert [task.args_kwargs for task in DBTaskResult.objects.all()] == [
        {"args": [round_.pk], "kwargs": {}}
    ] * 2
