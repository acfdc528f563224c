"""Texts are compared word for word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frameworks.comparison.wording import word_runs


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        ("We pay.", "We pay.", [("same", "We pay.")]),
        ("", "We pay.", [("added", "We pay.")]),
        ("We pay.", "", [("removed", "We pay.")]),
        (
            "People are paid for their time.",
            "People are thanked for their time and work.",
            [
                ("same", "People are"),
                ("removed", " paid"),
                ("added", " thanked"),
                ("same", " for their time"),
                ("added", " and work"),
                ("same", "."),
            ],
        ),
        ("Who?\nWho not?", "Who not?", [("removed", "Who?\n"), ("same", "Who not?")]),
        (
            "Who makes the tea?",
            "All of us choose the day together.",
            [("removed", "Who makes the tea?"), ("added", "All of us choose the day together.")],
        ),
    ],
)
def test_texts_are_compared_word_for_word(before, after, expected):
    assert [(run.kind, run.text) for run in word_runs(before, after)] == expected


WORDS = st.lists(
    st.sampled_from(["we", "pay", "don't", ",", ".", " ", "\n\n", "é", "🫖", "a-b", " "]), max_size=30
)


TEXTS = st.one_of(st.text(max_size=60), WORDS.map("".join), WORDS.map(" ".join))


@given(TEXTS, TEXTS)
def test_no_letter_is_lost_or_made_up(before, after):
    runs = word_runs(before, after)
    assert "".join(run.text for run in runs if run.kind != "added") == before
    assert "".join(run.text for run in runs if run.kind != "removed") == after
    assert all(run.text for run in runs)


def test_long_texts_are_told_apart_sentence_by_sentence():
    sentences = [f"This is sentence number {n} of a long text." for n in range(60)]
    before, after = " ".join(sentences), " ".join([*sentences[:30], "One is new.", *sentences[31:]])
    runs = word_runs(before, after)
    assert "".join(run.text for run in runs if run.kind != "added") == before
    assert "".join(run.text for run in runs if run.kind != "removed") == after
    assert [run.text.strip() for run in runs if run.kind == "added"] == ["One is new."]
