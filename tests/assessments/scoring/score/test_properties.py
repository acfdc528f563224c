"""How answers become results: every worked example, tables for the boundaries, properties of any round."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring.disclosure import SIDES
from assessments.scoring.structure import Bands, ScoredFramework, Structure
from tests.assessments.scoring.score.people import (
    LIST,
    SPECIALS,
    choice,
    person,
    rating,
    results,
    score,
    structure,
    tallies_of,
    turnout_of,
)

# Properties of any round

ROUND_QUESTIONS = (
    replace(rating("r1"), sections=("s",)),
    replace(rating("r2"), sections=("t", "s"), direction="barrier"),
    replace(rating("r3"), sections=("t", "s"), levels=(1, 2, 3), framework="second"),
    replace(choice("c1"), sections=("t", "s")),
)


def answers_to(question):
    if question.kind == "rating":
        real = st.sampled_from(question.levels)
    else:
        real = st.lists(st.sampled_from(question.options), min_size=1, unique=True).map(tuple)
    # Ratings more often than not, so that groups are shown often and fall back sometimes.
    return st.one_of(*[real] * 8, st.sampled_from(SPECIALS), st.none())


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
    for code, show_if_few in people:
        given_ = {}
        for question in ROUND_QUESTIONS:
            answer = draw(st.sampled_from(question.levels)) if complete and question.levels else None
            answer = answer if answer is not None else draw(answers_to(question))
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
            assert [g["codes"] for g in question["groups"]] == [g["codes"] for g in found["people"]["groups"]]


@given_rounds()
def test_every_block_accounts_for_each_of_its_people(a_round):
    found = results(*a_round)
    for question in found["questions"].values():
        blocks = [(question["everyone"], found["people"]["shown"])]
        if question["groups"]:
            shown = zip(question["groups"], found["people"]["groups"], strict=True)
            blocks += [(block, group["people"]) for block, group in shown]
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
    assert not any(figures([found["sections"], found["frameworks"]]))
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
        assert (area["parity"] is None) == (area["parity_questions"] == 0)
        if not found["assessed_together"] or found["people"]["groups"] is None:
            assert area["parity"] is None
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


@given_rounds(st.randoms(use_true_random=False))
def test_no_figure_tells_apart_the_people_of_one_group(a_round, random):
    """Hand the answers around within each shown group, or everyone, question by question: nothing moves."""
    asked, responses = a_round
    found = results(asked, responses)
    groups = [set(group["codes"]) for group in found["people"]["groups"] or []]
    if found["people"]["groups"] is None:
        groups = [{*(p.code for p in LIST), None}]
    other = [{**r, "answers": dict(r["answers"])} for r in responses]
    for codes, question in product(groups, asked.questions):
        members = [r for r in other if r["perspective"] in codes]
        given_ = [r["answers"].pop(question.key, None) for r in members]
        for response, answer in zip(members, random.sample(given_, len(given_)), strict=True):
            if answer is not None:
                response["answers"][question.key] = answer
    assert results(asked, other) == found


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


@given_rounds()
def test_every_other_figure_follows_from_the_spreads_that_are_shown(a_round):
    """Sections, frameworks, bands, parity, gaps and lists say no more than the shown spreads do."""
    asked, responses = a_round
    found = results(asked, responses)
    groups = found["people"]["groups"] or []
    everyone, parity, gaps, by_group, unsure = {}, {}, {}, {}, {}
    for question in asked.questions:
        shown = found["questions"][question.key]
        if block := shown["everyone"]:
            answered = block.get("rated", block.get("chose"))
            if block["dont_know"]:
                unsure[question.key] = Fraction(block["dont_know"], answered + block["dont_know"])
        if question.kind != "rating":
            assert (shown["parity"], shown["gap"], shown["agreement"]) == (None, None, None)
            continue
        everyone[question.key] = position(question, block and exact_mean(block))
        means = [exact_mean(block) for block in shown["groups"] or []]
        by_group[question.key] = [position(question, m) for m in means] or [None] * len(groups)
        of_side = {
            side: [m for m, g in zip(means, groups, strict=False) if g["side"] == side and m is not None]
            for side in SIDES
        }
        both = [mean(of_side[side]) for side in SIDES if of_side[side]]
        parity[question.key] = mean(both) if len(both) == 2 and found["assessed_together"] else None
        with_side = [m for side in SIDES for m in of_side[side]]
        gaps[question.key] = max(with_side) - min(with_side) if len(with_side) > 1 else None
        assert shown["parity"] == (
            None
            if parity[question.key] is None
            else {
                "mean": float(parity[question.key]),
                "favourable": float(position(question, parity[question.key])),
            }
        )
        assert shown["gap"] == (None if gaps[question.key] is None else float(gaps[question.key]))

    by_key = {question.key: question for question in asked.questions}
    favourable = {key: position(by_key[key], value) for key, value in parity.items()}

    def figure(values):
        known = [value for value in values if value is not None]
        return (float(mean(known)) if known else None), len(known)

    areas = [(found["sections"][s], [q.key for q in asked.questions if s in q.sections]) for s in ("s", "t")]
    areas += [
        (found["frameworks"][f], [q.key for q in asked.questions if q.framework == f])
        for f in ("framework", "second")
    ]
    for area, keys in areas:
        rated = [key for key in keys if key in parity]
        assert (area["parity"], area["parity_questions"]) == figure([favourable[key] for key in rated])
        assert (area["everyone"], area["everyone_questions"]) == figure([everyone[key] for key in rated])
        assert [(g["favourable"], g["questions"]) for g in area["groups"] or []] == [
            figure([by_group[key][index] for key in rated]) for index in range(len(groups))
        ]
    first = found["frameworks"]["framework"]["parity"]
    assert found["frameworks"]["framework"]["band"] == (
        None if first is None else "high" if first >= 0.5 else "low"
    )
    total = parity["r3"]
    assert found["frameworks"]["second"]["band"] == (
        None if total is None or total < 1 else "high" if total >= 2 else "low"
    )

    def first_three(ranks, lowest_first):
        known = [key for key in by_key if ranks.get(key) is not None]
        return sorted(known, key=lambda key: ranks[key] if lowest_first else -ranks[key])[:3]

    shares = {
        key: gap / (by_key[key].levels[-1] - by_key[key].levels[0])
        for key, gap in gaps.items()
        if gap is not None
    }
    wide = {key: share for key, share in shares.items() if share >= Fraction(3, 20)}
    any_parity = any(value is not None for value in favourable.values())
    assert found["talk_first"] == {
        "furthest_apart": first_three(wide, lowest_first=False),
        "lowest": first_three(favourable if any_parity else everyone, lowest_first=True),
        "most_unsure": first_three(unsure, lowest_first=False),
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
