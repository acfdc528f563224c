"""Publishing a draft: one verb each. One person publishes, or one asks and another member agrees, where the
organisation wants that (Organisation.requires_second_approver).

Every verb takes the revision that its page showed: nobody publishes what they have not seen.
"""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.errors import Refused
from accounts.models import User
from accounts.permissions import Permission, may
from frameworks.actions import publish_version
from frameworks.drafts.locks import NoDraft
from frameworks.models import FrameworkVersion, Question
from frameworks.publication.review import ReviewBeforePublishing, proposal_of, review_draft

Status = FrameworkVersion.Status
Same = Mapping[str, bool]


class PublicationRefused(Refused):
    """A draft that cannot be published now."""


# Asking for a second member


@transaction.atomic
def propose(*, draft: FrameworkVersion, revision: int, note: str, same: Same, by: User) -> FrameworkVersion:
    """Ask another member to agree that the draft is published as it is. note: what changed; same: by code,
    whether each reworded question still asks the same.

    Raises NoDraft, and PublicationRefused where the draft has changed, lacks something, or waits already.
    """
    locked = _lock(draft, revision)
    there = proposal_of(locked)
    if there and there.stands:
        raise PublicationRefused(_("Somebody has asked for agreement already."))
    _store(locked, note, same)
    revision = _outdate_pages(locked)
    FrameworkVersion.objects.filter(pk=locked.pk).update(proposed_by=by, proposed_revision=revision)
    record("agreement asked for", locked, by=by, organisation=locked.framework.organisation)
    return locked


def _outdate_pages(locked: FrameworkVersion) -> int:
    """Outdate every page that was shown before: what is agreed to must be what was read, the note
    and what it says of each question included. Returns the draft's revision now."""
    FrameworkVersion.objects.filter(pk=locked.pk).update(revision=locked.revision + 1)
    return locked.revision + 1


@transaction.atomic
def take_back(*, draft: FrameworkVersion, by: User) -> None:
    """End one's own proposal. Raises NoDraft, and PublicationRefused where there is none of this person."""
    locked = _lock(draft, None)
    if locked.proposed_by_id != by.pk:
        raise PublicationRefused(_("Only the person who asked can take it back."))
    _outdate_pages(locked)
    FrameworkVersion.objects.filter(pk=locked.pk).update(proposed_by=None, proposed_revision=None)
    record("asking taken back", locked, by=by, organisation=locked.framework.organisation)


@transaction.atomic
def agree(*, draft: FrameworkVersion, revision: int, by: User) -> FrameworkVersion:
    """Publish what another member proposed, as the second one. Raises NoDraft, VersionRefused, and
    PublicationRefused where nothing is proposed that stands, or this person may not agree to it."""
    locked = _lock(draft, revision)
    there, organisation = proposal_of(locked), locked.framework.organisation
    if there is None or not there.stands:
        raise PublicationRefused(_("Nobody is asking for agreement to this draft now."))
    if there.by == by:
        raise PublicationRefused(_("Another member has to agree."))
    if organisation is None or not may(by, Permission.AGREE_TO_PUBLISHING, organisation):
        raise PublicationRefused(_("Only a member of the organisation can agree."))
    _refuse_unfinished(review_draft(locked, read_through=False))
    record("publishing agreed", locked, by=by, organisation=organisation)
    return publish_version(version=locked, by=by)


# Publishing


@transaction.atomic
def publish(*, draft: FrameworkVersion, revision: int, note: str, same: Same, by: User) -> FrameworkVersion:
    """Publish the draft with its note. note and same: as of `propose`.

    Raises NoDraft, VersionRefused, and PublicationRefused where the draft has changed, lacks something, or a
    second member has to agree.
    """
    locked = _lock(draft, revision)
    organisation = locked.framework.organisation
    if organisation and organisation.requires_second_approver:
        raise PublicationRefused(_("A second member has to agree first."))
    _store(locked, note, same)
    FrameworkVersion.objects.filter(pk=locked.pk).update(proposed_by=None, proposed_revision=None)
    return publish_version(version=locked, by=by)


def _lock(draft: FrameworkVersion, revision: int | None) -> FrameworkVersion:
    """Return the draft as it is now, locked until the transaction ends; at this revision, where one is
    named."""
    rows = FrameworkVersion.objects.select_for_update(of=("self",))
    rows = rows.select_related("framework__organisation", "framework__adapted_from", "proposed_by")
    locked = rows.filter(pk=draft.pk, status=Status.DRAFT).first()
    if locked is None:
        raise NoDraft
    if revision is not None and locked.revision != revision:
        raise PublicationRefused(changed_meanwhile())
    return locked


def changed_meanwhile() -> str:
    return _("Somebody changed the draft while you were on this page. Look at it again, then continue.")


def unfinished() -> str:
    return _("Some things have to be put right first.")


def _refuse_unfinished(found: ReviewBeforePublishing) -> None:
    if found.musts:
        raise PublicationRefused(unfinished())


def _store(locked: FrameworkVersion, note: str, same: Same) -> None:
    """Write the note, and what each question says of the one before it. Raises PublicationRefused where
    the draft lacks something, or where `same` leaves out a reworded question."""
    found = review_draft(locked, read_through=False)
    _refuse_unfinished(found)
    FrameworkVersion.objects.filter(pk=locked.pk).update(change_note=note)
    if found.comparison is None:
        return
    unsaid = [question.code for question in found.asked if question.code not in same]
    if unsaid:
        raise PublicationRefused(_("Say of each reworded question whether it still asks the same."))
    _write_continuity(
        locked,
        [question.code for question in found.comparison.restructured]
        + [question.code for question in found.asked if not same[question.code]],
    )


def _write_continuity(locked: FrameworkVersion, changed: Sequence[str]) -> None:
    questions = Question.objects.filter(version=locked)
    questions.filter(code__in=changed).update(continuity=Question.Continuity.CHANGED)
    questions.exclude(code__in=changed).update(continuity=Question.Continuity.SAME)
