"""The choices, and the modules that say them in words of their own."""

from assessments.choices import (
    MOVES,
    Sharing,
    Side,
    Special,
    State,
    sharing_boxes,
    sharing_choices,
    sharing_keys,
)
from assessments.example.actions import SPECIALS
from assessments.paper.keys import SPECIAL_KEYS
from assessments.reports.phrases import SIDE_NAMES
from assessments.rounds.states import STATES


def test_every_state_has_its_words_and_its_moves():
    assert list(STATES) == list(MOVES) == list(State)
    assert [words.stage for words in STATES.values()] == [
        "Set up",
        "Answering",
        "Closed",
        "Results shared",
        "",
        "",
    ]


def test_a_report_calls_the_sides_as_the_pages_do():
    assert {side.value: side.label[0].lower() + side.label[1:] for side in Side} == SIDE_NAMES


def test_each_special_answer_has_a_key_on_paper_and_a_mark_in_the_example():
    assert list(SPECIAL_KEYS.values()) == Special.values
    assert list(SPECIALS.values()) == list(Special)


def test_only_who_named_a_group_can_have_it_named():
    assert [value for value, _ in sharing_choices(None)] == ["unnamed", "private"]
    offered = dict(sharing_choices("Carers"))
    assert list(offered) == Sharing.values
    assert offered["named"].endswith("Carers")


def test_the_keys_for_typing_are_those_of_the_boxes_on_paper():
    keys = [label.partition("  ")[0] for value, label in sharing_keys() if value]
    assert [key for key, _ in sharing_boxes()] == keys == ["1", "2", "3"]
