"""The summary in simple words: what it says is true of each kind of round, easy to read, and never more than
the report says."""

import re

import pytest
from django.urls import reverse

from assessments.reports.build import build_report
from assessments.reports.formats import pdf
from assessments.reports.formats.table import FORMATS
from assessments.reports.simple.hard_words import HardWords, all_meanings
from assessments.reports.simple.summary import simple_summary
from assessments.rounds.setup import PerspectiveRow
from frameworks.models import FrameworkVersion, Level, Question
from frameworks.readability import MEDIAN_LIMIT, grade
from tests import factories
from tests.assessments import released
from tests.assessments.released import CARERS, MANAGERS, PRACTITIONERS, USERS
from tests.assessments.reports.beside.overfull import overfull
from tests.assessments.reports.formats.rounds import ordinary
from tests.assessments.reports.papers import page_of
from tests.assessments.reports.pdfs import page_texts
from tests.assessments.reports.report.cases import many

pytestmark = [pytest.mark.django_db, pytest.mark.pages, pytest.mark.slow]

SHORT = [
    PerspectiveRow("Users", "Users", "people", must_take_part=True),
    PerspectiveRow("Carers", "Carers", "people"),
    PerspectiveRow("Staff", "Staff", "services"),
    PerspectiveRow("Leads", "Leads", "services"),
]


def version(code="demo", labels=("Never", "Rarely", "At times", "Often", "Always"), plain="", **more):
    made = factories.make_version(code, status="draft", **more)
    for level, label in zip(Level.objects.filter(scale__version=made), labels, strict=False):
        Level.objects.filter(pk=level.pk).update(label=label, description="")
    Question.objects.filter(version=made, code="s1-q1").update(plain=plain)
    FrameworkVersion.objects.filter(pk=made.pk).update(status="published")
    made.refresh_from_db()
    return made


def said_of(answers, **terms):
    report = build_report(released.make_release(answers, **terms))
    return report, released.words_of(page_of(report, "simple").split("<main")[1].split(">", 1)[1])


def test_level_words_stand_for_figures_and_nobody_is_counted_who_did_not_say_so():
    given = {
        USERS: [*many(3, s1_q1=1), *many(1, s1_q1="dont_know")],  # most of four, though one does not know
        CARERS: many(3, s1_q1=3),
        PRACTITIONERS: many(4, s1_q1=4),
        MANAGERS: [*many(2, s1_q1=5), *many(1, s1_q1=4), *many(1, s1_q1=5)],
    }
    report, words = said_of(given, versions=[version()])
    assert "Service users Most of them said: Never." in words
    assert "Managers Most of them said: Always." in words
    assert "The other groups are in between." in words
    assert "The more boxes are black, the better the answer." in words
    assert "Practitioners All of them" not in words
    for question in report.questions:
        for row in (*question.groups, question.everyone):
            if row and row.position and row.position.printed not in ("0", "100"):
                assert f" {row.position.printed} of 100" not in words


def test_a_level_that_few_gave_is_not_said_to_be_what_most_said():
    given = {USERS: [{"s1-q1": 1}, {"s1-q1": 1}, {"s1-q1": 5}], MANAGERS: many(3, s1_q1=5)}
    _, words = said_of(given, versions=[version()])
    assert "Service users Not all said the same. Taken together: Rarely." in words
    assert "Managers All of them said: Always." in words


def test_where_both_ends_are_nearest_to_the_same_level_it_says_who_is_lower():
    given = {USERS: [{"s1-q1": 2}, {"s1-q1": 3}, {"s1-q1": 3}], MANAGERS: [{"s1-q1": 3}] * 2 + [{"s1-q1": 4}]}
    _, words = said_of(given, versions=[version(labels=("A", "B", "C", "D", "E"))])
    assert "Still, service users see it as less good than managers do." in words


def test_numbers_without_words_are_explained_and_boxes_run_to_the_best():
    given = {USERS: many(3, s1_q1=-2), MANAGERS: many(3, s1_q1=2)}
    made = version(labels=[str(n) for n in range(-2, 3)], levels=range(-2, 3), direction="barrier")
    report, words = said_of(given, versions=[made])
    assert "Here 2 is the least good answer, and −2 is the best." in words
    [topic] = [topic for section in simple_summary(report).sections for topic in section.topics][:1]
    assert [(one.name, one.answer, one.place, one.of) for one in topic.sayings] == [
        ("Managers", "2.", 1, 5), ("Service users", "−2.", 5, 5),
    ]  # fmt: skip


def test_the_simpler_wording_of_a_question_is_used_where_there_is_one():
    made = version(plain="We say what we think.")
    _, words = said_of({USERS: many(3, s1_q1=1), MANAGERS: many(3, s1_q1=5)}, versions=[made])
    assert "We say what we think." in words
    assert "Statement 1.1." not in words


# What may not be shown


def test_rounds_of_each_kind_are_told_of_truly():
    low, high = many(3, s1_q1=1, s1_q2=4), many(3, s1_q1=5, s1_q2=4)
    cases = [
        (
            {USERS: low, MANAGERS: low},
            {},
            ["The groups are close on", "Here are the 2 things that came out lowest."],
        ),
        (
            {USERS: low[:2], MANAGERS: high},
            {"threshold": 3},
            ["on one of the two sides", "one group", "Everyone"],
        ),
        ({USERS: low, MANAGERS: high[:2]}, {"few": [MANAGERS]}, ["there were only 2 people", "said yes"]),
        (
            {USERS: low, CARERS: low[:1], MANAGERS: high},
            {},
            ["Service users and carers are shown as one group."],
        ),
        (
            {USERS: low, MANAGERS: high, None: low[:1]},
            {},
            ["1 person did not say which group", "left their answers out"],
        ),
        ({USERS: low}, {}, ["No one took part for this side: services and professionals.", "only a part of"]),
        ({None: low}, {}, ["No one said which group they are in.", "show all people as one group"]),
        ({USERS: low[:1]}, {}, ["Fewer than 3 people sent their answers.", "no results, and no comments"]),
    ]
    for place, (given, terms, told) in enumerate(cases):
        organisation = factories.make_organisation(f"House {place}")
        report, words = said_of(given, versions=[version(f"f{place}")], organisation=organisation, **terms)
        assert [one for one in told if one not in words] == [], place
        apart = bool(report.talk_first.furthest_apart)
        assert ("What we see differently" in words) == apart
        assert ("What we agree on" in words) == bool(report.groups and len(report.groups) > 1)
        assert ("What people wrote" in words) == bool(report.shown)
        assert ("Here are the" in words or "Here is the" in words) == bool(report.shown)


def test_it_names_no_more_of_what_people_wrote_than_the_report():
    named = {"s1-q1": ("Said by name", "named"), "s1-q2": ("Never to be seen", "private")}
    given = {USERS: many(3, s1_q1=1, s1_q2=2), MANAGERS: many(3, s1_q1=5, s1_q2=2)}
    comments = {USERS: named, MANAGERS: {"s1-q1": ("word " * 200, "unnamed")}}
    _, words = said_of(given, comments=comments, versions=[version()])
    assert "‘Said by name’ Service users" in words
    assert "Never to be seen" not in words
    assert re.search(r"word…’ Group not shown", words)
    assert "Three dots mean that there is more to read." in words


# Plain words


def every_sentence():
    """Every sentence of ours that any round has, with names of groups that are easy to read."""
    low, high = many(3, s1_q1=1, s1_q2=4), many(3, s1_q1=5, s1_q2=4)
    users, carers, staff = ("users", "carers", "staff")
    rounds = [
        ({users: low, staff: high}, {}), ({users: low, staff: low}, {}), ({users: low[:1], staff: high}, {}),
        ({users: low[:1], staff: high}, {"few": [users]}), ({users: low, carers: low[:1], staff: high}, {}),
        ({users: low, staff: high, None: low[:1]}, {}), ({None: low}, {}), ({staff: high}, {}),
        ({users: low[:1]}, {}), ({users: many(3, one="a"), staff: many(3, one="b")}, {"kinds": True}),
        ({users: low, carers: many(3, s1_q1=3), staff: high}, {"said": True}),
    ]  # fmt: skip
    for place, (given, terms) in enumerate(rounds):
        made = version(f"f{place}", extra=("one", "text") if terms.pop("kinds", False) else ())
        comments = {users: {"s1-q1": ("word " * 90, "named"), "s1-q2": ("More", "named")}}
        report = build_report(
            released.make_release(
                given, versions=[made], organisation=factories.make_organisation(f"House {place}"),
                perspectives=SHORT, comments=comments if terms.pop("said", False) else None, **terms,
            )
        )  # fmt: skip
        summary = simple_summary(report)
        yield from (line for idea in summary.start for line in idea.lines)
        yield from (line for section in summary.sections for line in section.ours)
    yield from (one.means for one in all_meanings())


def test_every_sentence_of_ours_is_easy_to_read():
    found = set(every_sentence())
    assert len(found) > 80
    parts = {part for line in found for part in re.split(r"(?<=[.?:]) ", line)}
    assert {part: hard for part in parts if (hard := grade(part, "en-GB") or 0) > MEDIAN_LIMIT} == {}
    assert {line for line in parts if len(line.split()) > 15} == set()
    assert {line for line in found if re.search("easy read|easyread", line, re.IGNORECASE)} == set()


def test_hard_words_are_explained_once_where_they_are_first_read_and_no_others():
    words = HardWords()
    first = [one.word for one in words.new_in(["Two managers and a co-produced plan", "A managerial word"])]
    assert first == ["Co-production", "Manager"]
    assert [one.word for one in words.new_in(["Managers and carers"])] == ["Carer"]
    _, page = said_of({USERS: many(3, s1_q1=1), MANAGERS: many(3, s1_q1=5)}, versions=[version()])
    assert page.count("Service user:") == 1
    assert "Commissioner:" not in page


# As a file, and on screen; formats/test_read_back.py has the file of each kind of round


@pytest.mark.pdf
def test_it_has_few_pages_whatever_stands_beside_the_results_and_says_what_it_leaves_out():
    pages = page_texts(pdf.write_simple(overfull(build_report(ordinary()))))
    assert 4 <= len(pages) <= 8
    words = " ".join(pages)
    told = ["The full report has the whole plan.", "more things in the plan.", "more texts like this."]
    told += ["They talked about more things than these.", "Three dots mean that there is more to read."]
    assert [one for one in told if one not in words] == []
    assert "You can talk to N N N" in words


def test_it_is_offered_on_screen_and_wherever_results_are(client):
    release = ordinary()
    client.force_login(factories.make_member(release.round.assessment.organisation, "reader"))
    page = client.get(reverse("assessments:report", args=[release.round_id]), {"size": "simple"})
    words = released.words_of(page.text.split("<main")[1])
    assert "What we see differently" in words
    assert 'name="without"' not in page.text
    file = f'href="{reverse("assessments:simple_pdf", args=[release.round_id])}"'
    assert file in page.text
    assert page.text.count('alt=""') == page.text.count("/static/img/simple/") > 10
    assert file in client.get(reverse("assessments:results", args=[release.round_id])).text
    assert FORMATS["simple"].file == "simple.pdf"


def test_somebody_with_a_link_to_the_report_can_have_it(client):
    link, secret = factories.share(ordinary(), shows="report")
    page = client.get(link.address(secret), {"size": "simple"})
    assert "A summary in simple words" in page.text
    assert reverse("assessments:shared_simple_pdf", args=[secret]) in page.text
