"""What the pictures show: the library, the example, paper forms of its open round, and an adapted framework.

All of it is made by posting the site's own forms, so that pages and their addresses are all it needs to know.
"""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.test.testcases import LiveServerThread
from django.urls import reverse

from accounts.models import Membership, User
from assessments.models import Round
from assessments.packs.actions import order_pack
from assessments.records.report_files import ReportFile
from assessments.reports.files import make_report
from frameworks.models import FrameworkVersion
from tests.serving.browser import hidden_inputs

HOST, PORT = "127.0.0.1", "8000"  # where script/server has the site: pages and QR codes show it
ADAPTED, EDITED_PART = "core-values", "redefining-work"  # of the library


@dataclass(frozen=True, slots=True)
class Page:
    """An address, and the cookies of the person who opens it."""

    name: str
    address: str
    cookies: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Site:
    """The pages to picture, and the bytes of the PDFs."""

    pages: tuple[Page, ...]
    pdfs: Mapping[str, bytes]

    def page(self, name: str) -> Page:
        """The page of this name. Raises KeyError."""
        return {page.name: page for page in self.pages}[name]


def prepare_site() -> Site:
    """Load the example into a site whose library is loaded, and list its pages. Takes about a minute."""
    call_command("load_example", stdout=io.StringIO())
    nobody, facilitator, lead = _new_browser(), _signed_in("facilitator"), _signed_in("lead")
    released = Round.objects.released().latest("number")
    running = Round.objects.get(state=Round.State.OPEN)
    sheets = _send_form(facilitator, reverse("assessments:print_paper", args=[running.pk]), number=2)
    asked = released.round_versions.earliest("position").version
    part = asked.sections.earliest("position")
    original = FrameworkVersion.objects.newest().get(framework__organisation=None, framework__code=ADAPTED)
    draft = _adapt(lead, original, "Four core values, in our words")
    person = _take_part(running)
    questions = reverse("assessments:part", args=[running.join_code, 1])
    organisation = released.assessment.organisation
    packed = {"title": "Partnership board, 3 December", "kind": "pdf", "key": "pdf"}
    pack = order_pack(organisation=organisation, releases=[released.release], by=None, **packed)
    pages = [
        ("home", nobody, reverse("home")),
        ("help", nobody, reverse("help")),
        ("sign-in", nobody, reverse("account_login")),
        ("assessments", facilitator, reverse("assessments:list")),
        ("round-running", facilitator, reverse("assessments:round", args=[running.pk])),
        ("round-released", facilitator, reverse("assessments:round", args=[released.pk])),
        ("ways-in", facilitator, reverse("assessments:ways_in", args=[running.pk])),
        ("paper", facilitator, reverse("assessments:paper", args=[running.pk])),
        ("results", facilitator, reverse("assessments:results", args=[released.pk])),
        (
            "results-part",
            facilitator,
            reverse("assessments:results_part", args=[released.pk, asked.framework.code, part.code]),
        ),
        ("results-change", facilitator, reverse("assessments:results_change", args=[released.pk])),
        ("report", facilitator, reverse("assessments:report", args=[released.pk])),
        ("packs", facilitator, reverse("assessments:packs", args=[organisation.slug])),
        ("pack", facilitator, reverse("assessments:pack", args=[pack.pk])),
        ("frameworks", facilitator, reverse("frameworks:list")),
        ("framework", facilitator, reverse("frameworks:version", args=[original.pk])),
        ("editor", lead, reverse("frameworks:edit_part", args=[draft, EDITED_PART])),
        ("join", nobody, reverse("assessments:join", args=[running.join_code])),
        ("questions", person, questions),
        ("preview", facilitator, reverse("assessments:preview", args=[original.pk])),
        ("preview-part", facilitator, reverse("assessments:preview_part", args=[original.pk, EDITED_PART])),
    ]
    for ordered in ReportFile.objects.all():
        make_report.func(ordered.pk)  # as a worker does
    report = _get(facilitator, reverse("assessments:report_pdf", args=[released.pk]))
    brief = _get(facilitator, reverse("assessments:brief_pdf", args=[released.pk]))
    return Site(
        pages=tuple(Page(name, address, _cookies(browser)) for name, browser, address in pages),
        pdfs={
            "report-pdf": report.getvalue(),
            "brief-pdf": brief.getvalue(),
            "paper-pdf": sheets.getvalue(),
        },
    )


@contextmanager
def serving() -> Iterator[int]:
    """Serve the site from this process, with its clock and chance. Yields the port."""
    server = LiveServerThread(HOST, StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    try:
        yield server.port
    finally:
        server.terminate()


def _new_browser() -> Client:
    return Client(SERVER_NAME=HOST, SERVER_PORT=PORT)


def _signed_in(role: str) -> Client:
    """The browser of the example's person with this role."""
    browser = _new_browser()
    browser.force_login(User.objects.get(memberships__role=Membership.Role(role)))
    return browser


def _get(browser: Client, address: str) -> HttpResponse:
    """What the site answers. Raises AssertionError where it is not 200."""
    return _well(browser.get(address), address)


def _send_form(browser: Client, address: str, **fields: object) -> HttpResponse:
    """Open a page, fill in its form and send it. Returns what the site answers in the end. Raises
    AssertionError where that is not 200."""
    hidden = hidden_inputs(_get(browser, address).content.decode(), address)
    return _well(browser.post(address, {**hidden, **fields}, follow=True), address)


def _well(answer: HttpResponse, address: str) -> HttpResponse:
    if answer.status_code != 200:
        raise AssertionError(f"{address} answers {answer.status_code}")
    return answer


def _adapt(lead: Client, original: FrameworkVersion, title: str) -> int:
    """Adapt a framework for the example's organisation; returns the key of the draft."""
    _send_form(lead, reverse("frameworks:adapt", args=[original.pk]), title=title)
    return FrameworkVersion.objects.get(framework__adapted_from=original).pk


def _take_part(round_: Round) -> Client:
    """The browser of somebody who has just begun to take part."""
    browser = _new_browser()
    address = reverse("assessments:join", args=[round_.join_code])
    perspective = round_.assessment.perspectives.earliest("position")
    _send_form(browser, address, perspective=perspective.code)
    return browser


def _cookies(browser: Client) -> dict[str, str]:
    return {name: cookie.value for name, cookie in browser.cookies.items()}
