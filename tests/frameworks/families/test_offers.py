"""What an adaptation can take over from its original: the rule, on plain parts."""

from frameworks.drafts import steps
from frameworks.drafts.parts import HEAD, value_of
from frameworks.families.offers import LocalState, OfferKind, offers
from frameworks.families.taking import Blocker, StepOutOfOrder, hindrance, take
from tests.frameworks.families.build import LEVELS, SCALE, SOURCE, only, question, row, start, told

TURNS, LEAF, STORY, CHIPS = [("question", code) for code in ("turns", "leaf", "story", "chips")]


def test_nothing_changed_offers_nothing():
    assert offers(start(), start(), start()) == []


def test_changed_words_are_offered_beside_ours_and_taken_alone():
    theirs = steps.set_fields(start(), TURNS, {"statement": "We all take turns.", "plain": "We take turns."})
    ours = steps.set_fields(start(), TURNS, {"title": "Our title"})
    offer = only(start(), theirs, ours)
    assert (offer.kind, offer.local_state) == (OfferKind.CHANGED, LocalState.UNTOUCHED)
    assert [(f.name, f.ours, f.theirs) for f in offer.fields] == [
        ("statement", "Statement 0.", "We all take turns."),
        ("plain", "", "We take turns."),
    ]
    made = take(ours, offer)
    assert made == steps.set_fields(
        ours, TURNS, {"statement": "We all take turns.", "plain": "We take turns."}
    )
    assert offers(start(), theirs, made) == []


def test_words_that_we_changed_too_say_so():
    theirs = steps.set_fields(start(), TURNS, {"statement": "Theirs.", "title": "Their title"})
    ours = steps.set_fields(start(), TURNS, {"statement": "Ours."})
    offer = only(start(), theirs, ours)
    assert offer.local_state == LocalState.OURS_TOO
    assert {f.name: f.ours_too for f in offer.fields} == {"statement": True, "title": False}
    assert take(ours, offer)[TURNS]["statement"] == "Theirs."


def test_what_ours_says_already_is_left_out():
    theirs = steps.set_fields(start(), TURNS, {"statement": "The same.", "title": "New"})
    ours = steps.set_fields(start(), TURNS, {"statement": "The same."})
    assert [f.name for f in only(start(), theirs, ours).fields] == ["title"]
    assert offers(start(), theirs, theirs) == []


def test_part_gone_from_ours_comes_back_as_the_original_has_it():
    theirs = steps.set_fields(start(), TURNS, {"statement": "Better."})
    ours = steps.remove(steps.remove(start(), TURNS), SOURCE)
    offer = only(start(), theirs, ours)
    assert offer.local_state == LocalState.GONE
    made = take(ours, offer)
    assert made[TURNS] == theirs[TURNS]
    assert made[SOURCE] == theirs[SOURCE]
    assert row(made, "making") == ["turns", "leaf"]


def test_part_gone_from_ours_that_did_not_change_is_no_offer():
    assert offers(start(), start(), steps.remove(start(), STORY)) == []
    assert offers(start(), steps.move(start(), LEAF, -1), steps.remove(start(), LEAF)) == []


def test_new_question_brings_its_scale_its_source_and_its_section():
    theirs = steps.add_section(start(), "new", "New", "cups")
    theirs |= {("scale", "two"): {"title": "Two?", "levels": LEVELS[:2], "position": 1}}
    theirs |= {("source", "cup"): {"citation": "Cup (2002)", "url": "", "position": 1}}
    theirs |= {("question", "n"): question("new", 0, scale="two", source="cup", compares="changed")}
    found = offers(start(), theirs, start())
    assert told(found) == [
        ("added", key, "untouched")
        for key in [("section", "new"), ("question", "n"), ("scale", "two"), ("source", "cup")]
    ]
    made = take(start(), found[1])
    assert {k: v for k, v in made.items() if k not in start()} == {
        k: v if k[0] != "question" else v | {"compares": "same"}
        for k, v in theirs.items()
        if k not in start()
    }
    assert offers(start(), theirs, made) == []


def test_new_section_comes_without_the_questions_in_it():
    theirs = steps.add_question(steps.add_section(start(), "new", "New"), "n", "new", "text")
    section, asked = offers(start(), theirs, start())
    made = take(start(), section)
    assert row(made, "", "section") == ["making", "cups", "new"]
    assert told(offers(start(), theirs, made)) == told([asked])


def test_question_that_was_taken_out():
    ours = steps.set_fields(start(), LEAF, {"title": "Ours"})
    assert told(offers(start(), steps.remove(start(), LEAF), start())) == [("removed", LEAF, "untouched")]
    offer = only(start(), steps.remove(start(), LEAF), ours)
    assert offer.local_state == LocalState.OURS_TOO
    assert take(ours, offer) == steps.remove(ours, LEAF)


def test_section_that_was_taken_out_goes_with_what_stood_in_it():
    theirs = steps.remove(start(), ("section", "making"))
    found = {offer.key: offer for offer in offers(start(), theirs, start())}
    assert found["section", "making"].along == (TURNS, LEAF, ("section", "after"), STORY)
    assert take(start(), found["section", "making"]) == theirs


def test_section_that_holds_something_of_ours_stays_until_that_is_elsewhere():
    ours = steps.add_question(start(), "own", "after", "text")
    theirs = steps.remove(start(), ("section", "making"))
    offer = next(o for o in offers(start(), theirs, ours) if o.key == ("section", "making"))
    assert offer.local_state == LocalState.OURS_TOO
    refused = hindrance(ours, offer)
    assert isinstance(refused, StepOutOfOrder)
    assert (refused.blocker, refused.keys) == (Blocker.HOLDS, (("section", "after"), ("question", "own"))[1:])
    ours = steps.place(ours, ("question", "own"), "cups")
    offer = next(o for o in offers(start(), theirs, ours) if o.key == ("section", "making"))
    assert ("question", "own") in take(ours, offer)


def test_scale_is_offered_to_go_only_when_nothing_of_ours_uses_it():
    theirs = {k: v for k, v in start().items() if k[0] != "question" and k != SCALE}
    ours = steps.add_question(start(), "own", "cups", "rating")
    while found := [o for o in offers(start(), theirs, ours) if o.key[0] == "question"]:
        ours = take(ours, found[0])
    assert offers(start(), theirs, ours) == []
    ours = steps.remove(ours, ("question", "own"))
    assert told(offers(start(), theirs, ours)) == [("removed", SCALE, "untouched")]


def test_section_that_changed_its_place():
    theirs = steps.place(start(), STORY, "cups", 0)
    offer = only(start(), theirs, start())
    assert (offer.kind, offer.key, offer.local_state) == (OfferKind.MOVED, STORY, LocalState.UNTOUCHED)
    assert row(take(start(), offer), "cups") == ["story", "chips"]
    ours = steps.place(start(), STORY, "making")
    assert only(start(), theirs, ours).local_state == LocalState.OURS_TOO
    assert offers(start(), theirs, steps.place(start(), STORY, "cups")) == []


def test_order_is_offered_where_it_changed_and_stands_around_what_is_ours():
    base = {**start(), **{("question", c): question("cups", i) for i, c in enumerate("abcd", 1)}}
    theirs = steps.move(base, ("question", "d"), -3)
    ours = steps.place(base, parts_own := ("question", "leaf"), "cups", 0)
    offer = only(base, theirs, ours)
    assert (offer.kind, offer.key) == (OfferKind.MOVED, ("question", "d"))
    made = take(ours, offer)
    assert row(made, "cups") == ["leaf", "chips", "d", "a", "b", "c"]
    assert made[parts_own]["section"] == "cups"
    assert offers(base, theirs, made) == []


def test_new_level_comes_with_the_originals_own_words_of_it():
    levels = [*LEVELS[1:], {"value": 4, "label": "Always", "description": ""}]
    theirs = steps.set_levels(start(), "often", [(level["value"], level) for level in levels])
    theirs = steps.set_fields(theirs, LEAF, {"level:4": "Every pot."})
    offer = only(start(), theirs, start())
    assert offer.key == SCALE
    made = take(start(), offer)
    assert made[LEAF]["level:4"] == "Every pot."
    assert made[SCALE]["levels"] == levels
    assert offers(start(), theirs, made) == []


def test_question_of_another_kind_is_taken_with_all_that_belongs_to_it():
    choice = {"kind": "choice", "scale": "", "direction": "", "choose": "one", "options": [{"code": "a"}]}
    theirs = {**start(), LEAF: question("making", 1, kind="text", scale="", direction="")}
    ours = {**start(), LEAF: question("making", 1) | choice}
    made = take(ours, only(start(), theirs, ours))
    assert {n: value_of(made[LEAF], n) for n in choice} == {
        "kind": "text", "scale": "", "direction": "", "choose": "", "options": []
    }  # fmt: skip


def test_question_that_we_made_another_kind_takes_new_levels_only_with_its_kind():
    theirs = {**start(), ("scale", "two"): {"title": "Two?", "levels": LEVELS[:2], "position": 1}}
    theirs = steps.set_fields(theirs, TURNS, {"scale": "two"})
    ours = {**start(), TURNS: question("making", 0, kind="text", scale="", direction="", source="pot")}
    offer = next(o for o in offers(start(), theirs, ours) if o.key == TURNS)
    made = take(ours, offer)[TURNS]
    assert (made["kind"], made["scale"], made["direction"]) == ("rating", "two", "strength")


def test_own_words_that_went_with_a_level_come_back_with_the_scale_that_has_it():
    """Taken in this order: first the level goes from the scale, then the question goes to another scale."""
    two = {"title": "Two?", "levels": LEVELS, "position": 1}
    theirs = steps.set_fields({**start(), ("scale", "two"): two}, TURNS, {"scale": "two"})
    theirs = {**theirs, SCALE: {**theirs[SCALE], "levels": [LEVELS[0], LEVELS[2]]}}
    ours = start()
    for key in (SCALE, TURNS):
        ours = take(ours, next(offer for offer in offers(start(), theirs, ours) if offer.key == key))
    assert ours[TURNS]["level:1"] == "Own words."


def test_own_words_that_we_took_out_ourselves_stay_out():
    two = {"title": "Two?", "levels": LEVELS, "position": 1}
    theirs = steps.set_fields({**start(), ("scale", "two"): two}, TURNS, {"scale": "two"})
    ours = steps.set_fields(start(), TURNS, {"level:1": ""})
    offer = next(offer for offer in offers(start(), theirs, ours) if offer.key == TURNS)
    assert [one.name for one in offer.fields] == ["scale"]


def test_title_credits_and_licence_are_the_adaptations_own():
    theirs = steps.set_fields(
        start(), HEAD, {"title": "X", "credits": "Y", "licence": "Z", "summary": "New."}
    )
    offer = only(start(), theirs, start())
    assert [f.name for f in offer.fields] == ["summary"]
    assert take(start(), offer)[HEAD] == {**start()[HEAD], "summary": "New."}


def test_sign_changes_with_what_it_stands_for():
    theirs = steps.set_fields(start(), TURNS, {"statement": "Theirs."})
    sign = only(start(), theirs, start()).sign
    assert only(start(), theirs, steps.set_fields(start(), LEAF, {"title": "Other"})).sign == sign
    for other in (
        only(start(), steps.set_fields(theirs, TURNS, {"statement": "Later."}), start()),
        only(start(), theirs, steps.set_fields(start(), TURNS, {"statement": "Ours."})),
    ):
        assert other.sign != sign
