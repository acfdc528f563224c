"""A copy of one's own answers as a PDF, opened and read: all that one gave, and nothing that opens it."""

import io
import itertools
import re
import sys

import pikepdf
import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import codes
from assessments.printing import pdf
from frameworks import languages
from frameworks.models import Level
from frameworks.templatetags.languages import lines
from tests import factories
from tests.assessments.reports.pdfs import elements, text_of
from tests.assessments.responses.pages.participants import Person, browser, hidden, put
from tests.assessments.responses.pages.participants import text_of as words_of
from tests.translations import translate

pytestmark = [pytest.mark.django_db, pytest.mark.pages, pytest.mark.pdf]


@pytest.fixture
def round_():
    version = factories.make_version(extra=("one", "many", "text"), status="draft")
    version.questions.filter(section__code="s1").update(plain="Say it simply.")
    Level.objects.filter(scale__version=version).update(plain_label="Simple", plain="Simply so.")
    type(version).objects.filter(pk=version.pk).update(status="published")
    return factories.make_round([version], perspectives=factories.TWO)


@pytest.fixture
def person(round_):
    return answer(Person(round_).start())


def answer(person, *, words="A tale.\n\nAnd its end."):
    person.post("part", s1_q1_answer="4", s1_q1_comment="Short & <b>sweet</b>", s1_q1_sharing="private")
    second = person.url("part").replace("/1/", "/2/")
    given = {"one-answer": "b", "many-options": ["a", "c"], "text-text": words, "text-sharing": "named"}
    person.client.post(
        second, {**hidden(person.client.get(second)), **given, "s2-q1-answer": "prefer_not_to_say"}
    )
    return person


def printed(person):
    """The bytes of the PDF that the person is given."""
    page = person.get("my_answers_pdf")
    assert (page.status_code, page["Content-Type"]) == (200, "application/pdf")
    return page.content


def opened(data):
    return pikepdf.open(io.BytesIO(data))


# What is in it


def test_it_holds_everything_that_one_gave_and_what_was_left(person):
    person.post("check", show_if_few="yes")
    text = text_of(printed(person))
    wanted = [
        "My answers Larkfield crisis house, Round 1, June 2026 Asked by Larkfield Voices.",
        "My group People",
        "Sent Yes, these answers were sent.",
        "Answered 5 of 7 questions",
        "Show our scores even if there are only a few of us Yes, I ticked this.",
        "Demo Part 1. Section 1",
        "1.1 Statement 1.1. 4 Level 4 Short & <b>sweet</b> Do not show it to anyone",
        "1.2 Statement 1.2. No answer",
        "2.1 Statement 2.1. Prefer not to say",
        "2.3 Statement one. Option b",
        "2.4 Statement many. Option a Option c",
        "2.5 Statement text. A tale. And its end. Show it, and you may say",
        "Page 1 of",
    ]
    places = [text.find(words) for words in wanted]
    assert -1 not in places, text
    for line in person.round.promise:
        assert line in text


@pytest.mark.parametrize(
    ("state", "sent", "words"),
    [
        ("open", False, "Not yet. They count only when you send them."),
        ("open", True, "Yes, these answers were sent."),
        ("closed", False, "No. It closed before they were sent, so they are not counted."),
        ("closed", True, "Yes, these answers were sent."),
        ("released", True, "Yes, these answers were sent."),
        ("archived", False, "No. It closed before they were sent"),
    ],
)
def test_it_says_whether_they_were_sent_in_every_state_of_the_round(person, state, sent, words):
    if sent:
        person.post("check")
    put(person.round, state)
    assert f"Sent {words}" in text_of(printed(person))


def test_who_names_no_group_is_told_so_and_has_no_consent_to_give(round_):
    text = text_of(printed(answer(Person(round_).start("(none)"))))
    assert "My group I would rather not say" in text
    assert "even if there are only a few of us" not in text.split("What you were told")[0]


def test_an_empty_copy_says_that_nothing_was_given(round_):
    text = text_of(printed(Person(round_).start()))
    assert "Answered 0 of 7 questions" in text
    assert text.count("No answer") == 7


# What is not in it, and who gets it


def test_nothing_in_it_opens_the_answers(person):
    secret, data = person.secret, printed(person)
    text = text_of(data)
    with opened(data) as document:
        raw = b" ".join(
            stream.read_bytes() for stream in document.objects if isinstance(stream, pikepdf.Stream)
        )
        links = [a for page in document.pages for a in page.get("/Annots", [])]
        info = str(document.docinfo)
    for sign in (secret, codes.in_groups(secret), person.round.join_code, "http"):
        assert sign not in text
        assert sign not in info
    assert secret.encode() not in raw
    assert links == []


def test_its_name_is_the_same_for_everybody_and_nobody_keeps_it(person):
    page = person.get("my_answers_pdf")
    assert page["Content-Disposition"] == 'attachment; filename="my-answers.pdf"'
    assert "no-store" in page["Cache-Control"]


def test_nobody_else_gets_it(person):
    assert browser().get(person.url("my_answers_pdf")).status_code == 403
    other = Person(person.round).start("staff")
    text = text_of(printed(other))
    assert "A tale" not in text
    assert "My group Staff" in text


def test_what_is_changed_is_in_the_next_copy(person):
    assert "4 Level 4" in text_of(printed(person))
    person.post("part", s1_q1_answer="2")
    text = text_of(printed(person))
    assert "2 Level 2" in text
    assert "4 Level 4" not in text


@pytest.mark.parametrize("name", ["mine", "sent", "withdraw"])
def test_the_pages_lead_to_it_and_warn_of_shared_devices(person, name):
    person.post("check")
    page = words_of(person.get(name))
    assert f'href="{person.url("my_answers_pdf")}"' in page
    assert "If other people use this device, do not save it here." in page


# How it reads


def test_it_is_a4_and_tagged_for_screen_readers(person):
    with opened(printed(person)) as document:
        assert str(document.Root.Lang) == "en-GB"
        with document.open_metadata() as metadata:
            assert str(metadata["{http://www.aiim.org/pdfua/ns/id/}part"]) == "1"
            assert metadata["dc:title"] == "My answers: Larkfield crisis house, Round 1, June 2026"
        levels = [int(str(e.S)[2:]) for e in elements(document) if re.fullmatch(r"/H[1-6]", str(e.S))]
        assert (levels[0], levels.count(4)) == (1, 7)
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
        assert {str(cell.A.Scope) for cell in elements(document, "TH")} == {"/Row"}
        assert [int(side) for side in document.pages[0].mediabox] == [0, 0, 595, 841]


def test_it_reads_in_the_words_and_size_that_one_chose(person):
    usual = printed(person)
    for choice in ("easy", "largest"):
        person.client.post(person.url("look"), {"look": choice})
    chosen = printed(person)
    assert "1.1 Say it simply." in text_of(chosen)
    assert "Say it simply." not in text_of(usual)
    assert (largest_of(chosen, "No answer"), largest_of(usual, "No answer")) == (18, 12)


def largest_of(data, words):
    """The size in points that these words are set in."""
    sizes = []

    def visit(text, matrix, text_matrix, _font, size):
        if words in text.replace("\0", ""):
            sizes.append(size * abs(text_matrix[0] * matrix[0]))

    for page in pypdf.PdfReader(io.BytesIO(data)).pages:
        page.extract_text(visitor_text=visit)
    return int(max(sizes) + 0.5)


def test_it_reads_in_the_language_that_one_chose():
    version = factories.make_version(extra=("one", "many", "text"))
    translate(version, "cy")
    person = answer(Person(factories.make_round([version], perspectives=factories.TWO)).start())
    person.client.post(person.url("look"), {"language": "cy"})
    assert "[cy] Statement 1.1. 4 [cy] Level 4" in text_of(printed(person))


@pytest.fixture
def laid_out(monkeypatch):
    """The documents as they were laid out in pages, while they are printed as ever."""
    found, layout = [], pdf.layout
    monkeypatch.setattr(pdf, "layout", lambda html: found.append(layout(html)) or found[-1])
    return found


HOSTILE = (
    "</blockquote><script>alert(1)</script>\n" + "שלום עולם and مرحبا 🙂👩‍👩‍👧 你好\n\n" + "W" * 400 + "\n"
)


@pytest.mark.parametrize("look", ["usual", "largest"])
def test_the_longest_and_strangest_words_are_all_there_and_stay_on_the_page(round_, look, laid_out):
    words = HOSTILE + "wordy " * 1200 + "the very end"
    person = answer(Person(round_).start(), words=words)
    person.client.post(person.url("look"), {"look": look})
    data = printed(person)
    text = text_of(data)
    assert "</blockquote><script>alert(1)</script>" in text
    assert text.count("wordy") == 1200
    assert "the very end" in text
    for sign in "שלוםمرحبا🙂你好":
        assert sign in text
    assert max(right_edges(laid_out[-1].pages)) <= 190 / 25.4 * 96 + 1  # the page without its margin of 20 mm


def right_edges(pages):
    """Where each line of text ends, in CSS pixels from the left of its page."""
    for page in pages:
        boxes = [page._page_box]
        while boxes:
            box = boxes.pop()
            boxes += getattr(box, "children", [])
            if type(box).__name__ == "TextBox" and box.text.strip():
                yield box.position_x + box.width


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Plain", False),
        ("مرحبا", True),
        ("שלום, hello", True),
        ("Hello, שלום", False),
        ("123, … שלום", True),
        ("🙂 123", False),
        ("", False),
    ],
)
def test_words_run_as_their_first_letter_says(words, expected):
    assert languages.runs_from_the_right(words) is expected


def test_each_line_runs_its_own_way_and_empty_lines_leave_a_gap():
    found = lines("Hello\n\n \nשלום\nBye\n")
    assert [(line.words, line.direction, line.after_gap) for line in found] == [
        ("Hello", "ltr", False),
        ("שלום", "rtl", True),
        ("Bye", "ltr", False),
    ]


# Where it cannot be made


def test_a_machine_without_pango_says_so_kindly_and_leads_back(person, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    page = person.get("my_answers_pdf")
    assert page.status_code == 503
    text = words_of(page)
    assert "We cannot make the PDF just now" in text
    assert f'href="{person.url("mine")}"' in text
    assert "apt" not in text


def test_too_many_copies_at_once_are_asked_to_wait(person, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)  # so that the test does not take a minute
    pages = [person.get("my_answers_pdf") for _ in range(31)]
    assert [page.status_code for page in pages] == [503] * 30 + [429]
    assert "Please wait a minute, then try again." in words_of(pages[-1])
    assert "Something that makes PDFs is missing" not in words_of(pages[-1])


def test_a_copy_costs_the_same_however_many_questions():
    costs = {}
    for questions in (1, 20):
        version = factories.make_version(f"of-{questions}", questions=questions)
        organisation = factories.make_organisation(f"Asks {questions}")
        round_ = factories.make_round([version], organisation=organisation, perspectives=factories.TWO)
        person = Person(round_).start()
        person.post("part", **{f"s1_q{n}_answer": "3" for n in range(1, questions + 1)})
        with CaptureQueriesContext(connection) as queries:
            assert text_of(printed(person)).count("3 Level 3") == questions
        costs[questions] = len(queries)
    assert costs[1] == costs[20] <= 4
