"""Setting up a round, its states, its release, and what goes into it in people's own words."""

import pytest

from assessments.models import Release
from assessments.release import actions as release_actions
from assessments.release import comments
from assessments.responses import saving
from assessments.rounds.contents import content_of_round
from tests import factories
from tests.assessments.rounds.lifecycle.verbs import CARERS, USERS

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


def say(round_, perspective, words, sharing="named", question="s1-q1", **more):
    return factories.respond(round_, perspective, {"s1-q2": 3}, comments={question: (words, sharing)}, **more)


def shared(round_, question="s1-q1"):
    """What the release shows of a question: words, each with the group that is named (those of a pool joined
    by '/', None where none is), and how many left any."""
    found = factories.release(round_).results["comments"].get(f"demo/{question}")
    return found and (
        sorted((q["words"], "/".join(q["codes"]) or None) for q in found["shared"]),
        found["left"],
    )


def fill(round_, perspective, people, **more):
    for _ in range(people):
        factories.respond(round_, perspective, {"s1-q1": 3, "s1-q2": 3}, **more)


def test_a_group_is_named_when_it_has_as_many_as_the_threshold(round_):
    say(round_, USERS, "One")
    fill(round_, USERS, 2)
    fill(round_, "managers", 3)
    assert shared(round_) == ([("One", USERS)], 1)


def test_a_pool_is_named_as_the_pool_whichever_of_them_the_words_came_from(round_):
    say(round_, CARERS, "One")
    say(round_, USERS, "Two")
    fill(round_, CARERS, 1)
    fill(round_, USERS, 3)
    fill(round_, "managers", 3)
    pool = f"{USERS}/{CARERS}"
    assert shared(round_) == ([("One", pool), ("Two", pool)], 2)


def test_a_pool_of_one_question_does_not_change_how_words_are_named(round_):
    """Carers are a group of the round; on this question they are shown together with the service users."""
    say(round_, CARERS, "One")
    for given in ({"s1-q1": 3}, {"s1-q1": 3}, {}):
        factories.respond(round_, CARERS, given)
    fill(round_, USERS, 3)
    fill(round_, "managers", 3)
    results = factories.release(round_).results
    assert [g["codes"] for g in results["questions"]["demo/s1-q1"]["groups"]] == [
        [USERS, CARERS],
        ["managers"],
    ]
    assert results["comments"]["demo/s1-q1"]["shared"] == [{"words": "One", "codes": [CARERS]}]


def test_a_pool_is_not_named_where_all_of_it_is_and_others_chose_not_to_be(round_):
    for perspective in (CARERS, CARERS, USERS):
        say(round_, perspective, f"Words of {perspective}")
    say(round_, "managers", "Not named", sharing="unnamed")
    fill(round_, "managers", 4)
    quotes, _ = shared(round_)
    assert {codes for _, codes in quotes} == {None}


def test_words_without_a_name_are_all_alike_whatever_the_reason(round_):
    """The author's choice, shown by consent, no perspective: nothing in the release says which."""
    say(round_, USERS, "Chose so", "unnamed")
    say(round_, CARERS, "By consent", show_if_few=True)
    say(round_, None, "Named none", "unnamed")
    fill(round_, USERS, 4)
    fill(round_, "managers", 3)
    shown = factories.release(round_).results["comments"]["demo/s1-q1"]["shared"]
    assert len(shown) == 3
    assert {tuple(sorted((key, str(quote[key])) for key in quote if key != "words")) for quote in shown} == {
        (("codes", "[]"),)
    }


def test_no_group_is_named_when_it_is_shown_by_consent(round_):
    say(round_, CARERS, "One", show_if_few=True)
    say(round_, USERS, "Two")
    fill(round_, USERS, 2)
    fill(round_, "managers", 3)
    assert shared(round_) == ([("One", None), ("Two", USERS)], 2)


def test_words_are_counted_and_not_shown_when_private_or_undecided(round_):
    say(round_, USERS, "Private", "private")
    say(round_, USERS, "Undecided", "")
    say(round_, USERS, "Shown", "unnamed")
    fill(round_, "managers", 3)
    results = factories.release(round_).results
    assert results["comments"]["demo/s1-q1"] == {
        "shared": [{"words": "Shown", "codes": []}],
        "left": 3,
    }
    assert "Private" not in str(results)
    assert "Undecided" not in str(results)


def test_words_are_left_out_when_not_sent(round_):
    say(round_, USERS, "Not sent", submitted=False)
    fill(round_, USERS, 3)
    fill(round_, "managers", 3)
    assert shared(round_) is None


def test_words_stay_when_those_who_named_no_group_are_set_aside(round_):
    say(round_, None, "From nowhere", "unnamed")
    fill(round_, USERS, 3)
    fill(round_, "managers", 3)
    assert shared(round_) == ([("From nowhere", None)], 1)


def test_no_words_are_shown_when_too_few_took_part(round_):
    say(round_, USERS, "One")
    fill(round_, USERS, 1)
    assert factories.release(round_).results["comments"] == {}


def test_answers_in_words_are_comments_when_released(round_):
    for words in ("One", "Two", "Three"):
        factories.respond(round_, USERS, {"text": words, "s1-q2": 3}, comments={"text": (words, "named")})
    fill(round_, "managers", 3)
    assert shared(round_, "text") == ([("One", USERS), ("Three", USERS), ("Two", USERS)], 3)


def test_the_order_is_drawn_by_chance_and_then_stays_when_released(round_):
    words = [f"Comment {i:02}" for i in range(20)]
    for one in words:
        say(round_, USERS, one)
    fill(round_, "managers", 3)
    results = release_actions.calculate_results(round_)
    contents = content_of_round(round_)
    orders = {
        tuple(quote.words for quote in comments.comments_of(round_, contents, results)["demo/s1-q1"].shared)
        for _ in range(5)
    }
    assert len(orders) == 5
    assert tuple(words) not in orders
    frozen = factories.release(round_).results["comments"]
    assert Release.objects.get().results["comments"] == frozen


def test_nothing_joins_two_comments_when_one_person_left_both(round_):
    for _ in range(3):
        factories.respond(round_, USERS, {"s1-q1": 3}, comments={c: (c, "named") for c in ("s1-q1", "s1-q2")})
    fill(round_, "managers", 3)
    results = factories.release(round_).results["comments"]
    assert {key for row in results.values() for quote in row["shared"] for key in quote} == {
        "words",
        "codes",
    }


# Names that would give somebody else away (docs/rules.md, Comments)


def said_by(round_, question="s1-q1"):
    quotes, left = shared(round_, question)
    return sorted(quotes), left


def test_nobody_is_named_where_the_nameless_words_would_be_one_persons(round_):
    """Five of six are named; the sixth, shown by consent, would have all their comments joined."""
    for i in range(5):
        say(round_, USERS, f"Words {i}")
    say(round_, "managers", "Mine", show_if_few=True)
    quotes, left = said_by(round_)
    assert left == 6
    assert {code for _, code in quotes} == {None}


def test_a_group_is_not_named_where_all_of_it_is_and_others_chose_not_to_be(round_):
    for i in range(3):
        say(round_, USERS, f"Words {i}")
    say(round_, "managers", "Not named", sharing="unnamed")
    fill(round_, "managers", 4)
    quotes, _ = said_by(round_)
    assert {code for _, code in quotes} == {None}


def test_words_kept_private_hide_behind_enough_people_too(round_):
    for i in range(3):
        say(round_, USERS, f"Words {i}")
    fill(round_, USERS, 1)
    say(round_, "managers", "Private", sharing="private")
    fill(round_, "managers", 2)
    quotes, left = said_by(round_)
    assert left == 4
    assert [code for _, code in quotes] == [USERS] * 3  # four people may have written the fourth


def test_no_words_are_shown_where_fewer_than_the_threshold_are(round_):
    say(round_, USERS, "Mine alone", show_if_few=True)
    assert factories.release(round_).results["comments"] == {}


def test_naming_ones_group_does_not_go_along_to_another(round_):
    response = say(round_, USERS, "Words")
    other = round_.assessment.perspectives.get(code="managers")
    saving.change_perspective(response=response, perspective=other)
    assert response.answers.get(question__code="s1-q1").sharing == "unnamed"
