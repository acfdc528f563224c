"""Published versions in this process's memory. They never change, so each is read from the database once; but
an organisation's own may lose what a question says, where that must go by law (actions.remove_statements)."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence

from frameworks.content import VersionContent
from frameworks.models import FrameworkVersion
from frameworks.queries import content_of

MOST_VERSIONS = 200  # about 65 kB each at 300 questions; what was not used for longest makes room

# In the process itself and not in Django's cache, which would unpickle a version each time: 3 ms for 300
# questions, several times for each answer that is saved.
_published: OrderedDict[int, VersionContent] = OrderedDict()


def cached_contents(version_ids: Sequence[int]) -> list[VersionContent]:
    """Return these versions with everything in them, in this order.

    No query for published versions of the library that this process has read before, one where an
    organisation's own are among them, nine more where there is one that it has not; a draft is read each
    time. Raises VersionGone for an id that does not exist.
    """
    found = {pk: version for pk in version_ids if (version := _published.get(pk))}
    for pk in _outdated(found.values()):
        del found[pk]
    missing = [pk for pk in version_ids if pk not in found]
    if missing:
        found |= {version.id: version for version in content_of(missing)}
    for pk, version in found.items():
        if version.status != "draft":
            _keep(pk, version)
    return [found[pk] for pk in version_ids]


def _outdated(versions: Iterable[VersionContent]) -> list[int]:
    """Return the ids of those that have lost words since this process read them: another one removed them."""
    own = {version.id: version.revision for version in versions if not version.is_library}
    if not own:
        return []
    now = dict(FrameworkVersion.objects.filter(pk__in=own).values_list("pk", "revision"))
    return [pk for pk, revision in own.items() if now.get(pk) != revision]


def _keep(pk: int, version: VersionContent) -> None:
    """Remember a version as the one that was used last. Threads may do so at once."""
    _published[pk] = version
    try:
        _published.move_to_end(pk)
        while len(_published) > MOST_VERSIONS:
            _published.popitem(last=False)
    except KeyError:  # another thread has just made room
        pass


def clear_caches() -> None:
    """Empty it. Tests use row ids again; a site never does."""
    _published.clear()
