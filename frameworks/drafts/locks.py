"""A draft that one person changes while everybody else waits: locked, read once, written as one step.

So the steps of two people follow each other. Each is kept as a DraftStep, with what was there before it and
after it.
"""

import json

from django.utils.translation import gettext as _

from accounts.models import User
from frameworks.drafts import storage
from frameworks.drafts.changes import Change, changes_between
from frameworks.drafts.checks import refuse_unfit
from frameworks.drafts.parts import Parts, StepRefused
from frameworks.exchange.parser import MOST_BYTES
from frameworks.models import DraftStep, FrameworkVersion

Status = FrameworkVersion.Status


class NoDraft(Exception):
    """The version is not a draft any more: somebody published it, or threw the draft away."""


class LockedDraft:
    """A draft that nobody else can change until the transaction ends. Only `lock_draft` makes one.

    version: its row. Its parts are read at the first use, and again only after something was written.
    """

    def __init__(self, version: FrameworkVersion) -> None:
        self.version = version
        self._parts: Parts | None = None

    @property
    def parts(self) -> Parts:
        """Everything in the draft as it is now, for reading only: steps make changed copies of it."""
        if self._parts is None:
            self._parts = storage.parts_of(self.version)
        return self._parts

    def write(self, after: Parts, *, verb: str, subject: str, by: User | None) -> int:
        """Store `after` in place of what is there, as one step, where the two differ.

        Returns the draft's revision. Raises StepRefused for what cannot be stored.
        """
        before = self.parts
        changes = changes_between(before, after)
        if not changes:
            return self.version.revision
        refuse_unfit(after, changes)
        storage.store(self.version, after, changes)
        _refuse_too_large(before, after)
        return self.keep_step(changes, verb=verb, subject=subject, by=by)

    def keep_step(self, changes: list[Change], *, verb: str, subject: str, by: User | None) -> int:
        """Record changes that are stored already as the draft's next step. Returns its number, which is the
        draft's revision from now on."""
        self._parts = None
        self.version.revision += 1
        number = self.version.revision
        FrameworkVersion.objects.filter(pk=self.version.pk).update(revision=number)
        DraftStep.objects.create(
            version=self.version, number=number, by=by, verb=verb, subject=subject, changes=changes
        )
        return number


def lock_draft(draft: FrameworkVersion) -> LockedDraft:
    """Lock the draft until the transaction ends, and read its row as it is now. Raises NoDraft."""
    try:
        found = FrameworkVersion.objects.select_for_update().get(pk=draft.pk, status=Status.DRAFT)
    except FrameworkVersion.DoesNotExist:
        raise NoDraft from None
    return LockedDraft(found)


def _size(content: Parts) -> int:
    """Return about how many bytes the file would have."""
    return len(json.dumps(list(content.values()), ensure_ascii=False).encode("utf-8", "replace"))


def _refuse_too_large(before: Parts, after: Parts) -> None:
    """Let a draft that its own file could not hold (parser.MOST_BYTES) get smaller, but not larger."""
    size = _size(after)
    if size > MOST_BYTES and size > _size(before):
        raise StepRefused(_("This framework is too large: 1 MB of text is the most that it can hold."))
