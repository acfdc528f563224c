"""Any steps in any order leave a draft that holds together."""

from hypothesis import given, settings
from hypothesis import strategies as st

from frameworks.drafts import changes, parts, steps
from frameworks.drafts.parts import HEAD, LEVEL, StepRefused
from tests.frameworks.drafts.pure.plain import build, codes, level, same

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
