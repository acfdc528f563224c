"""Nobody changes by a page what is not theirs to change: every address, method and role.

Each row of tests/access/posts.py is sent by everybody with a body that works for the right role. For those it
has to store something, or the row proves nothing; for the others nothing may be stored at all.
"""

import re
from pathlib import Path

import pytest
from django.template import Template
from django.utils.safestring import SafeString

from assessments.models import Answer, Release, Response, Round
from assessments.records.invitations import Invitation, InvitationBatch
from assessments.rounds.ending import end_round
from tests.access.posts import BY_SECRET, ELSEWHERE, POSTS, address, allowed, body, send
from tests.access.requests import browser_of, undone
from tests.access.rows import CAST, ROWS, SIGN_IN

pytestmark = [pytest.mark.pages, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def blank_pages(monkeypatch):
    """No page has anything on it: for what a view stores. Every page is seen as it is in test_pages.py."""
    monkeypatch.setattr(Template, "render", lambda _template, _context: SafeString("<!doctype html>"))


def sent_by_lead(world, name):
    """What works for the lead, read from its page once."""
    if name not in world["bodies"]:
        with undone():
            world["bodies"][name] = body(browser_of(world, "lead"), world, name)
    return world["bodies"][name]


@pytest.mark.parametrize("name", POSTS)
def test_only_who_may_stores_anything(db, world, name, blank_prints):
    url = address(world, name)
    works = sent_by_lead(world, name)
    for who in CAST:
        with undone():
            client = browser_of(world, who)
            if who in allowed(name):
                status, writes = send(client, url, body(client, world, name))
                assert status in (200, 302), (who, status)
                assert writes, f"{name}: nothing was stored for a {who}, so this row proves nothing"
            else:
                status, writes = send(client, url, works)
                assert status in (403, 404, SIGN_IN) or (status, name) == (302, "assessments:new"), (
                    who,
                    status,
                )
                assert not writes, (who, writes)


def test_a_page_from_before_a_round_ended_does_nothing(db, world, blank_prints):
    """Every page of a round that was open or closed when it was shown; no error, and no answers again."""
    there = {name: (name in POSTS and POSTS[name].where) or ROWS[name][1] for name in ROWS}
    names = [name for name, place in there.items() if place in ("open", "by code", "batch", "closed", "join")]
    assert len(names) > 25
    lead = browser_of(world, "lead")
    sent = {name: sent_by_lead(world, name) for name in names if name in POSTS}
    with undone():
        for round_ in Round.objects.filter(state__in=["open", "closed"]):
            end_round(round_=round_, by=None, reason="Too few.")
        before = of_rounds()
        for name in names:
            with undone():
                url = address(world, name)
                page = lead.get(url, follow=True)
                assert page.status_code in (200, 403, 405), name
                status, _writes = send(lead, url, sent.get(name, {"code": "X", "number": "12"}))
                assert status in (200, 302, 403, 405, 409, 422), (name, status)
                assert of_rounds() == before or name in STILL_WORK, name


def of_rounds():
    """All that there is in rounds."""
    models = (Round, Response, Answer, InvitationBatch, Invitation, Release)
    return [list(model.objects.order_by("pk").values()) for model in models]


STILL_WORK = {"assessments:copy", "assessments:delete"}


def everything_that_is_ever_sent(world):
    """One body with all the fields of all the forms."""
    return {key: value for name in POSTS for key, value in sent_by_lead(world, name).items()}


def test_no_other_address_stores_anything(db, world, blank_prints, request):
    """A new page that stores something and has no row above fails here."""
    sent = everything_that_is_ever_sent(world)
    request.getfixturevalue("blank_pages")
    rest = ROWS.keys() - POSTS.keys() - ELSEWHERE.keys() - BY_SECRET
    for name in sorted(rest):
        with undone():
            _status, writes = send(browser_of(world, "lead"), address(world, name), sent)
        assert not writes, name


def test_no_view_knows_other_methods_than_these():
    """So one of those that no page uses stands for them all, below."""
    ways = re.compile(r"""["'](?:PUT|PATCH|DELETE|OPTIONS|TRACE)["']""")
    views = [path for app in ROOT.glob("*/views*") for path in (app.rglob("*.py") if app.is_dir() else [app])]
    assert len(views) > 50
    assert [path.name for path in views if ways.search(path.read_text(encoding="utf-8"))] == []


INCLUDED = re.compile(r"""{%\s*include\s+"([^"]+)"([^%]*)%}""")
PAGES = {path.relative_to(ROOT / "templates").as_posix(): path for path in ROOT.glob("templates/**/*.html")}


def has_a_form(name):
    """Whether a part of a page has a form with the token, itself or by a part of its own."""
    text = PAGES[name].read_text(encoding="utf-8")
    parts = (part for part, handed in INCLUDED.findall(text) if handed.split()[-1:] != ["only"])
    return "{% csrf_token %}" in text or any(map(has_a_form, parts))


def test_every_form_gets_its_token():
    """`only` keeps the token from a part, which is sent in vain then: Django's test client takes it."""
    parts = [
        (name, part, handed)
        for name, path in PAGES.items()
        for part, handed in INCLUDED.findall(path.read_text(encoding="utf-8"))
        if handed.split()[-1:] == ["only"] and has_a_form(part)
    ]
    assert len(parts) > 5
    assert [(name, part) for name, part, handed in parts if "csrf_token=csrf_token" not in handed] == []


@pytest.mark.parametrize("method", ["head", "put"])
def test_nothing_is_stored_but_by_sending_a_form(db, world, method, blank_pages, blank_prints):
    """Nor by asking for a page: tests/access/test_pages.py sees to that as it opens each."""
    for name in ROWS:
        with undone():
            _status, writes = send(browser_of(world, "lead"), address(world, name), {"do": "save"}, method)
        assert not writes, name


def test_nobody_stores_anything_without_signing_in():
    assert all(allowed(name) and "visitor" not in allowed(name) for name in POSTS)
