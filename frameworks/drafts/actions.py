"""Writes of a draft: one verb each, and each can be undone.

Every step locks the draft, reads its parts, changes them by a pure rule (frameworks/drafts/steps.py), writes
what differs, and is kept as a DraftStep (frameworks/drafts/locks.py).
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User
from frameworks.drafts import steps, storage
from frameworks.drafts.changes import changes_between, revert
from frameworks.drafts.codes import new_code
from frameworks.drafts.history import known_of, last_step, name_of
from frameworks.drafts.locks import LockedDraft, lock_draft
from frameworks.drafts.parts import HEAD, Key, Parts, StepRefused, value_of
from frameworks.exchange.format import FrameworkFile
from frameworks.exchange.rows import fill, texts_of
from frameworks.fit import editing
from frameworks.fit.model import without_words
from frameworks.models import Band, DraftStep, FrameworkVersion, Question, Scale, Section, Source

Verb = DraftStep.Verb
ONLY_WORDS = gettext_lazy("A translation asks what its original asks: only words can change here.")


@transaction.atomic
def take_step(
    *, draft: FrameworkVersion, step: Callable[[Parts], Parts], verb: str, key: Key, by: User | None
) -> int:
    """Change the draft by a rule of frameworks/drafts/steps.py; key: the part that it is about.

    Returns the draft's revision. Raises StepRefused where the rule does, and NoDraft.
    """
    return _take(lock_draft(draft), step, verb=verb, key=key, by=by)


def _take(
    locked: LockedDraft, step: Callable[[Parts], Parts], *, verb: str, key: Key, by: User | None
) -> int:
    _refuse_in_translation(locked.version, verb)
    before = locked.parts
    after = step(before)
    subject = name_of(key, after.get(key) or before.get(key) or {})
    return locked.write(after, verb=verb, subject=subject, by=by)


class FitChanged(Exception):
    """The names that may fit are not what the page showed any more."""


@transaction.atomic
def write_fit(
    *,
    draft: FrameworkVersion,
    sign: str,
    change: Callable[[dict[str, Any]], dict[str, Any]],
    by: User | None,
) -> int:
    """Change the names that may fit and their rules. sign: of those that the page showed. Returns the draft's
    revision. Raises FitChanged where they are others now, StepRefused and NoDraft."""
    locked = lock_draft(draft)
    before = locked.parts
    fit = value_of(before[HEAD], "fit")
    if editing.sign_of(fit) != sign:
        raise FitChanged
    changed = change(fit)
    if locked.version.translation_of_id and without_words(changed) != without_words(fit):
        raise StepRefused(str(ONLY_WORDS))
    after = steps.set_fields(before, HEAD, {"fit": changed})
    return locked.write(after, verb=Verb.SAVED, subject=gettext("Which name fits"), by=by)


def _refuse_in_translation(draft: FrameworkVersion, verb: str) -> None:
    if draft.translation_of_id and verb != Verb.SAVED:
        raise StepRefused(str(ONLY_WORDS))


def move(*, draft: FrameworkVersion, key: Key, by_places: int, by: User | None) -> int:
    """Move a part one or more places up (less than 0) or down among its siblings."""
    rule = partial(steps.move, key=key, by=by_places)
    return take_step(draft=draft, step=rule, verb=Verb.MOVED, key=key, by=by)


def place(*, draft: FrameworkVersion, key: Key, within: str, at: int | None, by: User | None) -> int:
    """Put a part into a section, at a place counted from 0, else last."""
    rule = partial(steps.place, key=key, within=within, place=at)
    return take_step(draft=draft, step=rule, verb=Verb.MOVED, key=key, by=by)


def remove(*, draft: FrameworkVersion, key: Key, by: User | None) -> int:
    """Take a part out, with everything in it."""
    return take_step(draft=draft, step=partial(steps.remove, key=key), verb=Verb.REMOVED, key=key, by=by)


def copy(*, draft: FrameworkVersion, key: Key, by: User | None) -> Key:
    """Add the part a second time, right after itself. Returns the copy's key."""
    made: list[str] = []

    def code(like: str) -> str:
        made.append(new_code(like))
        return made[-1]

    rule = partial(steps.copy, key=key, new_code=code)
    take_step(draft=draft, step=rule, verb=Verb.COPIED, key=key, by=by)
    return key[0], made[0]


def set_picture(
    *, draft: FrameworkVersion, key: Key, name: str, picture: Mapping[str, str], by: User | None
) -> int:
    """Give a question or a level a picture, change it, or take it away; of a translation, what it shows."""
    rule = partial(steps.set_picture, key=key, name=name, picture=picture)
    return take_step(draft=draft, step=rule, verb=Verb.SAVED, key=key, by=by)


def add_section(*, draft: FrameworkVersion, title: str, within: str = "", by: User | None) -> Key:
    """Add a section, last within another one or at the top. Returns its key."""
    key = ("section", new_code(title or "part"))
    rule = partial(steps.add_section, code=key[1], title=title, parent=within)
    take_step(draft=draft, step=rule, verb=Verb.ADDED, key=key, by=by)
    return key


def add_question(
    *, draft: FrameworkVersion, section: str, kind: str, after: str | None = None, by: User | None
) -> Key:
    """Add a question to a section: right after another one, first ('') or last (None). Returns its key."""
    key = ("question", new_code(section))
    rule = partial(steps.add_question, code=key[1], section=section, kind=kind, after=after)
    take_step(draft=draft, step=rule, verb=Verb.ADDED, key=key, by=by)
    return key


def add_scale(*, draft: FrameworkVersion, title: str, by: User | None) -> Key:
    """Add a scale with levels to start from. Returns its key."""
    key = ("scale", new_code(title or "scale"))
    rule = partial(steps.add_scale, code=key[1], title=title)
    take_step(draft=draft, step=rule, verb=Verb.ADDED, key=key, by=by)
    return key


def add_source(*, draft: FrameworkVersion, by: User | None) -> Key:
    """Add an empty source. Returns its key."""
    key = ("source", new_code("source"))
    rule = partial(steps.add_source, code=key[1])
    take_step(draft=draft, step=rule, verb=Verb.ADDED, key=key, by=by)
    return key


@transaction.atomic
def refill(*, draft: FrameworkVersion, file: FrameworkFile, by: User | None) -> int:
    """Replace everything in the draft with what a file says. Returns its revision. Raises NoDraft."""
    locked = lock_draft(draft)
    before, version = locked.parts, locked.version
    Question.objects.filter(version=version).delete()
    for part in (Section, Scale, Source, Band):
        part._default_manager.filter(version=version).delete()
    FrameworkVersion.objects.filter(pk=version.pk).update(**texts_of(file))
    fill(version, file)
    changes = changes_between(before, storage.parts_of(version))
    return locked.keep_step(changes, verb=Verb.IMPORTED, subject=file.title, by=by)


@transaction.atomic
def undo(*, draft: FrameworkVersion, number: int, by: User | None) -> int:
    """Undo the newest step that was not undone yet, if it is still the one of this number.

    Returns the draft's revision. Raises StepRefused where somebody has taken a step since, and NoDraft.
    """
    locked = lock_draft(draft)
    step = last_step(locked.version)
    if step is None or step.number != number:
        raise StepRefused(_("Somebody changed the draft a moment ago. Look at the last change again."))
    after = revert(locked.parts, step.changes)
    DraftStep.objects.filter(pk=step.pk).update(undone=True)
    return locked.write(after, verb=Verb.UNDONE, subject=step.subject, by=by)


@transaction.atomic
def restore(*, draft: FrameworkVersion, key: Key, by: User | None) -> int:
    """Put back a part that was taken out, and with a section everything that went with it.

    Returns the draft's revision. Raises StepRefused where the part is not known, or is in the draft; NoDraft.
    """
    locked = lock_draft(draft)
    known = known_of(locked.version, locked.parts)
    if key not in known.gone:
        raise StepRefused(_("It is in the draft already, or it can no longer be found."))

    def rule(before: Parts) -> Parts:
        inside = known.removed_with(key) if key[0] == "section" else ()
        return steps.restore(before, key, known.fields, inside)

    return _take(locked, rule, verb=Verb.RESTORED, key=key, by=by)
