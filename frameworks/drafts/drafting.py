"""Writes of the editor: begin a draft, and change it in steps that can be undone.

Every step locks the draft's row, reads its parts, changes them by a pure rule (frameworks/drafts/parts.py),
writes what differs, and is kept as a DraftStep. So two people's steps go one after the other, and what a page
showed when it was opened can be worked out when it comes back.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction

from accounts.models import User
from frameworks.drafts import parts, storing
from frameworks.drafts.codes import new_code
from frameworks.drafts.parts import LEVEL, CannotDo, Fields, Key, Parts
from frameworks.exchange.filling import fill, texts_of
from frameworks.exchange.format import FrameworkFile
from frameworks.exchange.parsing import MOST_BYTES
from frameworks.models import Band, DraftStep, FrameworkVersion, Question, Scale, Section, Source

Status = FrameworkVersion.Status
Verb = DraftStep.Verb
NAMES = {"head": "the framework’s own words", "source": "a source", "scale": "a scale", "section": "a part"}


class NoDraft(Exception):
    """The version is not a draft any more: somebody published it, or threw the draft away."""


@dataclass(frozen=True)
class Clash:
    """A field that two people changed: what one wrote, and what stands there now (None: the part is gone)."""

    key: Key
    name: str
    mine: Any
    theirs: Any


@dataclass(frozen=True)
class Saved:
    """What became of a page that came back. revision: the draft's now. clashes: for a person to choose."""

    revision: int
    clashes: tuple[Clash, ...] = ()


@dataclass(frozen=True)
class Known:
    """What the draft, or the version before it, once held and does not hold now.

    fields: the last fields of each part ever known. gone: each part that is not there, with the number of
    the step that took it out (0: it was left out before the first).
    """

    fields: Mapping[Key, Fields]
    gone: Mapping[Key, int] = field(default_factory=dict)

    def along(self, key: Key) -> list[Key]:
        """What went in the same step out of a section that went: its sections, and the questions of both."""
        same = [k for k, number in self.gone.items() if number == self.gone[key] and k[0] in parts.HELD]
        holders = {k: parts.holder_of(k, self.fields[k]) for k in same}
        inner = [k for k in same if k[0] == "section" and holders[k] == key[1]]
        held = {key[1], *(code for _, code in inner)}
        return [*inner, *(k for k in same if k[0] == "question" and holders[k] in held)]


def _locked(draft: FrameworkVersion) -> FrameworkVersion:
    """The draft as it is now, held until the transaction ends. Raises NoDraft."""
    try:
        return FrameworkVersion.objects.select_for_update().get(pk=draft.pk, status=Status.DRAFT)
    except FrameworkVersion.DoesNotExist:
        raise NoDraft from None


def hold(draft: FrameworkVersion) -> None:
    """Let nobody else change the draft until the transaction ends. Its revision is the one of now. Raises
    NoDraft."""
    draft.revision = _locked(draft).revision


def _write(
    draft: FrameworkVersion, before: Parts, after: Parts, *, verb: str, subject: str, by: User | None
) -> int:
    """Store the step from `before` to `after`, where there is one. Returns the draft's revision. Raises
    CannotDo for what cannot be stored."""
    changes = parts.changes_between(before, after)
    if not changes:
        return draft.revision
    storing.refuse_unfit(after, changes)
    storing.store(draft, after, changes)
    _refuse_too_large(before, after)
    return _keep(draft, changes, verb=verb, subject=subject, by=by)


def _size(content: Parts) -> int:
    """About how many bytes the file would have."""
    return len(json.dumps(list(content.values()), ensure_ascii=False).encode("utf-8", "replace"))


def _refuse_too_large(before: Parts, after: Parts) -> None:
    """A draft that its own file could not hold (parsing.MOST_BYTES) may get smaller, but not larger."""
    size = _size(after)
    if size > MOST_BYTES and size > _size(before):
        raise CannotDo("This framework is too large: 1 MB of text is the most that it can hold.")


def _keep(
    draft: FrameworkVersion, changes: list[parts.Change], *, verb: str, subject: str, by: User | None
) -> int:
    number = draft.revision + 1
    FrameworkVersion.objects.filter(pk=draft.pk).update(revision=number)
    DraftStep.objects.create(version=draft, number=number, by=by, verb=verb, subject=subject, changes=changes)
    return number


def name_of(key: Key, fields: Mapping[str, Any]) -> str:
    """What to call a part in a list of changes."""
    if key == parts.HEAD:
        return NAMES["head"]
    return str(fields.get("title") or fields.get("citation") or NAMES.get(key[0]) or "a question")[:120]


@transaction.atomic
def take_step(
    *, draft: FrameworkVersion, step: Callable[[Parts], Parts], verb: str, key: Key, by: User | None
) -> int:
    """Change the draft by a rule of frameworks/drafts/parts.py; key: the part that it is about.

    Returns the draft's revision. Raises CannotDo where the rule does, and NoDraft.
    """
    draft = _locked(draft)
    before = storing.parts_of(draft)
    _refuse_in_translation(draft, verb)
    after = step(before)
    subject = name_of(key, after.get(key) or before.get(key) or {})[:120]
    return _write(draft, before, after, verb=verb, subject=subject, by=by)


def _refuse_in_translation(draft: FrameworkVersion, verb: str) -> None:
    if draft.translation_of_id and verb != Verb.SAVED:
        raise CannotDo("A translation asks what its original asks: only words can change here.")


def move(*, draft: FrameworkVersion, key: Key, by_places: int, by: User | None) -> int:
    """One or more places up (less than 0) or down among its siblings."""
    rule = partial(parts.move, key=key, by=by_places)
    return take_step(draft=draft, step=rule, verb=Verb.MOVED, key=key, by=by)


def place(*, draft: FrameworkVersion, key: Key, within: str, at: int | None, by: User | None) -> int:
    """Into a section, at a place from 0, else last."""
    rule = partial(parts.place, key=key, within=within, place=at)
    return take_step(draft=draft, step=rule, verb=Verb.MOVED, key=key, by=by)


def remove(*, draft: FrameworkVersion, key: Key, by: User | None) -> int:
    return take_step(draft=draft, step=partial(parts.remove, key=key), verb=Verb.REMOVED, key=key, by=by)


@transaction.atomic
def copy(*, draft: FrameworkVersion, key: Key, by: User | None) -> Key:
    """The part once more, behind itself. Returns the copy's key."""
    made: list[str] = []

    def code(like: str) -> str:
        made.append(new_code(like))
        return made[-1]

    rule = partial(parts.copy, key=key, new_code=code)
    take_step(draft=draft, step=rule, verb=Verb.COPIED, key=key, by=by)
    return key[0], made[0]


def add_section(*, draft: FrameworkVersion, title: str, within: str = "", by: User | None) -> Key:
    key = ("section", new_code(title or "part"))
    rule = partial(parts.add_section, code=key[1], title=title, parent=within)
    take_step(draft=draft, step=rule, verb=Verb.ADDED, key=key, by=by)
    return key


def add_question(*, draft: FrameworkVersion, section: str, kind: str, by: User | None) -> Key:
    key = ("question", new_code(section))
    rule = partial(parts.add_question, code=key[1], section=section, kind=kind)
    take_step(draft=draft, step=rule, verb=Verb.ADDED, key=key, by=by)
    return key


def add_scale(*, draft: FrameworkVersion, title: str, by: User | None) -> Key:
    key = ("scale", new_code(title or "scale"))
    rule = partial(parts.add_scale, code=key[1], title=title)
    take_step(draft=draft, step=rule, verb=Verb.ADDED, key=key, by=by)
    return key


def add_source(*, draft: FrameworkVersion, by: User | None) -> Key:
    key = ("source", new_code("source"))
    rule = partial(parts.add_source, code=key[1])
    take_step(draft=draft, step=rule, verb=Verb.ADDED, key=key, by=by)
    return key


# Saving a page


@transaction.atomic
def save_fields(
    *,
    draft: FrameworkVersion,
    revision: int,
    written: Mapping[Key, Fields],
    by: User | None,
    own: Collection[int] = (),
) -> Saved:
    """Write what a page says, which showed the draft at `revision`, and since then its own saves alone.

    own: the numbers of the steps in which this same page was saved, as one goes.
    written: the fields of each part that the page holds, and for a scale under WAS which value each of its
    levels had on the page ({value now: value then}; one that is not named is new).

    A field that only this page changed is written; one that only somebody else changed stays theirs; one
    that both changed is not written, and comes back as a clash; so does what would take away words that
    somebody has written since, and words of a level that has gone. Raises NoDraft, and CannotDo where a scale
    or a source that is named has gone, or for what cannot be stored.
    """
    draft = _locked(draft)
    now = storing.parts_of(draft)
    shown = shown_at(draft, now, revision, own=own, who=by)
    after, clashes, subjects = now, list[Clash](), list[Key]()
    for key, page in written.items():
        mine = {name: value for name, value in page.items() if name != parts.WAS}
        write, apart = _merged(shown, now, key, mine)
        lost = _losing(shown, after, key, write, page.get(parts.WAS, {}))
        clashes += apart
        clashes += [Clash(key, name, write.pop(name), parts.value_of(now[key], name)) for name in lost]
        if write:
            after = _with_fields(after, key, write, page.get(parts.WAS, {}))
            subjects.append(key)
    subject = ", ".join(name_of(key, after[key]) for key in subjects)[:120]
    number = _write(draft, now, after, verb=Verb.SAVED, subject=subject, by=by)
    return Saved(number, tuple(clashes))


def shown_at(
    draft: FrameworkVersion, now: Parts, revision: int, *, own: Collection[int] = (), who: User | None = None
) -> Parts:
    """What a page shows: the draft, whose parts are `now`, at an earlier revision, and on top of that the
    steps that saved the page itself. What others did in between the page does not show. Steps of somebody
    else are nobody's own."""
    if revision == draft.revision:
        return now
    steps = list(draft.steps.filter(number__gt=revision).order_by("number"))
    shown = parts.revert(now, [change for step in steps for change in step.changes])
    mine = [step for step in steps if step.number in own and who is not None and step.by_id == who.pk]
    return parts.apply(shown, [change for step in mine for change in step.changes])


def _merged(shown: Parts, now: Parts, key: Key, mine: Fields) -> tuple[Fields, list[Clash]]:
    if key not in now:
        was = shown.get(key, {})
        lost = {name: value for name, value in mine.items() if value != parts.value_of(was, name)}
        return {}, [Clash(key, name, value, None) for name, value in lost.items()]
    write, names = parts.merge(shown.get(key, {}), mine, now[key])
    return write, [Clash(key, name, mine[name], parts.value_of(now[key], name)) for name in names]


def _losing(shown: Parts, after: Parts, key: Key, write: Fields, was: Mapping[int, int]) -> list[str]:
    """The fields with which words of levels would get lost: levels or another scale, which would take away
    words that somebody has written since the page was made; and words of a level that went since."""
    if key[0] == "scale" and "levels" in write:
        new = {value for user in parts.users_of(after, key) for value in _new_words(shown, after, user)}
        return ["levels"] if new - set(was.values()) else []
    if key[0] != "question" or not write:
        return []
    if "scale" in write:
        there = parts.level_values(after, write["scale"])
        if not there or _new_words(shown, after, key) <= there:
            return []  # the words of other levels go: so it was asked
        return ["scale", *_homeless(after, key, write)]
    return _homeless(after, key, write)


def _homeless(after: Parts, key: Key, write: Fields) -> list[str]:
    """The words in `write` for levels that the question's scale does not have."""
    there = {f"{LEVEL}{value}" for value in parts.level_values(after, parts.value_of(after[key], "scale"))}
    return [name for name in write if name.startswith(LEVEL) and name not in there]


def _new_words(shown: Parts, after: Parts, question: Key) -> set[int]:
    """The levels for which the question has words now that the page did not show."""
    was = shown.get(question, {})
    return {
        int(name.removeprefix(LEVEL))
        for name, words in after[question].items()
        if name.startswith(LEVEL) and words and words != was.get(name, "")
    }


def _with_fields(after: Parts, key: Key, write: Fields, was: Mapping[int, int]) -> Parts:
    """A scale's levels change together with the questions' own words of them; `was` tells which level had
    which value on the page."""
    write = dict(write)
    if "levels" in write:
        rows = [(was.get(level["value"]), level) for level in write.pop("levels")]
        after = parts.set_levels(after, key[1], rows)
    return parts.set_fields(after, key, write) if write else after


@transaction.atomic
def refill(*, draft: FrameworkVersion, file: FrameworkFile, by: User | None) -> int:
    """Put what a file says in place of everything in the draft. Returns its revision. Raises NoDraft."""
    draft = _locked(draft)
    before = storing.parts_of(draft)
    Question.objects.filter(version=draft).delete()
    for part in (Section, Scale, Source, Band):
        part._default_manager.filter(version=draft).delete()
    FrameworkVersion.objects.filter(pk=draft.pk).update(**texts_of(file))
    fill(draft, file)
    changes = parts.changes_between(before, storing.parts_of(draft))
    return _keep(draft, changes, verb=Verb.IMPORTED, subject=file.title, by=by)


# Undo and put back


def last_step(draft: FrameworkVersion) -> DraftStep | None:
    """The step that 'Undo' takes back: the newest that stands."""
    steps = draft.steps.filter(undone=False).exclude(verb=Verb.UNDONE)
    return steps.select_related("by").order_by("number").last()


def last_touch(draft: FrameworkVersion, since: int, fields: Iterable[tuple[Key, str]]) -> DraftStep | None:
    """The newest step after this revision that changed one of these fields of parts, or took the part out."""
    wanted = set(fields)
    gone = {key for key, _ in wanted}
    for step in draft.steps.filter(number__gt=since).select_related("by").order_by("-number"):
        for change in step.changes:
            key, after = (change["part"], change["code"]), change["after"]
            if (after is None and key in gone) or any((key, name) in wanted for name in after or ()):
                return step
    return None


def step_that_wrote(
    draft: FrameworkVersion, written: Mapping[Key, Fields], *, since: int, own: Collection[int], who: User
) -> int:
    """The newest step after this revision in which this person saved just these values, of those that their
    page does not know as its own; 0 if there is none. A page that did not get its answer says the same once
    more, and so learns which step was its own."""
    if since == draft.revision:
        return 0
    theirs = draft.steps.filter(number__gt=since, verb=Verb.SAVED, by=who)
    steps = theirs.exclude(number__in=own).order_by("-number")
    return next((step.number for step in steps if _wrote(step, written)), 0)


def _wrote(step: DraftStep, written: Mapping[Key, Fields]) -> bool:
    """With levels change the words that questions have for them, which the page does not hold."""
    of_page = {key: c["after"] for c in step.changes if (key := (c["part"], c["code"])) in written}
    return bool(of_page) and all(
        name in written[key] and written[key][name] == value
        for key, after in of_page.items()
        for name, value in after.items()
    )


@transaction.atomic
def undo(*, draft: FrameworkVersion, number: int, by: User | None) -> int:
    """Take back the newest step that stands, where it is still the one of this number.

    Raises CannotDo where somebody has taken a step since, and NoDraft.
    """
    draft = _locked(draft)
    step = last_step(draft)
    if step is None or step.number != number:
        raise CannotDo("Somebody changed the draft a moment ago. Look at the last change again.")
    before = storing.parts_of(draft)
    after = parts.revert(before, step.changes)
    DraftStep.objects.filter(pk=step.pk).update(undone=True)
    return _write(draft, before, after, verb=Verb.UNDONE, subject=step.subject, by=by)


def known_of(draft: FrameworkVersion) -> Known:
    """Everything that the draft and the version before it ever held. A fixed number of queries."""
    now = storing.parts_of(draft)
    fields: Parts = {}
    gone: dict[Key, int] = {}
    before = version_before(draft)
    if before:
        fields |= storing.parts_of(before)
        gone |= dict.fromkeys((key for key in fields if key not in now), 0)
    steps = draft.steps.order_by("-number").values_list("number", "changes")
    late: Parts = {}
    for number, changes in steps:
        for change in changes:
            key = (change["part"], change["code"])
            if change["after"] is None and key not in now and key not in late:
                late[key], gone[key] = change["before"], number
    return Known(fields | late | now, gone)


def version_before(draft: FrameworkVersion) -> FrameworkVersion | None:
    """The version that this one follows: the framework's last one published before it."""
    return (
        FrameworkVersion.objects.originals()
        .filter(framework=draft.framework_id, number__lt=draft.number)
        .exclude(status=Status.DRAFT)
        .order_by("number")
        .last()
    )


@transaction.atomic
def restore(*, draft: FrameworkVersion, key: Key, by: User | None) -> int:
    """Put back a part that was taken out, and with a section all that went with it. Raises CannotDo where it
    is not known, or is there."""
    draft = _locked(draft)
    known = known_of(draft)
    if key not in known.gone:
        raise CannotDo("It is in the draft already, or it cannot be found any more.")

    def rule(before: Parts) -> Parts:
        return parts.restore(before, key, known.fields, known.along(key) if key[0] == "section" else ())

    return take_step(draft=draft, step=rule, verb=Verb.RESTORED, key=key, by=by)
