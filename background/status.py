"""Whether tasks are done: told on every page of people who are signed in, and by `manage.py check`."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from background.recovery import is_alive

PATIENCE = timedelta(minutes=1)


def is_overdue() -> bool:
    """Whether a task has waited for more than a minute while no worker is at one: then no worker runs.

    A worker that is busy keeps others waiting, and that is no fault. One query; where tasks wait, one more,
    and one for each task that is begun.
    """
    since = timezone.now() - PATIENCE
    at_once = Q(run_after=get_date_max(), enqueued_at__lt=since)
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    if not ready.filter(at_once | Q(run_after__lt=since)).exists():
        return False
    begun = DBTaskResult.objects.running().values_list("worker_ids", flat=True)
    return not any(is_alive(workers[-1]) for workers in begun)


def check_that_tasks_are_done(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Warn whoever runs `manage.py check --database default` where no worker does the tasks."""
    if "default" not in (databases or ()):
        return []
    try:
        waits, failed = is_overdue(), DBTaskResult.objects.failed().count()
    except DatabaseError:  # no tables yet
        return []
    found: list[CheckMessage] = []
    if waits:
        hint = "Run `manage.py worker` as a service beside the site: docs/running.md, The worker."
        words = "Mail and reports wait: no worker is running."
        found.append(CheckWarning(words, hint=hint, id="background.W001"))
    if failed:
        hint = "The worker's log says which, and the kind of each error."
        words = f"Tasks that failed in the last two weeks: {failed}."
        found.append(CheckWarning(words, hint=hint, id="background.W002"))
    return found
