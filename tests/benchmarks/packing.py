"""A meeting pack of the example's report, with tags, links and bookmarks, against pikepdf joining the same
pages alone, whose file nobody could read by ear; and how long pages take while a pack is made beside them.

For the second, people read pages of a site with two workers, in turns: while another process makes the pack,
and while that process stands still.
"""

import io
import multiprocessing
import os
import random
import signal
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pikepdf
from django.urls import reverse

from assessments.models import Release
from assessments.packs.writing import Front, sheet_of, write_pack
from tests.benchmarks.contest import Contest, Side
from tests.benchmarks.crowd import WORKERS, Waits
from tests.own_site import pack_and_tell
from tests.serving import Ask, serving

READERS, PAUSE, TURN = 4, 0.3, 3.0  # people, and seconds: before each page, and of a turn
MOST_SLOWER = 1.5


def packing(release: Release, pdf: bytes, *, reports: int = 50, pairs: int = 1, warm_up: int = 1) -> Contest:
    """The contest of packing this report so many times. pdf: the report as a file."""
    sheets = [sheet_of(release, pdf)] * reports
    return Contest(
        title=f"A meeting pack of {reports} reports",
        ours=Side("with cover, tags, links, bookmarks", lambda pair: lambda: packed(sheets)),
        bare=Side("the pages alone", lambda pair: lambda: pages_alone(pdf, reports)),
        target=5.0,
        pairs=pairs,
        warm_up=warm_up,
    )


def packed(sheets):
    return write_pack(Front("Board", "Larkfield Voices"), "pdf", sheets)


def pages_alone(pdf: bytes, reports: int) -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as whole:
        for _ in range(reports):
            with pikepdf.open(io.BytesIO(pdf)) as one:
                whole.add_pages_from(one)
        whole.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue()


# The site meanwhile


@dataclass
class Meanwhile:
    """How long pages took while a pack was made, and while it was not; and what the pack took."""

    reports: int
    busy: Waits = field(default_factory=lambda: Waits("while the pack is made"))
    quiet: Waits = field(default_factory=lambda: Waits("while it stands still"))
    seconds: float = 0
    mebibytes: float = 0
    pages: int = 0
    megabytes: float = 0

    @property
    def ratio(self) -> float:
        """Of what 95 of 100 pages stay under."""
        return self.busy.slow / self.quiet.slow

    @property
    def met(self) -> bool:
        return self.ratio < MOST_SLOWER

    def __str__(self) -> str:
        verdict = "met" if self.met else "MISSED"
        return "\n".join(
            [
                f"Pages that {READERS} people read while a pack of {self.reports} reports is made",
                f"  ratio of the p95s {self.ratio:.2f}, target under {MOST_SLOWER}: {verdict}",
                f"  {self.busy}",
                f"  {self.quiet}",
                f"  the pack: {self.seconds:.0f} s of CPU, {self.mebibytes:.0f} MiB at the most, "
                f"{self.pages} pages, {self.megabytes:.1f} MB",
            ]
        )


def meanwhile(
    release: Release, html: str, *, reports: int = 50, pause: float = PAUSE, turn: float = TURN
) -> Meanwhile:
    """Read pages of the example's release while a pack of so many of its reports is made. html: a report."""
    outcome = Meanwhile(reports)
    pages = [
        reverse("home"),
        reverse("assessments:example_results", args=[release.round_id]),
        reverse("assessments:example_results_comments", args=[release.round_id]),
    ]
    context = multiprocessing.get_context("spawn")
    reader, writer = context.Pipe(duplex=False)
    child = context.Process(target=pack_and_tell, args=(html, reports, writer))
    with serving(workers=WORKERS) as site:
        read_for(Waits("the first pages, which find the workers cold"), site.ask, pages, 0, turn)
        child.start()
        reader.recv()
        while not reader.poll():
            read_for(outcome.busy, site.ask, pages, pause, turn)
            os.kill(child.pid or 0, signal.SIGSTOP)
            read_for(outcome.quiet, site.ask, pages, pause, turn)
            os.kill(child.pid or 0, signal.SIGCONT)
        outcome.seconds, outcome.mebibytes, outcome.pages, outcome.megabytes = reader.recv()
        child.join()
    return outcome


def read_for(waits: Waits, ask: Ask, pages: Sequence[str], pause: float, seconds: float) -> None:
    """Let people read these pages for so long, and keep how long each page took."""
    started = time.perf_counter()

    def read(first: int) -> list[float]:
        found: list[float] = []
        while time.perf_counter() < started + seconds:
            time.sleep(random.uniform(pause / 3, pause * 5 / 3))  # else the readers fall into step
            asked = time.perf_counter()
            reply = ask("GET", pages[(first + len(found)) % len(pages)], {}, "")
            assert reply.status == 200, reply.status
            found.append(time.perf_counter() - asked)
        return found

    with ThreadPoolExecutor(READERS) as threads:
        for found in threads.map(read, range(READERS)):
            waits.seconds.extend(found)
    waits.turns.append(time.perf_counter() - started)
