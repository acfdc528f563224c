"""What the check finds in a draft; and that it finds just what the exchange file would refuse."""

import dataclasses

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from frameworks.drafts import changes, steps, storage
from frameworks.drafts.parts import HEAD, StepRefused
from frameworks.exchange.files import FaultyFile, read, write
from frameworks.models import LIMITS, Framework, FrameworkVersion, Question
from frameworks.publication import findings
from frameworks.publication.checks import check_draft
from frameworks.publication.findings import About, HardText
from frameworks.queries import content_of
from tests.frameworks.examples import example, stored

pytestmark = pytest.mark.django_db


def content(data=None):
    [found] = content_of([stored(data, publish=False)])
    return found


def question(version, code):
    return next(asked for asked in version.all_questions() if asked.code == code)


def changed(version, code, **fields):
    """The version with other fields in one of its questions."""

    def of(section):
        return dataclasses.replace(
            section,
            questions=tuple(
                dataclasses.replace(asked, **fields) if asked.code == code else asked
                for asked in section.questions
            ),
            sections=tuple(of(inner) for inner in section.sections),
        )

    return dataclasses.replace(version, sections=tuple(of(section) for section in version.sections))


def found(version, **more):
    return check_draft(version, limits=LIMITS, **more)


def texts(version, *, must, **more):
    return [
        (one.about.kind, one.about.code or one.about.field, one.text)
        for one in found(version, **more)
        if one.must == must
    ]


def test_a_whole_framework_lacks_nothing():
    assert texts(content(), must=True) == []


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"title": ""}, "Give the question a short name."),
        ({"title": " "}, "Give the question a short name."),
        ({"title": "x" * 121}, "Short name: it has 121 letters and signs. Use 120 at most."),
        (
            {"title": "a\nb"},
            "Short name: it holds a line break, or a sign that cannot be shown. Type it again.",
        ),
        ({"statement": ""}, "Write what the question asks."),
        ({"statement": "x" * 4001}, "Question: it has 4001 letters and signs. Use 4000 at most."),
        ({"plain": " "}, "Easy Read: it holds blanks only. Write it, or clear it."),
        ({"consider": ("One", "")}, "A line of a list is empty. Write it, or take it out."),
        (
            {"actions": ("One", "x" * 501)},
            "Line 2 of what a team could do: it has 501 letters and signs. Use 500 at most.",
        ),
    ],
)
def test_a_must_says_what_to_do(fields, text):
    assert texts(changed(content(), "chips", **fields), must=True) == [("question", "chips", text)]


def test_options_are_two_at_least_and_have_words():
    version = content()
    tea, none = question(version, "leaf").options
    assert texts(changed(version, "leaf", options=(tea,)), must=True) == [
        ("question", "leaf", "Give at least two answers to choose from.")
    ]
    bare = dataclasses.replace(none, label="")
    assert texts(changed(version, "leaf", options=(tea, bare)), must=True) == [
        ("question", "leaf", "Write answer 2, or take it out.")
    ]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"bands": ()}, "Add a band, or choose to have no bands."),
        ({"bands": ((0, ""),)}, "Give the band that starts at 0 a name."),
        ({"bands": ((0, "Cold"), (0, "Warm"))}, "Two bands start at 0. Change one of them."),
        (
            {"bands": ((101, "Hot"),)},
            "The band that starts at 101 is out of reach. Use a number from 0 to 100.",
        ),
        ({"sections": ()}, "Add a part, with questions in it."),
        ({"language": "double dutch"}, "Choose the language that it is written in."),
        ({"title": ""}, "Give it a title."),
    ],
)
def test_a_must_of_the_head(fields, text):
    got = texts(dataclasses.replace(content(), **fields), must=True)
    assert [words for kind, _, words in got if kind == "head"] == [text]


def test_scales_sources_and_empty_parts():
    version = content()
    [scale] = version.scales
    first, second, last = scale.levels
    same = dataclasses.replace(second, value=0, label="")
    scales = (
        dataclasses.replace(scale, levels=(first, same)),
        dataclasses.replace(scale, code="b", title="", levels=(last,)),
    )
    source = dataclasses.replace(version.sources[0], citation="", url="ftp://x")
    empty = dataclasses.replace(version.sections[1], questions=())
    broken = dataclasses.replace(
        version, scales=scales, sources=(source,), sections=(version.sections[0], empty)
    )
    assert texts(broken, must=True) == [
        ("scale", "how-often", "Two levels have the number 0. Change one."),
        ("scale", "how-often", "Give level 0 a name."),
        ("scale", "b", "Give the scale a name."),
        ("scale", "b", "Give the scale at least two levels."),
        ("source", "pot", "Say what the source is: who wrote it, when, and what it is called."),
        ("source", "pot", "Its web address must start with http:// or https://."),
        ("section", "cups", "There is no question in this part. Add one, or take the part out."),
    ]


def test_a_finding_names_its_part():
    [one] = findings.musts(found(changed(content(), "story", statement="")))
    assert one.about == About("question", "story", "1.3.1", "A story")


# What is unwise


def test_what_is_unwise_in_the_example():
    """The second part and its question name no source; the first part does, so its question needs none."""
    assert texts(content(), must=False) == [
        ("question", "chips", "It has no source. Say where the question comes from.")
    ]


def test_a_source_of_the_part_is_enough():
    data = example()
    data["sections"][1]["source"] = {"code": "cup"}
    assert texts(content(data), must=False) == []


def test_texts_around_the_questions_are_missed():
    data = example(sources=[])
    for name in ("summary", "introduction", "licence", "credits"):
        del data[name]
    del data["sections"][0]["source"], data["sections"][0]["questions"][0]["source"]
    got = texts(content(data), must=False)
    assert [code for kind, code, _ in got if kind == "head"] == [
        "summary",
        "introduction",
        "licence",
        "credits",
    ]
    assert [code for kind, code, text in got if "no source" in text] == ["turns", "leaf", "story", "chips"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("label", " NEV er"), ("description", "it has not  happened.")],
)
def test_two_levels_of_one_wording(field, value):
    data = example()
    data["scales"][0]["levels"][2][field] = value
    assert (
        "scale",
        "how-often",
        "Levels 0 and 5 say the same. Nobody can tell them apart.",
    ) in texts(content(data), must=False)


def test_levels_without_a_description_are_not_alike():
    data = example()
    for level in data["scales"][0]["levels"]:
        level.pop("description", None)
    assert not [text for *_, text in texts(content(data), must=False) if "say the same" in text]


def test_a_questions_own_levels_of_one_wording():
    data = example()
    data["sections"][0]["questions"][0]["levels"][1]["description"] = "One person makes it ALL."
    assert (
        "question",
        "turns",
        "Levels 0 and 5 say the same. Nobody can tell them apart.",
    ) in texts(content(data), must=False)


@pytest.mark.parametrize(("ratings", "said"), [(40, False), (41, True)])
def test_over_forty_questions_to_score(ratings, said):
    data = example()
    asked = data["sections"][1]["questions"][0]
    data["sections"][1]["questions"] = [
        {**asked, "code": f"c{n}", "title": f"Chips {n}"} for n in range(ratings - 1)
    ]
    got = [text for kind, _, text in texts(content(data), must=False) if kind == "head"]
    assert got == (["There are 41 questions to score. More than 40 tire people."] if said else [])


def test_short_names_that_are_long_or_used_twice():
    version = changed(changed(content(), "leaf", title="a  STORY"), "chips", title="x" * 41)
    got = texts(version, must=False)
    assert (
        "question",
        "story",
        "Question 1.2 has the same short name. Charts would show it twice.",
    ) in got
    assert ("question", "chips", "The short name is long for a chart. Try to use 40 letters at most.") in got


@pytest.mark.parametrize(("words", "said"), [(30, []), (31, ["leaf"])])
def test_a_very_long_question(words, said):
    got = texts(changed(content(), "leaf", statement="word " * words), must=False)
    assert [code for _, code, text in got if "fewer" in text] == said


def test_what_nobody_uses():
    data = example()
    data["scales"].append({**data["scales"][0], "code": "other"})
    data["sources"].append({"code": "spoon", "citation": "Spoon (2003)."})
    got = texts(content(data), must=False)
    assert ("scale", "other", "No question uses this scale. Take it out if you do not need it.") in got
    assert ("source", "spoon", "No part and no question names this source.") in got


def test_hard_texts_are_given_as_data():
    hard = [HardText("question", "turns", "Level 5", 17), HardText("head", "", "Summary", 15)]
    got = [text for *_, text in texts(content(), must=False, hard=hard)]
    assert got[0] == "Summary: hard to read, for people of about 15 or older. Try shorter sentences."
    assert got[1] == "Level 5: hard to read, for people of about 17 or older. Try shorter sentences."


def test_the_words_are_translated_before_they_are_filled_in():
    [one] = findings.musts(found(changed(content(), "chips", title="x" * 121)))
    said = findings.said(
        one,
        lambda words: (
            words.upper()
            .replace("(WHAT)S", "(what)s")
            .replace("(LENGTH)S", "(length)s")
            .replace("(LIMIT)S", "(limit)s")
        ),
    )
    assert said == "SHORT NAME: IT HAS 121 LETTERS AND SIGNS. USE 120 AT MOST."


# Translations


def test_a_translation_of_another_shape_lacks_something():
    original = content()
    other = dataclasses.replace(original, sections=original.sections[:1])
    got = texts(other, must=True, original=original)
    assert ("head", "", "It does not fit what it translates: part cups is missing.") in got


def test_what_a_translation_leaves_untold():
    original = content()
    bare = changed(
        changed(original, "turns", plain="", consider=(), actions=(), statement=""), "chips", title=""
    )
    bare = dataclasses.replace(bare, summary="", licence="")
    got = texts(bare, must=False, original=original)
    words = "not translated. People would read the original."
    assert got == [
        ("head", "summary", f"Summary: {words}"),
        ("question", "turns", f"Easy Read: {words}"),
        ("question", "turns", f"Things to think about: {words}"),
        ("question", "turns", f"What a team could do: {words}"),
    ]
    assert texts(bare, must=True, original=original) == [
        ("question", "turns", "Write what the question asks."),
        ("question", "chips", "Give the question a short name."),
    ]


def test_level_words_that_a_translation_leaves_untold():
    original = content()
    asked = question(original, "turns")
    levels = tuple(
        dataclasses.replace(level, description="", is_own=False) if level.is_own else level
        for level in asked.levels
    )
    got = texts(changed(original, "turns", levels=levels), must=False, original=original)
    assert [text.split(":")[0] for *_, text in got] == ["Words of level 0", "Words of level 5"]


# No musts, just where the file can be read again


def refused(version):
    try:
        read(write(version).encode())
    except (ValidationError, FaultyFile):
        return True
    return False


FINE = ["Fine.", "Also fine", " edges "]
ODD = ["", "", "   ", "a\nb", "bell\x07", "line\u2028end", "x" * 4001]
SHORT_ODD = ["", "", "  ", "a\nb", "bell\x07"]  # what fits into the columns of PostgreSQL
CHOICES = {
    "title": [*FINE, *SHORT_ODD],
    "text": [*FINE, *ODD],
    "url": ["", "https://example.org/a", "ftp://example.org", "https://a b", " https://example.org "],
    "language": ["en-GB", "cy", "", "no language"],
}


def texts_of(kind):
    """Mostly fine, so that whole drafts come about too."""
    return st.one_of(
        st.sampled_from(FINE[:2] if kind in ("title", "text") else CHOICES[kind][:2]),
        st.sampled_from(FINE[:2] if kind in ("title", "text") else CHOICES[kind][:2]),
        st.sampled_from(CHOICES[kind]),
    )


LISTS = st.lists(texts_of("text"), max_size=3)
STEPS = st.tuples(
    st.sampled_from(
        [
            "section",
            "question",
            "scale",
            "source",
            "fields",
            "fields",
            "fields",
            "levels",
            "options",
            "bands",
            "remove",
            "copy",
            "move",
            "place",
        ]
    ),
    st.randoms(use_true_random=False),
    st.data(),
)
FIELDS = {
    "head": dict.fromkeys(("summary", "introduction", "credits"), "text")
    | {"title": "title", "licence": "title", "language": "language"},
    "source": {"citation": "text", "url": "url"},
    "scale": {"title": "title"},
    "section": {"title": "title", "introduction": "text", "where": "title"},
    "question": {
        "title": "title",
        "statement": "text",
        "plain": "text",
        "where": "title",
        "consider": "list",
        "actions": "list",
    },
}


def pick(random, keys):
    return random.choice(sorted(keys)) if keys else None


def stepped(draft, word, random, data, codes):
    """The draft after one step of an editor, as far as it can be taken."""
    key = pick(random, set(draft))
    section = pick(random, {code for kind, code in draft if kind == "section"})
    if word == "section":
        return steps.add_section(
            draft, codes(), data.draw(texts_of("title")), random.choice(["", section or ""])
        )
    if word == "question":
        return steps.add_question(draft, codes(), section or "", random.choice(["rating", "choice", "text"]))
    if word == "scale":
        return steps.add_scale(draft, codes(), data.draw(texts_of("title")))
    if word == "source":
        return steps.add_source(draft, codes())
    if word == "bands":
        starts = data.draw(st.lists(st.integers(-3, 130), max_size=3, unique=True))
        bands = [[start, data.draw(texts_of("title"))] for start in sorted(starts)]
        return steps.set_fields(
            draft, HEAD, {"bands": bands, "bands_on": random.choice(["", "mean", "total"])}
        )
    if word == "levels":
        scale = pick(random, {code for kind, code in draft if kind == "scale"})
        values = data.draw(st.lists(st.integers(-2, 9), max_size=12, unique=True))
        rows = [
            (
                value,
                {
                    "value": value,
                    "label": data.draw(texts_of("title")),
                    "description": data.draw(texts_of("text")),
                },
            )
            for value in values
        ]
        return steps.set_levels(draft, scale, rows) if scale else draft
    if word == "options":
        asked = pick(
            random,
            {code for (kind, code), f in draft.items() if kind == "question" and f["kind"] == "choice"},
        )
        labels = data.draw(st.lists(texts_of("title"), max_size=4))
        rows = [{"code": f"o{n}", "label": label} for n, label in enumerate(labels)]
        return steps.set_options(draft, asked, rows) if asked else draft
    if word == "fields":
        return steps.set_fields(draft, key, written(draft, key, random, data))
    if key == HEAD:
        return draft
    if word == "remove":
        return steps.remove(draft, key)
    if key[0] in ("source", "scale"):
        return draft
    if word == "copy":
        return steps.copy(draft, key, lambda _like: codes())
    if word == "move":
        return steps.move(draft, key, random.choice([-1, 1]))
    return steps.place(draft, key, section or "", random.choice([None, 0, 1]))


def written(draft, key, random, data):
    fields = {
        name: data.draw(LISTS if kind == "list" else texts_of(kind)) for name, kind in FIELDS[key[0]].items()
    }
    if key[0] in ("section", "question"):
        fields["source"] = random.choice(["", *sorted(code for kind, code in draft if kind == "source")])
    if key[0] == "question" and draft[key]["kind"] == "rating":
        values = [level["value"] for level in draft["scale", draft[key]["scale"]]["levels"]]
        fields |= {f"level:{value}": data.draw(texts_of("text")) for value in values[:2]}
    return fields


def start():
    draft = {HEAD: {"title": "Mine", "language": "en-GB"}}
    draft = steps.add_scale(draft, "scale", "How true?")
    draft = steps.add_section(draft, "part", "First part")
    draft = steps.add_question(draft, "asked", "part", "rating")
    return steps.set_fields(draft, ("question", "asked"), {"title": "Asked", "statement": "We ask."})


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, max_size=8))
def test_there_is_no_must_just_where_the_file_can_be_read_again(steps):
    numbers = iter(range(10_000))
    draft = start()
    for word, random, data in steps:
        try:
            draft = stepped(draft, word, random, data, lambda: f"c{next(numbers)}")
        except StepRefused:
            continue
    with transaction.atomic():
        version = FrameworkVersion.objects.create(
            framework=Framework.objects.create(code="mine"), number=1, title="x"
        )
        storage.store(version, draft, changes.changes_between({HEAD: {}}, draft))
        [stored_content] = content_of([version])
        lacks = [one.text for one in findings.musts(found(stored_content))]
        assert bool(lacks) == refused(version), lacks
        transaction.set_rollback(True)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL cuts no text: its columns refuse it")
@pytest.mark.parametrize(("field", "limit"), [("title", "title"), ("source_where", "short")])
def test_a_text_at_its_limit_is_no_must_and_one_sign_more_is(field, limit):
    version = stored(publish=False)
    for length, lacks in ((LIMITS[limit], False), (LIMITS[limit] + 1, True)):
        Question.objects.filter(version=version, code="turns").update(**{field: "x" * length})
        assert refused(version) is lacks
        assert bool(findings.musts(found(content_of([version])[0]))) is lacks
    assert connection.vendor == "sqlite"
