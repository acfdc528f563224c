"""What a page writes back, and what it clashes with."""

import pytest

from frameworks.drafts import actions, history, saves
from frameworks.drafts.parts import HEAD, LEVEL, WAS
from tests.frameworks.drafts.state import SCALE, levels, now, revision, save
from tests.frameworks.edits import TURNS

pytestmark = pytest.mark.django_db


def test_fields_of_one_page_are_written_and_kept_as_one_step(draft, lead):
    saved = save(draft, {HEAD: {"title": "New"}, ("question", "turns"): {"plain": "Tea."}}, by=lead)
    assert saved == saves.Saved(1)
    assert now(draft)[HEAD]["title"] == "New"
    step = history.last_step(draft)
    assert (step.number, step.verb, step.by) == (1, "saved", lead)
    assert step.subject.endswith(", Taking turns")


def test_page_that_changes_nothing_is_no_step(draft):
    assert save(draft, {HEAD: {"title": "The kettle"}}) == saves.Saved(0)
    assert not draft.steps.exists()


def test_two_people_write_different_fields_of_one_question(draft):
    key = ("question", "turns")
    save(draft, {key: {"title": "Mine", "plain": "We all make tea."}}, at=0)
    saved = save(draft, {key: {"title": "Taking turns", "plain": "Theirs"}}, at=0)
    assert not saved.conflicts
    assert (now(draft)[key]["title"], now(draft)[key]["plain"]) == ("Mine", "Theirs")


def test_what_both_wrote_is_told_and_the_first_stands(draft):
    save(draft, {HEAD: {"title": "First"}}, at=0)
    saved = save(draft, {HEAD: {"title": "Second", "summary": "New."}}, at=0)
    assert saved == saves.Saved(2, (saves.Conflict(HEAD, "title", "Second", "First"),))
    assert (now(draft)[HEAD]["title"], now(draft)[HEAD]["summary"]) == ("First", "New.")


def test_words_for_a_part_that_went_are_told(draft):
    key = ("question", "leaf")
    actions.remove(draft=draft, key=key, by=None)
    saved = save(draft, {key: {"title": "Leaves", "statement": "What is in the pot?"}}, at=0)
    assert saved.conflicts == (saves.Conflict(key, "title", "Leaves", None),)
    assert key not in now(draft)


def test_page_made_before_an_undo_is_still_understood(draft):
    save(draft, {HEAD: {"title": "Passing"}})
    actions.undo(draft=draft, number=1, by=None)
    assert not save(draft, {HEAD: {"title": "Later"}}, at=0).conflicts
    assert [conflict.mine for conflict in save(draft, {HEAD: {"title": "Again"}}, at=1).conflicts] == [
        "Again"
    ]


def with_words(version, value, words):
    return save(version, {TURNS: {f"{LEVEL}{value}": words}})


def test_words_for_a_level_that_went_since_are_told_and_not_written(draft):
    """The page was open while somebody took the level out: there is no row that could hold its words."""
    save(draft, {SCALE: {"levels": levels(0, 5), WAS: {0: 0, 5: 5}}})
    saved = save(draft, {TURNS: {"level:1": "Hardly.", "title": "Turns"}}, at=0)
    assert saved.conflicts == (saves.Conflict(TURNS, "level:1", "Hardly.", ""),)
    assert now(draft)[TURNS]["title"] == "Turns"


def test_words_for_a_level_of_another_scale_are_told(draft):
    key = actions.add_scale(draft=draft, title="True?", by=None)
    at = revision(draft)
    save(draft, {key: {"levels": levels(7, 8), WAS: {}}})
    save(draft, {TURNS: {"scale": key[1]}})
    assert with_words_at(draft, at, {"level:1": "Hardly."}) == ["level:1"]
    assert "level:1" not in now(draft)[TURNS]


def with_words_at(version, at, words):
    return [conflict.name for conflict in save(version, {TURNS: words}, at=at).conflicts]


def test_taking_a_level_out_takes_no_words_that_were_written_meanwhile(draft):
    with_words(draft, 1, "Just written.")
    saved = save(draft, {SCALE: {"title": "Often?", "levels": levels(0, 5), WAS: {0: 0, 5: 5}}}, at=0)
    assert [conflict.name for conflict in saved.conflicts] == ["levels"]
    assert now(draft)[TURNS]["level:1"] == "Just written."
    assert now(draft)[SCALE]["title"] == "Often?"

    saved = save(draft, {SCALE: {"levels": levels(0, 5), WAS: {0: 0, 5: 5}}}, at=saved.revision)
    assert not saved.conflicts  # seen, and meant
    assert "level:1" not in now(draft)[TURNS]


def test_another_number_for_a_level_carries_words_that_were_written_meanwhile(draft):
    with_words(draft, 1, "Just written.")
    assert not save(draft, {SCALE: {"levels": levels(0, 3, 5), WAS: {0: 0, 3: 1, 5: 5}}}, at=0).conflicts
    assert now(draft)[TURNS]["level:3"] == "Just written."


def test_another_scale_takes_no_words_that_were_written_meanwhile(draft):
    key = actions.add_scale(draft=draft, title="True?", by=None)
    save(draft, {key: {"levels": levels(0, 8), WAS: {}}})
    at = revision(draft)
    with_words(draft, 1, "Just written.")
    saved = save(draft, {TURNS: {"scale": key[1], "title": "Turns"}}, at=at)
    assert [conflict.name for conflict in saved.conflicts] == ["scale"]
    assert (now(draft)[TURNS]["scale"], now(draft)[TURNS]["title"]) == ("how-often", "Turns")

    assert not save(draft, {TURNS: {"scale": key[1]}}).conflicts
    assert {name for name in now(draft)[TURNS] if name.startswith(LEVEL)} == {"level:0"}
