"""Parts are taken out and put back."""

import pytest

from frameworks.drafts import parts, steps
from frameworks.drafts.parts import HEAD
from tests.frameworks.drafts.pure.plain import asked, level, refused, same, sections


def test_removing_a_section_takes_what_is_in_it(draft):
    left = steps.remove(draft, ("section", "making"))
    assert set(draft) - set(left) == {
        ("section", "making"),
        ("section", "after"),
        ("question", "turns"),
        ("question", "leaf"),
        ("question", "pot"),
        ("question", "story"),
    }


def test_removing_a_question_takes_only_that(draft):
    assert set(draft) - set(steps.remove(draft, ("question", "leaf"))) == {("question", "leaf")}


@pytest.mark.parametrize(
    ("key", "why"),
    [
        (("scale", "often"), "3 parts and questions use it"),
        (("source", "book"), "2 parts and questions use it"),
        (("question", "gone"), "no longer in the draft"),
        (HEAD, "needs its title page"),
    ],
)
def test_remove_is_refused(draft, key, why):
    with refused(why):
        steps.remove(draft, key)


def test_what_nothing_uses_may_go(draft):
    left = steps.remove(steps.remove(draft, ("scale", "true")), ("source", "spare"))
    assert set(draft) - set(left) == {("scale", "true"), ("source", "spare")}


# Putting back


def test_question_goes_back_to_its_place(draft):
    left = steps.remove(draft, ("question", "leaf"))
    assert same(steps.restore(left, ("question", "leaf"), draft), draft)


def test_question_goes_last_where_those_behind_it_went_too(draft):
    left = draft
    for code in ("leaf", "pot"):
        left = steps.remove(left, ("question", code))
    assert asked(steps.restore(left, ("question", "pot"), draft), "making") == ["turns", "pot"]


def test_section_comes_back_with_what_went_along(draft):
    left = steps.remove(draft, ("section", "making"))
    along = set(draft) - set(left)
    assert same(steps.restore(left, ("section", "making"), draft, along), draft)
    assert asked(steps.restore(left, ("section", "making"), draft), "making") == []


def test_question_brings_its_section_scale_and_sources_back(draft):
    draft["question", "story"] |= {"source": "spare"}
    draft["question", "chips"] |= {"scale": "true"}
    left = steps.remove(draft, ("section", "making"))
    left = steps.remove(left, ("section", "cups"))
    for key in [("source", "spare"), ("source", "book"), ("scale", "true")]:
        left = steps.remove(left, key)

    back = steps.restore(left, ("question", "story"), draft)
    assert set(back) - set(left) == {
        ("question", "story"),
        ("section", "after"),
        ("section", "making"),
        ("source", "spare"),
        ("source", "book"),
    }
    back = steps.restore(left, ("question", "chips"), draft)
    assert set(back) - set(left) == {("question", "chips"), ("section", "cups"), ("scale", "true")}


def test_section_stands_by_itself_where_its_own_went_inside_another(draft):
    left = steps.remove(draft, ("section", "after"))
    left = steps.place(left, ("section", "making"), "cups")
    assert sections(steps.restore(left, ("section", "after"), draft)) == ["after", "cups", "empty"]


def test_question_comes_back_without_words_of_levels_that_went(draft):
    left = steps.remove(draft, ("question", "turns"))
    left = steps.set_levels(left, "often", [(0, level(0)), (1, level(1))])
    back = steps.restore(left, ("question", "turns"), draft)["question", "turns"]
    assert parts.value_of(back, "level:0") == "One of us."
    assert "level:5" not in back


def test_restore_is_refused(draft):
    with refused("in the draft already"):
        steps.restore(draft, ("question", "leaf"), draft)
    with refused("can no longer be found"):
        steps.restore(draft, ("question", "gone"), draft)
