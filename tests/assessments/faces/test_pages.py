"""An organisation's own face: chosen by those who lead, shown on results and reports, and nowhere else."""

import datetime
import io

import docx
import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx.oxml.ns import qn
from docx.shared import Mm

from accounts.models import AuditEvent, Organisation
from assessments.faces.actions import change_face
from assessments.faces.models import Face
from assessments.packs.writing import Front, PackSheet, write_pack
from assessments.printing.pdf import render_pdf
from assessments.reports.beside.face import face_of
from assessments.reports.build import build_report
from assessments.reports.formats.html import print_html
from assessments.reports.formats.pdf import write_paper
from assessments.reports.formats.word.report import write_word
from assessments.reports.papers.paper import Paper
from tests import factories
from tests.assessments.faces.pictures import png
from tests.assessments.released import PRACTITIONERS, USERS, fetch, make_release
from tests.assessments.reports.pdfs import elements, faults_of

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture
def release():
    return make_release({USERS: [{"s1-q1": 1}] * 6, PRACTITIONERS: [{"s1-q1": 3}] * 6})


@pytest.fixture
def organisation(release):
    return release.round.assessment.organisation


@pytest.fixture
def lead(client, organisation):
    client.force_login(organisation.memberships.get(role="lead").user)
    return client


def choose(client, organisation, logo=None, **fields):
    sent = {"colour": "#FFDD00", **fields}
    if logo is not None:
        sent["logo"] = SimpleUploadedFile("logo.png", logo, "image/png")
    return client.post(reverse("assessments:face", args=[organisation.slug]), sent, follow=True)


def test_a_colour_that_is_too_pale_is_made_darker_and_the_page_says_so(lead, organisation, release):
    page = choose(lead, organisation).content.decode()
    assert "You chose #FFDD00. That is too pale" in page
    shown = build_report(fetch(release)).face.colour
    assert shown != "#FFDD00"
    assert shown in page
    dark = choose(lead, organisation, colour="17453e").content.decode()
    assert "Your colour is #17453E." in dark
    assert choose(lead, organisation, colour="pale blue; }").status_code == 400
    assert Face.objects.get().colour == "#17453E"
    assert AuditEvent.objects.filter(what="face changed", organisation=organisation).count() == 2


def test_the_logo_is_on_results_report_and_shared_pages_and_in_the_pdf(lead, organisation, release):
    choose(lead, organisation, png())
    face = Face.objects.get()
    address = reverse("assessments:logo", args=[face.logo_digest])
    _link, secret = factories.share(release)
    for page in (
        lead.get(reverse("assessments:results", args=[release.round.pk])),
        lead.get(reverse("assessments:report", args=[release.round.pk])),
        Client().get(reverse("assessments:shared_results", args=[secret])),
    ):
        assert f'src="{address}"' in page.content.decode()
    shown = Client().get(address)
    assert shown.content == bytes(face.logo)
    assert shown["Content-Type"] == "image/png"
    assert "immutable" in shown["Cache-Control"]
    report = build_report(fetch(release))
    assert f"--face:{report.face.colour}" in print_html(Paper(report, "report"))
    assert f'src="{report.face.logo}"' in print_html(Paper(report, "report"))
    with pikepdf.open(io.BytesIO(write_paper(report, size="report"))) as pdf:
        assert any(str(one.Subtype) == "/Image" for one in pdf.pages[0].Resources.XObject.values())
    choose(lead, organisation, remove="on")
    assert not Face.objects.get().logo
    assert Client().get(address).status_code == 404


@pytest.mark.pdf
def test_word_and_the_cover_of_a_pack_show_the_colour_and_the_logo(organisation, release):
    assert faces_of_word(write_word(build_report(release))) == ([], [])
    logos, colours = faces_of_pdf(cover_of(organisation))
    assert logos == []
    assert (0x17, 0x45, 0x3E) not in colours
    change_face(organisation=organisation, colour="#17453E", logo=png(300, 300), by=None)
    report = build_report(fetch(release))
    drawn, lines = faces_of_word(write_word(report))
    assert [(one.docPr.get("descr"), one.extent.cx, one.extent.cy) for one in drawn] == [
        (f"Logo of {report.organisation}", Mm(14), Mm(14))
    ]
    assert lines == ["17453E"]
    organisation.refresh_from_db()
    logos, colours = faces_of_pdf(cover_of(organisation))
    assert logos == [f"Logo of {organisation}"]
    assert (0x17, 0x45, 0x3E) in colours


def cover_of(organisation):
    report = render_pdf('<html lang="en-GB"><title>R</title><h1>R</h1></html>')
    sheet = PackSheet("Team", "R", datetime.date(2026, 6, 24), report)
    return write_pack(Front("Board", str(organisation), face_of(organisation)), "pdf", [sheet])


def faces_of_word(data):
    """The logos of a Word file, and the colours of lines above paragraphs."""
    body = docx.Document(io.BytesIO(data)).element.body
    drawn = [one for one in body.iter(qn("wp:inline")) if one.docPr.get("descr").startswith("Logo")]
    lines = [line.get(qn("w:color")) for border in body.iter(qn("w:pBdr")) for line in border]
    return drawn, lines


def faces_of_pdf(data):
    """The logos of a PDF, and the colours that its first page is painted in."""
    assert faults_of(data) == []
    with pikepdf.open(io.BytesIO(data)) as document:
        logos = [str(one.Alt) for one in elements(document, "Figure") if "Logo of" in str(one.Alt)]
        painted = pikepdf.parse_content_stream(document.pages[0], "rg")
        colours = {tuple(round(float(value) * 255) for value in operands) for operands, _ in painted}
    return logos, colours


def test_nothing_of_a_face_is_shown_where_none_was_chosen(release):
    report = build_report(release)
    assert not report.face.colour
    assert "--face" not in print_html(Paper(report, "report"))
    assert "own-logo" not in print_html(Paper(report, "report"))


def test_a_file_that_is_too_large_is_refused_before_it_is_read(lead, organisation):
    address = reverse("assessments:face", args=[organisation.slug])
    refused = lead.generic("POST", address, b"x", CONTENT_LENGTH=str(2 * 1024 * 1024))
    assert refused.status_code == 413
    said = choose(lead, organisation, b"GIF89a" + bytes(100)).content.decode()
    assert "no PNG and no SVG" in said
    assert not Face.objects.exists()


def test_the_example_keeps_its_looks(lead, organisation):
    Organisation.objects.filter(pk=organisation.pk).update(is_example=True)
    assert "keeps its looks" in choose(lead, organisation, png()).content.decode()
    assert not Face.objects.exists()
