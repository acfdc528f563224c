"""docs/running.md, followed to the letter: a site that others use works, and holds what the document says.

On PostgreSQL, where script/test runs it, with the database's outages; on SQLite without.
"""

import os
import re
import socket
import stat
import time

import pytest
from django.db import connection

from assessments import codes
from tests.coprod.real_site.document import ROOT
from tests.coprod.real_site.site import WORKERS, real_site
from tests.coprod.real_site.visitor import Visitor
from tests.serving import HOST
from tests.serving.browser import hidden_inputs

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("django_db_setup")]

EMAIL, PASSWORD = "jo.bloggs@example.org", "a long kettle of tea"


def test_a_site_set_up_by_the_document_serves_pages_mail_and_pdf(tmp_path, subtests):
    """One site for all that follows, in this order: to set one up takes seconds."""
    database = os.environ["DATABASE_URL"] if connection.vendor == "postgresql" else None
    with real_site(tmp_path, database) as site:
        jo = Visitor(site.by_port)
        for step in STEPS:
            with subtests.test(step.__name__):
                step(site, jo)


def the_site_warns_of_nothing_when_it_starts(site, jo):
    for _ in range(2 * WORKERS):
        assert Visitor(site.by_port).get("/").status == 200
    assert "WARNING" not in site.log
    assert "ERROR" not in site.log


def jo_signs_up_and_confirms_by_mail(site, jo):
    """At the door of the port."""
    form = {"name": "Jo Bloggs", "email": EMAIL, "password1": PASSWORD, "password2": PASSWORD}
    sent = jo.post("/account/signup/", form)
    assert sent.status == 200, sent.text
    message = wait_for_mail(site)
    assert message["To"] == EMAIL
    link = re.search(rf"https://{HOST}/account/confirm-email/\S+", message.get_payload(decode=True).decode())
    jo.post(link[0], {})
    if "Sign out" in jo.get("/assessments/").text:  # who confirms where they signed up is let in at once
        jo.post("/account/logout/", {})
    signed_in = jo.post("/account/login/", {"login": EMAIL, "password": PASSWORD})
    assert "Sign out" in signed_in.text, signed_in.text


def wait_for_mail(site):
    end = time.monotonic() + 20
    while not site.messages and time.monotonic() < end:
        time.sleep(0.05)
    return site.messages.pop()


def people_bring_a_framework_and_print_it_as_pdf(site, jo):
    """By the port and by the socket: a session of the one holds at the other."""
    jo.post("/organisations/new/", {"name": "Larkfield Voices", "kind": "user-led"})
    at_socket = Visitor(site.by_socket)
    at_socket.cookies = jo.cookies
    file = (ROOT / "docs" / "examples" / "first-day.yaml").read_bytes()
    form = {"organisation": "larkfield-voices", "publish": "yes"}
    shown = at_socket.post("/frameworks/import/", form, {"file": ("first-day.yaml", file)})
    page = at_socket.post("/frameworks/import/", hidden_inputs(shown.text, "/frameworks/import/"))
    assert "Version 1 is published." in page.text
    [sheet] = set(re.findall(r"/frameworks/\d+/preview/", page.text))
    pdf = jo.get(f"{sheet}sheet.pdf")
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.body.startswith(b"%PDF")


def pages_come_with_their_style_and_scripts_which_are_named_by_their_contents(site, jo):
    page = Visitor(site.by_socket).get("/")
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text))
    assert any(name.endswith(".css") for name in files)
    for name in files:
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", name), name
        assert Visitor(site.by_port).get(name).status == 200, name


def the_pages_of_those_who_are_not_signed_in(site, jo):
    for proxy in (site.by_port, site.by_socket):
        for address in ("/", "/help/", "/privacy/", "/accessibility/", "/frameworks/", "/enter/"):
            assert Visitor(proxy).get(address).status == 200, address
        assert Visitor(proxy).get("/nothing/").status == 404


def wrong_passwords_from_one_place_keep_nobody_else_out(site, jo):
    """At the socket, where the site knows of no address but what the proxy says."""
    guesser = Visitor(site.by_socket, at="198.51.100.7")
    token = guesser.token("/account/login/")
    wrong = {"login": "nobody@example.org", "password": "x" * 12}
    tried = (guesser.post("/account/login/", wrong, token=token) for _ in range(60))
    assert any(one.status == 429 or "There were many tries." in one.text for one in tried)
    other = Visitor(site.by_socket, at="198.51.100.8")
    assert "Sign out" in other.post("/account/login/", {"login": EMAIL, "password": PASSWORD}).text


def tries_are_counted_by_all_workers_together(site, jo):
    """30 wrong codes a minute, however many workers there are."""
    visitor = Visitor(site.by_port, at="198.51.100.9")
    token = visitor.token("/enter/")
    statuses = []
    while 429 not in statuses and len(statuses) < 80:
        statuses.append(visitor.post("/enter/", {"code": codes.make_secret()}, token=token).status)
    assert 429 in statuses
    assert 30 <= statuses.count(400) <= 60  # the minute that is counted may end meanwhile


def what_is_too_large_is_refused_before_it_is_sent(site, jo):
    """At the site's own door: 100 MB, or without end, of which not one byte comes."""
    assert "Nothing was saved." in answer_to_a_head(site, "Content-Length: 104857600", status=413)
    answer_to_a_head(site, "Transfer-Encoding: chunked", status=403)  # of no length, so there is no form
    assert list((site.folder / "tmp").iterdir()) == []


def answer_to_a_head(site, how_much, *, status):
    """What comes back before anything but the head of a form is sent."""
    with socket.create_connection(("127.0.0.1", site.by_port.upstream)) as line:
        line.settimeout(20)
        head = (
            f"POST /account/login/ HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-Proto: https\r\n"
            f"Content-Type: multipart/form-data; boundary=x\r\n{how_much}\r\n\r\n"
        )
        line.sendall(head.encode())
        answer = b"".join(iter(lambda: line.recv(65536), b"")).decode()
    assert answer.startswith(f"HTTP/1.1 {status} ")
    return answer


def nobody_else_on_the_machine_can_look_in(site, jo):
    var = site.folder / "code" / "var"
    assert stat.S_IMODE(var.stat().st_mode) == 0o700
    files = [path for path in var.iterdir() if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} <= {0o600}


def an_outage_of_the_database_is_said_and_passes_by_itself(site, jo):
    """It is gone; or it hangs, in lines that are open and in new ones."""
    if site.way is None:  # SQLite is a file
        return
    for out_of_order, pages in ((site.way.cut, ["/help/", "/privacy/"]), (site.way.freeze, [])):
        out_of_order()
        try:
            for address in pages:
                assert jo.get(address).status == 200, address
            page = jo.get("/frameworks/")
            assert page.status == 503
            assert "We have to stop for a moment" in page.text
        finally:
            site.way.mend()
        for _ in range(2 * WORKERS):
            assert "Sign out" in jo.get("/frameworks/").text


def the_log_holds_nothing_of_people(site, jo):
    """The last of all: after everything that went wrong above."""
    visitor = Visitor(site.by_port)
    for n in range(20):
        reply = visitor._ask("GET", "/", headers={"Host": f"evil-{n}.example.com"})
        assert reply.status == 400
    assert EMAIL not in site.log
    assert "198.51.100" not in site.log
    assert 1 <= site.log.count("evil-") / 2 <= WORKERS  # each worker tells of one


STEPS = [
    the_site_warns_of_nothing_when_it_starts,
    jo_signs_up_and_confirms_by_mail,
    people_bring_a_framework_and_print_it_as_pdf,
    pages_come_with_their_style_and_scripts_which_are_named_by_their_contents,
    the_pages_of_those_who_are_not_signed_in,
    wrong_passwords_from_one_place_keep_nobody_else_out,
    tries_are_counted_by_all_workers_together,
    what_is_too_large_is_refused_before_it_is_sent,
    nobody_else_on_the_machine_can_look_in,
    an_outage_of_the_database_is_said_and_passes_by_itself,
    the_log_holds_nothing_of_people,
]
