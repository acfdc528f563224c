"""Levels of scales in results and report: their words, minus signs, labels that are only numbers."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from assessments.reports import phrases
from assessments.reports.answer_model import Ends, Figure, ReportLevel, ends_of
from assessments.reports.build import build_report
from assessments.reports.figures import one_decimal
from frameworks.content import LevelContent
from frameworks.models import FrameworkVersion, Level, QuestionLevel
from tests import factories
from tests.assessments import released
from tests.assessments.released import MANAGERS, USERS
from tests.assessments.reports.papers import whole_html

MATURITY = {
    1: "Nobody has been asked what they are good at.",
    2: "Some people have been asked, and nothing came of it.",
    3: "Most people have been asked.",
    4: "Everyone has been asked, and it shapes who does what.",
}


def maturity_model(labels="Level {}", own=(), scale=MATURITY, direction="strength"):
    """A version of two rating questions whose labels say nothing. own: questions with their own words."""
    version = factories.make_version(
        status="draft", sections=1, questions=2, levels=scale, direction=direction
    )
    for level in Level.objects.filter(scale__version=version):
        level.label, level.description = labels.format(level.value), scale[level.value]
        level.save()
        QuestionLevel.objects.bulk_create(
            QuestionLevel(question=question, level=level, description=f"For {question.code}: {level.value}.")
            for question in version.questions.filter(code__in=own)
        )
    FrameworkVersion.objects.update(status="published")
    return version


def pages_of(release):
    """What the page of the part, and the report, say."""
    client = Client()
    organisation = release.round.assessment.organisation
    client.force_login(Membership.objects.get(organisation=organisation).user)
    address = reverse("assessments:results_part", args=[release.round_id, "demo", "s1"])
    page = client.get(address).content.decode().split("<main")[1].split(">", 1)[1]
    return [page, whole_html(build_report(release))]


def answered(version, low, high):
    return released.make_release(
        {
            USERS: [{"s1-q1": low, "s1-q2": low}] * 3,
            MANAGERS: [{"s1-q1": high, "s1-q2": high}] * 3,
        },
        versions=[version],
    )


@pytest.mark.django_db
@pytest.mark.pages
@pytest.mark.parametrize("labels", ["Level {}", "{}", "Stufe {}", "How far: step {} of the four"])
def test_every_level_of_a_maturity_model_has_its_words(labels):
    for html in pages_of(answered(maturity_model(labels), 1, 4)):
        words = released.words_of(html)
        for description in MATURITY.values():
            assert description in words
        if labels != "How far: step {} of the four":
            # The ends of the axis and the bars say what a level means, not only which one it is.
            ends = re.findall(r"<text[^>]*>([^<]*)</text>", html)
            assert labels.format(1) not in [end for end in ends if not end.isdigit()]
            assert f"3 gave 1 {MATURITY[1].rstrip('.')}" in words


@pytest.mark.django_db
@pytest.mark.pages
def test_a_questions_own_words_for_its_levels_are_beside_it():
    page, report = pages_of(answered(maturity_model(own=["s1-q1"]), 1, 4))
    for html in (page, report):
        first, second = (
            released.words_of(html.split(f'id="{anchor}"')[1].split("</article>")[0])
            for anchor in ("f1-q1-1", "f1-q1-2")
        )
        # On paper the level that the average is nearest to, the less good of two, and the one above it.
        for step in MATURITY if html is page else (2, 3):
            assert f"For s1-q1: {step}." in first
            assert MATURITY[step] in second
            assert MATURITY[step] not in first
    # Where each question has words of its own, nothing above them says 'Level 1'.
    above = released.words_of(page.split('id="f1-q1-1"')[0].split('id="f1-s1"')[-1])
    assert "Level " not in above
    assert "least good" in above


@pytest.mark.parametrize(
    ("value", "label", "description", "name"),
    [
        (2, "A little", "Now and then.", "2 A little"),
        (2, "2", "", "2"),
        (-2, "-2", "", "−2"),
        (-2, "−2", "", "−2"),
        (-2, "Never", "", "−2 Never"),
        (2, "2", "Now and then.", "2 Now and then"),
        (2, "Level 2", "Now and then.", "2 Now and then"),
        (2, "Level 2", "", "2 Level 2"),
        (2, "Level 2", "word " * 30, "2 Level 2"),  # too long for a chart
        (2, "Top 40 of us", "Now and then.", "2 Top 40 of us"),
    ],
)
def test_a_level_in_words(value, label, description, name):
    content = LevelContent(1, value, label, description)
    assert ReportLevel(value, content.numeral, content.words, description).name == name


def test_the_ends_of_a_scale_of_numbers_alone():
    assert ends_of([ReportLevel(value, str(value), "", "") for value in range(11)]) == Ends("", "")


@pytest.mark.parametrize(
    ("value", "printed"),
    [(-0.25, "−0.3"), (-0.04, "0.0"), (0.04, "0.0"), (-2.0, "−2.0"), (-1.95, "−2.0"), (1.25, "1.3")],
)
def test_numbers_below_0_have_a_minus_sign(value, printed):
    assert one_decimal(value) == printed
    assert float(Figure(value, printed).rounded) == pytest.approx(value, abs=0.051)


@pytest.mark.parametrize(
    ("count", "total", "text"),
    [
        (3, 12, "3 of 12 people"), (12, 12, "all 12 people"), (0, 12, "0 of 12 people"), (1, 1, "1 person"),
        (0, 1, "0 of 1 person"), (0, 0, "nobody"),
    ],
)  # fmt: skip
def test_some_of_the_people(count, total, text):
    assert phrases.some_of(count, total) == text


@pytest.mark.django_db
@pytest.mark.pages
@pytest.mark.parametrize("direction", ["strength", "barrier"])
def test_a_scale_below_0_is_right_on_every_page(direction):
    version = maturity_model("Words", scale=dict.fromkeys(range(-2, 3), ""), direction=direction)
    release = released.make_release(
        {USERS: [{"s1-q1": v} for v in (-2, -2, -1)], MANAGERS: [{"s1-q1": v} for v in (1, 1, 2)]},
        versions=[version],
    )
    report = build_report(release)
    question = report.parts[0].questions[0]
    assert [row.mean.printed for row in question.groups] == ["−1.7", "1.3"]
    places = {"strength": ("8", "83"), "barrier": ("92", "17")}[direction]
    assert tuple(row.position.printed for row in question.groups) == places
    assert question.gap.printed == "75"
    assert question.says == {
        "strength": "Service users put this at 8 of 100, managers at 83.",
        "barrier": "Managers put this at 17 of 100, service users at 92.",
    }[direction]  # fmt: skip
    values = [-2, -1, 0, 1, 2]
    assert [s.level.value for s in question.steps] == (values if direction == "strength" else values[::-1])
    for html in pages_of(release):
        words = released.words_of(html)
        assert places[0] in words
        assert places[1] in words
        assert re.findall(r"(?<![\w\d-])-\d", words) == []  # no number with a hyphen
