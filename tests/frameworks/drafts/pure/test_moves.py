"""Parts move up, down and into other sections."""

import pytest

from frameworks.drafts import steps
from frameworks.drafts.parts import HEAD
from tests.frameworks.drafts.pure.plain import HUGE, asked, refused, sections


@pytest.mark.parametrize(
    ("code", "by", "row"),
    [
        ("leaf", -1, ["leaf", "turns", "pot"]),
        ("leaf", 1, ["turns", "pot", "leaf"]),
        ("turns", 2, ["leaf", "pot", "turns"]),
        ("pot", -2, ["pot", "turns", "leaf"]),
    ],
)
def test_question_moves_up_and_down(draft, code, by, row):
    moved = steps.move(draft, ("question", code), by)
    assert asked(moved, "making") == row
    assert asked(moved, "cups") == asked(draft, "cups")


def test_section_moves_among_those_beside_it(draft):
    assert sections(steps.move(draft, ("section", "cups"), -1)) == ["cups", "making", "empty"]


@pytest.mark.parametrize(
    ("key", "by", "why"),
    [
        (("question", "turns"), -1, "It is the first already"),
        (("question", "pot"), 1, "It is the last already"),
        pytest.param(("question", "leaf"), HUGE, "It is the last already", id="huge"),
        (("section", "after"), -1, "It is the first already"),
        (("section", "after"), 1, "It is the last already"),
        (("section", "empty"), 1, "It is the last already"),
        (("question", "gone"), 1, "no longer in the draft"),
        (("scale", "often"), 1, "have a place of their own"),
        (HEAD, 1, "have a place of their own"),
    ],
)
def test_move_is_refused(draft, key, by, why):
    with refused(why):
        steps.move(draft, key, by)


# Into another section


@pytest.mark.parametrize(
    ("at", "row"),
    [
        (None, ["chips", "leaf"]),
        (0, ["leaf", "chips"]),
        (1, ["chips", "leaf"]),
        (99, ["chips", "leaf"]),
        pytest.param(HUGE, ["chips", "leaf"], id="huge"),
        (-3, ["leaf", "chips"]),
    ],
)
def test_question_goes_into_another_section(draft, at, row):
    placed = steps.place(draft, ("question", "leaf"), "cups", at)
    assert asked(placed, "cups") == row
    assert asked(placed, "making") == ["turns", "pot"]


def test_place_within_the_same_section_counts_the_others(draft):
    assert asked(steps.place(draft, ("question", "turns"), "making", 1), "making") == ["leaf", "turns", "pot"]
    assert steps.place(draft, ("question", "turns"), "making") == draft


def test_section_goes_into_another_and_back_to_the_top(draft):
    inside = steps.place(draft, ("section", "cups"), "making", 0)
    assert sections(inside) == ["making", "empty"]
    assert sections(inside, "making") == ["cups", "after"]
    assert asked(inside, "cups") == ["chips"]

    assert sections(steps.place(inside, ("section", "cups"), "")) == ["making", "empty", "cups"]
    assert sections(steps.place(inside, ("section", "cups"), "", 1)) == ["making", "cups", "empty"]


@pytest.mark.parametrize(
    ("key", "within", "why"),
    [
        (("section", "making"), "making", "cannot go into itself"),
        (("section", "cups"), "after", "one level deep"),
        (("section", "making"), "cups", "has parts of its own"),
        (("section", "cups"), "gone", "no longer in the draft"),
        (("question", "leaf"), "gone", "no longer in the draft"),
        (("question", "leaf"), "", "no longer in the draft"),
        (("question", "gone"), "cups", "no longer in the draft"),
        (("source", "book"), "cups", "have a place of their own"),
    ],
)
def test_place_is_refused(draft, key, within, why):
    with refused(why):
        steps.place(draft, key, within)
