"""What a release says: from every worked example, through the database, to what is printed."""

import re

import pytest

from assessments.reports import notices
from assessments.reports.answer_model import Ends
from assessments.reports.build import build_report
from tests import factories
from tests.assessments import released
from tests.assessments.released import CARERS, MANAGERS, USERS
from tests.assessments.reports.papers import whole_html
from tests.assessments.reports.report.cases import many, questions_of

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


# Kinds of questions


def test_choices_are_counted_option_by_option_and_words_stand_as_written():
    version = factories.make_version(extra=("one", "many", "text"))
    release = released.make_release(
        {
            USERS: [{"one": ["a"], "many": ["a", "b"], "s1-q1": 1}] * 3,
            MANAGERS: [{"one": ["b"], "many": ["b"], "s1-q1": 2}] * 2
            + [{"one": "dont_know", "many": ["b"], "s1-q1": 2}],
        },
        versions=[version],
        comments={USERS: {"text": ("Two lines,\nas written", "named")}},
    )
    questions = questions_of(build_report(release))
    one, many_, text = questions["Title one"], questions["Title many"], questions["Title text"]
    assert one.groups == ()  # two managers chose, alone on their side
    assert [(row.label, row.people, row.out_of) for row in one.options] == [
        ("Option a", 3, 5), ("Option b", 2, 5), ("Option c", 0, 5),
    ]  # fmt: skip
    assert one.note == notices.everyone_only(3, "chose an answer")
    assert [[count.people for count in row.groups] for row in many_.options] == [[3, 0], [3, 3], [0, 0]]
    assert (many_.gap, many_.parity, many_.agreement) == (None, None, None)
    assert many_.says == "The most common answer was ‘Option b’: all 6 people who answered chose it."
    assert [q.words for q in text.quotes] == ["Two lines,\nas written"]
    assert text.note == ""
    html = whole_html(build_report(release))
    assert re.search(r">\s*‘Two lines,\s*</p>", html)
    assert re.search(r">\s*as written’", html)


def test_barriers_are_turned_round_so_that_the_best_is_at_the_right():
    version = factories.make_version(direction="barrier")
    release = released.make_release({USERS: many(3, s1_q1=5), MANAGERS: many(3, s1_q1=1)}, versions=[version])
    report = build_report(release)
    part = report.parts[0]
    assert part.barrier_note == (
        "These questions ask what gets in the way, so ‘What level 1 is’ is the best answer, at 100."
    )
    question = part.questions[0]
    assert question.says == "Service users put this at 0 of 100, managers at 100."
    assert part.lead.startswith("Service users put this part at 0 of 100, managers at 100: 100 apart.")
    assert question.ends == Ends(least="What level 5 is", best="What level 1 is")
    assert [level.value for level in part.shades] == [5, 4, 3, 2, 1]
    assert [(step.level.value, step.at) for step in question.steps] == [
        (5, 0), (4, 25), (3, 50), (2, 75), (1, 100),
    ]  # fmt: skip
    assert report.talk_first.lowest[0].figure == "50 of 100"
    assert report.talk_first.lowest[0].level.value == 3
    [card] = report.talk_first.furthest_apart
    assert [(voice.group.name, voice.position.printed, voice.level.value) for voice in card.voices] == [
        ("Service users", "0", 5), ("Managers", "100", 1),
    ]  # fmt: skip
    assert [f.position.printed for f in part.area.groups] == ["0", "100"]
    assert any("turn it round" in passage.words for passage in report.method)


def test_sections_within_sections_keep_their_questions_and_numbers():
    version = factories.make_version(status="draft", sections=1, questions=1)
    outer = version.sections.get()
    inner = version.sections.create(code="inner", title="Inner part", parent=outer, position=9)
    version.questions.create(
        section=inner, code="deep", kind="rating", title="Deep", statement="Deep down.", position=1,
        scale=version.scales.get(), direction="strength",
    )  # fmt: skip
    type(version).objects.update(status="published")
    release = released.make_release(
        {USERS: many(3, s1_q1=1, deep=5), MANAGERS: many(3, s1_q1=1, deep=5)}, versions=[version]
    )
    [part] = build_report(release).parts
    assert [(b.number, b.title) for b in part.blocks] == [("", ""), ("1.2", "Inner part")]
    assert [q.number for q in part.questions] == ["1.1", "1.2.1"]
    assert part.area.everyone.printed == "50"
    assert len({q.anchor for q in part.questions}) == 2


def test_figures_say_on_how_many_questions_they_rest():
    release = released.make_release({USERS: many(3, s1_q1=1), MANAGERS: many(3, s1_q1=2)})
    report = build_report(release)
    assert report.parts[0].area.rests_on == "1 of 2 questions"
    assert report.parts[0].area.note == (
        "Question 1.2 is left out of these figures: not every group can be compared there."
    )
    assert (report.parts[1].area.rests_on, report.parts[1].area.note) == ("", "")
    assert report.parts[1].area.everyone is None


def test_figures_of_everyone_alone_say_it_too():
    report = build_report(released.make_release({None: many(3, s1_q1=1)}))
    assert report.parts[0].area.rests_on == "1 of 2 questions"
    assert report.parts[0].area.note == (
        "Question 1.2 is left out of these figures: too few people gave a score."
    )


def test_a_question_that_only_one_side_scored_is_left_out_of_every_figure():
    release = released.make_release(
        {
            USERS: many(3, s1_q1=1, s1_q2="dont_know"),
            CARERS: many(3, s1_q1=1, s1_q2="dont_know"),
            MANAGERS: many(3, s1_q1=2, s1_q2=4),
        }
    )
    report = build_report(release)
    area = report.parts[0].area
    assert area.note == "Question 1.2 is left out of these figures: not every group can be compared there."
    assert [figure.position.printed for figure in area.groups] == ["0", "0", "25"]
    assert (area.parity.printed, area.everyone.printed) == ("13", "8")
    question = report.parts[0].questions[1]
    assert question.silent == (
        "Service users gave no score: 3 don’t know.", "Carers gave no score: 3 don’t know.",
    )  # fmt: skip
    assert report.parts[0].questions[0].silent == ()
    words = released.words_of(whole_html(report))
    assert question.silent[0] in words
    assert report.talk_first.most_unsure[0].figure == "6 of 9 people"


def test_columns_that_nobody_needs_are_left_out():
    release = released.make_release(
        {USERS: many(3, s1_q1=1, s1_q2=2), MANAGERS: many(3, s1_q1=2, s1_q2="not_applicable")}
    )
    first, second = build_report(release).parts[0].questions


def test_groups_that_are_close_overall_and_far_apart_in_one_part():
    close, far = dict.fromkeys(("s1_q1", "s1_q2"), 3), dict.fromkeys(("s2_q1", "s2_q2"), 2)
    release = released.make_release(
        {USERS: many(3, **close, **far), MANAGERS: many(3, s1_q1=3, s1_q2=1, s2_q1=2, s2_q2=4)}
    )
    report = build_report(release)
    assert report.frameworks[0].lead.startswith("The groups are close overall, but far apart on question ")


def test_a_release_without_its_turnout_says_less():
    release = released.make_release(
        {USERS: many(6, s1_q1=5), CARERS: many(3, s1_q1=1), MANAGERS: many(5, s1_q1=3)}, threshold=5
    )
    del release.results["turnout"]
    report = build_report(release)
    assert report.notices == (
        "No practitioners took part.",
        "Service users and survivors are shown together with carers and family, because at least one of them "
        "had fewer than 5 people.",
    )
    assert {row.singly for row in report.took_part} == {""}


def test_the_frame_round_a_pooled_group_is_explained():
    pooled = released.make_release(
        {USERS: many(6, s1_q1=5), CARERS: many(3, s1_q1=1), MANAGERS: many(5, s1_q1=3)}, threshold=5
    )
    report = build_report(pooled)
    assert report.frame_note == "Two shapes in one frame are one group."
    words = released.words_of(whole_html(report))
    assert report.frame_note in words
    assert "Each shape is one group" not in words


def test_two_frameworks_have_their_own_figures_and_anchors():
    versions = [factories.make_version("one"), factories.make_version("two")]
    round_ = factories.make_round(versions)
    for code in (USERS, MANAGERS):
        for _ in range(3):
            factories.respond(round_, code, {"s1-q1": 2})
    report = build_report(released.fetch(factories.release(round_)))
    anchors = [q.anchor for part in report.parts for q in part.questions]
    assert len(anchors) == len(set(anchors)) == 8
    assert [f.title for f in report.frameworks] == ["One", "Two"]
    assert report.part("one", "s1") is report.parts[0]
    assert report.part("two", "nothing") is None
