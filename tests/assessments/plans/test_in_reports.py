"""The plan in every size and format of report: what was settled, owners as they chose, no inner words."""

import csv
import datetime
import io
import json
from dataclasses import replace

import docx
import openpyxl
import pytest
from django.template.loader import render_to_string

from assessments.printing.pdf import render_pdf
from assessments.reports.build import build_report
from assessments.reports.formats.data.csv import write_csv
from assessments.reports.formats.data.json import write_json
from assessments.reports.formats.data.xlsx import write_xlsx
from assessments.reports.formats.html import print_html
from assessments.reports.formats.word.report import write_word
from assessments.reports.papers.paper import FITS, Paper
from assessments.rounds import lifecycle, setup
from tests import factories
from tests.assessments.plans.planned import add, day, released, say
from tests.assessments.printing.boxes import laid_out, out_of_sight, stranded
from tests.assessments.released import fetch, words_of
from tests.assessments.reports.papers import page_of
from tests.assessments.reports.pdfs import faults_of

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

INNER = ("Only for us", "Lena Hart", "ray@example.org")
PLAN = "assessments/plans/print.html"
TOLD = (
    "Pay within ten days",
    "Ray Noon",
    "someone from practitioners",
    "Two hours, paid",
    "Six people read it",
)


@pytest.fixture
def release():
    release = released()
    paid = add(
        release, "Pay within ten days", question="demo/s1-q1", support="Two hours, paid", by_when=day(30),
        how_known="Six people read it", is_first=True,
    )  # fmt: skip
    say(paid, "under_way", "Only for us: Finance is slow.")
    say(paid, "under_way", "The page is written.", is_public=True)
    say(add(release, "Drop one form"), "not_doing", "The panel said no.")
    return fetch(release)


def word_text(written):
    document = docx.Document(io.BytesIO(written))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join([*(one.text for one in document.paragraphs), *cells])


def sheet_text(written):
    book = openpyxl.load_workbook(io.BytesIO(written))
    return " ".join(str(value) for row in book["Plan"].iter_rows(values_only=True) for value in row)


WRITERS = {
    "report": lambda report: words_of(print_html(Paper(report, "report"))),
    "large": lambda report: words_of(print_html(Paper(report, "report", "large"))),
    "annex": lambda report: words_of(print_html(Paper(report, "annex"))),
    "word": lambda report: word_text(write_word(report)),
    "sheet": lambda report: sheet_text(write_xlsx(report)),
    "json": lambda report: write_json(report).decode(),
}


@pytest.mark.parametrize("name", WRITERS)
def test_each_format_has_the_plan_and_no_inner_words(release, name):
    text = WRITERS[name](build_report(release))
    for words in (*TOLD, "The page is written.", "Drop one form", "The panel said no."):
        assert words in text, words
    for words in INNER:
        assert words not in text, words


def test_the_simple_summary_says_what_we_will_do_and_why_not(release):
    text = words_of(print_html(Paper(build_report(release), "simple", "large")))
    for words in ("There is a plan.", "Pay within ten days", "We did not", "The panel said no."):
        assert words in text, words


def test_csv_has_a_line_for_each_action(release):
    rows = list(csv.DictReader(io.StringIO(write_csv(build_report(release)).decode("utf-8-sig"))))
    found = [(row["number"], row["title"], row["answer"]) for row in rows if row["about"] == "Action"]
    assert found == [("1", "Pay within ten days", "Under way"), ("2", "Drop one form", "Not doing, and why")]


def test_json_says_what_an_action_follows_from(release):
    found = json.loads(write_json(build_report(release)))
    [paid, dropped] = found["plan"]["actions"]
    assert paid["question"] in found["results"]["questions"]
    assert (paid["priority"], dropped["priority"]) == (1, None)
    assert paid["owners"][1] == {"side": "services", "called": "someone from practitioners"}
    assert [one["words"] for one in paid["updates"]] == ["The page is written."]


def test_a_brief_has_as_many_actions_as_fit_and_says_how_many_more(release):
    for number in range(9):
        add(release, f"Another thing {number}")
    report = build_report(release)
    for fit in FITS:
        text = words_of(print_html(Paper(report, "brief", fit=fit)))
        assert "Pay within ten days" in text
        assert f"The whole report has {11 - fit.plan} more." in text
    assert "Another thing 8" in words_of(print_html(Paper(report, "report")))


def test_the_plan_can_be_left_out_and_an_empty_table_stands_where_there_is_none(release):
    report = build_report(release, left_out=["plan"])
    for size in ("brief", "report"):
        assert "Pay within ten days" not in words_of(print_html(Paper(report, size)))
    empty = replace(build_report(release), plan=type(report.plan)())
    assert Paper(empty, "report").plan_rows
    assert not Paper(build_report(release), "report").plan_rows


def test_the_report_of_the_next_round_has_what_we_said_we_would_do(release):
    after = setup.start_next_round(assessment=release.round.assessment, by=None)
    after = lifecycle.open_round(round_=after, by=None)
    for perspective in ("service-users-and-survivors", "practitioners"):
        for _ in range(3):
            factories.respond(after, perspective, {"s1-q1": 3})
    second = fetch(factories.release(after))
    report = build_report(second)
    assert [action.what for action in report.plan.before] == ["Pay within ten days", "Drop one form"]
    for text in (WRITERS["report"](report), WRITERS["annex"](report), WRITERS["word"](report)):
        assert "What we said we would do" in text
        assert "We did not" in text
    assert len(json.loads(write_json(report))["plan"]["before"]) == 2


@pytest.mark.pdf
@pytest.mark.parametrize("form", ["a4", "large"])
def test_an_action_longer_than_a_page_runs_on(release, form):
    """Its heading is not left behind, nothing is cut off, and it keeps the rules of PDF/UA-1."""
    report = build_report(release, left_out={"first", "lists", "questions", "comments"})
    long = ("We talked about it for a long time, and then we did nothing. " * 70)[:4000]
    first, *others = report.plan.actions
    plan = replace(
        report.plan, actions=(replace(first, what=long, support=long, how_known=long), first, *others)
    )
    context = {"report": report, "plan": plan, "large": form == "large", "today": datetime.date(2026, 11, 1)}
    for page in (page_of(replace(report, plan=plan), "report", form), render_to_string(PLAN, context)):
        pages = laid_out(page)
        assert stranded(pages) == out_of_sight(pages) == []
        assert faults_of(render_pdf(page)) == []
