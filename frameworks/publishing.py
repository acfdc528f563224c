"""Publishing a draft: what is looked at first, and the verbs. One person publishes, or one asks and another
member agrees, where the organisation wants that (Organisation.two_to_publish).

Every verb takes the revision that its page showed: nobody publishes what they have not seen.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.models import Membership, User
from accounts.permissions import has_role
from frameworks import checking, kept, plainness, queries
from frameworks.actions import publish_version
from frameworks.checking import Finding, HardText
from frameworks.comparing import Comparison, QuestionChange, compare
from frameworks.content import VersionContent
from frameworks.drafting import NoDraft, version_before
from frameworks.models import LIMITS, DraftStep, FrameworkVersion, Question

Status = FrameworkVersion.Status
Same = Mapping[str, bool]


class CannotPublish(ValueError):
    """A draft that is not published now; the message says why, in plain words."""


# What is looked at first


@dataclass(frozen=True)
class Look:
    """A draft as it is before it is published. base: what it is compared with, or None."""

    content: VersionContent
    findings: tuple[Finding, ...]
    base: FrameworkVersion | None = None
    comparison: Comparison | None = None

    @property
    def musts(self) -> tuple[Finding, ...]:
        return checking.musts(self.findings)

    @property
    def unwise(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if not finding.must)

    @property
    def asked(self) -> tuple[QuestionChange, ...]:
        """The questions of which somebody has to say whether they still ask the same."""
        return self.comparison.to_ask if self.comparison else ()


def base_of(draft: FrameworkVersion) -> FrameworkVersion | None:
    """What a draft's questions are compared with: the version before it, or for the first one of an
    adaptation the version that it began from. None for a translation: it asks what its original asks."""
    if draft.translation_of_id:
        return None
    return version_before(draft) or draft.framework.adapted_from


def look(draft: FrameworkVersion, *, read_through: bool = True) -> Look:
    """What is missing, unwise and changed in a draft. A fixed number of queries. read_through: whether to
    work out how hard its texts are too, which takes a while and decides nothing."""
    base = base_of(draft)
    ids = [pk for pk in (draft.pk, base and base.pk, draft.translation_of_id) if pk]
    contents = dict(zip(ids, kept.contents(ids), strict=True))
    content = contents[draft.pk]
    found = checking.findings(
        content,
        limits=LIMITS,
        hard=_hard(content) if read_through else (),
        original=contents.get(draft.translation_of_id) if draft.translation_of_id else None,
    )
    comparison = compare(contents[base.pk], content) if base else None
    return Look(content, found, base, comparison)


def _hard(content: VersionContent) -> Iterator[HardText]:
    for text in plainness.read_through(content):
        if text.is_hard and text.age is not None:
            yield HardText(text.passage.part, text.passage.code, text.passage.name, text.age)


def name_of_base(draft: FrameworkVersion, base: FrameworkVersion) -> str:
    """What to call it within a sentence: 'version 2'; with its title where it is of another framework."""
    return queries.version_name(base.number, "" if base.framework_id == draft.framework_id else base.title)


def changed_since(draft: FrameworkVersion, revision: int, codes: Collection[str]) -> set[str]:
    """Those of these questions whose words may have changed since the draft was at `revision`."""
    steps = DraftStep.objects.filter(version=draft, number__gt=revision).values_list("changes", flat=True)
    changes = [change for step in steps for change in step]
    if any(change["part"] == "scale" for change in changes):
        return set(codes)
    return {change["code"] for change in changes if change["part"] == "question"} & set(codes)


# Asking for a second member


@dataclass(frozen=True)
class Proposal:
    """Who asked for agreement to a draft. changed: the draft is not what it was then. left: they are no
    member any more. Either makes it lapse."""

    by: User
    changed: bool
    left: bool

    @property
    def stands(self) -> bool:
        return not (self.changed or self.left)


def proposal_of(draft: FrameworkVersion) -> Proposal | None:
    """The proposal to publish a draft, whether it stands or has lapsed. Two queries at most."""
    organisation = draft.framework.organisation
    if draft.status != Status.DRAFT or draft.proposed_by is None or organisation is None:
        return None
    return Proposal(
        by=draft.proposed_by,
        changed=draft.proposed_revision != draft.revision,
        left=not has_role(draft.proposed_by, organisation, *Membership.Role.values),
    )


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
    if organisation is None or not has_role(by, organisation, *Membership.Role.values):
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
