"""Every page opens for whom it is meant (tests/access/rows.py). A new URL without a row fails here."""

import pytest
from django.http import QueryDict
from django.urls import get_resolver, reverse

from tests.access.posts import send, statements
from tests.access.requests import browser_of, undone
from tests.access.rows import BUTTON_ON, CAST, POST_ONLY, ROWS

pytestmark = [pytest.mark.pages, pytest.mark.slow]


def names(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names(pattern, inner)
        else:
            yield f"{prefix}{pattern.name}"


def test_every_url_has_a_row():
    """allauth's own pages, whose names start with 'account_', look after themselves."""
    ours = {name for name in names(get_resolver()) if not name.startswith("account_")}
    assert ours == set(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_each_page_opens_for_whom_it_is_meant(db, world, name, pages_laid_out_once):
    """Everybody in turn, whoever may do most first: what is kept for one may not serve another. Asking for it
    with what a button would send stores nothing; by a link: below."""
    expected, where, *post = ROWS[name]
    url = reverse(name, args=world[where] if where else [])
    got = {}
    for who in reversed(CAST):
        with undone():
            client = browser_of(world, who)
            got[who], writes = send(client, url, {} if post else {"do": "save"}, "post" if post else "get")
            assert post or not writes, who
    assert got == expected


def test_each_page_of_a_round_that_is_posted_to_has_a_button_somewhere():
    posted = {name for name, (_who, where, *post) in ROWS.items() if post and name.startswith("assessments:")}
    by_secret = {"look", "leave", "join_statement", "step_back", "taken_back_read", "delete_unplaced"}
    assert posted - {f"assessments:{name}" for name in by_secret} == set(BUTTON_ON)


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if POST_ONLY in row])
def test_what_changes_something_cannot_be_done_by_a_link(db, client, world, name):
    client.force_login(world["cast"]["lead"])
    where = world[ROWS[name][1]] if ROWS[name][1] else []
    with statements() as asked:
        response = client.get(reverse(name, args=where))
    assert not [sql for sql in asked if not sql.startswith("SELECT")]
    if name not in BUTTON_ON:
        assert response.status_code == 405
        return
    assert response["Location"] == reverse(BUTTON_ON[name], args=where)
    assert client.get(response["Location"]).status_code == 200
    assert client.put(reverse(name, args=where)).status_code == 405


@pytest.mark.parametrize("name", BUTTON_ON)
def test_who_signs_in_anew_after_such_a_page_comes_out_where_its_button_stands(db, client, world, name):
    where = world[ROWS[name][1]]
    address = reverse(name, args=where)
    sign_in = client.get(address, follow=True).request
    assert sign_in["PATH_INFO"] == "/account/login/"
    client.force_login(world["cast"]["lead"])
    again = client.get(QueryDict(sign_in["QUERY_STRING"])["next"], follow=True)
    assert again.request["PATH_INFO"] == reverse(BUTTON_ON[name], args=where)
    assert again.status_code == 200


@pytest.mark.parametrize("name", ["results", "report", "report_pdf"])
@pytest.mark.parametrize("state", ["draft", "open"])
def test_no_results_exist_before_the_release(db, client, world, name, state):
    client.force_login(world["cast"]["lead"])
    assert client.get(reverse(f"assessments:{name}", args=world[state])).status_code == 404


def test_a_round_that_is_being_set_up_does_not_exist_for_participants(db, client, world):
    from assessments.models import Round

    code = Round.objects.get(pk=world["draft"][0]).join_code
    assert client.get(reverse("assessments:join", args=[code])).status_code == 404
