"""A clock and a chance that are the same in every run, for a process that is thrown away.

Dates stand on many pages and in the PDF, and codes are drawn at random: two runs would never look alike.
"""

import datetime
import itertools
import os
import random
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.utils import timezone

NOW = datetime.datetime(
    2026, 11, 21, 10, 30, tzinfo=datetime.UTC
)  # the day that the README's numbers are from
SEED = 21
MICROSECOND = datetime.timedelta(microseconds=1)


def freeze_clock_and_chance() -> None:
    """Make the site's clock stand at NOW, and all that it draws at random come out the same in each run.

    Never call this in a process that holds anything real: its codes and keys can be guessed. It must come
    before the site's modules are imported.
    """
    calls = itertools.count()
    # A microsecond for each call: what came later still sorts later.
    timezone.now = lambda: NOW + next(calls) * MICROSECOND

    drawn, bytes_drawn, rows_drawn = (random.Random(SEED + stream) for stream in range(3))
    random.SystemRandom.getrandbits = lambda self, k: drawn.getrandbits(k)  # what `secrets` draws from
    random.SystemRandom.random = lambda self: drawn.random()
    random.SystemRandom.randbytes = lambda self, n: drawn.randbytes(n)
    os.urandom = bytes_drawn.randbytes  # what `uuid` draws from

    def draw_rows(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
        """Let SQLite's own random(), which shuffles a round's rows, draw from the seed too."""
        connection.connection.create_function("random", 0, lambda: rows_drawn.getrandbits(63))

    connection_created.connect(draw_rows, weak=False)
