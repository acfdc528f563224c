"""Every text of the editor, and of the pages around it, comes through gettext."""

import pytest
from django.urls import reverse

from frameworks.drafts import actions, creation
from frameworks.languages import choices
from tests import factories
from tests.frameworks.edits import save_fields
from tests.untranslated import (
    bare_words,
)

pytestmark = [pytest.mark.django_db, pytest.mark.pages, pytest.mark.usefixtures("brackets")]

OF_DRAFTS = [
    "edit", "edit_scales", "edit_sources", "edit_changes", "publish", "discard",
]  # fmt: skip
OF_PUBLISHED = ["compare_choose", "adapt", "withdraw", "translate"]


@pytest.fixture
def lead(organisation):
    return organisation.memberships.get().user


@pytest.fixture
def published(organisation):
    return factories.make_version("ours", organisation=organisation, extra=("one", "text"))


@pytest.fixture
def draft(published, lead):
    """A second version in which everything that can be told of was done."""
    draft = creation.begin_draft(framework=published.framework, by=lead)
    actions.remove(draft=draft, key=("question", "s1-q2"), by=lead)
    actions.move(draft=draft, key=("question", "s2-q1"), by_places=1, by=lead)
    actions.add_question(draft=draft, section="s1", kind="choice", by=lead)
    written = {("question", "s1-q1"): {"statement": "Other words."}}
    save_fields(draft=draft, revision=draft.revision, written=written, by=lead)
    draft.refresh_from_db()
    return draft


def bare(client, lead, name, *args):
    client.force_login(lead)
    languages = [name for _code, name in choices()]
    return bare_words(client.get(reverse(f"frameworks:{name}", args=args), follow=True), *languages)


@pytest.mark.parametrize("name", OF_DRAFTS)
def test_pages_of_a_draft(client, lead, draft, name):
    assert bare(client, lead, name, draft.pk) == []


def test_a_part_in_the_editor(client, lead, draft):
    for section in ("s1", "s2"):
        assert bare(client, lead, "edit_part", draft.pk, section) == []


@pytest.mark.parametrize("name", OF_PUBLISHED)
def test_pages_of_a_published_version(client, lead, published, name):
    assert bare(client, lead, name, published.pk) == []


def test_two_versions_side_by_side(client, lead, published, draft):
    assert bare(client, lead, "compare", published.pk, draft.pk) == []


def test_starting_a_framework(client, lead):
    assert bare(client, lead, "new") == []


def test_two_people_in_one_place(client, lead, draft):
    client.force_login(lead)
    written = {("question", "s1-q1"): {"statement": "Their words."}}
    save_fields(draft=draft, revision=draft.revision, written=written, by=lead)
    sent = {"revision": draft.revision, "part": "question:s1-q1", "question-s1-q1-statement": "Mine."}
    page = client.post(reverse("frameworks:edit_part", args=[draft.pk, "s1"]), sent)
    assert page.status_code == 409
    assert bare_words(page, "Mine.") == []
