"""Two ways of doing one job, timed in turn, so that what slows the machine down slows both."""

import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext

Job = Callable[[], object]
BOUNDS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")  # of transactions: not counted as queries


@dataclass(frozen=True)
class Side:
    """One way. ready: makes the job of the pair with this number; what it does itself is not timed."""

    name: str
    ready: Callable[[int], Job]


@dataclass(frozen=True)
class Contest:
    """target: the ratio that `ours` is to stay under, in times of `bare`. warm_up: one pair or more. clock:
    what is measured, in seconds. most: the seconds that `ours` is to stay under."""

    title: str
    ours: Side
    bare: Side
    target: float
    pairs: int
    warm_up: int
    clock: Callable[[], float] = time.perf_counter
    most: float = math.inf


@dataclass(frozen=True)
class Timing:
    """The seconds of each timed job, in the order of the pairs, and the number of queries of one job."""

    name: str
    seconds: list[float]
    queries: int

    @property
    def milliseconds(self) -> float:
        """The median."""
        return statistics.median(self.seconds) * 1000


@dataclass(frozen=True)
class Outcome:
    contest: Contest
    ours: Timing
    bare: Timing

    @property
    def ratios(self) -> list[float]:
        return [a / b for a, b in zip(self.ours.seconds, self.bare.seconds, strict=True)]

    @property
    def ratio(self) -> float:
        """Of the medians: a single slow pair does not move it."""
        return self.ours.milliseconds / self.bare.milliseconds

    @property
    def met(self) -> bool:
        return self.ratio < self.contest.target and self.ours.milliseconds < 1000 * self.contest.most

    def __str__(self) -> str:
        low, _, high = statistics.quantiles(self.ratios, n=4) if len(self.ratios) > 1 else self.ratios * 3
        verdict = "met" if self.met else "MISSED"
        most = f", and under {self.contest.most} s" if self.contest.most < math.inf else ""
        lines = [
            f"{self.contest.title}",
            f"  ratio {self.ratio:.2f}, target under {self.contest.target}{most}: {verdict} "
            f"(middle half of {len(self.ratios)} pairs {low:.2f} to {high:.2f}, "
            f"all {min(self.ratios):.2f} to {max(self.ratios):.2f})",
        ]
        lines += [
            f"  {side.milliseconds:9.2f} ms  {side.queries:2} queries  {side.name}"
            for side in (self.ours, self.bare)
        ]
        return "\n".join(lines)


def hold(contest: Contest) -> Outcome:
    """Run the pairs: ours, bare, ours, bare. Those of the warm-up are not timed; in its last, queries are
    counted."""
    sides = (contest.ours, contest.bare)
    seconds: dict[str, list[float]] = {side.name: [] for side in sides}
    queries: dict[str, int] = {}
    for pair in range(contest.warm_up):
        for side in sides:
            queries[side.name] = queries_of(side.ready(pair))
    for pair in range(contest.warm_up, contest.warm_up + contest.pairs):
        for side in sides:
            seconds[side.name].append(seconds_of(side.ready(pair), contest.clock))
    ours, bare = (Timing(side.name, seconds[side.name], queries[side.name]) for side in sides)
    return Outcome(contest, ours, bare)


def seconds_of(job: Job, clock: Callable[[], float]) -> float:
    start = clock()
    job()
    return clock() - start


def queries_of(job: Job) -> int:
    with CaptureQueriesContext(connection) as caught:
        job()
    return sum(not query["sql"].startswith(BOUNDS) for query in caught.captured_queries)
