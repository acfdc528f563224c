"""The stress test at a small size, and that it finds what it is there to find; in full: script/stress."""

import random
from dataclasses import replace

import pytest
from django.db.models import F
from django.test import Client

from assessments.models import Answer, Response
from assessments.responses import saving
from assessments.responses.answers import AnswerContent
from assessments.responses.saving import SaveResult
from tests.serving import HOST, Reply
from tests.serving.browser import FORM
from tests.stress import oracle, run
from tests.stress.oracle import Row
from tests.stress.pages import Last, Save
from tests.stress.traffic import Traffic, shared_out

pytestmark = pytest.mark.slow

SAVES, PEOPLE = 60, 4


def test_each_acknowledged_answer_stands_once_when_saves_come_twice_and_workers_are_killed(transactional_db):
    account = run.stress(saves=300, people=20, kills=3, workers=3, seed=1)
    assert account.faults == []
    assert (account.saves, account.copies) == (300, 300)
    assert account.kills == 3
    assert account.cut_off >= 3
    assert account.together > 30
    assert account.refused > 30
    assert sum(Response.objects.values_list("revision", flat=True)) == 300
    assert Answer.objects.exclude(comment="").exists()
    assert Answer.objects.exclude(special="").exists()
    assert Answer.objects.exclude(options=None).exists()


# A site that is broken is found out


@pytest.fixture
def held(db, settings):
    """Hold a small test within this process, one request at a time, and return what happened."""
    settings.ALLOWED_HOSTS = [HOST]

    def ask(method, address, headers, body):
        browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
        headers = {"Host": HOST, **headers}
        reply = browser.generic(method, address, body, FORM, secure=True, headers=headers)
        cookies = [("Set-Cookie", one.OutputString()) for one in reply.cookies.values()]
        return Reply(reply.status_code, [*reply.items(), *cookies], reply.content)

    def hold():
        chance = random.Random(1)
        round_ = run.kinds_round()
        pages = run.pages_of(round_, PEOPLE, ask, chance)
        shared_out(SAVES, pages, chance)
        traffic = Traffic(pages, chance)
        traffic.send_all()
        run.judge(traffic.account, pages, round_)
        return traffic.account

    return hold


@pytest.mark.pages
def test_the_site_as_it_is_has_no_faults(held):
    account = held()
    assert account.faults == []
    assert (account.saves, account.copies) == (SAVES, SAVES)
    assert account.refused > 10


def loses_some(monkeypatch):
    """Each tenth change is acknowledged, and not written till the page sends all of its answers again."""
    write, written = saving.write_answers, []

    def broken(response_id, *args, **at):
        written.append(response_id)
        if len(written) % 10:
            write(response_id, *args, **at)

    monkeypatch.setattr(saving, "write_answers", broken)


def loses_a_question(monkeypatch):
    """Nothing is ever written of every second question."""
    write = saving.write_answers

    def broken(response_id, writes, *args, **at):
        write(response_id, {q: now for q, now in writes.items() if q % 2}, *args, **at)

    monkeypatch.setattr(saving, "write_answers", broken)


def loses_options(monkeypatch):
    """Of an answer that picks options, everything is stored but the options."""
    monkeypatch.setattr(saving, "_write_options", lambda response, picks: None)


def looks_at_no_revision(monkeypatch):
    """Whoever comes last is right: a late copy too."""
    save = saving.save_answers
    monkeypatch.setattr(saving, "save_answers", lambda **given: save(**given | {"base_revision": 10**9}))


def counts_twice(monkeypatch):
    """A copy is taken for one more change."""
    save = saving.save_answers

    def broken(*, response, **given):
        saved = save(response=response, **given)
        Response.objects.filter(pk=response.pk).update(revision=F("revision") + 1)
        return SaveResult(saved.revision + 1, saved.clashes)

    monkeypatch.setattr(saving, "save_answers", broken)


def clashes_with_oneself(monkeypatch):
    """A page is taken for one that is older than it is."""
    save = saving.save_answers
    older = lambda **given: save(**given | {"base_revision": max(0, given["base_revision"] - 1)})  # noqa: E731
    monkeypatch.setattr(saving, "save_answers", older)


def fails_at_times(monkeypatch):
    """Each tenth save ends in an error, with nothing written and nothing acknowledged."""
    save, saved = saving.save_answers, []

    def broken(**given):
        saved.append(given)
        if len(saved) % 10 == 0:
            raise ValueError("The tenth.")
        return save(**given)

    monkeypatch.setattr(saving, "save_answers", broken)


BROKEN = {
    loses_some: "changes, where",
    loses_a_question: "lost",
    loses_options: "wrong",
    looks_at_no_revision: "a copy was answered 200",
    counts_twice: "changes, where",
    clashes_with_oneself: "a save was answered 422",
    fails_at_times: "answered 500",
}


@pytest.mark.pages
@pytest.mark.parametrize(("broken", "fault"), BROKEN.items(), ids=lambda one: getattr(one, "__name__", ""))
def test_a_broken_site_is_found_out(held, monkeypatch, broken, fault):
    broken(monkeypatch)
    assert fault in "\n".join(held().faults)


LAST = Last(Save(number=3, question=7, seen=4, given={7: AnswerContent(level=1)}, body=""), told=6)
RIGHT = Row(AnswerContent(level=1), revision=5)


@pytest.mark.parametrize(
    ("last", "rows", "fault"),
    [
        (LAST, [], "lost"),
        (LAST, [RIGHT, RIGHT], "doubled"),
        (LAST, [replace(RIGHT, given=AnswerContent(level=2))], "wrong"),
        (LAST, [replace(RIGHT, revision=4)], "at revision 4"),
        (LAST, [replace(RIGHT, revision=7)], "at revision 7"),
        (replace(LAST, told=None), [RIGHT], "never acknowledged"),
        (LAST, [RIGHT], ""),
    ],
)
def test_a_row_is_judged_by_the_last_save_of_its_question(last, rows, fault):
    found = oracle.faults_of_rows(last, rows)
    assert len(found) == (1 if fault else 0)
    assert "".join(found).startswith(fault)
