"""Two people at once, whatever they do: no words of theirs are lost."""

from functools import partial

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actions import create_organisation
from frameworks.actions import VersionRefused, import_version, publish_version
from frameworks.drafts import actions, changes, history, parts, steps
from frameworks.drafts.codes import new_code
from frameworks.drafts.parts import HEAD, LEVEL, WAS, StepRefused, value_of
from frameworks.exchange.files import FaultyFile, file_of, read, write, write_json
from frameworks.models import LIMITS
from frameworks.publication import findings
from frameworks.publication.checks import check_draft
from frameworks.queries import content_of
from tests.databases import examples
from tests.frameworks.drafts.state import forgotten, now, revision, same, save

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


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
        along = known.removed_with(key) if key[0] == "section" and key in known.gone else ()
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
                assert parts.level_of(name) is not None or name.startswith(parts.PICTURE)
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


any_steps = settings(
    max_examples=examples(25),
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
