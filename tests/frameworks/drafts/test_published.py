"""No step reaches a version that is published, nor the structure of a translation."""

import pytest

from frameworks.actions import publish_version, withdraw_version
from frameworks.drafts import actions, creation, steps
from frameworks.drafts.actions import Verb
from frameworks.drafts.creation import CreationRefused
from frameworks.drafts.locks import NoDraft
from frameworks.drafts.parts import HEAD, StepRefused
from frameworks.exchange import format as file_format
from frameworks.exchange.files import file_of
from frameworks.fit import editing
from frameworks.models import FrameworkVersion
from tests.frameworks.drafts.state import WRITES, every_row, now, same, save
from tests.frameworks.edits import TURNS
from tests.frameworks.examples import example as example_file

pytestmark = pytest.mark.django_db


def stale(version):
    """The version as somebody still has it who opened its page while it was a draft."""
    version = FrameworkVersion.objects.get(pk=version.pk)
    version.status = "draft"
    return version


FILE = file_format.FrameworkFile.model_validate(example_file())


ON_A_DRAFT = {
    "take_step": {"step": lambda was: steps.remove(was, TURNS), "verb": Verb.REMOVED, "key": TURNS},
    "move": {"key": TURNS, "by_places": 1},
    "place": {"key": TURNS, "within": "cups", "at": None},
    "remove": {"key": TURNS},
    "copy": {"key": TURNS},
    "add_section": {"title": "New"},
    "add_question": {"section": "cups", "kind": "text"},
    "add_scale": {"title": "New"},
    "add_source": {},
    "save_fields": {"revision": 0, "written": {HEAD: {"title": "New"}}},
    "refill": {"file": FILE},
    "undo": {"number": 1},
    "restore": {"key": ("question", "gone")},
    "set_picture": {"key": TURNS, "name": "picture", "picture": {}},
    "write_fit": {"sign": editing.sign_of({}), "change": lambda _was: editing.begun("new")},
}


def test_every_write_of_a_draft_is_tried_on_a_published_version():
    assert set(WRITES) == set(ON_A_DRAFT)


@pytest.mark.parametrize("status", ["published", "withdrawn"])
@pytest.mark.parametrize("does", ON_A_DRAFT)
def test_no_step_reaches_a_version_that_is_published(published, does, status):
    if status == "withdrawn":
        withdraw_version(version=published, by=None)
    before = every_row()
    with pytest.raises(NoDraft):
        WRITES[does](draft=stale(published), by=None, **ON_A_DRAFT[does])
    with pytest.raises(CreationRefused):
        creation.discard_draft(draft=stale(published), by=None)
    assert every_row() == before


def test_steps_go_when_the_draft_is_published_and_none_is_taken_back_after(draft):
    save(draft, {HEAD: {"title": "New"}})
    publish_version(version=draft, by=None)
    before = every_row()
    assert before["DraftStep"] == []
    with pytest.raises(NoDraft):
        actions.undo(draft=draft, number=1, by=None)
    assert every_row() == before


def test_what_begins_from_a_published_version_leaves_it_as_it_is(published, organisation):
    def rows():
        return (
            now(published),
            file_of(published),
            FrameworkVersion.objects.filter(pk=published.pk).values()[0],
        )

    before = rows()
    begun = creation.begin_draft(framework=published.framework, by=None)
    adapted = creation.adapt_framework(version=published, organisation=organisation, title="Ours", by=None)
    creation.begin_translation(version=published, language="cy", by=None)
    save(begun, {HEAD: {"title": "New"}, TURNS: {"level:0": "Other."}})
    actions.remove(draft=adapted, key=("section", "making"), by=None)
    assert rows() == before


def test_draft_begins_with_all_that_the_version_before_says(published, organisation):
    begun = creation.begin_draft(framework=published.framework, by=None)
    assert creation.begin_draft(framework=published.framework, by=None) == begun
    says = now(published)
    says[TURNS] = says[TURNS] | {"compares": "same"}
    assert same(now(begun), says)

    adapted = creation.adapt_framework(version=published, organisation=organisation, title="Ours", by=None)
    says[HEAD] = says[HEAD] | {"title": "Ours", "credits": now(adapted)[HEAD]["credits"]}
    assert same(now(adapted), says)
    assert adapted.framework.code != published.framework.code


@pytest.mark.parametrize("status", ["draft", "withdrawn", "translation"])
def test_translation_begins_from_a_published_original_only(published, draft, status):
    version = {
        "draft": draft,
        "withdrawn": published,
        "translation": FrameworkVersion(pk=None),
    }[status]
    if status == "translation":
        version = creation.begin_translation(version=published, language="cy", by=None)
    opened = FrameworkVersion.objects.get(pk=version.pk)
    if status == "withdrawn":
        withdraw_version(version=published, by=None)
    before = every_row()
    with pytest.raises(CreationRefused, match="Only a published version can be translated"):
        creation.begin_translation(version=opened, language="fr", by=None)
    assert every_row() == before


def test_translation_into_one_language_begins_once_however_it_is_written(published):
    first = creation.begin_translation(version=published, language="cy", by=None)
    assert creation.begin_translation(version=published, language="CY", by=None) == first


@pytest.mark.parametrize("which", ["draft", "translation"])
def test_what_is_no_published_original_is_not_adapted(published, draft, organisation, which):
    version = draft
    if which == "translation":
        version = creation.begin_translation(version=published, language="cy", by=None)
    before = every_row()
    with pytest.raises(CreationRefused, match="can be adapted"):
        creation.adapt_framework(version=version, organisation=organisation, title="Ours", by=None)
    assert every_row() == before


STRUCTURE = [name for name in ON_A_DRAFT if name not in ("save_fields", "refill", "undo", "set_picture")]


@pytest.mark.parametrize("does", STRUCTURE)
def test_translation_changes_its_words_only(published, does):
    translation = creation.begin_translation(version=published, language="cy", by=None)
    given = ON_A_DRAFT[does]
    if does == "restore":
        given = {"key": TURNS}
    before = every_row()
    with pytest.raises(StepRefused):
        WRITES[does](draft=translation, by=None, **given)
    assert every_row() == before
    save(translation, {TURNS: {"statement": "Rydym yn cymryd tro."}})
    assert now(translation)[TURNS]["statement"] == "Rydym yn cymryd tro."
