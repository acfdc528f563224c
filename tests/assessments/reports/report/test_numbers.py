"""What a release says: from every worked example, through the database, to what is printed."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import pytest

from assessments.reports import model, notices, phrases
from assessments.reports.build import build_report
from assessments.reports.figures import of_hundred, one_decimal
from tests.assessments import released
from tests.assessments.released import CARERS, MANAGERS, USERS
from tests.assessments.reports.papers import whole_html
from tests.assessments.reports.report.cases import many, questions_of

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


def printed(value):
    return str(Decimal(repr(value)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def position_of(question, mean):
    """Where a mean lies from the least good end of the scale to the best, 0 to 100, by the scale alone."""
    low, high = question.lowest.value, question.highest.value
    place = 100 * (mean - low) / (high - low)
    return 100 - place if question.is_barrier else place


# Every worked example


@pytest.fixture(params=released.EXAMPLE_NAMES)
def name(request):
    return request.param


@pytest.fixture
def case(name, db):
    return released.example(name), released.example_report(name)[1]


@pytest.fixture
def html(name, db):
    return example_html(name)


@cache
def example_html(name):
    """All that is printed of an example: several tests read it, and none changes it."""
    return whole_html(released.example_report(name)[1])


def test_an_example_shows_just_what_was_expected(case):
    example, report = case
    expected = example["expected"]
    for code, question in questions_of(report).items():
        wanted = expected["questions"][code]
        assert (question.everyone is None) == (wanted["everyone"] is None)
        assert [list(row.group.codes) for row in question.groups] == [
            group["codes"] for group in wanted["groups"] or []
        ]
        rows = [*(wanted["groups"] or []), *([wanted["everyone"]] if wanted["everyone"] else [])]
        for row, want in zip(question.rows, rows, strict=True):
            assert [c.people for c in row.counts] == list(want["levels"].values())
            assert row.answered == want["rated"]
            assert (row.mean and row.mean.printed) == (
                None if want["mean"] is None else printed(want["mean"])
            )
            assert (row.position and row.position.exact) == (
                None if row.mean is None else pytest.approx(position_of(question, want["mean"]))
            )
            assert row.dont_know == want["dont_know"]
            assert row.not_said == want["prefer_not_to_say"] + want["unanswered"]
        assert question.agreement == wanted["agreement"]
        assert (question.parity and question.parity.printed) == (
            wanted["parity"] and of_hundred(wanted["parity"]["favourable"])
        )


def test_an_example_agrees_with_itself(case):
    _, report = case
    for question in questions_of(report).values():
        if question.groups:
            for place, count in enumerate(question.everyone.counts):
                assert sum(row.counts[place].people for row in question.groups) == count.people
        places = [r.position.rounded for r in question.groups if r.position and r.group.has_side]
        assert (question.gap.rounded if question.gap else None) == (
            max(places) - min(places) if len(places) > 1 else None
        )
        apart = [row.group for row in question.groups] == list(report.groups)
        assert bool(question.note) == (question.everyone is None or not apart)
    for part in report.parts:
        positions = [f.position.rounded for f in part.area.groups if f.position and f.group.has_side]
        assert (part.area.gap.rounded if part.area.gap else None) == (
            max(positions) - min(positions) if len(positions) > 1 else None
        )


def test_an_example_says_on_how_many_questions_each_row_rests(case, html):
    example, report = case
    words = released.words_of(html)
    [framework] = report.frameworks
    assert framework.area.note in words
    rows = [(framework.area, example["expected"]["framework"])]
    rows += [(part.area, example["expected"]["sections"][part.code]) for part in report.parts]
    for area, wanted in rows:
        assert len(area.groups) == len(wanted["groups"] or [])
        assert [f.position and f.position.exact / 100 for f in area.groups] == [
            pytest.approx(group["favourable"]) for group in wanted["groups"] or []
        ]
        if wanted["everyone"] is None:
            assert area.rests_on == ""
            continue
        many = "question" if wanted["questions"] == 1 else "questions"
        assert area.rests_on == f"{wanted['everyone_questions']} of {wanted['questions']} {many}"
        assert area.partly in words
        assert bool(area.note) == (wanted["everyone_questions"] < wanted["questions"])


def test_an_example_names_its_figures_and_says_who_took_part(case, html):
    example, report = case
    people = example["expected"]["people"]
    assert sum(row.people for row in report.took_part) == people["total"]
    assert bool(report.alone) == bool(people["absent_sides"] or people["missing"])
    if report.alone:
        assert not any(q.parity for q in questions_of(report).values())
        assert not any(f.area.parity or f.band for f in report.frameworks)
    assert ("Both sides counted equally" in released.words_of(html.split('id="method"')[0])) == bool(
        any(q.parity for q in questions_of(report).values())
        or (report.groups and not report.alone and report.shown)
    )


def test_an_example_lists_what_to_talk_about_first(case):
    example, report = case
    found = {
        name: [one.question.title for one in getattr(report.talk_first, name)]
        for name in example["expected"]["talk_first"]
    }
    assert found == example["expected"]["talk_first"]
    for pointer in report.talk_first.lowest:
        wanted = example["expected"]["questions"][pointer.question.title]
        assert ("plain average" in pointer.rests_on) == (wanted["parity"] is None)
        pooled = len(wanted["groups"] or report.groups) < len(report.groups)
        assert ("shown together" in pointer.rests_on) == pooled


def test_where_groups_were_not_compared_no_page_says_that_nobody_is_far_apart(case, html):
    _, report = case
    told = [q for q in questions_of(report).values() if q.agreement]
    words = released.words_of(html.split('id="method"')[0])
    if not told:
        assert "far apart" not in words
        assert "close together" not in words
        if report.shown:
            assert "could not be compared" in words
    for question in questions_of(report).values():
        if not question.agreement:
            assert "close together" not in question.says
            assert question.band != "close"


def test_an_example_says_in_words_what_is_held_back(case, html):
    _, report = case
    words = released.words_of(html)
    notes = [question.note for question in questions_of(report).values() if report.shown]
    for text in (*report.alone, *report.notices, *notes):
        assert text in words


# Printing numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.25, "2.3"),
        (2.35, "2.4"),
        (2.0, "2.0"),
        (10 / 3, "3.3"),
        (0.05, "0.1"),
        (-0.25, "−0.3"),
        (4.95, "5.0"),
    ],
)
def test_scale_points_are_printed_to_one_decimal(value, text):
    assert one_decimal(value) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0"), (1, "100"), (0.005, "1"), (2 / 3, "67"), (0.285, "29")]
)
def test_positions_are_printed_as_whole_numbers(share, text):
    assert of_hundred(share) == text


def test_the_printed_gap_is_that_of_the_printed_positions():
    # 41.67 and 58.33 are printed as 42 and 58: 16 apart, though the exact gap rounds to 17.
    release = released.make_release(
        {
            USERS: [{"s1-q1": v} for v in (2, 3, 3)],
            MANAGERS: [{"s1-q1": v} for v in (3, 3, 4)],
        }
    )
    question = build_report(release).parts[0].questions[0]
    assert [row.mean.printed for row in question.groups] == ["2.7", "3.3"]
    assert [row.position.printed for row in question.groups] == ["42", "58"]
    assert question.gap.printed == "16"
    assert release.results["questions"]["demo/s1-q1"]["gap"] == pytest.approx(2 / 3)
    assert question.agreement == "apart"  # from the exact gap: 0.667 of 4 points


def test_furthest_apart_is_by_the_exact_gap_wherever_it_is_said():
    """Printed, the first question's gap is wider (63 - 21, 58 - 17); exactly, the second's is."""
    users = [{"s1-q1": a, "s1-q2": b} for a, b in ((3, 3), (3, 3), (4, 4), (4, "dont_know"))]
    managers = [{"s1-q1": 1 + (i < 6), "s1-q2": 1 + (i < 4)} for i in range(6)]
    managers.append({"s1-q1": 1, "s1-q2": "dont_know"})
    report = build_report(released.make_release({USERS: users, MANAGERS: managers}))
    [first, second] = report.parts[0].questions
    assert [first.gap.printed, second.gap.printed] == ["42", "41"]
    assert [one.question for one in report.talk_first.furthest_apart] == [second, first]
    assert f"‘{second.title}’" in report.headline.words
    assert f"They are furthest apart on ‘{second.title}’." in report.frameworks[0].lead
    assert f"They are furthest apart on ‘{second.title}’." in report.parts[0].lead


def test_groups_in_which_few_rated_are_shown_together_and_it_never_says_in_which():
    release = released.make_release(
        {
            USERS: many(4, s1_q1=5, s1_q2=4),
            CARERS: [*many(2, s1_q1=1, s1_q2=1), {"s1-q1": "dont_know", "s1-q2": 1}],
            MANAGERS: many(5, s1_q1=2, s1_q2=2),
        }
    )
    report = build_report(release)
    pooled, apart = report.parts[0].questions
    assert [row.name for row in pooled.groups] == ["Service users and carers", "Managers"]
    assert [row.name for row in apart.groups] == ["Service users", "Carers", "Managers"]
    assert pooled.groups[0].group.shapes == ("circle", "diamond")
    assert pooled.note == (
        "Service users and carers are shown together on this question, to keep their answers private."
    )
    assert apart.note == ""
    assert pooled.gap.printed == "42"
    assert pooled.says == "Managers put this at 25 of 100, service users and carers at 67."
    assert report.frame_note == "Two shapes in one frame are one group."
    assert report.parts[0].area.rests_on == "1 of 2 questions"
    assert report.parts[0].area.note == (
        "Question 1.1 is left out of these figures: not every group can be compared there."
    )
    assert report.parts[0].lead == (
        "Carers put this part at 0 of 100, service users at 75: 75 apart. They are furthest apart on "
        "‘Title 1.2’. The comparison is over 1 of 2 questions."
    )


def test_the_widest_gap_is_the_one_that_was_frozen():
    """The release names another question than its printed gaps would: every page follows the release."""
    users = many(5, s1_q1=1, s1_q2=1, s2_q1=1)
    release = released.make_release({USERS: users, MANAGERS: many(5, s1_q1=5, s1_q2=4, s2_q1=3)})
    release.results["apart"] = ["demo/s1-q2", "demo/s1-q1", "demo/s2-q1"]
    release.results["talk_first"]["furthest_apart"] = release.results["apart"]
    report = build_report(release)
    assert "‘Title 1.2’" in report.headline.words
    assert "They are furthest apart on ‘Title 1.2’." in report.frameworks[0].lead
    assert "They are furthest apart on ‘Title 1.2’." in report.parts[0].lead
    assert "They are furthest apart on ‘Title 2.1’." in report.parts[1].lead
    assert [one.question.title for one in report.talk_first.furthest_apart] == [
        "Title 1.2", "Title 1.1", "Title 2.1",
    ]  # fmt: skip


def test_a_gap_of_few_ratings_can_be_by_chance_and_the_list_says_so():
    few = build_report(released.make_release({USERS: many(9, s1_q1=1), MANAGERS: many(10, s1_q1=5)}))
    assert few.talk_first.of_gaps == phrases.of_gaps(10)
    assert few.talk_first.of_gaps in released.words_of(whole_html(few))


def test_a_gap_of_ten_ratings_and_more_needs_no_such_word():
    enough = build_report(released.make_release({USERS: many(10, s1_q1=1), MANAGERS: many(10, s1_q1=5)}))
    assert enough.talk_first.furthest_apart
    assert enough.talk_first.of_gaps == ""


def test_strong_together_says_how_high_the_lowest_group_is():
    report = build_report(released.make_release({USERS: many(3, s1_q1=5), MANAGERS: many(3, s1_q1=5)}))
    [pointer] = report.talk_first.strong_together
    assert (pointer.question.title, pointer.figure) == ("Title 1.1", "every group 100")


def test_a_pooled_group_is_named_with_both_and_neither_is_shown_apart():
    release = released.make_release(
        {USERS: many(6, s1_q1=5), CARERS: many(3, s1_q1=1), MANAGERS: many(5, s1_q1=3)}, threshold=5
    )
    report = build_report(release)
    assert [g.name for g in report.groups] == ["Service users and carers", "Managers"]
    assert report.groups[0].shapes == ("circle", "diamond")
    assert report.notices == (
        "No practitioners took part.",
        "Service users and survivors are shown together with carers and family, because fewer than 5 people "
        "took part as carers and family.",
    )
    assert [row.singly for row in report.took_part] == ["Service users 6; carers 3", "", ""]
    assert [row.position.printed for row in report.parts[0].questions[0].groups] == ["67", "50"]
    words = released.words_of(whole_html(report))
    assert "67" in words
    assert "Carers 0" not in words
    assert "Service users 100" not in words


def test_without_a_breakdown_no_group_is_named():
    release = released.make_release(
        {USERS: many(2, s1_q1=1), MANAGERS: many(6, s1_q1=5)}, threshold=5,
        comments={USERS: {"s1-q1": ("We were few", "named")}, MANAGERS: {"s1-q1": ("We were many", "named")}},
    )  # fmt: skip
    report = build_report(release)
    assert report.groups == ()
    assert report.took_part == (model.TookPart("Everyone together", (), 8),)
    words = released.words_of(whole_html(report))
    assert report.notices[0] in words
    for label in ("Service users", "Managers", "Carers", "Practitioners"):
        assert label not in words
    assert words.count("Group not shown") == 4  # each quote in the report and in simple words
    assert report.parts[0].questions[0].everyone.position.printed == "75"
    assert report.headline.words == (
        "Everyone is shown together, so groups could not be compared. What everyone scored lowest is "
        "‘Title 1.1’: 75 of 100."
    )


def test_nobody_said_which_group_is_another_reason():
    report = build_report(released.make_release({None: many(6, s1_q1=2)}, threshold=5))
    assert report.notices == ("Nobody said which group they are in. So everyone is shown together.",)
    assert report.frameworks[0].area.everyone.printed == "25"


def test_too_few_people_show_nothing_and_no_comment():
    release = released.make_release(
        {USERS: many(1, s1_q1=1), MANAGERS: many(1, s1_q1=5)}, threshold=5,
        comments={USERS: {"s1-q1": ("A lonely voice", "named")}},
    )  # fmt: skip
    report = build_report(release)
    words = released.words_of(whole_html(report))
    assert notices.too_few(5) in words
    assert "A lonely voice" not in words
    assert "comment was left" not in words
    assert "plain average:" not in words
    assert report.headline.words == "Too few people took part to show any results."
    assert report.talk_first.any is False
    assert {q.note for q in questions_of(report).values()} == {"Not shown, because too few people took part."}


def test_a_question_with_few_ratings_shows_everyone_only():
    release = released.make_release(
        {
            USERS: many(3, s1_q1=1, s1_q2=2) + many(2, s1_q1="dont_know", s1_q2=2),
            MANAGERS: many(2, s1_q1=5, s1_q2=3) + many(3, s1_q2=3),
        },
        threshold=5,
    )
    held, open_ = build_report(release).parts[0].questions[:2]
    assert held.groups == ()
    assert held.everyone.mean.printed == "2.6"
    assert (held.gap, held.parity, held.says) == (None, None, "")
    assert held.note == notices.everyone_only(3, "gave a score")
    assert "there was no other group to show it with" in held.note
    assert len(open_.groups) == 2
    assert open_.note == ""
    html = whole_html(build_report(release))
    article = released.words_of(html.split(f'id="{held.anchor}"')[1].split("</article>")[0])
    assert "Service users" not in article
    assert "Managers" not in article


def test_people_who_named_no_group_are_set_aside_or_a_group_without_a_side():
    few = build_report(
        released.make_release(
            {USERS: many(5, s1_q1=1), MANAGERS: many(5, s1_q1=2), None: many(2, s1_q1=5)}, threshold=5
        )
    )
    assert (few.people, few.shown) == (12, 10)
    assert notices.set_aside(2, 5) in few.notices
    assert few.parts[0].questions[0].everyone.mean.printed == "1.5"


def test_a_group_without_a_side_is_shown_and_is_no_part_of_the_gap():
    report = build_report(
        released.make_release({USERS: many(3, s1_q1=2), MANAGERS: many(3, s1_q1=3), None: many(3, s1_q1=5)})
    )
    assert [g.shapes for g in report.groups] == [("circle",), ("triangle",), ("ring",)]
    assert report.parts[0].questions[0].gap.printed == "25"
    assert "named no group" not in report.parts[0].questions[0].says


def test_a_group_shown_by_consent_is_said_to_be():
    release = released.make_release(
        {USERS: many(2, s1_q1=1), MANAGERS: many(5, s1_q1=2)}, threshold=5, few=(USERS,)
    )
    report = build_report(release)
    assert report.notices == (
        "No carers and no practitioners took part.",
        notices.by_consent("Service users", 2, 5),
    )


# Comments


def test_comments_are_named_only_where_the_author_and_the_rules_say_so():
    release = released.make_release(
        {USERS: many(3, s1_q1=1), CARERS: many(3, s1_q1=1), MANAGERS: many(3, s1_q1=2)},
        comments={
            USERS: {"s1-q1": ("Named words", "named")},
            CARERS: {"s1-q1": ("Unnamed words", "unnamed")},
            MANAGERS: {"s1-q1": ("Private words", "private")},
        },
    )
    question = build_report(release).parts[0].questions[0]
    assert {(q.words, q.perspective, q.shapes) for q in question.quotes} == {
        ("Named words", "Service users and survivors", ("circle",)),
        ("Unnamed words", "", ()),
    }
    assert question.not_shared == "1 more comment was left that is not shared."
    words = released.words_of(whole_html(build_report(release)))
    assert "Private words" not in words
    assert "Group not shown" in words
