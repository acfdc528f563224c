"""A draft that somebody threw away while another person had it open: they are told, and no words are lost."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from frameworks.actions import VersionRefused, import_version
from frameworks.drafts.creation import adapt_framework, discard_draft
from frameworks.drafts.locks import NoDraft
from frameworks.exchange.files import file_of
from frameworks.models import Framework, FrameworkVersion
from frameworks.publication.actions import publish
from frameworks.queries import content_of
from tests import factories
from tests.threads import at_once


@pytest.fixture
def steward(organisation):
    return factories.make_member(organisation, "steward")


@pytest.fixture
def draft(organisation, steward):
    return adapt_framework(
        version=factories.make_version(), organisation=organisation, title="Ours", by=steward
    )


PAGES = ["publish", "agree", "discard", "edit", "edit_scales", "edit_sources"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_page_that_was_left_open_says_so(draft, steward, client, name, method):
    discard_draft(draft=draft, by=steward)
    client.force_login(steward)
    page = getattr(client, method)(reverse(f"frameworks:{name}", args=[draft.pk]), follow=True)
    if (name.startswith("edit"), method) != (True, "get"):
        assert "This draft has been thrown away" in page.text
    assert page.request["PATH_INFO"] in (
        reverse("frameworks:list"),
        reverse(f"frameworks:{name}", args=[draft.pk]),
    )


@pytest.mark.parametrize(("name", "status"), [("publish", 200), ("version", 404)])
def test_it_goes_while_a_page_is_made(draft, steward, client, monkeypatch, name, status):
    def thrown_away_first(versions):
        if FrameworkVersion.objects.filter(pk=draft.pk).exists():
            discard_draft(draft=draft, by=steward)
        return content_of(versions)

    monkeypatch.setattr("frameworks.cache.content_of", thrown_away_first)
    monkeypatch.setattr("frameworks.queries.content_of", thrown_away_first)
    client.force_login(steward)
    page = client.get(reverse(f"frameworks:{name}", args=[draft.pk]), follow=True)
    assert page.status_code == status
    assert ("This draft has been thrown away" in page.text) is (name == "publish")


def test_what_was_written_can_be_copied(draft, steward, client):
    discard_draft(draft=draft, by=steward)
    client.force_login(steward)
    url = reverse("frameworks:edit", args=[draft.pk])
    page = client.post(url, {"head-title": "Ours", "head-summary": "Words of an hour."})
    assert page.status_code == 409
    assert "Words of an hour." in page.text


@pytest.mark.parametrize("name", PAGES)
def test_for_others_it_never_existed(draft, steward, name):
    discard_draft(draft=draft, by=steward)
    outsider = Client()
    outsider.force_login(factories.make_organisation("Elsewhere").memberships.get().user)
    url = reverse(f"frameworks:{name}", args=[draft.pk])
    assert outsider.get(url).status_code == outsider.post(url).status_code == 404


def made(organisation, steward):
    return adapt_framework(
        version=factories.make_version(), organisation=organisation, title="Ours", by=steward
    )


def test_publishing_and_throwing_away_at_once_is_one_of_them(transactional_db):
    organisation = factories.make_organisation()
    steward = factories.make_member(organisation, "steward")
    draft = made(organisation, steward)
    came = at_once(
        lambda: publish(draft=draft, revision=draft.revision, note="", same={}, by=steward),
        lambda: discard_draft(draft=draft, by=steward),
    )
    assert sum(isinstance(one, Exception) for one in came) == 1
    events = AuditEvent.objects.filter(what__in=["framework published", "draft thrown away"])
    assert events.count() == 1
    kept = FrameworkVersion.objects.filter(pk=draft.pk, status="published").exists()
    assert kept is (events.get().what == "framework published")
    assert kept or isinstance(came[0], NoDraft)


def test_importing_a_framework_while_its_only_draft_is_thrown_away(transactional_db):
    organisation = factories.make_organisation()
    steward = factories.make_member(organisation, "steward")
    draft = made(organisation, steward)
    file = file_of(draft).model_copy(update={"title": "From a file"})
    imported, _discarded = at_once(
        lambda: import_version(file=file, organisation=organisation, publish=False, by=steward),
        lambda: discard_draft(draft=draft, by=steward),
    )
    assert isinstance(imported, (FrameworkVersion, VersionRefused))
    # The file came first and went with the draft, or last and made the framework again.
    assert Framework.objects.filter(organisation=organisation).count() <= 1
    assert AuditEvent.objects.filter(what="draft thrown away").count() == 1
