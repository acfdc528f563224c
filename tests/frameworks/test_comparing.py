"""What differs between two versions, and what it means for scores, as tables of cases."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frameworks.comparison.changes import Field, Reason, Verdict
from frameworks.comparison.versions import InterveningVersion, compare
from frameworks.comparison.wording import word_runs
from frameworks.content import (
    Cited,
    LevelContent,
    OptionContent,
    QuestionContent,
    ScaleContent,
    SectionContent,
    SourceContent,
    VersionContent,
)

BOOK = SourceContent("book", "Book, B. (2001) On tea.", "https://example.org/")
SCALE = ScaleContent(
    1, "often", "How often?", (LevelContent(1, 1, "Never", ""), LevelContent(2, 2, "Often", ""))
)
OPTIONS = (OptionContent(1, "tea", "Tea"), OptionContent(2, "milk", "Milk"), OptionContent(3, "none", "None"))


def rating(code="pay", **fields):
    base = QuestionContent(
        id=1,
        code=code,
        number="1.1",
        kind="rating",
        title=f"Title {code}",
        statement="People are paid for their time.",
        plain="We pay people.",
        scale=SCALE,
        levels=SCALE.levels,
        direction="strength",
        choose="",
        options=(),
        continuity="same",
        consider=("Who is paid?",),
        actions=("Ask for money.",),
        cited=Cited(BOOK, "p. 1"),
    )
    return replace(base, **fields)


def choice(**fields):
    base = rating("leaf", kind="choice", scale=None, levels=(), direction="", choose="many", options=OPTIONS)
    return replace(base, **fields)


def section(code, *questions, sections=(), **fields):
    asked = tuple(rating(one) if isinstance(one, str) else one for one in questions)
    base = SectionContent(1, code, "1", f"Section {code}", "", None, asked, tuple(sections))
    return replace(base, **fields)


def version(*sections, **fields):
    base = VersionContent(
        id=1,
        code="kettle",
        number=1,
        status="published",
        language="en-GB",
        title="The kettle",
        summary="Who makes tea.",
        introduction="",
        licence="CC BY 4.0",
        credits="",
        published_on=None,
        bands_on="mean",
        bands=((0, "Cold"), (50, "Warm")),
        sources=(BOOK,),
        scales=(SCALE,),
        sections=sections or (section("a", rating(), choice()),),
    )
    return replace(base, **fields)


def of_question(before, after, **fields):
    """The one question's change, from one version to the next."""
    [found] = compare(version(section("a", before)), version(section("a", after), **fields)).questions
    return found


def codes(questions):
    return [question.code for question in questions]


def relabelled(*labels):
    return tuple(replace(level, label=label) for level, label in zip(SCALE.levels, labels, strict=True))


# What a change counts as


REWORDED = [
    (rating(), rating(statement="People are thanked."), Field.STATEMENT, ""),
    (rating(), rating(plain=""), Field.PLAIN, ""),
    (rating(), rating(levels=relabelled("Never", "Always")), Field.LEVEL_LABEL, "2"),
    (
        rating(),
        rating(levels=(SCALE.levels[0], replace(SCALE.levels[1], description="Each week.", is_own=True))),
        Field.LEVEL,
        "2",
    ),
    (
        choice(),
        choice(options=(OptionContent(7, "tea", "Green tea"), *OPTIONS[1:])),
        Field.OPTION,
        "tea",
    ),
]
RESTRUCTURED = [
    (rating(), choice(code="pay"), Field.KIND),
    (rating(), rating(levels=(*SCALE.levels, LevelContent(3, 3, "Always", ""))), Field.LEVEL_VALUES),
    (rating(), rating(levels=tuple(replace(x, value=x.value + 5) for x in SCALE.levels)), Field.LEVEL_VALUES),
    (rating(), rating(direction="barrier"), Field.DIRECTION),
    (choice(), choice(choose="one"), Field.CHOOSE),
    (choice(), choice(options=OPTIONS[:2]), Field.OPTION),
    (choice(), choice(options=(*OPTIONS, OptionContent(4, "cake", "Cake"))), Field.OPTION),
]
TOUCHED = [
    (rating(), rating(title="Thanks"), Field.TITLE),
    (rating(), rating(consider=("Who is paid?", "Who is not?")), Field.CONSIDER),
    (rating(), rating(actions=()), Field.ACTIONS),
    (rating(), rating(cited=Cited(BOOK, "p. 2")), Field.SOURCE),
    (rating(), rating(cited=None), Field.SOURCE),
    (choice(), choice(options=OPTIONS[::-1]), Field.OPTION_ORDER),
]


@pytest.mark.parametrize(("before", "after", "field", "of"), REWORDED)
def test_other_words_for_what_is_asked_are_a_rewording(before, after, field, of):
    found = of_question(before, after)
    assert [(change.field, change.of) for change in found.reworded] == [(field, of)]
    assert not found.restructured
    assert not found.touched
    assert not found.moved
    assert not found.word_for_word


@pytest.mark.parametrize(("before", "after", "field"), RESTRUCTURED)
def test_other_answers_are_a_new_structure(before, after, field):
    found = of_question(before, after)
    assert found.restructured[0].field == field
    assert {change.field for change in found.restructured[1:]} <= {Field.LEVEL_LABEL}  # a new level's words
    assert not found.reworded


@pytest.mark.parametrize(("before", "after", "field"), TOUCHED)
def test_other_help_touches_a_question_only(before, after, field):
    found = of_question(before, after)
    assert [change.field for change in found.touched] == [field]
    assert found.changes == found.touched


def test_a_change_carries_the_text_before_and_after():
    [change] = of_question(rating(), rating(statement="People are thanked.")).reworded
    assert (change.before, change.after) == ("People are paid for their time.", "People are thanked.")
    [change] = of_question(rating(), rating(consider=("One?", "Two?"))).touched
    assert (change.before, change.after) == ("Who is paid?", "One?\nTwo?")


def test_a_source_in_other_words_is_no_change_of_the_questions_that_cite_it():
    other = replace(BOOK, citation="Book, B. and Cup, C. (2001) On tea.")
    after = version(section("a", rating(cited=Cited(other, "p. 1"))), sources=(other,))
    found = compare(version(section("a", rating())), after)
    assert found.questions[0].unchanged
    assert [(part.code, part.changes[0].field) for part in found.sources] == [("book", Field.CITATION)]


# What stands where


def order(text):
    """'a: p q, b: r' as a version; '>' before a section's code puts it within the one before."""
    sections = []
    for part in text.split(", "):
        code, _, asked = part.partition(":")
        made = section(code.lstrip(">"), *asked.split())
        if code.startswith(">"):
            sections[-1] = replace(sections[-1], sections=(*sections[-1].sections, made))
        else:
            sections.append(made)
    return version(*sections)


ORDERS = [  # before, after: moved, added, removed, and all in the order that the page shows
    ("a: p q r s", "a: p q r s", "", "", "", "p q r s"),
    ("a: p q r s", "a: q r s p", "p", "", "", "q r s p"),
    ("a: p q r s", "a: s p q r", "s", "", "", "s p q r"),
    ("a: p q r s", "a: q p s r", "p r", "", "", "q p s r"),
    ("a: p q, b: r", "a: p, b: q r", "q", "", "", "p q r"),
    ("a: p q, b: r", "a: q, b: r p", "p", "", "", "q r p"),
    ("a: p q r", "a: p x r", "", "x", "q", "p q x r"),
    ("a: p q r", "a: r", "", "", "p q", "p q r"),
    ("a: p q, b: r", "b: r q", "q", "", "p", "p r q"),
    ("a: p, b: q", "b: q, a: p", "", "", "", "q p"),
    ("a: p, >b: q", "a: p, b: q", "", "", "", "p q"),
    ("a: p, >b: q r, c: s", "a: p, c: s r", "r", "", "q", "p q s r"),
]


@pytest.mark.parametrize(("before", "after", "moved", "added", "removed", "shown"), ORDERS)
def test_the_fewest_questions_that_can_have_moved_have_moved(before, after, moved, added, removed, shown):
    found = compare(order(before), order(after))
    assert len(found.moved) == len(moved.split())
    if len(moved.split()) == 1:
        assert codes(found.moved) == [moved]
    assert codes(found.added) == added.split()
    assert codes(found.removed) == removed.split()
    assert codes(found.questions) == shown.split()


def test_a_question_can_be_moved_and_reworded_at_once():
    after = version(section("a", "q", rating("p", statement="Other.")), section("b"))
    found = {q.code: q for q in compare(version(section("a"), section("b", "p", "q")), after).questions}
    assert found["p"].moved_from.code == "b"
    assert found["p"].moved
    assert found["p"].reworded
    assert found["q"].moved
    assert found["q"].word_for_word
    assert not found["q"].unchanged


SECTIONS = [  # before, after: what the page shows of each section
    ("a: p, b: q", "b: q, a: p", {"a": "moved"}, "ba"),
    ("a: p, b: q", "a: p, >b: q", {"b": "moved"}, "ab"),
    ("a: p, b: q", "a: p", {"b": "removed"}, "ab"),
    ("a: p, b: q", "b: q", {"a": "removed"}, "ab"),
    ("a: p", "x: , a: p", {"x": "added"}, "xa"),
    ("a: , >m: , >n: , b: ", "a: , b: , >m: ", {"m": "moved", "n": "removed"}, "anbm"),
]


@pytest.mark.parametrize(("before", "after", "states", "shown"), SECTIONS)
def test_sections_come_go_and_move(before, after, states, shown):
    found = compare(order(before), order(after))

    def state(part):
        return "added" if not part.before else "removed" if not part.after else "moved" if part.moved else ""

    got = {part.code: state(part) for part in found.sections if state(part)}
    if len(states) == 1 and "moved" in states.values() and len(got) == 1:
        assert list(got.values()) == ["moved"]  # of two that swapped, either
    else:
        assert got == states
    assert "".join(codes(found.sections)) == shown


def test_section_in_other_words_and_with_another_source():
    after = section("a", title="Tea", introduction="New.", cited=Cited(BOOK, ""))
    [found] = compare(version(section("a")), version(after)).sections
    assert [change.field for change in found.changes] == [Field.TITLE, Field.INTRODUCTION, Field.SOURCE]
    assert found.differs


def test_head_scales_bands_and_sources():
    other = SourceContent("cup", "Cup, C. (2002)", "")
    scale = replace(
        SCALE, title="How much?", levels=(*relabelled("No", "Often"), LevelContent(3, 3, "All", ""))
    )
    after = version(
        title="Kettles",
        summary="",
        licence="CC0",
        bands_on="total",
        bands=((0, "Cool"), (40, "Warm")),
        sources=(other,),
        scales=(scale,),
    )
    found = compare(version(), after)
    assert [change.field for change in found.head] == [Field.TITLE, Field.SUMMARY, Field.LICENCE]
    assert [(change.of, change.before, change.after) for change in found.bands] == [
        ("", "mean", "total"),
        ("0", "Cold", "Cool"),
        ("40", "", "Warm"),
        ("50", "Warm", ""),
    ]
    assert [(part.code, part.after is None) for part in found.sources] == [("book", True), ("cup", False)]
    assert [(change.field, change.of) for change in found.scales[0].changes] == [
        (Field.TITLE, ""),
        (Field.LEVEL_VALUES, ""),
        (Field.LEVEL_LABEL, "1"),
        (Field.LEVEL_LABEL, "3"),
    ]
    assert not found.nothing_changed


# Whether scores can be compared


YES_SAME, YES_SAID = Verdict("yes", Reason.SAME_WORDS), Verdict("yes", Reason.SAID_SAME)
NO_STRUCTURE, NO_SAID = Verdict("no", Reason.RESTRUCTURED), Verdict("no", Reason.SAID_CHANGED)
ASK = Verdict("ask", Reason.NOT_SAID_YET)
OTHER = "Something else."

STANDINGS = [
    ("published", {}, YES_SAME),
    ("published", {"title": "Thanks"}, YES_SAME),
    ("published", {"statement": OTHER}, YES_SAID),
    ("published", {"statement": OTHER, "continuity": "changed"}, NO_SAID),
    ("published", {"continuity": "changed"}, NO_SAID),
    ("published", {"direction": "barrier"}, NO_STRUCTURE),
    ("withdrawn", {"statement": OTHER}, YES_SAID),
    ("draft", {}, YES_SAME),
    ("draft", {"actions": ()}, YES_SAME),
    ("draft", {"statement": OTHER}, ASK),
    ("draft", {"statement": OTHER, "continuity": "changed"}, ASK),
    ("draft", {"continuity": "changed"}, ASK),
    ("draft", {"direction": "barrier", "statement": OTHER}, NO_STRUCTURE),
]


@pytest.mark.parametrize(("status", "fields", "expected"), STANDINGS)
def test_a_published_version_says_for_itself_and_a_draft_is_asked(status, fields, expected):
    assert of_question(rating(), rating(**fields), status=status).verdict == expected


SAME, CHANGED, GONE = (
    InterveningVersion("version 2", {"pay": "same"}),
    InterveningVersion("version 3", {"pay": "changed"}),
    InterveningVersion("version 3", {}),
)
LINES = [
    ([SAME], {}, YES_SAME),
    ([SAME, SAME], {"statement": OTHER}, YES_SAID),
    ([SAME, CHANGED], {}, Verdict("no", Reason.SAID_CHANGED, "version 3")),
    ([CHANGED, SAME], {}, Verdict("no", Reason.SAID_CHANGED, "version 3")),
    ([SAME, GONE], {}, Verdict("no", Reason.NOT_ASKED, "version 3")),
    ([GONE, CHANGED], {}, Verdict("no", Reason.NOT_ASKED, "version 3")),
    ([SAME], {"continuity": "changed"}, NO_SAID),
    ([CHANGED], {"direction": "barrier"}, NO_STRUCTURE),
    (None, {"continuity": "changed"}, YES_SAME),
    (None, {"statement": OTHER}, Verdict("no", Reason.NOBODY_SAID)),
    (None, {"direction": "barrier"}, NO_STRUCTURE),
]


@pytest.mark.parametrize(("between", "fields", "expected"), LINES)
def test_every_version_in_between_must_ask_it_and_say_the_same(between, fields, expected):
    after = version(section("a", rating(**fields)), number=4)
    [found] = compare(version(section("a", rating())), after, between).questions
    assert found.verdict == expected


def test_a_change_in_between_ends_the_line_even_for_a_draft():
    after = version(section("a", rating(statement=OTHER)), status="draft")
    [found] = compare(version(section("a", rating())), after, [CHANGED]).questions
    assert found.verdict == Verdict("no", Reason.SAID_CHANGED, "version 3")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"statement": "Telir pobl."}, Verdict("yes", Reason.TRANSLATED)),
        ({"direction": "barrier"}, NO_STRUCTURE),
    ],
)
def test_a_translation_asks_the_same(fields, expected):
    after = version(section("a", rating(**fields)), language="cy")
    found = compare(version(section("a", rating())), after, translated=True)
    assert found.questions[0].verdict == expected
    assert not found.same_language


def test_scores_of_a_question_in_one_version_only_are_not_compared():
    found = compare(order("a: p q"), order("a: q r"))
    assert [question.verdict is None for question in found.questions] == [True, False, True]
    assert codes(found.comparable) == ["q"]


# Word for word


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        ("We pay.", "We pay.", [("same", "We pay.")]),
        ("", "We pay.", [("added", "We pay.")]),
        ("We pay.", "", [("removed", "We pay.")]),
        (
            "People are paid for their time.",
            "People are thanked for their time and work.",
            [
                ("same", "People are"),
                ("removed", " paid"),
                ("added", " thanked"),
                ("same", " for their time"),
                ("added", " and work"),
                ("same", "."),
            ],
        ),
        ("Who?\nWho not?", "Who not?", [("removed", "Who?\n"), ("same", "Who not?")]),
        (
            "Who makes the tea?",
            "All of us choose the day together.",
            [("removed", "Who makes the tea?"), ("added", "All of us choose the day together.")],
        ),
    ],
)
def test_texts_are_compared_word_for_word(before, after, expected):
    assert [(run.kind, run.text) for run in word_runs(before, after)] == expected


WORDS = st.lists(
    st.sampled_from(["we", "pay", "don't", ",", ".", " ", "\n\n", "é", "🫖", "a-b", " "]), max_size=30
)
TEXTS = st.one_of(st.text(max_size=60), WORDS.map("".join), WORDS.map(" ".join))


@given(TEXTS, TEXTS)
def test_no_letter_is_lost_or_made_up(before, after):
    runs = word_runs(before, after)
    assert "".join(run.text for run in runs if run.kind != "added") == before
    assert "".join(run.text for run in runs if run.kind != "removed") == after
    assert all(run.text for run in runs)


# Properties of every pair of versions


@st.composite
def versions(draw):
    """Some of nine questions in some of four sections, in any order, one perhaps within another."""
    asked = draw(st.lists(st.sampled_from("pqrstuvwx"), unique=True))
    homes = draw(st.lists(st.sampled_from("abcd"), unique=True, min_size=1))
    held = {home: [] for home in homes}
    for code in asked:
        statement = draw(st.sampled_from(["We pay people.", "We thank people."]))
        made = draw(
            st.sampled_from(
                [
                    rating(code, statement=statement),
                    rating(code, direction="barrier"),
                    choice(code=code),
                    rating(code, continuity="changed"),
                ]
            )
        )
        held[draw(st.sampled_from(homes))].append(made)
    made = [section(home, *held[home]) for home in homes]
    if len(made) > 1 and draw(st.booleans()):
        *others, inner = made
        others[0] = replace(others[0], sections=(inner,))
        made = others
    return version(*made, status=draw(st.sampled_from(["published", "draft"])))


@given(versions())
def test_a_version_against_itself_has_not_changed(one):
    found = compare(one, one)
    assert found.nothing_changed
    assert len(found.word_for_word) == one.question_count
    assert not found.moved


@given(versions(), versions())
def test_the_other_way_round_added_and_removed_change_places(one, other):
    there, back = compare(one, other), compare(other, one)
    assert sorted(codes(there.added)) == sorted(codes(back.removed))
    assert sorted(codes(there.removed)) == sorted(codes(back.added))
    assert len(there.moved) == len(back.moved)
    assert sorted(codes(there.reworded)) == sorted(codes(back.reworded))
    assert sorted(codes(there.restructured)) == sorted(codes(back.restructured))


@given(versions(), versions())
def test_every_question_is_accounted_for_once(one, other):
    found = compare(one, other)
    old, new = (codes(each.all_questions()) for each in (one, other))
    assert len(codes(found.questions)) == len({*old, *new})
    assert set(codes(found.questions)) == {*old, *new}
    assert [q.code for q in found.questions if not q.removed] == new
    assert [q.added + q.removed + q.stays for q in found.questions] == [1] * len(found.questions)
    assert {q.code for q in found.stays} == set(old) & set(new)
    assert {q.code for q in (*found.comparable, *found.not_comparable, *found.to_ask)} == set(old) & set(new)
    parts = [part.code for part in found.sections]
    assert len(parts) == len(set(parts))
    assert set(parts) == {part.code for each in (one, other) for part in each.all_sections()}


@given(versions(), versions())
def test_a_new_structure_is_never_compared_and_a_published_version_is_never_asked(one, other):
    found = compare(one, other)
    assert all(question.verdict.comparable == "no" for question in found.restructured)
    if other.status == "published":
        assert not found.to_ask


def test_long_texts_are_told_apart_sentence_by_sentence():
    sentences = [f"This is sentence number {n} of a long text." for n in range(60)]
    before, after = " ".join(sentences), " ".join([*sentences[:30], "One is new.", *sentences[31:]])
    runs = word_runs(before, after)
    assert "".join(run.text for run in runs if run.kind != "added") == before
    assert "".join(run.text for run in runs if run.kind != "removed") == after
    assert [run.text.strip() for run in runs if run.kind == "added"] == ["One is new."]
