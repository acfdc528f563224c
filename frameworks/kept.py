"""What this process has read of published versions. They never change, so each is read once."""

from collections.abc import Sequence

from frameworks.content import VersionContent
from frameworks.queries import content_of

_kept: dict[int, VersionContent] = {}


def contents(version_ids: Sequence[int]) -> list[VersionContent]:
    """These versions with everything in them, in this order.

    No query for published versions that were read before; a draft is read anew each time.
    """
    missing = [pk for pk in version_ids if pk not in _kept]
    fresh: dict[int, VersionContent] = {}
    if missing:
        fresh = {version.id: version for version in content_of(missing)}
        _kept.update({pk: version for pk, version in fresh.items() if version.status != "draft"})
    return [fresh.get(pk) or _kept[pk] for pk in version_ids]


def forget() -> None:
    """Empty it. Tests use row ids again; a site never does."""
    _kept.clear()
