"""A translation asks for words alone, beside those of the original."""

import re

import pytest

from frameworks.drafts import creation
from frameworks.drafts.parts import HEAD
from tests.frameworks.editor.browser import LEVELS, SCALE, address, now, opened, press, said
from tests.frameworks.edits import LEAF, TURNS
from tests.frameworks.examples import example, stored

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.mark.parametrize("page", ["edit", "edit_part", "edit_scales", "edit_sources"])
def test_a_translation_asks_for_words_alone_beside_those_of_the_original(desk, translation, page):
    form = opened(desk, translation, page)
    apart = {"csrfmiddlewaretoken", "revision", "part"}
    fields = {
        name for name in form.values if name not in apart and "rows-" not in name and "-was" not in name
    }
    assert fields == TRANSLATED[page]
    fixed = {do.split(":")[0] for do in form.buttons}
    assert fixed - {"picture"} == {"save", "undo"}  # of a picture, what it shows
    for words in BESIDE[page]:
        assert f'<span class="original" lang="en-GB" dir="ltr">{words}</span>' in form.response.text
    inputs = re.findall(r"<(?:textarea|input type=\"text\")[^>]*>", form.response.text)
    assert inputs
    assert all('lang="cy"' in one for one in inputs)
    assert "data-drag" not in form.response.text


TRANSLATED = {
    "edit": {"head-title", "head-summary", "head-introduction", "head-plain"},
    "edit_part": {
        "section-making-title",
        "section-making-introduction",
        "section-making-plain",
        *(f"question-turns-{n}" for n in ("title", "statement", "plain", "consider", "actions")),
        "question-turns-level:0",
        "question-turns-level:5",
        "question-turns-plain:0",
        "question-leaf-title",
        "question-leaf-statement",
        "question-leaf-row-options-tea-label",
        "question-leaf-row-options-tea-plain",
        "question-leaf-row-options-none-label",
    },
    "edit_scales": {
        "scale-how-often-title",
        *(f"{LEVELS}{row}-label" for row in range(3)),
        f"{LEVELS}0-description",
        f"{LEVELS}0-plain_label",
        f"{LEVELS}0-plain",
        "head-row-bands-0-label",
        "head-row-bands-1-label",
    },
    "edit_sources": {"head-credits"},
}


BESIDE = {
    "edit": ["Who makes the tea.", "Think of last week.\n\nThere are no right answers."],
    "edit_part": ["We take turns.", "One person makes it all.", "Tea", "Who did it last?\nWho never does?"],
    "edit_scales": ["How often?", "Always", "It has not happened.", "Cold"],
    "edit_sources": ["Written for the tests."],
}


def test_a_translation_shows_the_names_of_the_original_until_it_has_its_own(desk, translation):
    page = opened(desk, translation, "edit_part")
    assert '<span class="t" lang="en-GB">Taking turns</span>' not in page.source  # the page's language
    assert '<span class="t">Taking turns</span>' in page.source
    page.put("question-turns-title", "Cymryd tro").press()
    again = opened(desk, translation, "edit_part").source
    assert '<span class="t" lang="cy">Cymryd tro</span>' in again
    assert ">0 Never</label>" in again


def test_a_translation_is_saved_and_its_structure_stays(desk, translation):
    form = opened(desk, translation, "edit_part").put("question-leaf-row-options-tea-label", "Te")
    form.put("question-turns-level:5", "Pawb.").press()
    asked = now(translation)
    assert asked[LEAF]["options"] == [{"code": "tea", "label": "Te"}, {"code": "none", "label": ""}]
    assert asked[TURNS]["level:5"] == "Pawb."
    form = opened(desk, translation, "edit_scales").put(f"{LEVELS}2-label", "Bob tro")
    form.put("head-row-bands-1-label", "Cynnes").press()
    assert [level["value"] for level in now(translation)[SCALE]["levels"]] == [0, 1, 5]
    assert now(translation)[HEAD]["bands"] == [[0, ""], [50, "Cynnes"]]
    before = now(translation)
    sent = {"revision": "2", "part": ["question:turns", "section:making", "scale:how-often"]}
    forged = {"question-turns-scale": "x", "question-turns-direction": "barrier", "section-making-source": ""}
    desk.post(address(translation, "edit_part"), sent | forged)
    assert now(translation) == before


@pytest.mark.parametrize(
    "do",
    [
        "up:question:leaf",
        "down:section:making",
        "copy:question:turns",
        "remove:question:turns",
        "place:question:leaf:cups:0",
        "add-section",
        "add-question:making:text",
        "add-scale",
        "add-source",
        "option-up:question:leaf:none",
        "into:section:cups",
    ],
)
def test_a_translation_takes_no_steps(desk, translation, do):
    before = now(translation)
    response = press(desk, translation, do, **{"into-section-cups": "making"})
    words = said(desk.get(response["Location"]))
    assert "A translation asks what its original asks: only words can change here." in words
    assert now(translation) == before


def test_words_that_run_from_right_to_left(desk, organisation):
    arabic = creation.begin_translation(version=stored(organisation=organisation), language="ar", by=None)
    form = opened(desk, arabic, "edit_part").put("question-turns-title", "نتناوب")
    assert re.search(r'name="question-turns-title"[^>]*lang="ar"[^>]*dir="rtl"', form.response.text)
    form.press()
    text = opened(desk, arabic, "edit_part").source
    assert '<span class="t" lang="ar" dir="rtl">نتناوب</span>' in text
    assert "<bdi>The kettle</bdi>" in text


def test_what_the_original_says_is_only_text(desk, organisation):
    version = stored(example(summary='<b>Tea</b> & "cake"'), organisation=organisation)
    welsh = creation.begin_translation(version=version, language="cy", by=None)
    assert "&lt;b&gt;Tea&lt;/b&gt; &amp; &quot;cake&quot;</span>" in opened(desk, welsh).response.text
