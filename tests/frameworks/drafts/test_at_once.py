"""Two people at the same moment, each with a transaction of their own."""

import threading
from functools import partial

import pytest
from django.db import transaction

from frameworks.actions import VersionRefused, publish_version
from frameworks.drafts import actions, creation, history, parts, saves
from frameworks.drafts.locks import NoDraft
from frameworks.drafts.parts import HEAD
from frameworks.exchange.files import file_of
from frameworks.models import FrameworkVersion
from tests.frameworks.drafts.state import now, revision, save
from tests.frameworks.edits import TURNS
from tests.threads import Other, at_once

pytestmark = pytest.mark.django_db


real = pytest.mark.django_db(transaction=True)


@pytest.fixture
def real_draft(transactional_db, draft):
    return draft


@real
def test_both_saves_are_kept_when_two_save_at_once(real_draft):
    pages = [{HEAD: {"title": "New"}}, {TURNS: {"level:1": "Hardly."}}]
    came = at_once(*(partial(save, real_draft, page, at=0) for page in pages))
    assert sorted(saved.revision for saved in came) == [1, 2]
    assert not any(saved.conflicts for saved in came)
    assert (now(real_draft)[HEAD]["title"], now(real_draft)[TURNS]["level:1"]) == ("New", "Hardly.")


@real
def test_one_is_told_when_two_write_the_same_at_once(real_draft):
    came = at_once(*(partial(save, real_draft, {HEAD: {"title": title}}, at=0) for title in "AB"))
    [told] = [saved.conflicts for saved in came if saved.conflicts]
    assert {told[0].mine, told[0].theirs} == {"A", "B"}
    assert now(real_draft)[HEAD]["title"] == told[0].theirs


@real
def test_steps_of_many_are_all_taken(real_draft):
    def add():
        return actions.add_question(draft=real_draft, section="cups", kind="text", by=None)

    came = at_once(*[add] * 4)
    there = now(real_draft)
    assert set(parts.questions_in(there, "cups")) == {("question", "chips"), *came}
    assert [there[key]["position"] for key in parts.questions_in(there, "cups")] == [0, 1, 2, 3, 4]
    assert revision(real_draft) == 4


@real
def test_one_step_is_taken_back_when_two_undo_at_once(real_draft):
    for title in ("One", "Two"):
        save(real_draft, {HEAD: {"title": title}})
    came = at_once(*[partial(actions.undo, draft=real_draft, number=2, by=None)] * 2)
    assert sorted(type(result).__name__ for result in came) == ["StepRefused", "int"]
    assert now(real_draft)[HEAD]["title"] == "One"


@real
def test_one_draft_begins_when_two_press_at_once(transactional_db, published, organisation):
    came = at_once(*[partial(creation.begin_draft, framework=published.framework, by=None)] * 2)
    assert came[0] == came[1]
    came = at_once(
        *[partial(creation.begin_translation, version=published, language="cy", by=None)] * 2,
    )
    assert came[0] == came[1]


@real
def test_two_frameworks_of_one_name_begin_at_once(transactional_db, organisation):
    def start():
        return creation.start_framework(organisation=organisation, title="Tea", language="cy", by=None)

    assert sorted(draft.framework.code for draft in at_once(start, start)) == ["tea", "tea-2"]


@real
def test_save_while_it_is_published_is_in_the_version_or_refused(real_draft):
    """What was acknowledged is published; what was refused left nothing; no step stays behind."""
    sections = [("section", "making"), ("section", "cups"), ("section", "after"), HEAD, TURNS]
    several = [partial(save, real_draft, {key: {"title": "New"}}, at=0) for key in sections]
    *came, version = at_once(*several, partial(publish_version, version=real_draft, by=None))
    assert version.status == "published"
    says = now(version)
    for key, saved in zip(sections, came, strict=True):
        assert isinstance(saved, saves.Saved | NoDraft)
        assert (says[key]["title"] == "New") == isinstance(saved, saves.Saved)
    assert not version.steps.exists()
    assert file_of(version).title == says[HEAD]["title"]


@real
def test_what_is_saved_while_publishing_waits_for_it_is_looked_at_too(real_draft):
    """Somebody empties a text, and has not finished saving when somebody else publishes."""
    saved, waits = threading.Event(), threading.Event()

    def save_slowly():
        with transaction.atomic():
            result = save(real_draft, {TURNS: {"statement": ""}}, at=0)
            saved.set()
            waits.wait(2)  # the other one has come as far as it can by then
        return result

    def publish():
        saved.wait(10)
        return publish_version(version=real_draft, by=None)

    saving, publishing = Other(save_slowly), Other(publish)
    assert isinstance(saving.came(), saves.Saved)
    assert isinstance(publishing.came(), VersionRefused)
    assert FrameworkVersion.objects.get(pk=real_draft.pk).status == "draft"
    assert history.last_step(real_draft).number == 1


@real
def test_save_while_the_draft_is_thrown_away_is_in_nothing(real_draft):
    came = at_once(
        partial(save, real_draft, {HEAD: {"title": "New"}}, at=0),
        partial(creation.discard_draft, draft=real_draft, by=None),
    )
    assert came[1] is None
    assert isinstance(came[0], saves.Saved | NoDraft)
    assert not FrameworkVersion.objects.filter(pk=real_draft.pk).exists()
    with pytest.raises(NoDraft):
        save(real_draft, {HEAD: {"title": "New"}}, at=0)
