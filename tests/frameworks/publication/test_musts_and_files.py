"""There is a must just where the exchange file would be refused."""

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
from frameworks.queries import content_of
from tests.databases import examples
from tests.frameworks.examples import stored
from tests.frameworks.publication.build import found

pytestmark = pytest.mark.django_db


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


@settings(max_examples=examples(80), deadline=None, suppress_health_check=list(HealthCheck))
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
