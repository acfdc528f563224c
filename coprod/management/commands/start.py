"""Set up the site on somebody's own machine and serve it there, with a worker beside it."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.autoreload import DJANGO_AUTORELOAD_ENV

from accounts.models import AuditEvent, Organisation
from assessments.example.actions import FACILITATOR, PASSWORD

REMOVE = ".venv/bin/python manage.py remove_example"
WELCOME = """
  The site is at http://{address}
"""
OF_THE_EXAMPLE = """\
  Look round the example without signing in, or sign in as {email} with the password {password}
  Remove the example: {remove}
"""


class Command(BaseCommand):
    help = "Sets up the database and serves the site to one person on this machine. script/server runs it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", nargs="?", default="127.0.0.1:8000", help="where: host:port")
        parser.add_argument("--reload", action="store_true", help="start again whenever the code changes")

    def handle(self, *args: Any, address: str, reload: bool, **options: Any) -> None:
        """Migrate, load what is missing, then serve until it is stopped. Raises CommandError on a site that
        is not local."""
        if not settings.LOCAL:
            raise CommandError(
                "This serves the site to one person on their own machine, with LOCAL=1. "
                "docs/running.md says how to run it for others."
            )
        is_reloaded = os.environ.get(DJANGO_AUTORELOAD_ENV) == "true"
        if not is_reloaded:
            self._set_up()
            words = {"address": address, "email": FACILITATOR, "password": PASSWORD, "remove": REMOVE}
            there = Organisation.objects.filter(is_example=True).exists()
            self.stdout.write((WELCOME + OF_THE_EXAMPLE if there else WELCOME).format(**words))
        with _worker(start=not is_reloaded, reload=reload):
            call_command("runserver", address, use_reloader=reload)

    def _set_up(self) -> None:
        call_command("migrate", verbosity=0, stdout=self.stdout, stderr=self.stderr)
        call_command("load_library", stdout=self.stdout)
        # Offered once to each database: whoever removes the example does not find it again at the next start.
        if not AuditEvent.objects.filter(what="example loaded").exists():
            call_command("load_example", stdout=self.stdout)


@contextmanager
def _worker(*, start: bool, reload: bool) -> Iterator[None]:
    """Have a worker do the site's tasks until the block ends, or this process, however that ends."""
    if not start:
        yield
        return
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker", f"--parent={os.getpid()}"]
    worker = subprocess.Popen([*command, *(["--reload"] if reload else [])])  # noqa: S603 (all our own words)
    try:
        yield
    finally:
        worker.terminate()
        worker.wait()
