"""Parts are added and copied."""

import pytest

from frameworks.drafts import parts, steps
from frameworks.drafts.parts import HEAD, StepRefused
from frameworks.exchange.limits import MOST_ITEMS
from tests.frameworks.drafts.pure.plain import asked, codes, rating, refused, sections


def test_what_is_added_stands_last(draft):
    made = steps.add_section(draft, "new", "New")
    made = steps.add_section(made, "inner", "Inner", "making")
    made = steps.add_question(made, "q", "making", "text")
    assert sections(made) == ["making", "cups", "empty", "new"]
    assert sections(made, "making") == ["after", "inner"]
    assert asked(made, "making") == ["turns", "leaf", "pot", "q"]


def test_new_question_goes_first_or_after_any_other(draft):
    for after, expected in (
        ("", ["q", "turns", "leaf", "pot"]),
        ("turns", ["turns", "q", "leaf", "pot"]),
        ("pot", ["turns", "leaf", "pot", "q"]),
    ):
        assert asked(steps.add_question(draft, "q", "making", "text", after), "making") == expected
    moved = steps.place(draft, ("question", "turns"), "cups", 0)  # by somebody else, meanwhile
    assert asked(steps.add_question(moved, "q", "making", "text", "turns"), "cups")[:2] == ["turns", "q"]
    with refused("no longer in the draft"):
        steps.add_question(draft, "q", "making", "text", "gone")


def test_section_is_not_added_two_levels_deep(draft):
    """Another person may have moved the section inside another one, after the page with the button."""
    with refused("one level deep"):
        steps.add_section(draft, "new", "New", "after")


def test_new_rating_takes_the_scale_and_direction_of_the_one_before_it(draft):
    draft["question", "pot"] = rating("making", 2, scale="true", direction="barrier")
    made = steps.add_question(draft, "q", "making", "rating")["question", "q"]
    assert (made["scale"], made["direction"]) == ("true", "barrier")

    made = steps.add_question(draft, "q", "cups", "rating")["question", "q"]
    assert (made["scale"], made["direction"]) == ("often", "barrier")
    for after in ("", "turns"):  # beside the first of its part, not like the last of it
        made = steps.add_question(draft, "q", "making", "rating", after)["question", "q"]
        assert (made["scale"], made["direction"]) == ("often", draft["question", "turns"]["direction"])


def test_first_rating_takes_the_first_scale():
    draft = steps.add_section({HEAD: {}}, "s", "")
    with refused("needs a scale. Add one first"):
        steps.add_question(draft, "q", "s", "rating")
    draft = steps.add_scale(steps.add_scale(draft, "one", ""), "two", "")
    made = steps.add_question(draft, "q", "s", "rating")["question", "q"]
    assert (made["scale"], made["direction"]) == ("one", "strength")


def test_new_choice_has_no_answers_yet_and_one_is_chosen(draft):
    made = steps.add_question(draft, "q", "cups", "choice")["question", "q"]
    assert (made["choose"], made["options"]) == ("one", [])


def test_new_scale_has_five_levels_and_new_source_is_empty(draft):
    made = steps.add_source(steps.add_scale(draft, "new", "New"), "next")
    assert [row["value"] for row in made["scale", "new"]["levels"]] == [0, 1, 2, 3, 4]
    assert parts.of_kind(made, "scale")[-1] == ("scale", "new")
    assert parts.of_kind(made, "source")[-1] == ("source", "next")


def test_framework_has_a_most_of_each_kind(draft):
    many = draft | {("question", f"q-{n}"): rating("cups", n + 1) for n in range(MOST_ITEMS - 5)}
    for step in (
        lambda: steps.add_question(many, "new", "cups", "text"),
        lambda: steps.copy(many, ("question", "pot"), codes()),
        lambda: steps.copy(many, ("section", "making"), codes()),
    ):
        with refused("1,000 of them at most"):
            step()
    assert len(asked(steps.place(many, ("question", "pot"), "cups"), "cups")) == MOST_ITEMS - 3


# Copying


def test_copy_of_a_question_stands_behind_it_with_a_code_of_its_own(draft):
    copied = steps.copy(draft, ("question", "turns"), codes())
    assert asked(copied, "making") == ["turns", "making-1", "leaf", "pot"]
    assert copied["question", "turns"] == draft["question", "turns"]
    assert copied["question", "making-1"] == draft["question", "turns"] | {"position": 1}


def test_copy_is_a_new_question_and_compares_with_nothing(draft):
    copied = steps.copy(draft, ("question", "leaf"), codes())
    assert copied["question", "making-1"]["compares"] == "same"
    assert copied["question", "leaf"]["compares"] == "changed"


def test_copy_of_a_section_takes_all_that_is_in_it_under_new_codes(draft):
    copied = steps.copy(draft, ("section", "making"), codes())
    assert sections(copied) == ["making", "making-1", "cups", "empty"]
    [inner] = sections(copied, "making-1")
    assert [copied["question", code]["kind"] for code in asked(copied, "making-1")] == [
        "rating",
        "choice",
        "rating",
    ]
    assert [copied["question", code]["title"] for code in asked(copied, inner)] == ["Story"]
    left = {key: fields for key, fields in copied.items() if key in draft}
    assert len(copied) == len(draft) + 6
    assert {key for key in left if left[key] != draft[key]} == {("section", "cups"), ("section", "empty")}


def test_copy_of_an_inner_section_stays_inside(draft):
    copied = steps.copy(draft, ("section", "after"), codes())
    assert sections(copied, "making") == ["after", "after-1"]


@pytest.mark.parametrize("key", [("question", "gone"), ("scale", "often"), HEAD])
def test_copy_is_refused(draft, key):
    with pytest.raises(StepRefused):
        steps.copy(draft, key, codes())
