"""Levels, fields and answers are written, and the words of two people merged."""

import pytest

from frameworks.drafts import changes, steps
from frameworks.drafts.parts import LEVEL
from tests.frameworks.drafts.pure.plain import HUGE, level, refused


def test_own_words_go_with_the_number_of_their_level_and_go_with_it(draft):
    rows = [(0, level(1, "Never")), (5, level(9, "Always")), (None, level(5, "Often"))]
    made = steps.set_levels(draft, "often", rows)
    turns = made["question", "turns"]
    assert {name: words for name, words in turns.items() if name.startswith(LEVEL)} == {
        "level:1": "One of us.",
        "level:9": "All of us.",
    }
    assert [row["label"] for row in made["scale", "often"]["levels"]] == ["Never", "Often", "Always"]

    made = steps.set_levels(draft, "often", [(1, level(1)), (5, level(5))])
    assert "level:0" not in made["question", "turns"]
    assert made["question", "turns"]["level:5"] == "All of us."


def test_levels_may_swap_their_numbers(draft):
    rows = [(0, level(5, "Never")), (1, level(1, "Some")), (5, level(0, "Always"))]
    turns = steps.set_levels(draft, "often", rows)["question", "turns"]
    assert (turns["level:0"], turns["level:5"]) == ("All of us.", "One of us.")


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ([0, 1, 1], "Two levels have the same number"),
        (range(12), "A scale has 11 levels at most"),
        ([0, 32768], "goes from -32,768 to 32,767"),
        ([-32769, 0], "goes from -32,768 to 32,767"),
        pytest.param([0, HUGE], "goes from -32,768 to 32,767", id="huge"),
    ],
)
def test_levels_are_refused(draft, values, why):
    with refused(why):
        steps.set_levels(draft, "often", [(None, level(value)) for value in values])


def test_levels_of_a_scale_that_went_are_refused(draft):
    with refused("no longer in the draft"):
        steps.set_levels(draft, "gone", [(None, level(1))])


def test_question_with_another_scale_keeps_the_words_of_levels_that_are_there_too(draft):
    made = steps.set_fields(draft, ("question", "turns"), {"scale": "true"})["question", "turns"]
    assert made["level:0"] == "One of us."
    assert "level:5" not in made


@pytest.mark.parametrize(
    ("key", "fields", "why"),
    [
        (("question", "turns"), {"scale": "gone"}, "This scale is no longer in the draft"),
        (("question", "turns"), {"source": "gone"}, "This source is no longer in the draft"),
        (("section", "cups"), {"source": "gone"}, "This source is no longer in the draft"),
        (("question", "gone"), {"title": "A"}, "It is no longer in the draft"),
    ],
)
def test_fields_are_refused(draft, key, fields, why):
    with refused(why):
        steps.set_fields(draft, key, fields)


def test_answers_to_choose_from_are_written_in_order_and_have_a_most(draft):
    options = [{"code": "none", "label": "None"}, {"code": "tea", "label": "Tea"}]
    assert steps.set_options(draft, "leaf", options)["question", "leaf"]["options"] == options
    with refused("1,000 answers to choose from at most"):
        steps.set_options(draft, "leaf", options * 501)


# Two people


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "write", "clashes"),
    [
        ("a", "a", "a", {}, []),  # nobody changed it
        ("a", "b", "a", {"title": "b"}, []),  # only I did
        ("a", "a", "b", {}, []),  # only they did: it stays theirs
        ("a", "b", "b", {}, []),  # both wrote the same
        ("a", "b", "c", {}, ["title"]),  # both wrote something else
        ("a", "", "a", {"title": ""}, []),  # I took it away
        ("a", "", "b", {}, ["title"]),
        ("a", "b", "", {}, ["title"]),
        ("a", "a", "", {}, []),  # they took it away
        (None, "", None, {}, []),  # empty and not there are one
        (None, "a", None, {"title": "a"}, []),
        (None, "a", "b", {}, ["title"]),
        ([1], [1, 2], [1], {"title": [1, 2]}, []),
        ([1], [1, 2], [], {}, ["title"]),
    ],
)
def test_merge_of_what_two_people_wrote(base, mine, theirs, write, clashes):
    def fields(value):
        return {} if value is None else {"title": value}

    assert changes.merge(fields(base), {"title": mine}, fields(theirs)) == (write, clashes)


def test_merge_leaves_alone_what_the_page_does_not_hold():
    assert changes.merge({"title": "a", "plain": "p"}, {"title": "b"}, {"title": "a", "plain": "q"}) == (
        {"title": "b"},
        [],
    )
