"""What cannot be stored is refused, and kept on the page."""

import html
import re

import pytest

from frameworks.drafts.parts import HEAD
from tests.frameworks.editor.browser import LEVELS, SCALE, Opened, address, now, opened, options
from tests.frameworks.edits import LEAF

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


LONG = "This is 121 characters long, and 120 is the most. Please make it shorter."


FAULTS = [
    ("edit", {"head-title": "T" * 121}, ["head-title"], LONG),
    ("edit", {"head-summary": "S" * 4001}, ["head-summary"], "This is 4,001 characters long"),
    ("edit", {"head-title": "a\0b"}, ["head-title"], "This holds a sign that cannot be stored."),
    ("edit", {"head-language": "tlh"}, ["head-language"], "Choose another."),
    ("edit_part", {"question-turns-level:0": "a\x07"}, ["question-turns-level:0"], "cannot be stored"),
    ("edit_part", {"question-turns-consider": "a\n" + "b" * 501}, ["question-turns-consider"], "501"),
    ("edit_part", {"question-turns-source": "gone"}, ["question-turns-source"], "Choose another."),
    ("edit_part", {"question-turns-scale": "other"}, ["question-turns-scale"], "Choose another."),
    ("edit_part", {"question-leaf-row-options-tea-label": "x" * 501}, None, "501"),
    ("edit_sources", {"source-pot-url": "example.org"}, ["source-pot-url"], "starts with https://"),
    ("edit_sources", {"source-pot-url": "javascript:alert(1)"}, ["source-pot-url"], "starts with https://"),
    ("edit_scales", {f"{LEVELS}0-value": "1"}, [f"{LEVELS}1-value"], "Another level has this number."),
    ("edit_scales", {f"{LEVELS}0-value": ""}, [f"{LEVELS}0-value"], "Give this level a number."),
    ("edit_scales", {f"{LEVELS}0-value": "9" * 9}, [f"{LEVELS}0-value"], "This number is too large."),
    ("edit_scales", {f"{LEVELS}0-value": "-40000"}, [f"{LEVELS}0-value"], "This number is too small."),
    ("edit_scales", {f"{LEVELS}0-value": "two"}, [f"{LEVELS}0-value"], "Give a whole number."),
    ("edit_scales", {f"{LEVELS}0-label": "L" * 81}, [f"{LEVELS}0-label"], "This is 81 characters long"),
    ("edit_scales", {"head-row-bands-1-start": "101"}, ["head-row-bands-1-start"], "from 0 to 100"),
    ("edit_scales", {"head-row-bands-1-start": "0"}, ["head-row-bands-1-start"], "Another name begins here."),
    ("edit_scales", {"head-row-bands-1-start": ""}, ["head-row-bands-1-start"], "where this name begins"),
]


@pytest.mark.parametrize(("page", "wrong", "at", "words"), FAULTS)
def test_what_cannot_be_stored_is_refused_and_kept_on_the_page(desk, draft, page, wrong, at, words):
    before, form = now(draft), opened(desk, draft, page)
    others = {n for n in form.values if n not in wrong and n not in ("csrfmiddlewaretoken", "part")}
    untouched = {name: form.values[name] for name in others}
    for name, value in wrong.items():
        form.put(name, value)
    response = form.press()
    assert response.status_code == 422
    assert now(draft) == before
    again = Opened(desk, response)
    assert again["revision"] == "0"
    for name in wrong if words != "Choose another." else ():  # a list shows only what can be chosen
        assert again[name].replace("\0", "\ufffd") == wrong[name].replace("\0", "\ufffd")
    assert {name: again.values[name] for name in others} == untouched
    links = dict(
        re.findall(r'<li>\s*<a href="#([^"]+)">([^<]+)</a>\s*</li>', response.text.split('id="faults"')[1])
    )
    assert list(links) == [f"id_{name}" for name in at or wrong]
    assert all(f'id="{anchor}"' in response.text for anchor in links)
    assert words in html.unescape(next(iter(links.values())))
    assert response.text.split("<title>")[1].startswith("Please look again: Edit:")


def test_nothing_of_a_page_with_a_fault_is_saved_and_nothing_of_it_is_lost(desk, draft):
    form = opened(desk, draft, "edit_part").put("question-turns-title", "T" * 121)
    form.put("question-leaf-title", "Leaves").put("question-leaf-row-options-tea-label", "")
    again = Opened(desk, form.press("remove:question:leaf"))
    assert again["question-leaf-title"] == "Leaves"
    assert LEAF in now(draft)
    again.put("question-turns-title", "Turns").press()
    assert now(draft)[LEAF]["title"] == "Leaves"
    assert options(draft) == [{"code": "none", "label": "Nothing"}]


def test_an_empty_row_is_no_fault(desk, draft):
    form = opened(desk, draft, "edit_scales").put(f"{LEVELS}1-label", "").put(f"{LEVELS}1-value", "")
    assert form.press().status_code == 302
    assert [level["value"] for level in now(draft)[SCALE]["levels"]] == [0, 5]


def test_bands_of_a_sum_may_go_over_100(desk, draft):
    form = opened(desk, draft, "edit_scales").put("head-bands_on", "total")
    form.put("head-row-bands-1-start", "250").press()
    assert now(draft)[HEAD]["bands"] == [[0, "Cold"], [250, "Warm"]]


def test_a_refused_page_still_finds_clashes(desk, other_desk, draft):
    form = opened(desk, draft).put("head-title", "T" * 121).put("head-summary", "Mine")
    opened(other_desk, draft).put("head-summary", "Theirs").press()
    again = Opened(desk, form.press())
    response = again.put("head-title", "Short").press()
    assert response.status_code == 409
    assert now(draft)[HEAD]["title"] == "Short"
    assert now(draft)[HEAD]["summary"] == "Theirs"


@pytest.mark.parametrize("revision", ["1", "999999999", "9" * 30, "-1", "", "one", "0.0", "\0"])
def test_a_revision_that_is_none_is_refused(desk, draft, revision):
    before = now(draft)
    sent = {"revision": revision, "part": "head:", "head-title": "X", "do": "add-section"}
    assert desk.post(address(draft), sent).status_code == 400
    assert now(draft) == before
