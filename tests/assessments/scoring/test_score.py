"""How answers become results: every worked example, tables for the boundaries, properties of any round."""

import json
import os
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring.disclosure import SIDES, ScoredPerspective, Turnout
from assessments.scoring.score import RULES_VERSION
from assessments.scoring.score import score as typed_score
from assessments.scoring.structure import Bands, ScoredFramework, ScoredQuestion, Structure, Tally

EXAMPLES = Path(os.environ.get("SCORING_EXAMPLES") or Path(__file__).parent.parent / "data" / "scoring")
SPECIALS = ("dont_know", "not_applicable", "prefer_not_to_say")
SCALE = (0, 1, 2, 3, 4)

LIST = (
    ScoredPerspective("users", "people", must_take_part=True),
    ScoredPerspective("carers", "people"),
    ScoredPerspective("practitioners", "services"),
    ScoredPerspective("managers", "services"),
)


# From people to counts: what the database does by grouping


def person(perspective, show_if_few=False, **answers):
    return {"perspective": perspective, "show_if_few": show_if_few, "answers": answers}


def turnout_of(responses):
    codes = dict.fromkeys(r["perspective"] for r in responses)
    of = {code: [r for r in responses if r["perspective"] == code] for code in codes}
    return [Turnout(code, len(rs), all(r["show_if_few"] for r in rs)) for code, rs in of.items()]


def tallies_of(questions, responses):
    codes = dict.fromkeys(r["perspective"] for r in responses)
    for question, code in product(questions, codes):
        given_ = [
            r["answers"][question.key]
            for r in responses
            if r["perspective"] == code and question.key in r["answers"]
        ]
        yield Tally(
            question.key,
            code,
            levels=Counter(a for a in given_ if isinstance(a, int)),
            options=Counter(option for a in given_ if isinstance(a, tuple) for option in a),
            chose=sum(isinstance(a, tuple) for a in given_),
            **{special: given_.count(special) for special in SPECIALS},
        )


def score(*given_):
    """The scores as they are frozen in the database, which keeps JSON."""
    return typed_score(*given_).model_dump(mode="json")


def results(structure, responses):
    return score(structure, turnout_of(responses), tallies_of(structure.questions, responses))


def rating(key="q", **other):
    return ScoredQuestion(key, ("section",), "framework", "rating", levels=SCALE, **other)


def choice(key="q", options=("a", "b")):
    return ScoredQuestion(key, ("section",), "framework", "choice", options=options)


def structure(*questions, threshold=5, bands=None, perspectives=LIST):
    return Structure(threshold, perspectives, (ScoredFramework("framework", bands),), questions)


def answers(perspective, *given_, key="q", show_if_few=False):
    """One person for each answer; None leaves the question."""
    return [person(perspective, show_if_few, **({} if a is None else {key: a})) for a in given_]


# The worked examples


def example_round(example):
    levels = tuple(range(example["scale"]["min"], example["scale"]["max"] + 1))
    questions = tuple(
        ScoredQuestion(
            q["code"], (q["section"],), "framework", "rating", levels=levels, direction=q["direction"]
        )
        for q in example["questions"]
    )
    perspectives = tuple(ScoredPerspective(**p) for p in example["perspectives"])
    return structure(*questions, threshold=example["threshold"], perspectives=perspectives)


def assert_same(found, expected, where="results"):
    """Equal all the way down: the same keys, the same order in lists, numbers to 1e-9."""
    if isinstance(expected, dict):
        assert isinstance(found, dict), where
        assert found.keys() == expected.keys(), where
        for key in expected:
            assert_same(found[key], expected[key], f"{where}.{key}")
    elif isinstance(expected, list):
        assert isinstance(found, list), where
        assert len(found) == len(expected), where
        for index, (one, other) in enumerate(zip(found, expected, strict=True)):
            assert_same(one, other, f"{where}[{index}]")
    elif isinstance(expected, float):
        assert isinstance(found, int | float), where
        assert found == pytest.approx(expected, abs=1e-9, rel=0), where
    else:
        assert found == expected, where


EXAMPLE_FILES = sorted(EXAMPLES.glob("*.json"))


def test_there_are_examples():
    assert len(EXAMPLE_FILES) >= 18


@pytest.mark.parametrize("path", EXAMPLE_FILES, ids=lambda path: path.stem)
def test_example(path):
    example = json.loads(path.read_text(encoding="utf-8"))
    found = results(example_round(example), example["responses"])
    assert found.keys() == {*example["expected"], "rules", "threshold", "assessed_together", "frameworks"}
    for group in found["people"]["groups"] or []:
        assert group.keys() == {"codes", "people", "side", "by_consent"}
        del group["side"], group["by_consent"]
    assert_same({key: found[key] for key in example["expected"]}, example["expected"])


@pytest.mark.parametrize("path", EXAMPLE_FILES, ids=lambda path: path.stem)
def test_example_results_survive_being_frozen_as_json(path):
    example = json.loads(path.read_text(encoding="utf-8"))
    found = results(example_round(example), example["responses"])
    assert json.loads(json.dumps(found, allow_nan=False)) == found


# One question: what is shown of it


def shape_of(found):
    """What one question shows: 'groups', 'everyone' or 'nothing'."""
    question = found["questions"]["q"]
    return "groups" if question["groups"] else "everyone" if question["everyone"] else "nothing"


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
                "options": {"a": 2, "b": 2, "c": 0},
                "chose": 3,
                "dont_know": 1,
                "not_applicable": 0,
                "prefer_not_to_say": 0,
                "unanswered": 1,
            },
            {
                "codes": ["managers"],
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
    assert found["sections"]["section"]["parity_questions"] == 1
    assert found["sections"]["section"]["everyone_questions"] == 1
    assert [group["questions"] for group in found["sections"]["section"]["groups"]] == [1, 1]
    assert found["talk_first"] == {"furthest_apart": ["r"], "lowest": ["r"], "most_unsure": []}


def test_a_text_question_is_not_in_the_results_but_its_section_is():
    text = ScoredQuestion("story", ("stories",), "framework", "text")
    tally = Tally("story", "users", dont_know=5)
    found = score(structure(text), [Turnout("users", 5, False)], [tally])
    assert found["questions"] == {}
    assert found["talk_first"]["most_unsure"] == []
    assert found["sections"]["stories"] == {
        "parity": None,
        "parity_questions": 0,
        "everyone": None,
        "everyone_questions": 0,
        "groups": [{"codes": ["users"], "favourable": None, "questions": 0}],
    }


# Sections and frameworks


def one_each(**levels):
    """Five users and five managers, who all give the same answers."""
    return [person(code, **levels) for code in ("users", "managers") for _ in range(5)]


def test_a_nested_sections_questions_count_in_the_parent_too():
    questions = [
        replace(rating("a"), sections=("parent",)),
        replace(rating("b"), sections=("child", "parent")),
        replace(rating("c"), sections=("other",)),
    ]
    sections = results(structure(*questions), one_each(a=4, b=2, c=0))["sections"]
    assert {key: (s["parity"], s["parity_questions"]) for key, s in sections.items()} == {
        "parent": (0.75, 2),
        "child": (0.5, 1),
        "other": (0, 1),
    }
    assert list(sections) == ["parent", "child", "other"]


def test_a_framework_has_the_figures_of_all_its_questions_and_no_other():
    base = structure(rating("a"), rating("b"), replace(rating("c"), framework="second"))
    two = replace(
        base, frameworks=(ScoredFramework("framework"), ScoredFramework("second"), ScoredFramework("empty"))
    )
    frameworks = results(two, one_each(a=4, b=2, c=1))["frameworks"]
    group = {"favourable": 0.75, "questions": 2}
    assert frameworks["framework"] == {
        "parity": 0.75,
        "parity_questions": 2,
        "everyone": 0.75,
        "everyone_questions": 2,
        "groups": [{"codes": ["users"], **group}, {"codes": ["managers"], **group}],
        "band": None,
    }
    assert (frameworks["second"]["parity"], frameworks["second"]["parity_questions"]) == (0.25, 1)
    assert (frameworks["empty"]["parity"], frameworks["empty"]["parity_questions"]) == (None, 0)


STEPS = ((0, "not yet"), (50, "under way"), (75, "nearly"))


@pytest.mark.parametrize(
    ("levels", "steps", "band"),
    [
        ({"a": 0, "b": 0}, STEPS, "not yet"),
        ({"a": 1, "b": 2}, STEPS, "not yet"),
        ({"a": 2, "b": 2}, STEPS, "under way"),
        ({"a": 3, "b": 2}, STEPS, "under way"),
        ({"a": 3, "b": 3}, STEPS, "nearly"),
        ({"a": 3, "b": 3}, STEPS[::-1], "nearly"),
        ({"a": 1, "b": 1}, STEPS[1:], None),
        ({"a": 4, "b": 4}, (), None),
        ({"a": 3}, STEPS, "nearly"),  # on those that have a parity figure
    ],
)
def test_band_on_the_mean(levels, steps, band):
    found = results(structure(rating("a"), rating("b"), bands=Bands("mean", steps)), one_each(**levels))
    assert found["frameworks"]["framework"]["band"] == band


@pytest.mark.parametrize(("thousandths", "band"), [(289, "below"), (290, "reached"), (291, "reached")])
def test_band_boundaries_are_exact(thousandths, band):
    yes_no = replace(rating("q"), levels=(0, 1))
    bands = Bands("mean", ((0, "below"), (29, "reached")))  # 0.29 * 100 is under 29 in floats
    counts = {1: thousandths, 0: 1000 - thousandths}
    found = score(
        structure(yes_no, bands=bands),
        [Turnout("users", 1000, False), Turnout("managers", 1000, False)],
        [Tally("q", "users", levels=counts), Tally("q", "managers", levels=counts)],
    )
    assert found["frameworks"]["framework"]["band"] == band


def test_band_boundary_that_floats_would_miss():
    ten = tuple(range(11))
    assert (0.7 + 0.7 + 0.7) / 3 * 100 < 70
    questions = [replace(rating(key), levels=ten) for key in "abc"]
    bands = Bands("mean", ((0, "below"), (70, "reached")))
    found = results(structure(*questions, bands=bands), one_each(a=7, b=7, c=7))
    assert found["frameworks"]["framework"]["band"] == "reached"


@pytest.mark.parametrize(
    ("levels", "band"),
    [
        ({"a": 2, "b": 2}, "low"),
        ({"a": 2, "b": 3}, "high"),
        ({"a": 4, "b": 4}, "high"),
        ({"a": 0, "b": 0}, None),
        ({"a": 4}, None),  # one rating question has no parity figure: no total
        ({"a": 4, "b": "dont_know"}, None),
    ],
)
def test_band_on_the_total(levels, band):
    bands = Bands("total", ((1, "low"), (5, "high")))
    barrier = rating("b", direction="barrier")  # a total is in scale points, whatever the direction
    found = results(structure(rating("a"), barrier, bands=bands), one_each(**levels))
    assert found["frameworks"]["framework"]["band"] == band


def test_a_total_does_not_wait_for_choice_and_text():
    text = ScoredQuestion("story", (), "framework", "text")
    bands = Bands("total", ((4, "reached"),))
    found = results(structure(rating("a"), choice("c"), text, bands=bands), one_each(a=4))
    assert found["frameworks"]["framework"]["band"] == "reached"


@pytest.mark.parametrize("on", ["mean", "total"])
def test_no_band_where_the_round_was_not_assessed_together_or_nothing_was_rated(on):
    bands = Bands(on, ((0, "reached"),))
    assert (
        results(structure(rating("a"), bands=bands), one_each(a=3))["frameworks"]["framework"]["band"]
        == "reached"
    )
    carers = [{**r, "perspective": "carers"} if r["perspective"] == "users" else r for r in one_each(a=3)]
    for questions, responses in [
        ([rating("a")], carers),
        ([choice("a")], one_each(a=("a",))),
        ([], one_each()),
    ]:
        assert (
            results(structure(*questions, bands=bands), responses)["frameworks"]["framework"]["band"] is None
        )


# Talk about these first


def test_furthest_apart_is_by_gap_those_not_close_at_most_three_ties_in_order():
    gaps = {"a": 1, "b": 3, "c": 0, "d": 2, "e": 3, "f": 4}
    responses = [
        *(person("users", **dict.fromkeys(gaps, 0)) for _ in range(5)),
        *(person("managers", **gaps) for _ in range(5)),
    ]
    found = results(structure(*map(rating, gaps)), responses)["talk_first"]
    assert found["furthest_apart"] == ["f", "b", "e"]
    few = results(structure(rating("c"), rating("a")), responses)["talk_first"]
    assert few["furthest_apart"] == ["a"]


def test_lowest_is_by_parity_and_by_the_worse_end_for_barriers():
    questions = [rating("a"), rating("b", direction="barrier"), rating("c"), rating("d")]
    found = results(structure(*questions), one_each(a=2, b=3, c=2, d=4))["talk_first"]
    assert found["lowest"] == ["b", "a", "c"]


def test_lowest_reads_parity_not_everyone():
    high_for_many = [person("practitioners", a=4, b=2) for _ in range(40)]
    responses = [*(person("users", a=0, b=3) for _ in range(5)), *high_for_many]
    found = results(structure(rating("b"), rating("a")), responses)
    assert found["questions"]["a"]["everyone"]["mean"] > found["questions"]["b"]["everyone"]["mean"]
    assert found["talk_first"]["lowest"] == ["a", "b"]


def test_lowest_leaves_out_a_question_without_parity_where_another_has_one():
    responses = one_each(a=4)
    for response in responses[:5]:
        response["answers"]["b"] = 0
    found = results(structure(rating("a"), rating("b")), responses)
    assert found["questions"]["b"]["everyone"]["mean"] == 0
    assert found["talk_first"]["lowest"] == ["a"]


def test_lowest_reads_everyone_where_no_question_has_parity():
    responses = [person("managers", a=4, b=1, c=3) for _ in range(5)]
    found = results(structure(rating("a"), rating("b"), rating("c")), responses)
    assert found["talk_first"]["lowest"] == ["b", "c", "a"]


def test_most_unsure_is_the_share_of_dont_know_among_those_who_rated_or_did_not_know():
    questions = [rating("a"), rating("b"), rating("c"), rating("d"), choice("e")]
    responses = [
        *(person("users", a="dont_know", b="not_applicable", d="dont_know", e="dont_know") for _ in range(5)),
        *(person("managers", a=1, b=1, c=1, d=1, e=("a",)) for _ in range(5)),
        *(person("practitioners", a=1, b=1, c=1, d="not_applicable", e=("a", "b")) for _ in range(5)),
    ]
    # a: 5 of 15; d: 5 of 10; e: 5 of 15, people and not options; b and c: nobody said don't know.
    assert results(structure(*questions), responses)["talk_first"]["most_unsure"] == ["d", "a", "e"]


def test_a_question_that_may_not_be_shown_is_in_no_list():
    responses = [*answers("users", 0, 0, *["dont_know"] * 3), *answers("managers", *["dont_know"] * 5)]
    found = results(structure(rating()), responses)
    assert shape_of(found) == "nothing"
    assert found["talk_first"] == {"furthest_apart": [], "lowest": [], "most_unsure": []}
    assert found["sections"]["section"]["everyone"] is None


# What comes with the results


def test_results_name_the_rules_the_threshold_and_whether_assessed_together():
    found = results(structure(rating(), threshold=4), one_each(q=1))
    assert (found["rules"], found["threshold"], found["assessed_together"]) == (RULES_VERSION, 4, True)
    assert found["people"]["groups"] == [
        {"codes": ["users"], "people": 5, "side": "people", "by_consent": False},
        {"codes": ["managers"], "people": 5, "side": "services", "by_consent": False},
    ]
    alone = results(structure(rating()), answers("managers", 1, 2, 3, show_if_few=True))
    assert alone["assessed_together"] is False
    assert alone["people"]["groups"] == [
        {"codes": ["managers"], "people": 3, "side": "services", "by_consent": True}
    ]


def test_rows_that_are_absent_mean_that_all_left_the_question():
    found = score(structure(rating()), [Turnout("users", 5, False)], [])["questions"]["q"]["everyone"]
    assert (found["rated"], found["unanswered"], found["mean"]) == (0, 5, None)


@pytest.mark.parametrize(
    ("question", "rows", "message"),
    [
        (rating(), [Tally("other", "users", {1: 1})], "unknown question"),
        (rating(), [Tally("q", "carers", {1: 1})], "without people"),
        (rating(), [Tally("q", "users", {1: 1}), Tally("q", "users", {1: 1})], "counted twice"),
        (rating(), [Tally("q", "users", {5: 1})], "does not have"),
        (rating(), [Tally("q", "users", {1: 6})], "more answers than people"),
        (rating(), [Tally("q", "users", {1: 3}, dont_know=3)], "more answers than people"),
        (rating(), [Tally("q", "users", {1: 3}, dont_know=-1)], "fewer than none"),
        (rating(), [Tally("q", "users", {1: 3, 2: -1})], "fewer than none"),
        (choice(), [Tally("q", "users", options={"c": 1}, chose=1)], "does not have"),
        (choice(), [Tally("q", "users", options={"a": 5}, chose=6)], "more answers than people"),
        (choice(), [Tally("q", "users", options={"a": 3}, chose=2)], "do not fit"),
        (choice(), [Tally("q", "users", options={"a": 1, "b": 1}, chose=3)], "do not fit"),
        (replace(rating(), levels=(1, 1)), [], "two levels or more"),
        (replace(rating(), framework="other"), [], "unknown framework"),
    ],
)
def test_score_refuses_counts_that_contradict_themselves(question, rows, message):
    with pytest.raises(ValueError, match=message):
        score(structure(question), [Turnout("users", 5, False)], rows)


def test_score_refuses_a_question_given_twice():
    with pytest.raises(ValueError, match="given twice"):
        score(structure(rating(), rating()), [], [])


def test_score_refuses_a_threshold_under_three():
    with pytest.raises(ValueError, match="never under 3"):
        score(structure(rating(), threshold=2), [], [])


# Properties of any round

ROUND_QUESTIONS = (
    replace(rating("r1"), sections=("s",)),
    replace(rating("r2"), sections=("t", "s"), direction="barrier"),
    replace(rating("r3"), sections=("t", "s"), levels=(1, 2, 3), framework="second"),
    replace(choice("c1"), sections=("t", "s")),
)


def answers_to(question):
    if question.kind == "rating":
        real = st.sampled_from(question.levels)
    else:
        real = st.lists(st.sampled_from(question.options), min_size=1, unique=True).map(tuple)
    # Ratings more often than not, so that groups are shown often and fall back sometimes.
    return st.one_of(*[real] * 8, st.sampled_from(SPECIALS), st.none())


MANY = st.sampled_from([6, 5, 7, 8, 4, 3, 2, 1, 0])
FEW = st.sampled_from([0, 1, 0, 2])


@st.composite
def rounds(draw, complete=False, fewest=0):
    """A structure and responses. `complete`: everyone rates and chooses everything."""
    people = []
    sizes = st.integers(fewest, 9) if fewest else draw(st.sampled_from([MANY, MANY, MANY, FEW]))
    for code in (*(p.code for p in LIST), None):
        n = draw(sizes)
        agree = draw(st.sampled_from([True, False, None]))  # all, none, mixed
        people += [(code, draw(st.booleans()) if agree is None else agree) for _ in range(n)]
    responses = []
    for code, show_if_few in people:
        given_ = {}
        for question in ROUND_QUESTIONS:
            answer = draw(st.sampled_from(question.levels)) if complete and question.levels else None
            answer = answer if answer is not None else draw(answers_to(question))
            if answer is not None:
                given_[question.key] = answer
        responses.append(person(code, show_if_few, **given_))
    bands = Bands("mean", ((0, "low"), (50, "high")))
    totals = Bands("total", ((1, "low"), (2, "high")))
    return Structure(
        draw(st.sampled_from([3, 5])),
        LIST,
        (ScoredFramework("framework", bands), ScoredFramework("second", totals)),
        ROUND_QUESTIONS,
    ), responses


def given_rounds(*others, examples=100, **options):
    def decorate(test):
        return settings(deadline=None, max_examples=examples)(given(rounds(**options), *others)(test))

    return decorate


COUNTED = ("rated", "chose", *SPECIALS, "unanswered")


def counts_in(block):
    picks = block.get("levels") or block.get("options")
    return Counter(picks) + Counter({key: block[key] for key in COUNTED if key in block})


@given_rounds()
def test_counts_of_the_groups_add_up_to_everyone(a_round):
    found = results(*a_round)
    for question in found["questions"].values():
        if question["groups"] is not None:
            assert sum(map(counts_in, question["groups"]), Counter()) == counts_in(question["everyone"])
            assert [g["codes"] for g in question["groups"]] == [g["codes"] for g in found["people"]["groups"]]


@given_rounds()
def test_every_block_accounts_for_each_of_its_people(a_round):
    found = results(*a_round)
    for question in found["questions"].values():
        blocks = [(question["everyone"], found["people"]["shown"])]
        if question["groups"]:
            shown = zip(question["groups"], found["people"]["groups"], strict=True)
            blocks += [(block, group["people"]) for block, group in shown]
        for block, people in blocks:
            if block is not None:
                answered = block["chose"] if "chose" in block else sum(block["levels"].values())
                assert answered + sum(block[key] for key in (*SPECIALS, "unanswered")) == people


@given_rounds(st.randoms(use_true_random=False))
def test_the_order_of_the_responses_changes_nothing(a_round, random):
    asked, responses = a_round
    turnout, tallies = turnout_of(responses), list(tallies_of(asked.questions, responses))
    shuffled = random.sample(responses, len(responses))
    assert results(asked, shuffled) == score(asked, turnout, tallies)
    assert score(asked, random.sample(turnout, len(turnout)), random.sample(tallies, len(tallies))) == score(
        asked, turnout, tallies
    )


def figures(value):
    """Every number in the results."""
    if isinstance(value, dict):
        return [figure for item in value.values() for figure in figures(item)]
    if isinstance(value, list):
        return [figure for item in value for figure in figures(item)]
    return [value] if isinstance(value, int | float) else []


@given_rounds()
def test_nothing_is_shown_where_too_few_took_part(a_round):
    asked, responses = a_round
    found = results(asked, responses)
    if found["people"]["shown"]:
        return
    assert len(responses) < asked.threshold
    assert found["people"]["groups"] is None
    assert not any(figures(found["questions"]))
    assert not any(figures([found["sections"], found["frameworks"]]))
    assert all(framework["band"] is None for framework in found["frameworks"].values())
    assert not any(found["talk_first"].values())


@given_rounds()
def test_parity_exists_only_where_the_round_was_assessed_together(a_round):
    found = results(*a_round)
    areas = [*found["sections"].values(), *found["frameworks"].values()]
    for question in found["questions"].values():
        if question["parity"] is not None:
            assert found["assessed_together"]
            assert question["groups"]
    for area in areas:
        assert (area["parity"] is None) == (area["parity_questions"] == 0)
        if not found["assessed_together"] or found["people"]["groups"] is None:
            assert area["parity"] is None
    if not found["assessed_together"]:
        assert all(framework["band"] is None for framework in found["frameworks"].values())


@given_rounds(st.sampled_from([p.code for p in LIST]), complete=True, fewest=5, examples=60)
def test_doubling_everyone_in_a_perspective_leaves_parity_as_it_was(a_round, code):
    asked, responses = a_round
    doubled = [*responses, *(r for r in responses if r["perspective"] == code)]
    before, after = results(asked, responses), results(asked, doubled)
    for key in ("r1", "r2", "r3"):
        assert before["questions"][key]["parity"] is not None
        assert after["questions"][key]["parity"] == before["questions"][key]["parity"]
        assert after["questions"][key]["gap"] == before["questions"][key]["gap"]
    assert after["frameworks"]["framework"]["parity"] == before["frameworks"]["framework"]["parity"]


@given_rounds(
    st.lists(st.sampled_from([None, *SPECIALS]), min_size=1, max_size=6), complete=True, fewest=5, examples=60
)
def test_more_people_who_do_not_rate_never_move_a_mean(a_round, others):
    asked, responses = a_round
    more = [
        person("users", **{} if answer is None else dict.fromkeys(("r1", "r2", "r3"), answer))
        for answer in others
    ]
    before, after = results(asked, responses), results(asked, [*responses, *more])
    for key in ("r1", "r2", "r3"):
        one, other = before["questions"][key], after["questions"][key]
        assert [g["mean"] for g in one["groups"]] == [g["mean"] for g in other["groups"]]
        assert one["everyone"]["mean"] == other["everyone"]["mean"]
        assert (one["parity"], one["gap"]) == (other["parity"], other["gap"])


# As an attacker


@given_rounds(st.randoms(use_true_random=False))
def test_no_figure_tells_apart_the_people_of_one_group(a_round, random):
    """Hand the answers around within each shown group, or everyone, question by question: nothing moves."""
    asked, responses = a_round
    found = results(asked, responses)
    groups = [set(group["codes"]) for group in found["people"]["groups"] or []]
    if found["people"]["groups"] is None:
        groups = [{*(p.code for p in LIST), None}]
    other = [{**r, "answers": dict(r["answers"])} for r in responses]
    for codes, question in product(groups, asked.questions):
        members = [r for r in other if r["perspective"] in codes]
        given_ = [r["answers"].pop(question.key, None) for r in members]
        for response, answer in zip(members, random.sample(given_, len(given_)), strict=True):
            if answer is not None:
                response["answers"][question.key] = answer
    assert results(asked, other) == found


@given_rounds(st.data())
def test_answers_of_people_set_aside_or_too_few_change_nothing(a_round, data):
    asked, responses = a_round
    found = results(asked, responses)
    hidden = [r for r in responses if not found["people"]["shown"] or r["perspective"] is None]
    if found["people"]["shown"] and not found["people"]["set_aside"]:
        return
    other = [r for r in responses if r not in hidden]
    for response in hidden:
        given_ = {q.key: data.draw(answers_to(q)) for q in asked.questions}
        other.append({**response, "answers": {key: a for key, a in given_.items() if a is not None}})
    assert results(asked, other) == found


@given_rounds()
def test_what_is_left_after_taking_away_those_who_agreed_is_none_or_enough(a_round):
    """Take from 'everyone' all that the people shown by consent said, hidden or not: no few are left."""
    asked, responses = a_round
    found = results(asked, responses)
    by_consent = {c for g in found["people"]["groups"] or [] if g["by_consent"] for c in g["codes"]}
    agreed = [r for r in responses if r["perspective"] in by_consent]
    rest = found["people"]["shown"] - len(agreed)
    assert rest == 0 or rest >= asked.threshold
    for question in asked.questions:
        shown = found["questions"][question.key]
        blocks = [] if shown["everyone"] is None else [shown["everyone"]]
        answered_by_agreed = sum(isinstance(r["answers"].get(question.key), int | tuple) for r in agreed)
        for block in blocks:
            left = block.get("rated", block.get("chose")) - answered_by_agreed
            assert left == 0 or left >= 3
        for group in shown["groups"] or []:
            if not set(group["codes"]) <= by_consent:
                assert group.get("rated", group.get("chose")) not in (1, 2)


def mean(values):
    return sum(values, Fraction()) / len(values) if values else None


def exact_mean(block):
    counts = {int(level): n for level, n in block["levels"].items()}
    return (
        Fraction(sum(level * n for level, n in counts.items()), sum(counts.values()))
        if block["rated"]
        else None
    )


def position(question, value):
    if value is None:
        return None
    share = (value - question.levels[0]) / (question.levels[-1] - question.levels[0])
    return share if question.direction == "strength" else 1 - share


@given_rounds()
def test_every_other_figure_follows_from_the_spreads_that_are_shown(a_round):
    """Sections, frameworks, bands, parity, gaps and lists say no more than the shown spreads do."""
    asked, responses = a_round
    found = results(asked, responses)
    groups = found["people"]["groups"] or []
    everyone, parity, gaps, by_group, unsure = {}, {}, {}, {}, {}
    for question in asked.questions:
        shown = found["questions"][question.key]
        if block := shown["everyone"]:
            answered = block.get("rated", block.get("chose"))
            if block["dont_know"]:
                unsure[question.key] = Fraction(block["dont_know"], answered + block["dont_know"])
        if question.kind != "rating":
            assert (shown["parity"], shown["gap"], shown["agreement"]) == (None, None, None)
            continue
        everyone[question.key] = position(question, block and exact_mean(block))
        means = [exact_mean(block) for block in shown["groups"] or []]
        by_group[question.key] = [position(question, m) for m in means] or [None] * len(groups)
        of_side = {
            side: [m for m, g in zip(means, groups, strict=False) if g["side"] == side and m is not None]
            for side in SIDES
        }
        both = [mean(of_side[side]) for side in SIDES if of_side[side]]
        parity[question.key] = mean(both) if len(both) == 2 and found["assessed_together"] else None
        with_side = [m for side in SIDES for m in of_side[side]]
        gaps[question.key] = max(with_side) - min(with_side) if len(with_side) > 1 else None
        assert shown["parity"] == (
            None
            if parity[question.key] is None
            else {
                "mean": float(parity[question.key]),
                "favourable": float(position(question, parity[question.key])),
            }
        )
        assert shown["gap"] == (None if gaps[question.key] is None else float(gaps[question.key]))

    by_key = {question.key: question for question in asked.questions}
    favourable = {key: position(by_key[key], value) for key, value in parity.items()}

    def figure(values):
        known = [value for value in values if value is not None]
        return (float(mean(known)) if known else None), len(known)

    areas = [(found["sections"][s], [q.key for q in asked.questions if s in q.sections]) for s in ("s", "t")]
    areas += [
        (found["frameworks"][f], [q.key for q in asked.questions if q.framework == f])
        for f in ("framework", "second")
    ]
    for area, keys in areas:
        rated = [key for key in keys if key in parity]
        assert (area["parity"], area["parity_questions"]) == figure([favourable[key] for key in rated])
        assert (area["everyone"], area["everyone_questions"]) == figure([everyone[key] for key in rated])
        assert [(g["favourable"], g["questions"]) for g in area["groups"] or []] == [
            figure([by_group[key][index] for key in rated]) for index in range(len(groups))
        ]
    first = found["frameworks"]["framework"]["parity"]
    assert found["frameworks"]["framework"]["band"] == (
        None if first is None else "high" if first >= 0.5 else "low"
    )
    total = parity["r3"]
    assert found["frameworks"]["second"]["band"] == (
        None if total is None or total < 1 else "high" if total >= 2 else "low"
    )

    def first_three(ranks, lowest_first):
        known = [key for key in by_key if ranks.get(key) is not None]
        return sorted(known, key=lambda key: ranks[key] if lowest_first else -ranks[key])[:3]

    shares = {
        key: gap / (by_key[key].levels[-1] - by_key[key].levels[0])
        for key, gap in gaps.items()
        if gap is not None
    }
    wide = {key: share for key, share in shares.items() if share >= Fraction(3, 20)}
    any_parity = any(value is not None for value in favourable.values())
    assert found["talk_first"] == {
        "furthest_apart": first_three(wide, lowest_first=False),
        "lowest": first_three(favourable if any_parity else everyone, lowest_first=True),
        "most_unsure": first_three(unsure, lowest_first=False),
    }


def test_furthest_apart_measures_each_gap_against_its_own_scale():
    short = replace(rating("short"), levels=(0, 1))  # a gap of 1 point is all of it
    long = replace(rating("long"), levels=tuple(range(11)))  # a gap of 4 points is two fifths
    found = results(
        structure(long, short),
        [
            *[person("users", long=2, short=0) for _ in range(5)],
            *[person("managers", long=6, short=1) for _ in range(5)],
        ],
    )
    assert [found["questions"][key]["gap"] for key in ("long", "short")] == [4, 1]
    assert found["talk_first"]["furthest_apart"] == ["short", "long"]
