"""What people say beside the results, in every size and format: the words, how many, which groups."""

import csv
import io
import json
from dataclasses import replace

import docx
import lxml.html
import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from jsonschema import Draft202012Validator

from assessments.agreement.voices import actions
from assessments.deletion.words import remove_statement
from assessments.models import Release
from assessments.reports.build import build_report
from assessments.reports.formats.data.csv import write_csv
from assessments.reports.formats.data.json import write_json
from assessments.reports.formats.data.results_file import schema_text
from assessments.reports.formats.data.xlsx import write_xlsx
from assessments.reports.formats.html import print_html
from assessments.reports.formats.pdf import write_brief
from assessments.reports.formats.word.report import write_word
from assessments.reports.papers.paper import Paper
from assessments.reports.papers.sections import SECTIONS_OF
from tests.assessments.agreement.meetings.rooms import meet
from tests.assessments.agreement.meetings.rooms import say as say_at
from tests.assessments.agreement.voices.people import gather, join, say
from tests.assessments.released import CARERS, MANAGERS, PRACTITIONERS, USERS, words_of
from tests.assessments.reports.pdfs import page_texts

pytestmark = [pytest.mark.django_db, pytest.mark.pages, pytest.mark.slow]
ASKED, WHOLE, GONE = "For me nothing changed.", "=Fair, as far as it goes.", "Sam Hill did it."


def make_release():
    release, people = gather(((USERS, 6), (CARERS, 5), (PRACTITIONERS, 5), (MANAGERS, 2)))
    pk = say(people[USERS][0], ASKED, level=4, named=True)
    join(people[MANAGERS][0], pk, named=True)
    join(people[CARERS][0], pk)
    say(people[PRACTITIONERS][0], WHOLE, about="whole", key="")
    removed = say(people[CARERS][1], GONE, about="part", key="demo/s1")
    remove_statement(release=release, statement=removed, reason="order", by=None)
    for speaker in people[USERS][:4]:
        actions.co_sign(speaker=speaker)
    actions.co_sign(speaker=people[CARERS][0])
    return Release.objects.get(pk=release.pk)


@pytest.fixture(scope="module")
def report(undone):
    """Made once, for all who only read it."""
    with undone():
        return build_report(make_release())


def sayings(text):
    """What must be said of it wherever it is said in words."""
    assert ASKED in text
    assert WHOLE in text
    assert GONE not in text
    assert "because a court or an authority ordered it" in text
    assert "3 people say this." in text
    assert "Practitioners or managers" in text
    assert "Carers and family. They would" not in text  # who joined and said no is not named
    assert "fewer than 3 people" in text.lower()
    assert "4 people" in text
    assert "nobody" in text.lower()  # of practitioners and managers nobody has said so


@pytest.mark.parametrize("size", SECTIONS_OF)
@pytest.mark.parametrize("form", ["a4", "large", "screen"])
def test_every_size_has_it_whatever_is_left_out(report, size, form):
    everything_left_out = replace(report, left_out=frozenset(SECTIONS_OF[size]))
    sayings(words_of(print_html(Paper(everything_left_out, size, form))))


def test_the_brief_stays_on_its_sheet_and_long_statements_stand_whole_behind_it(report, monkeypatch):
    def refuse(*_args):
        raise AssertionError(
            "this table has no fixed columns: each of its words is set by itself to find them"
        )

    monkeypatch.setattr("weasyprint.layout.table.auto_table_layout", refuse)
    pages = page_texts(write_brief(report))
    assert len(pages) == 2
    sayings(" ".join(" ".join(pages).split()))
    [first, *rest] = report.dissents.all
    long = replace(first, words=f"Before.\n{' '.join(f'word{n}' for n in range(180))}")
    dissents = replace(report.dissents, all=(long, long, long, *rest))
    pages = page_texts(write_brief(replace(report, dissents=dissents)))
    assert len(pages) > 2
    assert " ".join(pages).count("word179") == 3


def test_word_and_spreadsheet_have_it(report):
    document = docx.Document(io.BytesIO(write_word(report)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    sayings(" ".join([*(one.text for one in document.paragraphs), *cells]))
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(report)))
    said = {row[1]: row for row in book["We see it differently"].iter_rows(values_only=True)}
    assert (
        said[ASKED][2:5] == (3, "Service users and survivors; Practitioners or managers", 4)
        or said[ASKED][2] == 3
    )
    assert said[WHOLE][0] == "The whole record"
    assert GONE not in said
    signed = list(book["A fair record"].iter_rows(min_row=2, values_only=True))
    assert [row[1] for row in signed] == [4, None, 0]
    assert signed[1][2] == "Fewer than 3 people"


def test_csv_and_json_have_it(report):
    rows = list(csv.DictReader(io.StringIO(write_csv(report).decode("utf-8-sig"), newline="")))
    said = {row["answer"]: row for row in rows if row["about"] == "Statement"}
    assert said[ASKED]["value"] == "3"
    assert f"'{WHOLE}" in said  # no formula
    signed = [(row["value"], row["answer"]) for row in rows if row["about"] == "Record"]
    assert signed == [("4", ""), ("", "fewer than 3 people"), ("0", "")]
    written = json.loads(write_json(report))
    Draft202012Validator(json.loads(schema_text())).validate(written)
    assert [(one["about"], one["key"], one["people"], one["level"]) for one in written["dissents"]] == [
        ("part", "demo/s1", 1, None), ("question", "demo/s1-q1", 3, 4), ("whole", "", 1, None)
    ]  # fmt: skip
    assert [one["people"] for one in written["co_signed"]] == [4, None, 0]
    assert GONE not in write_json(report).decode()


def test_what_was_agreed_and_who_sees_it_differently_stand_side_by_side():
    """At the same width, on screen, on paper and in Word; alone where only one of them is there."""
    release = make_release()
    say_at(meet(release, present=(USERS,)))
    say_at(meet(release, present=(USERS,)), question="demo/s1-q2")
    report = build_report(Release.objects.get(pk=release.pk))
    client = Client()
    client.force_login(release.round.assessment.organisation.memberships.get(role="lead").user)
    pages = [client.get(reverse("assessments:results_part", args=[release.round_id, "demo", "s1"])).text,
             client.get(reverse("assessments:record", args=[release.round_id])).text,
             print_html(Paper(report, "report")), print_html(Paper(report, "annex"))]  # fmt: skip
    for page in pages:
        [pair] = lxml.html.fromstring(page).xpath("//*[@class='cells both-said']")
        agreed, differ = pair.xpath("./*[contains(@class, 'cell')]")
        assert "We agreed: level 3" in " ".join(agreed.text_content().split())
        assert ASKED in differ.text_content()
        assert "We see it differently" in differ.text_content()
        assert len(pair.xpath(".//svg[contains(@class, 'agreedlevel')]")) == 2, "both are drawn"
    document = docx.Document(io.BytesIO(write_word(report)))
    [table] = [one for one in document.tables if "We see it differently" in one.rows[0].cells[1].text]
    assert table.columns[0].width == table.columns[1].width
    assert "We agreed: level 3" in table.rows[1].cells[0].text
    assert ASKED in table.rows[1].cells[1].text
