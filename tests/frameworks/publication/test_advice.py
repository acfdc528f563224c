"""What would be unwise in a draft, and what a translation lacks."""

import dataclasses

import pytest

from frameworks.publication import findings
from frameworks.publication.findings import HardText
from tests.frameworks.examples import example
from tests.frameworks.publication.build import changed, content, found, question, texts

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


def test_what_is_unwise_in_the_example():
    """The second part and its question name no source; the first part does, so its question needs none."""
    assert texts(content(), must=False) == [
        ("question", "chips", "It has no source. Say where the question comes from.")
    ]


def test_a_source_of_the_part_is_enough():
    data = example()
    data["sections"][1]["source"] = {"code": "cup"}
    assert texts(content(data), must=False) == []


def test_texts_around_the_questions_are_missed():
    data = example(sources=[])
    for name in ("summary", "introduction", "licence", "credits"):
        del data[name]
    del data["sections"][0]["source"], data["sections"][0]["questions"][0]["source"]
    got = texts(content(data), must=False)
    assert [code for kind, code, _ in got if kind == "head"] == [
        "summary",
        "introduction",
        "licence",
        "credits",
    ]
    assert [code for kind, code, text in got if "no source" in text] == ["turns", "leaf", "story", "chips"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("label", " NEV er"), ("description", "it has not  happened.")],
)
def test_two_levels_of_one_wording(field, value):
    data = example()
    data["scales"][0]["levels"][2][field] = value
    assert (
        "scale",
        "how-often",
        "Levels 0 and 5 say the same. Nobody can tell them apart.",
    ) in texts(content(data), must=False)


def test_levels_without_a_description_are_not_alike():
    data = example()
    for level in data["scales"][0]["levels"]:
        level.pop("description", None)
    assert not [text for *_, text in texts(content(data), must=False) if "say the same" in text]


def test_a_questions_own_levels_of_one_wording():
    data = example()
    data["sections"][0]["questions"][0]["levels"][1]["description"] = "One person makes it ALL."
    assert (
        "question",
        "turns",
        "Levels 0 and 5 say the same. Nobody can tell them apart.",
    ) in texts(content(data), must=False)


@pytest.mark.parametrize(("ratings", "said"), [(40, False), (41, True)])
def test_over_forty_questions_to_score(ratings, said):
    data = example()
    asked = data["sections"][1]["questions"][0]
    data["sections"][1]["questions"] = [
        {**asked, "code": f"c{n}", "title": f"Chips {n}"} for n in range(ratings - 1)
    ]
    got = [text for kind, _, text in texts(content(data), must=False) if kind == "head"]
    assert got == (["There are 41 questions to score. More than 40 tire people."] if said else [])


def test_short_names_that_are_long_or_used_twice():
    version = changed(changed(content(), "leaf", title="a  STORY"), "chips", title="x" * 41)
    got = texts(version, must=False)
    assert (
        "question",
        "story",
        "Question 1.2 has the same short name. Charts would show it twice.",
    ) in got
    assert ("question", "chips", "The short name is long for a chart. Try to use 40 letters at most.") in got


@pytest.mark.parametrize(("words", "said"), [(30, []), (31, ["leaf"])])
def test_a_very_long_question(words, said):
    got = texts(changed(content(), "leaf", statement="word " * words), must=False)
    assert [code for _, code, text in got if "fewer" in text] == said


def test_what_nobody_uses():
    data = example()
    data["scales"].append({**data["scales"][0], "code": "other"})
    data["sources"].append({"code": "spoon", "citation": "Spoon (2003)."})
    got = texts(content(data), must=False)
    assert ("scale", "other", "No question uses this scale. Take it out if you do not need it.") in got
    assert ("source", "spoon", "No part and no question names this source.") in got


def test_hard_texts_are_given_as_data():
    hard = [HardText("question", "turns", "Level 5", 17), HardText("head", "", "Summary", 15)]
    got = [text for *_, text in texts(content(), must=False, hard=hard)]
    assert got[0] == "Summary: hard to read, for people of about 15 or older. Try shorter sentences."
    assert got[1] == "Level 5: hard to read, for people of about 17 or older. Try shorter sentences."


def test_the_words_are_translated_before_they_are_filled_in():
    [one] = findings.musts(found(changed(content(), "chips", title="x" * 121)))
    said = findings.said(
        one,
        lambda words: (
            words.upper()
            .replace("(WHAT)S", "(what)s")
            .replace("(LENGTH)S", "(length)s")
            .replace("(LIMIT)S", "(limit)s")
        ),
    )
    assert said == "SHORT NAME: IT HAS 121 LETTERS AND SIGNS. USE 120 AT MOST."


# Translations


def test_a_translation_of_another_shape_lacks_something():
    original = content()
    other = dataclasses.replace(original, sections=original.sections[:1])
    got = texts(other, must=True, original=original)
    assert ("head", "", "It does not fit what it translates: part cups is missing.") in got


def test_what_a_translation_leaves_untold():
    original = content()
    bare = changed(
        changed(original, "turns", plain="", consider=(), actions=(), statement=""), "chips", title=""
    )
    bare = dataclasses.replace(bare, summary="", licence="")
    got = texts(bare, must=False, original=original)
    words = "not translated. People would read the original."
    assert got == [
        ("head", "summary", f"Summary: {words}"),
        ("question", "turns", f"In shorter words: {words}"),
        ("question", "turns", f"Things to think about: {words}"),
        ("question", "turns", f"What a team could do: {words}"),
    ]
    assert texts(bare, must=True, original=original) == [
        ("question", "turns", "Write what the question asks."),
        ("question", "chips", "Give the question a short name."),
    ]


def test_level_words_that_a_translation_leaves_untold():
    original = content()
    asked = question(original, "turns")
    levels = tuple(
        dataclasses.replace(level, description="", is_own=False) if level.is_own else level
        for level in asked.levels
    )
    got = texts(changed(original, "turns", levels=levels), must=False, original=original)
    left = ["Words of level 0", "Words of level 5", "Words of level 0, in shorter words"]
    assert [text.split(":")[0] for *_, text in got] == left
