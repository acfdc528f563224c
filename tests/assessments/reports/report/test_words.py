"""Every text of results comes through gettext, so that it can be translated: of reports, of the pages and
papers that show them, of Word files and spreadsheets, and of charts."""

import io
from dataclasses import fields, is_dataclass
from html import escape

import docx
import openpyxl
import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from docx.oxml.ns import qn
from lxml import etree

from assessments import codes
from assessments.reports import phrases
from assessments.reports.build import build_report
from assessments.reports.charts.copies import copy_of_chart, names_of_charts
from assessments.reports.formats.data.xlsx import write_xlsx
from assessments.reports.formats.word.report import write_word
from tests import factories
from tests.assessments.released import USERS
from tests.assessments.reports.beside.overfull import overfull
from tests.assessments.reports.beside.rounds import NOW, THEN, report_of, two_releases
from tests.assessments.reports.formats.rounds import ROUNDS
from tests.assessments.reports.papers import SIZES, page_of
from tests.untranslated import OPENED, bare_in, bare_words, known_texts, put_in_brackets

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

# No words of ours: keys, kinds, what a level is called, and what people and frameworks said.
KEYS = {
    "anchor", "code", "codes", "framework", "key", "kind", "direction", "band", "agreement", "side", "shapes",
    "choose", "language", "face", "results", "left_out", "words_of", "marker", "digest", "number", "numeral",
    "change", "purpose", "source", "sources",
}  # fmt: skip


def texts_in(thing):
    """Every text of a report that a reader sees."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple | list):
        for one in thing:
            yield from texts_in(one)
    elif is_dataclass(thing):
        for field in fields(thing):
            if field.name not in KEYS:
                yield from texts_in(getattr(thing, field.name))
        for name in ("frame_note", "in_sentence", "why_not", "partly"):
            if hasattr(type(thing), name) and name not in {field.name for field in fields(thing)}:
                yield from texts_in(getattr(thing, name))


@pytest.mark.parametrize("name", [name for name in ROUNDS if name != "the example"])
def test_no_sentence_of_a_report_is_bare(name, monkeypatch):
    release = ROUNDS[name]()
    put_in_brackets(monkeypatch, "xx")
    with translation.override("xx"):
        texts = sorted(set(texts_in(build_report(release))))
    told = [text for text in texts if OPENED in text]
    assert len(told) > 10
    page = HttpResponse("".join(f"<p>{escape(text)}</p>" for text in texts))
    named = [name for row in release.frozen.perspectives for name in (row.label, row.short_label)]
    found = bare_words(page, *named, *map(phrases.in_sentence, named))
    assert [text for text in found if "What level" not in text] == []  # names of levels, put together


# What is put around the sentences


def cells_of(data):
    """Every text of a spreadsheet, with the names of its sheets."""
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        yield sheet.title
        yield from (str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)


def texts_of_word(data):
    """Every text of a Word file, with what is said of its tables and pictures."""
    document = docx.Document(io.BytesIO(data))
    paragraphs = document.element.iter(qn("w:p"))
    yield from ("".join(run.text or "" for run in one.iter(qn("w:t"))) for one in paragraphs)
    yield from (element.get("descr") for element in document.element.iter(qn("wp:docPr")))
    yield from (element.get(qn("w:val")) for element in document.element.iter(qn("w:tblCaption")))
    yield document.core_properties.title


def files_of(report):
    """Every paper and file of a report as a page of its texts, by its name."""
    for size in SIZES:
        for form in ("a4", "large", "screen"):
            yield f"{size} {form}", page_of(report, size, form)
    yield "simple", page_of(report, "simple")
    for name in names_of_charts(report):
        drawn = etree.fromstring(copy_of_chart(report, name, credit="Common Measure").svg().encode())
        yield name, f"<p>{escape(' '.join(drawn.itertext()))}</p>"  # its lines are broken within sentences
    for name, texts in (("word", texts_of_word(write_word(report))), ("xlsx", cells_of(write_xlsx(report)))):
        yield name, "".join(f"<p>{escape(text or '')}</p>" for text in texts)


def test_no_word_of_papers_files_charts_and_pages_is_bare(client, request):
    version = factories.make_version(extra=("one", "many", "text"))
    then, now = (
        {
            code: [{**one, "one": ["a"], "many": ["a", "c"]} for one in people]
            for code, people in given.items()
        }
        for given in (THEN, {**NOW, USERS: [*NOW[USERS], {"s1-q1": "dont_know"}]})
    )
    secret = codes.make_secret()
    _first, second = two_releases(then, now, versions=[version], secret=secret)
    given = ["Brackets", "Option a and Option c", "Are we ready to work as equals?⟧"]
    given += ["carers and family", "service users and survivors"]  # as they stand within a sentence
    member = factories.make_member(second.round.assessment.organisation, "reader")
    request.getfixturevalue("brackets")
    known = known_texts(*given)
    pages = dict(files_of(overfull(report_of(second))))
    client.force_login(member)
    names = ["results", "results_questions", "results_comments", "results_change", "report"]
    for name, more in [*((name, []) for name in names), ("results_part", ["demo", "s1"])]:
        pages[name] = client.get(reverse(f"assessments:{name}", args=[second.round_id, *more])).text
    client.logout()
    client.post(reverse("assessments:enter"), {"code": secret})
    for name, more in [("join_results", []), ("join_results_part", ["demo", "s2"])]:
        place = [second.round.join_code, *more]
        pages[name] = client.get(reverse(f"assessments:{name}", args=place)).text
    bare = {name: bare_in(page, known) for name, page in pages.items()}
    bare = {name: [text for text in found if "What level" not in text] for name, found in bare.items()}
    assert {name: sorted(set(found)) for name, found in bare.items() if found} == {}
