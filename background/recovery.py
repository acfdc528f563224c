"""Take up tasks that were cut short or failed, and forget those that are done.

Each worker has a number, and holds that number's lock for as long as its process lives (locking.py). Where
nobody holds the lock, the worker has gone, and what it was doing is begun again.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from background.locking import advisory_lock

logger = logging.getLogger(__name__)
FIRST_WORKER = 100  # worker 1 is alone at 101, and so on (locking.py)
MOST_WORKERS = 50
MOST_FAILURES = 5  # by an error that nobody foresaw, such as a moment without the database
TRIED_AGAIN_AFTER = timedelta(minutes=1)
MOST_BEGINNINGS = 20  # a task that ends its worker each time is given up; one that gets on is not cut off
KEPT_FAILED = timedelta(days=14)


class TooManyWorkers(Exception):
    """All numbers are taken."""


@contextmanager
def worker_number() -> Iterator[int]:
    """Hold the first number that no other worker has, until the block ends. Raises TooManyWorkers."""
    for number in range(1, MOST_WORKERS + 1):
        with advisory_lock(FIRST_WORKER + number, 0, own_connection=True) as is_free:
            if is_free:
                yield number
                return
    raise TooManyWorkers


def is_alive(worker: str) -> bool:
    """Whether the worker of this name still runs: `str` of its number."""
    with advisory_lock(FIRST_WORKER + int(worker), 0, own_connection=True) as is_free:
        return not is_free


@transaction.atomic
def recover(own: int | None = None) -> None:
    """Have tasks done again whose worker has gone, and those that failed, but not without end. own: the
    number of a worker that has just begun: what stands under it was its predecessor's."""
    _take_up_interrupted(own)
    before = timezone.now() - TRIED_AGAIN_AFTER
    failed = DBTaskResult.objects.failed().filter(finished_at__lt=before)
    for one in failed.select_for_update(skip_locked=True):
        if len(one.worker_ids) < MOST_FAILURES:
            one.status, one.finished_at = TaskResultStatus.READY, None
            one.save(update_fields=["status", "finished_at"])


def _take_up_interrupted(own: int | None) -> None:
    running = DBTaskResult.objects.running().select_for_update(skip_locked=True)
    for cut_short in running:
        worker = cut_short.worker_ids[-1]
        if worker != str(own) and is_alive(worker):
            continue
        logger.warning("A task was cut short and is begun again: %s", cut_short.task_path)
        is_given_up = len(cut_short.worker_ids) >= MOST_BEGINNINGS
        cut_short.status = TaskResultStatus.FAILED if is_given_up else TaskResultStatus.READY
        cut_short.finished_at = timezone.now() if is_given_up else None
        cut_short.save(update_fields=["status", "finished_at"])


def tidy() -> None:
    """Delete the rows of tasks that are done, at once, and of those that failed, after two weeks."""
    old = Q(status=TaskResultStatus.FAILED, finished_at__lt=timezone.now() - KEPT_FAILED)
    DBTaskResult.objects.filter(Q(status=TaskResultStatus.SUCCESSFUL) | old).delete()
