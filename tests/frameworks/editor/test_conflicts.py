"""Two people write at once: both texts are shown, and no words are lost."""

import re

import pytest

from frameworks.drafts import actions, history
from frameworks.drafts.parts import HEAD
from tests.frameworks.editor.browser import (
    LEVELS,
    SCALE,
    Opened,
    changed,
    in_part,
    now,
    opened,
    options,
    said,
)
from tests.frameworks.edits import LEAF, TURNS

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


def test_different_fields_of_two_people_both_stay(desk, other_desk, draft):
    mine, theirs = (opened(browser, draft, "edit_part") for browser in (desk, other_desk))
    mine.put("question-turns-title", "Mine").put("question-leaf-title", "Leaves")
    theirs.put("question-turns-statement", "Theirs.").put("question-leaf-title", "Leaves")
    assert theirs.press().status_code == mine.press().status_code == 302
    asked = now(draft)
    assert (asked[TURNS]["title"], asked[TURNS]["statement"]) == ("Mine", "Theirs.")
    assert asked[LEAF]["title"] == "Leaves"


def clash(desk, other_desk, draft, page="edit", mine=None, theirs=None):
    """My page's answer after somebody else saved the same fields."""
    my_form, their_form = opened(desk, draft, page), opened(other_desk, draft, page)
    for form, words in ((my_form, mine), (their_form, theirs)):
        for name, value in words.items():
            form.put(name, value)
    assert their_form.press().status_code == 302
    response = my_form.press()
    assert response.status_code == 409
    return Opened(desk, response)


def test_a_clash_shows_both_texts_and_who_wrote_the_other(desk, other_desk, draft):
    mine = {"head-title": "Mine", "head-summary": "Only mine"}
    page = clash(desk, other_desk, draft, mine=mine, theirs={"head-title": "Theirs"})
    words = said(page.response)
    assert "Two people changed the same words" in words
    assert "The last change was by Olive" in words
    assert "Name of the framework" in words
    assert "Theirs" in words
    assert page["head-title"] == "Mine"
    assert "keep-head-title" not in page.values  # nothing is chosen for them
    assert page.response.text.count(' name="keep-head-title"') == page.response.text.count(" required>") == 2
    assert now(draft)[HEAD]["title"] == "Theirs"
    assert now(draft)[HEAD]["summary"] == "Only mine"


@pytest.mark.parametrize(
    ("keep", "words", "title"),
    [("theirs", "Mine", "Theirs"), ("mine", "Mine", "Mine"), ("mine", "Both", "Both")],
)
def test_choosing_after_a_clash(desk, other_desk, draft, keep, words, title):
    page = clash(desk, other_desk, draft, mine={"head-title": "Mine"}, theirs={"head-title": "Theirs"})
    before = now(draft)
    assert page.put("keep-head-title", keep).put("head-title", words).press().status_code == 302
    assert now(draft) == {**before, HEAD: {**before[HEAD], "title": title}}


def test_words_chosen_after_a_clash_that_are_too_long_lose_nothing(desk, other_desk, draft):
    page = clash(
        desk,
        other_desk,
        draft,
        "edit_part",
        mine={"question-leaf-title": "Mine"},
        theirs={"question-leaf-title": "Theirs"},
    )
    before = now(draft)
    response = page.put("keep-question-leaf-title", "mine").put("question-leaf-title", "M" * 121).press()
    assert response.status_code == 422
    again = Opened(desk, response)
    assert again["question-leaf-statement"] == "What is in the pot?"
    assert again["question-leaf-row-options-tea-label"] == "Tea"
    again.put("question-leaf-title", "Mine again").press()
    assert changed(before, now(draft)) == {(*LEAF, "title")}


def test_saving_as_one_goes_never_takes_back_what_somebody_else_wrote(desk, other_desk, draft):
    """My page does not show what they changed beside it, however often it saves itself."""
    mine, theirs = opened(desk, draft, "edit_part"), opened(other_desk, draft, "edit_part")
    theirs.put("question-leaf-title", "Their leaf").press()
    for title in ("Mine", "Mine again", "Mine at last"):
        assert mine.put("question-turns-title", title).save_quietly().status_code == 200
    mine.put("section-making-title", "My making").press()
    after = now(draft)
    assert after["question", "leaf"]["title"] == "Their leaf"
    assert after["question", "turns"]["title"] == "Mine at last"
    assert after["section", "making"]["title"] == "My making"


def test_what_both_wrote_clashes_after_saving_as_one_goes_too(desk, other_desk, draft):
    mine, theirs = opened(desk, draft, "edit_part"), opened(other_desk, draft, "edit_part")
    mine.put("question-turns-title", "Mine").save_quietly()
    theirs = opened(other_desk, draft, "edit_part").put("question-turns-title", "Theirs")
    theirs.press()
    response = mine.put("question-turns-title", "Mine again").press()
    assert response.status_code == 409
    assert {"Theirs", "Mine again"} <= set(re.findall(r"Theirs|Mine again", response.text))
    assert now(draft)["question", "turns"]["title"] == "Theirs"


def test_a_step_of_somebody_else_is_nobodys_own(desk, other_desk, draft):
    mine = opened(desk, draft, "edit_part")
    step = opened(other_desk, draft, "edit_part").put("question-leaf-title", "Their leaf").save_quietly()
    mine.values["own"] = [step.json()["step"], "1" * 9, "nonsense"]
    mine.put("question-turns-title", "Mine").press()
    assert now(draft)["question", "leaf"]["title"] == "Their leaf"


def test_a_second_clash_on_the_way_is_found_too(desk, other_desk, draft):
    page = clash(desk, other_desk, draft, mine={"head-title": "Mine"}, theirs={"head-title": "Theirs"})
    opened(other_desk, draft).put("head-title", "Theirs again").press()
    response = page.put("keep-head-title", "mine").press()
    assert response.status_code == 409
    assert "Theirs again" in said(response)


LISTS = [
    (
        "edit_part",
        "keep-question-leaf-options",
        {"question-leaf-row-options-tea-label": "Mine"},
        {"question-leaf-row-options-tea-label": "Theirs"},
        lambda draft: [option["label"] for option in options(draft)],
        (["Mine", "Nothing"], ["Theirs", "Nothing"]),
    ),
    (
        "edit_scales",
        "keep-scale-how-often-levels",
        {f"{LEVELS}1-label": "Mine", f"{LEVELS}3-value": "7", f"{LEVELS}3-label": "Ever"},
        {f"{LEVELS}1-label": "Theirs"},
        lambda draft: [level["label"] for level in now(draft)[SCALE]["levels"]],
        (["Never", "Mine", "Always", "Ever"], ["Never", "Theirs", "Always"]),
    ),
    (
        "edit_scales",
        "keep-head-bands",
        {"head-row-bands-0-label": "Mine"},
        {"head-row-bands-0-label": "Theirs"},
        lambda draft: now(draft)[HEAD]["bands"],
        ([[0, "Mine"], [50, "Warm"]], [[0, "Theirs"], [50, "Warm"]]),
    ),
    (
        "edit_part",
        "keep-question-turns-consider",
        {"question-turns-consider": "Mine\nMore"},
        {"question-turns-consider": "Theirs"},
        lambda draft: now(draft)[TURNS]["consider"],
        (["Mine", "More"], ["Theirs"]),
    ),
    (
        "edit_part",
        "keep-question-turns-source",
        {"question-turns-source": "pot"},
        {"question-turns-source": ""},
        lambda draft: now(draft)[TURNS]["source"],
        ("pot", ""),
    ),
]


@pytest.mark.parametrize(("page", "keep", "mine", "theirs", "read", "found"), LISTS)
@pytest.mark.parametrize("whose", [0, 1], ids=["mine", "theirs"])
def test_lists_and_choices_in_a_clash(desk, other_desk, draft, page, keep, mine, theirs, read, found, whose):
    both = clash(desk, other_desk, draft, page, mine=mine, theirs=theirs)
    assert read(draft) == found[1]
    assert both.put(keep, ("mine", "theirs")[whose]).press().status_code == 302
    assert read(draft) == found[whose]
    assert now(draft)[TURNS]["level:5"] == "Everyone makes it."


def test_levels_that_somebody_else_renumbered_keep_the_questions_words(desk, other_desk, draft):
    """My page still calls them 0, 1 and 5; theirs 1, 2 and 6. Mine is chosen: no words shift."""
    page = clash(
        desk,
        other_desk,
        draft,
        "edit_scales",
        mine={f"{LEVELS}2-description": "Each time."},
        theirs={f"{LEVELS}{row}-value": value for row, value in enumerate("126")},
    )
    page.put("keep-scale-how-often-levels", "mine").press()
    assert [level["value"] for level in now(draft)[SCALE]["levels"]] == [0, 1, 5]
    words = {name: text for name, text in now(draft)[TURNS].items() if name.startswith("level:") and text}
    assert words == {"level:0": "One person makes it all.", "level:5": "Everyone makes it."}


def test_words_for_a_question_that_somebody_took_out_are_shown(desk, other_desk, draft):
    form = opened(desk, draft, "edit_part").put("question-leaf-title", "My leaves")
    form.put("question-leaf-row-options-tea-label", "My tea").put("question-turns-title", "Turns")
    opened(other_desk, draft, "edit_part").press("remove:question:leaf")
    response = form.press("add-section")
    assert response.status_code == 409
    words = said(response)
    assert "Someone removed this while you were writing" in words
    assert "The last change was by Olive" in words
    assert "Short name My leaves" in words
    assert "My tea" in words
    assert now(draft)[TURNS]["title"] == "Turns"
    assert "save" not in Opened(desk, response).buttons


def test_untouched_parts_that_somebody_took_out_disturb_nobody(desk, other_desk, draft):
    form = opened(desk, draft, "edit_part").put("question-turns-title", "Turns")
    opened(other_desk, draft, "edit_part").press("remove:question:leaf")
    assert form.press().status_code == 302
    assert now(draft)[TURNS]["title"] == "Turns"
    assert LEAF not in now(draft)


def test_a_fault_and_a_part_taken_out_keep_all_words(desk, other_desk, draft):
    form = opened(desk, draft, "edit_part").put("question-leaf-title", "L" * 130)
    form.put("question-turns-title", "T" * 121)
    opened(other_desk, draft, "edit_part").press("remove:question:leaf")
    response = form.press()
    assert response.status_code == 422
    assert "L" * 130 in said(response)
    assert Opened(desk, response)["question-turns-title"] == "T" * 121


def test_a_whole_part_that_somebody_took_out_shows_the_words(desk, other_desk, draft):
    for words in ("My title", "T" * 121):
        form = opened(desk, draft, "edit_part").put("question-turns-title", words)
        opened(other_desk, draft, "edit_part").press("remove:section:making")
        response = form.press()
        assert response.status_code == 409
        assert words in said(response)
        actions.undo(draft=draft, number=history.last_step(draft).number, by=None)


def test_a_question_added_meanwhile_can_be_written_from_a_refused_page(desk, other_desk, draft):
    form = opened(desk, draft, "edit_part").put("question-turns-title", "T" * 121)
    opened(other_desk, draft, "edit_part").press("add-question:making:text")
    again = Opened(desk, form.press())
    (code,) = {key[1] for key in in_part(draft, "making")} - {"turns", "leaf", "after"}
    again.put("question-turns-title", "Turns").put(f"question-{code}-title", "New").press()
    assert now(draft)["question", code]["title"] == "New"


def test_a_scale_that_went_meanwhile_is_told_at_its_field(desk, draft, steward):
    scale = actions.add_scale(draft=draft, title="Five", by=steward)
    form = opened(desk, draft, "edit_part").put("question-turns-scale", scale[1])
    form.put("question-leaf-title", "Leaves")
    actions.remove(draft=draft, key=scale, by=None)
    response = form.press()
    assert response.status_code == 422
    assert "This no longer exists. Choose another." in said(response)
    again = Opened(desk, response)
    assert again["question-leaf-title"] == "Leaves"
    again.put("question-turns-scale", "how-often").press()
    assert now(draft)[LEAF]["title"] == "Leaves"


def test_words_of_a_part_that_went_are_shown_where_nothing_could_be_saved(desk, draft):
    """Somebody takes out a question and a scale, while the page writes in the one and chooses the other."""
    _, scale = actions.add_scale(draft=draft, title="Stars", by=None)
    page = opened(desk, draft, "edit_part", "making")
    for key in (LEAF, ("scale", scale)):
        actions.remove(draft=draft, key=key, by=None)
    before = now(draft)
    page.put("question-leaf-statement", "Which leaf is it?").put("question-turns-scale", scale)
    response = page.press()
    assert "This no longer exists. Choose another." in said(response)
    assert "Which leaf is it?" in said(response)
    assert now(draft) == before
