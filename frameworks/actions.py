"""Writes of the frameworks app: one verb each."""

from django.db import transaction
from django.utils import timezone
from pydantic import ValidationError

from accounts.actions import record
from accounts.models import Organisation, User
from frameworks.drafting import refill
from frameworks.exchange import FrameworkFile, file_of
from frameworks.filling import fill, texts_of
from frameworks.models import DraftStep, Framework, FrameworkVersion

Status = FrameworkVersion.Status


class VersionRefused(ValueError):
    """A version that may not be stored, published or withdrawn; the message says why, in plain words."""


@transaction.atomic
def import_version(
    *, file: FrameworkFile, organisation: Organisation | None, publish: bool, by: User | None
) -> FrameworkVersion:
    """The version that the file holds, stored as a draft or published.

    organisation: its owner; None for the library. A version that says the same already is returned as it is
    (a draft is published where that is asked); a draft of the same number is replaced. Raises
    VersionRefused where that number is published and says something else, or where another number is
    in draft.
    """
    framework, _ = Framework.objects.get_or_create(code=file.code, organisation=organisation)
    Framework.objects.select_for_update().get(pk=framework.pk)  # two imports at once go one by one
    version = framework.versions.filter(number=file.version).first()
    if version and _says_the_same(version, file):
        if publish and version.status == Status.DRAFT:
            return publish_version(version=version, by=by)
        return version
    if version and version.status != Status.DRAFT:
        raise VersionRefused(
            f"version {file.version} of {file.code} is published already and says something else; "
            "give this one a new number"
        )
    _refuse_second_draft(framework, file)
    if version:
        refill(draft=version, file=file, by=by)
    else:
        version = FrameworkVersion.objects.create(framework=framework, number=file.version, **texts_of(file))
        fill(version, file)
    record("framework imported", version, by=by, organisation=organisation)
    return publish_version(version=version, by=by) if publish else version


def _says_the_same(version: FrameworkVersion, file: FrameworkFile) -> bool:
    try:
        return file_of(version) == file
    except ValidationError:  # a draft that is not finished
        return False


def _refuse_second_draft(framework: Framework, file: FrameworkFile) -> None:
    """A framework has one draft at a time, and a version is a draft while it is filled."""
    draft = framework.versions.filter(status=Status.DRAFT).exclude(number=file.version).first()
    if draft:
        raise VersionRefused(
            f"{file.code} has a draft already, of version {draft.number}; publish that one first"
        )


def _change_status(
    version: FrameworkVersion, *, before: str, after: str, by: User | None, **fields: object
) -> FrameworkVersion:
    """Move a version on, where it still is where it should be. Raises VersionRefused where it is not."""
    moved = FrameworkVersion.objects.filter(pk=version.pk, status=before).update(status=after, **fields)
    found = FrameworkVersion.objects.select_related("framework__organisation").get(pk=version.pk)
    if not moved:
        raise VersionRefused(
            f"version {found.number} of {found.framework.code} is {found.get_status_display().lower()}, "
            f"so it cannot be {after} now"
        )
    record(f"framework {after}", found, by=by, organisation=found.framework.organisation)
    return found


@transaction.atomic
def publish_version(*, version: FrameworkVersion, by: User | None) -> FrameworkVersion:
    """Publish a draft: from now on it never changes, and its steps go. Raises VersionRefused where it is no
    draft, or not finished."""
    try:
        file_of(version)
    except ValidationError:
        raise VersionRefused("this draft is not finished, so it cannot be published yet") from None
    DraftStep.objects.filter(version=version, version__status=Status.DRAFT).delete()
    return _change_status(
        version,
        before=Status.DRAFT,
        after=Status.PUBLISHED,
        by=by,
        published_on=timezone.localdate(),
        published_by=by,
    )


@transaction.atomic
def withdraw_version(*, version: FrameworkVersion, by: User | None) -> FrameworkVersion:
    """Take a published version out of new rounds. Raises VersionRefused where it is not published."""
    return _change_status(version, before=Status.PUBLISHED, after=Status.WITHDRAWN, by=by)
