"""While the database is away: a page that says so, the pages that need none, and nothing to mend after."""

import contextlib

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.urls import reverse

from coprod.hosting.outages import NEED_NO_DATABASE
from tests import factories
from tests.assessments.responses.pages.participants import Person, browser, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

STOP = "We have to stop for a moment"


@contextlib.contextmanager
def away(error=OperationalError):
    """The database answers nothing."""

    def refuse(*args):
        raise error("could not connect to server: jo@example.org")

    with connection.execute_wrapper(refuse):
        yield


def somebody(signed_in):
    client = browser()
    if signed_in:
        client.force_login(factories.make_user())
    return client


@pytest.mark.parametrize("name", sorted(NEED_NO_DATABASE))
@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("known", [False, True])
def test_help_and_privacy_are_there_without_a_database(name, signed_in, known):
    """known: whether the process remembers that there is no example."""
    from django.core.cache import caches

    client = somebody(signed_in)
    if not known:
        caches["process"].clear()
    with away():
        page = client.get(reverse(name))
    assert page.status_code == 200
    assert "<h1>" in page.text
    assert "Sign out" not in page.text
    assert ("Sign out" in client.get(reverse(name)).text) is signed_in


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("address", ["/", "/assessments/", "/frameworks/", "/join/abcd/", "/nothing-here/"])
def test_any_other_page_says_so_and_is_there_again_after(error, signed_in, address):
    client = somebody(signed_in)
    before = client.get(address)
    with away(error):
        page = client.get(address)
        if page.status_code != 503:  # it asks the database nothing, signed in or not
            assert not signed_in
            assert (page.status_code, address) in [(302, "/assessments/"), (404, "/nothing-here/")]
            return
    words = text_of(page)
    assert STOP in words
    assert f'href="{address}"' in words
    assert page["Retry-After"]
    assert "no-store" in page["Cache-Control"]
    assert "jo@example.org" not in words
    assert client.get(address).status_code == before.status_code


def test_words_that_were_sent_come_back():
    round_ = factories.make_round([factories.make_version(extra=("text",))], perspectives=factories.TWO)
    person = Person(round_).start()
    with away():
        page = person.send("part", {"s1-q1-comment": "What I had <b>written</b>.", "mark": "x"})
        script = person.send("part", {"s1-q1-comment": "words"}, headers={"accept": "application/json"})
    assert page.status_code == script.status_code == 503  # the page's script tries again at any 5xx
    assert "What I had &lt;b&gt;written&lt;/b&gt;." in page.text
    assert "is probably not saved" in text_of(page)


def test_a_fault_of_our_own_is_not_taken_for_an_outage(monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("ours")

    monkeypatch.setattr("django.shortcuts.loader.render_to_string", broken)
    page = browser().get("/help/")
    assert page.status_code == 500
    assert STOP not in page.text


def test_a_store_of_counts_that_is_away_is_an_outage_too(monkeypatch):
    """As redis has it, which is not installed everywhere."""
    kind = type("ConnectionError", (Exception,), {"__module__": "redis.exceptions"})

    def broken(*args, **kwargs):
        raise kind("Connection refused")

    monkeypatch.setattr("assessments.views.taking_part.joining.is_ratelimited", broken)
    page = browser().post("/enter/", {"code": "x"})
    assert page.status_code == 503
