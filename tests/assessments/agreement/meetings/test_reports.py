"""What was agreed stands beside the scores, in every size and format, and changes none of them."""

import io
import json
import zipfile

import lxml.html
import openpyxl
import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from assessments.agreement.actions import Settled
from assessments.agreement.queries import scores_of
from assessments.reports.beside.agreed import Agreed, AgreedEntry, AgreedQuestion, View
from assessments.reports.build import build_report
from assessments.reports.formats.data.csv import write_csv
from assessments.reports.formats.data.json import write_json
from assessments.reports.formats.data.xlsx import write_xlsx
from assessments.reports.formats.html import print_html
from assessments.reports.formats.word.report import write_word
from assessments.reports.papers.paper import Paper
from tests.assessments.agreement.meetings.rooms import AGREED, DIFFER, LATER, four_groups, meet, say
from tests.assessments.released import fetch, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
LINKED = Settled(
    "agreed", level=2, why="A <b>bold</b> reason.", evidence="We read it.", yes_people=True,
    yes_services=True, links=("https://example.org/a?b=1&c=2",),
)  # fmt: skip


@pytest.fixture
def release():
    """Two meetings: first no agreement on one question, then one; another was not agreed, and one is left."""
    release = four_groups()
    first = meet(release)
    say(first, DIFFER)
    say(first, LINKED, "demo/s1-q2")
    second = meet(release, present=["managers"])
    say(second, AGREED)
    say(second, DIFFER, "demo/s2-q1")
    say(second, LATER, "demo/s2-q2")
    return fetch(release)


def test_the_newest_counts_and_the_scores_stay(release):
    report = build_report(release)
    bare = fetch(release)
    bare.edition = 1  # as if nothing had been said
    bare = build_report(bare)
    assert not bare.agreed
    assert [(one.question.code, one.said.now.said) for one in report.agreed_rows] == [
        ("s1-q1", "We agreed: level 3"),
        ("s1-q2", "We agreed: level 2"),
        ("s2-q1", "We did not agree"),
        ("s2-q2", "Left for later"),
    ]
    said = report.agreed.on("demo/s1-q1")
    assert [one.outcome for one in said.all] == ["agreed", "not_agreed"]
    today = f"{timezone.localdate():%-d %B %Y}"
    assert said.now.by == f"{today}, both sides. Not there: service users, carers and practitioners."
    assert said.before[0].before == f"On {today}: we did not agree."
    assert (
        report.agreed.in_short == "The group agreed on 2 questions, did not agree on 1 and left 1 for later."
    )
    assert report.results == bare.results
    assert [q.score for q in report.questions] == [q.score for q in bare.questions]
    assert report.talk_first.furthest_apart[0].question.key == "demo/s1-q1"


def entry(outcome="agreed", **more):
    return AgreedEntry(outcome, timezone.localdate(), **more)


@pytest.mark.parametrize(
    ("outcomes", "says"),
    [
        ([], ""),
        (["agreed"], "The group agreed on 1 question."),
        (["not_agreed"] * 2, "The group did not agree on 2 questions."),
        (["later"], "The group left 1 question for later."),
        (["agreed", "later", "later"], "The group agreed on 1 question and left 2 for later."),
    ],
)
def test_what_came_of_it_in_short(outcomes, says):
    found = {str(n): AgreedQuestion(str(n), entry(one)) for n, one in enumerate(outcomes)}
    assert Agreed(found).in_short == says


def test_every_format_has_it(release):
    report = build_report(release)
    html = print_html(Paper(report, "annex"))
    for size in ("brief", "report"):
        shown = words_of(print_html(Paper(report, size)))
        assert "We did not agree" in shown
        assert shown.count("We agreed: level 3") == 1
        assert shown.index("It is not so.") < shown.index("It is so.")
    for words in (words_of(html), word_text(write_word(report))):
        for said in (
            "We agreed: level 3",
            "A <b>bold</b> reason.",
            "https://example.org/a?b=1&c=2",
            "It is not so.",
        ):
            assert said in words, said
    assert "<b>bold</b>" not in html
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(report)))
    rows = list(book["Agreed"].values)
    assert len(rows) == 1 + 5
    assert [row[4] for row in rows[1:]] == ["yes", "no, something was said later", "yes", "yes", "yes"]
    assert ("3", 3) in [(str(row[6]), row[6]) for row in rows[1:]]
    lines = [line for line in write_csv(report).decode().splitlines() if "at a meeting" in line]
    assert [line.split(",")[-1] for line in lines] == ["3", "2", "1", "1"]
    found = json.loads(write_json(report))["agreed"]
    assert [(one["question"], one["counts"], one["level"]) for one in found] == [
        ("demo/s1-q1", True, 3), ("demo/s1-q1", False, None), ("demo/s1-q2", True, 2),
        ("demo/s2-q1", True, None), ("demo/s2-q2", True, None),
    ]  # fmt: skip
    assert found[1]["view_people"] == DIFFER.view_people


def word_text(data):
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return lxml.html.fromstring(file.read("word/document.xml")).text_content()


def test_nothing_is_said_where_nothing_was(django_assert_num_queries):
    release = four_groups()
    with django_assert_num_queries(0):
        assert scores_of(release) == {}
    report = build_report(release)
    assert not report.agreed
    for size in ("brief", "report", "annex"):
        assert "agreed, and did not" not in print_html(Paper(report, size))
    assert "Agreed" not in openpyxl.load_workbook(io.BytesIO(write_xlsx(report))).sheetnames


def test_reading_it_costs_the_same_however_much_was_said(release, django_assert_num_queries):
    with django_assert_num_queries(1):
        scores_of(release)
    meeting = meet(release)
    for _ in range(5):
        say(meeting, AGREED, "demo/s2-q1")
    again = fetch(release)
    with django_assert_num_queries(1):
        scores_of(again)
    assert len(build_report(again).agreed.on("demo/s2-q1").all) == 6


def test_a_link_is_shown_as_its_own_words_and_leaves_no_trace(release):
    report = build_report(release)
    part = report.parts[0]
    context = {
        "said": report.agreed.on("demo/s1-q2"),
        "question": part.questions[1],
        "part": part,
        "level": 4,
    }
    page = lxml.html.fromstring(render_to_string("assessments/reports/beside/agreed.html", context))
    [link] = page.xpath("//a")
    assert link.text_content() == link.get("href") == "https://example.org/a?b=1&c=2"
    assert set(link.get("rel").split()) == {"noopener", "noreferrer", "nofollow"}


def test_both_views_are_the_same_size():
    views = (View("people", "How one side sees it", "A"), View("services", "How the other sees it", "B"))
    said = AgreedQuestion("demo/s1-q1", entry("not_agreed", views=views))
    html = render_to_string(
        "assessments/reports/beside/agreed.html", {"said": said, "part": {"language": "en"}}
    )
    cells = lxml.html.fromstring(html).xpath("//div[@class='cells views']/div")
    assert [cell.get("class").split() for cell in cells] == [
        ["cell", "left"],
        ["cell"],
    ]  # no width of their own
