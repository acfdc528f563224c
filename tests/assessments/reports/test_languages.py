"""A framework written from the right: marked in lists, results, report and PDF, its words
whole and in order; and letters that no font can print are told of."""

import io
import re
import shutil
import subprocess

import pikepdf
import pytest
from django.urls import reverse

from assessments.models import Release
from assessments.packs.writing import Front, sheet_of, write_pack
from assessments.paper.sheets import blank_html
from assessments.printing import letters, pdf
from assessments.reports.build import build_report
from assessments.rounds.contents import content_of_round
from frameworks.cache import cached_contents
from frameworks.models import FrameworkVersion, Level, Option, Question, Section
from frameworks.templatetags.languages import marked
from tests import factories
from tests.assessments import released
from tests.assessments.paper.sheets.printed import printed
from tests.assessments.printing.boxes import laid_out, text_boxes
from tests.assessments.reports.papers import SIZES, page_of, whole_html
from tests.assessments.reports.pdfs import languages
from tests.transactions import worlds
from tests.unmarked import unmarked

pytestmark = [pytest.mark.django_db, pytest.mark.pages, pytest.mark.slow]
TITLE, PART, ASKED, LOW, HIGH, PICK = (
    "إطار العمل المشترك", "العمل معا", "هل نعمل معا؟", "لا أبدا", "نعم دائما", "خيار واحد",
)  # fmt: skip
MARK = ' lang="ar" dir="rtl"'


@worlds.world()
def round_in_arabic():
    made = factories.make_version(extra=("one",), questions=2, status="draft")
    Section.objects.filter(version=made).update(title=PART, introduction=PART)
    Question.objects.filter(version=made).update(title=ASKED, statement=ASKED, actions=[ASKED])
    Level.objects.filter(scale__version=made).update(label=LOW, description=PART)
    Level.objects.filter(scale__version=made, value=5).update(label=HIGH)
    Option.objects.filter(question__version=made).update(label=PICK)
    words = {"title": TITLE, "summary": ASKED, "introduction": ASKED}
    FrameworkVersion.objects.filter(pk=made.pk).update(language="ar", status="published", **words)
    round_ = factories.make_round([made], perspectives=factories.TWO)
    for code, level in (("people", 1), ("staff", 5)):
        for _ in range(3):
            factories.respond(round_, code, {"s1-q1": level, "s1-q2": 3, "s2-q1": 2, "one": "a"})
    return factories.release(round_).pk


@pytest.fixture
def release(round_in_arabic):
    return released.fetch(Release(pk=round_in_arabic))


@pytest.mark.parametrize(
    "name",
    [
        "results",
        "results_questions",
        "results_part",
        "report",
        "list",
        "version",
        "round",
    ],
)
def test_each_page_marks_the_words_of_a_framework(client, release, name):
    round_ = release.round
    version = round_.versions.get()
    client.force_login(factories.make_member(round_.assessment.organisation, "facilitator"))
    address = {
        "list": reverse("frameworks:list"),
        "version": reverse("frameworks:version", args=[version.pk]),
        "results_part": reverse("assessments:results_part", args=[round_.pk, "demo", "s1"]),
    }.get(name) or reverse(f"assessments:{name}", args=[round_.pk])
    page = client.get(address).text
    assert MARK in page
    assert unmarked(page) == []


def test_the_printed_report_marks_them_too_and_charts_hold_none(release):
    html = whole_html(build_report(release))
    assert unmarked(html) == []
    assert "<text" in html
    assert not [part for part in html.split("<text")[1:] if "\u0627" in part.split("</text>")[0]]


@pytest.mark.pdf
def test_every_print_tells_the_language_of_each_word_in_its_tags(release):
    report = build_report(release)
    made = {
        (size, form): pdf.render_pdf(page_of(report, size, form))
        for form in ("a4", "large")
        for size in SIZES
    }
    made["pack"] = write_pack(Front("Board", "Org"), "pdf", [sheet_of(release, made["report", "a4"])])
    for large in (False, True):
        blank = blank_html(content_of_round(release.round)[0], large=large, easy=False)
        made["blank", large] = pdf.render_pdf(blank)
    _, made["paper forms"] = printed(release.round, 2)
    for name, data in made.items():
        with pikepdf.open(io.BytesIO(data)) as document:
            told = languages(document)
        ours = [language for language, words in told if re.search("[A-Za-z]{2}", words)]
        theirs = [language for language, words in told if re.search("[\u0620-\u064a]", words)]
        assert (name, set(ours), set(theirs)) == (name, {"en-GB"}, {"ar"})
        assert min(len(ours), len(theirs)) > 3


@pytest.mark.pdf
def test_the_names_of_the_ends_are_set_whole_and_each_at_its_end(release):
    boxes = [box for page in laid_out(whole_html(build_report(release))) for box in text_boxes(page)]
    boxes.reverse()  # the headline at the front has them too, within its sentence
    low, high = (next(box for box in boxes if box.text == words) for words in (LOW, HIGH))
    assert low.style["direction"] == high.style["direction"] == "rtl"
    assert low.position_x < high.position_x


def test_a_sentence_of_ours_marks_the_words_in_it_and_escapes_them():
    said = marked("Furthest on ‘\u2068<b>\u0627\u2069’.", "ar")
    assert said == f"Furthest on ‘<bdi{MARK}>&lt;b&gt;\u0627</bdi>’."


# Letters that no font has


SAMPLES = "\u0416\u05d0\u0627\u0915\u0e01\u1200\u3042\u6f22\ud55c\u13a0\U00010330\U0001f642"


@pytest.mark.pdf
@pytest.mark.skipif(not shutil.which("fc-list"), reason="fontconfig's own list is what this is held against")
def test_letters_without_a_font_are_those_that_fontconfig_has_none_for():
    def has_font(letter):
        listed = subprocess.run(["fc-list", f":charset={ord(letter):x}"], capture_output=True, check=True)
        return bool(listed.stdout.strip())

    without = [letter for letter in sorted(SAMPLES) if not has_font(letter)]
    assert letters.missing_in("Plain words", [SAMPLES[:5]], {"more": (SAMPLES[5:],)}) == " ".join(without)


def test_letters_of_our_own_font_are_never_missing_and_without_pdfs_none_is(monkeypatch):
    def refuse(_html):
        raise pdf.PdfUnavailable

    assert letters.missing_in("Words, é and numbers 1 to 5") == ""
    letters.missing_letters.cache_clear()
    monkeypatch.setattr(letters, "layout", refuse)
    assert letters.missing_in("\u6f22") == ""  # without PDFs there is nothing to tell
    letters.missing_letters.cache_clear()


def test_what_stands_in_many_places_is_looked_at_once():
    class Told(list):
        asked = 0

        def __iter__(self):
            self.asked += 1
            return super().__iter__()

    told = Told(["one", {"more": ("two", 3, None, b"bytes")}])
    assert letters._texts_in([told, [told], {"again": (told, "three")}]) == {"one", "two", "three"}
    assert told.asked == 1


@pytest.mark.parametrize("name", ["results", "report"])
def test_the_page_that_offers_the_pdf_says_which_letters_it_lacks(client, release, monkeypatch, name):
    monkeypatch.setattr("assessments.views.results.missing_in", lambda *_things: "ش")
    client.force_login(factories.make_member(release.round.assessment.organisation, "reader"))
    page = client.get(reverse(f"assessments:{name}", args=[release.round_id])).text
    assert "This site has no font for some of the letters" in page
    assert "<bdi>ش</bdi>" in page


PRINTS = {
    "ways_in": "assessments.views.invitations",
    "slips": "assessments.views.invitations",
    "print_paper": "assessments.views.paper",
    "preview": "assessments.views.preview",
}


@pytest.mark.parametrize("name", PRINTS)
def test_every_page_that_offers_a_print_says_which_letters_it_lacks(client, release, monkeypatch, name):
    """Each asks of all that would be printed: names of the round and of its groups, and the framework."""
    asked = []
    monkeypatch.setattr(f"{PRINTS[name]}.missing_in", lambda *things: asked.append(things) or "ش")
    version = release.round.versions.get()
    round_ = factories.make_round(
        [version],
        perspectives=factories.TWO,
        organisation=factories.make_organisation("Other"),
        joining="both",
    )
    client.force_login(round_.assessment.organisation.memberships.get().user)
    page = client.get(reverse(f"assessments:{name}", args=[version.pk if name == "preview" else round_.pk]))
    assert "<bdi>ش</bdi>" in page.text
    texts = letters._texts_in(asked)
    wanted = {TITLE, PART, ASKED, LOW, PICK} if name in ("print_paper", "preview") else set()
    if name != "preview":
        wanted |= {round_.assessment.title, "Other", round_.title, "People", "Staff"}
    assert wanted <= texts


def test_the_example_of_a_paper_form_marks_them(release):
    [version] = cached_contents([release.round.versions.get().pk])
    assert unmarked(blank_html(version, large=False, easy=False)) == []
