"""What moved between two versions, and in which order everything is shown."""

import pytest

from frameworks.comparison.changes import Field
from frameworks.comparison.versions import compare
from frameworks.content import (
    Cited,
)
from tests.frameworks.comparison.build import BOOK, codes, order, rating, section, version

ORDERS = [  # before, after: moved, added, removed, and all in the order that the page shows
    ("a: p q r s", "a: p q r s", "", "", "", "p q r s"),
    ("a: p q r s", "a: q r s p", "p", "", "", "q r s p"),
    ("a: p q r s", "a: s p q r", "s", "", "", "s p q r"),
    ("a: p q r s", "a: q p s r", "p r", "", "", "q p s r"),
    ("a: p q, b: r", "a: p, b: q r", "q", "", "", "p q r"),
    ("a: p q, b: r", "a: q, b: r p", "p", "", "", "q r p"),
    ("a: p q r", "a: p x r", "", "x", "q", "p q x r"),
    ("a: p q r", "a: r", "", "", "p q", "p q r"),
    ("a: p q, b: r", "b: r q", "q", "", "p", "p r q"),
    ("a: p, b: q", "b: q, a: p", "", "", "", "q p"),
    ("a: p, >b: q", "a: p, b: q", "", "", "", "p q"),
    ("a: p, >b: q r, c: s", "a: p, c: s r", "r", "", "q", "p q s r"),
]


@pytest.mark.parametrize(("before", "after", "moved", "added", "removed", "shown"), ORDERS)
def test_the_fewest_questions_that_can_have_moved_have_moved(before, after, moved, added, removed, shown):
    found = compare(order(before), order(after))
    assert len(found.moved) == len(moved.split())
    if len(moved.split()) == 1:
        assert codes(found.moved) == [moved]
    assert codes(found.added) == added.split()
    assert codes(found.removed) == removed.split()
    assert codes(found.questions) == shown.split()


def test_a_question_can_be_moved_and_reworded_at_once():
    after = version(section("a", "q", rating("p", statement="Other.")), section("b"))
    found = {q.code: q for q in compare(version(section("a"), section("b", "p", "q")), after).questions}
    assert found["p"].moved_from.code == "b"
    assert found["p"].moved
    assert found["p"].reworded
    assert found["q"].moved
    assert found["q"].word_for_word
    assert not found["q"].unchanged


SECTIONS = [  # before, after: what the page shows of each section
    ("a: p, b: q", "b: q, a: p", {"a": "moved"}, "ba"),
    ("a: p, b: q", "a: p, >b: q", {"b": "moved"}, "ab"),
    ("a: p, b: q", "a: p", {"b": "removed"}, "ab"),
    ("a: p, b: q", "b: q", {"a": "removed"}, "ab"),
    ("a: p", "x: , a: p", {"x": "added"}, "xa"),
    ("a: , >m: , >n: , b: ", "a: , b: , >m: ", {"m": "moved", "n": "removed"}, "anbm"),
]


@pytest.mark.parametrize(("before", "after", "states", "shown"), SECTIONS)
def test_sections_come_go_and_move(before, after, states, shown):
    found = compare(order(before), order(after))

    def state(part):
        return "added" if not part.before else "removed" if not part.after else "moved" if part.moved else ""

    got = {part.code: state(part) for part in found.sections if state(part)}
    if len(states) == 1 and "moved" in states.values() and len(got) == 1:
        assert list(got.values()) == ["moved"]  # of two that swapped, either
    else:
        assert got == states
    assert "".join(codes(found.sections)) == shown


def test_section_in_other_words_and_with_another_source():
    after = section("a", title="Tea", introduction="New.", cited=Cited(BOOK, ""))
    [found] = compare(version(section("a")), version(after)).sections
    assert [change.field for change in found.changes] == [Field.TITLE, Field.INTRODUCTION, Field.SOURCE]
    assert found.differs
