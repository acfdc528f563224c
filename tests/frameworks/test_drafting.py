"""Steps in a draft, as they stand in the rows: two people at once, whatever they do, and what is refused."""

import inspect
import re
import threading
from contextlib import contextmanager
from functools import partial

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.actions import create_organisation
from frameworks.actions import VersionRefused, import_version, publish_version, withdraw_version
from frameworks.drafts import actions, changes, checks, creation, history, parts, saves, steps, storage
from frameworks.drafts.actions import Verb
from frameworks.drafts.codes import new_code
from frameworks.drafts.creation import CreationRefused
from frameworks.drafts.locks import NoDraft
from frameworks.drafts.parts import HEAD, LEVEL, WAS, StepRefused, value_of
from frameworks.exchange import format as file_format
from frameworks.exchange import limits
from frameworks.exchange.files import FaultyFile, file_of, read, write, write_json
from frameworks.models import CODE_LENGTH, LIMITS, FrameworkVersion
from frameworks.publication import findings
from frameworks.publication.checks import check_draft
from frameworks.queries import content_of
from tests.frameworks.drafts import TURNS, save_fields
from tests.frameworks.examples import example as example_file
from tests.frameworks.examples import stored
from tests.threads import Other, at_once

pytestmark = pytest.mark.django_db

HUGE = 10**5000


@pytest.fixture
def published(organisation):
    return stored(organisation=organisation)


@pytest.fixture
def draft(published):
    return creation.begin_draft(framework=published.framework, by=None)


def now(version):
    return storage.parts_of(version)


def same(one, other):
    return not changes.changes_between(one, other)


def revision(version):
    return FrameworkVersion.objects.values_list("revision", flat=True).get(pk=version.pk)


def save(version, written, at=None, by=None):
    at = revision(version) if at is None else at
    return save_fields(draft=version, revision=at, written=written, by=by)


def every_row():
    """All that the app has in the database, to see that nothing changed."""
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in apps.get_app_config("frameworks").get_models()
    }


# What a page writes back


def test_fields_of_one_page_are_written_and_kept_as_one_step(draft, lead):
    saved = save(draft, {HEAD: {"title": "New"}, ("question", "turns"): {"plain": "Tea."}}, by=lead)
    assert saved == saves.Saved(1)
    assert now(draft)[HEAD]["title"] == "New"
    step = history.last_step(draft)
    assert (step.number, step.verb, step.by) == (1, "saved", lead)
    assert step.subject.endswith(", Taking turns")


def test_page_that_changes_nothing_is_no_step(draft):
    assert save(draft, {HEAD: {"title": "The kettle"}}) == saves.Saved(0)
    assert not draft.steps.exists()


def test_two_people_write_different_fields_of_one_question(draft):
    key = ("question", "turns")
    save(draft, {key: {"title": "Mine", "plain": "We all make tea."}}, at=0)
    saved = save(draft, {key: {"title": "Taking turns", "plain": "Theirs"}}, at=0)
    assert not saved.conflicts
    assert (now(draft)[key]["title"], now(draft)[key]["plain"]) == ("Mine", "Theirs")


def test_what_both_wrote_is_told_and_the_first_stands(draft):
    save(draft, {HEAD: {"title": "First"}}, at=0)
    saved = save(draft, {HEAD: {"title": "Second", "summary": "New."}}, at=0)
    assert saved == saves.Saved(2, (saves.Conflict(HEAD, "title", "Second", "First"),))
    assert (now(draft)[HEAD]["title"], now(draft)[HEAD]["summary"]) == ("First", "New.")


def test_words_for_a_part_that_went_are_told(draft):
    key = ("question", "leaf")
    actions.remove(draft=draft, key=key, by=None)
    saved = save(draft, {key: {"title": "Leaves", "statement": "What is in the pot?"}}, at=0)
    assert saved.conflicts == (saves.Conflict(key, "title", "Leaves", None),)
    assert key not in now(draft)


def test_page_made_before_an_undo_is_still_understood(draft):
    save(draft, {HEAD: {"title": "Passing"}})
    actions.undo(draft=draft, number=1, by=None)
    assert not save(draft, {HEAD: {"title": "Later"}}, at=0).conflicts
    assert [conflict.mine for conflict in save(draft, {HEAD: {"title": "Again"}}, at=1).conflicts] == [
        "Again"
    ]


SCALE = ("scale", "how-often")


def levels(*values):
    return [{"value": value, "label": f"L{value}", "description": ""} for value in values]


def with_words(version, value, words):
    return save(version, {TURNS: {f"{LEVEL}{value}": words}})


def test_words_for_a_level_that_went_since_are_told_and_not_written(draft):
    """The page was open while somebody took the level out: there is no row that could hold its words."""
    save(draft, {SCALE: {"levels": levels(0, 5), WAS: {0: 0, 5: 5}}})
    saved = save(draft, {TURNS: {"level:1": "Hardly.", "title": "Turns"}}, at=0)
    assert saved.conflicts == (saves.Conflict(TURNS, "level:1", "Hardly.", ""),)
    assert now(draft)[TURNS]["title"] == "Turns"


def test_words_for_a_level_of_another_scale_are_told(draft):
    key = actions.add_scale(draft=draft, title="True?", by=None)
    at = revision(draft)
    save(draft, {key: {"levels": levels(7, 8), WAS: {}}})
    save(draft, {TURNS: {"scale": key[1]}})
    assert with_words_at(draft, at, {"level:1": "Hardly."}) == ["level:1"]
    assert "level:1" not in now(draft)[TURNS]


def with_words_at(version, at, words):
    return [conflict.name for conflict in save(version, {TURNS: words}, at=at).conflicts]


def test_taking_a_level_out_takes_no_words_that_were_written_meanwhile(draft):
    with_words(draft, 1, "Just written.")
    saved = save(draft, {SCALE: {"title": "Often?", "levels": levels(0, 5), WAS: {0: 0, 5: 5}}}, at=0)
    assert [conflict.name for conflict in saved.conflicts] == ["levels"]
    assert now(draft)[TURNS]["level:1"] == "Just written."
    assert now(draft)[SCALE]["title"] == "Often?"

    saved = save(draft, {SCALE: {"levels": levels(0, 5), WAS: {0: 0, 5: 5}}}, at=saved.revision)
    assert not saved.conflicts  # seen, and meant
    assert "level:1" not in now(draft)[TURNS]


def test_another_number_for_a_level_carries_words_that_were_written_meanwhile(draft):
    with_words(draft, 1, "Just written.")
    assert not save(draft, {SCALE: {"levels": levels(0, 3, 5), WAS: {0: 0, 3: 1, 5: 5}}}, at=0).conflicts
    assert now(draft)[TURNS]["level:3"] == "Just written."


def test_another_scale_takes_no_words_that_were_written_meanwhile(draft):
    key = actions.add_scale(draft=draft, title="True?", by=None)
    save(draft, {key: {"levels": levels(0, 8), WAS: {}}})
    at = revision(draft)
    with_words(draft, 1, "Just written.")
    saved = save(draft, {TURNS: {"scale": key[1], "title": "Turns"}}, at=at)
    assert [conflict.name for conflict in saved.conflicts] == ["scale"]
    assert (now(draft)[TURNS]["scale"], now(draft)[TURNS]["title"]) == ("how-often", "Turns")

    assert not save(draft, {TURNS: {"scale": key[1]}}).conflicts
    assert {name for name in now(draft)[TURNS] if name.startswith(LEVEL)} == {"level:0"}


# Undo and put back


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


# Two people, whatever they do

WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=20).map(str.strip)
EDITED = {
    "head": ("title", "summary", "introduction", "licence", "credits"),
    "source": ("citation",),
    "scale": ("title",),
    "section": ("title", "introduction", "where"),
    "question": ("title", "statement", "plain", "where", "direction", "choose", "scale", "source"),
}


class Person:
    """Somebody with a page of the draft, made a while ago."""

    def __init__(self, draft):
        self.draft = draft
        self.look()

    def look(self):
        self.at, self.shown = revision(self.draft), now(self.draft)


class Two:
    """Two people in one draft, and what each step has to leave behind."""

    def __init__(self, draft, data):
        self.draft, self.data = draft, data
        self.people = [Person(draft), Person(draft)]

    def state(self):
        return revision(self.draft), self.draft.steps.count(), now(self.draft)

    def draw(self, strategy):
        return self.data.draw(strategy)

    def one_of(self, kinds, among=None):
        among = now(self.draft) if among is None else among
        keys = sorted(key for key in among if key[0] in kinds)
        return self.draw(st.sampled_from(keys)) if keys else (kinds[0], "gone")

    # Steps that a pure rule describes

    def ruled(self, does, rule):
        """Take a step, and see that the rows are what the rule makes of what was there."""
        before, rows = now(self.draft), self.state()
        try:
            with transaction.atomic():
                does(draft=self.draft, by=None)
        except StepRefused:
            assert self.state() == rows
            with pytest.raises(StepRefused):
                rule(before, new_code)
            return
        step = self.draft.steps.order_by("number").last()
        changes = step.changes if revision(self.draft) and step.number == revision(self.draft) else []
        made = iter([change["code"] for change in changes if change["before"] is None])
        expected = rule(before, lambda _like: next(made))
        assert same(now(self.draft), expected)

    def move(self):
        key, by = self.one_of(["question", "section"]), self.draw(st.sampled_from([-1, 1, 2]))
        self.ruled(partial(actions.move, key=key, by_places=by), lambda was, _: steps.move(was, key, by))

    def place(self):
        key, (_, within) = self.one_of(["question", "section"]), self.one_of(["section"])
        within = self.draw(st.sampled_from([within, within, ""]))
        at = self.draw(st.none() | st.integers(0, 4))
        does = partial(actions.place, key=key, within=within, at=at)
        self.ruled(does, lambda was, _: steps.place(was, key, within, at))

    def copy(self):
        key = self.one_of(["question", "section"])
        self.ruled(partial(actions.copy, key=key), lambda was, code: steps.copy(was, key, code))

    def remove(self):
        key = self.one_of(["question", "section", "scale", "source"])
        self.ruled(partial(actions.remove, key=key), lambda was, _: steps.remove(was, key))

    def restore(self):
        known = history.known_of(self.draft, now(self.draft))
        key = self.one_of(["question", "section", "scale", "source"], known.gone)
        along = known.along(key) if key[0] == "section" and key in known.gone else ()
        self.ruled(
            partial(actions.restore, key=key),
            lambda was, _: steps.restore(was, key, known.fields, along),
        )

    def add(self):
        kind = self.draw(st.sampled_from(["section", "question", "scale", "source"]))
        title, (_, within) = self.draw(WORDS), self.one_of(["section"])
        asks = self.draw(st.sampled_from(["rating", "choice", "text"]))
        inner = self.draw(st.sampled_from([within, ""]))
        does, rule = {
            "section": (
                partial(actions.add_section, title=title, within=inner),
                lambda was, code: steps.add_section(was, code(""), title, inner),
            ),
            "question": (
                partial(actions.add_question, section=within, kind=asks),
                lambda was, code: steps.add_question(was, code(""), within, asks),
            ),
            "scale": (
                partial(actions.add_scale, title=title),
                lambda was, code: steps.add_scale(was, code(""), title),
            ),
            "source": (actions.add_source, lambda was, code: steps.add_source(was, code(""))),
        }[kind]
        self.ruled(does, rule)

    def undo(self):
        step = history.last_step(self.draft)
        if step:
            before = now(self.draft)
            actions.undo(draft=self.draft, number=step.number, by=None)
            assert same(now(self.draft), changes.revert(before, step.changes))

    # Saving a page, which may be an old one

    def look(self):
        self.person().look()

    def person(self):
        return self.people[self.draw(st.integers(0, 1))]

    def save(self):
        person = self.person()
        key = self.one_of(list(EDITED), person.shown)
        other = self.one_of(list(EDITED), person.shown)
        self.saved(person, {key: self.page(person, key), other: self.page(person, other)})

    def save_levels(self):
        """A page with all levels of a scale: some with another number, one less or one more."""
        person = self.person()
        key = self.one_of(["scale"], person.shown)
        if key not in person.shown:
            return
        there = person.shown[key]["levels"]
        values = self.draw(st.lists(st.integers(-2, 9), min_size=2, max_size=5, unique=True))
        rows = list(zip(values, there, strict=False))
        made = [level | {"value": value, "label": self.draw(WORDS)} for value, level in rows]
        made += [{"value": value, "label": "More", "description": ""} for value in values[len(there) :]]
        was = {value: level["value"] for value, level in rows}
        self.saved(person, {key: {"levels": sorted(made, key=lambda level: level["value"]), WAS: was}})

    def save_lists(self):
        person = self.person()
        starts = self.draw(st.lists(st.integers(0, 100), max_size=3, unique=True))
        written = {HEAD: {"bands": [[start, "B"] for start in sorted(starts)], "bands_on": "mean"}}
        choices = {k: f for k, f in person.shown.items() if f.get("kind") == "choice"}
        key = self.one_of(["question"], choices)
        if key in choices:
            there = choices[key]["options"]
            new = [{"code": new_code("answer"), "label": self.draw(WORDS)}]
            written[key] = {"options": self.draw(st.sampled_from([there[1:], there + new, there[::-1]]))}
            written[key] |= {"consider": self.draw(st.lists(WORDS, max_size=2))}
        self.saved(person, written)

    def page(self, person, key):
        """What the page of a part holds, with some of it changed."""
        shown = person.shown.get(key, {})
        names = [*EDITED[key[0]], *self.level_names(person.shown, key)]
        page = {name: value_of(shown, name) for name in names}
        for name in self.draw(st.lists(st.sampled_from(names), max_size=3, unique=True)):
            page[name] = self.new_value(person, shown, name)
        return page

    def level_names(self, shown, key):
        scale = value_of(shown.get(key, {}), "scale")
        return [f"{LEVEL}{value}" for value in sorted(parts.level_values(shown, scale))]

    def new_value(self, person, shown, name):
        kind = shown.get("kind")
        if name in ("scale", "source"):
            code = self.one_of([name], person.shown)[1]
            return code if name == "source" or kind == "rating" else value_of(shown, name)
        if name == "direction":
            return self.draw(st.sampled_from(["strength", "barrier"])) if kind == "rating" else ""
        if name == "choose":
            return self.draw(st.sampled_from(["one", "many"])) if kind == "choice" else ""
        return self.draw(WORDS)

    def saved(self, person, written):
        before, rows = now(self.draft), self.state()
        try:
            with transaction.atomic():
                saved = save(self.draft, written, at=person.at)
        except StepRefused:  # a scale or source that the page names has gone
            assert self.state() == rows
            named = {(name, page.get(name)) for page in written.values() for name in ("scale", "source")}
            assert any(code and (name, code) not in before for name, code in named)
            return
        after = now(self.draft)
        conflicts = {(conflict.key, conflict.name): conflict for conflict in saved.conflicts}
        for key, page in written.items():
            for name in page.keys() - {WAS}:
                self.is_kept_or_told(person.shown, before, after, key, name, page, conflicts)
        self.nothing_else_changed(person.shown, before, after, written, conflicts)

    def is_kept_or_told(self, shown, before, after, key, name, page, conflicts):
        """My words stand; or I wrote none, and what stands is what stood; or I am told."""
        mine, was = page[name], value_of(shown.get(key, {}), name)
        stands = value_of(after[key], name) if key in after else None
        if (key, name) in conflicts:
            conflict = conflicts[key, name]
            assert (conflict.mine, conflict.theirs) == (mine, stands)
            assert mine != was
        elif stands != mine:
            goes = key in after and self.goes_with_its_level(after, key, name, page, conflicts, shown)
            assert mine == was or goes
            assert stands in (value_of(before.get(key, {}), name), None) or goes

    def goes_with_its_level(self, after, key, name, page, conflicts, shown):
        """I chose another scale for the question, and it has no such level."""
        chosen = page.get("scale", "") != value_of(shown[key], "scale") and (key, "scale") not in conflicts
        there = {f"{LEVEL}{value}" for value in parts.level_values(after, after[key].get("scale", ""))}
        return name.startswith(LEVEL) and chosen and name not in there

    def nothing_else_changed(self, shown, before, after, written, conflicts):
        """What changed in the draft is what I wrote; words of levels went or moved with what I did to those,
        and none that I had not seen went."""
        assert before.keys() == after.keys()
        for change in changes.changes_between(before, after):
            key = (change["part"], change["code"])
            for name in change["after"]:
                page = written.get(key, {})
                if name in page and page[name] != value_of(shown.get(key, {}), name):
                    assert (key, name) not in conflicts
                    continue
                assert name.startswith(LEVEL)
                words = change["before"][name]
                assert (
                    not words or words == value_of(shown.get(key, {}), name) or words in after[key].values()
                )

    # The end

    def finish(self):
        """Fill what is empty, as somebody would who wants to publish."""
        there = now(self.draft)
        if not parts.of_kind(there, "question"):
            _, section = actions.add_section(draft=self.draft, title="Last", by=None)
            actions.add_question(draft=self.draft, section=section, kind="text", by=None)
        for key in reversed(parts.of_kind(there, "section")):
            there = now(self.draft)
            if not parts.questions_in(there, key[1]) and not parts.sections_in(there, key[1]):
                actions.remove(draft=self.draft, key=key, by=None)
        for key in parts.sections_in(now(self.draft)):
            there = now(self.draft)
            if not parts.questions_in(there, key[1]) and not parts.sections_in(there, key[1]):
                actions.remove(draft=self.draft, key=key, by=None)
        there = now(self.draft)
        written = {key: self.filled(key, fields) for key, fields in there.items()}
        assert not save(self.draft, written).conflicts

    def filled(self, key, fields):
        needed = {"source": ["citation"], "question": ["title", "statement"]}.get(key[0], ["title"])
        page = {name: "Filled" for name in needed if not value_of(fields, name)}
        for name in ("consider", "actions"):
            page[name] = [text for text in value_of(fields, name) if text]
        if not fields.get("source"):
            page["where"] = ""
        if key == HEAD:
            bands = [[start, label or "B"] for start, label in fields["bands"]]
            page = page | {"bands": bands, "bands_on": "mean" if bands else ""}
            page = {
                name: value for name, value in page.items() if name not in ("consider", "actions", "where")
            }
        elif key[0] == "scale":
            page["levels"] = [level | {"label": level["label"] or "L"} for level in fields["levels"]]
            page[WAS] = {level["value"]: level["value"] for level in fields["levels"]}
        elif fields.get("kind") == "choice":
            options = [option | {"label": option["label"] or "O"} for option in fields["options"]]
            options += [{"code": f"more-{n}", "label": "O"} for n in range(2 - len(options))]
            page["options"] = options
        keep = {"head", "question"}
        return page if key[0] in keep else {n: v for n, v in page.items() if n in (*needed, "levels", WAS)}


STEPS = ["move", "place", "copy", "remove", "restore", "add", "undo", "look"]
STEPS += ["save", "save", "save", "save_levels", "save_lists"]


@contextmanager
def forgotten():
    """What happens inside leaves nothing behind: each example begins with the same rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


any_steps = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@any_steps
@given(data=st.data())
def test_two_people_lose_nothing_and_what_they_make_survives_publishing(draft, outsider, data):
    with forgotten():
        two = Two(draft, data)
        for name in data.draw(st.lists(st.sampled_from(STEPS), min_size=5, max_size=15)):
            getattr(two, name)()
        publishes_or_says_why(draft)
        two.finish()
        version = publish_version(version=draft, by=None)
        survives_export_and_import(version, outsider)


def publishes_or_says_why(version):
    """Where the page before publishing calls nothing missing, the draft is published, and its file can be
    read; where something is, it is refused, or the file is."""
    [content] = content_of([version])
    missing = findings.musts(check_draft(content, limits=LIMITS))
    with forgotten():
        try:
            publish_version(version=version, by=None)
            read(write(version).encode())
        except (VersionRefused, FaultyFile):
            assert missing
        else:
            assert not missing


def survives_export_and_import(version, somebody):
    for name, written in (("YAML", write(version)), ("JSON", write_json(version))):
        other = create_organisation(name=f"Other {name}", kind="user-led", by=somebody)
        file = read(written.encode())
        again = import_version(file=file, organisation=other, publish=True, by=None)
        assert file_of(again) == file_of(version)
        assert (write(again), write_json(again)) == (write(version), write_json(version))


# Published is published


def stale(version):
    """The version as somebody still has it who opened its page while it was a draft."""
    version = FrameworkVersion.objects.get(pk=version.pk)
    version.status = "draft"
    return version


FILE = file_format.FrameworkFile.model_validate(example_file())
WRITES = {"save_fields": save_fields} | {
    name: function
    for name, function in vars(actions).items()
    if inspect.isfunction(function) and "by" in inspect.signature(function).parameters
    if function.__module__ == actions.__name__ and not name.startswith("_")
}
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


STRUCTURE = [name for name in ON_A_DRAFT if name not in ("save_fields", "refill", "undo")]


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


# How many queries


def sized(organisation, questions):
    """A published version of ten sections, with so many questions in each."""
    data = example_file(code=f"sized-{questions}")
    rating, choice = data["sections"][0]["questions"]
    asks = [rating, choice, {**rating, "source": {"code": "pot"}}]
    data["sections"] = [
        {
            "code": f"s{section}",
            "title": f"Section {section}",
            "questions": [{**asks[n % 3], "code": f"s{section}-q{n}"} for n in range(questions)],
        }
        for section in range(10)
    ]
    return stored(data, organisation=organisation)


class Counted:
    """How many queries each thing took. SQLite takes a long INSERT in several, one for each 999 values: they
    count as one."""

    def __init__(self):
        self.numbers = {}

    @contextmanager
    def __call__(self, name):
        with CaptureQueriesContext(connection) as captured:
            yield
        statements = [query["sql"] for query in captured.captured_queries]
        runs = [self.batch(sql, number) for number, sql in enumerate(statements)]
        self.numbers[name] = len(dict.fromkeys(runs))

    def batch(self, sql, number):
        if connection.vendor == "sqlite" and sql.startswith("INSERT INTO"):
            return sql.split("(")[0]
        return number


def counted_writes(organisation, questions):
    counted = Counted()
    version = sized(organisation, questions)
    with counted("begin_draft"):
        draft = creation.begin_draft(framework=version.framework, by=None)
    with counted("adapt_framework"):
        creation.adapt_framework(version=version, organisation=organisation, title="Ours", by=None)
    last = f"s1-q{questions - 1}"
    with counted("move"):
        actions.move(draft=draft, key=("question", "s1-q1"), by_places=-1, by=None)
    with counted("move to the end"):
        actions.place(draft=draft, key=("question", "s1-q1"), within="s1", at=None, by=None)
        actions.place(draft=draft, key=("question", last), within="s1", at=0, by=None)
    with counted("place"):
        actions.place(draft=draft, key=("question", "s1-q0"), within="s2", at=0, by=None)
    with counted("save_fields"):
        page = {key: {"title": "New", "plain": "New", "level:0": "New"} for key in asked(draft, "s3")}
        save(draft, page, at=0)
    with counted("levels"):
        rows = levels(2, 3, 4)
        save(draft, {SCALE: {"levels": rows, WAS: {2: 0, 3: 1, 4: 5}}})
    for key in [("section", "s4"), ("question", "s5-q1")]:
        with counted(f"copy {key[0]}"):
            actions.copy(draft=draft, key=key, by=None)
        with counted(f"remove {key[0]}"):
            actions.remove(draft=draft, key=key, by=None)
        with counted(f"restore {key[0]}"):
            actions.restore(draft=draft, key=key, by=None)
        with counted(f"undo {key[0]}"):
            actions.undo(draft=draft, number=revision(draft), by=None)
            actions.undo(draft=draft, number=revision(draft) - 2, by=None)
    assert len(parts.questions_in(now(draft), "s4")) == questions
    with counted("publish_version"):
        publish_version(version=draft, by=None)
    return counted.numbers


def asked(draft, section):
    there = now(draft)
    return [key for key in parts.questions_in(there, section) if there[key]["kind"] == "rating"]


def test_writes_cost_the_same_for_few_questions_and_many(organisation):
    assert counted_writes(organisation, 3) == counted_writes(organisation, 30)


# What cannot be stored

BAD = {
    "title too long": {HEAD: {"title": "t" * 121}},
    "title of a section too long": {("section", "making"): {"title": "t" * 121}},
    "title of a question too long": {TURNS: {"title": "t" * 121}},
    "licence too long": {HEAD: {"licence": "l" * 121}},
    "language too long": {HEAD: {"language": "e" * 21}},
    "place too long": {TURNS: {"where": "w" * 501}},
    "address too long": {("source", "pot"): {"url": "https://example.org/" + "a" * 500}},
    "label of a level too long": {SCALE: {"levels": [*levels(0), {**levels(1)[0], "label": "l" * 81}]}},
    "level too high": {SCALE: {"levels": levels(0, 32768)}},
    "level too low": {SCALE: {"levels": levels(-32769, 0)}},
    "level beyond all": {SCALE: {"levels": [*levels(0, 1), {**levels(2)[0], "value": HUGE}]}},
    "level twice": {SCALE: {"levels": levels(1, 1)}},
    "too many levels": {SCALE: {"levels": levels(*range(11))}},
    "band too high": {HEAD: {"bands": [[32768, "B"]]}},
    "band beyond all": {HEAD: {"bands": [[HUGE, "B"]]}},
    "band twice": {HEAD: {"bands": [[1, "A"], [1, "B"]]}},
    "label of a band too long": {HEAD: {"bands": [[1, "b" * 81]]}},
    "bands on nothing known": {HEAD: {"bands_on": "median"}},
    "answer twice": {("question", "leaf"): {"options": [{"code": "a", "label": "A"}] * 2}},
    "answer without a code": {("question", "leaf"): {"options": [{"code": "A b", "label": "A"}]}},
    "answer too long": {("question", "leaf"): {"options": [{"code": "a", "label": "a" * 501}]}},
    "answers of a rating": {TURNS: {"options": [{"code": "a", "label": "A"}]}},
    "direction of a choice": {("question", "leaf"): {"direction": "strength"}},
    "no such direction": {TURNS: {"direction": "sideways"}},
    "scale of a choice": {("question", "leaf"): {"scale": "how-often"}},
    "no scale": {TURNS: {"scale": ""}},
    "no such scale": {TURNS: {"scale": "gone"}},
    "no such source": {TURNS: {"source": "gone"}},
    "NUL": {HEAD: {"summary": "nul\0"}},
    "NUL in a list": {TURNS: {"consider": ["fine", "nul\0"]}},
    "half a sign": {("question", "story"): {"statement": "\ud800"}},
}


@pytest.mark.parametrize("bad", BAD)
def test_what_cannot_be_stored_is_refused_and_nothing_of_the_page_is_written(draft, bad):
    before = every_row()
    with pytest.raises(StepRefused) as refused:
        save(draft, {("source", "cup"): {"citation": "Fine"}, **BAD[bad]})
    assert str(refused.value).endswith(".")
    assert every_row() == before


@pytest.mark.parametrize(
    ("does", "given"),
    [
        ("place", {"key": ("section", "making"), "within": "making", "at": None}),
        ("place", {"key": ("section", "cups"), "within": "after", "at": None}),
        ("add_section", {"title": "New", "within": "after"}),
        ("add_section", {"title": "t" * 121}),
        ("add_scale", {"title": "t" * 121}),
        ("add_question", {"section": "cups", "kind": "quiz"}),
        ("add_question", {"section": "gone", "kind": "text"}),
        ("move", {"key": SCALE, "by_places": 1}),
        ("move", {"key": TURNS, "by_places": -1}),
        ("copy", {"key": HEAD}),
        ("remove", {"key": HEAD}),
        ("remove", {"key": SCALE}),
        ("restore", {"key": HEAD}),
    ],
)
def test_step_that_the_draft_does_not_allow_is_refused_in_plain_words(draft, does, given):
    before = every_row()
    with pytest.raises(StepRefused) as refused:
        WRITES[does](draft=draft, by=None, **given)
    assert str(refused.value).endswith(".")
    assert every_row() == before


@pytest.mark.parametrize("given", [{"title": "t" * 121}, {"title": "nul\0"}])
def test_framework_does_not_begin_with_a_title_that_cannot_be_stored(published, organisation, given):
    before = every_row()
    for begin in (
        partial(creation.start_framework, language="en-GB"),
        partial(creation.adapt_framework, version=published),
    ):
        with pytest.raises(CreationRefused):
            begin(organisation=organisation, by=None, **given)
    assert every_row() == before


@pytest.mark.parametrize("at", [HUGE, -HUGE], ids=["far on", "far before"])
def test_place_beyond_the_row_is_its_end(draft, at):
    actions.place(draft=draft, key=("question", "chips"), within="making", at=at, by=None)
    row = [code for _, code in parts.questions_in(now(draft), "making")]
    assert row.index("chips") == (2 if at > 0 else 0)


FOREIGN = ["שלום", "مرحبا بالعالم", "\u202eback\u202c", "é", "ṩ", "👩🏽‍🦽", "中文", "a\u200db", "ﬁ"]


@pytest.mark.parametrize("words", FOREIGN)
def test_words_of_any_writing_survive(draft, organisation, words):
    save(draft, {HEAD: {"title": words}, TURNS: {"title": words, "level:0": words, "consider": [words]}})
    made = actions.add_section(draft=draft, title=words, by=None)
    actions.add_question(draft=draft, section=made[1], kind="text", by=None)
    after = now(draft)
    assert (after[HEAD]["title"], after[TURNS]["title"], after[TURNS]["level:0"]) == (words,) * 3
    assert (after[TURNS]["consider"], after[made]["title"]) == ([words], words)
    started = creation.start_framework(organisation=organisation, title=words, language="he", by=None)
    assert started.title == words


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
@example("_" * 80)
@example("a" * 52 + "_b")
@example("-a_")
def test_any_text_makes_a_code_that_fits_the_format(text):
    code = new_code(text)
    assert re.fullmatch(limits.CODE, code)
    assert len(code) <= CODE_LENGTH
    assert new_code(text) != code


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=120).filter(lambda title: not checks.NOT_STORED.search(title)))
def test_any_title_makes_a_framework_with_a_code_of_its_own(organisation, title):
    with forgotten():
        made = [
            creation.start_framework(organisation=organisation, title=title, language="en-GB", by=None)
            for _ in range(2)
        ]
        names = [draft.framework.code for draft in made]
        assert all(re.fullmatch(limits.CODE, name) and len(name) <= CODE_LENGTH for name in names)
        assert names[0] != names[1]


# Two at once, with transactions of their own

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


def test_a_draft_that_no_file_could_hold_does_not_grow(draft):
    written = {TURNS: {"consider": ["x" * 500] * 900}}
    save(draft, written, at=0)
    actions.copy(draft=draft, key=TURNS, by=None)
    with pytest.raises(StepRefused, match="too large"):
        actions.copy(draft=draft, key=TURNS, by=None)
