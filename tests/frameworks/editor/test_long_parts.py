"""Long parts are shown on pages, and cost the same for 30 questions and 300."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from frameworks.drafts import creation
from tests.frameworks.editor.browser import PAGES, address, now, opened, said
from tests.frameworks.examples import long_example, stored

pytestmark = [pytest.mark.django_db, pytest.mark.pages, pytest.mark.slow]


def test_a_long_part_stands_on_pages(desk, organisation):
    draft = stored(long_example(45), organisation=organisation, publish=False)
    shown = []
    for number in (1, 2, 3):
        page = opened(desk, draft, "edit_part", number=number)
        asked = [part for part in page.values["part"] if part.startswith("question")]
        shown.append([part.split(":")[1] for part in asked])
        link = address(draft, "edit_part") + ("" if number == 1 else f"?page={number}")
        pages = page.source.split('class="pages"')[1]
        assert re.search(rf'<a href="{re.escape(link)}"\s+aria-current="page">', pages)
        assert page.response.text.count('data-key="question:') == 45 + len(asked)
    assert shown == [[f"q-{n}" for n in range(a, b)] for a, b in ((0, 20), (20, 40), (40, 45))]


@pytest.mark.parametrize("number", ["4", "9999", "99999999999", "0", "-1", "x", "", "²"])
def test_a_page_that_is_not_there_shows_one_that_is(desk, organisation, number):
    draft = stored(long_example(45), organisation=organisation, publish=False)
    response = desk.get(address(draft, "edit_part"), {"page": number})
    last = number in ("4", "9999")
    assert ('value="question:q-44"' in response.text) == last
    assert ('value="question:q-0"' in response.text) == (not last)
    assert "This part has no questions yet." not in said(response)


def test_saving_a_later_page_stays_there_and_so_do_its_links(desk, organisation):
    draft = stored(long_example(45), organisation=organisation, publish=False)
    page = opened(desk, draft, "edit_part", number=2).put("question-q-25-title", "Here")
    assert page.press()["Location"] == address(draft, "edit_part") + "?page=2"
    assert now(draft)["question", "q-25"]["title"] == "Here"
    assert now(draft)["question", "q-5"]["title"] == "Taking turns"
    assert 'href="#question-q-25"' in page.response.text
    elsewhere = reverse("frameworks:edit_question", args=[draft.pk, "q-5"])
    assert f'href="{elsewhere}"' in page.response.text
    assert desk.get(elsewhere)["Location"] == address(draft, "edit_part") + "#question-q-5"
    response = page.press("down:question:q-39")
    assert response["Location"] == address(draft, "edit_part") + "?page=3#question-q-39"


def test_the_last_question_of_a_page_taken_out_shows_the_page_before(desk, organisation):
    draft = stored(long_example(21), organisation=organisation, publish=False)
    response = opened(desk, draft, "edit_part", number=2).press("remove:question:q-20")
    assert 'value="question:q-19"' in desk.get(response["Location"]).text


@pytest.mark.parametrize("code", ["gone", "turns"])
def test_a_part_that_is_gone_leads_to_the_draft(desk, draft, code):
    response = desk.get(address(draft, "edit_part", code), follow=True)
    assert response.redirect_chain == [(address(draft), 302)]
    assert "This part is no longer in the draft." in said(response)
    assert desk.get(reverse("frameworks:edit_question", args=[draft.pk, "gone"]))["Location"] == address(
        draft
    )
    response = desk.post(address(draft, "edit_part", code), {"revision": "0", "do": "save"}, follow=True)
    assert response.redirect_chain == [(address(draft), 302)]


# --- What it costs ---

STEPS = ("down:question:q-1", "copy:question:q-1", "remove:question:q-1", "add-question:making:text")


def cost_of(action, *arguments, status=200):
    with CaptureQueriesContext(connection) as caught:
        response = action(*arguments)
    assert response.status_code == status
    return len(caught)


def test_a_page_a_save_and_a_step_cost_the_same_for_30_questions_and_300(desk, organisation):
    costs = []
    for many in (30, 300):
        draft = stored(long_example(many, code=f"long-{many}"), organisation=organisation, publish=False)
        cost = {page: cost_of(desk.get, address(draft, page)) for page in PAGES}
        form = opened(desk, draft, "edit_part")
        for number in range(20):
            form.put(f"question-q-{number}-title", f"Title {number}")
        cost["save"] = cost_of(form.press, status=302)
        cost |= {do: cost_of(opened(desk, draft, "edit_part").press, do, status=302) for do in STEPS}
        costs.append(cost)
    assert costs[0] == costs[1]


def test_a_translation_costs_the_same_for_30_questions_and_300(desk, organisation):
    costs = []
    for many in (30, 300):
        version = stored(long_example(many, code=f"long-{many}"), organisation=organisation)
        draft = creation.begin_translation(version=version, language="cy", by=None)
        costs.append({page: cost_of(desk.get, address(draft, page)) for page in PAGES})
    assert costs[0] == costs[1]
