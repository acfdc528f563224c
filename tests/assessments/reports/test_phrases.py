"""The sentences beside results: tables of cases."""

from decimal import Decimal

import pytest

from assessments.reports import notices, phrases
from assessments.reports.phrases import Score, in_sentence, joined
from tests.assessments.reports.scores import scores


@pytest.mark.parametrize(
    ("label", "inside"),
    [
        ("Service users", "service users"),
        ("Carers", "carers"),
        ("People who named no group", "people who named no group"),
        ("GPs", "GPs"),
        ("NHS staff", "NHS staff"),
        ("Larkfield Voices", "Larkfield Voices"),
        ("carers", "carers"),
        ("", ""),
    ],
)
def test_names_inside_a_sentence(label, inside):
    assert in_sentence(label) == inside


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a and b", "c"], "a and b, and c"),
        (["a", "b and c"], "a, and b and c"),
        (["a", "b and c", "d"], "a, b and c, and d"),
    ],
)
def test_lists(names, text):
    assert joined(names) == text


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["a"], "a"),
        (["a and b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a", "b and c"], "a and the group of b and c"),
        (["b and c", "a"], "a and the group of b and c"),
        (["a", "b", "c and d"], "a, b, and the group of c and d"),
        (["a and b", "c and d"], "the group of a and b, and the group of c and d"),
    ],
)
def test_lists_of_groups_keep_a_pooled_group_whole(names, text):
    assert phrases.joined_groups(names) == text


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (scores(carers=20, managers=85), "Carers put this at 20 of 100, managers at 85."),
        # Only the two ends are named, whoever is between.
        (
            scores(service_users=17, carers=40, managers=85),
            "Service users put this at 17 of 100, managers at 85.",
        ),
        # Equals at an end are named together.
        (scores(a=20, b=20, c=40, d=60), "A and b put this at 20 of 100, d at 60."),
        (scores(a=20, b=35), "A put this at 20 of 100, b at 35."),
        (scores(a=20, b=34), "Both groups are close together on this, from 20 to 34 of 100."),
        (scores(a=60, b=62, c=70), "All groups are close together on this, from 60 to 70 of 100."),
        (scores(a=60, b=60), "Both groups put this at 60 of 100."),
        (scores(a=60, b=60, c=60), "All groups put this at 60 of 100."),
        (scores(carers=3), "Only carers gave scores here, so there is no gap to show."),
        ([], "No group gave scores here, so there is no gap to show."),
    ],
)
def test_about_a_question(given, text):
    assert phrases.about_question(given, is_comparable=True, all_rated=True) == text


@pytest.mark.parametrize(
    ("all_rated", "why"),
    [(True, "some groups are shown together here"), (False, "not every group gave scores here")],
)
@pytest.mark.parametrize("high", [30, 44])
def test_groups_that_cannot_be_compared_are_not_said_to_agree(all_rated, why, high):
    found = phrases.about_question(scores(a=30, b=high), is_comparable=False, all_rated=all_rated)
    assert found == f"We cannot say whether the groups agree, because {why}."


def test_a_wide_gap_is_said_although_groups_are_shown_together():
    found = phrases.about_question(scores(a=30, b=45), is_comparable=False, all_rated=True)
    assert found == "A put this at 30 of 100, b at 45."


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (scores(a=20, b=34), "Both groups are close together on this part, from 20 to 34 of 100."),
        (scores(a=20, b=35), "A put this part at 20 of 100, b at 35: 15 apart."),
        (scores(a=20, b=40, c=60), "A put this part at 20 of 100, c at 60: 40 apart."),
        (scores(a=20), ""),
        ([], ""),
    ],
)
def test_about_a_part(given, text):
    assert phrases.about_area(given) == text


def test_pooled_groups_in_a_sentence():
    given = [Score("service users", Decimal(20)), Score("carers", Decimal(40)), Score("a and b", Decimal(60))]
    assert phrases.about_area(given) == "Service users put this part at 20 of 100, a and b at 60: 40 apart."
    given = [Score("carers", Decimal(40)), Score("staff", Decimal(60)), Score("a and b", Decimal(60))]
    assert phrases.about_area(given) == (
        "Carers put this part at 40 of 100, staff and the group of a and b at 60: 20 apart."
    )


@pytest.mark.parametrize(("gap", "close", "far"), [(0, True, False), (14, True, False), (15, False, False),
                                                   (29, False, False), (30, False, True)])  # fmt: skip
def test_close_and_far_apart(gap, close, far):
    given = scores(a=20, b=20 + gap)
    assert (phrases.close_overall(given), phrases.far_apart(given)) == (close, far)
    assert (phrases.close_overall(given[:1]), phrases.far_apart(given[:1])) == (False, False)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (
            "part 5, Is it the real thing?",
            "The groups are close overall, but far apart on part 5, Is it the real thing?",
        ),
        ("question 1.2, Pay", "The groups are close overall, but far apart on question 1.2, Pay."),
    ],
)
def test_close_overall_and_far_apart_somewhere(place, text):
    assert phrases.close_but(place) == text


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ((4, 1, 0), "Carers gave no score: 4 don’t know, 1 doesn’t apply."),
        ((0, 0, 2), "Carers gave no score: 2 not said."),
        ((0, 0, 0), "Carers gave no score."),
    ],
)
def test_a_group_without_a_score(counts, text):
    assert notices.gave_no_score("carers", *counts) == text


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ([], ""),
        (["3.6"], "Question 3.6 is left out of these figures: too few people gave a score."),
        (["1.2", "3.6"], "Questions 1.2 and 3.6 are left out of these figures: too few people gave a score."),
    ],
)
def test_questions_that_a_figure_leaves_out(numbers, text):
    assert notices.left_out(numbers, "these figures", "too few people gave a score") == text


@pytest.mark.parametrize(
    ("picked", "chose", "text"),
    [
        (
            [("Tea", 3), ("Coffee", 7)],
            9,
            "The most common answer was ‘Coffee’: 7 of the 9 people who answered chose it.",
        ),
        (
            [("Tea", 4), ("Coffee", 4)],
            8,
            "The most common answers were ‘Tea’ and ‘Coffee’: "
            "4 of the 8 people who answered chose each of them.",
        ),
        ([("Tea", 8)], 8, "The most common answer was ‘Tea’: all 8 people who answered chose it."),
        ([("Tea", 1), ("Coffee", 0)], 1, "The most common answer was ‘Tea’: 1 person chose it."),
        ([("Tea", 0)], 0, "Nobody chose an answer here."),
        ([], 0, "Nobody chose an answer here."),
    ],
)
def test_about_options(picked, chose, text):
    assert phrases.about_options(picked, chose) == text


@pytest.mark.parametrize(
    ("compared", "asked", "text"),
    [
        (5, 5, "The groups are close together on every question."),
        (
            4,
            5,
            "The groups are close together on 4 questions. On the other question they could not be compared.",
        ),
        (
            1,
            5,
            "The groups are close together on 1 question. On the other 4 questions they could not be "
            "compared.",
        ),
        (0, 5, "The groups could not be compared on any question."),
        (0, 0, ""),
    ],
)
def test_where_nothing_is_apart(compared, asked, text):
    assert phrases.none_apart(compared, asked) == text


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("A is low.", "Pay", True, True), "A is low. They are furthest apart on ‘Pay’."),
        (("", "Pay", True, True), "They are furthest apart on ‘Pay’."),
        (("", None, True, True), "The groups cannot be set side by side here."),
        (("", None, False, True), "What everyone said is shown together here."),
        (
            ("", "Pay", True, True, False),
            "The groups can be compared on too few questions here to have a figure each. They are furthest "
            "apart on ‘Pay’.",
        ),
        (("", None, True, False), "There are no scores to show here."),
    ],
)  # fmt: skip
def test_the_opening_of_a_part(arguments, text):
    assert phrases.lead_of_area(*arguments) == text


@pytest.mark.parametrize(
    ("missing", "absent", "first"),
    [
        (["Carers and family"], [], "Not assessed together: no carers and family took part."),
        ([], ["services"], "Not assessed together: nobody at all from services and professionals took part."),
        (
            ["Service users"],
            ["people"],
            "Not assessed together: no service users, and nobody at all from people and communities took "
            "part.",
        ),
    ],
)
def test_not_assessed_together(missing, absent, first):
    said = notices.not_together(missing, absent)
    assert said[0] == first
    assert "plain average" in said[1]


def test_assessed_together_says_nothing():
    assert notices.not_together([], []) == ()


@pytest.mark.parametrize(
    ("labels", "text"),
    [
        ([], ""),
        (["Carers"], "No carers took part."),
        (["Carers", "Commissioners"], "No carers and no commissioners took part."),
    ],
)
def test_groups_that_nobody_came_from_are_named(labels, text):
    assert notices.nobody_from(labels) == text


@pytest.mark.parametrize(
    ("left", "shared", "text"),
    [
        (3, 3, ""),
        (0, 0, ""),
        (4, 3, "1 more comment was left that is not shared."),
        (5, 3, "2 more comments were left that are not shared."),
        (1, 0, "1 comment was left that is not shared."),
        (2, 0, "2 comments were left that are not shared."),
    ],
)
def test_comments_that_are_not_shared(left, shared, text):
    assert notices.comments_left(left, shared) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            notices.pooled(["carers", "managers"], 5),
            "Carers are shown together with managers, because at least one of them had fewer than 5 people.",
        ),
        (
            notices.pooled(["carers", "managers"], 5, ["carers", "managers"]),
            "Carers are shown together with managers, because each of them had fewer than 5 people.",
        ),
        (
            notices.pooled(["carers", "managers"], 5, ["managers"]),
            "Carers are shown together with managers, because fewer than 5 people took part as managers.",
        ),
        (
            notices.pooled(["carers", "friends", "users"], 5, ["carers", "users"]),
            "Carers are shown together with friends and users, because fewer than 5 people took part as "
            "carers and as users.",
        ),
        (
            notices.pooled(["carers", "friends", "users"], 7),
            "Carers are shown together with friends and users, because at least one of them had fewer than 7 "
            "people.",
        ),
        (
            notices.set_aside(1, 5),
            "1 person did not say which group they belong to. Fewer than 5 people are too few to show apart. "
            "This person’s answers are left out of every number here. Comments that they chose to share "
            "are kept.",
        ),
        (notices.set_aside(0, 5), ""),
        (
            notices.by_consent("Managers", 2, 5),
            "Managers: 2 people, fewer than 5. All of them agreed to have their scores shown.",
        ),
        (
            notices.by_consent("Managers", 1, 5),
            "Managers: 1 person, fewer than 5. This person agreed to have their own scores shown.",
        ),
        (
            notices.nothing_for_question(3, "gave a score"),
            "Not shown, because fewer than 3 people gave a score.",
        ),
    ],
)
def test_what_may_not_be_shown_is_said_with_the_reason(text, expected):
    assert text == expected
