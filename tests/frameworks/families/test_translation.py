"""Reading a version in another language, and whether two versions ask the same."""

from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frameworks.content import (
    LevelContent,
    OptionContent,
    QuestionContent,
    ScaleContent,
    SectionContent,
    VersionContent,
)
from frameworks.families.translation import in_words_of, mismatches

TEXTS = {
    "title",
    "summary",
    "introduction",
    "credits",
    "statement",
    "plain",
    "consider",
    "actions",
    "label",
    "description",
    "language",
}


def level(value, words="", ident=0, is_own=False):
    return LevelContent(ident or value + 100, value, f"{words} {value}", f"{words} about {value}", is_own)


def rating(code, scale, words, *, own=(), ident=1, **changes):
    levels = tuple(
        replace(one, description=f"{words} {code} {one.value}", is_own=True) if one.value in own else one
        for one in scale.levels
    )
    return replace(
        asked(code, "rating", words, ident), scale=scale, levels=levels, direction="strength", **changes
    )


def asked(code, kind, words, ident=1, **changes):
    question = QuestionContent(
        id=ident,
        code=code,
        number="1.1",
        kind=kind,
        title=f"{words} {code}",
        statement=f"{words} asks {code}.",
        plain=f"{words} plainly.",
        scale=None,
        levels=(),
        direction="",
        choose="",
        options=(),
        continuity="same",
        consider=(f"{words} think.",),
        actions=(f"{words} do.",),
        cited=None,
    )
    return replace(question, **changes)


def choice(code, words, options=("a", "b")):
    made = tuple(OptionContent(i, one, f"{words} {one}") for i, one in enumerate(options))
    return asked(code, "choice", words, choose="one", options=made)


def version(words="English", language="en-GB", ident=1, **changes):
    """Two sections, one within the first; a rating in its own words, a choice, a story."""
    scale = ScaleContent(ident, "often", f"{words} often?", (level(0, words, ident * 10), level(5, words)))
    after = SectionContent(3, "after", "1.3", f"{words} after", "", None, (asked("story", "text", words),))
    making = SectionContent(
        ident,
        "making",
        "1",
        f"{words} making",
        f"{words} about making.",
        None,
        (rating("turns", scale, words, own=(0,), ident=ident), choice("leaf", words)),
        (after,),
    )
    cups = SectionContent(2, "cups", "2", f"{words} cups", "", None, (rating("chips", scale, words),))
    made = VersionContent(
        id=ident,
        code="kettle",
        number=1,
        status="published",
        language=language,
        title=f"{words} kettle",
        summary=f"{words} summary.",
        introduction=f"{words} introduction.",
        licence="CC BY 4.0",
        credits=f"{words} credits.",
        published_on=None,
        bands_on="mean",
        bands=((0, f"{words} cold"), (50, f"{words} warm")),
        sources=(),
        scales=(scale,),
        sections=(making, cups),
    )
    return replace(made, **changes)


ENGLISH = version()
WELSH = version("Cymraeg", "cy", ident=7)


def without_texts(part):
    """Everything but the texts: ids, codes, numbers, values, order."""
    if isinstance(part, dict):
        return {key: without_texts(value) for key, value in part.items() if key not in TEXTS}
    if isinstance(part, list | tuple):
        return [without_texts(one) for one in part]
    return part


def structure(version):
    found = asdict(version)
    found["bands"] = [start for start, _ in version.bands]
    return without_texts(found)


def texts(part):
    """Every text of a version, wherever it stands."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key in TEXTS - {"language"} and isinstance(value, str):
                yield value
            else:
                yield from texts(value)
    elif isinstance(part, list | tuple):
        for one in part:
            yield from [one] if isinstance(one, str) else texts(one)


def test_all_texts_are_the_translations_and_nothing_else_is():
    read = in_words_of(ENGLISH, WELSH)
    assert read.language == "cy"
    found = [text for text in texts(asdict(read)) if text]
    assert len(found) > 30
    assert [text for text in found if "English" in text] == []
    assert structure(read) == structure(ENGLISH)


def test_levels_read_in_the_questions_own_words_where_the_original_does():
    turns, _leaf, _story, chips = in_words_of(ENGLISH, WELSH).all_questions()
    assert [(one.id, one.label, one.description) for one in turns.levels] == [
        (10, "Cymraeg 0", "Cymraeg turns 0"),
        (105, "Cymraeg 5", "Cymraeg about 5"),
    ]
    assert [one.description for one in chips.levels] == ["Cymraeg about 0", "Cymraeg about 5"]


def test_a_text_that_is_missing_or_empty_is_the_originals():
    bare = replace(WELSH, summary="", sections=WELSH.sections[1:], bands=((0, ""),), scales=())
    read = in_words_of(ENGLISH, bare)
    assert (read.title, read.summary) == ("Cymraeg kettle", "English summary.")
    assert read.sections[0] == in_words_of(ENGLISH, replace(WELSH, sections=(), scales=())).sections[0]
    assert read.sections[0].questions[0].statement == "English asks turns."
    assert read.sections[1].questions[0].statement == "Cymraeg asks chips."
    assert read.scales == ENGLISH.scales
    assert read.bands == ENGLISH.bands


def test_own_words_that_the_translation_lacks_are_the_originals():
    scale = WELSH.scales[0]
    plain = replace(
        WELSH.sections[0], questions=(rating("turns", scale, "Cymraeg"), *WELSH.sections[0].questions[1:])
    )
    turns = next(in_words_of(ENGLISH, replace(WELSH, sections=(plain,))).all_questions())
    assert [one.description for one in turns.levels] == ["English turns 0", "Cymraeg about 5"]
    assert mismatches(ENGLISH, replace(WELSH, sections=(plain, WELSH.sections[1]))) == []


def test_a_translation_has_no_mismatches_whatever_its_ids_and_texts():
    assert mismatches(ENGLISH, WELSH) == []


MAKING, CUPS = WELSH.sections
TURNS, LEAF = MAKING.questions
SCALE = WELSH.scales[0]
CHIPS = CUPS.questions[0]


def making(*questions):
    return replace(WELSH, sections=(replace(MAKING, questions=questions), CUPS))


CHANGES = {
    "code": (replace(WELSH, code="teapot"), ["the framework is teapot, but kettle in the original"]),
    "number": (replace(WELSH, number=2), ["the version is 2, but 1 in the original"]),
    "bands": (
        replace(WELSH, bands_on="total", bands=((0, "Oer"), (60, "Cynnes"))),
        [
            "the bands are for another figure than in the original",
            "band from 50 is missing",
            "band from 60 is not in the original",
        ],
    ),
    "scale": (
        replace(WELSH, scales=(replace(SCALE, code="other"),)),
        ["scale often is missing", "scale other is not in the original"],
    ),
    "level": (
        replace(WELSH, scales=(replace(SCALE, levels=(level(0), level(4))),)),
        ["scale often: level 5 is missing", "scale often: level 4 is not in the original"],
    ),
    "section": (
        replace(WELSH, sections=(MAKING,)),
        ["part cups is missing", "question chips is missing"],
    ),
    "order of sections": (
        replace(WELSH, sections=(CUPS, MAKING)),
        [
            "the order is not the original’s: making, making / after, cups",
            "the order is not the original’s: turns, leaf, story, chips",
        ],
    ),
    "question": (making(TURNS), ["question leaf is missing"]),
    "extra question": (
        making(TURNS, LEAF, asked("more", "text", "Cymraeg")),
        ["question more is not in the original"],
    ),
    "order of questions": (
        making(LEAF, TURNS),
        ["the order is not the original’s: turns, leaf, story, chips"],
    ),
    "another section": (
        replace(
            WELSH,
            sections=(replace(MAKING, questions=(TURNS,)), replace(CUPS, questions=(LEAF, CHIPS))),
        ),
        [
            "the order is not the original’s: turns, leaf, story, chips",
            "question leaf: it is in part cups, but making in the original",
        ],
    ),
    "kind": (
        making(TURNS, asked("leaf", "text", "Cymraeg")),
        ["question leaf: its kind is text, but choice in the original"],
    ),
    "direction": (
        making(replace(TURNS, direction="barrier"), LEAF),
        ["question turns: its direction is barrier, but strength in the original"],
    ),
    "choose": (
        making(TURNS, replace(LEAF, choose="many")),
        ["question leaf: its choose is many, but one in the original"],
    ),
    "options": (
        making(TURNS, choice("leaf", "Cymraeg", ("b", "c"))),
        ["question leaf: option a is missing", "question leaf: option c is not in the original"],
    ),
    "order of options": (
        making(TURNS, choice("leaf", "Cymraeg", ("b", "a"))),
        ["question leaf: the order is not the original’s: a, b"],
    ),
    "own words": (
        making(rating("turns", SCALE, "Cymraeg", own=(0, 5)), LEAF),
        ["question turns: level 5 has words of its own, but none in the original"],
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_mismatch_is_named(name):
    changed, expected = CHANGES[name]
    assert mismatches(ENGLISH, changed) == expected


# Properties


CODES = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=5)
WORDS = st.sampled_from(["", "gair", "geiriau"])


@st.composite
def versions(draw):
    """A version of any shape, with texts that may be empty."""
    ids = st.integers(1, 10**6)
    say = lambda: draw(WORDS)  # noqa: E731
    scales = tuple(
        ScaleContent(
            draw(ids),
            code,
            say(),
            tuple(
                LevelContent(draw(ids), value, say(), say())
                for value in sorted(draw(st.sets(st.integers(0, 6))))
            ),
        )
        for code in draw(CODES)
    )

    def question(code):
        made = asked(code, "text", say(), draw(ids), title=say(), statement=say(), plain=say())
        kind = draw(st.sampled_from(["text", "rating", "choice"] if scales else ["text", "choice"]))
        if kind == "rating":
            scale = draw(st.sampled_from(scales))
            own = draw(st.sets(st.integers(0, 6)))
            levels = tuple(
                replace(one, description=say(), is_own=True) if one.value in own else one
                for one in scale.levels
            )
            made = replace(made, kind=kind, scale=scale, levels=levels, direction="barrier")
        if kind == "choice":
            options = tuple(OptionContent(draw(ids), one, say()) for one in draw(CODES))
            made = replace(made, kind=kind, choose="many", options=options)
        return made

    codes = iter(draw(st.permutations([f"q{n}" for n in range(6)])))
    sections = tuple(
        SectionContent(
            draw(ids),
            code,
            str(number),
            say(),
            say(),
            None,
            tuple(question(one) for one, _ in zip(codes, range(draw(st.integers(0, 3))), strict=False)),
        )
        for number, code in enumerate(draw(CODES), start=1)
    )
    return version(
        say(), draw(st.sampled_from(["en", "cy"])), draw(ids), scales=scales, sections=sections,
        bands=tuple((start, say()) for start in sorted(draw(st.sets(st.integers(0, 3))))),
    )  # fmt: skip


@given(versions())
def test_in_its_own_words_a_version_is_itself(one):
    assert in_words_of(one, one) == one
    assert mismatches(one, one) == []


@given(versions(), versions())
def test_what_answers_point_to_never_changes(original, translation):
    assert structure(in_words_of(original, translation)) == structure(original)


@given(versions(), versions())
def test_no_text_is_made_up_and_none_is_lost(original, translation):
    read = in_words_of(original, translation)
    known = {*texts(asdict(original)), *texts(asdict(translation))}
    assert set(texts(asdict(read))) <= known
    before, after = list(original.all_questions()), list(read.all_questions())
    assert all(b.statement or not a.statement for a, b in zip(before, after, strict=True))
