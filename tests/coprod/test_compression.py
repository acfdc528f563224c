"""Pages travel compressed, and arrive as they were."""

import gzip
import re

import pytest
from django.urls import reverse

from accounts.models import Membership
from tests import factories

TAKES_GZIP = {"accept-encoding": "gzip, deflate, br"}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture
def released(db):
    round_ = factories.make_round()
    for answer in (1, 2, 3):
        factories.respond(round_, "service-users-and-survivors", {"s1-q1": answer})
    return factories.release(round_).round


@pytest.fixture
def member(client, released):
    client.force_login(Membership.objects.get(organisation=released.assessment.organisation).user)
    return client


def test_the_report_arrives_compressed_and_is_the_same_text(member, released):
    address = reverse("assessments:report", args=[released.pk])
    plain, packed = member.get(address), member.get(address, headers=TAKES_GZIP)
    assert packed["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain
    assert TOKEN.sub("", gzip.decompress(packed.content).decode()) == TOKEN.sub("", plain.text)
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content) / 3
    for response in (plain, packed):
        assert "Accept-Encoding" in response["Vary"]
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert "no-store" in response["Cache-Control"]


def test_the_same_page_has_another_length_each_time(db, client):
    """So that its length does not betray what is in it (BREACH)."""
    pages = [client.get("/help/", headers=TAKES_GZIP).content for _ in range(8)]
    assert len({gzip.decompress(page) for page in pages}) == 1
    assert len({len(page) for page in pages}) > 1


def test_a_token_never_looks_the_same_twice(db, client):
    """One that stayed the same could be guessed letter by letter from the lengths of compressed pages."""
    tokens = {TOKEN.search(client.get("/").text)[0] for _ in range(4)}
    assert len(tokens) == 4


def test_json_is_compressed(db, client, monkeypatch):
    from django.http import JsonResponse

    monkeypatch.setattr("coprod.views.render", lambda *args, **kwargs: JsonResponse({"words": "we " * 500}))
    response = client.get("/privacy/", headers=TAKES_GZIP)
    assert response["Content-Encoding"] == "gzip"
    assert b"we we" in gzip.decompress(response.content)


@pytest.mark.parametrize("name", ["report_pdf", "static"])
def test_what_is_compressed_by_itself_is_left_alone(member, released, name, reports_made):
    static = "/static/css/app.css"  # whitenoise sees to it, before the site is asked
    address = static if name == "static" else reverse(f"assessments:{name}", args=[released.pk])
    response = member.get(address, headers=TAKES_GZIP)
    assert response.status_code == 200
    assert "Content-Encoding" not in response


@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken"])
def test_cookies_stay_at_home_when_another_site_asks(db, client, cookie):
    factories.make_user("sam@example.org")
    client.get("/account/login/")
    client.post("/account/login/", {"login": "sam@example.org", "password": factories.PASSWORD})
    assert client.cookies[cookie]["samesite"] == "Lax"
