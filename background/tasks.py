"""Tasks: work that a worker does outside the request (management/commands/worker.py).

A task is enqueued inside the transaction of what it belongs to, so that it exists only if that does. Its
arguments are keys of rows and plain numbers: never a code, an address or an answer. It can be cut short at
any point, and is then begun again (recovery.py): so it works from what the rows say, and is done twice
without harm.
"""

import functools
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ParamSpec

from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task

P = ParamSpec("P")
logger = logging.getLogger(__name__)

MAIL, REPORTS = "default", "reports"  # of settings.TASKS: a long report must not hold up mail

# Seconds until what failed is tried again, each time; then it has failed. About a day in all: most troubles
# of a mail server are over by then.
DELAYS = [60, 5 * 60, 15 * 60, 60 * 60, 3 * 60 * 60, 6 * 60 * 60, 12 * 60 * 60]


class TaskFailed(Exception):
    """What is left of an error of a task: its kind. Its words may hold an address, and would be stored."""


def private_task(backend: str = MAIL) -> Callable[[Callable[P, None]], Task[P, None]]:
    """Make a function a task of one of the two backends; no error of it leaves a word in rows or logs."""

    def decorate(function: Callable[P, None]) -> Task[P, None]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> None:
            try:
                function(*args, **kwargs)
            except Exception as error:
                raise TaskFailed(f"{function.__name__}: {type(error).__name__}") from None

        return task(backend=backend)(run)

    return decorate


def defer(again: Task[Any, None], seconds: int, *args: Any) -> None:
    """Enqueue the task for later. A backend that cannot wait, as that of the tests, drops it: what there is
    to do still stands in the rows."""
    if again.get_backend().supports_defer:
        again.using(run_after=timezone.now() + timedelta(seconds=seconds)).enqueue(*args)
