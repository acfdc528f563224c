"""What moved between two rounds: only of groups that both show, and nothing of any other."""

import itertools
import json
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from assessments.scoring.change import (
    GapMove,
    Match,
    MatchedPart,
    Move,
    Moved,
    NotCompared,
    Obstacle,
    change_between,
    is_hardly,
    of_hundred,
)
from assessments.scoring.disclosure import ScoredPerspective, Turnout
from assessments.scoring.results import FrozenPerspective, FrozenResults, FrozenTurnout
from assessments.scoring.score import score
from assessments.scoring.structure import ScoredFramework, ScoredQuestion, Structure, Tally

SIDES = {"users": "people", "carers": "people", "staff": "services", "managers": "services"}
VERSION_ONE = Path(__file__).parents[1] / "data" / "release-1.json"


def frozen(answers, questions=("q1",), threshold=3, levels=(1, 2, 3, 4, 5), agreed=()):
    """Results of a round. answers: by perspective (None: those who named none), one list of levels for each
    person, in the order of the questions; None for somebody who gave no score."""
    asked = [ScoredQuestion(key, ("part",), "demo", "rating", levels) for key in questions]
    structure = Structure(
        threshold,
        tuple(ScoredPerspective(*one) for one in SIDES.items()),
        (ScoredFramework("demo"),),
        tuple(asked),
    )
    turnout = [Turnout(code, len(people), code in agreed) for code, people in answers.items() if people]
    tallies = []
    for place, question in enumerate(asked):
        for code, people in answers.items():
            given = [one[place] for one in people]
            counts = {level: given.count(level) for level in levels if level in given}
            if people:
                tallies.append(Tally(question.key, code, counts, dont_know=given.count(None)))
    scores = score(structure, turnout, tallies)
    return FrozenResults(
        **dict(scores),
        turnout=tuple(FrozenTurnout(code=one.perspective, people=one.people) for one in turnout),
        perspectives=tuple(
            FrozenPerspective(code=code, label=code, short_label=code, side=side, marker="circle")
            for code, side in SIDES.items()
        ),
        comments={},
    )


def each(people, *levels):
    return [list(levels)] * people


def same(*keys):
    return [Match(key, key) for key in keys or ("q1",)]


def change(then, now, matches=None, parts=()):
    return change_between(then, now, matches or same(), parts)


def one_question(then, now):
    [found] = change(then, now).questions
    return found


# Moves


@pytest.mark.parametrize(
    ("then", "now", "by", "hardly"),
    [
        ("1/2", "0.594", 9, True),
        ("1/2", "0.595", 10, False),
        ("0.6", "0.5", -10, False),
        ("0.6", "0.51", -9, True),
    ],
)
def test_a_move_of_less_than_ten_as_printed_is_none(then, now, by, hardly):
    move = Move(Fraction(then), Fraction(now))
    assert (move.by, move.is_hardly) == (by, hardly)
    assert is_hardly(by) is hardly


def test_positions_are_printed_with_halves_up():
    assert [of_hundred(one) for one in (0.0, 0.125, 0.845, 1.0)] == [0, 13, 85, 100]


def test_groups_gap_parity_and_everyone_move():
    then = frozen({"users": each(3, 1), "staff": each(6, 4)})
    now = frozen({"users": each(3, 3), "staff": each(6, 4)})
    found = one_question(then, now)
    assert [(one.codes, one.move.printed_then, one.move.by) for one in found.groups] == [
        (("users",), 0, 50),
        (("staff",), 75, 0),
    ]
    assert found.gap == GapMove(75, 25)
    assert (found.gap.by, found.gap.is_hardly) == (-50, False)
    assert found.parity == Move(Fraction(3, 8), Fraction(5, 8))
    assert (found.everyone.then, found.everyone.now) == (Fraction(1, 2), Fraction(2, 3))
    assert found.furthest == 50
    assert found.held_back == ()


def test_a_gap_is_the_difference_of_figures_as_they_are_printed():
    people = [[1], [1], [2]]  # a twelfth: 8
    then = frozen({"users": people, "staff": [[2], [2], [3]]})
    now = frozen({"users": people, "staff": [[4], [4], [3]]})
    found = one_question(then, now)
    shown = {one.codes: (one.move.printed_then, one.move.printed_now) for one in found.groups}
    users, staff = shown["users",], shown["staff",]
    assert found.gap == GapMove(staff[0] - users[0], staff[1] - users[1])


# What cannot be compared


def test_a_group_is_compared_only_where_it_is_made_of_the_same_perspectives():
    then = frozen({"users": each(3, 1), "carers": each(1, 5), "staff": each(3, 4)})
    now = frozen({"users": each(3, 1), "carers": each(3, 5), "staff": each(3, 4)})
    found = one_question(then, now)
    assert [one.codes for one in found.groups] == [("staff",)]
    assert (found.gap, found.parity, found.everyone) == (None, None, None)
    assert change(then, now).groups == (("staff",),)


@pytest.mark.parametrize(
    ("match", "key", "obstacle"),
    [
        (Match(None, "q1"), "q1", Obstacle.NEW),
        (Match("q1", None), "q1", Obstacle.GONE),
        (Match("q1", "q1", Obstacle.ASKS_OTHER), "q1", Obstacle.ASKS_OTHER),
        (Match("elsewhere", "q1"), "q1", Obstacle.HIDDEN_THEN),
        (Match("q1", "elsewhere"), "elsewhere", Obstacle.HIDDEN_NOW),
    ],
)
def test_a_question_that_is_not_the_same_is_not_compared(match, key, obstacle):
    results = frozen({"users": each(3, 1), "staff": each(3, 4)})
    found = change(results, results, [match])
    assert found.questions == ()
    assert found.questions_left == (NotCompared(key, obstacle),)
    assert found.asked == (match.now is not None)


def test_another_scale_is_not_compared_even_where_nobody_said_so():
    people = {"users": each(3, 1), "staff": each(3, 4)}
    found = change(frozen(people), frozen(people, levels=(0, 1, 2, 3, 4)))
    assert found.questions_left == (NotCompared("q1", Obstacle.OTHER_SCALE),)


@pytest.mark.parametrize(
    ("then", "now", "obstacle"),
    [
        ({"users": 2}, {"users": 3, "staff": 3}, Obstacle.HIDDEN_THEN),
        ({"users": 3, "staff": 3}, {"users": 2}, Obstacle.HIDDEN_NOW),
        ({"users": 2, "staff": 3}, {"users": 3, "staff": 3}, Obstacle.NO_GROUPS_THEN),
        ({"users": 3, "staff": 3}, {"users": 2, "staff": 3}, Obstacle.NO_GROUPS_NOW),
        ({"users": 3, "staff": 3}, {"carers": 3, "managers": 3}, Obstacle.OTHER_GROUPS),
    ],
)
def test_what_one_round_does_not_show_is_not_compared(then, now, obstacle):
    rounds = [frozen({code: each(people, 1) for code, people in one.items()}) for one in (then, now)]
    assert change(*rounds).questions_left == (NotCompared("q1", obstacle),)


@pytest.mark.parametrize(
    ("carers", "obstacle"),
    [([[None]] * 3, Obstacle.UNRATED_NOW), ([[4], [None], [None]], Obstacle.POOLED_NOW)],
)
def test_a_group_that_is_not_shown_apart_on_a_question_is_held_back_there(carers, obstacle):
    then = {"users": each(3, 2), "carers": each(3, 3), "staff": each(3, 4)}
    found = one_question(frozen(then), frozen({**then, "carers": carers}))
    assert (("carers",), obstacle) in found.held_back
    assert ("carers",) not in {one.codes for one in found.groups}
    assert (found.parity, found.everyone) == (None, None)
    back = one_question(frozen({**then, "carers": carers}), frozen(then))
    assert (("carers",), Obstacle(obstacle.value.replace("now", "then"))) in back.held_back


def test_everyone_is_compared_without_groups_only_where_the_same_perspectives_took_part():
    few = {"users": each(1, 1), "staff": each(4, 3)}
    found = one_question(frozen(few), frozen({"users": each(2, 5), "staff": each(4, 3)}))
    assert (found.groups, found.gap) == ((), None)
    assert found.everyone.by == of_hundred(11 / 3 / 4 - 1 / 4) - 40
    other = {"users": each(1, 1), "managers": each(4, 3)}
    assert change(frozen(few), frozen(other)).questions == ()
    unknown = frozen(few).model_copy(update={"turnout": ()})
    assert change(unknown, unknown).questions == ()


# Parts


def of_part(then, now, questions, before):
    found = change(then, now, same(*questions), [MatchedPart("part", tuple(questions), before)])
    return (*found.parts, *found.parts_left)[0]


def test_a_part_rests_on_the_questions_that_are_compared_in_both_rounds():
    keys = ("q1", "q2", "q3")
    then = frozen({"users": each(3, 1, 2, 5), "staff": each(3, 4, 4, 4)}, keys)
    now = frozen({"users": each(3, 3, 2, None), "staff": each(3, 4, 4, 1)}, keys)
    found = of_part(then, now, keys, 3)
    assert found.questions == 2
    moves = {one.codes: one.move for one in found.groups}
    assert moves["users",] == Move(Fraction(1, 8), Fraction(3, 8))
    assert moves["staff",] == Move(Fraction(3, 4), Fraction(3, 4))
    assert found.gap == GapMove(75 - 13, 75 - 38)


@pytest.mark.parametrize(
    ("compared", "before", "is_there"), [(2, 4, True), (1, 4, False), (2, 5, False), (1, 2, True)]
)
def test_a_part_needs_half_of_its_questions_in_each_round(compared, before, is_there):
    keys = tuple(f"q{number}" for number in range(1, 5))
    people = {"users": each(3, 1, 2, 3, 4), "staff": each(3, 4, 4, 4, 4)}
    results = frozen(people, keys)
    asked = keys[: 2 if before == 2 else 4]
    matches = [Match(key if place < compared else None, key) for place, key in enumerate(asked)]
    found = change(results, results, matches, [MatchedPart("part", asked, before)])
    assert bool(found.parts) is is_there
    if not is_there:
        assert found.parts_left == (NotCompared("part", Obstacle.TOO_FEW_QUESTIONS),)


def test_parts_of_results_by_version_one_are_not_compared_but_their_questions_are():
    old = FrozenResults.model_validate(json.loads(VERSION_ONE.read_text(encoding="utf-8")))
    keys = [key for key, one in old.questions.items() if one.groups and hasattr(one.everyone, "levels")]
    found = change(old, old, same(*keys), [MatchedPart(next(iter(old.sections)), tuple(keys), len(keys))])
    assert found.questions
    assert all(one.furthest == 0 for one in found.questions)
    assert [one.obstacle for one in found.parts_left] == [Obstacle.OTHER_RULES]


# Privacy: two rounds with one person more or fewer

LOW, HIGH = 1, 5


@cache
def small(sizes, thin, level_of_hidden, hidden, agreed):
    """A round of so many people of each perspective. thin: a perspective of which one person alone rates.
    hidden: the perspectives whose people answer with this level; the others answer 2 and 4 by turns."""
    answers = {}
    for code, people in zip(SIDES, sizes, strict=True):
        given = [[level_of_hidden] if code in hidden else [2 + 2 * (place % 2)] for place in range(people)]
        answers[code] = [given[0], *([[None]] * (people - 1))] if code == thin and people else given
    return frozen(answers, agreed=SIDES if agreed else ())


def neighbours(sizes):
    for place, more in itertools.product(range(4), (-1, 0, 1)):
        found = list(sizes)
        found[place] += more
        if min(found) >= 0 and (more or place == 0):
            yield tuple(found)


def said(found):
    return [(one.groups, one.gap, one.parity, one.everyone, one.held_back) for one in found.questions]


@pytest.mark.parametrize(("thin", "most"), [(None, 4), ("users", 3), ("managers", 3)])
def test_a_change_tells_nothing_of_a_group_that_is_not_shown_in_both_rounds(thin, most):
    """Exhaustive: whatever the people of all other groups answered, the change says the same."""
    tried = 0
    for sizes in itertools.product(range(most + 1), repeat=4):
        for after in neighbours(sizes):
            for agreed in (False, True):
                then = small(sizes, thin, 3, frozenset(), agreed)
                now = small(after, None, 3, frozenset(), agreed)
                found = change(then, now)
                [*compared] = (one for row in found.questions for one in row.groups)
                shown = {code for one in compared for code in one.codes}
                hidden = frozenset(SIDES) - shown
                everyone = [one for one in found.questions if one.everyone or one.parity]
                if not compared:
                    assert not any(one.gap or one.parity for one in found.questions)
                    continue  # with no group, only everyone together can have moved
                if everyone:
                    assert not any(
                        sizes[place] or after[place] for place, code in enumerate(SIDES) if code in hidden
                    )
                if not any(
                    sizes[place] or after[place] for place, code in enumerate(SIDES) if code in hidden
                ):
                    continue
                tried += 1
                for before_level, after_level in ((LOW, HIGH), (HIGH, LOW)):
                    other = change(
                        small(sizes, thin, before_level, hidden, agreed),
                        small(after, None, after_level, hidden, agreed),
                    )
                    assert said(other) == said(found), (sizes, after, agreed)
    assert tried > 50


def test_a_change_reads_nothing_but_what_both_results_show():
    """It is a function of the two frozen results: what they do not hold cannot be in it."""
    then = frozen({"users": each(4, 2), "staff": each(4, 4), None: each(2, 1)})
    now = frozen({"users": each(4, 3), "staff": each(4, 4), None: each(1, 5)})
    found = one_question(then, now)
    assert isinstance(found, Moved)
    assert [one.codes for one in found.groups] == [("users",), ("staff",)]
    other = one_question(then, frozen({"users": each(4, 3), "staff": each(4, 4), None: each(2, 3)}))
    assert other == found, "those who are set aside make no difference"
