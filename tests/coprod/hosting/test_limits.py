"""What is too large is refused before any of it is read, by a page that asks nothing of the database."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.converters import UUIDConverter

from tests import factories
from tests.assessments.responses.pages.participants import browser, text_of

MEGABYTE = 1024 * 1024
FORM, FILE = 5 * MEGABYTE, 10 * MEGABYTE
KINDS = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json"]


class Unread:
    """What was sent, which nobody may read."""

    def read(self, *args):
        raise AssertionError("This was read.")

    readline = read


def send(address, length, *, kind=KINDS[0], client=None, **more):
    """What comes of a request that says how much follows; nothing does."""
    environment = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(length), "wsgi.input": Unread(), **more}
    return (client or browser()).request(REQUEST_METHOD="POST", PATH_INFO=address, **environment)


SAMPLES = {UUIDConverter: "6f2c6b0e-0a5e-4c8e-9a51-1f2f3d4c5b6a"}  # where '1' is none


def addresses(resolver, prefix=""):
    """An address of each kind that the site has."""
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from addresses(pattern, inner)
        else:
            converters = pattern.pattern.converters.items()
            kinds = {name: kind.to_python(SAMPLES.get(type(kind), "1")) for name, kind in converters}
            if pattern.pattern.converters or not getattr(pattern.pattern.regex, "groupindex", {}):
                yield f"{prefix}{pattern.name}", kinds


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_sends_much_to_any_address_without_signing_in(kind):
    """No database is allowed here."""
    found = list(addresses(get_resolver()))
    assert len(found) > 70
    for name, kinds in found:
        address = reverse(name, kwargs=kinds)
        page = send(address, 100 * MEGABYTE, kind=kind)
        assert page.status_code == 413, address
        assert "larger than 5 MB" in text_of(page)


@pytest.mark.parametrize("length", [FORM + 1, 2**40])
def test_the_page_says_how_much_may_be_sent(length):
    page = send("/enter/", length)
    assert page.status_code == 413
    words = text_of(page)
    assert "That is too large" in words
    assert "larger than 5 MB" in words
    assert "Nothing was saved." in words
    assert '<a href="/help/">' in words


@pytest.mark.parametrize("length", ["", "x", "-1", "0"])
def test_a_length_that_is_none_counts_as_nothing(db, length):
    page = browser().generic("POST", "/enter/", b"", KINDS[0], CONTENT_LENGTH=length)
    assert page.status_code == 400


def test_a_form_of_just_the_limit_is_read(db):
    sent = b"code=" + b"x" * (FORM - 5)
    assert browser().post("/enter/", sent, KINDS[0]).status_code == 400


@pytest.fixture
def steward(db):
    client = Client(raise_request_exception=False)
    client.force_login(factories.make_member(factories.make_organisation(), "steward"))
    return client


def test_people_who_are_signed_in_send_larger_files_to_the_page_that_takes_them(steward):
    address, kind = reverse("frameworks:import"), KINDS[1]
    assert send(address, FORM + 1, kind=kind).status_code == 413
    refused = send(address, FILE + 1, kind=kind, client=steward)
    assert refused.status_code == 413
    assert "larger than 10 MB" in text_of(refused)
    file = SimpleUploadedFile("large.yaml", b"a" * (FORM + 1))
    page = steward.post(address, {"file": file, "publish": "no"})
    assert page.status_code == 422
    assert "This file is over 1 MB." in text_of(page)
    assert send(reverse("frameworks:new"), FORM + 1, client=steward).status_code == 413


def test_no_file_goes_to_the_disk(db, monkeypatch):
    """Whatever form it comes with."""

    def refuse(*args, **kwargs):
        raise AssertionError("A file was begun.")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", refuse)
    file = SimpleUploadedFile("any.bin", b"a" * (4 * MEGABYTE))
    assert browser().post("/enter/", {"code": "x", "file": file}).status_code == 400
