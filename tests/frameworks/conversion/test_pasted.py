"""Pasted text: a line is a question, a heading a part."""

import pytest

from frameworks.conversion.reading import convert_text
from frameworks.exchange.parser import FaultyFile


@pytest.mark.parametrize(
    "text",
    [
        "Tea:\n- Is it hot?\n- Is it there?\nMoney:\n1. Are people paid?",
        "# Tea\nIs it hot?\nIs it there?\n\n## Money ##\nAre people paid?",
        "Tea\n\nIs it hot?\nIs it there?\n\nMoney\n\n(a) Are people paid?",
        "\r\nTea:\r\n• Is it hot?\r\n• Is it there?\r\n\r\nMoney:\r\n1.2) Are people paid?\r\n",
    ],
)
def test_headings_and_lists_of_many_sorts(text):
    made = convert_text(text, "Ours")
    assert [(s.title, [q.statement for q in s.questions]) for s in made.file.sections] == [
        ("Tea", ["Is it hot?", "Is it there?"]),
        ("Money", ["Are people paid?"]),
    ]


def test_lines_without_a_heading_are_one_part_and_lines_without_words_are_said():
    made = convert_text("Is it hot?\n-----\nIs it there?", "Ours")
    assert [len(section.questions) for section in made.file.sections] == [2]
    assert made.notes == ("Line 2: has no words, so it was left out.",)


def test_a_text_without_a_question_says_so():
    with pytest.raises(FaultyFile, match="no question"):
        convert_text("Tea:\n\nMoney:", "Ours")
