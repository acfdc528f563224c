"""One idea of where a visitor is: what proxies name, and that every throttle counts by it."""

import pytest
from allauth.account.adapter import get_adapter
from django_ratelimit.core import _get_ip

from assessments import codes
from coprod.hosting.addresses import NOWHERE, visitor_address
from tests import factories
from tests.assessments.responses.pages.participants import browser, text_of

pytestmark = pytest.mark.pages

PASSWORD = "a long kettle of tea"

NAMED = [
    # X-Forwarded-For: what counts, where the proxy itself is 10.0.0.1
    ("203.0.113.7", "203.0.113.7"),
    ("203.0.113.7:51544", "203.0.113.7"),
    ("198.51.100.1, 203.0.113.7:51544 ", "203.0.113.7"),
    ("2001:db8::1", "2001:db8::1"),
    ("[2001:db8::1]", "2001:db8::1"),
    ("[2001:DB8:0::1]:443", "2001:db8::1"),
    ("fe80::1%eth0", "fe80::1"),
    ("::ffff:203.0.113.7", "203.0.113.7"),
    ("[::ffff:203.0.113.7]:443", "203.0.113.7"),
    # Nobody is named: never one that stands before, which a visitor may have sent.
    ("198.51.100.1, unknown", "10.0.0.1"),
    ("198.51.100.1,", "10.0.0.1"),
    ("198.51.100.1 203.0.113.7", "10.0.0.1"),
    ("", "10.0.0.1"),
    ("unknown", "10.0.0.1"),
    ("_hidden", "10.0.0.1"),
    ("203.0.113.7:", "10.0.0.1"),
    ("203.0.113.700", "10.0.0.1"),
    ("[203.0.113.7", "10.0.0.1"),
    ("[]:443", "10.0.0.1"),
    ("::1]:443", "10.0.0.1"),
    ("x" * 5000, "10.0.0.1"),
    ("203.0.113.7/8", "10.0.0.1"),
    ("\u0663.0.113.7:\u0663", "10.0.0.1"),
]


@pytest.fixture
def behind_proxy(settings):
    settings.PROXIES = 1


@pytest.mark.parametrize(("named", "expected"), NAMED)
def test_whatever_a_proxy_names_is_counted_by_an_address(rf, behind_proxy, named, expected):
    request = rf.get("/", HTTP_X_FORWARDED_FOR=named, REMOTE_ADDR="10.0.0.1")
    assert visitor_address(request) == expected
    assert _get_ip(request)
    assert get_adapter().get_client_ip(request) == expected


CHAINS = [
    # proxies, X-Forwarded-For: what counts, where the proxy that speaks with the site is 10.0.0.1
    (0, "203.0.113.7", "10.0.0.1"),
    (1, "198.51.100.1, 203.0.113.7, 10.0.0.2", "10.0.0.2"),
    (2, "198.51.100.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
    (2, "198.51.100.1, 203.0.113.7:51544, [2001:db8::2]:443", "203.0.113.7"),
    (3, "198.51.100.1, 203.0.113.7, 10.0.0.2", "198.51.100.1"),
    # Fewer than there are proxies: it came round one of them, and may be made up.
    (2, "203.0.113.7", "10.0.0.1"),
    (4, "198.51.100.1, 203.0.113.7, 10.0.0.2", "10.0.0.1"),
    (2, "unknown, 10.0.0.2", "10.0.0.1"),
]


@pytest.mark.parametrize(("proxies", "named", "expected"), CHAINS)
def test_the_address_is_the_one_that_the_outermost_proxy_of_our_own_saw(
    rf, settings, proxies, named, expected
):
    settings.PROXIES = proxies
    request = rf.get("/", HTTP_X_FORWARDED_FOR=named, REMOTE_ADDR="10.0.0.1")
    assert visitor_address(request) == expected


@pytest.mark.parametrize("proxies", [0, 1])
def test_whom_nobody_names_has_an_address_all_the_same(rf, settings, proxies):
    """At a socket there is none."""
    settings.PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR="")
    assert visitor_address(request) == get_adapter().get_client_ip(request) == _get_ip(request) == NOWHERE


@pytest.mark.parametrize(
    ("proxies", "named", "warned"),
    [
        *[(1, "203.0.113.7", False), (1, "unknown", True), (1, "", True)],
        *[(2, "203.0.113.7", True), (2, "203.0.113.7, 10.0.0.2", False), (0, "", False)],
    ],
)
def test_the_log_says_where_the_proxy_names_nobody(rf, settings, caplog, monkeypatch, proxies, named, warned):
    monkeypatch.setattr("coprod.hosting.addresses.logger.propagate", True)
    settings.PROXIES = proxies
    visitor_address(rf.get("/", HTTP_X_FORWARDED_FOR=named, REMOTE_ADDR="10.0.0.1"))
    said = "".join(set(caplog.messages))
    assert ("BEHIND_PROXY" in said) is warned
    assert "203.0.113.7" not in said


def sign_in(email, password, *, named=None, remote="127.0.0.1"):
    """What a new browser gets, which the proxy names like this; remote: the proxy's own address."""
    headers = {"x-forwarded-for": named} if named else {}
    form = {"login": email, "password": password}
    return browser().post("/account/login/", form, headers=headers, REMOTE_ADDR=remote)


@pytest.fixture
def jo(db):
    user = factories.make_user("jo@example.org")
    user.set_password(PASSWORD)
    user.save()


@pytest.mark.parametrize("remote", ["127.0.0.1", ""])
def test_sixty_wrong_sign_ins_from_one_place_keep_nobody_else_out(jo, behind_proxy, remote):
    """At a port and at a socket."""
    at = {"named": "198.51.100.1, 203.0.113.7", "remote": remote}
    pages = [sign_in(f"{n}@example.org", "wrong", **at) for n in range(60)]
    assert pages[0].status_code == 200
    assert pages[-1].status_code == 429
    assert "Please wait a little" in text_of(pages[-1])
    assert sign_in("jo@example.org", PASSWORD, **at).status_code == 429
    elsewhere = sign_in("jo@example.org", PASSWORD, named="198.51.100.1, 203.0.113.8", remote=remote)
    assert elsewhere.status_code == 302


@pytest.mark.parametrize("proxies", [0, 1])
def test_people_sign_in_at_a_socket_where_the_proxy_names_nobody(jo, settings, proxies):
    settings.PROXIES = proxies
    assert sign_in("jo@example.org", PASSWORD, remote="").status_code == 302


@pytest.mark.parametrize("named", ["203.0.113.7:51544", "unknown", "[2001:db8::1]:443"])
@pytest.mark.parametrize("remote", ["127.0.0.1", ""])
def test_a_code_can_be_typed_behind_a_proxy_that_adds_ports_or_names_nobody(
    db, client, behind_proxy, named, remote
):
    """A proxy that speaks through a socket has no address itself."""
    sent = client.post(
        "/enter/", {"code": codes.make_secret()}, headers={"x-forwarded-for": named}, REMOTE_ADDR=remote
    )
    assert sent.status_code == 400
    assert "We cannot find this code." in text_of(sent)


def test_tries_are_counted_for_each_address_that_the_proxy_names_whatever_the_visitor_adds(db, behind_proxy):
    def tried(named):
        page = browser().post("/enter/", {"code": codes.make_secret()}, headers={"x-forwarded-for": named})
        return page.status_code

    for number in range(200):
        if tried(f"198.51.100.{number}, 203.0.113.7:{50000 + number}") == 429:
            break
    else:
        raise AssertionError("Codes can be tried without end.")
    assert tried("203.0.113.8:50000") == 400
