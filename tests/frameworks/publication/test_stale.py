"""What no longer goes with what it belongs to."""

import dataclasses

import pytest

from tests.frameworks.publication.build import changed, content, texts

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


def said(version, **more):
    return [(code, text) for _, code, text in texts(version, must=False, **more)]


def about(version, **more):
    return {(code, text.split(".")[0]) for code, text in said(version, **more)}


def test_shorter_words_that_stayed_behind_are_told_and_others_are_not():
    old = changed(content(), "leaf", plain="In short.")
    asked = "The question has changed, and its shorter words have not"
    stale = changed(old, "leaf", statement="Something else is asked.")
    assert ("leaf", asked) in about(stale, base=old)
    assert ("leaf", asked) not in about(changed(stale, "leaf", plain="Other words."), base=old)
    assert ("leaf", asked) not in about(old, base=old)
    assert ("leaf", asked) not in about(stale)


def test_levels_that_stayed_behind_are_told():
    old = content()
    own = next(one for one in old.all_questions() if any(level.is_own for level in one.levels))
    told = (own.code, "The question has changed, and the words of its levels have not")
    stale = changed(old, own.code, statement="Something else is asked.")
    assert told in about(stale, base=old)
    levels = tuple(
        dataclasses.replace(level, description=f"{level.description} Anew.", plain="In short.")
        for level in own.levels
    )
    assert told not in about(changed(stale, own.code, levels=levels), base=old)
    before = changed(
        old, own.code, levels=tuple(dataclasses.replace(one, plain="In short.") for one in own.levels)
    )
    got = about(changed(before, own.code, levels=levels), base=before)
    assert any("its shorter words have not" in text for code, text in got if code == own.code)


def test_a_few_questions_without_shorter_words_are_told_and_many_are_not():
    version = content()
    codes = [one.code for one in version.all_questions()]
    words = "It has no shorter words, and other questions do"
    for code in codes:
        version = changed(version, code, plain="In short.")
    assert not any(text == words for _, text in about(version))
    assert [code for code, text in about(changed(version, codes[0], plain=" ")) if text == words] == codes[:1]
    bare = version
    for code in codes[: len(codes) // 2 + 1]:
        bare = changed(bare, code, plain="")
    assert not any(text == words for _, text in about(bare))


@pytest.mark.parametrize(
    ("summary", "is_wrong"),
    [
        ("Sixteen questions.", True),
        ("There are 16 short questions here.", True),
        ("Twenty-one statements to think about.", True),
        ("{} questions.", False),
        ("Questions for three groups.", False),
        ("16 people wrote these.", False),
    ],
)
def test_a_summary_that_counts_wrongly_is_told(summary, is_wrong):
    version = content()
    version = dataclasses.replace(version, summary=summary.format(version.question_count))
    assert any("It says" in text for _, text in said(version)) is is_wrong


def test_only_english_is_counted():
    version = dataclasses.replace(content(), summary="Sixteen questions.", language="de")
    assert not any("It says" in text for _, text in said(version))
