"""What the pages of the editor show."""

import pytest

from frameworks.drafts import creation, outline
from tests.frameworks.editor.browser import AFTER, CUPS, LEVELS, MAKING, PAGES, address, now, opened, said
from tests.frameworks.edits import TURNS

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


def test_pages_show_what_is_in_the_draft(desk, draft):
    head = opened(desk, draft)
    assert (head["head-title"], head["head-summary"]) == ("The kettle", "Who makes the tea.")
    assert head["head-introduction"] == "Think of last week.\n\nThere are no right answers."
    assert head["head-language"] == "en-GB"

    part = opened(desk, draft, "edit_part")
    assert part["section-making-title"] == "Making it"
    assert (part["section-making-source"], part["section-making-where"]) == ("pot", "p. 3")
    assert part["question-turns-statement"] == "We take turns."
    assert part["question-turns-consider"] == "Who did it last?\nWho never does?"
    assert part["question-turns-level:0"] == "One person makes it all."
    assert (part["question-turns-scale"], part["question-turns-direction"]) == ("how-often", "strength")
    assert part["question-leaf-row-options-tea-label"] == "Tea"
    assert part["question-leaf-choose"] == "many"

    scales = opened(desk, draft, "edit_scales")
    assert [scales[f"{LEVELS}2-{name}"] for name in ("was", "value", "label")] == ["5", "5", "Always"]
    assert scales["scale-how-often-rows-levels"] == "4"  # two rows more than there are levels
    assert (scales["head-bands_on"], scales["head-row-bands-1-start"]) == ("mean", "50")

    sources = opened(desk, draft, "edit_sources")
    assert sources["source-pot-url"] == "https://example.org/tea?a=1"
    assert sources["head-credits"] == "Written for the tests."
    assert "Nothing has changed in this draft yet." in said(desk.get(address(draft, "edit_changes")))


@pytest.mark.parametrize("page", PAGES)
def test_outline_stands_on_every_page(desk, draft, page):
    words = said(desk.get(address(draft, page)))
    assert "1 Making it" in words
    assert "1.3 Afterwards" in words
    assert ("1.2 Leaf" in words) == (page == "edit_part")
    assert "Last change" in words
    assert "data-last hidden" in desk.get(address(draft, page)).text


def test_a_part_within_a_part_has_a_page(desk, draft):
    assert opened(desk, draft, "edit_part", "after")["question-story-title"] == "A story"


def test_a_new_framework_has_pages_too(desk, organisation, steward):
    new = creation.start_framework(organisation=organisation, title="Ours", language="en-GB", by=steward)
    code = next(key[1] for key in now(new) if key[0] == "section")
    assert "This part has no questions yet." in said(desk.get(address(new, "edit_part", code)))
    assert "Fully" in opened(desk, new, "edit_scales").values[f"scale-{scale_of(new)}-row-levels-4-label"]
    assert "There is no source yet." in said(desk.get(address(new, "edit_sources")))


def scale_of(draft):
    return next(key[1] for key in now(draft) if key[0] == "scale")


# --- The outline ---


def test_places_for_a_part(draft):
    found = now(draft)
    assert outline.holders(found, CUPS) == [("making", 0)]
    assert outline.holders(found, AFTER) == [("", 0), ("cups", 0)]
    assert outline.holders(found, MAKING) == []
    assert outline.holders(found, TURNS) == [("making", 0), ("after", 1), ("cups", 0)]
