"""Codes stay the same, and rows that are saved twice are one."""

import pytest

from frameworks.drafts import history
from tests.frameworks.editor.browser import LEVELS, SCALE, Opened, now, opened, options, press, said
from tests.frameworks.edits import TURNS

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

OPTIONS = [{"code": "tea", "label": "Tea", "plain": "A hot drink"}, {"code": "none", "label": "Nothing"}]


def test_codes_stay_the_same(desk, draft):
    before = set(now(draft))
    codes = [option["code"] for option in options(draft)]
    form = opened(desk, draft, "edit_part").put("question-leaf-title", "Something else")
    form.put("question-leaf-row-options-tea-label", "Coffee").press("down:question:turns")
    press(desk, draft, "into:question:leaf", **{"into-question-leaf": "cups"})
    assert set(now(draft)) == before
    assert [option["code"] for option in options(draft)] == codes
    for _ in range(3):
        press(desk, draft, f"undo:{history.last_step(draft).number}", "edit")
    assert set(now(draft)) == before
    assert options(draft) == OPTIONS


def new_rows(form, kind="leaf"):
    start = f"question-{kind}-rows-options"
    return [code for code in form.values[start] if code.startswith("answer-")]


def test_a_row_that_is_saved_as_you_go_and_saved_again_is_one_answer(desk, draft):
    form = opened(desk, draft, "edit_part")
    first, second = new_rows(form)
    assert first != second
    form.put(f"question-leaf-row-options-{first}-label", "Cof").save_quietly()
    form.put(f"question-leaf-row-options-{first}-label", "Coffee").save_quietly()
    form.put(f"question-leaf-row-options-{second}-label", "Milk").press()
    assert options(draft)[2:] == [{"code": first, "label": "Coffee"}, {"code": second, "label": "Milk"}]
    assert new_rows(opened(desk, draft, "edit_part"))[:2] == [first, second]


def test_an_answer_whose_words_are_taken_away_goes_and_can_come_back_from_the_same_page(desk, draft):
    form = opened(desk, draft, "edit_part").put("question-leaf-row-options-tea-label", "")
    form.save_quietly()
    assert [option["code"] for option in options(draft)] == ["none"]
    form.put("question-leaf-row-options-tea-label", "Tea").save_quietly()
    assert options(draft) == OPTIONS


def test_levels_renumbered_twice_from_one_page_keep_the_questions_words(desk, draft):
    form = opened(desk, draft, "edit_scales")
    for values in ("126", "012"):
        for row, value in enumerate(values):
            form.put(f"{LEVELS}{row}-value", value)
        assert form.save_quietly().status_code == 200
    levels = [(level["value"], level["label"]) for level in now(draft)[SCALE]["levels"]]
    assert levels == [(0, "Never"), (1, "No"), (2, "Always")]
    words = {name: text for name, text in now(draft)[TURNS].items() if name.startswith("level:") and text}
    assert words == {"level:0": "One person makes it all.", "level:2": "Everyone makes it."}


def test_a_level_added_and_saved_again_from_the_same_page_is_one_level(desk, draft):
    form = opened(desk, draft, "edit_scales").put(f"{LEVELS}3-value", "3").put(f"{LEVELS}3-label", "Of")
    form.save_quietly()
    form.put(f"{LEVELS}3-label", "Often").press()
    assert [(level["value"], level["label"]) for level in now(draft)[SCALE]["levels"]] == [
        (0, "Never"),
        (1, "No"),
        (3, "Often"),
        (5, "Always"),
    ]


def test_more_than_eleven_levels_are_refused_with_all_that_was_written(desk, draft):
    form = opened(desk, draft, "edit_scales").put("scale-how-often-title", "Much?")
    rows = [f"new{n}" for n in range(9)]
    form.values["scale-how-often-rows-levels"] += rows
    for number, row in enumerate(rows, 10):
        form.values |= {f"{LEVELS}{row}-{n}": [v] for n, v in (("value", str(number)), ("label", "L"))}
    response = form.press()
    assert response.status_code == 409
    assert "A scale has 11 levels at most." in said(response)
    assert Opened(desk, response)["scale-how-often-title"] == "Much?"
    assert len(now(draft)[SCALE]["levels"]) == 3
