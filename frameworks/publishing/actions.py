"""Publishing a draft: one verb each. One person publishes, or one asks and another member agrees, where the
organisation wants that (Organisation.two_to_publish).

Every verb takes the revision that its page showed: nobody publishes what they have not seen.
"""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import User
from accounts.permissions import Permission, may
from frameworks.actions import publish_version
from frameworks.drafts.drafting import NoDraft
from frameworks.models import FrameworkVersion, Question
from frameworks.publishing.looking import Look, look, proposal_of

Status = FrameworkVersion.Status
Same = Mapping[str, bool]


class CannotPublish(ValueError):
    """A draft that is not published now; the message says why, in plain words."""


# Asking for a second member


@transaction.atomic
def propose(*, draft: FrameworkVersion, revision: int, note: str, same: Same, by: User) -> FrameworkVersion:
    """Ask another member to agree that the draft is published as it is. note: what changed; same: by code,
    whether each reworded question still asks the same.

    Raises NoDraft, and CannotPublish where the draft has changed, lacks something, or waits already.
    """
    held = _held(draft, revision)
    there = proposal_of(held)
    if there and there.stands:
        raise CannotPublish(_("Somebody has asked for agreement already."))
    _store(held, note, same)
    revision = _page_anew(held)
    FrameworkVersion.objects.filter(pk=held.pk).update(proposed_by=by, proposed_revision=revision)
    record("agreement asked for", held, by=by, organisation=held.framework.organisation)
    return held


def _page_anew(held: FrameworkVersion) -> int:
    """Let no page that was shown before count any more: what is agreed to must be what was read, the note
    and what it says of each question included. Returns the draft's revision now."""
    FrameworkVersion.objects.filter(pk=held.pk).update(revision=held.revision + 1)
    return held.revision + 1


@transaction.atomic
def take_back(*, draft: FrameworkVersion, by: User) -> None:
    """End one's own proposal. Raises NoDraft, and CannotPublish where there is none of this person."""
    held = _held(draft, None)
    if held.proposed_by_id != by.pk:
        raise CannotPublish(_("Only the person who asked can take it back."))
    _page_anew(held)
    FrameworkVersion.objects.filter(pk=held.pk).update(proposed_by=None, proposed_revision=None)
    record("asking taken back", held, by=by, organisation=held.framework.organisation)


@transaction.atomic
def agree(*, draft: FrameworkVersion, revision: int, by: User) -> FrameworkVersion:
    """Publish what another member proposed, as the second one. Raises NoDraft, VersionRefused, and
    CannotPublish where nothing is proposed that stands, or this person may not agree to it."""
    held = _held(draft, revision)
    there, organisation = proposal_of(held), held.framework.organisation
    if there is None or not there.stands:
        raise CannotPublish(_("Nobody is asking for agreement to this draft now."))
    if there.by == by:
        raise CannotPublish(_("Another member has to agree."))
    if not may(by, Permission.AGREE_TO_PUBLISHING, organisation):
        raise CannotPublish(_("Only a member of the organisation can agree."))
    _refuse_unfinished(look(held, read_through=False))
    record("publishing agreed", held, by=by, organisation=organisation)
    return publish_version(version=held, by=by)


# Publishing


@transaction.atomic
def publish(*, draft: FrameworkVersion, revision: int, note: str, same: Same, by: User) -> FrameworkVersion:
    """Publish the draft with its note. note and same: as of `propose`.

    Raises NoDraft, VersionRefused, and CannotPublish where the draft has changed, lacks something, or a
    second member has to agree.
    """
    held = _held(draft, revision)
    organisation = held.framework.organisation
    if organisation and organisation.two_to_publish:
        raise CannotPublish(_("A second member has to agree first."))
    _store(held, note, same)
    FrameworkVersion.objects.filter(pk=held.pk).update(proposed_by=None, proposed_revision=None)
    return publish_version(version=held, by=by)


def _held(draft: FrameworkVersion, revision: int | None) -> FrameworkVersion:
    """The draft as it is now, held until the transaction ends; at this revision, where one is named."""
    rows = FrameworkVersion.objects.select_for_update(of=("self",))
    rows = rows.select_related("framework__organisation", "framework__adapted_from", "proposed_by")
    held = rows.filter(pk=draft.pk, status=Status.DRAFT).first()
    if held is None:
        raise NoDraft
    if revision is not None and held.revision != revision:
        raise CannotPublish(changed_meanwhile())
    return held


def changed_meanwhile() -> str:
    return _("Somebody changed the draft while you were on this page. Look at it again, then go on.")


def unfinished() -> str:
    return _("Some things have to be put right first.")


def _refuse_unfinished(found: Look) -> None:
    if found.musts:
        raise CannotPublish(unfinished())


def _store(held: FrameworkVersion, note: str, same: Same) -> None:
    """Write the note, and what each question says of the one before it. Raises CannotPublish where the draft
    lacks something, or where `same` leaves out a reworded question."""
    found = look(held, read_through=False)
    _refuse_unfinished(found)
    FrameworkVersion.objects.filter(pk=held.pk).update(change_note=note)
    if found.comparison is None:
        return
    unsaid = [question.code for question in found.asked if question.code not in same]
    if unsaid:
        raise CannotPublish(_("Say of each reworded question whether it still asks the same."))
    _write_compares(
        held,
        [question.code for question in found.comparison.restructured]
        + [question.code for question in found.asked if not same[question.code]],
    )


def _write_compares(held: FrameworkVersion, changed: Sequence[str]) -> None:
    questions = Question.objects.filter(version=held)
    questions.filter(code__in=changed).update(compares=Question.Compares.CHANGED)
    questions.exclude(code__in=changed).update(compares=Question.Compares.SAME)
