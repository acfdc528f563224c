"""allauth's pages and mails: all in this site's look and words, and none gives anything away."""

import re
from pathlib import Path

import allauth
import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.conf import settings as site
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import caches
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.models import User
from tests import factories

pytestmark = pytest.mark.pages

THEIRS = Path(allauth.__file__).parent / "templates"
OURS = Path(site.BASE_DIR) / "templates"
SAM = "sam@example.org"


@pytest.fixture(autouse=True)
def real_site(settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


@pytest.fixture
def sam(db):
    return confirmed(SAM, "Sam Same")


def confirmed(email, name="Somebody"):
    user = factories.make_user(email, name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def sign_in(client, email=SAM, password=factories.PASSWORD):
    return client.post("/account/login/", {"login": email, "password": password})


def is_signed_in(client):
    return client.get(reverse("change_name")).status_code == 200


def link_in(message):
    return re.search(r"https?://\S+", message.body)[0]


def sign_up(client, email, password=factories.PASSWORD, name="Nia New"):
    passwords = {"password1": password, "password2": password}
    return client.post("/account/signup/", {"name": name, "email": email, **passwords})


def change_address(client, to, password=factories.PASSWORD):
    """Ask for another address, and type the password where it is asked for."""
    response = client.post("/account/email/", {"action_add": "yes", "email": to}, follow=True)
    if response.request["PATH_INFO"] == reverse("account_reauthenticate"):
        back = re.search(r'name="next" value="([^"]+)"', response.text)[1]
        response = client.post(
            reverse("account_reauthenticate"), {"password": password, "next": back}, follow=True
        )
    return response


# In our look and words


def drawn_by(response):
    return {template.origin.name for template in response.templates}


def assert_ours(response):
    drawn = drawn_by(response)
    assert str(OURS / "base.html") in drawn, response.request["PATH_INFO"]
    assert not [name for name in drawn if name.startswith(str(THEIRS))], response.request["PATH_INFO"]


def allauth_names():
    return sorted({one.name for one in patterns(get_resolver()) if (one.name or "").startswith("account_")})


def patterns(resolver):
    for one in resolver.url_patterns:
        yield from patterns(one) if hasattr(one, "url_patterns") else [one]


ARGS = {
    "account_confirm_email": ["none-of-ours"],
    "account_reset_password_from_key": ["1", "none-of-ours"],
}


@pytest.mark.parametrize("who", ["visitor", "signed in", "without a password"])
@pytest.mark.parametrize("name", allauth_names())
def test_every_page_is_ours(sam, client, name, who):
    """Each as it opens, and after an empty form was sent; wherever that leads."""
    if who == "without a password":
        sam.set_unusable_password()
        sam.save()
    if who != "visitor":
        client.force_login(sam)
    url = reverse(name, args=ARGS.get(name))
    assert_ours(client.get(url, follow=True))
    if name != "account_logout":
        response = client.post(url, {"action_add": "yes"}, follow=True)
        if response.status_code != 405:  # a page that only says something
            assert_ours(response)


def test_pages_that_need_a_link_are_ours(sam, client, mailoutbox):
    client.post("/account/password/reset/", {"email": SAM})
    assert_ours(form := client.get(link_in(mailoutbox[-1]), follow=True))
    assert_ours(client.post(form.request["PATH_INFO"], {"password1": "short", "password2": "other"}))
    assert_ours(client.get(link_in(mailoutbox[-1]).replace("/key/", "/key/x"), follow=True))
    sign_up(client, "nia@example.org")
    assert_ours(client.get(link_in(mailoutbox[-1])))
    assert_ours(client.post(link_in(mailoutbox[-1]), follow=True))
    taken = EmailAddress.objects.create(user=sam, email="nia@example.org", verified=False)
    assert_ours(page := client.get(reverse("account_confirm_email", args=[EmailConfirmationHMAC(taken).key])))
    assert "This address cannot be confirmed" in page.text


def test_too_many_tries_are_answered_in_our_look(sam, client):
    client.force_login(sam)
    for _ in range(6):
        response = client.post("/account/password/change/", {})
    assert response.status_code == 429
    assert_ours(response)


NOT_REACHED = {  # of ways to sign in that this site does not offer
    "code": "by a code that is mailed",
    "phone": "by telephone",
    "passkey": "by a passkey",
}
# With one address for each account, and pages of our own, these are shown nowhere.
NOT_SHOWN = {
    "account/email.html",
    "account/verified_email_required.html",
    "account/snippets/already_logged_in.html",
    "account/snippets/warn_no_email.html",
    "account/email/email_confirm_message.txt",
    "account/email/email_confirm_subject.txt",
}


def test_every_text_of_allauth_that_can_be_shown_is_ours():
    names = {str(path.relative_to(THEIRS)) for path in (THEIRS / "account").rglob("*") if path.is_file()}
    names = {one for one in names if not Path(one).name.startswith("base_") or "/email/" in one}
    reached = {one for one in names if not any(word in one for word in NOT_REACHED)} - NOT_SHOWN
    assert len(reached) > 30
    assert not [one for one in reached if not (OURS / one).exists()]
    assert not [name for name in allauth_names() if "phone" in name or "passkey" in name]


def test_the_page_is_linked_where_one_looks_for_it(sam, client):
    assert "/account/email/" not in client.get("/help/").text
    client.force_login(sam)
    assert '<a href="/account/email/">Account</a>' in client.get("/help/").text
    page = client.get("/account/email/").text
    assert "You are Sam Same, and you sign in as sam@example.org." in page
    assert "/account/password/change/" in page


# Another address


def test_an_address_changes_once_the_new_one_is_confirmed_and_the_old_one_is_told(sam, client, mailoutbox):
    sign_in(client)
    page = change_address(client, "new@example.org").text
    assert "Waiting for you to confirm new@example.org" in page
    [ask] = mailoutbox
    assert ask.to == ["new@example.org"]
    assert User.objects.get().email == SAM
    client.post(link_in(ask))
    assert User.objects.get().email == "new@example.org"
    told = mailoutbox[-1]
    assert told.to == [SAM]
    assert "changed from sam@example.org to new@example.org" in told.body
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("new@example.org", True)]
    again = Client()
    sign_in(again)
    assert not is_signed_in(again)
    sign_in(again, "new@example.org")
    assert is_signed_in(again)


def a_while_later(monkeypatch):
    now = __import__("time").time()
    monkeypatch.setattr("allauth.account.internal.flows.reauthentication.time.time", lambda: now + 301)


@pytest.mark.parametrize(
    "sent", [{"action_add": "yes", "email": "new@example.org"}, {"action_remove": "yes"}]
)
def test_nothing_changes_without_the_password(sam, client, sent):
    EmailAddress.objects.create(user=sam, email="pending@example.org", verified=False)
    client.force_login(sam)  # as if somebody sat down at a computer where Sam is signed in
    response = client.post("/account/email/", {"email": "pending@example.org", **sent}, follow=True)
    assert response.request["PATH_INFO"] == reverse("account_reauthenticate")
    wrong = client.post(reverse("account_reauthenticate"), {"password": "not-the-password"})
    assert "The password is not right." in wrong.text
    assert set(EmailAddress.objects.values_list("email", flat=True)) == {SAM, "pending@example.org"}


def test_the_password_is_asked_for_again_after_a_while(sam, client, monkeypatch, mailoutbox):
    sign_in(client)
    a_while_later(monkeypatch)
    client.post("/account/email/", {"action_add": "yes", "email": "new@example.org"})
    assert not EmailAddress.objects.filter(email="new@example.org").exists()
    change_address(client, "new@example.org")
    assert EmailAddress.objects.filter(email="new@example.org").exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("password/change/", "The password of your account was changed."),
        ("password/set/", "A password was set for your account."),
    ],
)
def test_a_new_password_is_told_to_the_address(sam, client, mailoutbox, change, says):
    if "set" in change:
        sam.set_unusable_password()
        sam.save()
    client.force_login(sam)
    new = {"password1": "three-other-words", "password2": "three-other-words"}
    client.post(f"/account/{change}", {"oldpassword": factories.PASSWORD, **new})
    assert mailoutbox[-1].to == [SAM]
    assert says in mailoutbox[-1].body
    assert "http://testserver/account/password/reset/" in mailoutbox[-1].body
    assert not is_signed_in(client)


def test_a_password_by_mail_is_told_to_the_address(sam, client, mailoutbox):
    client.post("/account/password/reset/", {"email": SAM})
    form = client.get(link_in(mailoutbox[-1]), follow=True)
    new = {"password1": "three-other-words", "password2": "three-other-words"}
    client.post(form.request["PATH_INFO"], new)
    assert "A new password was set for your account" in mailoutbox[-1].body


def test_on_ones_own_machine_the_old_address_stays_until_the_new_one_is_confirmed(db, client, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "none"
    for name in ("ada", "bea"):
        client = Client()
        sign_up(client, f"{name}@example.org")
        assert is_signed_in(client)
        sign_in(client, f"{name}@example.org")
        change_address(client, f"{name}@elsewhere.org")
    assert set(User.objects.values_list("email", flat=True)) == {"ada@example.org", "bea@example.org"}


# Somebody else's address


def test_an_address_that_another_account_only_wants_is_free(sam, client, mailoutbox):
    """Or whoever typed it first could keep its owner out, or, typed wrongly, let a stranger in."""
    EmailAddress.objects.create(user=sam, email="nia@example.org", verified=False)
    client.post("/account/password/reset/", {"email": "nia@example.org"})
    assert "It has no account here." in mailoutbox[-1].body
    sign_up(client, "nia@example.org")
    client.post(link_in(mailoutbox[-1]))
    assert User.objects.get(email="nia@example.org").name == "Nia New"


def test_an_address_that_two_accounts_want_goes_to_the_first_to_confirm(transactional_db, client, mailoutbox):
    sam = confirmed(SAM)
    wanted = EmailAddress.objects.create(user=sam, email="nia@example.org", verified=False)
    sign_up(Client(), "nia@example.org")
    client.force_login(sam)
    link = reverse("account_confirm_email", args=[EmailConfirmationHMAC(wanted).key])
    response = client.post(link, follow=True)
    assert response.status_code == 200
    assert "nia@example.org belongs to another account" in response.text
    assert User.objects.get(pk=sam.pk).email == SAM
    assert list(EmailAddress.objects.filter(user=sam, primary=True).values_list("email", flat=True)) == [SAM]


# Nobody learns who has an account


class Counted(MD5PasswordHasher):
    hashed = 0

    def encode(self, password, salt):
        type(self).hashed += 1
        return super().encode(password, salt)


def answers(client, url, data):
    """What a visitor gets, and how many passwords were hashed, which is what takes the time."""
    caches["default"].clear()
    before = Counted.hashed
    response = client.post(url, data, follow=True)
    words = re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", response.text).replace(
        data["email"], "ADDRESS"
    )
    return response.redirect_chain, words, Counted.hashed - before


@pytest.mark.parametrize("path", ["signup", "password/reset"])
def test_an_address_that_has_an_account_gets_the_same_answer_in_the_same_time(
    sam, settings, mailoutbox, path
):
    settings.PASSWORD_HASHERS = [f"{__name__}.Counted"]
    passwords = {"password1": factories.PASSWORD, "password2": factories.PASSWORD}
    known, unknown = (
        answers(Client(), f"/account/{path}/", {"name": "Nia", "email": email, **passwords})
        for email in (SAM, "nobody@example.org")
    )
    assert known == unknown
    assert known[2] == (1 if path == "signup" else 0)
    assert [message.to for message in mailoutbox] == [[SAM], ["nobody@example.org"]]
    assert User.objects.get(email=SAM).check_password(factories.PASSWORD)


def test_a_sign_in_takes_the_same_time_whether_there_is_an_account_or_a_password(sam, client, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.Counted"]
    sam.set_password(factories.PASSWORD)
    sam.save()
    without = confirmed("without@example.org")
    without.set_unusable_password()
    without.save()
    hashed = []
    for email in (SAM, "without@example.org", "nobody@example.org"):
        before = Counted.hashed
        sign_in(client, email, "wrong-password")
        hashed.append(Counted.hashed - before)
    assert hashed == [1, 1, 1]
