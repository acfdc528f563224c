"""What holds of offers for any base, and any steps that the editor knows."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frameworks.drafts import parts, steps
from frameworks.drafts.parts import HEAD, StepRefused, value_of
from frameworks.exchange.limits import MOST_ITEMS
from frameworks.families.offers import NOT_WORDS, OF_HEAD, LocalState, OfferKind, offers, words_of
from frameworks.families.taking import hindrance, take
from tests.frameworks.families.build import only, row, start

pytestmark = pytest.mark.slow

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


def fresh(of):
    """A code that the draft does not hold. The same each time that an example is played again."""
    return next(code for code in map("n-{:03}".format, itertools.count()) if code not in {c for _, c in of})


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
    lambda draw, of: steps.add_section(of, fresh(of), "New", draw(st.sampled_from(at_top(of)))),
    lambda draw, of: steps.add_question(
        of, fresh(of), a_part(draw, of, "section")[1], draw(st.sampled_from(["rating", "text", "choice"]))
    ),
    lambda draw, of: steps.add_scale(of, fresh(of), "New"),
    lambda draw, of: steps.add_source(of, fresh(of)),
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
