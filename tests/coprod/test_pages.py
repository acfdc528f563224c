import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from assessments.models import Round
from assessments.release import actions as release_actions
from assessments.rounds import lifecycle
from tests import factories

pytestmark = [pytest.mark.pages, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]


def test_results_and_pdf_of_the_example_are_two_clicks_from_the_start(example_site, client):
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


def test_the_password_of_the_example_is_told_on_a_local_site_only(example_site, client, settings):
    assert "look-round-example" in client.get("/account/login/").text
    settings.LOCAL = False
    assert "look-round-example" not in client.get("/account/login/").text
    assert "its results" not in client.get("/").text


def test_the_note_of_the_example_is_on_its_own_pages_alone(example_site, client):
    """A site that also holds the example marks nothing of anybody else as invented."""
    for path in ["/", "/help/", "/frameworks/", "/enter/", "/account/login/", "/nothing-here/"]:
        assert "This is an example." not in client.get(path).text, path
    ours = factories.make_round(organisation=factories.make_organisation("A real trust"))
    trust, lead = ours.assessment.organisation, User.objects.get(email="lead@example.org")
    for user, is_example in ((lead, True), (trust.memberships.get().user, False)):
        client.force_login(user)
        for round_ in Round.objects.visible_to(user):
            assert ("This is an example." in client.get(f"/rounds/{round_.pk}/").text) is is_example
    join = Round.objects.filter(assessment__organisation__is_example=True, state="open").first()
    assert "This is an example." in client.get(f"/join/{join.join_code}/").text
    assert "This is an example." not in client.get(f"/join/{ours.join_code}/").text


def test_anybody_can_look_at_the_results_and_the_report_of_the_example(example_site, client):
    home = client.get("/").text
    released = Round.objects.released().latest("number")
    for place in ("results", "report"):
        address = f"/example/{released.pk}/{place}/"
        assert f'href="{address}"' in home
        page = client.get(address)
        assert page.status_code == 200
        assert "This is an example." in page.text
        assert client.post(address).status_code == 405
    links = set(re.findall(r'href="(/example/[^"]+)"', client.get(f"/example/{released.pk}/results/").text))
    assert len(links) > 3
    for link in {link for link in links if not link.endswith((".pdf", ".docx"))}:
        assert client.get(link).status_code == 200, link


def test_nothing_but_the_example_is_public(example_site, client):
    for round_ in Round.objects.exclude(state="released"):
        assert client.get(f"/example/{round_.pk}/results/").status_code == 404
    ours = factories.make_round(perspectives=factories.TWO, organisation=factories.make_organisation("Ours"))
    lifecycle.close_round(round_=ours, by=None)
    release_actions.release_round(round_=ours, by=None)
    for place in ("results/", "report/", "report.pdf", "results/demo/s1/"):
        assert client.get(f"/example/{ours.pk}/{place}").status_code == 404


@pytest.mark.parametrize("path", ["/nothing-here/", "/rounds/999999/", "/join/0000/", "/frameworks/999999/"])
def test_what_is_not_there_says_so_kindly(db, client, path):
    client.force_login(factories.make_user())
    response = client.get(path)
    assert response.status_code == 404
    assert "There is nothing here" in response.text


def test_a_form_without_its_token_says_what_to_do(db):
    sent = {"code": "x", "s1-q1-comment": "What I had <b>written</b>."}
    response = Client(enforce_csrf_checks=True).post(reverse("assessments:enter"), sent)
    assert response.status_code == 403
    assert "Please try again" in response.text
    assert "What I had &lt;b&gt;written&lt;/b&gt;." in response.text
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("assessments:join", "Ask the person at Larkfield Voices who told you about this for a paper form."),
        ("assessments:look", "Ask the person at Larkfield Voices who told you about this for a paper form."),
        ("assessments:part", "Ask the person at Larkfield Voices who told you about this for a paper form."),
        ("assessments:enter", "Ask the person who told you about this for a paper form."),
        ("account_login", "ask the person who looks after your computers"),
        ("account_signup", "ask the person who looks after your computers"),
        ("frameworks:import", "ask the person who looks after your computers"),
    ],
)
def test_a_browser_without_cookies_reads_what_to_do_and_never_runs_in_a_circle(db, name, said):
    round_ = factories.make_round(organisation=factories.make_organisation("Larkfield Voices"))
    of_round = {"assessments:join": [], "assessments:look": [], "assessments:part": [1]}
    address = reverse(name, args=[round_.join_code, *of_round[name]] if name in of_round else [])
    client = Client(enforce_csrf_checks=True)
    if name == "frameworks:import":
        client.force_login(round_.assessment.organisation.memberships.get().user)
    token = "a" * 64
    sent = {"csrfmiddlewaretoken": token, "s1-q1-comment": "My words."}
    for _time in range(2):
        response = client.post(address, sent, headers={"Referer": f"http://testserver{address}?next=x"})
        assert response.status_code == 403
        page = " ".join(response.text.split())
        assert "This site needs cookies" in page
        assert "allow them for this site" in page
        assert said in page
        assert "My words." in page
        start = reverse("assessments:join", args=[round_.join_code])
        again = start if name in of_round else address
        assert f'href="{again}">Open the page again' in page
        client.cookies.pop("csrftoken", None)
    client.cookies["csrftoken"] = "b" * 32
    assert "This page was open for too long" in client.post(address, sent).text


@pytest.mark.parametrize("page", ["https://elsewhere.example/", "http://testserver//elsewhere.example/", ""])
def test_the_way_back_to_a_form_leads_to_no_other_site(db, page):
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("account_login"), headers={"Referer": page})
    assert "Open the page again" not in response.text
    assert "elsewhere" not in response.text


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


def test_pages_of_people_who_are_signed_in_are_kept_by_nobody(example_site, client):
    client.post("/account/login/", {"login": "facilitator@example.org", "password": "look-round-example"})
    for path in ["/assessments/", "/organisations/", "/help/"]:
        assert "no-store" in client.get(path, follow=True)["Cache-Control"], path
