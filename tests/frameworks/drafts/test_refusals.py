"""What cannot be stored is refused, in plain words; words of any writing survive."""

import re
from functools import partial

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from frameworks.drafts import actions, checks, creation, parts
from frameworks.drafts.codes import new_code
from frameworks.drafts.creation import CreationRefused
from frameworks.drafts.parts import HEAD, StepRefused
from frameworks.exchange import limits
from frameworks.models import CODE_LENGTH
from tests.databases import examples
from tests.frameworks.drafts.state import SCALE, WRITES, every_row, forgotten, levels, now, save
from tests.frameworks.edits import TURNS

pytestmark = pytest.mark.django_db


HUGE = 10**5000


# What cannot be stored

BAD = {
    "title too long": {HEAD: {"title": "t" * 121}},
    "title of a section too long": {("section", "making"): {"title": "t" * 121}},
    "title of a question too long": {TURNS: {"title": "t" * 121}},
    "licence too long": {HEAD: {"licence": "l" * 121}},
    "language too long": {HEAD: {"language": "e" * 21}},
    "place too long": {TURNS: {"where": "w" * 501}},
    "address too long": {("source", "pot"): {"url": "https://example.org/" + "a" * 500}},
    "label of a level too long": {SCALE: {"levels": [*levels(0), {**levels(1)[0], "label": "l" * 81}]}},
    "level too high": {SCALE: {"levels": levels(0, 32768)}},
    "level too low": {SCALE: {"levels": levels(-32769, 0)}},
    "level beyond all": {SCALE: {"levels": [*levels(0, 1), {**levels(2)[0], "value": HUGE}]}},
    "level twice": {SCALE: {"levels": levels(1, 1)}},
    "too many levels": {SCALE: {"levels": levels(*range(12))}},
    "band too high": {HEAD: {"bands": [[32768, "B"]]}},
    "band beyond all": {HEAD: {"bands": [[HUGE, "B"]]}},
    "band twice": {HEAD: {"bands": [[1, "A"], [1, "B"]]}},
    "label of a band too long": {HEAD: {"bands": [[1, "b" * 81]]}},
    "bands on nothing known": {HEAD: {"bands_on": "median"}},
    "answer twice": {("question", "leaf"): {"options": [{"code": "a", "label": "A"}] * 2}},
    "answer without a code": {("question", "leaf"): {"options": [{"code": "A b", "label": "A"}]}},
    "answer too long": {("question", "leaf"): {"options": [{"code": "a", "label": "a" * 501}]}},
    "answers of a rating": {TURNS: {"options": [{"code": "a", "label": "A"}]}},
    "direction of a choice": {("question", "leaf"): {"direction": "strength"}},
    "no such direction": {TURNS: {"direction": "sideways"}},
    "scale of a choice": {("question", "leaf"): {"scale": "how-often"}},
    "no scale": {TURNS: {"scale": ""}},
    "no such scale": {TURNS: {"scale": "gone"}},
    "no such source": {TURNS: {"source": "gone"}},
    "NUL": {HEAD: {"summary": "nul\0"}},
    "NUL in a list": {TURNS: {"consider": ["fine", "nul\0"]}},
    "half a sign": {("question", "story"): {"statement": "\ud800"}},
}


@pytest.mark.parametrize("bad", BAD)
def test_what_cannot_be_stored_is_refused_and_nothing_of_the_page_is_written(draft, bad):
    before = every_row()
    with pytest.raises(StepRefused) as refused:
        save(draft, {("source", "cup"): {"citation": "Fine"}, **BAD[bad]})
    assert str(refused.value).endswith(".")
    assert every_row() == before


@pytest.mark.parametrize(
    ("does", "given"),
    [
        ("place", {"key": ("section", "making"), "within": "making", "at": None}),
        ("place", {"key": ("section", "cups"), "within": "after", "at": None}),
        ("add_section", {"title": "New", "within": "after"}),
        ("add_section", {"title": "t" * 121}),
        ("add_scale", {"title": "t" * 121}),
        ("add_question", {"section": "cups", "kind": "quiz"}),
        ("add_question", {"section": "gone", "kind": "text"}),
        ("move", {"key": SCALE, "by_places": 1}),
        ("move", {"key": TURNS, "by_places": -1}),
        ("copy", {"key": HEAD}),
        ("remove", {"key": HEAD}),
        ("remove", {"key": SCALE}),
        ("restore", {"key": HEAD}),
    ],
)
def test_step_that_the_draft_does_not_allow_is_refused_in_plain_words(draft, does, given):
    before = every_row()
    with pytest.raises(StepRefused) as refused:
        WRITES[does](draft=draft, by=None, **given)
    assert str(refused.value).endswith(".")
    assert every_row() == before


@pytest.mark.parametrize("given", [{"title": "t" * 121}, {"title": "nul\0"}])
def test_framework_does_not_begin_with_a_title_that_cannot_be_stored(published, organisation, given):
    before = every_row()
    for begin in (
        partial(creation.start_framework, language="en-GB"),
        partial(creation.adapt_framework, version=published),
    ):
        with pytest.raises(CreationRefused):
            begin(organisation=organisation, by=None, **given)
    assert every_row() == before


@pytest.mark.parametrize("at", [HUGE, -HUGE], ids=["far on", "far before"])
def test_place_beyond_the_row_is_its_end(draft, at):
    actions.place(draft=draft, key=("question", "chips"), within="making", at=at, by=None)
    row = [code for _, code in parts.questions_in(now(draft), "making")]
    assert row.index("chips") == (2 if at > 0 else 0)


FOREIGN = ["שלום", "مرحبا بالعالم", "\u202eback\u202c", "é", "ṩ", "👩🏽‍🦽", "中文", "a\u200db", "ﬁ"]


@pytest.mark.parametrize("words", FOREIGN)
def test_words_of_any_writing_survive(draft, organisation, words):
    save(draft, {HEAD: {"title": words}, TURNS: {"title": words, "level:0": words, "consider": [words]}})
    made = actions.add_section(draft=draft, title=words, by=None)
    actions.add_question(draft=draft, section=made[1], kind="text", by=None)
    after = now(draft)
    assert (after[HEAD]["title"], after[TURNS]["title"], after[TURNS]["level:0"]) == (words,) * 3
    assert (after[TURNS]["consider"], after[made]["title"]) == ([words], words)
    started = creation.start_framework(organisation=organisation, title=words, language="he", by=None)
    assert started.title == words


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
@example("_" * 80)
@example("a" * 52 + "_b")
@example("-a_")
def test_any_text_makes_a_code_that_fits_the_format(text):
    code = new_code(text)
    assert re.fullmatch(limits.CODE, code)
    assert len(code) <= CODE_LENGTH
    assert new_code(text) != code


@settings(
    max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=120).filter(lambda title: not checks.NOT_STORED.search(title)))
def test_any_title_makes_a_framework_with_a_code_of_its_own(organisation, title):
    with forgotten():
        made = [
            creation.start_framework(organisation=organisation, title=title, language="en-GB", by=None)
            for _ in range(2)
        ]
        names = [draft.framework.code for draft in made]
        assert all(re.fullmatch(limits.CODE, name) and len(name) <= CODE_LENGTH for name in names)
        assert names[0] != names[1]


def test_a_draft_that_no_file_could_hold_does_not_grow(draft):
    written = {TURNS: {"consider": ["x" * 500] * 900}}
    save(draft, written, at=0)
    actions.copy(draft=draft, key=TURNS, by=None)
    with pytest.raises(StepRefused, match="too large"):
        actions.copy(draft=draft, key=TURNS, by=None)
