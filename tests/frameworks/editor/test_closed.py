"""Drafts that are published, and drafts of other people."""

import re

import pytest
from django.urls import reverse

from accounts.models import Membership
from frameworks.drafts.parts import HEAD
from frameworks.forms.editor import form_of, holds_words
from frameworks.forms.fields import Written
from frameworks.forms.part import Around
from frameworks.models import DraftStep
from frameworks.views.editor.page import KINDS
from tests.factories import make_member, make_organisation
from tests.frameworks.editor.browser import PAGES, address, now, opened, publish, said

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


def test_a_page_of_a_draft_that_was_published_shows_what_was_written(desk, draft):
    form = opened(desk, draft, "edit_part").put("question-turns-statement", "My very own words.")
    publish(draft)
    before = now(draft)
    response = form.press("remove:question:leaf")
    assert response.status_code == 409
    assert "This draft is closed" in said(response)
    assert "My very own words." in said(response)
    assert now(draft) == before
    assert desk.get(address(draft))["Location"] == reverse("frameworks:version", args=[draft.pk])


def test_a_single_word_for_a_draft_that_was_published_is_shown_and_what_was_chosen_is_not(desk, draft):
    form = opened(desk, draft, "edit_part")
    form.put("question-turns-title", "Teapotting").put("question-turns-statement", "茶壶是谁洗的")
    publish(draft)
    found = re.findall(r'class="mine"><p>(.*?)</p>', form.press().text)
    assert {"Teapotting", "茶壶是谁洗的"} <= set(found)
    assert not {"how-often", "more", "agreement", "one", "making", "0"} & set(found)


@pytest.mark.parametrize("page", PAGES)
def test_what_is_written_in_is_told_by_its_name(draft, page):
    keys = [key for key in now(draft) if key[0] in KINDS[page]]
    for key in keys:
        form = form_of(key, now(draft)[key], Around(now(draft)), page=page)
        assert form.fields
        for name, field in form.fields.items():
            assert holds_words(form.add_prefix(name)) == isinstance(field, Written), name
    assert not holds_words("keep-head-title")


@pytest.mark.parametrize("page", PAGES)
def test_readers_may_not_and_strangers_see_nothing(client, organisation, draft, page):
    for role, status in (("reader", 403), ("facilitator", 403)):
        client.force_login(make_member(organisation, role))
        assert client.get(address(draft, page)).status_code == status
        assert client.post(address(draft, page), {"revision": "0", "do": "add-section"}).status_code == status
    elsewhere = make_organisation("Elsewhere")
    for browser_of in (elsewhere.memberships.get().user, make_member(elsewhere, "steward", "s@example.org")):
        client.force_login(browser_of)
        assert client.get(address(draft, page)).status_code == 404
        assert client.post(address(draft, page), {"revision": "0", "do": "add-section"}).status_code == 404
    client.logout()
    assert client.post(address(draft, page), {"revision": "0"})["Location"].startswith("/account/login/")
    assert not DraftStep.objects.exists()


def test_somebody_who_left_may_not_go_on(desk, draft, steward):
    form = opened(desk, draft).put("head-title", "Mine")
    Membership.objects.filter(user=steward).delete()
    assert form.press().status_code == 404
    assert now(draft)[HEAD]["title"] == "The kettle"
