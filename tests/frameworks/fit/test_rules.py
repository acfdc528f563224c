"""The rules of the library's framework of names, on the paper's examples and on pieces of work that we made
up (docs/rules.md, Which name fits)."""

import pytest

from frameworks.fit.rules import found_for, notes_for
from tests.frameworks.fit import good_thing

CO, EVIDENCE, LED, LOCAL, CENTRED = "co-production", "evidence-based", "user-led", "community", "user-centred"
# By example: what each name comes to, and whether the paper says so (s), it follows (f), or it is ours (o).
PAPER = {
    "sleepwell": {CO: "no s", EVIDENCE: "fits s", LED: "no f", LOCAL: "no o", CENTRED: "no f"},
    "mhf-wales": {CO: "no s", EVIDENCE: "part o", LED: "fits s", LOCAL: "fits s", CENTRED: "fits s"},
    "lille-1": {CO: "no s", LED: "no s", LOCAL: "part s"},
    "lille-2-3": {},
    "lille-4": {CO: "no s", LED: "no f"},
    "lille-5": {CO: "no s", LED: "no f", LOCAL: "part o"},
    "lille-6": {CO: "part s", LED: "no f"},
    "lille-7": {CO: "no s", LED: "part s"},
    "lille-8": {CO: "no s", LED: "no s", LOCAL: "no f"},
}
BASES = {"s": "source", "f": "follows", "o": "ours"}


def example(code):
    return next(one for one in good_thing.fit().examples if one.code == code)


def found(answers):
    return {one.concept.code: one for one in found_for(good_thing.fit(), answers)}


def test_every_example_of_the_paper_is_there():
    assert [one.code for one in good_thing.fit().examples] == list(PAPER)


@pytest.mark.parametrize("code", PAPER)
def test_an_example_comes_out_as_the_paper_says_and_where_it_is_silent_so_are_we(code):
    one = example(code)
    results = found({pick.question: pick.options for pick in one.answers})
    said = {verdict.concept: (verdict.result, verdict.basis) for verdict in one.verdicts}
    assert said == {c: (w.split()[0], BASES[w.split()[1]]) for c, w in PAPER[code].items()}
    for concept, result in results.items():
        assert result.result == (said[concept][0] if concept in said else "unknown"), concept
    assert one.where
    assert one.source


def test_reasons_tell_the_ways_of_not_being_co_production_apart():
    def why(code):
        return found({pick.question: pick.options for pick in example(code).answers})[CO].because

    assert "further" in why("mhf-wales")
    assert "further" in why("lille-7")
    assert "for people" in why("sleepwell")
    assert "As far as we are told" in why("lille-1")
    assert "other than mental health staff" in why("lille-6")


EQUALS = {"thing": {"mh"}, "design": {"equals"}, "money": {"equals"}, "deliver": {"equals"}, "equal": {"mhp"}}


@pytest.mark.parametrize(
    ("answers", "result", "why"),
    [
        (EQUALS, "fits", "as equals"),
        ({**EQUALS, "equal": {"respect"}}, "part", "share some of it as equals"),
        ({"thing": {"mh"}, "design": {"voice"}, "deliver": {"pro"}}, "part", "a voice in the design"),
        ({"thing": {"mh"}, "design": {"feedback"}, "deliver": {"pro"}}, "no", "asked, or try it out"),
        ({"thing": {"rule"}, "design": {"equals"}}, "part", "a rule or a way of living"),
        # Living somewhere is not making something, whoever does the rest of it.
        ({"thing": {"together"}, "deliver": {"equals"}}, "no", "make nothing together"),
        ({"thing": {"mh"}, "equal": {"mhp"}}, "unknown", "Nobody can say"),
        ({}, "unknown", "Nobody can say"),
    ],
)
def test_co_production_of_pieces_of_work_that_we_made_up(answers, result, why):
    one = found(answers)[CO]
    assert (one.result, why in one.because) == (result, True), one.because


@pytest.mark.parametrize(
    ("answers", "led"),
    [
        ({"design": {"su"}, "money": {"su"}}, "fits"),
        ({"design": {"su"}, "money": {"su"}, "deliver": {"equals"}}, "part"),
        ({"design": {"su"}}, "part"),
        ({"design": {"pro"}, "judge": {"su"}}, "no"),
    ],
)
def test_who_is_in_charge(answers, led):
    assert found(answers)[LED].result == led


def test_who_started_it_and_what_was_tried_decide_nothing():
    fit = good_thing.fit()
    read = {code for concept in fit.concepts for code in concept.questions}
    assert not {"start", "tried", "words"} & read
    noted = [note.code for note in notes_for(fit, {"tried": {"services"}, "equal": {"respect"}})]
    assert noted == ["respect", "services-did-not-come"]
    assert not notes_for(fit, {})
