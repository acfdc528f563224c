"""Do the tasks: send mail, make reports. A real site runs it as a service, beside the web server."""

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.autoreload import DJANGO_AUTORELOAD_ENV, run_with_reloader
from django_tasks_db.management.commands.db_worker import Worker

from background.recovery import recover, tidy, worker_number
from background.tasks import MAIL, REPORTS

INTERVAL = 1.0  # seconds between two looks for tasks
BETWEEN_RECOVERIES = 30.0


class Command(BaseCommand):
    help = "Does what the site does outside its pages: sends mail, makes reports. Runs until it is stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--only", choices=[MAIL, REPORTS], help="the tasks of one kind alone; 'default' is mail"
        )
        parser.add_argument("--once", action="store_true", help="do what there is to do, and stop")
        parser.add_argument("--reload", action="store_true", help="start again whenever the code changes")
        parser.add_argument("--parent", type=int, help="stop once the process of this number has ended")

    def handle(
        self, *args: Any, only: str | None, once: bool, reload: bool, parent: int | None, **options: Any
    ) -> None:
        """Do tasks until a signal says to stop; one that is begun is done first."""
        kinds = [only] if only else [MAIL, REPORTS]
        loop = Loop(kinds, once=once, parent=parent)
        if reload:
            if os.environ.get(DJANGO_AUTORELOAD_ENV) == "true":
                loop.configure_signals()
            run_with_reloader(loop.run)
        else:
            loop.configure_signals()
            loop.run()


class Loop:
    """Look for tasks again and again: all mail first, then one report, then mail again."""

    def __init__(self, kinds: list[str], *, once: bool, parent: int | None) -> None:
        self.once, self.parent = once, parent
        self.workers = [self._worker(kind) for kind in kinds]
        self.recovered_at = 0.0

    def _worker(self, kind: str) -> Worker:
        return Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=INTERVAL,
            batch=True,  # it comes back once there is nothing to do
            backend_name=kind,
            startup_delay=False,
            max_tasks=None,
            worker_id="",
        )

    def configure_signals(self) -> None:
        import signal

        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, self._stop)

    def _stop(self, sign: int, frame: Any) -> None:
        for worker in self.workers:
            worker.running = False
        if not any(worker.running_task for worker in self.workers):
            raise SystemExit(0)

    @property
    def running(self) -> bool:
        is_orphan = self.parent is not None and _has_ended(self.parent)
        return not is_orphan and all(worker.running for worker in self.workers)

    def run(self) -> None:
        with worker_number() as number:
            for worker in self.workers:
                worker.worker_id = str(number)
            recover(own=number)
            self.recovered_at = time.monotonic()
            while self.running:
                done = self._one_round()
                if self.once and not done:
                    return
                if not done and self.running:
                    time.sleep(INTERVAL)

    def _one_round(self) -> int:
        """Do what there is to do of each kind; of reports, one. Returns how many tasks were done."""
        before = sum(worker._run_tasks for worker in self.workers)
        for worker in self.workers:
            worker.max_tasks = worker._run_tasks + 1 if worker.backend_name == REPORTS else None
            if worker.running:
                worker.run()
        if time.monotonic() > self.recovered_at + BETWEEN_RECOVERIES:
            recover()
            self.recovered_at = time.monotonic()
        done = sum(worker._run_tasks for worker in self.workers) - before
        if done:
            tidy()
        return done


def _has_ended(process: int) -> bool:
    """Whether a process of this user has ended. (Whose child this one is does not say so: a reloader may be
    between them.)"""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False
