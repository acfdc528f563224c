"""The round of the stress test, the people in it, and the whole run with its judgement."""

import random

from django.urls import reverse

from assessments import codes
from assessments.models import Round
from assessments.responses import saving
from assessments.rounds.contents import content_of_round, parts_of
from tests import factories
from tests.serving import Ask, serving
from tests.serving.browser import Browser
from tests.stress import oracle
from tests.stress.pages import Page
from tests.stress.traffic import Account, Traffic, shared_out

THREADS = 12
KINDS = ("one", "many", "text")  # beside the ratings
PAGES = 3  # of each person, open side by side: saves of one person meet, too


def stress(*, saves: int, people: int, kills: int, workers: int, seed: int) -> Account:
    """Hold the whole test on the database that this process uses. seed: of all that is left to chance, but
    not of the order in which threads and processes get their turn."""
    chance = random.Random(seed)
    round_ = kinds_round()
    with serving(workers=workers) as server:
        pages = pages_of(round_, people, server.ask, chance)
        shared_out(saves, pages, chance)
        account = Traffic(pages, chance).run(THREADS, kills, server)
        if not account.faults:
            server.wait_for(workers)
        elif "answered 5" in "".join(account.faults):
            account.faults.append(server.last_words())
    judge(account, pages, round_)
    return account


def judge(account: Account, pages: list[Page], round_: Round) -> None:
    """Look at what is stored, once all is quiet."""
    account.faults += oracle.faults_at_the_end(pages, *oracle.stored(round_))


def kinds_round() -> Round:
    """An open round of three frameworks with every kind of question: six parts, 21 questions."""
    versions = [factories.make_version(f"stress-{n}", extra=KINDS) for n in range(3)]
    return factories.make_round(versions, organisation=factories.make_organisation("Stress"))


def pages_of(round_: Round, people: int, ask: Ask, chance: random.Random) -> list[Page]:
    """So many people who have just begun, and for each some parts, which nobody has opened yet."""
    parts = parts_of(content_of_round(round_))
    perspectives = list(round_.assessment.perspectives.all())
    pages = []
    for _ in range(people):
        secret = codes.make_secret()
        response = saving.begin_response(
            round_=round_, perspective=chance.choice(perspectives), secret=secret
        )
        for part in chance.sample(parts, PAGES):
            address = reverse("assessments:part", args=[round_.join_code, part.number])
            pages.append(Page(response.pk, part, Browser(ask, round_, secret, address)))
    return pages
