"""Mail that fails is told to whoever caused it: on the page they are on, or the next that they open."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import caches
from django.db import OperationalError
from django.test import Client

from background.models import OutgoingMail
from background.outbox import TROUBLES, note_failure
from coprod.context import OVERDUE
from tests import factories
from tests.assessments.responses.pages.participants import text_of
from tests.background.mail_servers import AWAY, REFUSING
from tests.frameworks.examples import example, stored

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
COULD_NOT, NOT_YET = "We could not send", "We have not been able to send"
SERVERS = pytest.mark.parametrize(("server", "told"), [(AWAY, NOT_YET), (REFUSING, COULD_NOT)])


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def lead(organisation):
    return factories.make_member(organisation, "lead", "lead@example.org")


@SERVERS
def test_of_adding_a_member(organisation, lead, settings, server, told):
    settings.EMAIL_BACKEND = server
    client = signed_in(lead)
    page = client.post(
        f"/organisations/{organisation.slug}/",
        {"name": "Bo", "email": "bo@example.org", "role": "reader"},
        follow=True,
    )
    words = f"{told} the e-mail that invites bo@example.org to {organisation}"
    assert words in text_of(page)
    assert words in text_of(client.get("/assessments/"))
    assert organisation.member_invitations.filter(email="bo@example.org").exists()


@SERVERS
@pytest.mark.parametrize("path", ["password/reset", "signup"])
@pytest.mark.parametrize("known", [False, True])
def test_of_a_new_password_and_of_signing_up_to_whoever_asked(
    settings, server, told, path, known, organisation
):
    """In the same words whether or not the address has an account."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.EMAIL_BACKEND = server
    if known:
        user = factories.make_member(organisation, "reader", "nia@example.org")
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client = Client()
    data = {"email": "nia@example.org", "name": "Nia", "password1": "a-long-enough-one"}
    data["password2"] = data["password1"]
    page = client.post(f"/account/{path}/", data, follow=True)
    what = "to set a new password" if "password" in path else "to confirm your address"
    assert page.status_code == 200
    assert f"{told} the e-mail with the link {what}" in text_of(page)
    assert told in text_of(client.get("/help/"))
    assert "nia@example.org" not in OutgoingMail.objects.get().about
    assert told not in Client().get("/help/").text


@SERVERS
def test_of_asking_a_second_member(organisation, lead, settings, server, told):
    settings.EMAIL_BACKEND = server
    organisation.requires_second_approver = True
    organisation.save()
    steward = factories.make_member(organisation, "steward", "steward@example.org")
    draft = stored(example(), organisation=organisation, publish=False)
    client = signed_in(steward)
    page = client.post(f"/frameworks/{draft.pk}/publish/", {"revision": draft.revision}, follow=True)
    assert f"{told} the e-mail that asks {lead} to agree to ‘{draft.title}’" in text_of(page)


def test_nobody_is_told_whom_news_of_an_original_did_not_reach(organisation):
    """Who adapts a framework is no business of whoever published it."""
    by = factories.make_member(organisation, "steward", "steward@example.org")
    note_failure(about="an e-mail about the new version", by=by.pk, topic="")
    assert "about the new version" in signed_in(by).get("/help/").text


def test_nobody_is_told_of_what_somebody_else_caused(lead, facilitator):
    note_failure(about="the invitation to bo@example.org", by=lead.pk, topic="")
    assert "bo@example.org" in signed_in(lead).get("/help/").text
    for client in (Client(), signed_in(facilitator)):
        assert "bo@example.org" not in client.get("/help/").text
        client.post("/mail-troubles/seen/")
    assert OutgoingMail.objects.exists()


def test_what_was_read_is_forgotten_and_what_is_still_tried_is_not(lead):
    note_failure(about="the first", by=lead.pk, topic="")
    OutgoingMail.objects.create(by=lead, about="the second", sealed="x", tries=1)
    client = signed_in(lead)
    page = client.post("/mail-troubles/seen/", {"back": "/help/"}, follow=True)
    assert page.redirect_chain == [("/help/", 302)]
    assert "the first" not in page.text
    assert "the second" in page.text
    assert "I have read this" not in page.text


def test_the_button_sends_the_token_of_the_page(lead):
    note_failure(about="the first", by=lead.pk, topic="")
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead)
    page = client.get("/help/").text
    form = page[page.index('action="/mail-troubles/seen/"') :]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]
    assert client.post("/mail-troubles/seen/").status_code == 403
    assert client.post("/mail-troubles/seen/", {"csrfmiddlewaretoken": token}).status_code == 302
    assert not OutgoingMail.objects.exists()


def test_what_a_visitor_caused_is_told_when_they_have_signed_in(settings, lead):
    settings.EMAIL_BACKEND = REFUSING
    client = Client()
    client.post("/account/password/reset/", {"email": lead.email})
    client.force_login(lead)
    assert "to set a new password" in client.get("/help/").text


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""]
)
def test_nobody_is_led_away_from_the_site(client, back):
    assert client.post("/mail-troubles/seen/", {"back": back})["Location"] == "/"


def test_pages_cost_no_query_for_it_while_there_is_none(lead, django_assert_num_queries, client):
    client.force_login(lead)
    caches["process"].delete(TROUBLES)
    client.get("/help/")
    with django_assert_num_queries(2):  # the session, and who they are
        client.get("/help/")


def test_pages_are_shown_while_the_database_is_away(lead, client, monkeypatch):
    def away():
        raise OperationalError("The database is away.")

    client.force_login(lead)
    for name in ("any_troubles", "is_overdue"):
        monkeypatch.setattr(f"coprod.context.{name}", away)
    for key in (TROUBLES, OVERDUE):
        caches["process"].delete(key)
    assert client.get("/help/").status_code == 200


def test_a_visitor_without_a_session_gets_none(lead):
    note_failure(about="the first", by=lead.pk, topic="")
    client = Client()
    response = client.get("/help/")
    assert "the first" not in response.text
    assert "sessionid" not in client.cookies
    assert mail.outbox == []
