"""Tasks that only tests have: the worker of a process of its own finds them by their names."""

import os
import signal
import time
from pathlib import Path

from background.tasks import private_task


@private_task()
def append(path: str, words: str) -> None:
    with Path(path).open("a") as file:
        file.write(words + "\n")


@private_task("reports")
def append_report(path: str, words: str) -> None:
    append.func(path, words)


@private_task()
def die(path: str, times: int) -> None:
    """End the worker this moment (SIGKILL), so many times; then be done."""
    append.func(path, "begun")
    if Path(path).read_text().count("begun") <= times:
        os.kill(os.getpid(), signal.SIGKILL)


@private_task()
def wait_for(path: str) -> None:
    """Take until the file is there."""
    end = time.monotonic() + 60
    while not Path(path).exists() and time.monotonic() < end:
        time.sleep(0.05)


@private_task()
def fail(words: str) -> None:
    raise ValueError(words)
