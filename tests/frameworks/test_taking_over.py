"""What an adaptation can take over from its original: the rule, on plain parts."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frameworks.drafts import parts, steps
from frameworks.drafts.parts import HEAD, StepRefused, value_of
from frameworks.exchange.limits import MOST_ITEMS
from frameworks.families.offers import (
    NOT_WORDS,
    OF_HEAD,
    Blocker,
    LocalState,
    OfferKind,
    StepOutOfOrder,
    hindrance,
    offers,
    take,
    words_of,
)

LEVELS = [{"value": value, "label": f"Level {value}", "description": ""} for value in range(4)]
SCALE, SOURCE = ("scale", "often"), ("source", "pot")


def question(section, position, **fields):
    rating = {"kind": "rating", "scale": "often", "direction": "strength", "choose": ""}
    told = {"title": f"Title {position}", "statement": f"Statement {position}.", "compares": "same"}
    return rating | told | {"section": section, "position": position} | fields


def start():
    """Two parts, the first with two questions and an inner part with one; a scale, and a source that the
    first question comes from."""
    return {
        HEAD: {"title": "The kettle", "introduction": "Think.", "summary": "Tea.", "bands_on": ""},
        SOURCE: {"citation": "Pot (2001)", "url": "", "position": 0},
        SCALE: {"title": "How often?", "levels": LEVELS, "position": 0},
        ("section", "making"): {"title": "Making it", "introduction": "", "parent": "", "position": 0},
        ("section", "after"): {"title": "Afterwards", "parent": "making", "position": 0},
        ("section", "cups"): {"title": "Cups", "parent": "", "position": 1},
        ("question", "turns"): question("making", 0, source="pot", where="p. 3") | {"level:1": "Own words."},
        ("question", "leaf"): question("making", 1),
        ("question", "story"): question("after", 0),
        ("question", "chips"): question("cups", 0),
    }


TURNS, LEAF, STORY, CHIPS = [("question", code) for code in ("turns", "leaf", "story", "chips")]


def only(base, theirs, ours):
    [offer] = offers(base, theirs, ours)
    return offer


def told(found):
    return [(offer.kind.value, offer.key, offer.local_state.value) for offer in found]


def row(of, home, kind="question"):
    found = parts.questions_in(of, home) if kind == "question" else parts.sections_in(of, home)
    return [code for _, code in found]


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


# Properties: any base, and any steps that the editor knows

numbers = itertools.count()
WORDS = st.sampled_from(["One.", "Two.", "Three.", ""])


@st.composite
def changed(draw, before, most=8):
    """The same after some steps of an editor; one that cannot be done is left out."""
    after = before
    for _ in range(draw(st.integers(0, most))):
        try:
            after = draw(st.sampled_from(STEPS))(draw, after)
        except StepRefused:
            continue
    return after


def a_part(draw, of, *kinds):
    found = sorted(key for key in of if key[0] in kinds)
    if not found:
        raise StepRefused("none")
    return draw(st.sampled_from(found))


def fresh(like="n"):
    return f"{like}-{next(numbers)}"


def reword(draw, of):
    key = a_part(draw, of, "head", "section", "question", "scale", "source")
    names = {"head": ["introduction", "title"], "section": ["title", "introduction"], "scale": ["title"]}
    names |= {"question": ["title", "statement"], "source": ["citation"]}
    return steps.set_fields(of, key, {draw(st.sampled_from(names[key[0]])): draw(WORDS)})


def relevel(draw, of):
    key = a_part(draw, of, "scale")
    values = draw(st.lists(st.integers(0, 6), min_size=2, unique=True))
    there = {level["value"] for level in of[key]["levels"]}
    rows = [
        (v if v in there else None, {"value": v, "label": draw(WORDS), "description": ""}) for v in values
    ]
    return steps.set_levels(of, key[1], rows)


def own_words(draw, of):
    key = a_part(draw, of, "question")
    if of[key]["kind"] != "rating":
        raise StepRefused("no levels")
    level = draw(st.sampled_from(of["scale", of[key]["scale"]]["levels"]))["value"]
    return steps.set_fields(of, key, {f"level:{level}": draw(WORDS)})


def rescale(draw, of):
    key, scale = a_part(draw, of, "question"), a_part(draw, of, "scale")
    if of[key]["kind"] != "rating":
        raise StepRefused("no levels")
    return steps.set_fields(of, key, {"scale": scale[1]})


def recite(draw, of):
    source = a_part(draw, of, "source")[1]
    return steps.set_fields(of, a_part(draw, of, "question", "section"), {"source": draw(st.just(source))})


def at_top(of):
    return ["", *(code for _, code in parts.sections_in(of))]


def place(draw, of):
    key = a_part(draw, of, "question", "section")
    sections = [""] if key[0] == "section" else []
    sections += sorted(code for kind, code in of if kind == "section")
    return steps.place(of, key, draw(st.sampled_from(sections)), draw(st.integers(0, 4)))


STEPS = [
    reword,
    reword,
    relevel,
    own_words,
    rescale,
    recite,
    place,
    place,
    place,
    lambda draw, of: steps.move(
        of, a_part(draw, of, "question", "section"), draw(st.sampled_from([-1, 1, 2]))
    ),
    lambda draw, of: steps.remove(of, a_part(draw, of, "question", "section", "scale", "source")),
    lambda draw, of: steps.add_section(of, fresh(), "New", draw(st.sampled_from(at_top(of)))),
    lambda draw, of: steps.add_question(
        of, fresh(), a_part(draw, of, "section")[1], draw(st.sampled_from(["rating", "text", "choice"]))
    ),
    lambda draw, of: steps.add_scale(of, fresh(), "New"),
    lambda draw, of: steps.add_source(of, fresh()),
]


def everything(of):
    """All that an original and its adaptation can have alike: words, and the order of the parts."""
    words = {
        key: {n: value_of(fields, n) for n in words_of(key, fields) if value_of(fields, n)}
        for key, fields in of.items()
    }
    homes = ["", *(code for kind, code in of if kind == "section")]
    return words, {(home, kind): row(of, home, kind) for home in homes for kind in ("question", "section")}


def sound(of):
    """What the rows of a draft can hold."""
    for key, fields in of.items():
        assert not fields.get("source") or ("source", fields["source"]) in of
        if key[0] == "section":
            parent = value_of(fields, "parent")
            assert not parent or value_of(of["section", parent], "parent") == ""
        if key[0] == "question":
            assert ("section", fields["section"]) in of
            rating = fields["kind"] == "rating"
            assert rating == bool(value_of(fields, "scale")) == bool(value_of(fields, "direction"))
            assert bool(value_of(fields, "choose")) == (fields["kind"] == "choice")
            values = {lv["value"] for lv in of["scale", fields["scale"]]["levels"]} if rating else set()
            assert {int(n[6:]) for n in fields if n.startswith("level:") and fields[n]} <= values
    return True


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_taking_everything_gives_the_original(data):
    base = data.draw(changed(start()))
    theirs = data.draw(changed(base, most=12))
    ours = base
    for _ in range(200):
        found = offers(base, theirs, ours)
        if not found:
            break
        can = [offer for offer in found if hindrance(ours, offer) is None]
        assert can, [hindrance(ours, offer) for offer in found]
        ours = take(ours, data.draw(st.sampled_from(can)))
        assert sound(ours)
    assert everything(ours) == everything(theirs)


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_taking_one_leaves_the_rest_of_ours_and_is_not_offered_again(data):
    base = data.draw(changed(start()))
    theirs, ours = data.draw(changed(base)), data.draw(changed(base))
    can = [offer for offer in offers(base, theirs, ours) if hindrance(ours, offer) is None]
    if not can:
        return
    offer = data.draw(st.sampled_from(can))
    made = take(ours, offer)
    assert sound(made)
    assert (offer.kind, offer.key) not in [(o.kind, o.key) for o in offers(base, theirs, made)]
    of_its_scale = parts.users_of(ours, offer.key) if offer.key[0] == "scale" else []
    for key in ours.keys() - {offer.key, *offer.along, *of_its_scale}:
        words = [{n: v for n, v in of[key].items() if n not in NOT_WORDS} for of in (ours, made)]
        assert words[0] == words[1]
        stays = offer.kind == OfferKind.CHANGED and offer.local_state != LocalState.GONE
        assert not stays or made[key] == ours[key]


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_each_offer_is_of_something_that_the_original_changed(data):
    base = data.draw(changed(start()))
    ours = data.draw(changed(base))
    assert offers(base, base, ours) == []
    theirs = data.draw(changed(base))
    found = offers(base, theirs, ours)
    assert len({offer.place for offer in found}) == len(found)
    for offer in found:
        before, after = base.get(offer.key), theirs.get(offer.key)
        assert (before, after) != (None, None)
        assert offer.kind != OfferKind.ADDED or (before is None and offer.key not in ours)
        assert offer.kind != OfferKind.REMOVED or (after is None and offer.key in ours)
        if offer.kind == OfferKind.CHANGED:
            assert offer.key != HEAD or {f.name for f in offer.fields} <= set(OF_HEAD)
            assert all(f.theirs != f.ours for f in offer.fields)


def test_a_draft_with_no_room_refuses():
    theirs = steps.add_source(start(), "new")
    full = {**start(), **{("source", f"s{n}"): {"position": n} for n in range(MOST_ITEMS)}}
    offer = only(start(), theirs, full)
    with pytest.raises(StepRefused, match="at most"):
        take(full, offer)
