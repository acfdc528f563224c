"""The pages of invitations: what people type, press and see; what is printed, sent and left behind."""

import io
import re

import pikepdf
import pypdf
import pytest
import segno
from django.apps import apps
from django.core import mail
from django.test import RequestFactory
from django.urls import reverse

from accounts.models import AuditEvent, Organisation
from assessments import codes
from assessments.invitations import actions as invitation_actions
from assessments.invitations.handouts import slips_html
from assessments.models import Response, Round
from assessments.paper import entry
from assessments.printing import pdf
from assessments.printing.qr import QUIET, qr_svg
from assessments.records.invitations import Invitation, InvitationBatch
from assessments.rounds import lifecycle
from tests import factories
from tests.assessments.days import ahead, said
from tests.assessments.invitations.actions.steps import group, invite, slips, yesterday
from tests.assessments.invitations.pages.visits import Invited, code_in, enter, made_slips, page_of, send
from tests.assessments.reports.pdfs import elements, page_texts
from tests.assessments.responses.pages.participants import (
    Person,
    everything_stored,
    put,
    text_of,
)
from tests.untranslated import (
    BRACKETED,
    bare_words,
    texts_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


def test_the_slips_are_a_pdf_whose_codes_work_and_are_shown_once(runs, round_):
    response = made_slips(runs, round_, perspective="staff")
    assert 'filename="slips-larkfield-crisis-house-round-1-june-2026.pdf"' in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    pages = page_texts(response.content)
    assert len(pages) == 2
    printed = re.findall(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", " ".join(pages))
    assert len(set(printed)) == len(printed) == 11
    assert [len(re.findall(r"(?:[0-9A-Z]{4}-){3}", page)) for page in pages] == [8, 3]
    assert {codes.hash_of(codes.tidy(code)) for code in printed} == set(
        Invitation.objects.values_list("code_hash", flat=True)
    )
    for page in pages:
        assert "Slips for: Staff." in page
        assert "testserver/enter" in page
        assert "invites you to take part." in page
    again = runs.get(page_of(round_, "slips"))
    assert not any(code in again.text for code in printed)
    assert Invited(round_, printed[3]).begin().status_code == 302


def test_large_print_has_two_slips_on_a_page(runs, round_):
    response = made_slips(runs, round_, number="3", large="on")
    pages = page_texts(response.content)
    assert [len(re.findall(r"(?:[0-9A-Z]{4}-){3}", page)) for page in pages] == [2, 1]
    assert InvitationBatch.objects.get().perspective is None


def test_a_slip_does_not_say_which_group_its_holder_is_in(runs, round_):
    response = made_slips(runs, round_, number="1", perspective="staff")
    [page] = page_texts(response.content)
    assert page.count("Staff") == 1
    assert page.index("Staff") < page.index("Larkfield crisis house")


@pytest.mark.parametrize("number", ["", "0", "-1", "97", "many", "1e3", "9" * 400])
def test_a_number_of_slips_that_cannot_be_is_told(runs, round_, number):
    response = runs.post(page_of(round_, "slips"), {"number": number})
    assert response.status_code == 400
    assert "invalid-feedback" in response.text
    assert not InvitationBatch.objects.exists()


def test_slips_for_a_group_that_is_none_are_refused(runs, round_):
    response = runs.post(page_of(round_, "slips"), {"number": "2", "perspective": "martians"})
    assert response.status_code == 400
    assert "Choose one of the groups in the list." in response.text


def test_no_code_is_stored_when_no_pdf_can_be_made(runs, round_, monkeypatch):
    def fail(_html):
        raise pdf.PdfUnavailable

    monkeypatch.setattr("assessments.views.invitations.render_pdf", fail)
    page = runs.post(page_of(round_, "slips"), {"number": "2"}, follow=True).text
    assert "nothing was made" in page
    assert not InvitationBatch.objects.exists()
    round_with_link = factories.make_round(
        organisation=round_.assessment.organisation, versions=round_.versions.all()
    )
    assert "cannot be made" in runs.get(page_of(round_with_link, "poster"), follow=True).text


@pytest.mark.parametrize("name", ["poster", "large_poster"])
def test_the_poster_is_one_page_with_the_link_and_the_code(runs, both, name):
    response = runs.get(page_of(both, name))
    [page] = page_texts(response.content)
    assert codes.in_groups(both.join_code) in page
    assert "testserver/enter" in page
    assert "Larkfield Voices invites you" in page


def test_there_is_no_poster_where_people_join_by_code_alone(runs, round_):
    assert "no link for a poster" in runs.get(page_of(round_, "poster"), follow=True).text


LAST_DAY = ahead(0).replace(day=30, month=9, year=ahead(0).year + 1)  # no name of a month is longer


def longest(round_):
    assessment, organisation = round_.assessment, round_.assessment.organisation
    assessment.title = "Working together on the new crisis house with everybody there " * 2
    assessment.title = assessment.title[:120]
    organisation.name = "The Larkfield and District Association of People and Friends " * 2
    organisation.name = organisation.name[:120]
    assessment.save()
    organisation.save()
    Round.objects.filter(pk=round_.pk).update(closes_on=LAST_DAY)


@pytest.mark.parametrize("large", [False, True])
def test_the_longest_names_fit(runs, both, large):
    """Nothing stands outside its slip, and a poster stays on one page."""
    longest(both)
    data = {"number": "2", **({"large": "on"} if large else {})}
    [page] = page_texts(made_slips(runs, both, **data).content)
    assert page.count(f"It works once. Until {said(LAST_DAY)}.") == 2
    [poster] = page_texts(runs.get(page_of(both, "large_poster" if large else "poster")).content)
    assert f"You have until {said(LAST_DAY)}." in poster
    made = [codes.make_invitation() for _ in range(8)]
    both.refresh_from_db()
    request = RequestFactory().get("/")
    document = pdf.layout(slips_html(request, both, None, made, large=large))
    for slip in (box for page in document.pages for box in boxes(page._page_box, "slip")):
        bottom = slip.position_y + slip.height + slip.padding_top + slip.padding_bottom
        assert max(words.position_y + words.height for words in boxes(slip, "once")) <= bottom


def boxes(box, name):
    if box.element is not None and name in (box.element.get("class") or "").split():
        yield box
    for child in getattr(box, "children", ()):
        yield from boxes(child, name)


@pytest.mark.parametrize("which", ["slips", "poster"])
def test_what_is_printed_is_tagged_and_its_pictures_have_words(runs, both, which):
    made = made_slips(runs, both).content if which == "slips" else runs.get(page_of(both, "poster")).content
    with pikepdf.open(io.BytesIO(made)) as document:
        assert bool(document.Root.MarkInfo.Marked)
        assert str(document.Root.Lang) == "en-GB"
        with document.open_metadata() as metadata:
            assert str(metadata["{http://www.aiim.org/pdfua/ns/id/}part"]) == "1"
            assert metadata["dc:title"].startswith("Slips for" if which == "slips" else "Poster for")
        words = [str(figure.get("/Alt", "")) for figure in elements(document, "Figure")]
        assert len([alt for alt in words if alt.startswith("QR code. It opens")]) == (
            11 if which == "slips" else 1
        )
        assert all(words)
        headings = [str(node.S) for node in elements(document) if re.fullmatch(r"/H\d", str(node.S))]
        assert headings[0] == "/H1"
        assert headings.count("/H1") == 1
        sizes = {tuple(int(float(v) + 0.5) for v in page.mediabox) for page in document.pages}
        assert sizes == {(0, 0, 595, 842)}


def test_nothing_printed_holds_a_code_but_its_own_slip(runs, round_):
    reader = pypdf.PdfReader(io.BytesIO(made_slips(runs, round_, number="2").content))
    printed = re.findall(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", " ".join(p.extract_text() for p in reader.pages))
    assert not any(code in str(value) for code in printed for value in (reader.metadata or {}).values())


@pytest.mark.parametrize("text", ["http://testserver/enter/#0123456789ABCDEF", "x" * 300, "é & <b>"])
def test_the_picture_is_the_code_that_the_standard_says(text):
    svg = qr_svg(text, "A <title> & more")
    assert "<title>A &lt;title&gt; &amp; more</title>" in svg
    size = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])
    drawn = [[0] * (size - 2 * QUIET) for _ in range(size - 2 * QUIET)]
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", svg):
        for i in range(int(width)):
            drawn[int(y) - QUIET][int(x) - QUIET + i] = 1
    wanted = segno.make(text, error="m", micro=False, boost_error=False).matrix
    assert drawn == [[int(cell) for cell in row] for row in wanted]


# A whole round, searched for what must not be there


def test_after_a_whole_round_no_code_and_no_address_is_left_anywhere(runs, both, log):
    on_paper = [
        codes.tidy(code)
        for code in re.findall(
            r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}",
            " ".join(page_texts(made_slips(runs, both, number="4", perspective="people").content)),
        )
    ]
    addresses = [f"person-{n}@elsewhere.example" for n in range(4)]
    send(runs, both, "\n".join(addresses), perspective="staff")
    by_mail = [code_in(message) for message in mail.outbox]
    yesterday()
    runs.post(page_of(both, "remind"))
    renewed = [code_in(message) for message in mail.outbox[4:]]
    pages = []
    for code in [*on_paper[:3], *renewed[:3]]:
        person = Invited(both, code)
        pages += [person.get("join"), person.begin(), person.get("keep")]
        pages += [person.post("part", s1_q1_answer="3"), person.post("check"), person.get("sent")]
    assert Response.objects.filter(submitted=True).count() == 6
    pages += [runs.get(page_of(both)), runs.get(page_of(both, "round"))]
    put(both, "released")
    pages += [runs.get(page_of(both, "round")), runs.get(reverse("assessments:results", args=[both.pk]))]

    every = [*on_paper, *by_mail, *renewed]
    shapes = [shape for code in every for shape in (code, codes.in_groups(code), codes.hash_of(code))]
    stored = list(everything_stored())
    told = [line for line in log if "django.db.backends" not in line]
    shown = [text for page in pages for text in (text_of(page), page.get("Location", ""))]
    for text in [*stored, *told, *shown]:
        assert not [shape for shape in shapes if shape in text]
        assert not [address for address in addresses if address in text]
    sent = [(message.to[0], str(message.message())) for message in mail.outbox]
    for (address, text), code in zip(sent, [*by_mail, *renewed], strict=True):
        others = [c for c in every if c != code]
        assert not [c for c in others if c in text or codes.in_groups(c) in text]
        assert not [a for a in addresses if a != address and a in text]
    assert not Invitation.objects.exists()
    assert apps.get_model("sessions", "Session").objects.count() == 1  # the facilitator's own


def test_no_event_is_written_when_a_code_is_used(round_):
    invite(round_, "ann@example.org")
    code = slips(round_, 1, "people")[0]
    before = list(AuditEvent.objects.values())
    Invited(round_, code).begin()
    assert list(AuditEvent.objects.values()) == before
    assert group(round_, "people").responses.count() == 1


# Words


def test_the_words_about_forgotten_addresses_come_through_gettext(runs, round_, facilitator, brackets):
    invite(round_, "ann@example.org")
    put(round_, "closed")
    lifecycle.reopen_round(round_=round_, by=facilitator)
    pages = [runs.get(page_of(round_)), runs.post(page_of(round_, "remind"), follow=True)]
    invite(round_, "bo@example.org")
    yesterday()
    pages += [runs.get(page_of(round_)), runs.post(page_of(round_, "remind"), follow=True)]
    InvitationBatch.objects.update(reminded_to=invitation_actions.BEFORE_ALL)
    pages += [runs.get(page_of(round_))]
    Organisation.objects.update(is_example=True)
    pages += [runs.get(page_of(round_)), runs.post(page_of(round_, "remind"), follow=True)]
    for page in pages:
        assert bare_words(page) == []


@pytest.mark.parametrize("name", ["ways_in", "slips", "invite", "take_back"])
def test_every_text_of_those_who_run_it_comes_through_gettext(runs, both, name, brackets):
    slips(both, 4, "people")
    invite(both, "ann@example.org")
    page = runs.get(page_of(both, name, *([both.batches.first().pk] if name == "take_back" else [])))
    assert len([text for text in texts_of(page.text) if "⟦" in text]) > 5
    link = reverse("assessments:join", args=[both.join_code])
    known = [f"http://testserver{link}", codes.in_groups(both.join_code)]
    assert bare_words(page, *known) == []


@pytest.mark.parametrize("perspective", ["staff", None])
def test_every_text_of_those_who_are_invited_comes_through_gettext(round_, perspective, brackets):
    person = Invited(round_, slips(round_, 1, perspective)[0])
    pages = [person.get("join"), Person(round_).get("join"), enter(codes.make_invitation())[1]]
    made = entry.new_sheets(round_, 1)
    entry.store_sheets(round_=round_, perspective=None, made=made, by=None)
    pages.append(Person(round_, enter(made[0].secret)[0]).get("join"))
    for page in pages:
        assert bare_words(page) == []


def test_the_words_of_messages_come_through_gettext(runs, round_, brackets):
    send(runs, round_, "ann@example.org")
    yesterday()
    runs.post(page_of(round_, "remind"))
    for message in mail.outbox:
        bare = BRACKETED.sub("", BRACKETED.sub("", message.body))
        left = [line for line in bare.splitlines() if line.strip() and "/enter/" not in line]
        assert left == []
        assert message.subject.startswith("⟦")
