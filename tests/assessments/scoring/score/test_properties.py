"""What holds of any round's results, and what nobody can find out from them."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring.disclosure import SIDES, ScoredPerspective
from assessments.scoring.structure import Bands, ScoredFramework, Structure
from tests.assessments.scoring.score.people import (
    SPECIALS,
    assert_same,
    choice,
    person,
    rating,
    results,
    score,
    structure,
    tallies_of,
    turnout_of,
)

pytestmark = pytest.mark.slow

# Properties of any round

# Three on one side, so that a pool of one question can take in some and leave others; the sides in turn.
LIST = (
    ScoredPerspective("users", "people", must_take_part=True),
    ScoredPerspective("practitioners", "services"),
    ScoredPerspective("carers", "people"),
    ScoredPerspective("managers", "services"),
    ScoredPerspective("peers", "people"),
)

ROUND_QUESTIONS = (
    replace(rating("r1"), sections=("s",)),
    replace(rating("r2"), sections=("t", "s"), direction="barrier"),
    replace(rating("r3"), sections=("t", "s"), levels=(1, 2, 3), framework="second"),
    replace(choice("c1"), sections=("t", "s")),
)


@cache
def answers_to(question, quiet=False):
    """Ratings more often than not, so that groups are shown often and are pooled sometimes. quiet: few rate,
    so that a group of these is thin on the question. One draw for each answer, to be quick."""
    if question.kind == "rating":
        real = list(question.levels)
    else:
        sizes = range(1, len(question.options) + 1)
        real = [picked for size in sizes for picked in combinations(question.options, size)]
    left = [*SPECIALS, None, None, None] * len(real)
    return st.sampled_from([*real * 24, *left * (16 if quiet else 1)])


MANY = st.sampled_from([6, 5, 7, 8, 4, 3, 2, 1, 0])
FEW = st.sampled_from([0, 1, 0, 2])


@st.composite
def rounds(draw, complete=False, fewest=0):
    """A structure and responses. `complete`: everyone rates and chooses everything."""
    people = []
    sizes = st.integers(fewest, 9) if fewest else draw(st.sampled_from([MANY, MANY, MANY, FEW]))
    for code in (*(p.code for p in LIST), None):
        n = draw(sizes)
        agree = draw(st.sampled_from([True, False, None]))  # all, none, mixed
        people += [(code, draw(st.booleans()) if agree is None else agree) for _ in range(n)]
    responses = []
    quiet = draw(
        st.sets(st.sampled_from([(p.code, q.key) for p in LIST for q in ROUND_QUESTIONS]), max_size=6)
    )
    for code, show_if_few in people:
        given_ = {}
        for question in ROUND_QUESTIONS:
            answer = draw(st.sampled_from(question.levels)) if complete and question.levels else None
            if answer is None:
                answer = draw(answers_to(question, (code, question.key) in quiet))
            if answer is not None:
                given_[question.key] = answer
        responses.append(person(code, show_if_few, **given_))
    bands = Bands("mean", ((0, "low"), (50, "high")))
    totals = Bands("total", ((1, "low"), (2, "high")))
    return Structure(
        draw(st.sampled_from([3, 5])),
        LIST,
        (ScoredFramework("framework", bands), ScoredFramework("second", totals)),
        ROUND_QUESTIONS,
    ), responses


def given_rounds(*others, examples=100, **options):
    def decorate(test):
        return settings(deadline=None, max_examples=examples)(given(rounds(**options), *others)(test))

    return decorate


COUNTED = ("rated", "chose", *SPECIALS, "unanswered")


def counts_in(block):
    picks = block.get("levels") or block.get("options")
    return Counter(picks) + Counter({key: block[key] for key in COUNTED if key in block})


@given_rounds()
def test_counts_of_the_groups_add_up_to_everyone(a_round):
    found = results(*a_round)
    for question in found["questions"].values():
        if question["groups"] is not None:
            assert sum(map(counts_in, question["groups"]), Counter()) == counts_in(question["everyone"])


@given_rounds()
def test_the_groups_of_a_question_are_those_of_the_round_some_of_them_together(a_round):
    asked, responses = a_round
    found = results(asked, responses)
    order = [*(p.code for p in LIST), None]
    for question in found["questions"].values():
        if question["groups"] is None:
            continue
        of_round = {tuple(g["codes"]): g for g in found["people"]["groups"]}
        together = [set(g["codes"]) for g in question["groups"]]
        assert sorted(map(order.index, chain(*together))) == sorted(map(order.index, chain(*of_round)))
        for group in question["groups"]:
            within = [g for codes, g in of_round.items() if set(codes) <= set(group["codes"])]
            assert sum(len(g["codes"]) for g in within) == len(group["codes"])
            assert {g["side"] for g in within} == {group["side"]}
            assert len(within) == 1 or (
                group["side"] is not None and not any(g["by_consent"] for g in within)
            )
            assert group["codes"] == sorted(group["codes"], key=order.index)
        first = [order.index(g["codes"][0]) for g in question["groups"]]
        assert first == sorted(first)


@given_rounds()
def test_every_block_accounts_for_each_of_its_people(a_round):
    found = results(*a_round)
    for question in found["questions"].values():
        blocks = [(question["everyone"], found["people"]["shown"])]
        if question["groups"]:
            people_of = {
                code: sum(r["perspective"] == code for r in a_round[1])
                for code in (*(p.code for p in LIST), None)
            }
            blocks += [
                (block, sum(people_of[code] for code in block["codes"])) for block in question["groups"]
            ]
        for block, people in blocks:
            if block is not None:
                answered = block["chose"] if "chose" in block else sum(block["levels"].values())
                assert answered + sum(block[key] for key in (*SPECIALS, "unanswered")) == people


@given_rounds(st.randoms(use_true_random=False))
def test_the_order_of_the_responses_changes_nothing(a_round, random):
    asked, responses = a_round
    turnout, tallies = turnout_of(responses), list(tallies_of(asked.questions, responses))
    shuffled = random.sample(responses, len(responses))
    assert results(asked, shuffled) == score(asked, turnout, tallies)
    assert score(asked, random.sample(turnout, len(turnout)), random.sample(tallies, len(tallies))) == score(
        asked, turnout, tallies
    )


def figures(value):
    """Every number in the results."""
    if isinstance(value, dict):
        return [figure for item in value.values() for figure in figures(item)]
    if isinstance(value, list):
        return [figure for item in value for figure in figures(item)]
    return [value] if isinstance(value, int | float) else []


@given_rounds()
def test_nothing_is_shown_where_too_few_took_part(a_round):
    asked, responses = a_round
    found = results(asked, responses)
    if found["people"]["shown"]:
        return
    assert len(responses) < asked.threshold
    assert found["people"]["groups"] is None
    assert not any(figures(found["questions"]))
    areas = [*found["sections"].values(), *found["frameworks"].values()]
    assert not any(figures([{**area, "questions": 0} for area in areas]))
    assert all(framework["band"] is None for framework in found["frameworks"].values())
    assert not any(found["talk_first"].values())


@given_rounds()
def test_parity_exists_only_where_the_round_was_assessed_together(a_round):
    found = results(*a_round)
    areas = [*found["sections"].values(), *found["frameworks"].values()]
    for question in found["questions"].values():
        if question["parity"] is not None:
            assert found["assessed_together"]
            assert question["groups"]
    for area in areas:
        together = found["assessed_together"] and area["compared"] > 0
        assert (area["parity"] is not None) == together
    if not found["assessed_together"]:
        assert all(framework["band"] is None for framework in found["frameworks"].values())


@given_rounds(st.sampled_from([p.code for p in LIST]), complete=True, fewest=5, examples=60)
def test_doubling_everyone_in_a_perspective_leaves_parity_as_it_was(a_round, code):
    asked, responses = a_round
    doubled = [*responses, *(r for r in responses if r["perspective"] == code)]
    before, after = results(asked, responses), results(asked, doubled)
    for key in ("r1", "r2", "r3"):
        assert before["questions"][key]["parity"] is not None
        assert after["questions"][key]["parity"] == before["questions"][key]["parity"]
        assert after["questions"][key]["gap"] == before["questions"][key]["gap"]
    assert after["frameworks"]["framework"]["parity"] == before["frameworks"]["framework"]["parity"]


OTHER_SIDE = dict(zip(SIDES, reversed(SIDES), strict=True))


@given_rounds(fewest=3, examples=60)
def test_swapping_the_two_sides_leaves_every_figure_as_it_was(a_round):
    """Neither side counts for more, whichever it is: parity, gaps, lists and sections stay."""
    asked, responses = a_round
    swapped = tuple(replace(one, side=OTHER_SIDE[one.side]) for one in asked.perspectives)
    before, after = results(asked, responses), results(replace(asked, perspectives=swapped), responses)
    for key, question in before["questions"].items():
        for figure in ("parity", "gap", "agreement", "everyone"):
            assert after["questions"][key][figure] == question[figure]
    for areas in ("sections", "frameworks"):
        for key, area in before[areas].items():
            assert after[areas][key]["parity"] == area["parity"]
            assert after[areas][key]["gap"] == area["gap"]
    assert after["talk_first"] == before["talk_first"]


@given_rounds(examples=60)
def test_a_barrier_whose_answers_are_turned_round_is_a_strength(a_round):
    """The same figures from 0 to 1, wherever they are: levels turn round, and so does the direction."""
    asked, responses = a_round
    turned = replace(
        asked,
        questions=tuple(
            replace(one, direction="strength" if one.direction == "barrier" else "barrier")
            if one.kind == "rating"
            else one
            for one in asked.questions
        ),
    )
    levels = {one.key: one.levels for one in asked.questions if one.kind == "rating"}
    mirrored = [
        {
            **response,
            "answers": {
                key: levels[key][0] + levels[key][-1] - given
                if key in levels and isinstance(given, int)
                else given
                for key, given in response["answers"].items()
            },
        }
        for response in responses
    ]
    before, after = results(asked, responses), results(turned, mirrored)
    for key, question in before["questions"].items():
        other = after["questions"][key]
        assert (other["gap"], other["agreement"]) == (question["gap"], question["agreement"])
        for block, turned_block in zip(blocks(question), blocks(other), strict=True):
            assert_same(turned_block.get("favourable"), block.get("favourable"))
        if question["parity"]:
            assert_same(other["parity"]["favourable"], question["parity"]["favourable"])
    assert_same(after["sections"], before["sections"])
    assert after["talk_first"] == before["talk_first"]


def blocks(question):
    """Everyone, and each group that is shown."""
    return [one for one in (question["everyone"], *(question["groups"] or ())) if one]


@given_rounds(
    st.lists(st.sampled_from([None, *SPECIALS]), min_size=1, max_size=6), complete=True, fewest=5, examples=60
)
def test_more_people_who_do_not_rate_never_move_a_mean(a_round, others):
    asked, responses = a_round
    more = [
        person("users", **{} if answer is None else dict.fromkeys(("r1", "r2", "r3"), answer))
        for answer in others
    ]
    before, after = results(asked, responses), results(asked, [*responses, *more])
    for key in ("r1", "r2", "r3"):
        one, other = before["questions"][key], after["questions"][key]
        assert [g["mean"] for g in one["groups"]] == [g["mean"] for g in other["groups"]]
        assert one["everyone"]["mean"] == other["everyone"]["mean"]
        assert (one["parity"], one["gap"]) == (other["parity"], other["gap"])


# As an attacker


def answered(answer):
    return isinstance(answer, int | tuple)


@given_rounds(st.randoms(use_true_random=False))
def test_no_figure_tells_apart_the_people_of_one_group(a_round, random):
    """Hand the answers around within each shown group, or everyone, question by question: nothing moves.

    Where groups are shown together on a question, who rated and who did not is handed around within each:
    that one of them was thin is what their being together says, and all that it says.
    """
    asked, responses = a_round
    found = results(asked, responses)
    everyone = [{*(p.code for p in LIST), None}]
    of_round = [set(g["codes"]) for g in found["people"]["groups"] or []] or everyone
    other = [{**r, "answers": dict(r["answers"])} for r in responses]
    for question in asked.questions:
        shown = found["questions"][question.key]
        together = [set(g["codes"]) for g in shown["groups"] or []] or everyone
        for codes in of_round:
            hand_around([r for r in other if r["perspective"] in codes], question.key, random)
        for codes, rated in product(together, (True, False)):
            members = [
                r
                for r in other
                if r["perspective"] in codes
                and answered(r["answers"].get(question.key)) == rated
                and any(r["perspective"] in group for group in of_round)
            ]
            hand_around(members, question.key, random)
    assert results(asked, other) == found


def hand_around(members, key, random):
    given_ = [member["answers"].pop(key, None) for member in members]
    for member, answer in zip(members, random.sample(given_, len(given_)), strict=True):
        if answer is not None:
            member["answers"][key] = answer


@given_rounds()
def test_no_block_less_any_others_leaves_one_or_two_who_rated(a_round):
    """Take any of a question's groups from everyone, or leave any together: what is left is none or enough.

    Those who agreed to be shown may tell what they said, and be taken away too.
    """
    asked, responses = a_round
    found = results(asked, responses)
    agreed = {c for g in found["people"]["groups"] or [] if g["by_consent"] for c in g["codes"]}
    for question in asked.questions:
        shown = found["questions"][question.key]
        if shown["everyone"] is None:
            assert not shown["groups"]
            continue
        rated = shown["everyone"].get("rated", shown["everyone"].get("chose"))
        of_agreed = sum(
            answered(r["answers"].get(question.key)) for r in responses if r["perspective"] in agreed
        )
        assert rated - of_agreed not in (1, 2)
        others = [
            g.get("rated", g.get("chose")) for g in shown["groups"] or [] if not set(g["codes"]) <= agreed
        ]
        for size in range(len(others) + 1):
            for some in combinations(others, size):
                assert rated - of_agreed - sum(some) not in (1, 2)
                assert sum(some) not in (1, 2)


@given_rounds(st.data())
def test_answers_of_people_set_aside_or_too_few_change_nothing(a_round, data):
    asked, responses = a_round
    found = results(asked, responses)
    hidden = [r for r in responses if not found["people"]["shown"] or r["perspective"] is None]
    if found["people"]["shown"] and not found["people"]["set_aside"]:
        return
    other = [r for r in responses if r not in hidden]
    for response in hidden:
        given_ = {q.key: data.draw(answers_to(q)) for q in asked.questions}
        other.append({**response, "answers": {key: a for key, a in given_.items() if a is not None}})
    assert results(asked, other) == found


@given_rounds()
def test_what_is_left_after_taking_away_those_who_agreed_is_none_or_enough(a_round):
    """Take from 'everyone' all that the people shown by consent said, hidden or not: no few are left."""
    asked, responses = a_round
    found = results(asked, responses)
    by_consent = {c for g in found["people"]["groups"] or [] if g["by_consent"] for c in g["codes"]}
    agreed = [r for r in responses if r["perspective"] in by_consent]
    rest = found["people"]["shown"] - len(agreed)
    assert rest == 0 or rest >= asked.threshold
    for question in asked.questions:
        shown = found["questions"][question.key]
        blocks = [] if shown["everyone"] is None else [shown["everyone"]]
        answered_by_agreed = sum(isinstance(r["answers"].get(question.key), int | tuple) for r in agreed)
        for block in blocks:
            left = block.get("rated", block.get("chose")) - answered_by_agreed
            assert left == 0 or left >= 3
        for group in shown["groups"] or []:
            if not set(group["codes"]) <= by_consent:
                assert group.get("rated", group.get("chose")) not in (1, 2)


def mean(values):
    return sum(values, Fraction()) / len(values) if values else None


def exact_mean(block):
    counts = {int(level): n for level, n in block["levels"].items()}
    return (
        Fraction(sum(level * n for level, n in counts.items()), sum(counts.values()))
        if block["rated"]
        else None
    )


def position(question, value):
    if value is None:
        return None
    share = (value - question.levels[0]) / (question.levels[-1] - question.levels[0])
    return share if question.direction == "strength" else 1 - share


def shown_apart(question, groups):
    return question["groups"] is not None and [g["codes"] for g in question["groups"]] == [
        g["codes"] for g in groups
    ]


@given_rounds(examples=200)
def test_every_other_figure_follows_from_the_spreads_that_are_shown(a_round):
    """Sections, frameworks, bands, parity, gaps and lists say no more than the shown spreads do.

    Worked out here from those spreads alone, another way than the rules do it.
    """
    asked, responses = a_round
    found = results(asked, responses)
    groups = found["people"]["groups"] or []
    by_key = {question.key: question for question in asked.questions}
    rated = {key: q for key, q in by_key.items() if q.kind == "rating"}
    everyone, parity, gaps, apart, lowest, unsure, comparable = {}, {}, {}, {}, {}, {}, set()
    for key, question in by_key.items():
        shown = found["questions"][key]
        if block := shown["everyone"]:
            count = block.get("rated", block.get("chose"))
            if block["dont_know"]:
                unsure[key] = Fraction(block["dont_know"], count + block["dont_know"])
        if key not in rated:
            assert (shown["parity"], shown["gap"], shown["agreement"]) == (None, None, None)
            continue
        everyone[key] = position(question, block and exact_mean(block))
        means = [(g["side"], exact_mean(g)) for g in shown["groups"] or []]
        with_side = [m for side, m in means if side]
        if shown_apart(shown, groups) and None not in with_side:
            comparable.add(key)
        of_side = [mean([m for side, m in means if side == one and m is not None]) for one in SIDES]
        together = found["assessed_together"] and None not in of_side
        parity[key] = mean(of_side) if together else None
        with_side = [m for m in with_side if m is not None]
        gaps[key] = max(with_side) - min(with_side) if len(with_side) > 1 else None
        lowest[key] = min((position(question, m) for m in with_side), default=None)
        assert shown["parity"] == (
            None
            if parity[key] is None
            else {"mean": float(parity[key]), "favourable": float(position(question, parity[key]))}
        )
        assert shown["gap"] == (None if gaps[key] is None else float(gaps[key]))
        share = None if gaps[key] is None else gaps[key] / (question.levels[-1] - question.levels[0])
        word = None if share is None else "close" if share < Fraction(3, 20) else "apart"
        if word == "apart":
            apart[key] = share
            word = "far_apart" if share >= Fraction(3, 10) else "apart"
        assert shown["agreement"] == (None if word == "close" and key not in comparable else word)

    favourable = {key: position(by_key[key], value) for key, value in parity.items()}
    areas = [(found["sections"][s], [q.key for q in asked.questions if s in q.sections]) for s in ("s", "t")]
    areas += [
        (found["frameworks"][f], [q.key for q in asked.questions if q.framework == f])
        for f in ("framework", "second")
    ]
    for area, keys in areas:
        area_keys = [key for key in keys if key in rated]
        over = [key for key in area_keys if key in comparable]
        if 2 * len(over) < len(area_keys):
            over = []
        assert (area["questions"], area["compared"]) == (len(area_keys), len(over))
        if not over:
            assert (area["groups"], area["parity"], area["gap"]) == (None, None, None)
            values = [everyone[key] for key in area_keys if everyone[key] is not None]
            assert area["everyone_questions"] == len(values)
            assert area["everyone"] == (float(mean(values)) if values else None)
            continue
        assert area["everyone_questions"] == len(over)
        assert area["everyone"] == float(mean([everyone[key] for key in over]))
        figures_of = {}
        for group, frozen in zip(groups, area["groups"], strict=True):
            assert frozen["codes"] == group["codes"]
            blocks = [
                (key, next(g for g in found["questions"][key]["groups"] if g["codes"] == group["codes"]))
                for key in over
            ]
            values = [position(by_key[key], exact_mean(block)) for key, block in blocks]
            figures_of[tuple(group["codes"])] = None if None in values else mean(values)
            assert frozen["favourable"] == (None if None in values else float(mean(values)))
        sided = [figures_of[tuple(g["codes"])] for g in groups if g["side"]]
        assert area["gap"] == (float(max(sided) - min(sided)) if len(sided) > 1 else None)
        assert area["parity"] == (
            float(mean([favourable[key] for key in over])) if found["assessed_together"] else None
        )

    first = found["frameworks"]["framework"]["parity"]
    assert found["frameworks"]["framework"]["band"] == (
        None if first is None else "high" if first >= 0.5 else "low"
    )
    total = parity["r3"] if "r3" in comparable else None
    assert found["frameworks"]["second"]["band"] == (
        None if total is None or total < 1 else "high" if total >= 2 else "low"
    )

    def ranked(ranks, lowest_first=False):
        known = [key for key in by_key if ranks.get(key) is not None]
        return sorted(known, key=lambda key: ranks[key] if lowest_first else -ranks[key])

    strong = {
        key: value
        for key, value in lowest.items()
        if key in comparable and gaps[key] is not None and key not in apart and value >= Fraction(7, 10)
    }
    assert found["apart"] == ranked(apart)
    assert found["talk_first"] == {
        "furthest_apart": ranked(apart)[:3],
        "lowest": ranked(
            {key: everyone[key] if favourable[key] is None else favourable[key] for key in rated}, True
        )[:3],
        "strong_together": ranked(strong)[:3],
        "most_unsure": ranked(unsure)[:3],
    }


def test_furthest_apart_measures_each_gap_against_its_own_scale():
    short = replace(rating("short"), levels=(0, 1))  # a gap of 1 point is all of it
    long = replace(rating("long"), levels=tuple(range(11)))  # a gap of 4 points is two fifths
    found = results(
        structure(long, short),
        [
            *[person("users", long=2, short=0) for _ in range(5)],
            *[person("managers", long=6, short=1) for _ in range(5)],
        ],
    )
    assert [found["questions"][key]["gap"] for key in ("long", "short")] == [4, 1]
    assert found["talk_first"]["furthest_apart"] == ["short", "long"]
