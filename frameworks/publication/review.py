"""What is looked at before a draft is published: what it lacks, what would be unwise in it, what changed, and
who asked for agreement.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from accounts.models import User
from accounts.permissions import Permission, may
from frameworks import cache, languages, queries, readability
from frameworks.comparison.changes import Comparison, QuestionChange
from frameworks.comparison.versions import compare
from frameworks.content import VersionContent
from frameworks.drafts.history import version_before
from frameworks.models import LIMITS, DraftStep, FrameworkVersion
from frameworks.publication import findings
from frameworks.publication.checks import check_draft
from frameworks.publication.findings import Finding, HardText

Status = FrameworkVersion.Status


@dataclass(frozen=True)
class ReviewBeforePublishing:
    """A draft as it is before it is published. base: what it is compared with, or None."""

    content: VersionContent
    findings: tuple[Finding, ...]
    base: FrameworkVersion | None = None
    comparison: Comparison | None = None

    @property
    def musts(self) -> tuple[Finding, ...]:
        return findings.musts(self.findings)

    @property
    def unwise(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if not finding.must)

    @property
    def asked(self) -> tuple[QuestionChange, ...]:
        """The questions of which somebody has to say whether they still ask the same."""
        return self.comparison.to_ask if self.comparison else ()


def base_of(draft: FrameworkVersion) -> FrameworkVersion | None:
    """Return what a draft's questions are compared with: the version before it, or for the first one of an
    adaptation the version that it began from. None for a translation: it asks what its original asks."""
    if draft.translation_of_id:
        return None
    return version_before(draft) or draft.framework.adapted_from


def review_draft(draft: FrameworkVersion, *, read_through: bool = True) -> ReviewBeforePublishing:
    """Return what is missing, unwise and changed in a draft. A fixed number of queries. read_through:
    whether to work out how hard its texts are too, which takes a while and decides nothing."""
    base = base_of(draft)
    ids = [pk for pk in (draft.pk, base and base.pk, draft.translation_of_id) if pk]
    contents = dict(zip(ids, cache.cached_contents(ids), strict=True))
    content = contents[draft.pk]
    found = check_draft(
        content,
        limits=LIMITS,
        hard=_hard(content) if read_through else (),
        original=contents.get(draft.translation_of_id) if draft.translation_of_id else None,
        base=contents[base.pk] if base else None,
    )
    comparison = compare(contents[base.pk], content) if base else None
    return ReviewBeforePublishing(content, found, base, comparison)


def _hard(content: VersionContent) -> Iterator[HardText]:
    for text in readability.read_through(content):
        if text.is_hard and text.age is not None:
            yield HardText(text.passage.part, text.passage.code, text.passage.name, text.age)


def name_of_base(draft: FrameworkVersion, base: FrameworkVersion) -> str:
    """Return what to call it within a sentence: 'version 2'; with its title where it is of another
    framework."""
    is_other = base.framework_id != draft.framework_id
    return queries.version_name(
        base.number, languages.set_apart(base.title, base.language) if is_other else ""
    )


def changed_since(draft: FrameworkVersion, revision: int, codes: Collection[str]) -> set[str]:
    """Return those of these questions whose words may have changed since the draft was at `revision`."""
    steps = DraftStep.objects.filter(version=draft, number__gt=revision).values_list("changes", flat=True)
    changes = [change for step in steps for change in step]
    if any(change["part"] == "scale" for change in changes):
        return set(codes)
    return {change["code"] for change in changes if change["part"] == "question"} & set(codes)


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
    """Return the proposal to publish a draft, whether it stands or has lapsed. Two queries at most."""
    organisation = draft.framework.organisation
    if draft.status != Status.DRAFT or draft.proposed_by is None or organisation is None:
        return None
    return Proposal(
        by=draft.proposed_by,
        changed=draft.proposed_revision != draft.revision,
        left=not may(draft.proposed_by, Permission.AGREE_TO_PUBLISHING, organisation),
    )
