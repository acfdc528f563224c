"""Which names fit, from what each side chose: counts that are shown, and nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.reports.summary.names import NameRow, said_of, seen_by_side, why_not
from assessments.scoring.disclosure import ScoredPerspective, Turnout
from assessments.scoring.fit import (
    ChoiceQuestion,
    NamedRound,
    differing,
    names_between,
    views_of,
)
from assessments.scoring.fit import (
    NameObstacle as Why,
)
from assessments.scoring.results import Scores
from assessments.scoring.score import score
from assessments.scoring.structure import ScoredFramework, ScoredQuestion, Structure, Tally
from frameworks.fit.model import fit_of

FIT = fit_of(
    {
        "about": "shared",
        "concepts": [
            {
                "code": "shared",
                "name": "Shared",
                "rules": [
                    {"result": "unknown", "because": "?", "when": [{"known": ["who"], "none": True}]},
                    {
                        "result": "fits",
                        "because": "all",
                        "when": [{"answers": [{"question": "who", "options": ["all"]}]}],
                    },
                    {"result": "no", "because": "one"},
                ],
            }
        ],
    }
)
WHO = ChoiceQuestion("who", "f/who", many=False)
TEA = ChoiceQuestion("tea", "f/tea", many=True)
PERSPECTIVES = (
    ScoredPerspective("users", "people", must_take_part=False),
    ScoredPerspective("carers", "people", must_take_part=False),
    ScoredPerspective("staff", "services", must_take_part=False),
)


def scored(people, counts, *, few=()):
    """Score a round. people: how many by perspective. counts: {(question, perspective): ({option: picks},
    how many chose, how many do not know)}."""
    structure = Structure(
        threshold=3,
        perspectives=PERSPECTIVES,
        frameworks=(ScoredFramework("f"),),
        questions=(
            ScoredQuestion("f/who", ("f/s",), "f", "choice", options=("all", "one")),
            ScoredQuestion("f/tea", ("f/s",), "f", "choice", options=("black", "green", "none")),
        ),
    )
    turnout = [Turnout(code, many, code in few) for code, many in people.items()]
    tallies = [
        Tally(question, of, options=options, chose=chose, dont_know=unsure)
        for (question, of), (options, chose, unsure) in counts.items()
    ]
    return score(structure, turnout, tallies)


def views(results):
    return {view.side: view for view in views_of(FIT, [WHO, TEA], results)}


def chosen(results):
    return {
        side: {one.question: one.options or one.unclear for one in view.chosen}
        for side, view in views(results).items()
    }


TWO_SIDES = {"users": 4, "staff": 4}


@pytest.mark.parametrize(
    ("options", "chose", "unsure", "said"),
    [
        ({"all": 3, "one": 1}, 4, 0, ("all",)),
        ({"all": 2, "one": 1}, 3, 1, ("all",)),  # half of those who chose or did not know
        ({"all": 1, "one": 2}, 3, 1, ("one",)),
        ({"all": 2, "one": 2}, 4, 0, "split"),  # two have half where one can be chosen
        ({"all": 3}, 3, 0, ("all",)),
        ({}, 0, 4, "nobody"),
        ({}, 0, 0, "nobody"),
    ],
)
def test_a_side_chose_what_half_of_it_chose(options, chose, unsure, said):
    counts = {("f/who", "users"): (options, chose, unsure), ("f/who", "staff"): ({"one": 4}, 4, 0)}
    assert chosen(scored(TWO_SIDES, counts))["people"]["who"] == said


def test_do_not_knows_can_leave_no_answer_with_half():
    people = {"users": 9, "staff": 4}
    counts = {("f/who", "users"): ({"all": 4}, 4, 5)}
    assert chosen(scored(people, counts))["people"]["who"] == "split"


def test_where_several_can_be_chosen_each_that_half_chose_counts():
    counts = {("f/tea", "users"): ({"black": 4, "green": 2, "none": 1}, 4, 0)}
    assert chosen(scored(TWO_SIDES, counts))["people"]["tea"] == ("black", "green")


def test_a_side_is_all_its_groups_together():
    people = {"users": 3, "carers": 5, "staff": 4}
    counts = {
        ("f/who", "users"): ({"all": 3}, 3, 0),
        ("f/who", "carers"): ({"one": 5}, 5, 0),
        ("f/who", "staff"): ({"all": 4}, 4, 0),
    }
    results = scored(people, counts)
    assert [group.codes for group in results.people.groups] == [("users",), ("carers",), ("staff",)]
    assert chosen(results)["people"]["who"] == ("one",)
    assert differing(list(views(results).values())) == ("shared",)


def test_where_groups_may_not_be_shown_there_is_one_view_of_everyone():
    counts = {("f/who", "users"): ({"all": 4}, 4, 0), ("f/who", "staff"): ({"one": 2}, 2, 0)}
    results = scored({"users": 4, "staff": 2}, counts)
    assert results.people.groups is None
    assert chosen(results) == {None: {"who": ("all",), "tea": "nobody"}}
    assert differing(list(views(results).values())) == ()


def test_a_question_whose_groups_are_not_shown_is_not_clear_for_either_side():
    counts = {("f/who", "users"): ({"all": 4}, 4, 0), ("f/who", "staff"): ({"one": 2}, 2, 2)}
    results = scored(TWO_SIDES, counts)
    assert results.questions["f/who"].groups is None
    assert [one["who"] for one in chosen(results).values()] == ["hidden", "hidden"]
    assert [view.of("shared").result for view in views(results).values()] == ["unknown", "unknown"]


def test_one_side_alone_has_one_view_and_too_few_people_none():
    assert list(views(scored({"users": 4}, {}))) == ["people"]
    assert views(scored({"users": 2}, {})) == {}


@given(
    users=st.integers(0, 6),
    staff=st.integers(0, 6),
    picks=st.lists(st.tuples(st.sampled_from(["all", "one", None]), st.booleans()), min_size=12, max_size=12),
)
def test_views_say_nothing_that_the_results_as_they_are_shown_do_not_say(users, staff, picks):
    """Whoever reads the file of results works out the same from it: no hidden count goes in. And two rounds
    that are shown alike, whatever was hidden in them, are seen alike."""
    people = {code: many for code, many in (("users", users), ("staff", staff)) if many}
    if not people:
        return
    counts = {}
    for place, code in enumerate(people):
        given_ = [answer for answer, _ in picks[place * 6 :][: people[code]] if answer]
        unsure = sum(unsure for answer, unsure in picks[place * 6 :][: people[code]] if not answer)
        counts["f/who", code] = ({one: given_.count(one) for one in given_}, len(given_), unsure)
    results = scored(people, counts)
    read_back = Scores.model_validate_json(results.model_dump_json())
    assert views_of(FIT, [WHO, TEA], read_back) == views_of(FIT, [WHO, TEA], results)
    for side, view in views(results).items():
        question = results.questions["f/who"]
        rows = [question.everyone] if side is None else [r for r in question.groups or () if r.side == side]
        if not any(rows):
            assert {one.unclear for one in view.chosen if one.question == "who"} == {"hidden"}


def named(results, fit=FIT, questions=(WHO, TEA)):
    return NamedRound(fit, questions, results)


ALL_SAY = ({"all": 4}, 4, 0)
ONE_SAYS = ({"one": 4}, 4, 0)


def test_names_of_two_rounds_are_compared_only_where_that_is_fair():
    """By side: what it came to then and now, or why not."""
    both = {("f/who", "users"): ALL_SAY, ("f/who", "staff"): ALL_SAY}
    then = scored(TWO_SIDES, both)
    now = scored(TWO_SIDES, both | {("f/who", "users"): ONE_SAYS})

    def found(before, after, same=("who", "tea")):
        rows = names_between(before, after, same)
        return {one.side: one.obstacle or (one.then, one.now) for one in rows}

    assert found(named(then), named(now)) == {"people": ("fits", "no"), "services": ("fits", "fits")}
    assert set(found(named(then), named(now), same=("tea",)).values()) == {Why.ASKS_OTHER}
    softer = replace(FIT.concepts[0], rules=FIT.concepts[0].rules[1:])
    assert set(found(named(then), named(now, replace(FIT, concepts=(softer,)))).values()) == {Why.OTHER_RULES}
    reworded = replace(FIT.concepts[0], rules=tuple(replace(r, because="!") for r in FIT.concepts[0].rules))
    assert Why.OTHER_RULES not in found(named(then), named(now, replace(FIT, concepts=(reworded,)))).values()
    other = replace(FIT.concepts[0], code="other")
    rows = names_between(named(then), named(now, replace(FIT, concepts=(other,))), ("who",))
    assert {(one.concept.code, one.obstacle) for one in rows} == {
        ("other", Why.NEW),
        ("shared", Why.GONE),
    }

    alone = scored({"users": 4}, {("f/who", "users"): ALL_SAY})
    assert found(named(then), named(alone))["services"] == Why.NO_VIEW_NOW
    assert found(named(alone), named(then))["services"] == Why.NO_VIEW_THEN
    carers = {("f/who", "users"): ALL_SAY, ("f/who", "carers"): ALL_SAY, ("f/who", "staff"): ALL_SAY}
    more = scored({**TWO_SIDES, "carers": 4}, carers)
    assert found(named(then), named(more)) == {
        "people": Why.OTHER_PEOPLE,
        "services": ("fits", "fits"),
    }


def test_what_is_said_of_names_in_two_rounds():
    rows = [
        NameRow("f", "shared", "Shared", "en-GB", side, "fits", now)
        for side, now in (("people", "no"), ("services", "fits"))
    ]
    assert list(said_of(rows, "April 2026")) == [
        "As people and communities see it, each name comes out differently from April 2026.",
        "As services and professionals see it, each name comes out as it did in April 2026.",
    ]
    assert [row.moved for row in rows] == ["changed", "the same"]
    [seen] = seen_by_side(rows)
    assert seen.differs
    assert [row.side for _view, row in seen.cells] == ["people", "services"]
    only = replace(rows[0], concept="new")
    assert [row for _view, row in seen_by_side([*rows, only])[1].cells] == [only, None]
    for one in Why:
        assert "%" not in why_not(one, "April 2026", "May 2027")
