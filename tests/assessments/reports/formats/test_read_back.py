"""Every format of ordinary and extreme rounds: opened by a reader of its own, and every number compared."""

import csv
import io
import itertools
import json
import re
import zipfile
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import docx
import openpyxl
import pikepdf
import pytest
from django.core.management import CommandError, call_command
from docx.oxml.ns import qn
from jsonschema import Draft202012Validator
from lxml import etree, html

from assessments.printing import pdf
from assessments.reports.build import build_report
from assessments.reports.formats.data.csv import write_csv
from assessments.reports.formats.data.json import write_json
from assessments.reports.formats.data.results_file import ResultsFile, schema_text
from assessments.reports.formats.data.xlsx import write_xlsx
from assessments.reports.formats.pdf import write_simple
from assessments.reports.formats.table import FORMATS, NAMES, SIZES
from assessments.reports.formats.texts import FORMULA_SIGNS
from assessments.reports.formats.word.report import write_word
from assessments.scoring.results import FrozenResults
from tests.assessments import released
from tests.assessments.printing.boxes import text_boxes
from tests.assessments.released import PRACTITIONERS, USERS
from tests.assessments.reports.formats import numbers
from tests.assessments.reports.formats.read_aloud import assert_told_on_paper_and_screen
from tests.assessments.reports.formats.rounds import ROUNDS, ordinary, without_comments
from tests.assessments.reports.papers import KINDS, page_of
from tests.assessments.reports.pdfs import elements, page_texts

pytestmark = [pytest.mark.django_db, pytest.mark.pages, pytest.mark.slow]

DOCS = Path(__file__).parents[4] / "docs"


@pytest.mark.pdf
@pytest.mark.parametrize("name", ROUNDS)
def test_every_size_and_format_has_the_numbers_of_the_results(client, name):
    release = ROUNDS[name]()
    report = build_report(release)
    wanted = numbers.frozen_numbers(report)
    assert bool(wanted) == (name != "nothing may be shown")
    assert numbers.csv_numbers(write_csv(report), report) == wanted
    spreadsheet = write_xlsx(report)
    assert numbers.xlsx_numbers(spreadsheet, report) == wanted
    written = write_json(report)
    assert numbers.json_numbers(written, report) == wanted
    Draft202012Validator(json.loads(schema_text())).validate(json.loads(written))
    written_in_word = write_word(report)
    in_word = numbers.docx_numbers(written_in_word, report)
    assert in_word.items() <= wanted.items()
    not_in_tables = {key: wanted[key] for key in wanted.keys() - in_word.keys()}
    special = {"answered", "dont_know", "not_applicable", "not_said"}  # left out where all are 0
    assert [key for key, value in not_in_tables.items() if key[2] in special and value] == []
    of_areas = {key for key in not_in_tables if key[0][0] != "question" and key[2] == "position"}
    assert {key for key in not_in_tables if key[2] not in special} == of_areas
    told = " ".join(alternative_texts(written_in_word))
    for key in of_areas:
        assert f"{key[1]} {wanted[key]:.0f}" in told
    assert_simple_words_say_it(report)
    quotes = [quote.words for part in report.parts for q in part.questions for quote in q.quotes]
    kept = [re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe]", "", words).replace("\r", "\n") for words in quotes]
    comments = openpyxl.load_workbook(io.BytesIO(spreadsheet))["Comments"]
    assert [row[4] for row in comments.iter_rows(min_row=2, values_only=True) if row[4]] == kept
    lines = {p.text for p in docx.Document(io.BytesIO(written_in_word)).paragraphs}
    assert {line for words in kept for line in words.split("\n") if line.strip()} <= lines
    # Large print is set otherwise, but has the same words: two rounds with something of each kind will do.
    forms = ("a4", "large") if name in ("ordinary", "extreme") else ("a4",)
    assert_told_on_paper_and_screen(client, release, report, wanted, forms)


def assert_simple_words_say_it(report):
    """The PDF in simple words has who took part, and the answers that the frozen results make; and few pages,
    large letters, and no picture that says nothing."""
    laid_out = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "layout", lambda html, lay=pdf.layout: laid_out.append(lay(html)) or laid_out[-1])
        written = write_simple(report)
    pages = page_texts(written)
    words = squeezed(" ".join(pages))
    assert f"{report.people}{'person' if report.people == 1 else 'people'}tookpart." in words
    counts = [row.people for row in report.took_part if row.people and report.groups]
    assert sum(counts) == (report.people if counts else 0)
    for statement, answers in numbers.simple_answers(report):
        after = words[words.index(squeezed(statement)) :]
        for answer in answers:
            assert squeezed(answer) in after[:900], (statement, answer)
    assert (4 if report.shown else 3) <= len(pages) <= 8
    assert "A summary in simple words" in pages[0]
    assert "not yet tested by readers" in pages[0]
    assert "Health Icons by Resolve to Save Lives" in pages[-1]
    assert [page for page in pages if len(page) < 100] == []
    with pikepdf.open(io.BytesIO(written)) as document:
        told = [str(node.Alt) for node in elements(document, "Figure")]
        assert all(re.fullmatch(r"Answer \d+ of \d+, .*|[a-z ]+|Four shapes .*", one) for one in told)
    sizes = [box.style["font_size"] for page in laid_out[-1].pages for box in text_boxes(page._page_box)]
    assert min(sizes) >= 16 * 96 / 72 - 0.01


def squeezed(text):
    return re.sub(r"\s", "", text)


def alternative_texts(data):
    tree = docx.Document(io.BytesIO(data)).element
    return [drawn.get("descr") for drawn in tree.iter(qn("wp:docPr"))]


# What could do harm

TEXTS = [
    "=cmd|' /C calc'!A0", "=1+1", "+1", "-1+1", "@SUM(A1)", "|calc", "%x", "\t=1+1", "\r=1+1", "\n=1+1",
    " =1+1", "\u00a0=1+1", "\ufeff=1+1", "\u200b+1", "\u2066@x", "\x00=1+1", "\x0b-1", "＝1+1", "＋1", "＠x",
    '=HYPERLINK("http://example.org","x")', '=WEBSERVICE("http://example.org")', "http://example.org/x",
    "file:///etc/passwd", "mailto:a@example.org", "<script>alert(1)</script>", "</w:t></w:r><w:evil/>",
    '" onload="x', "&lt;x&amp;&#1;_x0041_", "\\\\server\\share\\x",
]  # fmt: skip
FREE = {
    "title", "round_title", "organisation", "name", "full_name", "singly", "words", "perspective",
    "statement", "introduction", "band", "credits", "licence", "citation", "url", "note", "not_shared",
    "on_paper", "lead", "says", "heading", "description", "figure", "rests_on", "framework", "plain",
}  # fmt: skip


def filled(thing, text):
    """The same with this text in every field that somebody could have written."""
    if isinstance(thing, tuple):
        return tuple(filled(one, text) for one in thing)
    if not is_dataclass(thing):
        return thing
    changed = {}
    for field in fields(thing):
        value = getattr(thing, field.name)
        free = field.name in FREE and not (field.name == "framework" and hasattr(thing, "parts"))
        changed[field.name] = text if isinstance(value, str) and free else filled(value, text)
    return replace(thing, **changed)


def test_no_text_is_a_formula_a_link_or_a_script_in_any_format():
    report = build_report(ordinary())
    for text in TEXTS:
        harmful = filled(report, text)
        for row in csv.reader(io.StringIO(write_csv(harmful).decode("utf-8-sig"), newline="")):
            for cell in row:
                seen = cell.lstrip("\t\r\n \u00a0\ufeff\u200b\u2066\x00\x0b")
                assert seen[:1] not in FORMULA_SIGNS or not seen, (text, cell)
        assert_harmless(write_xlsx(harmful))
        assert ResultsFile.model_validate_json(write_json(harmful)).assessment == text

    # Where a text begins makes no difference to a Word file, which works nothing out, and to a page.
    harmful = filled(report, " ".join(TEXTS))
    assert_harmless(write_word(harmful))
    for kind in KINDS:
        page = html.document_fromstring(page_of(harmful, *kind).encode())
        assert not page.xpath("//script | //evil | //iframe | //@*[starts-with(name(), 'on')]"), kind
        leads = {str(one) for one in page.xpath("//@href | //@src") if not one.startswith("#")}
        assert leads == {"css/report.css"}, kind


def assert_harmless(data):
    """No formula, no link, nothing outside the file, no time of making, and every part of it is XML that
    can be read."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for name in parts.namelist():
            assert "vba" not in name.lower()
            if name.endswith((".xml", ".rels")):
                tree = etree.fromstring(parts.read(name))
                tags = {etree.QName(element).localname for element in tree.iter(etree.Element)}
                assert not tags & {"f", "hyperlink", "script", "evil", "fldSimple", "instrText", "object"}, (
                    name
                )
                assert not tree.xpath("//@TargetMode[. = 'External']"), name


# Each format by itself


def test_a_word_file_can_be_read_by_ear():
    report = build_report(ordinary())
    document = docx.Document(io.BytesIO(write_word(report)))
    headings = [int(p.style.name[-1]) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert headings[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(headings))
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None
    texts = alternative_texts(write_word(report))
    marks = [text for text in texts if text.startswith("Mark of ")]
    assert marks == [f"Mark of {row.name}: {shape}" for row in report.took_part for shape in row.shapes]
    assert len(texts) > len(marks)
    assert all("positions from 0 to 100" in text for text in texts if text not in marks)
    properties = document.core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == (
        report.organisation,
        "",
        "",
    )
    assert (properties.language, str(properties.created.date())) == ("en-GB", str(report.released_on))
    assert {lang.get(qn("w:val")) for lang in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}


def test_foreign_words_are_marked_in_a_word_file():
    release = ordinary()
    report = build_report(release)
    parts = tuple(
        replace(part, language="ar", is_foreign=True, title="الثقة") for part in report.frameworks[0].parts
    )
    framework = replace(report.frameworks[0], language="ar", title="الثقة", parts=parts)
    document = docx.Document(io.BytesIO(write_word(replace(report, frameworks=(framework,)))))
    titles = [p for p in document.paragraphs if p.text == "الثقة" and p.style.name == "Heading 1"]
    [run] = titles[0].runs
    mark = run._r.rPr.find(qn("w:lang"))
    assert (mark.get(qn("w:val")), mark.get(qn("w:bidi")), run.font.rtl) == ("ar", "ar", True)
    assert titles[0]._p.pPr.find(qn("w:bidi")) is not None


def test_json_has_the_results_as_they_were_frozen():
    release = ordinary()
    read = ResultsFile.model_validate_json(write_json(build_report(release)))
    told, frozen = read.results.model_dump(), release.frozen.model_dump()
    for key, question in frozen["questions"].items():
        for place, row in enumerate([question["everyone"], *(question["groups"] or ())]):
            in_file = [told["questions"][key]["everyone"], *(told["questions"][key]["groups"] or ())][place]
            if row:
                not_said = row.pop("prefer_not_to_say") + row.pop("unanswered")
                assert (in_file.pop("prefer_not_to_say"), in_file.pop("unanswered")) == (None, not_said)
    assert told == frozen
    assert read.results.rules == 2
    assert {q.key for f in read.frameworks for p in f.parts for q in p.questions} >= set(
        read.results.questions
    )


def test_json_does_not_tell_apart_who_would_not_say():
    answers = [*[{"s1-q1": 1}] * 4, {"s1-q1": "prefer_not_to_say"}, {"s2-q1": 2}]
    report = build_report(released.make_release({USERS: answers, PRACTITIONERS: answers}))
    written = json.loads(write_json(report))["results"]["questions"]["demo/s1-q1"]
    for row in (written["everyone"], *written["groups"]):
        assert row["prefer_not_to_say"] is None
    assert [row["unanswered"] for row in written["groups"]] == [2, 2]
    assert written["everyone"]["unanswered"] == 4


def test_json_says_no_more_than_a_page():
    report = build_report(ROUNDS["nothing may be shown"]())
    more = {**report.results.model_dump(), "comments": {"demo/s1-q1": {"shared": [], "left": 1}}}
    read = ResultsFile.model_validate_json(write_json(replace(report, results=FrozenResults(**more))))
    assert read.results.comments == {}
    assert read.results.turnout == ()


def test_the_schema_in_docs_is_that_of_the_results(capsys):
    """Where this fails: manage.py export_results_schema --output docs/results.schema.json"""
    call_command("export_results_schema")
    assert capsys.readouterr().out == schema_text()
    assert (DOCS / "results.schema.json").read_text(encoding="utf-8") == schema_text()


# The command


def test_the_command_writes_every_format_that_there_is_and_refuses_the_rest_in_words(
    tmp_path, pages_laid_out_once
):
    release = without_comments()
    of_any = {"", "simple"}
    offered = {(one.name, size) for one in FORMATS.values() for size in SIZES if one.size in {size, *of_any}}
    assert {("docx", "report"), ("xlsx", "brief"), ("simple", "annex"), ("pdf", "report")} <= offered
    for name in NAMES:
        for size in SIZES:
            path = tmp_path / f"{size}.{name}"
            if (name, size) not in offered:
                with pytest.raises(CommandError, match="cannot be had as"):
                    call_command("export_report", release.round_id, size=size, format=name, output=path)
            elif name != "pdf":
                call_command("export_report", release.round_id, size=size, format=name, output=path)
                assert path.stat().st_size > 1000
