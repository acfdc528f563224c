"""The buttons of the editor: each saves first, then takes its step."""

import re

import pytest

from frameworks.drafts import history
from frameworks.drafts.parts import HEAD
from frameworks.models import DraftStep
from frameworks.views.editor import buttons
from tests.access.requests import undone
from tests.frameworks.editor.browser import (
    AFTER,
    CUPS,
    MAKING,
    address,
    in_part,
    now,
    opened,
    options,
    press,
    said,
)
from tests.frameworks.edits import CHIPS, LEAF, TURNS
from tests.frameworks.examples import long_example, stored

pytestmark = [pytest.mark.django_db, pytest.mark.pages, pytest.mark.slow]


def test_up_and_down(desk, draft):
    response = press(desk, draft, "down:question:turns")
    assert response["Location"] == address(draft, "edit_part") + "#question-turns"
    assert in_part(draft, "making") == [LEAF, TURNS, AFTER]
    press(desk, draft, "up:question:turns")
    assert in_part(draft, "making") == [TURNS, LEAF, AFTER]
    assert press(desk, draft, "down:section:making")["Location"] == address(draft, "edit_part")
    assert in_part(draft, "") == [CUPS, MAKING]


def test_copies_have_codes_of_their_own(desk, draft):
    response = press(desk, draft, "copy:question:leaf")
    (copied,) = set(in_part(draft, "making")) - {TURNS, LEAF, AFTER}
    assert response["Location"].endswith(f"#question-{copied[1]}")
    assert in_part(draft, "making") == [TURNS, LEAF, copied, AFTER]
    assert now(draft)[copied]["options"] == options(draft)
    response = press(desk, draft, "copy:section:making")
    (part,) = set(in_part(draft, "")) - {MAKING, CUPS}
    assert response["Location"] == address(draft, "edit_part", part[1])
    assert [kind for kind, _ in in_part(draft, part[1])] == ["question"] * 3 + ["section"]


def test_take_out_and_put_back(desk, draft):
    before = now(draft)
    words = said(desk.get(press(desk, draft, "remove:question:turns")["Location"]))
    assert "‘Taking turns’ is taken out. To put it back, press Undo" in words
    assert press(desk, draft, "remove:section:making")["Location"] == address(draft)
    changes = opened(desk, draft, "edit_changes")
    assert [b for b in changes.buttons if b.startswith("restore")] == [
        "restore:section:making",
        "restore:question:turns",
    ]
    response = changes.press("restore:question:turns")
    assert response["Location"] == address(draft, "edit_part") + "#question-turns"
    assert "‘Taking turns’ is back." in said(desk.get(response["Location"]))
    assert in_part(draft, "making") == [TURNS]
    for _ in range(3):
        press(desk, draft, f"undo:{history.last_step(draft).number}", "edit_changes")
    assert now(draft) == before


def test_a_scale_or_source_in_use_stays(desk, draft):
    before = now(draft)
    for key in ("scale:how-often", "source:pot"):
        response = press(desk, draft, f"remove:{key}", "edit_scales")
        assert "It cannot go:" in said(desk.get(response["Location"]))
    assert now(draft) == before
    assert "remove:scale:how-often" not in opened(desk, draft, "edit_scales").buttons


def test_into_another_part(desk, draft):
    response = press(desk, draft, "into:question:turns", **{"into-question-turns": "cups"})
    assert response["Location"] == address(draft, "edit_part", "cups") + "#question-turns"
    assert in_part(draft, "cups") == [CHIPS, TURNS]
    press(desk, draft, "into:section:cups", **{"into-section-cups": "making"})
    assert in_part(draft, "making") == [LEAF, AFTER, CUPS]
    press(desk, draft, "into:section:cups", **{"into-section-cups": buttons.TOP})
    assert in_part(draft, "") == [MAKING, CUPS]
    response = press(desk, draft, "into:question:turns", **{"into-question-turns": ""})
    assert "Choose where it should go first." in said(desk.get(response["Location"]))


def test_place(desk, draft):
    press(desk, draft, "place:question:chips:making:1")
    assert in_part(draft, "making") == [TURNS, CHIPS, LEAF, AFTER]
    press(desk, draft, "place:question:turns:making:999999")
    assert in_part(draft, "making") == [CHIPS, LEAF, TURNS, AFTER]
    press(desk, draft, "place:section:cups:-:0")
    assert in_part(draft, "") == [CUPS, MAKING]


def test_add(desk, draft):
    response = press(desk, draft, "add-section")
    (top,) = set(in_part(draft, "")) - {MAKING, CUPS}
    assert response["Location"] == address(draft, "edit_part", top[1])
    press(desk, draft, "add-section:cups")
    assert [kind for kind, _ in in_part(draft, "cups")] == ["question", "section"]
    for kind in ("rating", "choice", "text"):
        response = press(desk, draft, f"add-question:{top[1]}:{kind}")
        made = in_part(draft, top[1])[-1]
        assert response["Location"] == address(draft, "edit_part", top[1]) + f"#question-{made[1]}"
        assert now(draft)[made]["kind"] == kind
    rating = now(draft)[in_part(draft, top[1])[0]]
    assert rating["scale"] == "how-often"
    response = press(desk, draft, "add-scale")
    assert re.search(r"/levels/#scale-scale-\w+$", response["Location"])
    response = press(desk, draft, "add-source")
    assert re.search(r"/sources/#source-source-\w+$", response["Location"])
    assert {kind: sum(key[0] == kind for key in now(draft)) for kind in ("scale", "source")} == {
        "scale": 2,
        "source": 3,
    }


def test_a_new_question_goes_where_the_list_says(desk, draft):
    page = opened(desk, draft, "edit_part")
    offered = re.findall(r'<option value="((?:first|after):[^"]+)"', page.response.text)
    assert " ".join(offered) == (
        "first:making after:turns after:leaf first:after after:story first:cups after:chips"
    )
    assert "Before 1.1 Taking turns" in page.source
    before = in_part(draft, "making")
    for place, code, where in (
        ("after:turns", "making", 1),
        ("first:making", "making", 0),
        ("after:chips", "cups", 1),
    ):
        page = opened(desk, draft, "edit_part").put("new-question-at", place)
        response = page.put("question-turns-title", "Turns").press("add-question:making:text")
        made = in_part(draft, code)[where]
        assert made not in before
        assert response["Location"].endswith(f"/{code}/#question-{made[1]}")
    assert now(draft)[TURNS]["title"] == "Turns"
    held = now(draft)
    for place in ("after:gone", "after:", "first:gone", "before:turns"):
        response = press(desk, draft, "add-question:making:text", **{"new-question-at": place})
        assert 'role="alert"' in desk.get(response["Location"]).text
        assert now(draft) == held, place


def test_option_up(desk, draft):
    response = press(desk, draft, "option-up:question:leaf:none")
    assert [option["code"] for option in options(draft)] == ["none", "tea"]
    assert response["Location"].endswith("#question-leaf")


def test_undo(desk, draft):
    before = now(draft)
    press(desk, draft, "remove:section:making")
    page = opened(desk, draft)
    assert "Last change: Took out ‘Making it’" in said(page.response)
    words = said(desk.get(page.press("undo:1")["Location"]))
    assert "The last change is undone." in words
    assert now(draft) == before


def test_undo_of_another_change_is_refused(desk, other_desk, draft):
    press(desk, draft, "add-section")
    form = opened(desk, draft)
    press(other_desk, draft, "add-section")
    before = now(draft)
    response = form.press("undo:1")
    assert "Somebody changed the draft a moment ago." in said(desk.get(response["Location"]))
    assert now(draft) == before


def test_undo_with_words_on_the_page_says_that_they_are_saved_first(desk, draft):
    press(desk, draft, "add-section")
    response = opened(desk, draft).put("head-title", "The pot").press("undo:1")
    words = said(desk.get(response["Location"]))
    assert "What you had just written is saved, so it is the last change now." in words
    assert now(draft)[HEAD]["title"] == "The pot"


def test_every_button_saves_first(desk, draft):
    form = opened(desk, draft, "edit_part").put("question-turns-title", "Turns")
    form.press("down:question:turns")
    assert now(draft)[TURNS]["title"] == "Turns"
    assert in_part(draft, "making")[:2] == [LEAF, TURNS]
    assert list(DraftStep.objects.values_list("verb", flat=True)) == ["saved", "moved"]


BAD = [
    "",
    ":",
    "nonsense",
    "up",
    "up:question",
    "up:question:gone",
    "up:question:turns",
    "down:section:cups",
    "up:head:",
    "down:scale:how-often",
    "copy:head:",
    "copy:scale:how-often",
    "copy:source:pot",
    "copy:question:q-of-another",
    "remove:head:",
    "remove:question:",
    "remove:band:0",
    "remove:question:q-of-another",
    "restore:question:turns",
    "restore:question:q-of-another",
    "restore:head:",
    "into:question:turns",
    "into:scale:how-often",
    "place:question:turns",
    "place:question:turns:making",
    "place:question:turns:making:x",
    "place:question:turns:making:-1",
    "place:question:turns:making:99999999999999999999",
    "place:question:turns:gone:0",
    "place:question:turns:-:0",
    "place:question:turns:s-of-another:0",
    "place:section:making:making:0",
    "place:section:making:after:0",
    "place:section:making:cups:0",
    "place:section:cups:after:0",
    "place:scale:how-often:making:0",
    "place:head::making:0",
    "add-section:gone",
    "add-section:after",
    "add-section:s-of-another",
    "add-question",
    "add-question:making",
    "add-question:making:essay",
    "add-question::text",
    "add-question:gone:text",
    "add-question:s-of-another:rating",
    "option-up:question:leaf",
    "option-up:question:leaf:tea",
    "option-up:question:leaf:gone",
    "option-up:question:turns:tea",
    "option-up:section:making:tea",
    "undo",
    "undo:0",
    "undo:1",
    "undo:99999999999",
    "undo:-1",
    "undo:x",
    "remove:question:turns\0",
    "remove:question:" + "x" * 5000,
    "add-question:making:" + "text" * 5000,
]


@pytest.mark.parametrize("page", ["edit_part", "edit_changes"])
def test_bad_words_of_a_button_change_nothing(desk, draft, organisation, page):
    other = long_example(2, code="another")
    other["sections"][0] |= {"code": "s-of-another"}
    other["sections"][0]["questions"][0]["code"] = "q-of-another"
    stored(other, organisation=organisation, publish=False)
    before, form = now(draft), opened(desk, draft, page)
    for do in BAD:
        with undone():
            response = form.press(do)
            assert response.status_code == 302, ascii(do)
            shown = desk.get(response["Location"])
            assert shown.status_code == 200, ascii(do)
            alert = re.search(r'<div class="alert alert-danger"\s+role="alert">\s*<p>[A-Z]', shown.text)
            assert alert, ascii(do)
            assert now(draft) == before, ascii(do)
            assert not DraftStep.objects.exists(), ascii(do)
