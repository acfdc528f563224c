"""What a draft lacks before it can be published."""

import dataclasses

import pytest

from frameworks.publication import findings
from frameworks.publication.findings import About
from tests.frameworks.publication.build import changed, content, found, question, texts

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


def test_a_whole_framework_lacks_nothing():
    assert texts(content(), must=True) == []


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"title": ""}, "Give the question a short name."),
        ({"title": " "}, "Give the question a short name."),
        ({"title": "x" * 121}, "Short name: it has 121 letters and signs. Use 120 at most."),
        (
            {"title": "a\nb"},
            "Short name: it holds a line break, or a sign that cannot be shown. Type it again.",
        ),
        ({"statement": ""}, "Write what the question asks."),
        ({"statement": "x" * 4001}, "Question: it has 4001 letters and signs. Use 4000 at most."),
        ({"plain": " "}, "In shorter words: it holds blanks only. Write it, or clear it."),
        ({"consider": ("One", "")}, "A line of a list is empty. Write it, or take it out."),
        (
            {"actions": ("One", "x" * 501)},
            "Line 2 of what a team could do: it has 501 letters and signs. Use 500 at most.",
        ),
    ],
)
def test_a_must_says_what_to_do(fields, text):
    assert texts(changed(content(), "chips", **fields), must=True) == [("question", "chips", text)]


def test_options_are_two_at_least_and_have_words():
    version = content()
    tea, none = question(version, "leaf").options
    assert texts(changed(version, "leaf", options=(tea,)), must=True) == [
        ("question", "leaf", "Give at least two answers to choose from.")
    ]
    bare = dataclasses.replace(none, label="")
    assert texts(changed(version, "leaf", options=(tea, bare)), must=True) == [
        ("question", "leaf", "Write answer 2, or take it out.")
    ]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"bands": ()}, "Add a band, or choose to have no bands."),
        ({"bands": ((0, ""),)}, "Give the band that starts at 0 a name."),
        ({"bands": ((0, "Cold"), (0, "Warm"))}, "Two bands start at 0. Change one of them."),
        (
            {"bands": ((101, "Hot"),)},
            "The band that starts at 101 is out of reach. Use a number from 0 to 100.",
        ),
        ({"sections": ()}, "Add a part, with questions in it."),
        ({"language": "double dutch"}, "Choose the language that it is written in."),
        ({"title": ""}, "Give it a title."),
    ],
)
def test_a_must_of_the_head(fields, text):
    got = texts(dataclasses.replace(content(), **fields), must=True)
    assert [words for kind, _, words in got if kind == "head"] == [text]


def test_scales_sources_and_empty_parts():
    version = content()
    [scale] = version.scales
    first, second, last = scale.levels
    same = dataclasses.replace(second, value=0, label="")
    scales = (
        dataclasses.replace(scale, levels=(first, same)),
        dataclasses.replace(scale, code="b", title="", levels=(last,)),
    )
    source = dataclasses.replace(version.sources[0], citation="", url="ftp://x")
    empty = dataclasses.replace(version.sections[1], questions=())
    broken = dataclasses.replace(
        version, scales=scales, sources=(source,), sections=(version.sections[0], empty)
    )
    assert texts(broken, must=True) == [
        ("scale", "how-often", "Two levels have the number 0. Change one."),
        ("scale", "how-often", "Give level 0 a name."),
        ("scale", "b", "Give the scale a name."),
        ("scale", "b", "Give the scale at least two levels."),
        ("source", "pot", "Say what the source is: who wrote it, when, and what it is called."),
        ("source", "pot", "Its web address must start with http:// or https://."),
        ("section", "cups", "There is no question in this part. Add one, or take the part out."),
    ]


def test_a_finding_names_its_part():
    [one] = findings.musts(found(changed(content(), "story", statement="")))
    assert one.about == About("question", "story", "1.3.1", "A story")
