"""Everything to say of a draft before it is published. Pure."""

from collections.abc import Iterable, Mapping

from frameworks.content import VersionContent
from frameworks.publication.advice import Advice
from frameworks.publication.findings import Abouts, Finding, HardText
from frameworks.publication.musts import Musts
from frameworks.publication.stale import Stale


def check_draft(
    version: VersionContent,
    *,
    limits: Mapping[str, int],
    hard: Iterable[HardText] = (),
    original: VersionContent | None = None,
    base: VersionContent | None = None,
) -> tuple[Finding, ...]:
    """Return everything to say of a draft, in its order: first its head, then scales, sources, parts,
    questions.

    limits: the longest texts, as frameworks.models.LIMITS. hard: what frameworks/readability.py found.
    original: of a translation, the version that it translates. base: what it is compared with, if anything.
    """
    abouts = Abouts(version)
    found = [
        *Musts(version, abouts, limits, original).findings(),
        *Advice(version, abouts, original).findings(hard),
        *Stale(version, abouts, base).findings(),
    ]
    return tuple(sorted(found, key=lambda one: abouts.place_of(one.about)))
