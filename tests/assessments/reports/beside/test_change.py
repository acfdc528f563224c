"""What a report says of what moved since the round before: its words, its charts, and every size of it."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date

import docx
import lxml.html
import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx.oxml.ns import qn
from jsonschema import Draft202012Validator

from assessments.printing.pdf import render_pdf
from assessments.release.queries import release_before
from assessments.reports.beside.change import BOTH_SIDES, EVERYONE, gap_moved, moved, moves_said
from assessments.reports.build import build_report
from assessments.reports.formats.data.csv import write_csv
from assessments.reports.formats.data.json import write_json
from assessments.reports.formats.data.results_file import ResultsFile, schema_text
from assessments.reports.formats.data.xlsx import write_xlsx
from assessments.reports.formats.html import print_html
from assessments.reports.formats.word.report import write_word
from assessments.reports.papers.paper import Paper
from assessments.reports.papers.sections import offered
from assessments.reports.simple.summary import simple_summary
from assessments.rounds.contents import forget
from assessments.scoring.change import GapMove, Move
from frameworks.readability import MEDIAN_LIMIT, grade
from tests import factories
from tests.assessments import released
from tests.assessments.plans.planned import add, say
from tests.assessments.released import CARERS, MANAGERS, PRACTITIONERS, USERS
from tests.assessments.reports.beside.rounds import (
    NOW,
    THEN,
    next_release,
    next_version,
    report_of,
    two_releases,
)
from tests.assessments.reports.formats.rounds import by_version_one
from tests.assessments.reports.papers import SIZES
from tests.assessments.reports.pdfs import faults_of

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


# Sentences


@pytest.mark.parametrize(
    ("by", "words"),
    [(27, "up 27"), (-13, "down 13"), (9, "hardly moved"), (-9, "hardly moved"), (0, "hardly moved")],
)
def test_a_move_is_said_in_words_never_as_an_arrow(by, words):
    assert moved(by) == words


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        ((82, 51), "closed by 31"),
        ((31, 47), "grew by 16"),
        ((65, 65), "hardly moved"),
        ((20, 11), "hardly moved"),
    ],
)
def test_a_gap_closes_or_grows(gap, words):
    assert gap_moved(GapMove(*gap)) == words


USER, CARER, STAFF = ("service users", 8, 35), ("carers", 40, 47), ("practitioners", 67, 63)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([USER, CARER, STAFF], "Service users up 27. The others hardly moved."),
        ([USER, ("practitioners", 67, 50)], "Service users up 27; practitioners down 17."),
        ([USER, STAFF], "Service users up 27. Practitioners hardly moved."),
        ([CARER, STAFF], "Carers and practitioners hardly moved."),
        ([], ""),
    ],
)
def test_it_says_who_moved(rows, words):
    assert moves_said([(name, Move(then / 100, now / 100)) for name, then, now in rows]) == words


# What a report holds


@pytest.fixture(scope="module")
def moved_report(undone):
    """The report of the second of two rounds, made once, for all who only read it."""
    with undone():
        return report_of(two_releases()[1])


def test_a_report_says_what_moved_since_the_round_before():
    first, second = two_releases()
    assert build_report(first, since=release_before(first)).change is None
    change = report_of(second).change
    assert (change.then.title, change.then.people, change.now.people) == ("Round 1, June 2026", 6, 7)
    assert [group.name for group in change.groups] == ["Service users", "Practitioners"]
    rows = {
        one.title: [(row.name, row.then, row.now, row.moved) for row in one.rows] for one in change.questions
    }
    assert rows["Title 1.1"] == [
        ("Service users", "0", "50", "up 50"),
        ("Practitioners", "75", "75", "hardly moved"),
        ("Both sides counted equally", "38", "63", "up 25"),
        ("Everyone, as a plain average", "38", "61", "up 23"),
    ]
    assert [(one.title, one.gap.then, one.gap.now, one.gap_moved) for one in change.moved_gaps] == [
        ("Title 1.1", 75, 25, "closed by 50"),
        ("Title 1.2", 25, 75, "grew by 50"),
    ]
    assert [one.words for one in change.lead] == [
        "The gap between service users and practitioners closed most on ‘Title 1.1’, from 75 to 25.",
        "The gap between service users and practitioners grew most on ‘Title 1.2’, from 25 to 75.",
        "4 of 4 questions can be compared.",
    ]
    assert "We cannot say what made a figure move." in change.to_know
    assert [(one.title, one.rests_on) for one in change.parts] == [
        ("Section 1", "2 of 2 questions"),
        ("Section 2", "2 of 2 questions"),
    ]
    assert change.cannot == ()


def test_what_got_worse_is_drawn_beside_what_got_better(moved_report):
    change = moved_report.change
    assert [(one.title, one.fell) for one in change.to_draw(2)] == [("Title 1.1", False), ("Title 1.2", True)]
    assert [one.title for one in change.to_draw(1)] == ["Title 1.2"]


def test_rounds_of_one_month_are_called_by_their_numbers(moved_report):
    change = moved_report.change
    assert (change.then.when, change.now.when, change.then.short, change.now.short) == (
        "round 1", "round 2", "Round 1", "Round 2",
    )  # fmt: skip


def reasons(change):
    return {one.why: [named.label for named in one.what] for one in change.cannot}


def test_it_says_which_questions_no_longer_ask_the_same_and_why():
    later = next_version(
        s1_q1={"statement": "Something else.", "continuity": "changed"},
        s1_q2={"statement": "In other words.", "continuity": "same"},
        s2_q1=None,
        s2_q2={"direction": "barrier"},
    )
    answers = {
        code: [{k: v for k, v in one.items() if k != "s2-q1"} for one in people]
        for code, people in NOW.items()
    }
    change = report_of(two_releases(now=answers, later=[later])[1]).change
    assert [one.title for one in change.questions] == ["Title 1.2"]
    found = reasons(change)
    assert found["It was reworded since round 1, and no longer asks the same."] == ["1.1 Title 1.1"]
    assert found["It is answered differently from in round 1."] == ["2.1 Title 2.2"]
    assert found["It was asked in round 1, and is not asked now."] == ["2.1 Title 2.1"]
    assert found["Fewer than half of its questions can be compared in both rounds."] == ["Part 2, Section 2"]
    [reworded] = [named for one in change.cannot if one.code == "asks other" for named in one.what]
    assert reworded.versions
    assert change.how_many == "1 of 3 questions can be compared."


def test_a_framework_that_was_not_asked_before_is_new():
    other = factories.make_version("other")
    first = released.make_release(THEN, versions=[other])
    later = next_release(first, NOW, versions=[factories.make_version()])
    found = reasons(report_of(later).change)
    assert found["It was not asked in round 1."] == [f"{s}.{q} Title {s}.{q}" for s in (1, 2) for q in (1, 2)]
    assert report_of(later).change.how_many == "None of the 4 questions can be compared."


def test_it_says_which_groups_are_not_the_same():
    then = {**THEN, CARERS: [{"s1-q1": 2}] * 3, MANAGERS: [{"s1-q1": 2}] * 1}
    then[PRACTITIONERS] = [{"s1-q1": 4}] * 3
    change = report_of(two_releases(then=then)[1]).change
    found = reasons(change)
    assert found[
        "In round 1, practitioners and managers were shown together, so it is not the same group."
    ] == ["Practitioners"]
    assert found["In round 2, nobody from this group took part."] == ["Carers"]
    assert [group.name for group in change.groups] == ["Service users"]
    assert change.gaps == ()


def test_a_round_without_groups_is_compared_as_everyone_alone():
    few = {USERS: [{"s1-q1": 1, "s1-q2": 1}] * 2, PRACTITIONERS: [{"s1-q1": 3, "s1-q2": 1}] * 3}
    change = report_of(two_releases(few, {**few, USERS: [{"s1-q1": 5, "s1-q2": 1}] * 2})[1]).change
    [first, second] = change.questions[:2]
    assert [(row.name, row.moved) for row in first.rows] == [("Everyone, as a plain average", "up 40")]
    assert first.says == "Everyone up 40."
    assert second.says == "Everyone hardly moved."
    assert change.parts[0].everyone.moved == "up 20"
    assert reasons(change)["In round 1, nobody gave a score."] == ["2.1 Title 2.1", "2.2 Title 2.2"]


def test_groups_are_not_compared_with_everyone():
    few = {USERS: [{"s1-q1": 1, "s1-q2": 1}] * 2, PRACTITIONERS: [{"s1-q1": 3, "s1-q2": 1}] * 3}
    found = reasons(report_of(two_releases(few)[1]).change)
    assert found["In round 1, it shows everyone together only."] == ["1.1 Title 1.1", "1.2 Title 1.2"]


def test_results_of_version_one_are_compared_by_question_and_it_says_why_not_by_part():
    old = by_version_one()
    asked = next(iter(old.frozen.questions))
    second = next_release(
        old, {USERS: [{asked.split("/")[1]: 3}] * 5, PRACTITIONERS: [{asked.split("/")[1]: 3}] * 5}
    )
    change = report_of(second).change
    assert change.parts == ()
    assert any("by earlier rules" in why for why in reasons(change))


def test_a_release_that_shows_nothing_leaves_nothing_to_compare():
    change = report_of(two_releases(then={USERS: [{"s1-q1": 1}]})[1]).change
    assert change.questions == ()
    assert "In round 1, too few people gave a score to show it." in reasons(change)


def queries_of(release):
    forget()
    report_of(release)
    with CaptureQueriesContext(connection) as caught:
        report_of(release)
    return len(caught)


def test_it_costs_the_same_however_many_questions_and_rounds_there_are():
    small = two_releases()[1]
    version = factories.make_version("long", sections=3, questions=4)
    keys = [f"s{s}-q{q}" for s in range(1, 4) for q in range(1, 5)]
    people = {code: [dict.fromkeys(keys, 3)] * 5 for code in (USERS, CARERS, PRACTITIONERS, MANAGERS)}
    trust = factories.make_organisation("Trust")
    first = released.make_release(people, versions=[version], organisation=trust)
    large = next_release(first, people)
    third = next_release(large, people)
    fetched = [released.fetch(one) for one in (small, large, third)]
    assert len({queries_of(one) for one in fetched}) == 1


# Printed


SHOWN = re.compile(r"(?P<name>[^;:]+) (?P<then>\d+) then, (?P<now>\d+) now, (?P<moved>[^;.]+)")


def charts_of(page, kind):
    return page.xpath(f"//*[name()='svg' and contains(@class, '{kind}')]")


@pytest.mark.parametrize("form", ["a4", "large"])
def test_the_text_of_each_chart_holds_its_numbers_and_the_chart_draws_them(moved_report, form):
    report = moved_report
    page = lxml.html.fromstring(print_html(Paper(report, "report", form)))
    drawn = charts_of(page, "slope")
    assert len(drawn) == len(report.change.top_moves) > 0
    for svg, one in zip(drawn, report.change.top_moves, strict=True):
        title = svg.xpath("./*[name()='title']/text()")[0]
        said = [found.groups() for found in SHOWN.finditer(title.split("from 0 to 100:")[1].split(" Gap")[0])]
        assert [(n.strip(), *rest) for n, *rest in said] == [
            (r.name, r.then, r.now, r.moved) for r in one.groups
        ]
        numbers = svg.xpath("./*[name()='text']/text()")
        for row in one.groups:
            assert {row.then, row.now} <= set(numbers)
        assert f"Gap {one.gap.then} then, {one.gap.now} now" in title
    for svg, one in zip(charts_of(page, "gapbars"), report.change.top_gaps, strict=True):
        assert (
            f"gap {one.gap.then} in round 1, {one.gap.now} in round 2"
            in svg.xpath("./*[name()='title']/text()")[0]
        )
        widths = [float(rect.get("width")) for rect in svg.xpath("./*[name()='rect']")]
        assert widths[0] / widths[1] == pytest.approx(one.gap.then / one.gap.now)


def test_every_size_says_what_moved_unless_it_is_left_out():
    second = two_releases()[1]
    since = release_before(second)
    for size in SIZES:
        assert_size_says_what_moved(second, since, size)


def assert_size_says_what_moved(second, since, size):
    said = "Since Round 1, June 2026" if size == "brief" else "What has moved since Round 1, June 2026"
    assert said in released.words_of(print_html(Paper(build_report(second, since=since), size)))
    assert faults_of(render_pdf(print_html(Paper(build_report(second, since=since), size, "large")))) == []
    left_out = build_report(second, since=since, left_out={"change"})
    if size != "annex":
        assert "Round 1, June 2026" not in released.words_of(print_html(Paper(left_out, size)))
        assert "change" in offered(size, rated=True, compared=True)
        assert "change" not in offered(size, rated=True)
    without = released.words_of(print_html(Paper(build_report(second), size)))
    assert "Round 1, June 2026" not in without


def test_the_simple_summary_says_it_in_simple_words(moved_report):
    report = moved_report
    [section] = [one for one in simple_summary(report).sections if one.heading == "What has changed"]
    assert [(topic.statement, topic.lines) for topic in section.topics] == [
        ("Statement 1.1.", ("The groups are closer than they were then.",)),
        ("Statement 1.2.", ("The groups are further apart than they were then.",)),
    ]
    assert "Other people may have taken part this time." in section.ours
    assert [line for line in section.ours if (grade(line, "en-GB") or 0) > MEDIAN_LIMIT] == []
    without = simple_summary(replace(report, left_out=frozenset({"change"})))
    assert "What has changed" not in [one.heading for one in without.sections]


# Files


def figures_of(report):
    """Every figure of what moved, as (what it is of, group, then, now)."""
    change = report.change
    rows = [(one, row) for one in (*change.parts, *change.questions) for row in one.compared]
    figures = [(one.title, row.name, int(row.then), int(row.now)) for one, row in rows]
    return figures + [(one.title, "Gap", one.gap.then, one.gap.now) for one in change.gaps] + [
        (one.title, "Gap", one.gap.then, one.gap.now) for one in change.parts if one.gap
    ]  # fmt: skip


@pytest.fixture(scope="module")
def written(undone):
    """A report with what moved, in each format: made once."""
    with undone():
        report = report_of(two_releases(later=[next_version(s2_q2=None)], now={
            code: [{key: value for key, value in one.items() if key != "s2-q2"} for one in people]
            for code, people in NOW.items()
        })[1])  # fmt: skip
        files = {"csv": write_csv, "xlsx": write_xlsx, "json": write_json, "docx": write_word}
        return report, {name: write(report) for name, write in files.items()}


def test_the_spreadsheet_has_every_figure_that_moved(written):
    report, files = written
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    _head, *rows = book["What moved"].iter_rows(values_only=True)
    assert sorted((title, group, then, now) for _, _, _, title, group, then, now, *_ in rows) == sorted(
        figures_of(report)
    )
    assert all(by == now - then for *_, then, now, by, _words in rows)
    left = list(book["Not compared"].iter_rows(min_row=2, values_only=True))
    assert ("2.2 Title 2.2", "It was asked in round 1, and is not asked now.") in left


def test_csv_has_every_figure_that_moved(written):
    report, files = written
    rows = list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"), newline="")))
    of = {(row["title"], row["group"], row["measure"]): float(row["value"]) for row in rows}
    for title, group, then, now in figures_of(report):
        if group == "Gap":
            assert of[title, "", "compared gap in the earlier round"] == then
            assert of[title, "", "compared gap now"] == now
        else:
            assert of[title, group, "position in the earlier round"] == then
            assert of[title, group, "moved since the earlier round"] == now - then


def test_json_has_every_figure_that_moved(written):
    report, files = written
    read = ResultsFile.model_validate_json(files["json"]).change
    assert (read.round, read.people) == ("Round 1, June 2026", 6)
    titles = {one.key: one.title for one in (*report.change.parts, *report.change.questions)}
    names = {group.codes: group.name for group in report.groups}
    averages = {"parity": BOTH_SIDES, "everyone": EVERYONE}
    found = [
        (titles[one.key], names[move.group] if move.group else averages[move.of], move.then, move.now)
        for one in (*read.parts, *read.questions)
        for move in one.moves
    ]
    found += [
        (titles[one.key], "Gap", one.gap.then, one.gap.now)
        for one in (*read.parts, *read.questions)
        if one.gap
    ]
    assert sorted(found) == sorted(figures_of(report))
    assert [one.reason for one in read.not_compared] == ["gone"]
    Draft202012Validator(json.loads(schema_text())).validate(json.loads(files["json"]))


def test_the_word_file_has_every_figure_that_moved(written):
    report, files = written
    document = docx.Document(io.BytesIO(files["docx"]))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    rows = [row for head, *body in tables if head[:2] == ["What", "Group"] for row in body]
    found = [(title.split(" ", 1)[1], group, int(then), int(now)) for title, group, then, now, _ in rows]
    assert sorted(found) == sorted(figures_of(report))
    pictures = [drawn.get("descr") for drawn in document.element.iter(qn("wp:docPr"))]
    for one in report.change.top_moves:
        assert any(text and one.label in text and " then, " in text for text in pictures)
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert "What has moved since Round 1, June 2026" in headings


# What we did about it


def test_what_we_planned_stands_beside_what_has_moved_on_its_question():
    first, second = two_releases()
    paid = add(first, "Pay within ten days", question="demo/s1-q1")
    say(paid, "done", "For members alone.", on=date(2027, 2, 27))
    say(add(first, "Ask the panel", question="demo/s1-q1"), "not_doing", "It said no.")
    add(first, "Of no question")
    add(first, "Of a question that hardly moved", question="demo/s2-q1")
    report = report_of(second)
    said = ("What we did: Pay within ten days. Done on 27 February 2027.",
            "What we planned: Ask the panel. We did not do it. It said no.")  # fmt: skip
    page = lxml.html.fromstring(change_page(second))
    [beside] = page.xpath("//article[.//p[@class='did']]")
    assert "1.1" in beside.text_content()
    printed = lxml.html.fromstring(print_html(Paper(report, "report")))
    [on_paper] = printed.xpath("//div[@class='moved'][.//p[@class='did']]")
    word = " ".join(one.text for one in docx.Document(io.BytesIO(write_word(report))).paragraphs)
    for text in (beside.text_content(), on_paper.text_content(), word):
        words = " ".join(text.split())
        for one in said:
            assert one in words
        assert words.count("We cannot say that the one led to the other.") == 1
        assert "For members alone" not in words


def change_page(release):
    client = Client()
    client.force_login(release.round.assessment.organisation.memberships.get(role="lead").user)
    return client.get(reverse("assessments:results_change", args=[release.round_id])).content
