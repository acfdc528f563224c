"""200 people who answer at once, on the site and on a bare Django view that stores the same rows.

Both sides are a gunicorn with two workers, asked over real HTTP, and take turns. Ours is the site as it runs
in production: what a page's script sends at each change, with its token and its signed cookie, and all the
checks. The bare side is `save_bare` with no middleware (tests/benchmarks/saving.py).

People think, send one save, wait for the answer, and so on; each save changes one of the four answers of a
page. The time of a save is what the person's browser waits: the line, the queue for a worker, and the work.
Browsers run on the same cores, so they slow both sides.

Where nobody thinks, all 200 wait in the queue all the time, and the ratio is that of how many saves a side
takes in a second. Where they do, a machine that is busy with something else shows first in the slower side:
only on a quiet one do the times say something.
"""

import random
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from assessments import codes
from assessments.models import Perspective, Round
from assessments.responses import saving
from assessments.responses.answers import NO_ANSWER, AnswerContent
from assessments.rounds.contents import RoundPart, content_of_round, parts_of
from frameworks.content import QuestionContent
from tests.benchmarks.saving import QUESTIONS, SHARING, WORDS, answer
from tests.serving import Ask, serving
from tests.serving.browser import FORM, Browser, fields_of, told

PEOPLE, WORKERS = 200, 2
PAUSE = 5.0  # seconds
WAVES, EACH = 4, 2  # turns of each side, and saves of each person in one
BARE = "tests.benchmarks.bare_wsgi"
TARGET = 2.5


@dataclass(frozen=True)
class Waits:
    """How long the saves of one side took, in seconds, and how long its turns lasted together."""

    name: str
    seconds: list[float] = field(default_factory=list)
    turns: list[float] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return statistics.median(self.seconds) * 1000

    @property
    def slow(self) -> float:
        """What 95 of 100 saves stay under, in milliseconds."""
        return statistics.quantiles(self.seconds, n=20)[-1] * 1000

    def __str__(self) -> str:
        rate = len(self.seconds) / sum(self.turns)
        return f"p50 {self.middle:7.1f} ms  p95 {self.slow:7.1f} ms  {rate:4.0f} a second  {self.name}"


@dataclass(frozen=True)
class Outcome:
    title: str
    ours: Waits
    bare: Waits

    @property
    def ratio(self) -> float:
        """Of the medians."""
        return self.ours.middle / self.bare.middle

    @property
    def slow_ratio(self) -> float:
        return self.ours.slow / self.bare.slow

    @property
    def met(self) -> bool:
        return self.ratio < TARGET

    def __str__(self) -> str:
        verdict = "met" if self.met else "MISSED"
        ratios = (
            f"ratio {self.ratio:.2f}, target under {TARGET}: {verdict} (of the p95s {self.slow_ratio:.2f})"
        )
        return "\n".join([self.title, f"  {ratios}", f"  {self.ours}", f"  {self.bare}"])


class Person(Protocol):
    """response: the id of their own. save: send the save with this number, from 0, till it is answered."""

    response: UUID

    def save(self, number: int) -> None: ...


def crowd(
    round_: Round, *, people: int = PEOPLE, pause: float = PAUSE, waves: int = WAVES, each: int = EACH
) -> Outcome:
    """Hold it in an open round. Raises AssertionError where a save is not taken.

    pause: seconds that a person thinks before a save, on average; from a third of it to five thirds.
    """
    part = next(part for part in parts_of(content_of_round(round_)) if len(part.questions) == QUESTIONS)
    thinking = f"{pause:g} seconds of thinking" if pause else "no pause"
    outcome = Outcome(
        f"{people} people at once, {waves * each} saves each with {thinking} between, {WORKERS} workers",
        Waits("the site"),
        Waits("a bare view"),
    )
    with serving(workers=WORKERS) as site, serving(workers=WORKERS, application=BARE) as bare:
        ours = [OnSite(round_, part, place, site.ask) for place in range(people)]
        others = [OnBareView(round_, part, place, bare.ask) for place in range(people)]
        for everyone in (ours, others):
            take_turn(Waits("the first save, which finds the workers cold"), everyone, range(1), 0)
        for first in range(1, 1 + waves * each, each):
            take_turn(outcome.ours, ours, range(first, first + each), pause)
            take_turn(outcome.bare, others, range(first, first + each), pause)
    return outcome


def take_turn(waits: Waits, people: Sequence[Person], numbers: range, pause: float) -> None:
    """Let everyone send these saves, all at once, and keep how long each took."""
    started = time.perf_counter()
    with ThreadPoolExecutor(len(people)) as threads:
        jobs = [threads.submit(answer_on, person.save, numbers, pause) for person in people]
        for job in jobs:
            waits.seconds.extend(job.result())
    waits.turns.append(time.perf_counter() - started)


def answer_on(save: Callable[[int], None], numbers: range, pause: float) -> list[float]:
    """The seconds of each save."""
    seconds = []
    for number in numbers:
        time.sleep(random.uniform(pause / 3, pause * 5 / 3))
        started = time.perf_counter()
        save(number)
        seconds.append(time.perf_counter() - started)
    return seconds


def new_person(round_: Round, place: int) -> tuple[UUID, str]:
    """The id and the secret of a response that has just begun."""
    secret = codes.make_secret()
    perspective: Perspective = round_.assessment.perspectives.all()[0]
    response = saving.begin_response(round_=round_, perspective=perspective, secret=secret)
    return response.pk, secret


def change(part: RoundPart, place: int, number: int) -> tuple[QuestionContent, int, str]:
    """What the person at this place changes with the save of this number: the question, the place of its new
    level, and words beside it. It is something else at each round through the questions."""
    question = part.questions[number % len(part.questions)]
    level = (place + number // len(part.questions)) % len(question.levels)
    return question, level, WORDS if number == 0 else ""


class OnSite:
    """Somebody with a page of the site."""

    def __init__(self, round_: Round, part: RoundPart, place: int, ask: Ask) -> None:
        self.part, self.place = part, place
        self.response, secret = new_person(round_, place)
        address = reverse("assessments:part", args=[round_.join_code, part.number])
        self.browser = Browser(ask, round_, secret, address)
        self.browser.open()
        self.revision = int(self.browser.hidden["revision"])
        self.given = {question.id: NO_ANSWER for question in part.questions}

    def save(self, number: int) -> None:
        question, level, words = change(self.part, self.place, number)
        sharing = SHARING if words else ""
        self.given[question.id] = AnswerContent(
            level=question.levels[level].id, comment=words, sharing=sharing
        )
        fields = [one for q in self.part.questions for one in fields_of(q, self.given[q.id])]
        reply = self.browser.send(self.browser.body(fields, self.revision))
        assert reply.status == 200, reply.status
        self.revision = told(reply)["revision"]
        assert self.revision == number + 1


class OnBareView:
    """Somebody who gives the same answers to `save_bare`."""

    def __init__(self, round_: Round, part: RoundPart, place: int, ask: Ask) -> None:
        self.part, self.place, self.ask = part, place, ask
        self.response, self.secret = new_person(round_, place)

    def save(self, number: int) -> None:
        question, level, words = change(self.part, self.place, number)
        form = {"secret": self.secret, "questions": str(question.id)}
        form |= answer(question.id, str(question.levels[level].id), words)
        reply = self.ask("POST", "/bare/", {"Content-Type": FORM}, urlencode(form))
        assert reply.status == 302, reply.status
