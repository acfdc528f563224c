"""The steps of the editor, as rules: what each does to a draft, and what it refuses."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frameworks.drafts import changes, parts, steps
from frameworks.drafts.parts import HEAD, LEVEL, StepRefused
from frameworks.exchange.limits import MOST_ITEMS

HUGE = 10**5000  # a number that Python itself refuses to write out


def rating(section, position, scale="often", **fields):
    asked = {"kind": "rating", "title": "", "statement": "", "section": section, "position": position}
    return asked | {"scale": scale, "direction": "strength", "compares": "same"} | fields


def level(value, label="", description=""):
    return {"value": value, "label": label, "description": description}


def build():
    """Making (turns, leaf, pot; within it: after, with story), cups (chips), and empty."""
    return {
        HEAD: {"title": "The kettle", "language": "en-GB", "bands": []},
        ("source", "book"): {"citation": "A book.", "url": "", "position": 0},
        ("source", "spare"): {"citation": "Another.", "url": "", "position": 1},
        ("scale", "often"): {
            "title": "How often?",
            "levels": [level(0, "Never"), level(1, "Some"), level(5, "Always")],
            "position": 0,
        },
        ("scale", "true"): {"title": "How true?", "levels": [level(0, "No"), level(1, "Yes")], "position": 1},
        ("section", "making"): {"title": "Making", "parent": "", "source": "book", "position": 0},
        ("section", "after"): {"title": "After", "parent": "making", "position": 0},
        ("section", "cups"): {"title": "Cups", "parent": "", "position": 1},
        ("section", "empty"): {"title": "Empty", "parent": "", "position": 2},
        ("question", "turns"): rating("making", 0, **{"level:0": "One of us.", "level:5": "All of us."}),
        ("question", "leaf"): {
            "kind": "choice",
            "title": "Leaf",
            "section": "making",
            "choose": "one",
            "options": [{"code": "tea", "label": "Tea"}, {"code": "none", "label": "None"}],
            "compares": "changed",
            "position": 1,
        },
        ("question", "pot"): rating("making", 2, source="book", compares="changed"),
        ("question", "story"): {"kind": "text", "title": "Story", "section": "after", "position": 0},
        ("question", "chips"): rating("cups", 0, direction="barrier"),
    }


@pytest.fixture
def draft():
    return build()


def asked(draft, section):
    return [code for _, code in parts.questions_in(draft, section)]


def sections(draft, parent=""):
    return [code for _, code in parts.sections_in(draft, parent)]


def codes():
    numbers = itertools.count(1)
    return lambda like: f"{like}-{next(numbers)}"


def refused(words):
    return pytest.raises(StepRefused, match=words)


def same(one, other):
    """Whether two drafts say the same; what is empty and what is not there are one."""
    return not changes.changes_between(one, other)


# Up and down


@pytest.mark.parametrize(
    ("code", "by", "row"),
    [
        ("leaf", -1, ["leaf", "turns", "pot"]),
        ("leaf", 1, ["turns", "pot", "leaf"]),
        ("turns", 2, ["leaf", "pot", "turns"]),
        ("pot", -2, ["pot", "turns", "leaf"]),
    ],
)
def test_question_moves_up_and_down(draft, code, by, row):
    moved = steps.move(draft, ("question", code), by)
    assert asked(moved, "making") == row
    assert asked(moved, "cups") == asked(draft, "cups")


def test_section_moves_among_those_beside_it(draft):
    assert sections(steps.move(draft, ("section", "cups"), -1)) == ["cups", "making", "empty"]


@pytest.mark.parametrize(
    ("key", "by", "why"),
    [
        (("question", "turns"), -1, "It is the first already"),
        (("question", "pot"), 1, "It is the last already"),
        pytest.param(("question", "leaf"), HUGE, "It is the last already", id="huge"),
        (("section", "after"), -1, "It is the first already"),
        (("section", "after"), 1, "It is the last already"),
        (("section", "empty"), 1, "It is the last already"),
        (("question", "gone"), 1, "not in the draft any more"),
        (("scale", "often"), 1, "have a place of their own"),
        (HEAD, 1, "have a place of their own"),
    ],
)
def test_move_is_refused(draft, key, by, why):
    with refused(why):
        steps.move(draft, key, by)


# Into another section


@pytest.mark.parametrize(
    ("at", "row"),
    [
        (None, ["chips", "leaf"]),
        (0, ["leaf", "chips"]),
        (1, ["chips", "leaf"]),
        (99, ["chips", "leaf"]),
        pytest.param(HUGE, ["chips", "leaf"], id="huge"),
        (-3, ["leaf", "chips"]),
    ],
)
def test_question_goes_into_another_section(draft, at, row):
    placed = steps.place(draft, ("question", "leaf"), "cups", at)
    assert asked(placed, "cups") == row
    assert asked(placed, "making") == ["turns", "pot"]


def test_place_within_the_same_section_counts_the_others(draft):
    assert asked(steps.place(draft, ("question", "turns"), "making", 1), "making") == ["leaf", "turns", "pot"]
    assert steps.place(draft, ("question", "turns"), "making") == draft


def test_section_goes_into_another_and_back_to_the_top(draft):
    inside = steps.place(draft, ("section", "cups"), "making", 0)
    assert sections(inside) == ["making", "empty"]
    assert sections(inside, "making") == ["cups", "after"]
    assert asked(inside, "cups") == ["chips"]

    assert sections(steps.place(inside, ("section", "cups"), "")) == ["making", "empty", "cups"]
    assert sections(steps.place(inside, ("section", "cups"), "", 1)) == ["making", "cups", "empty"]


@pytest.mark.parametrize(
    ("key", "within", "why"),
    [
        (("section", "making"), "making", "cannot go into itself"),
        (("section", "cups"), "after", "one level deep"),
        (("section", "making"), "cups", "has parts of its own"),
        (("section", "cups"), "gone", "not in the draft any more"),
        (("question", "leaf"), "gone", "not in the draft any more"),
        (("question", "leaf"), "", "not in the draft any more"),
        (("question", "gone"), "cups", "not in the draft any more"),
        (("source", "book"), "cups", "have a place of their own"),
    ],
)
def test_place_is_refused(draft, key, within, why):
    with refused(why):
        steps.place(draft, key, within)


# Adding


def test_what_is_added_stands_last(draft):
    made = steps.add_section(draft, "new", "New")
    made = steps.add_section(made, "inner", "Inner", "making")
    made = steps.add_question(made, "q", "making", "text")
    assert sections(made) == ["making", "cups", "empty", "new"]
    assert sections(made, "making") == ["after", "inner"]
    assert asked(made, "making") == ["turns", "leaf", "pot", "q"]


def test_section_is_not_added_two_levels_deep(draft):
    """Another person may have moved the section inside another one, after the page with the button."""
    with refused("one level deep"):
        steps.add_section(draft, "new", "New", "after")


def test_new_rating_takes_the_scale_and_direction_of_the_one_before_it(draft):
    draft["question", "pot"] = rating("making", 2, scale="true", direction="barrier")
    made = steps.add_question(draft, "q", "making", "rating")["question", "q"]
    assert (made["scale"], made["direction"]) == ("true", "barrier")

    made = steps.add_question(draft, "q", "cups", "rating")["question", "q"]
    assert (made["scale"], made["direction"]) == ("often", "barrier")


def test_first_rating_takes_the_first_scale():
    draft = steps.add_section({HEAD: {}}, "s", "")
    with refused("needs a scale. Add one first"):
        steps.add_question(draft, "q", "s", "rating")
    draft = steps.add_scale(steps.add_scale(draft, "one", ""), "two", "")
    made = steps.add_question(draft, "q", "s", "rating")["question", "q"]
    assert (made["scale"], made["direction"]) == ("one", "strength")


def test_new_choice_has_no_answers_yet_and_one_is_chosen(draft):
    made = steps.add_question(draft, "q", "cups", "choice")["question", "q"]
    assert (made["choose"], made["options"]) == ("one", [])


def test_new_scale_has_five_levels_and_new_source_is_empty(draft):
    made = steps.add_source(steps.add_scale(draft, "new", "New"), "next")
    assert [row["value"] for row in made["scale", "new"]["levels"]] == [0, 1, 2, 3, 4]
    assert parts.of_kind(made, "scale")[-1] == ("scale", "new")
    assert parts.of_kind(made, "source")[-1] == ("source", "next")


def test_framework_has_a_most_of_each_kind(draft):
    many = draft | {("question", f"q-{n}"): rating("cups", n + 1) for n in range(MOST_ITEMS - 5)}
    for step in (
        lambda: steps.add_question(many, "new", "cups", "text"),
        lambda: steps.copy(many, ("question", "pot"), codes()),
        lambda: steps.copy(many, ("section", "making"), codes()),
    ):
        with refused("1,000 of them at most"):
            step()
    assert len(asked(steps.place(many, ("question", "pot"), "cups"), "cups")) == MOST_ITEMS - 3


# Copying


def test_copy_of_a_question_stands_behind_it_with_a_code_of_its_own(draft):
    copied = steps.copy(draft, ("question", "turns"), codes())
    assert asked(copied, "making") == ["turns", "making-1", "leaf", "pot"]
    assert copied["question", "turns"] == draft["question", "turns"]
    assert copied["question", "making-1"] == draft["question", "turns"] | {"position": 1}


def test_copy_is_a_new_question_and_compares_with_nothing(draft):
    copied = steps.copy(draft, ("question", "leaf"), codes())
    assert copied["question", "making-1"]["compares"] == "same"
    assert copied["question", "leaf"]["compares"] == "changed"


def test_copy_of_a_section_takes_all_that_is_in_it_under_new_codes(draft):
    copied = steps.copy(draft, ("section", "making"), codes())
    assert sections(copied) == ["making", "making-1", "cups", "empty"]
    [inner] = sections(copied, "making-1")
    assert [copied["question", code]["kind"] for code in asked(copied, "making-1")] == [
        "rating",
        "choice",
        "rating",
    ]
    assert [copied["question", code]["title"] for code in asked(copied, inner)] == ["Story"]
    left = {key: fields for key, fields in copied.items() if key in draft}
    assert len(copied) == len(draft) + 6
    assert {key for key in left if left[key] != draft[key]} == {("section", "cups"), ("section", "empty")}


def test_copy_of_an_inner_section_stays_inside(draft):
    copied = steps.copy(draft, ("section", "after"), codes())
    assert sections(copied, "making") == ["after", "after-1"]


@pytest.mark.parametrize("key", [("question", "gone"), ("scale", "often"), HEAD])
def test_copy_is_refused(draft, key):
    with pytest.raises(StepRefused):
        steps.copy(draft, key, codes())


# Taking out


def test_removing_a_section_takes_what_is_in_it(draft):
    left = steps.remove(draft, ("section", "making"))
    assert set(draft) - set(left) == {
        ("section", "making"),
        ("section", "after"),
        ("question", "turns"),
        ("question", "leaf"),
        ("question", "pot"),
        ("question", "story"),
    }


def test_removing_a_question_takes_only_that(draft):
    assert set(draft) - set(steps.remove(draft, ("question", "leaf"))) == {("question", "leaf")}


@pytest.mark.parametrize(
    ("key", "why"),
    [
        (("scale", "often"), "3 parts and questions use it"),
        (("source", "book"), "2 parts and questions use it"),
        (("question", "gone"), "not in the draft any more"),
        (HEAD, "needs its title page"),
    ],
)
def test_remove_is_refused(draft, key, why):
    with refused(why):
        steps.remove(draft, key)


def test_what_nothing_uses_may_go(draft):
    left = steps.remove(steps.remove(draft, ("scale", "true")), ("source", "spare"))
    assert set(draft) - set(left) == {("scale", "true"), ("source", "spare")}


# Putting back


def test_question_goes_back_to_its_place(draft):
    left = steps.remove(draft, ("question", "leaf"))
    assert same(steps.restore(left, ("question", "leaf"), draft), draft)


def test_question_goes_last_where_those_behind_it_went_too(draft):
    left = draft
    for code in ("leaf", "pot"):
        left = steps.remove(left, ("question", code))
    assert asked(steps.restore(left, ("question", "pot"), draft), "making") == ["turns", "pot"]


def test_section_comes_back_with_what_went_along(draft):
    left = steps.remove(draft, ("section", "making"))
    along = set(draft) - set(left)
    assert same(steps.restore(left, ("section", "making"), draft, along), draft)
    assert asked(steps.restore(left, ("section", "making"), draft), "making") == []


def test_question_brings_its_section_scale_and_sources_back(draft):
    draft["question", "story"] |= {"source": "spare"}
    draft["question", "chips"] |= {"scale": "true"}
    left = steps.remove(draft, ("section", "making"))
    left = steps.remove(left, ("section", "cups"))
    for key in [("source", "spare"), ("source", "book"), ("scale", "true")]:
        left = steps.remove(left, key)

    back = steps.restore(left, ("question", "story"), draft)
    assert set(back) - set(left) == {
        ("question", "story"),
        ("section", "after"),
        ("section", "making"),
        ("source", "spare"),
        ("source", "book"),
    }
    back = steps.restore(left, ("question", "chips"), draft)
    assert set(back) - set(left) == {("question", "chips"), ("section", "cups"), ("scale", "true")}


def test_section_stands_by_itself_where_its_own_went_inside_another(draft):
    left = steps.remove(draft, ("section", "after"))
    left = steps.place(left, ("section", "making"), "cups")
    assert sections(steps.restore(left, ("section", "after"), draft)) == ["after", "cups", "empty"]


def test_question_comes_back_without_words_of_levels_that_went(draft):
    left = steps.remove(draft, ("question", "turns"))
    left = steps.set_levels(left, "often", [(0, level(0)), (1, level(1))])
    back = steps.restore(left, ("question", "turns"), draft)["question", "turns"]
    assert parts.value_of(back, "level:0") == "One of us."
    assert "level:5" not in back


def test_restore_is_refused(draft):
    with refused("in the draft already"):
        steps.restore(draft, ("question", "leaf"), draft)
    with refused("cannot be found any more"):
        steps.restore(draft, ("question", "gone"), draft)


# Levels


def test_own_words_go_with_the_number_of_their_level_and_go_with_it(draft):
    rows = [(0, level(1, "Never")), (5, level(9, "Always")), (None, level(5, "Often"))]
    made = steps.set_levels(draft, "often", rows)
    turns = made["question", "turns"]
    assert {name: words for name, words in turns.items() if name.startswith(LEVEL)} == {
        "level:1": "One of us.",
        "level:9": "All of us.",
    }
    assert [row["label"] for row in made["scale", "often"]["levels"]] == ["Never", "Often", "Always"]

    made = steps.set_levels(draft, "often", [(1, level(1)), (5, level(5))])
    assert "level:0" not in made["question", "turns"]
    assert made["question", "turns"]["level:5"] == "All of us."


def test_levels_may_swap_their_numbers(draft):
    rows = [(0, level(5, "Never")), (1, level(1, "Some")), (5, level(0, "Always"))]
    turns = steps.set_levels(draft, "often", rows)["question", "turns"]
    assert (turns["level:0"], turns["level:5"]) == ("All of us.", "One of us.")


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ([0, 1, 1], "Two levels have the same number"),
        (range(11), "A scale has 10 levels at most"),
        ([0, 32768], "goes from -32,768 to 32,767"),
        ([-32769, 0], "goes from -32,768 to 32,767"),
        pytest.param([0, HUGE], "goes from -32,768 to 32,767", id="huge"),
    ],
)
def test_levels_are_refused(draft, values, why):
    with refused(why):
        steps.set_levels(draft, "often", [(None, level(value)) for value in values])


def test_levels_of_a_scale_that_went_are_refused(draft):
    with refused("not in the draft any more"):
        steps.set_levels(draft, "gone", [(None, level(1))])


def test_question_with_another_scale_keeps_the_words_of_levels_that_are_there_too(draft):
    made = steps.set_fields(draft, ("question", "turns"), {"scale": "true"})["question", "turns"]
    assert made["level:0"] == "One of us."
    assert "level:5" not in made


@pytest.mark.parametrize(
    ("key", "fields", "why"),
    [
        (("question", "turns"), {"scale": "gone"}, "This scale is not in the draft any more"),
        (("question", "turns"), {"source": "gone"}, "This source is not in the draft any more"),
        (("section", "cups"), {"source": "gone"}, "This source is not in the draft any more"),
        (("question", "gone"), {"title": "A"}, "It is not in the draft any more"),
    ],
)
def test_fields_are_refused(draft, key, fields, why):
    with refused(why):
        steps.set_fields(draft, key, fields)


def test_answers_to_choose_from_are_written_in_order_and_have_a_most(draft):
    options = [{"code": "none", "label": "None"}, {"code": "tea", "label": "Tea"}]
    assert steps.set_options(draft, "leaf", options)["question", "leaf"]["options"] == options
    with refused("1,000 answers to choose from at most"):
        steps.set_options(draft, "leaf", options * 501)


# Two people


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "write", "clashes"),
    [
        ("a", "a", "a", {}, []),  # nobody changed it
        ("a", "b", "a", {"title": "b"}, []),  # only I did
        ("a", "a", "b", {}, []),  # only they did: it stays theirs
        ("a", "b", "b", {}, []),  # both wrote the same
        ("a", "b", "c", {}, ["title"]),  # both wrote something else
        ("a", "", "a", {"title": ""}, []),  # I took it away
        ("a", "", "b", {}, ["title"]),
        ("a", "b", "", {}, ["title"]),
        ("a", "a", "", {}, []),  # they took it away
        (None, "", None, {}, []),  # empty and not there are one
        (None, "a", None, {"title": "a"}, []),
        (None, "a", "b", {}, ["title"]),
        ([1], [1, 2], [1], {"title": [1, 2]}, []),
        ([1], [1, 2], [], {}, ["title"]),
    ],
)
def test_merge_of_what_two_people_wrote(base, mine, theirs, write, clashes):
    def fields(value):
        return {} if value is None else {"title": value}

    assert changes.merge(fields(base), {"title": mine}, fields(theirs)) == (write, clashes)


def test_merge_leaves_alone_what_the_page_does_not_hold():
    assert changes.merge({"title": "a", "plain": "p"}, {"title": "b"}, {"title": "a", "plain": "q"}) == (
        {"title": "b"},
        [],
    )


# Any steps in any order

SOME = st.sampled_from
QUESTIONS = SOME(["turns", "leaf", "pot", "story", "chips", "new-1", "new-2", "making-3", "after-5"])
SECTIONS = SOME(["making", "after", "cups", "empty", "new-1", "new-2", "making-4"])
SCALES = SOME(["often", "true", "new-1", "new-2"])
KEYS = (
    st.tuples(st.just("question"), QUESTIONS)
    | st.tuples(st.just("section"), SECTIONS)
    | st.tuples(st.just("scale"), SCALES)
    | st.tuples(st.just("source"), SOME(["book", "spare", "new-1"]))
    | st.just(HEAD)
)
LEVELS = st.lists(
    st.tuples(st.none() | st.integers(0, 5), st.integers(0, 6).map(level)), min_size=1, max_size=4
)
STEPS = st.one_of(
    st.tuples(st.just("move"), KEYS, st.integers(-2, 2)),
    st.tuples(st.just("place"), KEYS, SECTIONS | st.just(""), st.none() | st.integers(-1, 4)),
    st.tuples(st.just("remove"), KEYS),
    st.tuples(st.just("copy"), KEYS),
    st.tuples(st.just("restore"), KEYS),
    st.tuples(st.just("restore"), KEYS),
    st.tuples(st.just("add_section"), st.just(""), SECTIONS | st.just("")),
    st.tuples(st.just("add_question"), SECTIONS, SOME(["rating", "choice", "text"])),
    st.tuples(st.just("add_scale"), st.just("")),
    st.tuples(st.just("add_source")),
    st.tuples(st.just("set_levels"), SCALES, LEVELS),
    st.tuples(st.just("set_fields"), KEYS, st.fixed_dictionaries({"title": SOME("abc")})),
    st.tuples(
        st.just("set_fields"),
        st.tuples(st.just("question"), SOME(["turns", "pot", "chips"])),
        st.fixed_dictionaries({"scale": SCALES}),
    ),
)


class Editing:
    """A draft, the steps taken in it, and everything that it ever held."""

    def __init__(self, draft):
        self.draft, self.known, self.taken = draft, dict(draft), []
        self.new_code = codes()

    def take(self, name, *given):
        step = getattr(steps, name)
        if name.startswith("add_"):
            given = (self.new_code("new"), *given)
        elif name == "copy":
            given = (*given, self.new_code)
        elif name == "restore":
            given = (*given, self.known, [key for key in self.known if key not in self.draft])
        elif name == "set_levels" and ("scale", given[0]) in self.draft:
            there = parts.level_values(self.draft, given[0])
            given = (given[0], [(was if was in there else None, row) for was, row in given[1]])
        try:
            made = step(self.draft, *given)
        except StepRefused:
            return
        self.taken.append((self.draft, changes.changes_between(self.draft, made)))
        self.draft = made
        self.known |= made


def holds_together(draft):
    rows = {}
    for key in draft:
        if key[0] in ("question", "section"):
            row = tuple(parts.siblings(draft, key))
            rows[row] = [draft[k]["position"] for k in row]
        if key[0] == "question":
            assert ("section", draft[key]["section"]) in draft
            scale = parts.value_of(draft[key], "scale")
            assert (draft[key]["kind"] == "rating") == bool(scale)
            words = {name for name in draft[key] if name.startswith(LEVEL)}
            assert words <= {f"{LEVEL}{value}" for value in parts.level_values(draft, scale)}
        if key[0] == "section" and (parent := parts.value_of(draft[key], "parent")):
            assert parts.value_of(draft["section", parent], "parent") == ""
        if source := draft[key].get("source"):
            assert ("source", source) in draft
    rows |= {kind: [draft[k]["position"] for k in parts.of_kind(draft, kind)] for kind in ("scale", "source")}
    for positions in rows.values():
        assert len(set(positions)) == len(positions)
        assert all(position >= 0 for position in positions)
    assert HEAD in draft


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_steps_leave_a_draft_that_holds_together_and_can_be_taken_back(data):
    editing = Editing(build())
    for step in data.draw(st.lists(STEPS, min_size=1, max_size=25)):
        before, untouched = editing.draft, {key: dict(fields) for key, fields in editing.draft.items()}
        editing.take(*step)
        assert before == untouched  # a step changes a copy
        holds_together(editing.draft)

    everything = [change for _, made in editing.taken for change in made]
    assert same(changes.revert(editing.draft, everything), build())
    assert same(changes.apply(build(), everything), editing.draft)
    for before, made in reversed(editing.taken):
        after = changes.apply(before, made)
        assert same(changes.revert(after, made), before)
