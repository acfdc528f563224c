"""Everything to say of a draft before it is published. Pure."""

from collections.abc import Iterable, Mapping

from frameworks.content import VersionContent
from frameworks.publication.advice import Advice
from frameworks.publication.findings import Abouts, Finding, HardText
from frameworks.publication.musts import Musts


def check_draft(
    version: VersionContent,
    *,
    limits: Mapping[str, int],
    hard: Iterable[HardText] = (),
    original: VersionContent | None = None,
) -> tuple[Finding, ...]:
    """Return everything to say of a draft, in its order: first its head, then scales, sources, parts,
    questions.

    limits: the longest texts, as frameworks.models.LIMITS. hard: what frameworks/readability.py found.
    original: of a translation, the version that it translates.
    """
    abouts = Abouts(version)
    found = [
        *Musts(version, abouts, limits, original).findings(),
        *Advice(version, abouts, original).findings(hard),
    ]
    return tuple(sorted(found, key=lambda one: abouts.place_of(one.about)))
