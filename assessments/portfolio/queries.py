"""Read an organisation's assessments: its list, and what comes up again and again. The number of queries does
not grow with assessments, rounds or people."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import TypeAdapter

from accounts.models import Organisation, name_order
from assessments.choices import State
from assessments.models import Assessment, Release, Round, RoundVersion
from assessments.portfolio.continuity import Lines, lines_of, rated_in
from assessments.portfolio.patterns import (
    Mark,
    Marks,
    Pattern,
    marks_of_area,
    marks_of_question,
    may_count,
    patterns,
)
from assessments.release.counting import key_of
from assessments.scoring import version_one
from assessments.scoring.results import FrozenArea, FrozenPeople, FrozenQuestion
from frameworks.cache import cached_contents
from frameworks.content import SectionContent, VersionContent
from frameworks.models import FrameworkVersion

# The list


class Filed:
    """Where an assessment is filed, by the state of its newest round, as it can be asked for."""

    STATES = (
        ("", _("All but archived ones")),
        (State.DRAFT.value, _("Being set up")),
        (State.OPEN.value, _("Answering")),
        (State.CLOSED.value, _("Closed")),
        (State.RELEASED.value, _("Results shared")),
        (State.ENDED.value, _("Ended without results")),
        (State.ARCHIVED.value, _("Archived")),
    )


@dataclass(frozen=True, slots=True)
class PortfolioEntry:
    """An assessment, as it can be looked for. `newest` is its newest round, with state and days alone."""

    assessment: Assessment
    newest: Round

    def matches(self, text: str, state: str, purpose: str) -> bool:
        """Whether it holds the text, in any case and with or without accents, and is filed so."""
        found = self.assessment
        now = self.newest.state_now.value
        if purpose and found.purpose != purpose:
            return False
        if now != state if state else now == State.ARCHIVED:
            return False
        words = name_order(f"{found.title}\n{found.about}\n{found.partners}")
        return all(word in words for word in name_order(text).split())


def entries_of(organisation: Organisation) -> list[PortfolioEntry]:
    """Return all assessments of an organisation, from A to Z. One query."""
    newest = Round.objects.filter(assessment=OuterRef("pk")).order_by("-number")
    days = ("state", "closes_on", "closes_itself_at")
    read = {f"newest_{name}": Subquery(newest.values(name)[:1]) for name in days}
    rows = Assessment.objects.filter(organisation=organisation).annotate(**read)
    entries = [
        PortfolioEntry(one, Round(**{name: getattr(one, f"newest_{name}") for name in days})) for one in rows
    ]
    return sorted(entries, key=lambda entry: (name_order(entry.assessment.title), entry.assessment.pk))


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many of an organisation's assessments wait for those who run them."""

    to_close: int
    to_share: int

    @property
    def total(self) -> int:
        return self.to_close + self.to_share


def waiting_in(entries: Sequence[PortfolioEntry]) -> Waiting:
    today = timezone.localdate()
    overdue = [one for one in entries if one.newest.is_open and (one.newest.closes_on or today) < today]
    return Waiting(len(overdue), sum(one.newest.state_now == State.CLOSED for one in entries))


# Patterns

MOST_QUESTIONS, MOST_PARTS = 5, 3  # in a list


@dataclass(frozen=True, slots=True)
class AskedThing:
    """A question, or a whole part, as its newest version words it."""

    title: str
    within: str  # the title of its part; of a part, that of its framework
    language: str
    is_part: bool


@dataclass(frozen=True, slots=True)
class PatternRow:
    """A pattern with its words."""

    asked_thing: AskedThing
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Patterns:
    """What comes up again and again. with_results: how many assessments have shared results; counted: in how
    many of those groups are shown, so that they count."""

    with_results: int
    counted: int
    lists: Mapping[Mark, Sequence[PatternRow]]

    @property
    def low(self) -> Sequence[PatternRow]:
        return self.lists[Mark.LOW]

    @property
    def apart(self) -> Sequence[PatternRow]:
        return self.lists[Mark.APART]

    @property
    def strong(self) -> Sequence[PatternRow]:
        return self.lists[Mark.STRONG]

    @property
    def any(self) -> bool:
        return any(self.lists.values())

    @property
    def everywhere(self) -> PatternRow | None:
        """The first thing that is low in every assessment that asked it."""
        return next((row for row in self.low if row.pattern.in_all), None)


_QUESTIONS = TypeAdapter(dict[str, FrozenQuestion])
_AREAS = TypeAdapter(dict[str, FrozenArea])


def patterns_in(organisation: Organisation) -> Patterns:
    """Work out what comes up again and again in the newest results of all assessments of an organisation,
    archived ones too, whatever the list is narrowed down to: so nobody can take one of them out. Three
    queries, and nine more where this process has not yet read a version."""
    newest = Round.objects.released().filter(assessment=OuterRef("round__assessment")).order_by("-number")
    releases = Release.objects.filter(
        round__assessment__organisation=organisation, round=Subquery(newest.values("pk")[:1])
    )
    read = ("round", "rules", "results__people", "results__questions", "results__sections")
    rows = list(releases.order_by("round__assessment").values_list(*read))
    versions = RoundVersion.objects.filter(round__in=[row[0] for row in rows]).order_by("round", "position")
    pinned: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for round_, framework, version in versions.values_list("round", "version__framework", "version"):
        pinned[round_].append((framework, version))
    catalogue = _Catalogue({framework for asked in pinned.values() for framework, _ in asked})
    found = [catalogue.marks_of(pinned[row[0]], *_as_now(*row[1:])) for row in rows]
    counted = [marks for marks in found if marks is not None]
    lists = {
        mark: _shortened([PatternRow(catalogue.words[one.key], one) for one in patterns(counted, mark)])
        for mark in Mark
    }
    return Patterns(len(rows), len(counted), lists)


def _shortened(rows: Sequence[PatternRow]) -> list[PatternRow]:
    """Return the first questions of a list, then the first whole parts."""
    parts = [row for row in rows if row.asked_thing.is_part]
    questions = [row for row in rows if not row.asked_thing.is_part]
    return [*questions[:MOST_QUESTIONS], *parts[:MOST_PARTS]]


def _as_now(
    rules: int, people: Any, questions: Any, sections: Any
) -> tuple[FrozenPeople, dict[str, FrozenQuestion], dict[str, FrozenArea]]:
    """Return these parts of frozen results with types, also of those that version 1 of the rules made."""
    stored = {"rules": rules, "people": people, "questions": questions, "sections": sections}
    if rules == 1:
        rest: dict[str, Any] = {"frameworks": {}, "comments": {}, "talk_first": {}}
        stored = version_one.as_now({**stored, **rest})
    return (
        FrozenPeople.model_validate(stored["people"]),
        _QUESTIONS.validate_python(stored["questions"]),
        _AREAS.validate_python(stored["sections"]),
    )


class _Catalogue:
    """What frameworks ask, across their versions. Words are those of the newest version that has them."""

    def __init__(self, frameworks: set[int]) -> None:
        rows = FrameworkVersion.objects.filter(framework__in=frameworks, translation_of=None)
        rows = rows.exclude(status=FrameworkVersion.Status.DRAFT).order_by("framework", "number")
        keys = list(rows.values_list("framework", "pk"))
        contents = {one.id: one for one in cached_contents([pk for _framework, pk in keys])}
        self.words: dict[Hashable, AskedThing] = {}
        self._versions: dict[int, tuple[VersionContent, Lines]] = {}
        for framework in frameworks:
            line = [contents[pk] for one, pk in keys if one == framework]
            for version, lines in zip(line, lines_of(line), strict=True):
                self._versions[version.id] = (version, lines)
                self._remember(framework, version, lines)

    def _remember(self, framework: int, version: VersionContent, lines: Lines) -> None:
        for section in version.all_sections():
            self.words[framework, "part", section.code, rated_in(section, lines)] = AskedThing(
                section.title, version.title, version.language, is_part=True
            )
            for question in section.questions:
                self.words[framework, question.code, lines[question.code]] = AskedThing(
                    question.title, section.title, version.language, is_part=False
                )

    def marks_of(
        self,
        pinned: Sequence[tuple[int, int]],
        people: FrozenPeople,
        questions: Mapping[str, FrozenQuestion],
        areas: Mapping[str, FrozenArea],
    ) -> Mapping[Hashable, Marks] | None:
        """Return what can be told of each thing that a round asked; None where its results do not count."""
        if not may_count(people):
            return None
        found: dict[Hashable, Marks] = {}
        for framework, pk in pinned:
            version, lines = self._versions[pk]
            for section in version.sections:
                if area := areas.get(key_of(version, section.code)):
                    key = (framework, "part", section.code, rated_in(section, lines))
                    found[key] = marks_of_area(area, people)
                found |= self._questions(framework, version, lines, section, people, questions)
        return found

    def _questions(
        self,
        framework: int,
        version: VersionContent,
        lines: Lines,
        section: SectionContent,
        people: FrozenPeople,
        questions: Mapping[str, FrozenQuestion],
    ) -> dict[Hashable, Marks]:
        asked = ((q.code, questions.get(key_of(version, q.code))) for q in section.all_questions())
        return {(framework, code, lines[code]): marks_of_question(one, people) for code, one in asked if one}
