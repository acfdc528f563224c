"""The check of the library as texts: it finds what it is there to find."""

import copy

from script import check_library as check

LIBRARY = check.frameworks()


def test_the_library_as_it_is_has_no_fault():
    assert check.all_faults() == []


def test_an_element_without_question_or_reason_and_a_question_without_element_are_found():
    elements = [{"elements": [{"element": "Anger"}, {"element": "Hope", "questions": ["core-values/hope"]}]}]
    faults = list(check.element_faults(elements, {"core-values": LIBRARY["core-values"]}))
    assert faults[0].startswith("Anger: it needs questions")
    assert "core-values/hope: named in elements.yaml, and no such question" in faults
    assert "core-values/assets-1: no element of a source leads to it" in faults


def test_hard_texts_clipped_texts_and_another_definition_are_found():
    worse = copy.deepcopy(LIBRARY["three-steps"])
    first = worse["sections"][0]["questions"][0]
    first["statement"] = "Organisational accountability structures are comprehensively understood."
    first |= {"compares": "changed", "title": "Another title"}
    worse["introduction"] = worse["introduction"].replace("employed by a service", "paid for this work")
    for question in check.questions_of(worse):
        question["consider"] = ["Who has a say in it?"] * 9
    assert [one.split(": ")[1][:24] for one in check.grade_faults("three-steps", worse)] == [
        "the middle reading grade",
        "its reading grade is ove",
        "named as hard, and it is",
    ]
    both = {"core-values": LIBRARY["core-values"], "three-steps": worse}
    assert list(check.definition_faults(both)) == ["three-steps: another paragraph on people and staff"]
    assert list(check.note_faults("three-steps", worse)) == [
        "three-steps/scene-1: it asks something else, and the note does not say so"
    ]


def test_a_level_without_shorter_words_and_long_shorter_words_are_found():
    worse = copy.deepcopy(LIBRARY["progress-pulse"])
    first = worse["sections"][0]["questions"][0]
    del first["levels"][0]["plain"]
    first["plain"] = "We all of us here share each and every kind of power with one another, all of the time."
    assert list(check.shorter_faults("progress-pulse", worse)) == [
        "progress-pulse/how-we-work-1: a sentence of 19 words is not short",
        "progress-pulse/how-we-work-1/level 1: no shorter words",
    ]
