"""Answers change by their own secret alone: no account, no role and no other secret does instead."""

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Round
from tests.access.posts import BY_SECRET, send
from tests.access.requests import browser_of, undone
from tests.access.rows import CAST

pytestmark = [pytest.mark.pages, pytest.mark.slow]

PAGES = {  # what somebody fills in on each
    "perspective": {"perspective": "practitioners"},
    "part": {"s1-q1-answer": "4", "go": "next"},
    "check": {},
    "withdraw": {},
}


def url(world, name):
    code = world["join"][0]
    return reverse(f"assessments:{name}", args=[code, 1] if name == "part" else [code])


def body(client, page, change):
    shown = client.get(page)
    assert shown.status_code == 200, page
    forms = [f for f in lxml.html.fromstring(shown.content.decode()).forms if f.method == "POST"]
    [form] = [f for f in forms if (f.action or page) == page]
    return {**dict(form.form_values()), **change}


def started(world):
    client = Client()
    page = url(world, "join")
    assert (
        client.post(page, body(client, page, {"perspective": "service-users-and-survivors"})).status_code
        == 302
    )
    part = url(world, "part")
    assert send(client, part, body(client, part, PAGES["part"]))[1]
    return client


def test_the_pages_are_those_that_are_posted_to():
    assert {f"assessments:{name}" for name in PAGES} | {"assessments:enter", "assessments:join"} == BY_SECRET


@pytest.mark.parametrize("name", PAGES)
def test_only_ones_own_secret_changes_anything(db, world, name):
    with undone():
        own, other = started(world), started(world)
        page = url(world, name)
        change = {**PAGES[name], **({"s1-q1-answer": "2"} if name == "part" else {})}
        works = body(own, page, change)
        for who in CAST:
            client = browser_of(world, who)
            assert not send(client, page, works)[1], who
        assert not send(other, page, works)[1], "somebody else who takes part"
        assert send(own, page, works)[1], "this row proves nothing"
        assert Round.objects.filter(join_code=world["join"][0]).exists()
