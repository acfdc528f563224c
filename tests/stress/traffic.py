"""Many people save at once, each save comes twice, and workers are killed on the way."""

import heapq
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from tests.serving import NoAnswer, Server
from tests.serving.browser import told
from tests.stress import oracle
from tests.stress.pages import Page, Save

T = TypeVar("T")
TRIES = 100
HIT = 1.0  # seconds after a kill in which somebody notices, if the worker was answering
EARLY = 0.8  # the part of the run in which workers are killed, so that each kill finds somebody
MOST_FAULTS = 50  # where all is wrong, the first of it says enough


@dataclass
class Account:
    """What happened. copies: second copies that were answered; together: of these, how many were sent while
    the save itself was not answered yet; refused: how many came too late to be taken. cut_off: requests that
    got no answer. kills: workers killed while they answered somebody."""

    saves: int = 0
    copies: int = 0
    together: int = 0
    refused: int = 0
    cut_off: int = 0
    kills: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [
            f"{self.saves:,} saves and {self.copies:,} second copies in {self.seconds:.0f} seconds "
            f"({(self.saves + self.copies) / max(self.seconds, 0.001):.0f} a second)",
            f"  {self.together:,} copies together with the save itself, {self.refused:,} came too late",
            f"  {self.kills} workers killed while they answered, {self.cut_off} requests without an answer",
            f"  {len(self.faults) or 'no'} faults",
            *(f"    {fault}" for fault in self.faults[:MOST_FAULTS]),
        ]
        return "\n".join(lines)


class Traffic:
    """Threads that take the next thing to send, whatever it is, till everything was answered."""

    def __init__(self, pages: Sequence[Page], chance: random.Random) -> None:
        self.chance = chance
        self.account = Account()
        self.changes = threading.Condition()  # held for everything below, and for the pages
        self.waiting = [page for page in pages if page.to_do]
        self.under_way = 0
        self.begun = 0
        self.to_begin = sum(page.to_do for page in pages)
        self.copies: list[tuple[int, int, Page, Save]] = []
        self.broken: BaseException | None = None

    def run(self, threads: int, kills: int = 0, server: Server | None = None) -> Account:
        """Send everything. Raises what a thread raises."""
        started = time.monotonic()
        crowd = [threading.Thread(target=self.guarded, args=[self.send_all]) for _ in range(threads)]
        if server and kills:
            crowd.append(threading.Thread(target=self.guarded, args=[lambda: self.kill_all(server, kills)]))
        for one in crowd:
            one.start()
        for one in crowd:
            one.join()
        if self.broken:
            raise self.broken
        self.account.seconds = time.monotonic() - started
        return self.account

    def guarded(self, work: Callable[[], None]) -> None:
        """Do it; where it fails, everybody stops."""
        try:
            work()
        except BaseException as error:
            with self.changes:
                self.broken = self.broken or error
                self.changes.notify_all()

    @property
    def over(self) -> bool:
        return self.broken is not None or len(self.account.faults) >= MOST_FAULTS

    # Sending

    def send_all(self) -> None:
        while job := self.next_job():
            job()
            with self.changes:
                self.under_way -= 1
                self.changes.notify_all()

    def next_job(self) -> Callable[[], None] | None:
        """A copy whose moment has come, or a save of some page; copies before their moment when there is
        nothing else. None when there is nothing left, and nothing can follow from what is under way."""
        with self.changes:
            while not self.over:
                if self.copies and (self.copies[0][0] <= self.begun or not self.waiting):
                    _, _, page, save = heapq.heappop(self.copies)
                    self.under_way += 1
                    return lambda: self.send_copy(page, save)
                if self.waiting:
                    page = self.waiting.pop(self.chance.randrange(len(self.waiting)))
                    self.under_way += 1
                    return lambda: self.send_save(page)
                if not self.under_way:
                    break
                self.changes.wait()
            return None

    def send_save(self, page: Page) -> None:
        self.insist(page.open)
        with self.changes:
            save = page.begin_save(self.chance)
            self.begun += 1
            heapq.heappush(self.copies, (self.moment(), self.begun, page, save))
            self.changes.notify_all()
        reply = self.insist(lambda: page.browser.send(save.body))
        with self.changes:
            faults = oracle.faults_of_save(save, reply)
            if not faults:
                page.took(save, told(reply)["revision"])
                self.account.saves += 1
            self.account.faults += faults
            if page.to_do and not faults:
                self.waiting.append(page)
            self.changes.notify_all()

    def moment(self) -> int:
        """When the second copy goes, in saves that were begun till then: at once, soon, or any time later."""
        later = self.chance.choice([0, self.chance.randint(1, 20), self.to_begin - self.begun])
        return self.begun + self.chance.randint(0, later)

    def send_copy(self, page: Page, save: Save) -> None:
        with self.changes:
            before = dict(page.last)
        reply = self.insist(lambda: page.browser.send(save.body))
        with self.changes:
            after = dict(page.last)
            self.account.faults += oracle.faults_of_copy(page, save, reply, before=before, after=after)
            self.account.copies += 1
            self.account.refused += reply.status == 422
            self.account.together += before[save.question].save is save and before[save.question].told is None

    def insist(self, send: Callable[[], T]) -> T:
        """Send it until it is answered, the same each time."""
        for _ in range(TRIES):
            try:
                return send()
            except NoAnswer:
                with self.changes:
                    self.account.cut_off += 1
                    self.changes.notify_all()
        raise AssertionError(f"No answer at {TRIES} tries")

    # Killing

    def kill_all(self, server: Server, kills: int) -> None:
        """At moments spread over the run, kill a worker. One that was answering nobody does not count."""
        latest = EARLY * self.to_begin
        for moment in sorted(self.chance.uniform(0, latest) for _ in range(kills)):
            if not self.wait_until(partial(self.has_begun, moment)):
                return
            while not self.kill_one(server):
                if self.finished:
                    return

    @property
    def finished(self) -> bool:
        return self.over or not (self.waiting or self.copies or self.under_way)

    def wait_until(self, true: Callable[[], bool], seconds: float | None = None) -> bool:
        with self.changes:
            self.changes.wait_for(lambda: true() or self.finished, seconds)
            return true()

    def has_begun(self, saves: float) -> bool:
        return self.begun > saves

    def kill_one(self, server: Server) -> bool:
        """Whether it was answering somebody, who now gets no answer."""
        with self.changes:
            before = self.account.cut_off
        server.kill_worker(self.chance)
        if not self.wait_until(lambda: self.account.cut_off > before, HIT):
            return False
        self.account.kills += 1
        return True


def shared_out(saves: int, pages: Sequence[Page], chance: random.Random) -> None:
    """Give each page its part of so many saves, at random."""
    for place, number in Counter(chance.choices(range(len(pages)), k=saves)).items():
        pages[place].to_do = number
