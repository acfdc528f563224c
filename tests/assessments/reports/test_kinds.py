"""Questions with answers to pick from, and those in people's own words: answered, checked, and in the results
of frameworks that ask for no scores at all."""

import re

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from assessments.reports import phrases
from assessments.reports.build import build_report
from assessments.reports.papers.paper import Paper
from frameworks.models import FrameworkVersion
from tests import factories
from tests.assessments import released
from tests.assessments.released import CARERS, MANAGERS, PRACTITIONERS, USERS
from tests.assessments.reports.papers import whole_html

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

SCORES_ONLY = (
    "Least good", "Both sides counted equally", "Everyone, as a plain average", "no score ", "gap",
    "No scores to show", "Each side counts for half", "Scored lowest", "Strong together", "compared",
)  # fmt: skip


def words_only(code="demo"):
    """A version of one section: choose one, choose many, and a text; no scores."""
    return factories.make_version(code, sections=1, questions=0, extra=("one", "many", "text"))


def twelve(**more):
    """Three people from each of four perspectives, who all picked."""
    return {
        USERS: [{"one": ["a"], "many": ["a", "b"], **more}] * 3,
        CARERS: [{"one": ["a"], "many": ["b"], **more}] * 3,
        PRACTITIONERS: [{"one": ["b"], "many": ["c"], **more}] * 3,
        MANAGERS: [{"one": "dont_know", "many": ["a", "b", "c"], **more}] * 3,
    }


def questions_of(report):
    return {question.title: question for part in report.parts for question in part.questions}


def as_reader(release):
    client = Client()
    organisation = release.round.assessment.organisation
    client.force_login(Membership.objects.get(organisation=organisation).user)
    return client


def page(release, name, *more):
    address = reverse(f"assessments:{name}", args=[release.round_id, *more])
    return as_reader(release).get(address).content.decode().split("<main")[1]


# A framework without scores


@pytest.fixture
def release():
    return released.make_release(
        twelve(), versions=[words_only()], comments={USERS: {"text": ("Told in full", "unnamed")}}
    )


@pytest.mark.parametrize(("name", "heading"), [("results", "What was asked"), ("report", "What was asked")])
def test_a_framework_without_scores_says_what_it_holds(release, name, heading):
    html = page(release, name)
    words = released.words_of(html.split('id="method"')[0])
    assert "There are no scores here. 2 questions have answers to pick from, and 1 is answered in" in words
    assert "2 to pick from, 1 in people’s own words" in words
    assert heading in words
    assert [text for text in SCORES_ONLY if text in words] == []
    assert 'class="glance"' not in html
    assert 'class="strip"' not in html


def test_a_part_without_scores_has_no_glance_and_says_why(release):
    html = page(release, "results_part", "demo", "s1")
    words = released.words_of(html)
    assert "There are no scores here." in words
    assert [text for text in SCORES_ONLY if text in words] == []
    assert "Told in full" in words


def test_a_part_without_scores_among_others_has_words_for_a_strip():
    version = factories.make_version(sections=1, questions=2, status="draft")
    section = version.sections.create(code="told", title="Told", position=2)
    version.questions.create(
        section=section, code="text", kind="text", title="Title text", statement="Tell us.", position=9
    )
    FrameworkVersion.objects.update(status="published")
    release = released.make_release(
        {USERS: [{"s1-q1": 1}] * 3, MANAGERS: [{"s1-q1": 5}] * 3}, versions=[version]
    )
    html = page(release, "results")
    told = html.split('<table class="ov')[1].split("</table>")[0].split("Told</a>")[1]
    assert "1 in people’s own words" in told
    assert "<svg" not in told
    assert "to show" not in told
    assert "compared" not in told
    numbers = html.split('table-stack numbers">')[1].split("</table>")[0]
    assert "Section 1" in numbers
    assert "Told" not in numbers


def test_ratings_that_may_not_be_shown_leave_no_axis_and_no_key():
    release = released.make_release(
        {USERS: [{"s1-q1": 1}, {}, {}], MANAGERS: [{"s1-q1": 5}, {}, {}]},
        versions=[factories.make_version(sections=1, questions=1)],
    )
    html = page(release, "results")
    assert "No scores to show" in html
    assert "least good</span>" not in html
    assert "30 or more apart" not in html


def test_not_assessed_together_says_no_more_than_it_must_without_scores():
    people = twelve()
    release = released.make_release({MANAGERS: people[MANAGERS]}, versions=[words_only()])
    assert build_report(release).alone == (
        "Not assessed together: no service users, and nobody at all from people and communities took part.",
    )


# Answers to pick from


def test_options_stand_with_the_people_who_picked_them(release):
    words = released.words_of(page(release, "results_part", "demo", "s1"))
    assert "How many people picked each answer to 1.2. They could pick more than one." in words
    assert "How many people picked each answer to 1.1 Answer" in words
    assert "Option b 1.2, Option b: 9 of 12 people who chose" in words
    assert "3 of 3" in words


def test_only_what_people_did_stands_under_the_options(release):
    one = questions_of(build_report(release))["Title one"]
    [row] = one.instead
    assert (row.label, row.people) == ("Don’t know", 3)
    assert [count.people for count in row.groups] == [0, 0, 0, 3]
    assert questions_of(build_report(release))["Title many"].instead == ()
    assert questions_of(build_report(release))["Title text"].instead == ()


def test_who_was_unsure_counts_those_who_picked(release):
    [pointer] = build_report(release).talk_first.most_unsure
    assert (pointer.question.title, pointer.figure) == ("Title one", "3 of 12 people")


# Answers in people's own words


def told(**sharing):
    """The text question, where one person of each perspective wrote. sharing: by perspective."""
    comments = {
        code: {"text": (f"From {code}", sharing[code.split("-")[0]])}
        for code in (USERS, CARERS, PRACTITIONERS, MANAGERS)
        if code.split("-")[0] in sharing
    }
    report = build_report(released.make_release(twelve(), versions=[words_only()], comments=comments))
    return questions_of(report)["Title text"], released.words_of(whole_html(report))


def test_words_are_shown_as_their_author_chose():
    question, words = told(service="named", carers="unnamed", managers="private")
    assert {(q.words, q.perspective) for q in question.quotes} == {
        (f"From {USERS}", "Service users and survivors"),
        (f"From {CARERS}", ""),
    }
    assert question.not_shared == "1 more answer was written, but not shared."
    assert f"From {MANAGERS}" not in words


@pytest.mark.parametrize(
    ("sharing", "text"),
    [
        ({}, "Nobody wrote an answer here."),
        ({"managers": "private"}, "1 person wrote an answer. It is not shared."),
        (
            {"managers": "private", "carers": "private"},
            "2 people wrote an answer. None of these is shared.",
        ),
    ],
)
def test_where_no_words_are_shared_it_says_so(sharing, text):
    question, words = told(**sharing)
    assert question.quotes == ()
    assert question.not_shared == text
    assert text in words


@pytest.mark.parametrize(
    ("people", "note"),
    [
        (1, "Not shown, because too few people took part."),
        (2, "No words are shown, because too few people took part."),
    ],
)
def test_words_of_too_few_are_held_back_and_it_says_so(people, note):
    """Two who agreed to show their scores did not agree to have their words known as theirs."""
    few = () if people == 1 else (USERS,)
    release = released.make_release(
        {USERS: [{"one": ["a"]}] * people}, versions=[words_only()], threshold=5, few=few,
        comments={USERS: {"text": ("A lonely voice", "unnamed")}},
    )  # fmt: skip
    text = questions_of(build_report(release))["Title text"]
    assert (text.note, text.quotes, text.not_shared) == (note, (), "")
    words = released.words_of(whole_html(build_report(release)))
    assert (note if people > 1 else "Fewer than 5 people sent their answers.") in words
    assert "A lonely voice" not in words


@pytest.mark.parametrize(
    ("picked", "written", "text"),
    [
        (1, 0, "There are no scores here. 1 question has answers to pick from."),
        (4, 0, "There are no scores here. 4 questions have answers to pick from."),
        (0, 1, "There are no scores here. 1 question is answered in people’s own words."),
        (0, 2, "There are no scores here. 2 questions are answered in people’s own words."),
        (
            2, 3,
            "There are no scores here. 2 questions have answers to pick from, and 3 are answered in people’s "
            "own words.",
        ),
    ],
)  # fmt: skip
def test_what_is_held_without_scores(picked, written, text):
    assert phrases.without_scores(picked, written) == text


# The whole library in one round


def test_a_round_with_the_whole_library_is_reported():
    call_command("load_library")
    versions = list(FrameworkVersion.objects.newest().order_by("pk"))
    assert len(versions) == 9
    release = released.make_release(
        {code: [{"people-1": ["carers", "managers"]}] * 3 for code in (USERS, MANAGERS)}, versions=versions
    )
    report = build_report(release)
    html = whole_html(report)
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    assert {chapter.anchor for chapter in Paper(report, "report").chapters} <= ids
    unrated = [framework.code for framework in report.frameworks if not framework.rated]
    assert sorted(unrated) == ["before-we-meet", "clarity", "good-thing", "practice-story"]


# Taking part


@pytest.fixture
def taking_part():
    """Somebody's browser, and the address of a page of a round with two frameworks."""
    versions = [factories.make_version(extra=("one", "many", "text")), words_only("other")]
    round_ = factories.make_round(versions)
    client = Client()
    start = re.search(
        r'name="start" value="([^"]*)"',
        client.get(reverse("assessments:join", args=[round_.join_code])).content.decode(),
    )
    client.post(
        reverse("assessments:join", args=[round_.join_code]),
        {"start": start[1] if start else "", "perspective": USERS},
    )

    def address(name, *more):
        return reverse(f"assessments:{name}", args=[round_.join_code, *more])

    return client, address


def hidden(html):
    return dict(re.findall(r'<input type="hidden" name="(visit|revision)" value="([^"]*)"', html))


def test_the_page_says_how_many_to_pick_and_leaves_room_to_write(taking_part):
    client, address = taking_part
    html = client.get(address("part", 3)).content.decode()
    one, many = html.split('id="q-many"')
    assert "Choose the one that fits best." in one
    assert "Choose as many as fit." not in one
    assert "Choose as many as fit." in many
    assert re.search(r'<textarea [^>]*name="text-text"[^>]* rows="6"', html)
    assert 'name="one-comment" rows="4"' in html


def test_the_check_page_lists_what_was_picked_under_its_framework(taking_part):
    client, address = taking_part
    sent = {
        **hidden(client.get(address("part", 3)).content.decode()),
        "one-answer": "b", "many-options": ["a", "c"], "text-text": "In my words",
        "text-sharing": "private", "go": "on",
    }  # fmt: skip
    assert client.post(address("part", 3), sent).status_code == 302
    html = client.get(address("check")).content.decode()
    assert '<ul class="picks"><li>Option a</li><li>Option c</li></ul>' in html
    assert "<strong>Option b</strong>" in html
    assert "In my words" in html
    assert "Do not show it to anyone" in html
    frameworks = re.findall(r'of-framework">([^<]+)<', html)
    assert frameworks == ["Demo", "Other"]
