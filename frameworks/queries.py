"""Reads of the frameworks app, each in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db.models import Count, Q

from frameworks import content
from frameworks.models import (
    Band,
    FrameworkVersion,
    Level,
    Option,
    Question,
    QuestionLevel,
    Scale,
    Section,
    Source,
    VersionQuerySet,
)

Row = TypeVar("Row")
Grouped = dict[int, list[Row]]


@dataclass(frozen=True, slots=True)
class Listed:
    """A version on the list page, with its framework and organisation read along."""

    version: FrameworkVersion
    question_count: int
    in_words: int

    @property
    def minutes(self) -> int:
        return content.minutes_for(self.question_count, self.in_words)


def listed(user: Any) -> list[Listed]:
    """Of each framework that the person may see, the newest published version; and the drafts of their
    own organisations. One query.
    """
    versions = FrameworkVersion.objects.visible_to(user)
    shown = versions.filter(Q(pk__in=versions.newest()) | Q(status="draft"))
    rows = (
        shown.select_related("framework__organisation")
        .annotate(asked=Count("questions"), in_words=Count("questions", filter=Q(questions__kind="text")))
        .order_by("framework__organisation__name", "framework", "number")
    )
    return [Listed(row, row.asked, row.in_words) for row in rows]


def newer_than(version: FrameworkVersion) -> FrameworkVersion | None:
    """The framework's newest published version, where it has a higher number than this one."""
    return version.framework.versions.published().filter(number__gt=version.number).order_by("number").last()


def content_of(versions: Iterable[FrameworkVersion | int]) -> list[content.VersionContent]:
    """All that the versions (or those of these ids) ask, in the order given.

    Nine queries, however many versions and questions. Raises KeyError for an id that is not there.
    """
    ids = [version if isinstance(version, int) else version.pk for version in versions]
    rows = _Rows(ids)
    return [rows.version(pk) for pk in ids]


def _grouped(rows: Iterable[Row], key: str) -> Grouped[Row]:
    groups: Grouped[Row] = defaultdict(list)
    for row in rows:
        groups[getattr(row, key)].append(row)
    return groups


class _Rows:
    """The rows of some versions, and how they go together."""

    def __init__(self, ids: list[int]) -> None:
        of_these: VersionQuerySet = FrameworkVersion.objects.filter(pk__in=ids)
        self.versions = of_these.select_related("framework").in_bulk()
        sources = Source.objects.filter(version__in=ids)
        self.sources = {row.pk: content.SourceContent(row.code, row.citation, row.url) for row in sources}
        self.sources_of = _grouped(sources, "version_id")
        levels = _grouped(Level.objects.filter(scale__version__in=ids), "scale_id")
        scales = Scale.objects.filter(version__in=ids)
        self.scales = {row.pk: _scale(row, levels[row.pk]) for row in scales}
        self.scales_of = _grouped(scales, "version_id")
        self.bands = _grouped(Band.objects.filter(version__in=ids), "version_id")
        self.sections = _grouped(Section.objects.filter(version__in=ids), "version_id")
        self.questions = _grouped(Question.objects.filter(version__in=ids), "section_id")
        self.options = _grouped(Option.objects.filter(question__version__in=ids), "question_id")
        wordings = QuestionLevel.objects.filter(question__version__in=ids).order_by()
        self.wordings = {(row.question_id, row.level_id): row.description for row in wordings}

    def version(self, pk: int) -> content.VersionContent:
        row = self.versions[pk]
        return content.VersionContent(
            id=row.pk,
            code=row.framework.code,
            number=row.number,
            status=row.status,
            language=row.language,
            title=row.title,
            summary=row.summary,
            introduction=row.introduction,
            licence=row.licence,
            credits=row.credits,
            published_on=row.published_on,
            bands_on=row.bands_on,
            bands=tuple((band.start, band.label) for band in self.bands[pk]),
            sources=tuple(self.sources[source.pk] for source in self.sources_of[pk]),
            scales=tuple(self.scales[scale.pk] for scale in self.scales_of[pk]),
            sections=self._sections(pk),
        )

    def _sections(self, version: int) -> tuple[content.SectionContent, ...]:
        within = defaultdict(list)
        for row in self.sections[version]:
            within[row.parent_id].append(row)
        return tuple(
            self._section(row, str(number), within[row.pk]) for number, row in enumerate(within[None], 1)
        )

    def _section(self, row: Section, number: str, inner: list[Section]) -> content.SectionContent:
        """Inner sections are numbered on from the section's own questions: no number is used twice."""
        numbers = _numbers(number)
        return content.SectionContent(
            id=row.pk,
            code=row.code,
            number=number,
            title=row.title,
            introduction=row.introduction,
            cited=self._cited(row),
            questions=tuple(self._question(asked, next(numbers)) for asked in self.questions[row.pk]),
            sections=tuple(self._section(section, next(numbers), []) for section in inner),
        )

    def _question(self, row: Question, number: str) -> content.QuestionContent:
        scale = self.scales[row.scale_id] if row.scale_id else None
        return content.QuestionContent(
            id=row.pk,
            code=row.code,
            number=number,
            kind=row.kind,
            title=row.title,
            statement=row.statement,
            plain=row.plain,
            scale=scale,
            levels=tuple(self._level(row, level) for level in scale.levels) if scale else (),
            direction=row.direction,
            choose=row.choose,
            options=tuple(
                content.OptionContent(option.pk, option.code, option.label) for option in self.options[row.pk]
            ),
            compares=row.compares,
            consider=tuple(row.consider),
            actions=tuple(row.actions),
            cited=self._cited(row),
        )

    def _level(self, question: Question, level: content.LevelContent) -> content.LevelContent:
        """The level in the question's own words, where it has any."""
        words = self.wordings.get((question.pk, level.id))
        return level if words is None else replace(level, description=words, is_own=True)

    def _cited(self, row: Section | Question) -> content.Cited | None:
        return content.Cited(self.sources[row.source_id], row.source_where) if row.source_id else None


def _scale(row: Scale, levels: list[Level]) -> content.ScaleContent:
    return content.ScaleContent(
        id=row.pk,
        code=row.code,
        title=row.title,
        levels=tuple(
            content.LevelContent(level.pk, level.value, level.label, level.description) for level in levels
        ),
    )


def _numbers(section: str) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"{section}.{number}"
