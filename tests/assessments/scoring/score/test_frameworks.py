"""How answers become results: every worked example, tables for the boundaries, properties of any round."""

from dataclasses import replace

import pytest

from assessments.scoring.disclosure import Turnout
from assessments.scoring.score import RULES_VERSION
from assessments.scoring.structure import Bands, ScoredFramework, ScoredQuestion, Tally
from tests.assessments.scoring.score.people import (
    answers,
    choice,
    person,
    rating,
    results,
    score,
    shape_of,
    structure,
)

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
    assert {key: (s["parity"], s["compared"], s["questions"]) for key, s in sections.items()} == {
        "parent": (0.75, 2, 2),
        "child": (0.5, 1, 1),
        "other": (0, 1, 1),
    }
    assert list(sections) == ["parent", "child", "other"]


def test_a_framework_has_the_figures_of_all_its_questions_and_no_other():
    base = structure(rating("a"), rating("b"), replace(rating("c"), framework="second"))
    two = replace(
        base, frameworks=(ScoredFramework("framework"), ScoredFramework("second"), ScoredFramework("empty"))
    )
    frameworks = results(two, one_each(a=4, b=2, c=1))["frameworks"]
    assert frameworks["framework"] == {
        "questions": 2,
        "compared": 2,
        "groups": [{"codes": [code], "favourable": 0.75} for code in ("users", "managers")],
        "parity": 0.75,
        "everyone": 0.75,
        "everyone_questions": 2,
        "gap": 0,
        "band": None,
    }
    assert (frameworks["second"]["parity"], frameworks["second"]["compared"]) == (0.25, 1)
    assert frameworks["empty"] == {
        "questions": 0,
        "compared": 0,
        "groups": None,
        "parity": None,
        "everyone": None,
        "everyone_questions": 0,
        "gap": None,
        "band": None,
    }


# The same questions for every mark


def three_groups(*, carers=None, managers=None, **answers):
    """Five each of users, carers and managers, who all give the same answers, but for what is said."""
    return [
        *(person("users", **answers) for _ in range(5)),
        *(person("carers", **answers, **(carers or {})) for _ in range(5)),
        *(person("managers", **answers, **(managers or {})) for _ in range(5)),
    ]


def test_every_figure_of_a_row_rests_on_the_questions_where_all_groups_stand_apart():
    """Carers did not rate 'b', where all others are at the top: nobody's figure counts it."""
    responses = three_groups(a=2)
    for response in responses:
        if response["perspective"] != "carers":
            response["answers"]["b"] = 4
    found = results(structure(rating("a"), rating("b")), responses)["sections"]["section"]
    assert found == {
        "questions": 2,
        "compared": 1,
        "groups": [{"codes": [code], "favourable": 0.5} for code in ("users", "carers", "managers")],
        "parity": 0.5,
        "everyone": 0.5,
        "everyone_questions": 1,
        "gap": 0,
    }


def test_a_question_with_pooled_groups_counts_for_no_figure_of_its_section():
    responses = three_groups(a=2, b=4)
    for response in responses[5:8]:
        response["answers"]["b"] = "dont_know"
    found = results(structure(rating("a"), rating("b")), responses)
    assert [g["codes"] for g in found["questions"]["b"]["groups"]] == [["users", "carers"], ["managers"]]
    assert (found["sections"]["section"]["compared"], found["sections"]["section"]["everyone"]) == (1, 0.5)


@pytest.mark.parametrize(("comparable", "compared"), [(0, 0), (1, 0), (2, 2), (3, 3), (4, 4)])
def test_groups_are_compared_on_half_of_the_questions_or_more(comparable, compared):
    """Of four questions, the managers rate only the first few; everyone's figure then counts them all."""
    keys = "abcd"
    users = [person("users", a=4, b=4, c=4, d=0) for _ in range(5)]
    managers = [person("managers", **dict.fromkeys(keys[:comparable], 4)) for _ in range(5)]
    found = results(structure(*map(rating, keys)), users + managers)["sections"]["section"]
    assert (found["questions"], found["compared"]) == (4, compared)
    assert found["everyone_questions"] == (compared or 4)
    assert (found["groups"] is None) == (found["parity"] is None) == (found["gap"] is None) == (not compared)
    if comparable == 3:
        assert (found["everyone"], found["parity"], found["gap"]) == (1, 1, 0)
    if not compared:
        assert found["everyone"] == 0.75


def test_half_of_three_questions_is_two():
    users = [person("users", a=4, b=4, c=4) for _ in range(5)]
    for rated, compared in [({"a": 1}, 0), ({"a": 1, "b": 1}, 2)]:
        responses = users + [person("managers", **rated) for _ in range(5)]
        found = results(structure(*map(rating, "abc")), responses)["sections"]["section"]
        assert found["compared"] == compared


def test_people_who_named_none_have_a_figure_only_if_they_rated_every_comparable_question():
    responses = one_each(a=4, b=4)
    unnamed = [person(None, a=2, b=2) for _ in range(5)]
    questions = structure(rating("a"), rating("b"))
    whole = results(questions, responses + unnamed)["sections"]["section"]
    assert [g["favourable"] for g in whole["groups"]] == [1, 1, 0.5]
    assert whole["gap"] == 0  # they have no side
    for response in unnamed:
        del response["answers"]["b"]
    part = results(questions, responses + unnamed)["sections"]["section"]
    assert (part["compared"], [g["favourable"] for g in part["groups"]]) == (2, [1, 1, None])


def test_everyones_figure_without_groups_leaves_out_what_nobody_rated_and_what_may_not_be_shown():
    responses = [person("users", a=4, c=1) for _ in range(2)] + [person("managers", a=2) for _ in range(5)]
    found = results(structure(rating("a"), rating("b"), rating("c")), responses)
    assert [shape is not None for shape in (q["everyone"] for q in found["questions"].values())] == [
        True, True, False,
    ]  # fmt: skip
    area = found["sections"]["section"]
    assert (area["questions"], area["compared"], area["everyone_questions"]) == (3, 0, 1)
    assert area["everyone"] == pytest.approx(18 / 28)


def test_a_section_has_a_gap_only_between_two_groups_with_a_side():
    responses = [person("users", a=4) for _ in range(5)] + [person(None, a=0) for _ in range(5)]
    found = results(structure(rating("a")), responses)["sections"]["section"]
    assert ([g["favourable"] for g in found["groups"]], found["gap"]) == ([1, 0], None)


def test_not_assessed_together_there_is_a_gap_and_no_parity_figure():
    responses = [person(code, a=level) for code, level in [("carers", 1), ("managers", 3)] for _ in range(5)]
    found = results(structure(rating("a")), responses)
    assert not found["assessed_together"]
    assert (found["sections"]["section"]["gap"], found["sections"]["section"]["parity"]) == (0.5, None)


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
        ({"a": 3}, STEPS, "nearly"),  # on half of the questions, those that can be compared
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


def test_lowest_ranks_a_question_without_parity_by_everyone_among_the_others():
    """Only the users rated 'b', and all of them lowest: it is not dropped."""
    responses = one_each(a=4, c=1)
    for response in responses[:5]:
        response["answers"]["b"] = 0
    found = results(structure(rating("a"), rating("b"), rating("c")), responses)
    assert found["questions"]["b"]["parity"] is None
    assert found["talk_first"]["lowest"] == ["b", "c", "a"]


def test_strong_together_is_close_and_high_for_the_lowest_group_the_highest_first():
    ten = tuple(range(11))
    levels = {"a": (7, 7), "b": (8, 9), "c": (6, 7), "d": (10, 8), "e": (10, 10), "f": (9, 9)}
    responses = [
        *(person("users", **{key: low for key, (low, _) in levels.items()}) for _ in range(5)),
        *(person("managers", **{key: high for key, (_, high) in levels.items()}) for _ in range(5)),
    ]
    questions = [replace(rating(key), levels=ten) for key in levels]
    found = results(structure(*questions), responses)
    assert found["questions"]["d"]["agreement"] == "apart"
    assert found["talk_first"]["strong_together"] == ["e", "f", "b"]
    two = results(structure(*questions[:1], questions[2]), responses)
    assert two["talk_first"]["strong_together"] == ["a"]  # 0.7 exactly is enough


def test_a_little_under_seven_tenths_is_not_strong():
    ten = replace(rating("a"), levels=tuple(range(11)))
    responses = [person("users", a=7) for _ in range(19)] + [person("users", a=6)]
    found = results(structure(ten), responses + [person("managers", a=7) for _ in range(5)])
    assert found["questions"]["a"]["groups"][0]["favourable"] == 0.695
    assert found["talk_first"]["strong_together"] == []


def test_ties_keep_the_frameworks_order_in_every_list():
    keys = ["d", "b", "c", "a"]
    unsure = [person("users", **dict.fromkeys(keys, "dont_know"))]
    found = results(structure(*map(rating, keys)), one_each(a=4, b=4, c=4, d=4) + unsure)
    for name in ("lowest", "strong_together", "most_unsure"):
        assert found["talk_first"][name] == ["d", "b", "c"]
    apart = [person("users", **dict.fromkeys(keys, 0)) for _ in range(5)]
    found = results(structure(*map(rating, keys)), apart + one_each(a=4, b=4, c=4, d=4)[5:])
    assert found["talk_first"]["furthest_apart"] == ["d", "b", "c"]
    assert found["apart"] == keys


def test_strong_together_reads_a_barrier_the_other_way():
    found = results(structure(rating("a", direction="barrier"), rating("b")), one_each(a=0, b=0))
    assert found["talk_first"]["strong_together"] == ["a"]


def test_strong_together_leaves_out_what_cannot_be_compared():
    responses = three_groups(a=4, b=4, c=4)
    for response in responses[5:8]:
        response["answers"]["b"] = "dont_know"  # two carers: shown together with the users
    for response in responses[5:10]:
        del response["answers"]["c"]  # no carer
    found = results(structure(*map(rating, "abc")), responses)
    assert [found["questions"][key]["gap"] for key in "abc"] == [0, 0, 0]
    assert [found["questions"][key]["agreement"] for key in "abc"] == ["close", None, None]
    assert found["talk_first"]["strong_together"] == ["a"]


def test_people_who_named_none_do_not_count_in_strong_together():
    responses = one_each(a=4) + [person(None, a=0) for _ in range(5)]
    assert results(structure(rating("a")), responses)["talk_first"]["strong_together"] == ["a"]


def test_all_that_are_apart_are_ranked_once_for_the_whole_round():
    gaps = {"a": 1, "b": 3, "c": 0, "d": 2, "e": 3, "f": 4}
    responses = [
        *(person("users", **dict.fromkeys(gaps, 0)) for _ in range(5)),
        *(person("managers", **gaps) for _ in range(5)),
    ]
    found = results(structure(*map(rating, gaps)), responses)
    assert found["apart"] == ["f", "b", "e", "d", "a"]
    assert found["talk_first"]["furthest_apart"] == found["apart"][:3]


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
    assert found["talk_first"] == {
        "furthest_apart": [], "lowest": [], "strong_together": [], "most_unsure": [],
    }  # fmt: skip
    assert found["apart"] == []
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
