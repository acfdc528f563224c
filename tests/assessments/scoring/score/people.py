from collections import Counter
from itertools import product

import pytest

from assessments.scoring.disclosure import ScoredPerspective, Turnout
from assessments.scoring.score import score as typed_score
from assessments.scoring.structure import ScoredFramework, ScoredQuestion, Structure, Tally

SPECIALS = ("dont_know", "not_applicable", "prefer_not_to_say")
SCALE = (0, 1, 2, 3, 4)

LIST = (
    ScoredPerspective("users", "people", must_take_part=True),
    ScoredPerspective("carers", "people"),
    ScoredPerspective("practitioners", "services"),
    ScoredPerspective("managers", "services"),
)


# From people to counts: what the database does by grouping


def person(perspective, show_if_few=False, **answers):
    return {"perspective": perspective, "show_if_few": show_if_few, "answers": answers}


def turnout_of(responses):
    codes = dict.fromkeys(r["perspective"] for r in responses)
    of = {code: [r for r in responses if r["perspective"] == code] for code in codes}
    return [Turnout(code, len(rs), all(r["show_if_few"] for r in rs)) for code, rs in of.items()]


def tallies_of(questions, responses):
    codes = dict.fromkeys(r["perspective"] for r in responses)
    for question, code in product(questions, codes):
        given_ = [
            r["answers"][question.key]
            for r in responses
            if r["perspective"] == code and question.key in r["answers"]
        ]
        yield Tally(
            question.key,
            code,
            levels=Counter(a for a in given_ if isinstance(a, int)),
            options=Counter(option for a in given_ if isinstance(a, tuple) for option in a),
            chose=sum(isinstance(a, tuple) for a in given_),
            **{special: given_.count(special) for special in SPECIALS},
        )


def score(*given_):
    """The scores as they are frozen in the database, which keeps JSON."""
    return typed_score(*given_).model_dump(mode="json")


def results(structure, responses):
    return score(structure, turnout_of(responses), tallies_of(structure.questions, responses))


def rating(key="q", **other):
    return ScoredQuestion(key, ("section",), "framework", "rating", levels=SCALE, **other)


def choice(key="q", options=("a", "b")):
    return ScoredQuestion(key, ("section",), "framework", "choice", options=options)


def structure(*questions, threshold=5, bands=None, perspectives=LIST):
    return Structure(threshold, perspectives, (ScoredFramework("framework", bands),), questions)


def answers(perspective, *given_, key="q", show_if_few=False):
    """One person for each answer; None leaves the question."""
    return [person(perspective, show_if_few, **({} if a is None else {key: a})) for a in given_]


def assert_same(found, expected, where="results"):
    """Equal all the way down: the same keys, the same order in lists, numbers to 1e-9."""
    if isinstance(expected, dict):
        assert isinstance(found, dict), where
        assert found.keys() == expected.keys(), where
        for key in expected:
            assert_same(found[key], expected[key], f"{where}.{key}")
    elif isinstance(expected, list):
        assert isinstance(found, list), where
        assert len(found) == len(expected), where
        for index, (one, other) in enumerate(zip(found, expected, strict=True)):
            assert_same(one, other, f"{where}[{index}]")
    elif isinstance(expected, float):
        assert isinstance(found, int | float), where
        assert found == pytest.approx(expected, abs=1e-9, rel=0), where
    else:
        assert found == expected, where


# One question: what is shown of it


def shape_of(found):
    """What one question shows: 'groups', 'everyone' or 'nothing'."""
    question = found["questions"]["q"]
    return "groups" if question["groups"] else "everyone" if question["everyone"] else "nothing"
