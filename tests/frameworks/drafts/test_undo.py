"""Steps are undone, and parts that were taken out are put back."""

import pytest

from frameworks.drafts import actions, history
from frameworks.drafts.parts import HEAD, StepRefused
from frameworks.exchange import format as file_format
from tests.frameworks.drafts.state import now, revision, same, save
from tests.frameworks.edits import TURNS
from tests.frameworks.examples import example as example_file
from tests.frameworks.examples import stored

pytestmark = pytest.mark.django_db


def test_undo_takes_back_the_newest_step_then_the_one_before(draft):
    start = now(draft)
    actions.remove(draft=draft, key=("section", "making"), by=None)
    middle = now(draft)
    save(draft, {HEAD: {"title": "New"}})

    actions.undo(draft=draft, number=2, by=None)
    assert same(now(draft), middle)
    actions.undo(draft=draft, number=1, by=None)
    assert same(now(draft), start)
    assert history.last_step(draft) is None
    assert revision(draft) == 4


def test_undo_of_another_step_than_the_one_shown_is_refused(draft):
    save(draft, {HEAD: {"title": "One"}})
    save(draft, {HEAD: {"title": "Two"}})
    with pytest.raises(StepRefused, match="changed the draft a moment ago"):
        actions.undo(draft=draft, number=1, by=None)


def test_file_in_place_of_the_draft_can_be_undone(draft):
    save(draft, {HEAD: {"title": "Mine"}})
    before = now(draft)
    data = example_file(version=2, title="From a file")
    data["sections"] = data["sections"][1:]
    file = file_format.FrameworkFile.model_validate(data)
    actions.refill(draft=draft, file=file, by=None)
    assert now(draft)[HEAD]["title"] == "From a file"
    actions.undo(draft=draft, number=2, by=None)
    assert same(now(draft), before)


def test_section_comes_back_with_what_was_in_it_and_nothing_else(draft):
    """A file took several sections out in one step: one of them comes back alone."""
    before = now(draft)
    data = example_file(version=2)
    data["sections"] = [data["sections"][1] | {"code": "other"}]
    actions.refill(draft=draft, file=file_format.FrameworkFile.model_validate(data), by=None)
    left = now(draft)
    actions.restore(draft=draft, key=("section", "making"), by=None)
    assert set(now(draft)) - set(left) == {
        ("section", "making"),
        ("section", "after"),
        ("question", "turns"),
        ("question", "leaf"),
        ("question", "story"),
    }
    assert now(draft)[TURNS] == before[TURNS]


def test_what_the_version_before_had_can_be_put_back(published):
    """A draft that came as a file never had it: there is no step that took it out."""
    data = example_file(version=2)
    data["sections"][0]["questions"] = data["sections"][0]["questions"][:1]
    draft = stored(data, organisation=published.framework.organisation, publish=False)
    assert history.known_of(draft, now(draft)).gone == {("question", "leaf"): 0}
    actions.restore(draft=draft, key=("question", "leaf"), by=None)
    assert now(draft)["question", "leaf"]["options"] == now(published)["question", "leaf"]["options"]
