"""The pages of invitations: what people type, press and see; what is printed, sent and left behind."""

import io
import re
import smtplib

import pikepdf
import pypdf
import pytest
import segno
from django.apps import apps
from django.core import mail, signing
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import AuditEvent, Organisation
from assessments import codes
from assessments.invitations import actions as invitation_actions
from assessments.invitations import queries as invitation_queries
from assessments.invitations.handouts import slips_html
from assessments.models import Invitation, InvitationBatch, Response, Round
from assessments.paper import entry
from assessments.printing import pdf
from assessments.printing.qr import QUIET, qr_svg
from assessments.rounds import lifecycle, promise
from tests import factories
from tests.assessments.invitations.test_actions import group, invite, slips, yesterday
from tests.assessments.reports.test_pdf import elements, page_texts
from tests.assessments.responses.test_pages import (
    Person,
    browser,
    everything_stored,
    hidden,
    log,  # noqa: F401 (a fixture)
    put,
    text_of,
)
from tests.untranslated import (
    BRACKETED,
    bare_words,
    brackets,  # noqa: F401 (a fixture)
    texts_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

ENTER = "/enter/"


@pytest.fixture
def round(organisation):
    return factories.make_round(perspectives=factories.TWO, joining="codes", organisation=organisation)


@pytest.fixture
def both(organisation):
    return factories.make_round(perspectives=factories.TWO, joining="both", organisation=organisation)


@pytest.fixture
def runs(client, facilitator):
    client.force_login(facilitator)
    return client


def page_of(round, name="ways_in", *args):
    return reverse(f"assessments:{name}", args=[round.pk, *args])


def enter(code, client=None):
    client = client or browser()
    return client, client.post(ENTER, {"code": code})


class Invited(Person):
    """Somebody who has typed the code of an invitation."""

    def __init__(self, round, code):
        client, page = enter(code)
        assert page["Location"] == reverse("assessments:join", args=[round.join_code])
        super().__init__(round, client)

    def begin(self, **data):
        return self.post("join", **data)


# Typing a code, and pressing Start


def test_a_code_leads_to_the_start_page_and_is_used_only_by_start(round):
    [code] = slips(round, 1, "staff")
    for _ in range(3):
        assert browser().get(ENTER).status_code == 200
        person = Invited(round, codes.in_groups(code).lower())
        page = text_of(person.get("join"))
        assert "You start as one of this group:" in page
        assert 'name="perspective"' not in page
    assert Invitation.objects.count() == 1
    assert person.begin()["Location"] == person.url("keep")
    assert person.response.perspective.code == "staff"
    assert not Invitation.objects.exists()
    assert person.client.cookies["invitation"].value == ""


def test_the_code_stands_in_no_address_and_no_page_once_it_is_typed(round):
    [code] = slips(round)
    person = Invited(round, code)
    page = text_of(person.get("join"))
    started = person.begin(perspective="people")
    for text in (page, started["Location"], text_of(person.get("keep"))):
        assert code not in text
        assert codes.in_groups(code) not in text


def test_the_code_rests_in_a_cookie_for_this_round_and_no_script(round):
    [code] = slips(round)
    _client, page = enter(code)
    cookie = page.cookies["invitation"]
    assert cookie["path"] == reverse("assessments:join", args=[round.join_code])
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")


def test_the_person_chooses_a_group_when_the_code_is_for_anyone(round):
    person = Invited(round, slips(round)[0])
    refused = person.begin()
    assert refused.status_code == 400
    assert "Choose where you stand first" in text_of(refused)
    assert person.begin(perspective="people").status_code == 302
    assert person.response.perspective.code == "people"


def test_start_pressed_twice_begins_once(round):
    slips(round, 2)
    person = Invited(round, slips(round, 1, "staff")[0])
    shown = hidden(person.get("join"))
    assert [person.send("join", shown).status_code for _ in range(2)] == [302, 302]
    assert (Response.objects.count(), Invitation.objects.count()) == (1, 2)


def test_a_second_device_with_the_same_code_is_told_as_for_a_wrong_one(round):
    [code] = slips(round, 1, "staff")
    one, two = Invited(round, code), Invited(round, code)
    shown = hidden(two.get("join"))
    one.begin()
    late = two.send("join", shown)
    assert late.status_code == 400
    assert "We cannot find this code." in text_of(late)
    assert "You need a code to start" in text_of(late)
    assert two.client.cookies["invitation"].value == ""
    assert Response.objects.count() == 1


def test_wrong_used_taken_back_and_closed_codes_look_the_same(round, organisation):
    used, taken_back = slips(round)[0], slips(round)[0]
    Invited(round, used).begin(perspective="people")
    invitation_actions.take_back(batch=InvitationBatch.objects.last(), by=None)
    shut = factories.make_round(
        organisation=organisation, versions=round.versions.all(), perspectives=factories.TWO, joining="codes"
    )
    [too_late] = slips(shut)
    put(shut, "closed")
    tried = [used, taken_back, too_late, codes.make_invitation(), codes.make_secret(), codes.make_join_code()]
    pages = [enter(code)[1] for code in tried]
    assert [page.status_code for page in pages] == [400] * len(tried)
    texts = {re.sub(r'value="[^"]*"', "", text_of(page)) for page in pages}
    assert len(texts) == 1
    assert "We cannot find this code." in texts.pop()
    assert all("invitation" not in page.cookies for page in pages)


@pytest.mark.parametrize("spoil", [lambda c: c[:8], lambda c: c[:-1], lambda c: "", lambda c: c + c])
def test_half_a_code_is_told_when_typed(round, spoil):
    [code] = slips(round)
    _client, page = enter(spoil(code))
    assert page.status_code == 400
    assert "We cannot find" not in text_of(page)


def test_a_code_typed_with_look_alikes_is_known(round):
    while "0" not in (code := slips(round)[0]) and "1" not in code:
        pass
    typed = code.replace("0", "o").replace("1", "l")
    assert enter(typed)[1].status_code == 302


def test_codes_cannot_be_tried_without_end(round):
    client = browser()
    tries = [enter(codes.make_invitation(), client)[1].status_code for _ in range(32)]
    assert tries == [400] * 31 + [429]
    assert enter(slips(round)[0], client)[1].status_code == 429


def test_good_invitations_do_not_count_as_tries(round):
    client = browser()
    assert {enter(code, client)[1].status_code for code in slips(round, 40)} == {302}


def test_a_browser_without_cookies_uses_no_code(round):
    [code] = slips(round, 1, "staff")
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    assert strict.post(ENTER, {"code": code}).status_code == 403
    person = Invited(round, code)
    shown = hidden(person.get("join"))
    person.client.cookies.clear()
    page = person.send("join", shown)
    assert page.status_code == 400
    assert "Press the button again" in text_of(page)
    assert Invitation.objects.count() == 1
    assert "You need a code to start" in text_of(person.get("join"))


def test_a_start_page_of_an_invitation_starts_nobody_without_the_code(both):
    """Whoever leaves takes the code along; the page behind the Back button must not start in no group."""
    person = Invited(both, slips(both, 1, "staff")[0])
    shown = hidden(person.get("join"))
    person.client.post(person.url("leave"))
    page = person.send("join", shown)
    assert page.status_code == 400
    assert 'name="perspective"' in text_of(page)
    assert not Response.objects.exists()


@pytest.mark.parametrize("kind", ["garbage", "unsigned", "forged", "another rounds", "old"])
def test_a_cookie_that_is_not_good_lets_nobody_in(round, organisation, kind, monkeypatch):
    [code] = slips(round)
    signer = signing.get_cookie_signer(salt="invitation" + "assessments.visits.invitation")
    other = factories.make_round(
        organisation=organisation, versions=round.versions.all(), perspectives=factories.TWO, joining="codes"
    )
    now = signing.time.time()
    with monkeypatch.context() as past:
        past.setattr(signing.time, "time", lambda: now - 60 * 60 * 5)
        old = signer.sign(code)
    value = {
        "garbage": "é:ÿ:x",
        "unsigned": code,
        "forged": signing.get_cookie_signer(salt="x").sign(code),
        "another rounds": signer.sign(slips(other)[0]),
        "old": old,
    }[kind]
    person = Person(round)
    person.client.cookies["invitation"] = value
    assert "You need a code to start" in text_of(person.get("join"))
    shown = {"start": "", "perspective": "people"}
    assert person.send("join", shown).status_code in (400, 409)
    assert not Response.objects.exists()
    assert Invitation.objects.filter(batch__round=round).count() == 1


# Ways of joining


def test_a_round_by_code_asks_for_it_kindly_and_starts_nobody_without(round):
    person = Person(round)
    page = text_of(person.get("join"))
    assert "You need a code to start" in page
    assert f'action="{ENTER}"' in page
    assert "What you will be asked" in page
    assert 'name="start"' not in page
    started = Person(factories.make_round(
        organisation=factories.make_organisation("E"), versions=round.versions.all(),
        perspectives=factories.TWO,
    ))  # fmt: skip
    token = hidden(started.get("join"))["start"]
    assert person.send("join", {"start": token, "perspective": "people"}).status_code == 400
    assert not Response.objects.exists()


def test_an_open_start_page_from_before_does_not_start_anyone_by_code_alone(round, monkeypatch):
    """The page's token is good, but there is no code."""
    monkeypatch.setattr(Round, "has_link", property(lambda self: True))
    person = Person(round)
    shown = {**hidden(person.get("join")), "perspective": "people"}
    monkeypatch.undo()
    page = person.send("join", shown)
    assert page.status_code == 409
    assert "You need a code to start." in text_of(page)
    assert not Response.objects.exists()


def test_by_either_way_the_link_works_and_so_does_a_code(both):
    assert Person(both).start().response.perspective.code == "people"
    invited = Invited(both, slips(both, 1, "staff")[0])
    invited.begin()
    assert invited.response.perspective.code == "staff"


def test_leaving_takes_a_code_that_was_not_used_off_the_device(round):
    [code] = slips(round, 1, "staff")
    person = Invited(round, code)
    assert "Not your invitation?" in text_of(person.get("join"))
    person.client.post(person.url("leave"))
    assert "You need a code to start" in text_of(person.get("join"))
    assert Invited(round, code).begin().status_code == 302


def test_a_code_typed_where_somebody_is_answering_is_not_used(round):
    one, other = slips(round, 2, "staff")
    person = Invited(round, one)
    person.begin()
    enter(other, person.client)
    page = text_of(person.get("join"))
    assert "You have started already" in page
    assert Invitation.objects.count() == 1
    assert Response.objects.count() == 1


@pytest.mark.parametrize("joining", ["link", "codes", "both"])
def test_the_form_of_the_terms_says_how_people_join(runs, organisation, joining):
    round = factories.make_round(organisation=organisation, opened=False)
    page = runs.get(page_of(round, "terms")).text
    assert 'name="joining" value="link"' in page
    runs.post(page_of(round, "terms"), {"title": "R", "threshold": "5", "joining": joining})
    round.refresh_from_db()
    assert round.joining == joining
    lifecycle.open_round(round=round, by=None)
    opened = runs.get(page_of(round)).text
    assert ("Get a poster" in opened) is (joining != "codes")
    assert ("Print slips" in opened) is (joining != "link")


def test_a_way_of_joining_that_is_none_is_refused(runs, organisation):
    round = factories.make_round(organisation=organisation, opened=False)
    page = runs.post(page_of(round, "terms"), {"title": "R", "threshold": "5", "joining": "luck"}).text
    assert "Choose how people join, from the list." in page


def test_the_page_of_a_round_by_code_shows_no_link(runs, round):
    page = runs.get(page_of(round, "round")).text
    assert "Next: give out the codes" in page
    assert codes.in_groups(round.join_code) not in page
    assert page_of(round) in page


def test_codes_are_added_to_a_link_at_a_press(runs, organisation):
    round = factories.make_round(organisation=organisation)
    assert "Print slips" not in runs.get(page_of(round)).text
    page = runs.post(page_of(round, "add_codes"), follow=True).text
    assert "The link works as before." in page
    assert "Print slips" in page
    assert "only to an open round that has a link" in runs.post(page_of(round, "add_codes"), follow=True).text


@pytest.mark.parametrize("name", ["ways_in", "slips", "invite", "poster", "large_poster"])
@pytest.mark.parametrize("state", ["closed", "released"])
def test_a_page_leads_back_when_the_round_is_not_open(runs, both, name, state):
    put(both, state)
    response = runs.get(page_of(both, name), follow=True)
    assert response.redirect_chain == [(page_of(both, "round"), 302)]
    assert 'role="status"' in response.text


@pytest.mark.parametrize("name", ["slips", "invite"])
def test_no_codes_are_offered_where_people_join_by_link_alone(runs, organisation, name):
    round = factories.make_round(organisation=organisation)
    response = runs.post(page_of(round, name), {"number": "3", "addresses": "a@example.org"}, follow=True)
    assert response.redirect_chain == [(page_of(round), 302)]
    assert not InvitationBatch.objects.exists()


def test_another_rounds_batch_cannot_be_taken_back(runs, round):
    elsewhere = factories.make_round(
        organisation=factories.make_organisation("E"), versions=round.versions.all(), joining="codes"
    )
    slips(elsewhere)
    theirs = InvitationBatch.objects.get()
    assert runs.post(page_of(round, "take_back", theirs.pk)).status_code == 404
    assert Invitation.objects.count() == 1


def test_taking_back_is_asked_once_more(runs, round):
    slips(round, 3)
    batch = InvitationBatch.objects.get()
    assert "Take back the unused codes?" in runs.get(page_of(round, "take_back", batch.pk)).text
    assert Invitation.objects.count() == 3
    page = runs.post(page_of(round, "take_back", batch.pk), follow=True).text
    assert "no longer work" in page
    assert "Taken back" in page
    assert not Invitation.objects.exists()


def test_the_overview_tells_counts_in_steps_and_never_an_address(runs, round):
    made = invite(round, *[f"p{n}@example.org" for n in range(7)], perspective="people")
    for code in list(made.values())[:5]:
        Invited(round, code).begin()
    page = text_of(runs.get(page_of(round)))
    assert "Fewer than 3" in page
    assert "example.org" not in page.split("<main")[1]
    Response.objects.update(submitted=True)
    assert "3 or more" in text_of(runs.get(page_of(round)))


def test_the_overview_costs_the_same_for_any_number_of_batches(runs, round, django_assert_num_queries):
    slips(round, 2)
    runs.get(page_of(round))
    for _ in range(2):
        with django_assert_num_queries(9):
            page = text_of(runs.get(page_of(round)))
        for _ in range(10):
            slips(round, 2, "staff")
    assert page.count('data-label="Codes"') == 11


# Slips and posters


def made_slips(runs, round, **data):
    response = runs.post(page_of(round, "slips"), {"number": "11", "perspective": "", **data})
    assert response["Content-Type"] == "application/pdf"
    return response


def test_the_slips_are_a_pdf_whose_codes_work_and_are_shown_once(runs, round):
    response = made_slips(runs, round, perspective="staff")
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
        assert "asks you to take part." in page
    again = runs.get(page_of(round, "slips"))
    assert not any(code in again.text for code in printed)
    assert Invited(round, printed[3]).begin().status_code == 302


def test_large_print_has_two_slips_on_a_page(runs, round):
    response = made_slips(runs, round, number="3", large="on")
    pages = page_texts(response.content)
    assert [len(re.findall(r"(?:[0-9A-Z]{4}-){3}", page)) for page in pages] == [2, 1]
    assert InvitationBatch.objects.get().perspective is None


def test_a_slip_does_not_say_which_group_its_holder_is_in(runs, round):
    response = made_slips(runs, round, number="1", perspective="staff")
    [page] = page_texts(response.content)
    assert page.count("Staff") == 1
    assert page.index("Staff") < page.index("Larkfield crisis house")


@pytest.mark.parametrize("number", ["", "0", "-1", "97", "many", "1e3", "9" * 400])
def test_a_number_of_slips_that_cannot_be_is_told(runs, round, number):
    response = runs.post(page_of(round, "slips"), {"number": number})
    assert response.status_code == 400
    assert "invalid-feedback" in response.text
    assert not InvitationBatch.objects.exists()


def test_slips_for_a_group_that_is_none_are_refused(runs, round):
    response = runs.post(page_of(round, "slips"), {"number": "2", "perspective": "martians"})
    assert response.status_code == 400
    assert "Choose one of the groups in the list." in response.text


def test_no_code_is_stored_when_no_pdf_can_be_made(runs, round, monkeypatch):
    def fail(_html):
        raise pdf.PdfUnavailable

    monkeypatch.setattr("assessments.views.invitations.render_pdf", fail)
    page = runs.post(page_of(round, "slips"), {"number": "2"}, follow=True).text
    assert "nothing was made" in page
    assert not InvitationBatch.objects.exists()
    round_with_link = factories.make_round(
        organisation=round.assessment.organisation, versions=round.versions.all()
    )
    assert "cannot be made" in runs.get(page_of(round_with_link, "poster"), follow=True).text


@pytest.mark.parametrize("name", ["poster", "large_poster"])
def test_the_poster_is_one_page_with_the_link_and_the_code(runs, both, name):
    response = runs.get(page_of(both, name))
    [page] = page_texts(response.content)
    assert codes.in_groups(both.join_code) in page
    assert "testserver/enter" in page
    assert "Larkfield Voices asks you" in page


def test_there_is_no_poster_where_people_join_by_code_alone(runs, round):
    assert "no link for a poster" in runs.get(page_of(round, "poster"), follow=True).text


def longest(round):
    assessment, organisation = round.assessment, round.assessment.organisation
    assessment.title = "Working together on the new crisis house with everybody there " * 2
    assessment.title = assessment.title[:120]
    organisation.name = "The Larkfield and District Association of People and Friends " * 2
    organisation.name = organisation.name[:120]
    assessment.save()
    organisation.save()
    Round.objects.filter(pk=round.pk).update(closes_on="2027-09-30")


@pytest.mark.parametrize("large", [False, True])
def test_the_longest_names_fit(runs, both, large):
    """Nothing stands outside its slip, and a poster stays on one page."""
    longest(both)
    data = {"number": "2", **({"large": "on"} if large else {})}
    [page] = page_texts(made_slips(runs, both, **data).content)
    assert page.count("It works once. Until 30 September 2027.") == 2
    [poster] = page_texts(runs.get(page_of(both, "large_poster" if large else "poster")).content)
    assert "You have until 30 September 2027." in poster
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


def test_nothing_printed_holds_a_code_but_its_own_slip(runs, round):
    reader = pypdf.PdfReader(io.BytesIO(made_slips(runs, round, number="2").content))
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


# E-mail


def send(runs, round, addresses, **data):
    return runs.post(
        page_of(round, "invite"), {"addresses": addresses, "perspective": "", **data}, follow=True
    )


def code_in(message):
    return re.search(r"/enter/#([0-9A-Z]{16})\s", message.body)[1]


def test_each_person_gets_one_message_with_a_link_that_works(runs, round):
    page = send(
        runs, round, "ann@example.org\nSam Lee <sam@example.org>, bo@example.org", perspective="staff"
    )
    assert "3 invitations are on their way." in page.text
    assert [message.to for message in mail.outbox] == [
        ["ann@example.org"],
        ["sam@example.org"],
        ["bo@example.org"],
    ]
    for message in mail.outbox:
        code = code_in(message)
        assert codes.in_groups(code) in message.body
        assert message.subject == "Larkfield Voices asks you: Larkfield crisis house"
        assert message.from_email == "Common Measure <noreply@localhost>"
        assert (message.cc, message.bcc, message.reply_to) == ([], [], [])
        for words in ("Staff", "Facilitator Person", "facilitator@example.org"):
            assert words not in message.body
        assert "We do not know which answers are yours." in message.body
    person = Invited(round, code_in(mail.outbox[1]))
    person.begin()
    assert person.response.perspective.code == "staff"
    stored = set(Invitation.objects.values_list("address", flat=True))
    assert stored == {"ann@example.org", "bo@example.org"}


def test_the_closing_date_stands_in_the_message(runs, round):
    Round.objects.filter(pk=round.pk).update(closes_on="2027-06-24")
    send(runs, round, "ann@example.org")
    assert "Please answer by 24 June 2027." in mail.outbox[0].body


def test_every_fault_is_told_at_once_with_its_line_and_nothing_is_sent(runs, round):
    page = send(runs, round, "ann@example.org\nnobody\n\nAnn@example.org\nsam at example.org\n<x@>\n")
    told = text_of(page)
    assert page.status_code == 400
    for words in (
        "Line 2: ‘nobody’ is not an e-mail address.",
        "Line 4: ‘Ann@example.org’ is there twice.",
        "Line 5: ‘sam at example.org’ is not an e-mail address.",
        "Line 6: ‘x@’ is not an e-mail address.",
    ):
        assert words in told
    assert "ann@example.org" in told
    assert mail.outbox == []
    assert not InvitationBatch.objects.exists()


@pytest.mark.parametrize(
    ("addresses", "words"),
    [
        ("", "Type or paste at least one address."),
        (" \n , ;", "Type or paste at least one address."),
        ("a@example.org\0", "Null characters"),
        ("x" * 60_001, "60000"),
        ("\n".join(f"p{n}@example.org" for n in range(201)), "There are 201 addresses."),
        ("a" * 250 + "@example.org", "is not an e-mail address"),
        ("<script>alert(1)</script>", "is not an e-mail address"),
    ],
)
def test_addresses_that_cannot_be_are_told(runs, round, addresses, words):
    page = send(runs, round, addresses)
    assert page.status_code == 400
    assert words in text_of(page).replace("60,000", "60000")
    assert "<script>alert(1)" not in page.text
    assert mail.outbox == []


def test_names_in_a_message_bring_no_line_and_no_address_of_their_own(runs, round):
    round.assessment.title = "Win https://bad.example.org/x now\nBcc: all@example.org"
    round.assessment.save()
    send(runs, round, "ann@example.org")
    assert mail.outbox[0].subject == "Larkfield Voices asks you: Win now Bcc: all@example.org"
    assert "bad.example.org" not in mail.outbox[0].body


def test_one_person_cannot_send_without_end(runs, round):
    pages = [send(runs, round, f"p{n}@example.org") for n in range(11)]
    assert [page.status_code for page in pages] == [200] * 10 + [429]
    assert len(mail.outbox) == 10
    assert "wait an hour" in pages[-1].text


class Down(EmailBackend):
    def open(self):
        raise ConnectionRefusedError


class Choosy(EmailBackend):
    """Takes no message to an address that begins with b."""

    def send_messages(self, messages):
        if messages[0].to[0].startswith("b"):
            raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"No")})
        return super().send_messages(messages)


HERE = "tests.assessments.invitations.test_pages"


def test_nothing_is_made_when_there_is_no_mail_server(runs, round, settings):
    settings.EMAIL_BACKEND = f"{HERE}.Down"
    page = send(runs, round, "ann@example.org")
    assert page.status_code == 503
    assert "This site cannot send mail just now" in page.text
    assert "ann@example.org" in page.text
    assert not InvitationBatch.objects.exists()


def test_it_says_how_many_could_not_be_sent_and_logs_no_address(runs, round, settings, log):  # noqa: F811
    settings.EMAIL_BACKEND = f"{HERE}.Choosy"
    page = send(runs, round, "ann@example.org\nbo@example.org").text
    assert "1 invitation is on its way." in page
    assert "1 could not be sent" in page
    assert [line for line in log if "did not take a message" in line]
    assert not [line for line in log if "bo@example" in line and "django.db.backends" not in line]


def test_a_reminder_goes_to_unused_codes_alone_and_says_nothing_more(runs, round):
    send(runs, round, "ann@example.org\nbo@example.org")
    old = {message.to[0]: code_in(message) for message in mail.outbox}
    Invited(round, old["ann@example.org"]).begin(perspective="people")
    assert "You can send a reminder from tomorrow on." in runs.get(page_of(round)).text
    refused = runs.post(page_of(round, "remind"), follow=True).text
    assert "once a day" in refused
    yesterday()
    mail.outbox.clear()
    page = text_of(runs.post(page_of(round, "remind"), follow=True))
    assert "who has not used their code gets a reminder" in page
    [message] = mail.outbox
    assert message.to == ["bo@example.org"]
    assert "have stopped working" in message.body
    assert enter(old["bo@example.org"])[1].status_code == 400
    assert Invited(round, code_in(message)).begin(perspective="staff").status_code == 302
    yesterday()
    mail.outbox.clear()
    none_left = text_of(runs.post(page_of(round, "remind"), follow=True))
    assert mail.outbox == []
    assert plain(none_left) == plain(page)


def plain(page):
    return re.sub(r'value="[^"]*"', "", page)


def test_old_codes_go_on_working_when_a_reminder_is_not_taken(runs, round, settings):
    send(runs, round, "ann@example.org\nbo@example.org")
    old = {message.to[0]: code_in(message) for message in mail.outbox}
    yesterday()
    settings.EMAIL_BACKEND = f"{HERE}.Choosy"
    runs.post(page_of(round, "remind"))
    assert enter(old["ann@example.org"])[1].status_code == 400
    assert enter(old["bo@example.org"])[1].status_code == 302


def test_nobody_loses_a_code_when_there_is_no_mail_server_to_remind_them(runs, round, settings):
    send(runs, round, "ann@example.org")
    old = code_in(mail.outbox[0])
    yesterday()
    settings.EMAIL_BACKEND = f"{HERE}.Down"
    assert "cannot send mail" in runs.post(page_of(round, "remind"), follow=True).text
    assert enter(old)[1].status_code == 302
    assert invitation_queries.reminders_of(round).due


@pytest.mark.parametrize("used", [False, True])
def test_no_reminder_is_offered_where_the_round_was_closed_and_opened_again(runs, round, facilitator, used):
    code = invite(round, "ann@example.org")["ann@example.org"]
    if used:
        Invited(round, code).begin(perspective="people")
    yesterday()
    put(round, "closed")
    lifecycle.reopen_round(round=round, by=facilitator)
    page = runs.get(page_of(round)).text
    assert "we forgot the addresses" in page
    assert "Send a reminder" not in page
    assert "We write again" not in page
    refused = runs.post(page_of(round, "remind"), follow=True).text
    assert "so nobody can be reminded" in refused
    assert "gets a reminder" not in refused
    assert mail.outbox == []


def test_a_reminder_is_told_of_those_alone_who_were_invited_since(runs, round, facilitator):
    invite(round, "ann@example.org")
    put(round, "closed")
    lifecycle.reopen_round(round=round, by=facilitator)
    invite(round, "bo@example.org")
    yesterday()
    page = runs.get(page_of(round)).text
    assert "we forgot the addresses" in page
    assert "those you invited since then" in page
    done = text_of(runs.post(page_of(round, "remind"), follow=True))
    assert "since the round was opened again, and who has not used their code, gets a reminder" in done
    assert [message.to for message in mail.outbox] == [["bo@example.org"]]


class Goes(EmailBackend):
    """Lets in so many times, and takes so many messages; then the server is gone. Counted on the class: each
    connection is another object."""

    opened, taken = 99, 99

    def open(self):
        if Goes.opened == 0:
            raise ConnectionRefusedError
        Goes.opened -= 1
        return True

    def send_messages(self, messages):
        if Goes.taken == 0:
            Goes.opened = 0
            raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        Goes.taken -= 1
        return super().send_messages(messages)


@pytest.fixture
def goes(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{HERE}.Goes"
    monkeypatch.setattr(Goes, "opened", 99)
    monkeypatch.setattr(Goes, "taken", 99)
    return Goes


def test_nothing_is_kept_where_the_mail_server_goes_before_the_first_invitation(runs, round, goes):
    """It is there when it is asked, and gone when the invitations are stored."""
    goes.opened = 1
    page = send(runs, round, "ann@example.org\nbo@example.org")
    assert page.status_code == 503
    assert "so nothing was sent" in page.text
    assert "ann@example.org" in page.text
    assert not InvitationBatch.objects.exists()
    assert not Invitation.objects.exists()
    assert [event.what for event in AuditEvent.objects.order_by("pk")][-2:] == [
        "invitations made",
        "invitations not sent",
    ]


def test_nothing_is_kept_where_the_mail_server_goes_at_the_first_invitation(runs, round, goes):
    goes.taken = 0
    assert "so nothing was sent" in send(runs, round, "ann@example.org\nbo@example.org").text
    assert not InvitationBatch.objects.exists()


def test_what_was_sent_stays_where_the_mail_server_goes_half_way(runs, round, goes):
    goes.taken = 1
    page = send(runs, round, "ann@example.org\nbo@example.org").text
    assert "1 invitation is on its way." in page
    assert "1 could not be sent" in page
    assert Invitation.objects.count() == 2
    yesterday()
    goes.opened = goes.taken = 99
    runs.post(page_of(round, "remind"))
    assert sorted(message.to[0] for message in mail.outbox[1:]) == ["ann@example.org", "bo@example.org"]


class ClosesRounds(EmailBackend):
    """Takes no message, and somebody closes the round meanwhile."""

    def send_messages(self, messages):
        for one in Round.objects.filter(state="open"):
            lifecycle.close_round(round=one, by=None)
        raise smtplib.SMTPDataError(451, b"Later")


def test_a_reminder_that_fails_while_somebody_closes_the_round_ends_in_a_kind_page(runs, round, settings):
    made = invite(round, "ann@example.org", "bo@example.org")
    yesterday()
    settings.EMAIL_BACKEND = f"{HERE}.ClosesRounds"
    response = runs.post(page_of(round, "remind"), follow=True)
    assert response.redirect_chain[-1] == (page_of(round, "round"), 302)
    assert "The round closed while reminders were on their way." in response.text
    assert "This round is closed" in response.text
    assert {row.code_hash for row in Invitation.objects.all()} == {
        codes.hash_of(code) for code in made.values()
    }


def test_an_invitation_that_is_sent_while_somebody_closes_the_round_ends_in_a_kind_page(
    runs, round, settings
):
    settings.EMAIL_BACKEND = f"{HERE}.ClosesRounds"
    page = send(runs, round, "ann@example.org")
    assert page.redirect_chain[-1] == (page_of(round, "round"), 302)
    assert "1 could not be sent" in page.text


@pytest.fixture
def example(round):
    """The round as one of the example's, whose password everyone knows; somebody was invited before."""
    invite(round, "ann@example.org")
    yesterday()
    Organisation.objects.update(is_example=True)
    return round


def test_the_example_offers_no_mail_and_says_why(runs, example):
    page = runs.get(page_of(example)).text
    assert "This is an example, so it sends no e-mail." in page
    assert "Print slips" in page
    assert "Invite by e-mail" not in page
    assert "Send a reminder" not in page


@pytest.mark.parametrize(("name", "method"), [("invite", "get"), ("invite", "post"), ("remind", "post")])
def test_the_example_sends_no_mail_and_says_why(runs, example, name, method):
    data = {"addresses": "bo@elsewhere.example", "perspective": ""}
    response = getattr(runs, method)(page_of(example, name), data, follow=True)
    assert response.redirect_chain == [(page_of(example), 302)]
    assert "This is an example, so it sends no e-mail. You can print slips" in response.text
    assert mail.outbox == []
    assert InvitationBatch.objects.count() == 1


def test_the_example_can_still_print_slips(runs, example):
    made_slips(runs, example)


class Ended(BaseException):
    """As gunicorn ends a worker that takes too long."""


class EndsWorker(EmailBackend):
    """Takes two messages; then the worker is ended."""

    def send_messages(self, messages):
        if len(mail.outbox) >= 2:
            raise Ended
        return super().send_messages(messages)


def test_a_reminder_goes_on_where_a_worker_was_ended_half_way(runs, round, settings):
    addresses = {f"p{n}@example.org" for n in range(5)}
    send(runs, round, "\n".join(addresses))
    old = {message.to[0]: code_in(message) for message in mail.outbox}
    yesterday()
    mail.outbox.clear()
    settings.EMAIL_BACKEND = f"{HERE}.EndsWorker"
    with pytest.raises(Ended):
        runs.post(page_of(round, "remind"))
    written = {message.to[0] for message in mail.outbox}
    assert len(written) == 2
    assert {address for address, code in old.items() if enter(code)[1].status_code == 302} == (
        addresses - written
    )
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    page = runs.get(page_of(round)).text
    assert "may not have got to everyone yet" in page
    assert "Send a reminder" in page
    done = runs.post(page_of(round, "remind"), follow=True).text
    assert "gets a reminder" in done
    assert "may not have got to everyone" not in done
    assert "You wrote to them today." in done
    assert sorted(message.to[0] for message in mail.outbox) == sorted(addresses)
    assert {enter(code_in(message))[1].status_code for message in mail.outbox} == {302}


class OneEach(EmailBackend):
    """Ends the connection after each message, as some servers do after a number of them."""

    def open(self):
        if getattr(self, "left", 0):
            return False
        self.left = 1
        return True

    def close(self):
        self.left = 0

    def send_messages(self, messages):
        if not self.left:
            raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        self.left = 0
        return super().send_messages(messages)


def test_everyone_is_written_to_where_the_server_takes_one_message_for_each_connection(runs, round, settings):
    settings.EMAIL_BACKEND = f"{HERE}.OneEach"
    assert "3 invitations are on their way." in send(runs, round, "a@a.org\nb@b.org\nc@c.org").text
    yesterday()
    runs.post(page_of(round, "remind"))
    assert len(mail.outbox) == 6


@pytest.mark.parametrize("unused", [0, 3])
def test_a_server_that_goes_while_reminders_are_sent_is_told_whether_or_not_a_code_is_unused(
    runs, round, goes, unused
):
    made = invite(round, *[f"p{n}@example.org" for n in range(3)])
    yesterday()
    for code in list(made.values())[unused:]:
        Invited(round, code).begin(perspective="people")
    goes.taken, goes.opened = 1, 1
    page = runs.post(page_of(round, "remind"), follow=True).text
    assert "some people may not have a reminder yet" in page
    assert "may not have got to everyone yet" in page
    goes.taken = goes.opened = 99
    assert "gets a reminder" in runs.post(page_of(round, "remind"), follow=True).text
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == unused


# A whole round, searched for what must not be there


def test_after_a_whole_round_no_code_and_no_address_is_left_anywhere(runs, both, log):  # noqa: F811
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


def test_no_event_is_written_when_a_code_is_used(round):
    invite(round, "ann@example.org")
    code = slips(round, 1, "people")[0]
    before = list(AuditEvent.objects.values())
    Invited(round, code).begin()
    assert list(AuditEvent.objects.values()) == before
    assert group(round, "people").responses.count() == 1


# Words


def test_the_words_about_forgotten_addresses_come_through_gettext(runs, round, facilitator, brackets):  # noqa: F811
    invite(round, "ann@example.org")
    put(round, "closed")
    lifecycle.reopen_round(round=round, by=facilitator)
    pages = [runs.get(page_of(round)), runs.post(page_of(round, "remind"), follow=True)]
    invite(round, "bo@example.org")
    yesterday()
    pages += [runs.get(page_of(round)), runs.post(page_of(round, "remind"), follow=True)]
    InvitationBatch.objects.update(reminded_to=invitation_actions.BEFORE_ALL)
    pages += [runs.get(page_of(round))]
    Organisation.objects.update(is_example=True)
    pages += [runs.get(page_of(round)), runs.post(page_of(round, "remind"), follow=True)]
    for page in pages:
        assert bare_words(page) == []


@pytest.mark.parametrize("name", ["ways_in", "slips", "invite", "take_back"])
def test_every_text_of_those_who_run_it_comes_through_gettext(runs, both, name, brackets):  # noqa: F811
    slips(both, 4, "people")
    invite(both, "ann@example.org")
    page = runs.get(page_of(both, name, *([both.batches.first().pk] if name == "take_back" else [])))
    assert len([text for text in texts_of(page.text) if "⟦" in text]) > 5
    link = reverse("assessments:join", args=[both.join_code])
    known = [f"http://testserver{link}", codes.in_groups(both.join_code)]
    assert bare_words(page, *known) == []


@pytest.mark.parametrize("perspective", ["staff", None])
def test_every_text_of_those_who_are_invited_comes_through_gettext(round, perspective, brackets):  # noqa: F811
    person = Invited(round, slips(round, 1, perspective)[0])
    pages = [person.get("join"), Person(round).get("join"), enter(codes.make_invitation())[1]]
    made = entry.new_sheets(round, 1)
    entry.store_sheets(round=round, perspective=None, made=made, by=None)
    pages.append(Person(round, enter(made[0].secret)[0]).get("join"))
    for page in pages:
        assert bare_words(page, *promise.in_short(3)) == []


def test_the_words_of_messages_come_through_gettext(runs, round, brackets):  # noqa: F811
    send(runs, round, "ann@example.org")
    yesterday()
    runs.post(page_of(round, "remind"))
    for message in mail.outbox:
        bare = BRACKETED.sub("", BRACKETED.sub("", message.body))
        left = [line for line in bare.splitlines() if line.strip() and "/enter/" not in line]
        assert left == []
        assert message.subject.startswith("⟦")
