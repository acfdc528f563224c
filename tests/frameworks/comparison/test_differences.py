"""What a change counts as: a rewording, a new structure, or a touch."""

from dataclasses import replace

import pytest

from frameworks.comparison.changes import Field
from frameworks.comparison.versions import compare
from frameworks.content import (
    Cited,
    LevelContent,
    OptionContent,
    SourceContent,
)
from tests.frameworks.comparison.build import (
    BOOK,
    OPTIONS,
    SCALE,
    choice,
    of_question,
    rating,
    section,
    version,
)


def relabelled(*labels):
    return tuple(replace(level, label=label) for level, label in zip(SCALE.levels, labels, strict=True))


# What a change counts as

REWORDED = [
    (rating(), rating(statement="People are thanked."), Field.STATEMENT, ""),
    (rating(), rating(plain=""), Field.PLAIN, ""),
    (rating(), rating(levels=relabelled("Never", "Always")), Field.LEVEL_LABEL, "2"),
    (
        rating(),
        rating(levels=(SCALE.levels[0], replace(SCALE.levels[1], description="Each week.", is_own=True))),
        Field.LEVEL,
        "2",
    ),
    (
        choice(),
        choice(options=(OptionContent(7, "tea", "Green tea"), *OPTIONS[1:])),
        Field.OPTION,
        "tea",
    ),
]


RESTRUCTURED = [
    (rating(), choice(code="pay"), Field.KIND),
    (rating(), rating(levels=(*SCALE.levels, LevelContent(3, 3, "Always", ""))), Field.LEVEL_VALUES),
    (rating(), rating(levels=tuple(replace(x, value=x.value + 5) for x in SCALE.levels)), Field.LEVEL_VALUES),
    (rating(), rating(direction="barrier"), Field.DIRECTION),
    (choice(), choice(choose="one"), Field.CHOOSE),
    (choice(), choice(options=OPTIONS[:2]), Field.OPTION),
    (choice(), choice(options=(*OPTIONS, OptionContent(4, "cake", "Cake"))), Field.OPTION),
]


TOUCHED = [
    (rating(), rating(title="Thanks"), Field.TITLE),
    (rating(), rating(consider=("Who is paid?", "Who is not?")), Field.CONSIDER),
    (rating(), rating(actions=()), Field.ACTIONS),
    (rating(), rating(cited=Cited(BOOK, "p. 2")), Field.SOURCE),
    (rating(), rating(cited=None), Field.SOURCE),
    (choice(), choice(options=OPTIONS[::-1]), Field.OPTION_ORDER),
]


@pytest.mark.parametrize(("before", "after", "field", "of"), REWORDED)
def test_other_words_for_what_is_asked_are_a_rewording(before, after, field, of):
    found = of_question(before, after)
    assert [(change.field, change.of) for change in found.reworded] == [(field, of)]
    assert not found.restructured
    assert not found.touched
    assert not found.moved
    assert not found.word_for_word


@pytest.mark.parametrize(("before", "after", "field"), RESTRUCTURED)
def test_other_answers_are_a_new_structure(before, after, field):
    found = of_question(before, after)
    assert found.restructured[0].field == field
    assert {change.field for change in found.restructured[1:]} <= {Field.LEVEL_LABEL}  # a new level's words
    assert not found.reworded


@pytest.mark.parametrize(("before", "after", "field"), TOUCHED)
def test_other_help_touches_a_question_only(before, after, field):
    found = of_question(before, after)
    assert [change.field for change in found.touched] == [field]
    assert found.changes == found.touched


def test_a_change_carries_the_text_before_and_after():
    [change] = of_question(rating(), rating(statement="People are thanked.")).reworded
    assert (change.before, change.after) == ("People are paid for their time.", "People are thanked.")
    [change] = of_question(rating(), rating(consider=("One?", "Two?"))).touched
    assert (change.before, change.after) == ("Who is paid?", "One?\nTwo?")


def test_a_source_in_other_words_is_no_change_of_the_questions_that_cite_it():
    other = replace(BOOK, citation="Book, B. and Cup, C. (2001) On tea.")
    after = version(section("a", rating(cited=Cited(other, "p. 1"))), sources=(other,))
    found = compare(version(section("a", rating())), after)
    assert found.questions[0].unchanged
    assert [(part.code, part.changes[0].field) for part in found.sources] == [("book", Field.CITATION)]


def test_head_scales_bands_and_sources():
    other = SourceContent("cup", "Cup, C. (2002)", "")
    scale = replace(
        SCALE, title="How much?", levels=(*relabelled("No", "Often"), LevelContent(3, 3, "All", ""))
    )
    after = version(
        title="Kettles",
        summary="",
        licence="CC0",
        bands_on="total",
        bands=((0, "Cool"), (40, "Warm")),
        sources=(other,),
        scales=(scale,),
    )
    found = compare(version(), after)
    assert [change.field for change in found.head] == [Field.TITLE, Field.SUMMARY, Field.LICENCE]
    assert [(change.of, change.before, change.after) for change in found.bands] == [
        ("", "mean", "total"),
        ("0", "Cold", "Cool"),
        ("40", "", "Warm"),
        ("50", "Warm", ""),
    ]
    assert [(part.code, part.after is None) for part in found.sources] == [("book", True), ("cup", False)]
    assert [(change.field, change.of) for change in found.scales[0].changes] == [
        (Field.TITLE, ""),
        (Field.LEVEL_VALUES, ""),
        (Field.LEVEL_LABEL, "1"),
        (Field.LEVEL_LABEL, "3"),
    ]
    assert not found.nothing_changed
