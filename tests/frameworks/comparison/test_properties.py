"""What holds for every pair of versions."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frameworks.comparison.versions import compare
from tests.frameworks.comparison.build import choice, codes, rating, section, version

pytestmark = pytest.mark.slow


@st.composite
def versions(draw):
    """Some of nine questions in some of four sections, in any order, one perhaps within another."""
    asked = draw(st.lists(st.sampled_from("pqrstuvwx"), unique=True))
    homes = draw(st.lists(st.sampled_from("abcd"), unique=True, min_size=1))
    held = {home: [] for home in homes}
    for code in asked:
        statement = draw(st.sampled_from(["We pay people.", "We thank people."]))
        made = draw(
            st.sampled_from(
                [
                    rating(code, statement=statement),
                    rating(code, direction="barrier"),
                    choice(code=code),
                    rating(code, continuity="changed"),
                ]
            )
        )
        held[draw(st.sampled_from(homes))].append(made)
    made = [section(home, *held[home]) for home in homes]
    if len(made) > 1 and draw(st.booleans()):
        *others, inner = made
        others[0] = replace(others[0], sections=(inner,))
        made = others
    return version(*made, status=draw(st.sampled_from(["published", "draft"])))


@given(versions())
def test_a_version_against_itself_has_not_changed(one):
    found = compare(one, one)
    assert found.nothing_changed
    assert len(found.word_for_word) == one.question_count
    assert not found.moved


@given(versions(), versions())
def test_the_other_way_round_added_and_removed_change_places(one, other):
    there, back = compare(one, other), compare(other, one)
    assert sorted(codes(there.added)) == sorted(codes(back.removed))
    assert sorted(codes(there.removed)) == sorted(codes(back.added))
    assert len(there.moved) == len(back.moved)
    assert sorted(codes(there.reworded)) == sorted(codes(back.reworded))
    assert sorted(codes(there.restructured)) == sorted(codes(back.restructured))


@given(versions(), versions())
def test_every_question_is_accounted_for_once(one, other):
    found = compare(one, other)
    old, new = (codes(each.all_questions()) for each in (one, other))
    assert len(codes(found.questions)) == len({*old, *new})
    assert set(codes(found.questions)) == {*old, *new}
    assert [q.code for q in found.questions if not q.removed] == new
    assert [q.added + q.removed + q.stays for q in found.questions] == [1] * len(found.questions)
    assert {q.code for q in found.stays} == set(old) & set(new)
    assert {q.code for q in (*found.comparable, *found.not_comparable, *found.to_ask)} == set(old) & set(new)
    parts = [part.code for part in found.sections]
    assert len(parts) == len(set(parts))
    assert set(parts) == {part.code for each in (one, other) for part in each.all_sections()}


@given(versions(), versions())
def test_a_new_structure_is_never_compared_and_a_published_version_is_never_asked(one, other):
    found = compare(one, other)
    assert all(question.verdict.comparable == "no" for question in found.restructured)
    if other.status == "published":
        assert not found.to_ask
