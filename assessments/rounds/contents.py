"""Read what a round asks, in which translations, and what people were told before they answered."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from assessments.models import Round, RoundTranslation, RoundVersion
from assessments.rounds import promise, shorter_promise
from frameworks import cache, content, languages
from frameworks.queries import translations_of

# What a round asks and in which translations is fixed once it opens, so each process reads it once. By the
# round's id and its join code, which no other round has ever had: so no test is answered with another's.
MOST_ROUNDS = 500


def content_of_round(round_: Round) -> list[content.VersionContent]:
    """Return the frameworks that a round asks, in its order. No query where this process has read them
    before; ten at most where not."""
    read = _version_ids.__wrapped__ if round_.state == Round.State.DRAFT else _version_ids
    return cache.cached_contents(read(round_.pk, round_.join_code))


@lru_cache(MOST_ROUNDS)
def _version_ids(round_id: int, join_code: str) -> tuple[int, ...]:
    asked = RoundVersion.objects.filter(round=round_id).order_by("position")
    return tuple(asked.values_list("version_id", flat=True))


def translations_of_round(round_: Round) -> dict[int, dict[str, int]]:
    """Return the translations that a round may be read in, by the id of the version that it asks: {language:
    translation id}, languages in order; of one that is set up, those that it would be opened with now. A
    version without any is not there. No query where this process has read them before; two where not."""
    if round_.state != Round.State.DRAFT:
        return _translations(round_.pk, round_.join_code)
    asked = _version_ids.__wrapped__(round_.pk, round_.join_code)
    return {pk: found for pk, found in translations_of(asked).items() if found}


@lru_cache(MOST_ROUNDS)
def _translations(round_id: int, join_code: str) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    pinned = RoundTranslation.objects.filter(round=round_id).order_by("translation__language")
    for original, language, pk in pinned.values_list(
        "translation__translation_of", "translation__language", "translation"
    ):
        found[original or 0][language] = pk
    return dict(found)


def forget() -> None:
    """Empty what is kept of rounds and versions. Tests use row ids again; a site never does."""
    _version_ids.cache_clear()
    _translations.cache_clear()
    cache.clear_caches()


# Taking part


@dataclass(frozen=True, slots=True)
class RoundPart:
    """One page of a round: a section of one of its frameworks, or one question of it, counted through the
    whole round from 1."""

    number: int
    version: content.VersionContent
    section: content.SectionContent
    questions: tuple[content.QuestionContent, ...]

    def opens(self, question: content.QuestionContent) -> content.SectionContent | None:
        """Return the section within this one that begins with the question: its name stands above it."""
        inner = self.section.sections
        return next((part for part in inner if part.questions and part.questions[0] == question), None)


def parts_of(contents: Iterable[content.VersionContent]) -> list[RoundPart]:
    """Return a round's pages, in order: one for each section of each framework. No queries."""
    sections = [(version, section) for version in contents for section in version.sections]
    return [
        RoundPart(number, version, section, tuple(section.all_questions()))
        for number, (version, section) in enumerate(sections, start=1)
    ]


def one_by_one(parts: Iterable[RoundPart]) -> list[RoundPart]:
    """Return the same with one question on each page."""
    pairs = [(part, question) for part in parts for question in part.questions]
    return [
        replace(part, number=number, questions=(question,))
        for number, (part, question) in enumerate(pairs, start=1)
    ]


def told_in_full(round_: Round, *, shorter: bool = False) -> list[promise.Line]:
    """Return all that people are told, in the page's language as far as it has the words (promise.read): what
    was stored when the round opened; before that, what would be. shorter: in shorter words."""
    name = str(round_.assessment.organisation)
    settings = (round_.threshold, name, round_.joining, round_.two_keys)
    return _told(
        round_,
        round_.promise,
        partial(promise.in_full, *settings),
        partial(shorter_promise.in_full, *settings) if shorter else None,
    )


def told_in_short(round_: Round, *, shorter: bool = False) -> list[promise.Line]:
    """Return the lines that stand beside the questions, as `told_in_full` does."""
    return _told(
        round_,
        round_.promise_in_short,
        partial(promise.in_short, round_.threshold),
        partial(shorter_promise.in_short, round_.threshold) if shorter else None,
    )


def _told(
    round_: Round, stored: list[str], say: promise.Say, preferred: promise.Say | None
) -> list[promise.Line]:
    page = languages.page_language()
    if round_.state == Round.State.DRAFT:
        return promise.read(say(), page, page, say, preferred)
    return promise.read(stored, round_.promise_language, page, say, preferred)
