"""The keys of a paper sheet: what is printed beside each box is what is typed in for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.paper import keys, sheets
from assessments.paper.keys import NoSuchKey, Ticked, read_keys
from frameworks.content import LevelContent, OptionContent, QuestionContent


def rating(*values):
    levels = tuple(LevelContent(100 + i, value, f"Level {value}", "") for i, value in enumerate(values))
    return question("rating", levels=levels)


def choice(number, choose="many"):
    options = tuple(OptionContent(200 + i, f"o{i}", f"Option {i}") for i in range(number))
    return question("choice", options=options, choose=choose)


def question(kind, *, levels=(), options=(), choose=""):
    return QuestionContent(
        1, "q", "1.1", kind, "T", "S", "", None, levels, "strength", choose, options, "", (), (), None
    )


FIVE = rating(1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    ("typed", "ticked"),
    [
        ("", Ticked()),
        ("  ", Ticked()),
        ("1", Ticked(level=100)),
        (" 5 ", Ticked(level=104)),
        ("44", Ticked(level=103)),
        ("d", Ticked(special="dont_know")),
        ("N", Ticked(special="not_applicable")),
        ("p", Ticked(special="prefer_not_to_say")),
    ],
)
def test_a_rating_is_read_from_its_key(typed, ticked):
    assert read_keys(FIVE, typed) == ticked


@pytest.mark.parametrize("typed", ["6", "0", "x", "45", "4d", "d4", "dd n", "-1", "٤"])
def test_what_is_no_key_of_a_rating_is_refused(typed):
    with pytest.raises(NoSuchKey):
        read_keys(FIVE, typed)


@pytest.mark.parametrize(
    ("typed", "options"),
    [("1", {200}), ("13", {200, 202}), ("3 1", {200, 202}), ("1,3", {200, 202}), ("11", {200})],
)
def test_many_options_are_read_together(typed, options):
    assert read_keys(choice(4), typed) == Ticked(options=frozenset(options))


def test_more_than_nine_options_are_typed_apart():
    assert read_keys(choice(12), "1 12") == Ticked(options=frozenset({200, 211}))
    assert read_keys(choice(12), "12") == Ticked(options=frozenset({211}))
    with pytest.raises(NoSuchKey):
        read_keys(choice(12), "112")


def test_two_options_where_one_is_asked_for_are_refused():
    assert read_keys(choice(4, "one"), "2") == Ticked(options=frozenset({201}))
    with pytest.raises(NoSuchKey):
        read_keys(choice(4, "one"), "23")


def test_keys_are_the_scores_where_these_are_single_figures():
    assert [box.key for box in keys.level_boxes(rating(0, 2, 4))] == ["0", "2", "4"]
    assert [box.key for box in keys.level_boxes(rating(-1, 0, 1))] == ["1", "2", "3"]
    assert [box.key for box in keys.level_boxes(rating(*range(1, 11)))] == list("1234567890")


def test_a_scale_from_0_to_10_is_typed_by_its_scores():
    eleven = rating(*range(11))
    assert [box.key for box in keys.level_boxes(eleven)] == [str(n) for n in range(11)]
    assert [read_keys(eleven, typed).level for typed in ("0", "1", "10")] == [100, 101, 110]
    assert keys.allowed(eleven) == "0 1 2 3 4 5 6 7 8 9 10, d n p"
    assert not keys.takes_one_key(eleven)
    with pytest.raises(NoSuchKey):
        read_keys(eleven, "11")


def test_one_press_is_enough_only_where_it_says_all():
    assert keys.takes_one_key(FIVE)
    assert keys.takes_one_key(choice(4, "one"))
    assert not keys.takes_one_key(choice(4))
    assert not keys.takes_one_key(choice(12, "one"))


@given(st.data())
def test_what_was_ticked_is_read_back_from_its_keys(data):
    """Whatever the scale or the options: the keys of what was ticked say it again, and no two boxes share."""
    if data.draw(st.booleans()):
        scores = st.lists(st.integers(-50, 120), min_size=2, max_size=11, unique=True)
        asked = rating(*sorted(data.draw(scores)))
        ticked = Ticked(level=data.draw(st.sampled_from([level.id for level in asked.levels])))
    else:
        asked = choice(data.draw(st.integers(2, 40)), data.draw(st.sampled_from(["one", "many"])))
        most = 1 if asked.choose == "one" else len(asked.options)
        ids = st.frozensets(st.sampled_from([o.id for o in asked.options]), min_size=1, max_size=most)
        ticked = Ticked(options=data.draw(ids))
    if data.draw(st.booleans()):
        ticked = Ticked(special=data.draw(st.sampled_from(sorted(keys.KEY_OF_SPECIAL))))
    boxes = keys.boxes_of(asked)
    assert len({box.key for box in boxes}) == len(boxes)
    assert not {box.key for box in boxes} & set(keys.SPECIAL_KEYS)
    assert read_keys(asked, keys.keys_for(asked, ticked.level, ticked.special, ticked.options)) == ticked


@pytest.mark.parametrize(
    ("letters", "left"),
    [([9, 9, 9, 9, 9], 3), ([60, 60, 9, 9, 9], 2), ([9, 9, 60, 60], 2), ([9], 1), ([9, 9, 9, 60], 2)],
)
def test_two_columns_of_boxes_are_as_level_as_their_words_allow(letters, left):
    rows = [sheets.Row(str(number), "x" * length) for number, length in enumerate(letters)]
    assert sheets.in_halves(rows) == (rows[:left], rows[left:])


@pytest.mark.parametrize(("number", "together"), [(9, 9), (12, 12), (13, 8), (18, 12)])
def test_only_a_long_list_of_boxes_goes_on_and_no_key_is_lost(number, together):
    asked = sheets._asked(choice(number), ())
    assert len(asked.rows) == together
    assert [row.key for row in (*asked.rows, *asked.rest)] == [
        box.key for box in keys.boxes_of(choice(number))
    ]
