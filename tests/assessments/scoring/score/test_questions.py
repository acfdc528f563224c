"""How answers become results: every worked example, tables for the boundaries, properties of any round."""

import pytest

from assessments.scoring.disclosure import ScoredPerspective, Turnout
from assessments.scoring.structure import ScoredQuestion, Tally
from tests.assessments.scoring.score.people import (
    SCALE,
    SPECIALS,
    answers,
    choice,
    person,
    rating,
    results,
    score,
    shape_of,
    structure,
)


@pytest.mark.parametrize(
    ("users", "staff", "shown"),
    [
        (5, 5, "groups"),
        (3, 5, "groups"),
        (0, 5, "groups"),
        (0, 3, "groups"),
        (0, 0, "groups"),
        (2, 5, "everyone"),
        (1, 5, "everyone"),
        (1, 2, "everyone"),
        (2, 2, "everyone"),
        (1, 1, "nothing"),
        (0, 2, "nothing"),
        (0, 1, "nothing"),
        (2, 0, "nothing"),
    ],
)
@pytest.mark.parametrize("left", [None, *SPECIALS])
@pytest.mark.parametrize(("question", "answer"), [(rating(), 3), (choice(), ("a",))])
def test_a_question_shows_groups_where_each_has_none_or_three_ratings(
    users, staff, shown, left, question, answer
):
    responses = [
        *answers("users", *[answer] * users, *[left] * (5 - users)),
        *answers("managers", *[answer] * staff, *[left] * (5 - staff)),
    ]
    assert shape_of(results(structure(question), responses)) == shown


@pytest.mark.parametrize(
    ("users", "consenting", "shown"),
    [
        (3, 1, "groups"),
        (0, 1, "groups"),  # of the others nobody rated: nothing of theirs to find
        (3, 0, "groups"),
        (2, 1, "nothing"),  # three ratings, but two of them are left when the consenting one is taken away
        (1, 2, "nothing"),
        (2, 2, "nothing"),
    ],
)
def test_people_shown_by_consent_do_not_help_the_others_to_three(users, consenting, shown):
    responses = [
        *answers("users", *[3] * users, *[None] * (5 - users)),
        *answers("managers", *[1] * consenting, *[None] * (2 - consenting), show_if_few=True),
    ]
    assert shape_of(results(structure(rating()), responses)) == shown


def test_too_few_ratings_fall_back_to_everyone_next_to_a_group_by_consent():
    responses = [
        *answers("users", 1, 1, None, None, None),
        *answers("practitioners", 3, None, None, None, None),
        *answers("managers", 4, show_if_few=True),
    ]
    found = results(structure(rating()), responses)
    assert shape_of(found) == "everyone"
    assert found["questions"]["q"]["everyone"]["rated"] == 4
    assert found["questions"]["q"]["gap"] is None
    assert found["questions"]["q"]["parity"] is None


@pytest.mark.parametrize(
    ("rated", "shown"), [(0, "everyone"), (1, "nothing"), (2, "nothing"), (3, "everyone")]
)
def test_without_a_breakdown_everyone_needs_three_ratings_too(rated, shown):
    responses = answers("users", 1, show_if_few=True) + answers("managers", None, None, None, None)
    for response in responses[:rated]:
        response["answers"]["q"] = 2
    for response in responses[rated:]:
        response["answers"].pop("q", None)
    found = results(structure(rating()), responses)
    assert found["people"]["groups"] is None
    assert shape_of(found) == shown


def test_all_by_consent_shows_even_one_person():
    responses = [*answers("users", 1, show_if_few=True), *answers("managers", 3, show_if_few=True)]
    question = results(structure(rating()), responses)["questions"]["q"]
    assert [group["mean"] for group in question["groups"]] == [1, 3]
    assert question["everyone"]["mean"] == question["parity"]["mean"] == 2


@pytest.mark.parametrize("left", [None, *SPECIALS])
def test_whatever_is_not_a_rating_is_counted_and_never_moves_a_mean(left):
    question = rating()
    responses = [*answers("users", 4, 3, 2, left, left), *answers("managers", 1, 1, 1, 1, left)]
    found = results(structure(question), responses)["questions"]["q"]
    key = left or "unanswered"
    assert [(g["mean"], g["rated"], g[key]) for g in found["groups"]] == [(3, 3, 2), (1, 4, 1)]
    assert (found["everyone"]["rated"], found["everyone"][key]) == (7, 3)
    assert sum(found["everyone"][k] for k in (*SPECIALS, "unanswered")) == 3
    assert found["everyone"]["mean"] == pytest.approx(13 / 7, abs=1e-12)
    assert found["parity"]["mean"] == 2


@pytest.mark.parametrize(
    ("levels", "direction", "answer", "favourable"),
    [
        (SCALE, "strength", 0, 0),
        (SCALE, "strength", 4, 1),
        (SCALE, "strength", 1, 0.25),
        (SCALE, "barrier", 0, 1),
        (SCALE, "barrier", 4, 0),
        (SCALE, "barrier", 1, 0.75),
        ((1, 2, 3, 4, 5), "strength", 2, 0.25),
        ((1, 2, 3, 4, 5), "barrier", 2, 0.75),
        ((-2, -1, 0, 1, 2), "strength", -1, 0.25),
        ((1, 10), "strength", 10, 1),
    ],
)
def test_favourable_position(levels, direction, answer, favourable):
    question = ScoredQuestion("q", ("section",), "framework", "rating", levels=levels, direction=direction)
    responses = [*answers("users", *[answer] * 5), *answers("managers", *[answer] * 5)]
    found = results(structure(question), responses)["questions"]["q"]
    assert found["everyone"]["favourable"] == found["parity"]["favourable"] == favourable
    assert found["parity"]["mean"] == answer


def test_each_side_counts_for_half_and_each_group_alike_within_its_side():
    responses = [
        *answers("users", *[4] * 5),
        *answers("practitioners", *[0] * 40),
        *answers("managers", *[2] * 5),
    ]
    found = results(structure(rating()), responses)["questions"]["q"]
    assert found["parity"]["mean"] == (4 + (0 + 2) / 2) / 2
    assert found["everyone"]["mean"] == (20 + 0 + 10) / 50


@pytest.mark.parametrize(
    ("responses", "parity", "gap"),
    [
        # Those who named no perspective take no part in parity or gap.
        ([*answers("users", *[4] * 5), *answers("managers", *[3] * 5), *answers(None, *[0] * 5)], 3.5, 1),
        # A group without ratings is left out of its side's mean.
        (
            [*answers("users", *[4] * 5), *answers("carers", *[None] * 5), *answers("managers", *[3] * 5)],
            3.5,
            1,
        ),
        # A side without ratings: no parity; one rating group: no gap.
        ([*answers("users", *[4] * 5), *answers("managers", *["dont_know"] * 5)], None, None),
        # The gap needs two groups, not two sides.
        ([*answers("practitioners", *[4] * 5), *answers("managers", *[1] * 5)], None, 3),
        # The one who must take part is missing: no parity, but a gap.
        ([*answers("carers", *[4] * 5), *answers("managers", *[1] * 5)], None, 3),
        # Named and unnamed only: one group with a side.
        ([*answers("users", *[4] * 5), *answers(None, *[1] * 5)], None, None),
    ],
)
def test_parity_and_gap(responses, parity, gap):
    found = results(structure(rating()), responses)["questions"]["q"]
    assert (found["parity"] and found["parity"]["mean"], found["gap"]) == (parity, gap)


@pytest.mark.parametrize(
    ("width", "high", "agreement"),
    [
        (4, [0] * 5, "close"),
        # 0.15 of 4 points is 0.6, 0.30 is 1.2: exactly on the boundary is on the far side of it.
        (4, [0, 0, 0, 1, 1], "close"),
        (4, [0, 0, 1, 1, 1], "apart"),
        (4, [1, 1, 1, 1, 1], "apart"),
        (4, [1, 1, 1, 1, 2], "far_apart"),
        # 0.1 * 3 is not 0.3 in floats.
        (1, [0] * 17 + [1] * 3, "apart"),
        (1, [0] * 18 + [1] * 2, "close"),
        (1, [0] * 7 + [1] * 3, "far_apart"),
        (1, [0] * 71 + [1] * 29, "apart"),
        (2, [0] * 7 + [1] * 3, "apart"),
        (2, [0] * 4 + [1] * 6, "far_apart"),
    ],
)
def test_agreement_is_reckoned_exactly(width, high, agreement):
    question = ScoredQuestion("q", (), "framework", "rating", levels=tuple(range(width + 1)))
    responses = [*answers("users", *[0] * 5), *answers("managers", *high)]
    assert results(structure(question), responses)["questions"]["q"]["agreement"] == agreement


# Groups that are shown together on one question

WIDE = tuple(
    ScoredPerspective(code, side)
    for code, side in [
        ("users", "people"), ("managers", "services"), ("carers", "people"), ("peers", "people"),
        ("practitioners", "services"), ("friends", "people"),
    ]
)  # fmt: skip


def who_rated(text):
    """'users 5/6, carers 1/5+': five of six users rated; one of five carers, who all agreed to be shown."""
    for part in text.split(", "):
        code, number = part.split()
        agreed = number.endswith("+")
        rated, people = map(int, number.rstrip("+").split("/"))
        given = [*[2] * rated, *[None] * (people - rated)]
        yield from answers(None if code == "none" else code, *given, show_if_few=agreed)


@pytest.mark.parametrize(
    ("rated", "shown"),
    [
        # One thin group takes in the one with the fewest ratings on its side, and no other.
        ("users 6/6, carers 2/5, peers 5/5, managers 5/5", "users | managers | carers&peers"),
        ("users 4/6, carers 2/5, peers 5/5, managers 5/5", "users&carers | managers | peers"),
        # By their ratings, not by their people.
        ("users 3/9, carers 2/5, peers 4/5, managers 5/5", "users&carers | managers | peers"),
        # Of equals, the later in the list.
        ("users 5/5, carers 1/5, peers 5/5, managers 5/5", "users | managers | carers&peers"),
        ("users 5/5, peers 5/5, friends 1/5, managers 5/5", "users | managers | peers&friends"),
        ("users 1/5, carers 5/5, peers 5/5, managers 5/5", "users&peers | managers | carers"),
        # Thin groups are one pool, and take in others only while they have fewer than three ratings.
        ("users 2/5, carers 1/5, peers 5/5, managers 5/5", "users&carers | managers | peers"),
        ("users 1/5, carers 1/5, peers 5/5, managers 5/5", "users&carers&peers | managers"),
        ("users 1/5, carers 1/5, peers 5/5, friends 4/5, managers 5/5",
         "users&carers&friends | managers | peers"),
        ("users 2/5, carers 2/5, peers 2/5, managers 5/5", "users&carers&peers | managers"),
        # A group in which nobody rated stays as it is and is never taken in.
        ("users 5/5, carers 2/5, peers 0/5, managers 5/5", "users&carers | managers | peers"),
        ("carers 2/5, peers 0/5, managers 5/5", None),
        # Nor is one that is shown by consent, and it is never thin itself.
        ("users 5/5, carers 1/2+, managers 5/5", "users | managers | carers"),
        ("users 3/4+, carers 2/5, managers 5/5", None),
        ("users 3/4+, carers 2/5, peers 5/5, managers 5/5", "users | managers | carers&peers"),
        # Each side by itself; where one side can't, the question shows everyone only.
        ("users 5/5, carers 2/5, managers 1/5, practitioners 5/5", "users&carers | managers&practitioners"),
        ("users 5/5, carers 2/5, managers 1/5", None),
        ("users 5/5, managers 2/5", None),
        # A thin group without a side cannot be shown together with another.
        ("users 5/5, managers 5/5, none 2/5", None),
        ("users 5/5, managers 5/5, none 0/5", "users | managers | none"),
        ("users 5/5, carers 1/5, managers 5/5, none 3/5", "users&carers | managers | none"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("question", [rating(), choice()])
def test_groups_in_which_few_rated_are_shown_together_with_others_of_their_side(rated, shown, question):
    responses = list(who_rated(rated))
    if question.kind == "choice":
        for response in responses:
            response["answers"] = dict.fromkeys(response["answers"], ("a",))
    found = results(structure(question, perspectives=WIDE), responses)["questions"]["q"]
    groups = found["groups"]
    assert found["everyone"] is not None
    names = groups and " | ".join("&".join(code or "none" for code in group["codes"]) for group in groups)
    assert names == shown


def test_a_round_pool_that_is_pooled_again_keeps_the_order_of_the_list():
    """Users and peers are one group of the round; on this question the carers between them join it."""
    responses = list(who_rated("users 3/3, carers 2/5, peers 2/2, managers 5/5"))
    found = results(structure(rating(), perspectives=WIDE), responses)
    assert [group["codes"] for group in found["people"]["groups"]] == [
        ["users", "peers"], ["managers"], ["carers"],
    ]  # fmt: skip
    pool, managers = found["questions"]["q"]["groups"]
    assert (pool["codes"], pool["side"], pool["rated"], pool["unanswered"]) == (
        ["users", "carers", "peers"], "people", 7, 3,
    )  # fmt: skip
    assert managers["codes"] == ["managers"]


def test_a_pool_counts_as_one_group_in_parity_and_in_the_gap():
    responses = [
        *answers("users", *[4] * 5),
        *answers("carers", 1, 1, None, None, None),
        *answers("managers", *[0] * 5),
        *answers("practitioners", *[2] * 5),
    ]
    found = results(structure(rating()), responses)["questions"]["q"]
    pooled = (4 * 5 + 1 * 2) / 7
    assert found["groups"][0]["mean"] == pytest.approx(pooled)
    assert found["parity"]["mean"] == pytest.approx((pooled + 1) / 2)
    assert found["gap"] == pytest.approx(pooled)
    assert found["agreement"] == "far_apart"


@pytest.mark.parametrize(
    ("carers", "agreement", "gap"),
    [
        ([2] * 5, "close", 0),
        ([2, 2, None, None, None], None, 0),  # shown together with the users
        ([None] * 5, None, 0),  # nobody rated
        ([4] * 5, "far_apart", 2),
        ([4, 4, None, None, None], None, 4 / 7),  # pooled, and a little less than apart
    ],
)
def test_agreement_is_never_close_where_groups_do_not_all_stand_apart(carers, agreement, gap):
    """The users and managers all gave 2; from 0.6 points on, the groups are apart."""
    responses = [*answers("users", *[2] * 5), *answers("carers", *carers), *answers("managers", *[2] * 5)]
    found = results(structure(rating()), responses)["questions"]["q"]
    assert (found["agreement"], found["gap"]) == (agreement, pytest.approx(gap))


# Choice and text


def test_a_choice_question_counts_options_and_people():
    question = choice(options=("a", "b", "c"))
    responses = [
        *answers("users", ("a", "b"), ("a",), ("b",), "dont_know", None),
        *answers("managers", *[("b",)] * 5),
    ]
    assert results(structure(question), responses)["questions"]["q"] == {
        "everyone": {
            "options": {"a": 2, "b": 7, "c": 0},
            "chose": 8,
            "dont_know": 1,
            "not_applicable": 0,
            "prefer_not_to_say": 0,
            "unanswered": 1,
        },
        "groups": [
            {
                "codes": ["users"],
                "side": "people",
                "options": {"a": 2, "b": 2, "c": 0},
                "chose": 3,
                "dont_know": 1,
                "not_applicable": 0,
                "prefer_not_to_say": 0,
                "unanswered": 1,
            },
            {
                "codes": ["managers"],
                "side": "services",
                "options": {"a": 0, "b": 5, "c": 0},
                "chose": 5,
                "dont_know": 0,
                "not_applicable": 0,
                "prefer_not_to_say": 0,
                "unanswered": 0,
            },
        ],
        "parity": None,
        "gap": None,
        "agreement": None,
    }


def test_a_choice_question_has_no_part_in_the_figures_of_its_section():
    responses = [
        person(code, q=("a",), r=level) for code, level in [("users", 4), ("managers", 0)] for _ in range(5)
    ]
    found = results(structure(choice(), rating("r")), responses)
    assert found["sections"]["section"]["parity"] == 0.5
    assert found["sections"]["section"]["questions"] == 1
    assert found["sections"]["section"]["compared"] == 1
    assert found["sections"]["section"]["everyone_questions"] == 1
    assert [group["favourable"] for group in found["sections"]["section"]["groups"]] == [1, 0]
    assert found["talk_first"] == {
        "furthest_apart": ["r"], "lowest": ["r"], "strong_together": [], "most_unsure": [],
    }  # fmt: skip


def test_a_text_question_is_not_in_the_results_but_its_section_is():
    text = ScoredQuestion("story", ("stories",), "framework", "text")
    tally = Tally("story", "users", dont_know=5)
    found = score(structure(text), [Turnout("users", 5, False)], [tally])
    assert found["questions"] == {}
    assert found["talk_first"]["most_unsure"] == []
    assert found["sections"]["stories"] == {
        "questions": 0,
        "compared": 0,
        "groups": None,
        "parity": None,
        "everyone": None,
        "everyone_questions": 0,
        "gap": None,
    }
