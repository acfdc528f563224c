"""Two people who send the same page at the same moment, or two pages that do not go together: never an error.

Each row of tests/access/posts.py is sent by two who lead. What comes of it is told on a page; the trail has
each thing that was done once.
"""

from collections import Counter
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client

from accounts.models import AuditEvent
from tests import factories
from tests.access.conftest import make_world
from tests.access.posts import POSTS, address, allowed, body
from tests.threads import at_once
from tests.transactions.snapshot import put_back, take_snapshot

PRINTS = {"assessments:slips", "assessments:print_paper"}  # each of the two makes and prints its own
# Two pages about the same thing, each with where: after the one, the other cannot be done any more.
PAIRS = [
    (("frameworks:publish", "whole draft"), ("frameworks:discard", "whole draft")),
    (("frameworks:publish", "whole draft"), ("frameworks:edit", "whole draft")),
    (("frameworks:agree", "proposed draft"), ("frameworks:discard", "proposed draft")),
    (("frameworks:edit", "our draft"), ("frameworks:discard", "our draft")),
    (("frameworks:edit_part", "our draft part"), ("frameworks:discard", "our draft")),
    (("frameworks:edit_scales", "our draft"), ("frameworks:discard", "our draft")),
    (("frameworks:next", "published ours"), ("frameworks:withdraw", "published ours")),
    (("frameworks:translate", "our version"), ("frameworks:withdraw", "our version")),
    (("frameworks:adapt", "our version"), ("frameworks:withdraw", "our version")),
    (("accounts:member", "member"), ("accounts:organisation", "organisation")),
    (("assessments:close", "by code"), ("assessments:slips", "by code")),
    (("assessments:close", "by code"), ("assessments:take_back", "batch")),
    (("assessments:close", "open"), ("assessments:add_codes", "open")),
    (("assessments:stop_codes", "by both"), ("assessments:slips", "by both")),
    (("assessments:close", "open"), ("assessments:change", "open")),
    (("assessments:release", "closed"), ("assessments:reopen", "closed")),
    (("assessments:end", "open"), ("assessments:close", "open")),
    (("assessments:end", "by code"), ("assessments:slips", "by code")),
    (("assessments:end", "closed"), ("assessments:release", "closed")),
    (("assessments:end", "closed"), ("assessments:reopen", "closed")),
    (("assessments:open", "draft"), ("assessments:terms", "draft")),
    (("assessments:open", "draft"), ("assessments:perspectives", "draft")),
    (("assessments:open", "draft"), ("assessments:frameworks", "draft")),
]
# SQLite lets one write in at a time, so little of this can come out otherwise there: a few will do.
ON_BOTH = {
    "accounts:organisation",
    "accounts:member",
    "accounts:new",
    "frameworks:publish",
    "assessments:release",
}


def on_both(row):
    return pytest.param(row)


def on_postgres(row):
    return pytest.param(
        row, marks=pytest.mark.skipif("connection.vendor == 'sqlite'", reason="one at a time")
    )


# What makes a new thing each time, whoever else does the same.
MAKES_ANEW = {
    "frameworks:new",
    "frameworks:new_story",
    "frameworks:adapt",
    "accounts:new",
    "assessments:new",
    *PRINTS,
}


@pytest.fixture(scope="module")
def kept():
    """The world and its tables, once it was made."""
    return {}


@pytest.fixture
def world(transactional_db, kept):
    if connection.vendor == "sqlite":
        return make_world_of_two()
    if kept:
        put_back(kept["tables"])
    else:
        kept["world"], kept["tables"] = take_snapshot(make_world_of_two)
    return kept["world"]


def make_world_of_two():
    made = make_world()
    organisation = made["cast"]["lead"].memberships.get().organisation
    made["second"] = factories.make_member(organisation, "lead", "second@example.org")
    return made


def as_(user):
    client = Client()
    client.force_login(user)
    return client


def sent_by(world, user, name):
    client = as_(user)
    return client, address(world, name), body(client, world, name)


def press(client, url, data):
    """Send it, and look at what it leads to. An error that nobody catches is raised here."""
    response = client.post(url, data)
    return client.get(response["Location"]) if response.status_code == 302 else response


OWN = {"assessments:my_key"}


def people(world, name):
    """Two who may: the lead and the second one, or, for what is one person's own, that person twice."""
    lead = world["cast"]["lead"]
    return [lead, lead if name in OWN else world["second"]] if "lead" in allowed(name) else []


def since(before):
    """What the trail says was done since, each with how often."""
    return Counter(AuditEvent.objects.filter(pk__gt=before).values_list("what", "record"))


def last_event():
    return AuditEvent.objects.order_by("pk").last().pk


@pytest.mark.parametrize("name", [on_both(name) if name in ON_BOTH else on_postgres(name) for name in POSTS])
def test_two_send_the_same_page(world, name):
    ready = [sent_by(world, user, name) for user in people(world, name)]
    before = last_event()
    pages = at_once(*[lambda one=one: press(*one) for one in ready])
    assert all(page.status_code < 500 for page in pages)
    if name not in SAVES_AGAIN:
        assert set(since(before).values()) <= {1}, since(before)


SAVES_AGAIN = {  # what each of the two saves, though it is the same
    *MAKES_ANEW,
    "accounts:change",
    "assessments:face",
    "assessments:about",
    "assessments:frameworks",
    "assessments:perspectives",
    "assessments:expected",
    "assessments:terms",
    "assessments:day",
    "assessments:joining",
    "assessments:change",
    "assessments:contact",
    "assessments:invite",
    "assessments:new_action",
    "assessments:action_update",
    "assessments:review_plan",
    "assessments:review_day",
    "assessments:replace_key_link",
}


def said(pair):
    return f"{pair[0][0]} and {pair[1][0]}"


@pytest.mark.parametrize("pair", [on_postgres(pair) for pair in PAIRS], ids=said)
def test_two_pages_that_do_not_go_together(world, monkeypatch, pair):
    for name, place in pair:
        monkeypatch.setitem(POSTS, name, replace(POSTS[name], where=place))
    both = (world["cast"]["lead"], world["second"])
    ready = [sent_by(world, user, name) for user, (name, _place) in zip(both, pair, strict=True)]
    before = last_event()
    pages = at_once(*[lambda one=one: press(*one) for one in ready])
    assert all(page.status_code < 500 and page.status_code != 404 for page in pages)
    assert set(since(before).values()) <= {1}, since(before)
    late = press(*ready[0])  # a page that was left open
    assert late.status_code < 500
    assert late.status_code != 404
