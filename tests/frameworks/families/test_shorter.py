"""Shorter words stand in the place of what they say again, in each part that has them whole."""

import dataclasses

import pytest

from frameworks.content import LevelContent, OptionContent, ScaleContent
from frameworks.families.shorter import has_shorter_words, in_shorter_words
from frameworks.families.translation import in_words_of
from tests.frameworks.comparison.build import choice, rating, section, version

LEVELS = (
    LevelContent(1, 1, "Not at all", "Nobody here has been paid.", plain_label="No", plain="No one is paid."),
    LevelContent(2, 2, "Fully", ""),
)
SCALE = ScaleContent(1, "how", "How true?", LEVELS)
PAY = rating(statement="People are paid for their time.", plain="We get paid.", scale=SCALE, levels=LEVELS)
TEA = (OptionContent(1, "tea", "A pot of tea", plain="Tea"),)
LEAF = choice(code="leaf", statement="What is it that we drink?", plain="What do we drink?", options=TEA)


def whole(**fields):
    return version(
        section("pay", PAY, LEAF, introduction="About who is paid.", plain="Pay.", **fields),
        section("rest", rating(code="rest", plain="")),
        introduction="Think of the last week.",
        plain="Last week.",
    )


def test_words_are_replaced_and_nothing_else():
    before, after = whole(), in_shorter_words(whole())
    pay, rest = after.sections
    assert (after.introduction, pay.introduction) == ("Last week.", "Pay.")
    asked, leaf = pay.questions
    assert (asked.statement, leaf.statement) == ("We get paid.", "What do we drink?")
    assert [(level.name, level.description) for level in asked.levels] == [
        ("1 No", "No one is paid."),
        ("2 Fully", ""),
    ]
    assert [option.label for option in leaf.options] == ["Tea"]
    assert rest == before.sections[1]
    assert in_shorter_words(after) == after

    def bones(one):
        return [
            (q.id, q.code, q.number, q.kind, q.direction, [(at.id, at.value) for at in q.levels])
            for q in one.all_questions()
        ]

    assert bones(after) == bones(before)


@pytest.mark.parametrize(
    "question",
    [
        dataclasses.replace(PAY, plain=""),
        dataclasses.replace(PAY, levels=(dataclasses.replace(LEVELS[0], plain=""), LEVELS[1])),
        dataclasses.replace(LEAF, options=(dataclasses.replace(TEA[0], plain=""),)),
    ],
)
def test_a_part_that_lacks_some_is_left_as_it_is(question):
    assert has_shorter_words(section("pay", PAY, LEAF))
    inner = section("inner", question)
    assert not has_shorter_words(section("pay", PAY, sections=(inner,)))
    alone = version(section("pay", question), plain="Last week.")
    assert in_shorter_words(alone) == alone


def test_a_translation_has_its_own_shorter_words_or_none():
    words = version(
        section("pay", dataclasses.replace(PAY, statement="Telir pobl.", plain="")), language="cy"
    )
    read = in_words_of(version(section("pay", PAY)), words)
    assert [q.statement for q in in_shorter_words(read).all_questions()] == ["Telir pobl."]
