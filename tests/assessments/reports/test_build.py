"""What a release says: from every worked example, through the database, to what is printed."""

from dataclasses import asdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.reports import model, notices
from assessments.reports.build import build_report
from assessments.reports.figures import gap_share, of_hundred, one_decimal
from assessments.reports.formats.html import print_html
from assessments.rounds import contents as reads
from tests import factories
from tests.assessments import released
from tests.assessments.released import CARERS, MANAGERS, PRACTITIONERS, USERS

pytestmark = pytest.mark.django_db


def printed(value):
    return str(Decimal(repr(value)).quantize(Decimal("0.1"), ROUND_HALF_UP))


# Every worked example


@pytest.fixture(params=released.EXAMPLE_NAMES)
def case(request, db):
    return released.example(request.param), build_report(released.release_example(request.param))


def questions_of(report):
    return {q.title: q for part in report.parts for q in part.questions}


def test_an_example_shows_just_what_was_expected(case):
    example, report = case
    expected = example["expected"]
    for code, question in questions_of(report).items():
        wanted = expected["questions"][code]
        assert (question.everyone is None) == (wanted["everyone"] is None)
        assert len(question.groups) == len(wanted["groups"] or [])
        rows = [*(wanted["groups"] or []), *([wanted["everyone"]] if wanted["everyone"] else [])]
        for row, want in zip(question.rows, rows, strict=True):
            assert [c.people for c in row.counts] == list(want["levels"].values())
            assert row.answered == want["rated"]
            assert (row.mean and row.mean.printed) == (
                None if want["mean"] is None else printed(want["mean"])
            )
            assert row.dont_know == want["dont_know"]
            assert row.not_said == want["prefer_not_to_say"] + want["unanswered"]
        assert question.agreement == wanted["agreement"]
        assert (question.parity and question.parity.printed) == (
            wanted["parity"] and printed(wanted["parity"]["mean"])
        )


def test_an_example_agrees_with_itself(case):
    _, report = case
    for question in questions_of(report).values():
        if question.groups:
            for place, count in enumerate(question.everyone.counts):
                assert sum(row.counts[place].people for row in question.groups) == count.people
        means = [r.mean.rounded for r in question.groups if r.mean and r.group.has_side]
        assert (question.gap.rounded if question.gap else None) == (
            max(means) - min(means) if len(means) > 1 else None
        )
        assert bool(question.note) == (
            question.everyone is None or bool(report.groups and not question.groups)
        )
    for part in report.parts:
        positions = [f.position.rounded for f in part.area.groups if f.position and f.group.has_side]
        assert (part.area.gap.rounded if part.area.gap else None) == (
            max(positions) - min(positions) if len(positions) > 1 else None
        )


def test_an_example_names_its_figures_and_says_who_took_part(case):
    example, report = case
    people = example["expected"]["people"]
    assert sum(row.people for row in report.took_part) == people["total"]
    assert bool(report.alone) == bool(people["absent_sides"] or people["missing"])
    if report.alone:
        assert not any(q.parity for q in questions_of(report).values())
        assert not any(f.area.parity or f.band for f in report.frameworks)
    html = print_html(report)
    assert ("Both sides counted equally" in released.words_of(html.split('id="method"')[0])) == bool(
        any(q.parity for q in questions_of(report).values())
        or (report.groups and not report.alone and report.shown)
    )


def test_an_example_lists_what_to_talk_about_first(case):
    example, report = case
    found = {
        name: [one["question"]["title"] for one in rows] for name, rows in asdict(report.talk_first).items()
    }
    assert found == example["expected"]["talk_first"]


def test_an_example_says_in_words_what_is_held_back(case):
    _, report = case
    words = released.words_of(print_html(report))
    for text in (*report.alone, *report.notices, *(q.note for q in questions_of(report).values())):
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
        (-0.25, "-0.3"),
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


def test_the_printed_gap_is_that_of_the_printed_averages():
    # 10/3 is 3.3 and 8/3 is 2.7: printed 0.6 apart, though the exact gap rounds to 0.7.
    release = released.make_release(
        {
            USERS: [{"s1-q1": v} for v in (2, 3, 3)],
            MANAGERS: [{"s1-q1": v} for v in (3, 3, 4)],
        }
    )
    question = build_report(release).parts[0].questions[0]
    assert [row.mean.printed for row in question.groups] == ["2.7", "3.3"]
    assert question.gap.printed == "0.6"
    assert release.results["questions"]["demo/s1-q1"]["gap"] == pytest.approx(2 / 3)
    assert question.agreement == "apart"  # from the exact gap: 0.667 of 4 points


def test_furthest_apart_is_by_the_exact_gap_wherever_it_is_said():
    """Printed, the first question's gap is wider (3.3 - 2.5, 3.3 - 2.6); exactly, the second's is."""
    users = [{"s1-q1": a, "s1-q2": b} for a, b in ((3, 3), (3, 3), (3, 4), (4, "dont_know"))]
    managers = [{"s1-q1": 2 + i % 2, "s1-q2": 2 + (i < 4)} for i in range(6)]
    managers.append({"s1-q1": "dont_know", "s1-q2": 2})
    report = build_report(released.make_release({USERS: users, MANAGERS: managers}))
    [first, second] = report.parts[0].questions
    assert [first.gap.printed, second.gap.printed] == ["0.8", "0.7"]
    assert [first.gap_share, second.gap_share] == [Fraction(3, 16), Fraction(4, 21)]
    assert [one.question for one in report.talk_first.furthest_apart] == [second, first]
    assert f"‘{second.title}’" in report.lead
    assert report.frameworks[0].lead.endswith(f"They are furthest apart on ‘{second.title}’.")
    assert report.parts[0].lead.endswith(f"They are furthest apart on ‘{second.title}’.")


def test_gaps_that_are_equal_for_their_scales_stay_equal_once_frozen():
    tenth, too = gap_share(0.4, (1, 2, 3, 4, 5)), gap_share(0.3, (1, 2, 3, 4))
    assert 0.4 / 4 != 0.3 / 3
    assert tenth == too == Fraction(1, 10)
    assert gap_share(None, (1, 2)) is None


# What may not be shown


def many(count, **answers):
    return [{code.replace("_", "-"): value for code, value in answers.items()}] * count


def test_a_pooled_group_is_named_with_both_and_neither_is_shown_apart():
    release = released.make_release(
        {USERS: many(6, s1_q1=5), CARERS: many(3, s1_q1=1), MANAGERS: many(5, s1_q1=3)}, threshold=5
    )
    report = build_report(release)
    assert [g.name for g in report.groups] == ["Service users and carers", "Managers"]
    assert report.groups[0].shapes == ("circle", "diamond")
    assert report.notices == (
        "Service users and survivors are shown together with carers and family, because fewer than 5 people "
        "took part as carers and family.",
    )
    assert [row.singly for row in report.took_part] == ["Service users 6; carers 3", "", ""]
    assert [row.mean.printed for row in report.parts[0].questions[0].groups] == ["3.7", "3.0"]
    words = released.words_of(print_html(report))
    assert "3.7" in words
    assert "5.0" not in words
    assert "1.0" not in words


def test_without_a_breakdown_no_group_is_named():
    release = released.make_release(
        {USERS: many(2, s1_q1=1), MANAGERS: many(6, s1_q1=5)}, threshold=5,
        comments={USERS: {"s1-q1": ("We were few", "named")}, MANAGERS: {"s1-q1": ("We were many", "named")}},
    )  # fmt: skip
    report = build_report(release)
    assert report.groups == ()
    assert report.took_part == (model.TookPart("Everyone together", (), 8),)
    words = released.words_of(print_html(report))
    assert report.notices[0] in words
    assert "5.0" not in words
    for label in ("Service users", "Managers", "Carers", "Practitioners"):
        assert label not in words
    assert words.count("Perspective not given") == 2
    assert "4.0" in words


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
    words = released.words_of(print_html(report))
    assert notices.too_few(5) in words
    assert "A lonely voice" not in words
    assert "comment was left" not in words
    assert "1.0" not in words
    assert "plain average:" not in words
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
    assert (
        held.note
        == "Only everyone is shown here, because in one of the groups fewer than 3 people gave a score."
    )
    assert len(open_.groups) == 2
    assert open_.note == ""
    html = print_html(build_report(release))
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
    assert report.parts[0].questions[0].gap.printed == "1.0"
    assert "named no group" not in report.parts[0].questions[0].says


def test_a_group_shown_by_consent_is_said_to_be():
    release = released.make_release(
        {USERS: many(2, s1_q1=1), MANAGERS: many(5, s1_q1=2)}, threshold=5, few=(USERS,)
    )
    report = build_report(release)
    assert report.notices == (notices.by_consent("Service users", 2, 5),)


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
    words = released.words_of(print_html(build_report(release)))
    assert "Private words" not in words
    assert "Perspective not given" in words


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
    assert one.groups == ()  # two managers chose
    assert [(row.label, row.people, row.out_of) for row in one.options] == [
        ("Option a", 3, 5), ("Option b", 2, 5), ("Option c", 0, 5),
    ]  # fmt: skip
    assert one.note == notices.everyone_only(3, "chose an answer")
    assert [[count.people for count in row.groups] for row in many_.options] == [[3, 0], [3, 3], [0, 0]]
    assert (many_.gap, many_.parity, many_.agreement) == (None, None, None)
    assert many_.says == "The answer picked most was ‘Option b’, by 6 of the 6 people who chose."
    assert [q.words for q in text.quotes] == ["Two lines,\nas written"]
    assert text.note == ""
    html = print_html(build_report(release))
    assert "Two lines,\nas written" in html


def test_barriers_say_that_more_is_worse_and_who_feels_it():
    version = factories.make_version(direction="barrier")
    release = released.make_release({USERS: many(3, s1_q1=5), MANAGERS: many(3, s1_q1=1)}, versions=[version])
    report = build_report(release)
    part = report.parts[0]
    assert (
        part.barrier_note
        == "These ask what gets in the way, so more is worse: 5, Level 5, means it is felt most."
    )
    assert part.questions[0].says == "Service users feel this much more strongly than managers."
    assert part.lead.startswith("Service users see much more that gets in the way than managers.")
    assert part.ends == part.questions[0].ends == ("Level 1", "Level 5: worse")
    assert report.talk_first.lowest[0].figure == "felt less strongly: 3.0 of 5"
    assert report.talk_first.lowest_title == "Scored lowest, or most in the way"
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
    assert report.parts[0].area.note == (
        "Question 1.2 is left out of these figures: too few people gave a score."
    )
    assert report.parts[1].area.note == ""
    assert report.parts[1].area.everyone is None


def test_a_question_that_only_one_side_scored_is_left_out_of_the_figure_for_both():
    release = released.make_release(
        {
            USERS: many(3, s1_q1=1, s1_q2="dont_know"),
            CARERS: many(3, s1_q1=1, s1_q2="dont_know"),
            MANAGERS: many(3, s1_q1=2, s1_q2=4),
        }
    )
    report = build_report(release)
    assert report.parts[0].area.note == (
        "Question 1.2 is left out of ‘Both sides counted equally’: too few people in one of the groups gave "
        "a score."
    )
    question = report.parts[0].questions[1]
    assert question.silent == (
        "Service users gave no score: 3 don’t know.", "Carers gave no score: 3 don’t know.",
    )  # fmt: skip
    assert report.parts[0].questions[0].silent == ()
    words = released.words_of(print_html(report))
    assert question.silent[0] in words
    assert report.talk_first.most_unsure[0].figure == "6 of 9 people"


def test_columns_that_nobody_needs_are_left_out():
    release = released.make_release(
        {USERS: many(3, s1_q1=1, s1_q2=2), MANAGERS: many(3, s1_q1=2, s1_q2="not_applicable")}
    )
    first, second = build_report(release).parts[0].questions
    assert (first.with_not_applicable, first.with_not_said) == (False, False)
    assert (second.with_not_applicable, second.with_not_said) == (True, False)


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
    assert report.marks_note == "Each mark is one group."
    words = released.words_of(print_html(report))
    assert report.frame_note in words
    assert "Each shape is one group" not in words


def test_quotes_stand_in_sets_that_fit_together():
    release = released.make_release(
        {USERS: many(3, s1_q1=1), CARERS: many(3, s1_q1=1), MANAGERS: many(3, s1_q1=1)},
        comments={code: {"s1-q1": ("word " * 150, "unnamed")} for code in (USERS, CARERS, MANAGERS)},
    )
    question = build_report(release).parts[0].questions[0]
    assert [len(quotes) for quotes in question.quote_sets] == [1, 1, 1]
    words = released.words_of(print_html(build_report(release)))
    assert words.count(f"What people said about {question.label}") == 1
    assert words.count(f"More that people said about {question.label}") == 2


def test_two_frameworks_have_their_own_figures_and_anchors():
    versions = [factories.make_version("one"), factories.make_version("two")]
    round = factories.make_round(versions)
    for code in (USERS, MANAGERS):
        for _ in range(3):
            factories.respond(round, code, {"s1-q1": 2})
    report = build_report(released.fetch(factories.release(round)))
    anchors = [q.anchor for part in report.parts for q in part.questions]
    assert len(anchors) == len(set(anchors)) == 8
    assert [f.title for f in report.frameworks] == ["One", "Two"]
    assert report.part("one", "s1") is report.parts[0]
    assert report.part("two", "nothing") is None


# Cost


def sized(people, questions, code):
    version = factories.make_version(code, sections=2, questions=questions)
    everyone = {f"s{s}-q{q}": 1 + q % 5 for s in (1, 2) for q in range(1, questions + 1)}
    organisation = factories.make_organisation(f"House {code}")
    return released.make_release(
        {p: [everyone] * people for p in (USERS, CARERS, PRACTITIONERS, MANAGERS)},
        versions=[version],
        organisation=organisation,
        comments={USERS: dict.fromkeys(everyone, ("Words", "named"))},
    )


def queries_of(release):
    with CaptureQueriesContext(
        connection,
    ) as warm_or_cold:
        build_report(release)
    return len(warm_or_cold)


def test_a_report_costs_the_same_whatever_its_size():
    small, large = sized(3, 1, "small"), sized(6, 9, "large")
    reads.forget()
    cold = queries_of(small)
    reads.forget()
    assert queries_of(large) == cold <= 10
    assert queries_of(small) == 10  # only the small one's version is read anew
    assert queries_of(large) == queries_of(small) == 0


# The command


def test_export_report_writes_html(tmp_path):
    release = released.make_release({USERS: many(3, s1_q1=1), MANAGERS: many(3, s1_q1=2)})
    path = tmp_path / "report.html"
    call_command("export_report", release.round_id, format="html", output=path)
    html = path.read_text()
    assert "Larkfield crisis house" in html
    assert "@page" in html  # stands alone


def test_export_report_says_what_is_wrong(tmp_path):
    with pytest.raises(CommandError, match=r"There is no round 999\."):
        call_command("export_report", 999, output=tmp_path / "r.pdf")
    round = factories.make_round()
    with pytest.raises(CommandError, match="has not been released"):
        call_command("export_report", round.pk, output=tmp_path / "r.pdf")
    release = released.make_release(
        {USERS: many(3, s1_q1=1)},
        organisation=factories.make_organisation("Other"),
        versions=[factories.make_version("second")],
    )
    with pytest.raises(CommandError, match="Cannot write"):
        call_command("export_report", release.round_id, format="html", output=tmp_path / "none" / "r.html")
    assert not (tmp_path / "none").exists()
