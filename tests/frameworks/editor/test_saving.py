"""Saving writes what was sent, and only that."""

import re

import pytest

from frameworks.drafts import actions
from frameworks.drafts.parts import HEAD
from frameworks.models import DraftStep
from tests.frameworks.editor.browser import LEVELS, MAKING, PAGES, SCALE, address, changed, now, opened, said
from tests.frameworks.edits import LEAF, TURNS

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.mark.parametrize("page", PAGES)
def test_saving_a_page_as_it_stands_changes_nothing(desk, draft, page):
    before = now(draft)
    assert opened(desk, draft, page).press().status_code == 302
    assert now(draft) == before
    assert not DraftStep.objects.exists()


WRITING = {
    "edit": {"head-title": "The pot", "head-introduction": "Think.\n\nThen say.", "head-language": "cy"},
    "edit_part": {
        "section-making-introduction": "Anew.",
        "question-turns-statement": "Do we take turns?",
        "question-turns-level:1": "Two of us make it.",
        "question-turns-consider": "One thing\nAnother",
        "question-leaf-row-options-tea-label": "Black tea",
        "question-leaf-choose": "one",
        "question-turns-source": "",
    },
    "edit_scales": {
        "scale-how-often-title": "How much?",
        f"{LEVELS}1-label": "Seldom",
        "head-bands_on": "total",
        "head-row-bands-1-label": "Hot",
    },
    "edit_sources": {"source-cup-url": "https://example.org/cups", "head-licence": "CC BY-SA 4.0"},
}


WRITTEN = {
    "edit": {(*HEAD, "title"), (*HEAD, "introduction"), (*HEAD, "language")},
    "edit_part": {
        (*MAKING, "introduction"),
        (*TURNS, "statement"),
        (*TURNS, "level:1"),
        (*TURNS, "consider"),
        (*TURNS, "source"),
        (*LEAF, "options"),
        (*LEAF, "choose"),
    },
    "edit_scales": {(*SCALE, "title"), (*SCALE, "levels"), (*HEAD, "bands_on"), (*HEAD, "bands")},
    "edit_sources": {("source", "cup", "url"), (*HEAD, "licence")},
}


@pytest.mark.parametrize("page", WRITING)
def test_saving_writes_what_was_sent_and_only_that(desk, draft, steward, page):
    before, form = now(draft), opened(desk, draft, page)
    for name, value in WRITING[page].items():
        form.put(name, value)
    response = form.press()
    assert response["Location"] == address(draft, page)
    assert changed(before, now(draft)) == WRITTEN[page]
    again = opened(desk, draft, page)
    assert {name: again[name] for name in WRITING[page]} == WRITING[page]
    assert re.search(r"Saved at \d\d:\d\d\.", said(again.response))
    step = DraftStep.objects.get()
    assert (step.verb, step.by, step.number) == ("saved", steward, 1)


def test_a_field_that_is_not_sent_is_not_written(desk, draft):
    before = now(draft)
    sent = {"revision": "0", "part": "question:turns", "question-turns-title": "Turns"}
    desk.post(address(draft, "edit_part"), sent)
    assert changed(before, now(draft)) == {(*TURNS, "title")}


def test_nothing_is_written_into_what_the_page_does_not_hold(desk, draft, translation):
    before = now(draft), now(translation)
    sent = {"revision": "0", "part": ["source:pot", "section:cups", "question:gone", "nonsense", "a:b:c"]}
    sent |= {"source-pot-citation": "X", "section-cups-title": "X"}
    assert desk.post(address(draft, "edit_part"), sent).status_code == 302
    assert desk.post(address(translation, "edit_sources"), sent).status_code == 302
    assert (now(draft), now(translation)) == before


def test_what_must_be_chosen_is_never_chosen_away(desk, draft):
    before = now(draft)
    for page, names in {
        "edit": ["head-language"],
        "edit_part": ["question-turns-scale", "question-turns-direction", "question-leaf-choose"],
    }.items():
        form = opened(desk, draft, page)
        for name in names:
            form.put(name, "")
        assert form.press().status_code == 302
    assert now(draft) == before


def test_texts_are_stored_tidy(desk, draft):
    form = opened(desk, draft).put("head-title", "  Pot\tand cup ")
    form.put("head-introduction", "\r\nOne  \r\n\r\nTwo\r\n").press()
    head = now(draft)[HEAD]
    assert (head["title"], head["introduction"]) == ("Pot and cup", "One\n\nTwo")


def test_a_new_scale_keeps_words_of_levels_that_both_have(desk, draft, steward):
    scale = actions.add_scale(draft=draft, title="Five", by=steward)[1]
    opened(desk, draft, "edit_part").put("question-turns-scale", scale).press()
    assert (now(draft)[TURNS]["scale"], now(draft)[TURNS]["level:0"]) == (scale, "One person makes it all.")
    assert "level:5" not in now(draft)[TURNS]
