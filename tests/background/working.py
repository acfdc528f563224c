"""The real worker, and time that goes by."""

import datetime
from unittest import mock

from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult


def make_due():
    """As if whatever waits for its time had waited long enough."""
    DBTaskResult.objects.filter(status="READY").update(
        run_after=timezone.now() - datetime.timedelta(seconds=1)
    )


def long_ago(seconds=120):
    """As if all tasks had been enqueued so many seconds ago."""
    DBTaskResult.objects.update(enqueued_at=timezone.now() - datetime.timedelta(seconds=seconds))


def work(only=None):
    """Do all that there is to do, as `manage.py worker` does, in this process and transaction."""
    with mock.patch("django_tasks_db.management.commands.db_worker.close_old_connections"):
        call_command("worker", once=True, only=only)
