"""The site as it runs for others: gunicorn with several worker processes, asked over real HTTP.

The settings are those of a real site behind a proxy that ends https (docs/running.md): LOCAL and DEBUG are
off. Only the static files are not collected (tests/serving/settings.py).
"""

import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

HOST = "measure.example.org"
SETTINGS = "tests.serving.settings"
PATIENCE = 20.0  # seconds that a page's script waits for an answer (AUTOSAVE_PATIENCE)
STARTING = 60.0  # seconds that the workers may take to be there
STOPPING = 10.0


class NoAnswer(Exception):
    """The line went dead, or nothing came in time: nobody knows whether the site has done it."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: list[tuple[str, str]]
    body: bytes


# Asks the site: method, address, headers, body. Raises NoAnswer.
Ask = Callable[[str, str, Mapping[str, str], str], Reply]


class Server:
    """A running gunicorn. `ask` may be called from many threads."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log

    def ask(self, method: str, address: str, headers: Mapping[str, str], body: str) -> Reply:
        """One request on a line of its own: gunicorn's plain workers close it after each. Raises NoAnswer,
        and RuntimeError where the whole server has gone."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.request(
                method, address, body.encode(), {"Host": HOST, "X-Forwarded-Proto": "https", **headers}
            )
            answer = line.getresponse()
            return Reply(answer.status, answer.getheaders(), answer.read())
        except (OSError, HTTPException) as error:
            if self.process.poll() is not None:
                raise RuntimeError(f"The server has stopped:\n{self.last_words()}") from error
            raise NoAnswer from error
        finally:
            line.close()

    def workers(self) -> list[int]:
        """The ids of the worker processes."""
        return [
            int(path.name) for path in Path("/proc").glob("[0-9]*") if parent_of(path) == self.process.pid
        ]

    def kill_worker(self, chance: random.Random) -> None:
        """End one worker this moment (SIGKILL), whatever it is doing. Gunicorn starts another."""
        if workers := self.workers():
            os.kill(chance.choice(workers), signal.SIGKILL)

    def wait_for(self, workers: int) -> None:
        """Wait till so many workers are there. Raises RuntimeError where they do not come."""
        end = time.monotonic() + STARTING
        while len(self.workers()) != workers:
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"The workers are not there:\n{self.last_words()}")
            time.sleep(0.05)

    def last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-40:])


def parent_of(path: Path) -> int | None:
    """The id of the parent of the process of this folder in /proc; None where it has gone."""
    try:
        return int((path / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None


@contextmanager
def serving(*, workers: int, application: str = "coprod.wsgi") -> Iterator[Server]:
    """The site, or another application, on the database that this process uses."""
    with tempfile.TemporaryDirectory(prefix="coprod-serving-") as folder, socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(2048)  # as gunicorn does; so that whoever comes before the workers waits for them
        log = Path(folder) / "log"
        command = [sys.executable, "-m", "gunicorn", application, f"--workers={workers}"]
        command += [f"--bind=fd://{door.fileno()}", "--no-control-socket"]
        with log.open("wb") as out:
            process = subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                env=environment(),
                stdout=out,
                stderr=out,
                pass_fds=[door.fileno()],
            )
        server = Server(process, door.getsockname()[1], log)
        door.close()
        try:
            server.wait_for(workers)
            yield server
        finally:
            stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOPPING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def environment() -> dict[str, str]:
    """The environment of a real site behind a proxy, with this process's key and database."""
    return {
        **os.environ,
        "LOCAL": "0",
        "DEBUG": "0",
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": HOST,
        "BEHIND_PROXY": "1",
        "DATABASE_URL": database_address(),
        "DJANGO_SETTINGS_MODULE": SETTINGS,
    }


def database_address() -> str:
    """The DATABASE_URL of the database that this process uses: in a test, of the test's own."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
