"""What a clause says, by its wordings alone: nothing written at the same moment is lost, nothing is agreed by
one side."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.groundwork.clauses import NOTHING, Pinned, Text, changes_between, now_of
from assessments.groundwork.headings import BY_CODE, HEADINGS, place_of

DAY = date(2026, 11, 12)
BOTH = {"people": DAY, "services": DAY}


def text(ident, seen=0, words="Words.", **more):
    return Text(ident, seen, words, **more)


def two(ident, seen=0):
    return Text(ident, seen, people="Here.", services="There.", is_both=False)


CASES = {
    "nothing": ([], "blank", []),
    "one text": ([text(1)], "open", [1]),
    "one key": ([text(1, keys={"services": DAY})], "services", [1]),
    "both keys": ([text(1, keys=BOTH)], "agreed", [1]),
    "written at once": ([text(1), text(2)], "open", [1, 2]),
    "three at once": ([text(1), text(2), text(3)], "open", [1, 2, 3]),
    "at once, then seen both": ([text(1), text(2), text(3, 2)], "open", [3]),
    "at once, then seen one": ([text(1), text(2), text(3, 1)], "open", [2, 3]),
    "not agreed": ([text(1), two(2, 1)], "not_agreed", [2]),
    "a third wording": ([two(1), text(2, 1)], "not_agreed", [1, 2]),
    "a third with one key": ([two(1), text(2, 1, keys={"people": DAY})], "not_agreed", [1, 2]),
    "a third that both agree": ([two(1), text(2, 1, keys=BOTH)], "agreed", [2]),
    "differ and write at once": ([text(1), two(2, 1), text(3, 1)], "not_agreed", [2, 3]),
    "differ twice at once": ([two(1), two(2)], "not_agreed", [1, 2]),
    "agreed, then other words": ([text(1, keys=BOTH), text(2, 1)], "open", [2]),
    "left out": ([text(1, keys=BOTH), text(2, 1, words="")], "blank", []),
    "left out while another wrote": ([text(1), text(2, 1, words=""), text(3, 1)], "open", [3]),
}


@pytest.mark.parametrize("case", CASES)
def test_a_clause_says_what_its_wordings_make_of_it(case):
    texts, outcome, there = CASES[case]
    now = now_of(reversed(texts))
    assert (now.outcome, [one.ident for one in now.texts]) == (outcome, there)
    assert now.newest == (texts[-1].ident if texts else 0)


def test_what_was_agreed_before_is_told_while_other_words_are_talked_about():
    assert now_of([text(1, keys=BOTH), text(2, 1)]).before.ident == 1
    assert now_of([text(1), text(2, 1)]).before is None
    assert now_of([]) == NOTHING


@given(st.lists(st.tuples(st.integers(0, 8), st.sampled_from(["one", "two", "agreed"])), max_size=8))
def test_no_text_that_nobody_has_seen_goes(rows):
    """Whatever comes after what: the newest text is there, and so is each that no later writer had seen."""
    texts = [
        two(i, min(seen, i - 1))
        if kind == "two"
        else text(i, min(seen, i - 1), keys=BOTH if kind == "agreed" else None)
        for i, (seen, kind) in enumerate(rows, start=1)
    ]
    now = now_of(texts)
    shown = {one.ident for one in now.texts}
    unseen = {one.ident for one in texts if not any(later.seen >= one.ident for later in texts)}
    assert unseen <= shown
    if now.outcome == "agreed":
        assert len(now.texts) == 1
        assert now.texts[0].is_agreed


def pinned(code, outcome, *idents):
    return Pinned(code, code, outcome, tuple(text(i) for i in idents))


def test_a_version_says_what_changed():
    before = [pinned("why", "agreed", 1), pinned("pay", "open", 2), pinned("roles", "agreed", 3),
              pinned("dates", "agreed", 4), pinned("rules", "not_agreed", 5)]  # fmt: skip
    after = [pinned("why", "agreed", 1), pinned("pay", "agreed", 2), pinned("roles", "agreed", 6),
             pinned("rules", "open", 7), pinned("support", "people", 8)]  # fmt: skip
    assert [(what, one.code) for what, one in changes_between(before, after)] == [
        ("agreed", "pay"), ("words", "roles"), ("open", "rules"), ("new", "support"), ("out", "dates"),
    ]  # fmt: skip
    assert changes_between(after, after) == []


def test_headings_are_blank_and_in_order():
    assert list(BY_CODE) == [one.code for one in HEADINGS]
    assert sorted(["own-10", "results", "own-2", "why"], key=place_of) == [
        "why",
        "results",
        "own-2",
        "own-10",
    ]
    assert all(one.asks and one.consider and one.borrow for one in HEADINGS)
