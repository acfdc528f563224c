"""What is wrong with names and rules, in files and before publishing."""

import time

import pytest

from frameworks.exchange.files import FaultyFile, read, write
from frameworks.exchange.format import plain_data
from frameworks.fit.checks import Asked, faults_of
from frameworks.fit.model import fit_of, in_words_of, without_words
from frameworks.fit.signs import blocks_of, text_of
from tests.frameworks.examples import as_bytes, example
from tests.frameworks.fit import good_thing
from tests.frameworks.fit.blocks import block, pick

ASKED = {
    "leaf": Asked("choice", "many", ("tea", "mint", "none")),
    "who": Asked("choice", "one", ("all", "one")),
    "turns": Asked("rating", "", ()),
}


RULES = ("concepts", 0, "rules")
FIRST = (*RULES, 0, "when", 0)
CASES = [
    ((*FIRST, "answers", 0, "question"), "whom", "there is no question ‘whom’"),
    ((*FIRST, "answers", 0, "question"), "turns", "‘turns’ is not one with answers to choose from"),
    ((*FIRST, "answers", 1, "options"), ["coffee"], "question ‘leaf’ has no answer ‘coffee’"),
    ((*RULES, 1, "when", 0, "known"), ["leave"], "there is no question ‘leave’"),
    ((*FIRST, "least"), 3, "asks for 3 of 2, which is never so"),
    ((*RULES, 1, "when"), [{}], "names no answer and no question"),
    ((*RULES, 1, "when"), [], "this rule always holds, so none after it is ever reached"),
    ((*RULES, 2, "when"), [{"known": ["who"]}], "the last rule must hold where no other does"),
    # No answer to one question is two answers, and what an earlier rule takes never comes to a later one.
    ((*RULES, 1, "when"), [{"answers": [pick("who", "all", "one")], "least": 2}], "never reached"),
    (
        (*RULES, 1, "when"),
        [{"answers": [pick("who", "all")]}, {"answers": [pick("leaf", "tea")]}],
        "no answers lead to this rule",
    ),
    ((*RULES, 0, "when"), [{"known": ["who"]}, {"known": ["who"], "none": True}], "never reached"),
    (("about",), "coffee-time", "there is no name with the code ‘coffee-time’"),
    (("examples", 0, "verdicts", 0, "concept"), "x", "there is no name with the code ‘x’"),
    (("examples", 0, "verdicts", 0, "result"), "no", "comes out as ‘fits’, not as ‘no’"),
    (("examples", 0, "answers", 0, "options"), ["nobody"], "has no answer ‘nobody’"),
    (("notes", 0, "when", 0, "answers", 0, "question"), "x", "there is no question ‘x’"),
    (("concepts", 0, "source"), {"code": "jug"}, "no source ‘jug’"),
]


def changed(path, to):
    data = block()
    part = data
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = to
    return data


def test_a_block_without_faults_has_none():
    assert faults_of(block(), ASKED) == []


@pytest.mark.parametrize(("path", "to", "words"), CASES)
def test_each_fault_is_found_with_its_place(path, to, words):
    found = faults_of(changed(path, to), ASKED)
    assert any(words in fault.text for fault in found), [fault.text for fault in found]
    assert all(fault.steps[0] in ("about", "concepts", "notes", "examples") for fault in found)


@pytest.mark.parametrize(
    "data", [None, [], "x", {}, {"concepts": [{"rules": 3}]}, {"examples": [{"answers": [1]}]}]
)
def test_data_of_any_shape_is_borne(data):
    assert all(fault.text for fault in faults_of(data, ASKED))


def test_rules_that_nobody_could_try_out_are_not_tried_out():
    """A file takes no longer for it, however many answers its rules could tell apart."""
    options = [f"o{n}" for n in range(300)]
    rules = [{"result": "part", "because": "x", "when": [{"answers": [pick("q0", one)]}]} for one in options]
    rules += [{"result": "fits", "because": "x", "when": [{"known": [f"q{n}" for n in range(40)]}]}]
    rules += [{"result": "no", "because": "x"}]
    many = [{"code": f"c{n}", "name": "x", "description": "x", "rules": rules} for n in range(6)]
    example = {"answers": [pick("q1", "o1")], "title": "x", "story": "x"}
    asked = {f"q{n}": Asked("choice", "many", tuple(options)) for n in range(40)}
    data = block(
        about="c0", concepts=many, notes=[], examples=[{**example, "code": f"e{n}"} for n in range(99)]
    )
    began = time.process_time()
    assert faults_of(data, asked) == []
    assert time.process_time() - began < 3


def test_a_code_twice_is_a_fault():
    twice = block(notes=[*block()["notes"], *block()["notes"]])
    assert [fault.text for fault in faults_of(twice, ASKED)] == ["‘minty’ is used already"]


def test_a_file_with_names_is_read_and_written_as_equal_and_its_faults_have_their_path():
    fit = block()
    leaf = fit["concepts"][0]["rules"][0]["when"][0]
    leaf["answers"] = [pick("leaf", "tea", "none")]
    fit["notes"] = []
    fit["examples"] = []
    file = read(as_bytes(example(fit=fit)))
    assert read(write(file).encode()) == file
    leaf["answers"][0]["options"] = ["coffee"]
    with pytest.raises(FaultyFile) as refused:
        read(as_bytes(example(fit=fit)))
    place = "fit.concepts[0].rules[0].when[0].answers[0].options[0]"
    assert f"{place}: question ‘leaf’ has no answer ‘coffee’" in refused.value.faults


def test_words_and_structure_come_apart_and_together_again():
    data = good_thing.data()
    bare = without_words(data)
    assert "Co-production" not in str(bare)
    assert in_words_of(bare, data) == data
    assert in_words_of(data, bare) == data
    assert in_words_of(data, {"concepts": []}) == data


def test_signs_say_all_of_a_fit_and_change_with_each_of_its_parts():
    file = good_thing.file()
    labels = {
        question.code: (question.title, {option.code: option.label for option in question.options})
        for section in file.sections
        for question in section.questions
        if question.kind == "choice"
    }
    fit = good_thing.fit()
    text = text_of(fit, labels)
    assert "✓ Service users and staff design it as equals." in text
    assert "≥1 What it is: A mental health service or support" in text
    assert "0 Design: …; Money: …; Running it: …; Saying if it works: …" in text
    other = plain_data(file.fit)
    other["concepts"][2]["rules"][1]["when"][0]["least"] = 3
    before, after = blocks_of(fit, labels), blocks_of(fit_of(other), labels)
    assert [key for key in before if before[key] != after[key]] == ["concept:user-led"]
