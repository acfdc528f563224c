"""What a draft held earlier, worked out from its steps: what a page showed, what can be undone or put
back."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.naming import shortened
from frameworks.drafts import parts, storage
from frameworks.drafts.changes import apply, revert
from frameworks.drafts.parts import PICTURE, Fields, Key, Parts
from frameworks.models import LIMITS, DraftStep, FrameworkVersion

Status = FrameworkVersion.Status
Verb = DraftStep.Verb
NAMES = {
    "head": gettext_lazy("the framework’s own words"),
    "source": gettext_lazy("a source"),
    "scale": gettext_lazy("a scale"),
    "section": gettext_lazy("a part"),
    "question": gettext_lazy("a question"),
}


@dataclass(frozen=True)
class DraftMemory:
    """What the draft, or the version before it, once held, whether or not it does now.

    fields: the last fields of each part ever known. gone: each part that is not there, with the number of
    the step that took it out (0: it was left out before the first).
    """

    fields: Mapping[Key, Fields]
    gone: Mapping[Key, int] = field(default_factory=dict)

    def removed_with(self, key: Key) -> list[Key]:
        """Return what was taken out together with a section: its sections, and the questions of both."""
        same = [k for k, number in self.gone.items() if number == self.gone[key] and k[0] in parts.HELD]
        holders = {k: parts.holder_of(k, self.fields[k]) for k in same}
        inner = [k for k in same if k[0] == "section" and holders[k] == key[1]]
        held = {key[1], *(code for _, code in inner)}
        return [*inner, *(k for k in same if k[0] == "question" and holders[k] in held)]


def name_of(key: Key, fields: Mapping[str, Any]) -> str:
    """Name a part for a list of changes."""
    if key == parts.HEAD:
        return str(NAMES["head"])
    name = str(fields.get("title") or fields.get("citation") or NAMES[key[0]])
    return shortened(name, LIMITS["title"])


def shown_at(
    draft: FrameworkVersion, now: Parts, revision: int, *, own: Collection[int] = (), who: User | None = None
) -> Parts:
    """Work out what a page shows: the draft, whose parts are `now`, as it was at an earlier revision, with
    the steps that saved the page itself since.

    own: the numbers of those steps, as the page says; only steps of the person `who` count. What others did
    in between, the page does not show. One query, or none.
    """
    if revision == draft.revision:
        return now
    steps = list(draft.steps.filter(number__gt=revision).order_by("number"))
    shown = revert(now, [change for step in steps for change in step.changes])
    mine = [step for step in steps if step.number in own and who is not None and step.by_id == who.pk]
    return apply(shown, [change for step in mine for change in step.changes])


def last_step(draft: FrameworkVersion) -> DraftStep | None:
    """Find the step that 'Undo' takes back: the newest that is not undone."""
    steps = draft.steps.filter(undone=False).exclude(verb=Verb.UNDONE)
    return steps.select_related("by").order_by("number").last()


def last_touch(draft: FrameworkVersion, since: int, fields: Iterable[tuple[Key, str]]) -> DraftStep | None:
    """Find the newest step after this revision that changed one of these fields of parts, or removed the
    part."""
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
    """Find the newest step after this revision in which this person saved exactly these values, among those
    that their page does not know as its own. Returns its number, or 0.

    A page whose answer got lost sends the same again, and so learns which step was its own.
    """
    if since == draft.revision:
        return 0
    theirs = draft.steps.filter(number__gt=since, verb=Verb.SAVED, by=who)
    steps = theirs.exclude(number__in=own).order_by("-number")
    return next((step.number for step in steps if _wrote(step, written)), 0)


def _wrote(step: DraftStep, written: Mapping[Key, Fields]) -> bool:
    """Compare only what the page holds: with levels change the questions' own words for them, too, and their
    pictures."""
    of_page = {key: c["after"] for c in step.changes if (key := (c["part"], c["code"])) in written}
    return bool(of_page) and all(
        name in written[key] and written[key][name] == value
        for key, after in of_page.items()
        for name, value in after.items()
        if not (name.startswith(PICTURE) and "levels" in after)
    )


def known_of(draft: FrameworkVersion, now: Parts) -> DraftMemory:
    """Read everything that the draft, whose parts are `now`, and the version before it ever held.

    Eleven queries at most.
    """
    fields: Parts = {}
    gone: dict[Key, int] = {}
    before = version_before(draft)
    if before:
        fields |= storage.parts_of(before)
        gone |= dict.fromkeys((key for key in fields if key not in now), 0)
    steps = draft.steps.order_by("-number").values_list("number", "changes")
    late: Parts = {}
    for number, changes in steps:
        for change in changes:
            key = (change["part"], change["code"])
            if change["after"] is None and key not in now and key not in late:
                late[key], gone[key] = change["before"], number
    return DraftMemory(fields | late | now, gone)


def version_before(draft: FrameworkVersion) -> FrameworkVersion | None:
    """Find the version that this one follows: the framework's last one published before it."""
    return (
        FrameworkVersion.objects.originals()
        .filter(framework=draft.framework_id, number__lt=draft.number)
        .exclude(status=Status.DRAFT)
        .order_by("number")
        .last()
    )
