"""Read what a round asks, and in which translations."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from assessments.models import (
    Round,
)
from frameworks import cache, content

# What rounds ask and in which translations, by round id: fixed once a round opens, so each process reads it
# once.
_asked: dict[int, list[int]] = {}
_translated: dict[int, dict[int, dict[str, int]]] = {}


def content_of_round(round: Round) -> list[content.VersionContent]:
    """The frameworks that a round asks, in its order. No query where this process has read them before; ten
    at most where not."""
    ids = _asked.get(round.pk)
    if ids is None:
        ids = list(round.round_versions.order_by("position").values_list("version_id", flat=True))
        if round.state != Round.State.DRAFT:
            _asked[round.pk] = ids
    return cache.cached_contents(ids)


def translations_of_round(round: Round) -> dict[int, dict[str, int]]:
    """The translations that a round may be read in, by the id of the version that it asks: {language:
    translation id}, languages in order. A version without any is not there. No query where this process has
    read them before; one where not."""
    if round.pk in _translated:
        return _translated[round.pk]
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = round.round_translations.order_by("translation__language")
    for original, language, pk in rows.values_list(
        "translation__translation_of", "translation__language", "translation"
    ):
        found[original or 0][language] = pk
    if round.state != Round.State.DRAFT:
        _translated[round.pk] = found
    return found


def forget() -> None:
    """Empty what is kept of rounds and versions. Tests use row ids again; a site never does."""
    _asked.clear()
    _translated.clear()
    cache.clear_caches()


# Taking part


@dataclass(frozen=True, slots=True)
class RoundPart:
    """One page of a round: a section of one of its frameworks, counted through the whole round from 1."""

    number: int
    version: content.VersionContent
    section: content.SectionContent
    questions: tuple[content.QuestionContent, ...]

    def opens(self, question: content.QuestionContent) -> content.SectionContent | None:
        """The section within this one that begins with the question: its name stands above it."""
        inner = self.section.sections
        return next((part for part in inner if part.questions and part.questions[0] == question), None)


def parts_of(contents: Iterable[content.VersionContent]) -> list[RoundPart]:
    """A round's pages, in order: one for each section of each framework. No queries."""
    sections = [(version, section) for version in contents for section in version.sections]
    return [
        RoundPart(number, version, section, tuple(section.all_questions()))
        for number, (version, section) in enumerate(sections, start=1)
    ]
