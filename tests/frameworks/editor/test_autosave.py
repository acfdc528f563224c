"""Saving as you go: what the page gets as an answer."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from frameworks.drafts import actions
from frameworks.drafts.parts import HEAD
from tests.frameworks.editor.browser import LEVELS, now, opened, press, publish, said
from tests.frameworks.edits import LEAF, TURNS

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


def test_saving_as_you_go_answers_in_json(desk, draft, steward):
    form = opened(desk, draft).put("head-title", "The pot")
    response = form.save_quietly()
    told = response.json()
    assert (response.status_code, told["step"], told["undo"]) == (200, 1, 1)
    assert re.fullmatch(r"\d\d:\d\d", told["saved"])
    assert told["last"].startswith("Changed ‘")
    assert told["last"].endswith(f", {steward.name}")
    assert now(draft)[HEAD]["title"] == "The pot"
    assert form.save_quietly().json()["step"] == 0  # nothing was new


def test_a_save_that_comes_twice_tells_the_step_that_it_was(desk, other_desk, draft):
    """Its first answer got lost: the page would take its own words for those of somebody else."""
    form = opened(desk, draft, "edit_part").put("question-turns-title", "Mine")
    values = {name: list(given) for name, given in form.values.items()}
    form.save_quietly()
    form.values = values
    opened(other_desk, draft, "edit_part").put("question-leaf-title", "Theirs").press()
    assert form.save_quietly().json()["step"] == 1
    assert form.put("question-turns-title", "Mine, and more").save_quietly().status_code == 200
    assert now(draft)[TURNS]["title"] == "Mine, and more"
    assert now(draft)[LEAF]["title"] == "Theirs"


def test_levels_that_come_twice_tell_the_step_that_they_were(desk, draft):
    form = opened(desk, draft, "edit_scales").put(f"{LEVELS}0-value", "9")
    values = {name: list(given) for name, given in form.values.items()}
    form.save_quietly()
    form.values = values
    assert form.save_quietly().json()["step"] == 1


def test_a_save_is_no_repeat_of_what_somebody_else_or_another_page_saved(desk, other_desk, draft):
    mine = opened(desk, draft).put("head-title", "The pot")
    opened(other_desk, draft).put("head-title", "The pot").press()
    assert mine.save_quietly().json()["step"] == 0
    opened(desk, draft).put("head-summary", "From another page of mine").press()
    assert mine.save_quietly().json()["step"] == 0


def test_undo_pressed_while_words_were_saved_says_so(desk, draft):
    """The script saves them before it sends the button, which the person had pressed for the step before."""
    press(desk, draft, "add-section")
    form = opened(desk, draft).put("head-title", "The pot")
    form.save_quietly()
    response = form.press("undo:1")
    assert "What you had just written is saved, so it is the last change now." in said(
        desk.get(response["Location"])
    )


def test_saving_as_you_go_takes_no_step(desk, draft):
    form = opened(desk, draft)
    form.values["do"] = ["add-section"]
    assert form.save_quietly().status_code == 200
    assert len([key for key in now(draft) if key[0] == "section"]) == 3


def test_undo_after_saving_as_you_go_takes_that_back(desk, draft):
    form = opened(desk, draft).put("head-title", "The pot")
    told = form.save_quietly().json()
    form.press(f"undo:{told['undo']}")
    assert now(draft)[HEAD]["title"] == "The kettle"


def test_faults_clashes_and_refusals_in_json(desk, other_desk, draft, steward):
    form = opened(desk, draft).put("head-title", "T" * 121)
    response = form.save_quietly()
    assert (response.status_code, response.json()) == (422, {"errors": ["id_head-title"]})

    opened(other_desk, draft).put("head-title", "Theirs").press()
    response = form.put("head-title", "Mine").put("head-summary", "Mine too").save_quietly()
    assert (response.status_code, response.json()) == (409, {"clashes": 1})
    assert now(draft)[HEAD]["summary"] == "Mine too"
    assert form.save_quietly().json() == {"clashes": 1}

    scale = actions.add_scale(draft=draft, title="Five", by=steward)
    form = opened(desk, draft, "edit_part").put("question-turns-scale", scale[1])
    actions.remove(draft=draft, key=scale, by=None)
    response = form.save_quietly()
    assert (response.status_code, response.json()) == (
        409,
        {"refused": "This scale is no longer in the draft."},
    )


def test_a_page_that_comes_back_with_what_is_not_saved_says_so(desk, draft, steward):
    said_so = ' data-unsaved="yes"'
    assert said_so not in opened(desk, draft).response.text
    assert said_so in opened(desk, draft).put("head-title", "T" * 121).press().text
    scale = actions.add_scale(draft=draft, title="Five", by=steward)
    form = opened(desk, draft, "edit_part").put("question-turns-scale", scale[1])
    actions.remove(draft=draft, key=scale, by=None)
    assert said_so in form.press().text


def test_closed_draft_in_json(desk, draft):
    form = opened(desk, draft).put("head-title", "The pot")
    publish(draft)
    response = form.save_quietly()
    assert (response.status_code, response.json()) == (410, {"closed": True})


def test_a_save_reads_the_draft_once(desk, draft):
    """From the sign-in to the answer; the draft is locked once, and its parts are read once."""
    form = opened(desk, draft).put("head-title", "The pot")
    with CaptureQueriesContext(connection) as captured:
        form.save_quietly()
    statements = [query["sql"] for query in captured]
    reads = [sql for sql in statements if sql.startswith("SELECT") and 'FROM "frameworks_option"' in sql]
    assert (len(reads), len(statements)) == (1, 25)
