import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.urls import reverse

from accounts.models import Organisation
from tests import factories

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def nothing_remembered():
    caches["process"].clear()


@pytest.fixture
def example(db, nothing_remembered):
    call_command("load_library")
    call_command("load_example")


def test_results_and_pdf_of_the_example_are_two_clicks_from_the_start(example, client):
    home = client.get("/").text
    assert "/account/login/?next=/rounds/" in home
    where = home.split("/account/login/?next=")[1].split('"')[0]
    page = client.get("/account/login/", {"next": where}).text
    assert "Sign in to the example" in page
    response = client.post(
        "/account/login/",
        {"login": "facilitator@example.org", "password": "look-round-example", "next": where},
    )
    assert response["Location"] == where
    assert "Larkfield crisis house" in client.get(where).text


def test_the_password_of_the_example_is_told_on_a_local_site_only(example, client, settings):
    assert "look-round-example" in client.get("/account/login/").text
    settings.LOCAL = False
    assert "look-round-example" not in client.get("/account/login/").text
    assert "its results" not in client.get("/").text


def a_minute_later(monkeypatch):
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 61)


def test_an_example_site_is_marked_on_every_page(example, client, monkeypatch):
    for path in ["/", "/help/", "/frameworks/", "/enter/", "/account/login/", "/nothing-here/"]:
        assert "Example site." in client.get(path).text, path
    call_command("remove_example")
    a_minute_later(monkeypatch)
    assert "Example site." not in client.get("/").text


def test_a_site_says_within_a_minute_that_it_holds_the_example(db, client, nothing_remembered, monkeypatch):
    assert "Example site." not in client.get("/help/").text
    factories.make_organisation("Example house")
    Organisation.objects.update(is_example=True)
    a_minute_later(monkeypatch)
    assert "Example site." in client.get("/help/").text


@pytest.mark.parametrize("is_example", [False, True])
def test_pages_do_not_ask_each_time_whether_there_is_an_example(
    db, client, nothing_remembered, is_example, django_assert_num_queries
):
    factories.make_organisation("Example house")
    Organisation.objects.update(is_example=is_example)
    with django_assert_num_queries(2):  # and whether any mail has failed
        first = client.get("/help/")
    with django_assert_num_queries(0):
        second = client.get("/help/")
        client.get("/privacy/")
    assert ("Example site." in first.text) is ("Example site." in second.text) is is_example


@pytest.mark.parametrize("path", ["/nothing-here/", "/rounds/999999/", "/join/0000/", "/frameworks/999999/"])
def test_what_is_not_there_says_so_kindly(db, client, path):
    client.force_login(factories.make_user())
    response = client.get(path)
    assert response.status_code == 404
    assert "There is nothing here" in response.text


def test_a_form_without_its_token_says_what_to_do(db):
    from django.test import Client

    sent = {"code": "x", "s1-q1-comment": "What I had <b>written</b>."}
    response = Client(enforce_csrf_checks=True).post(reverse("assessments:enter"), sent)
    assert response.status_code == 403
    assert "Please try again" in response.text
    assert "What I had &lt;b&gt;written&lt;/b&gt;." in response.text
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


def test_an_error_of_ours_shows_no_detail(db, client, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("a secret detail")

    monkeypatch.setattr("django.shortcuts.loader.render_to_string", broken)
    client.raise_request_exception = False
    response = client.get("/help/")
    assert response.status_code == 500
    assert "Something went wrong here" in response.text
    assert "a secret detail" not in response.text


def test_every_page_carries_the_strict_policy(db, client):
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy


@pytest.mark.parametrize(("missing", "hint"), [("SECRET_KEY", "token_urlsafe"), ("ALLOWED_HOSTS", "commas")])
def test_a_real_site_does_not_start_without_what_it_needs(missing, hint, tmp_path):
    env = {
        "PATH": "/usr/bin:/bin",
        "LOCAL": "0",
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "measure.example.org",
    }
    del env[missing]
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60
    )
    assert done.returncode != 0
    assert f"The environment variable {missing} is not set." in done.stderr
    assert hint in done.stderr


def test_pages_of_people_who_are_signed_in_are_kept_by_nobody(example, client):
    client.post("/account/login/", {"login": "facilitator@example.org", "password": "look-round-example"})
    for path in ["/assessments/", "/organisations/", "/help/"]:
        assert "no-store" in client.get(path, follow=True)["Cache-Control"], path
