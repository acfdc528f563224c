"""Reads of the frameworks app, each in a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db.models import F, Q
from django.http import Http404
from django.utils.translation import gettext as _

from frameworks import content, languages
from frameworks.comparison.versions import InterveningVersion
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


def listed(user: Any) -> list[FrameworkVersion]:
    """List the newest published version of each framework that the person may see, and the drafts of
    their own organisations, each with its framework and organisation. Translations stand on the page of their
    original. One query."""
    versions = FrameworkVersion.objects.visible_to(user)
    shown = versions.filter(Q(pk__in=versions.newest()) | Q(status="draft", translation_of=None))
    rows = shown.select_related("framework__organisation")
    return list(rows.order_by("framework__organisation__name", "framework", "number"))


def newer_than(version: FrameworkVersion) -> FrameworkVersion | None:
    """Return the framework's newest published version, where it has a higher number than this one."""
    originals = version.framework.versions.originals().published()
    return originals.filter(number__gt=version.number).order_by("number").last()


def in_other_languages(user: Any, version: FrameworkVersion) -> list[FrameworkVersion]:
    """Return the version's original and its translations, as far as the person may see them and they were
    not withdrawn, but for the version itself; the original first. One query."""
    original = version.translation_of_id or version.pk
    family = Q(pk=original) | (Q(translation_of=original) & ~Q(status="withdrawn"))
    found = FrameworkVersion.objects.visible_to(user).filter(family).exclude(pk=version.pk)
    return list(found.order_by(F("translation_of").asc(nulls_first=True), "language"))


def translations_of(version_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Return the published translations of these versions, by version id: {language: translation id},
    languages in order. A version without any has {}. One query."""
    found: dict[int, dict[str, int]] = {pk: {} for pk in version_ids}
    rows = FrameworkVersion.objects.published().filter(translation_of__in=found).order_by("language")
    for row in rows.only("language", "translation_of"):
        found[row.translation_of_id or 0][row.language] = row.pk
    return found


class VersionGone(KeyError, Http404):
    """There is no version of this id. Where a page had found it before, it was a draft that somebody threw
    away at that very moment: the page is not found, then."""


def content_of(versions: Iterable[FrameworkVersion | int]) -> list[content.VersionContent]:
    """Return all that the versions (or those of these ids) ask, in the order given.

    Nine queries, however many versions and questions. Raises VersionGone for an id that is not there.
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
        named = Counter((row.version_id, content.short_citation(row.citation)) for row in sources)
        self.sources = {
            row.pk: content.SourceContent(
                row.code,
                row.citation,
                row.url,
                alike=named[row.version_id, content.short_citation(row.citation)] > 1,
            )
            for row in sources
        }
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
        self.wordings = {(row.question_id, row.level_id): row for row in wordings}

    def version(self, pk: int) -> content.VersionContent:
        if pk not in self.versions:
            raise VersionGone(pk)
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
            plain=row.plain,
            fit_data=row.fit,
            is_library=row.framework.organisation_id is None,
            revision=row.revision,
        )

    def _sections(self, version: int) -> tuple[content.SectionContent, ...]:
        within = defaultdict(list)
        for row in self.sections[version]:
            within[row.parent_id].append(row)
        return tuple(
            self._section(row, str(number), within[row.pk]) for number, row in enumerate(within[None], 1)
        )

    def _section(self, row: Section, number: str, inner: list[Section]) -> content.SectionContent:
        """Build a section. Inner ones are numbered on from its own questions: no number is used twice."""
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
            plain=row.plain,
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
                content.OptionContent(option.pk, option.code, option.label, option.plain)
                for option in self.options[row.pk]
            ),
            continuity=row.continuity,
            consider=tuple(row.consider),
            actions=tuple(row.actions),
            cited=self._cited(row),
            picture=_picture(row.picture),
        )

    def _level(self, question: Question, level: content.LevelContent) -> content.LevelContent:
        """Return the level in the question's own words, where it has any."""
        own = self.wordings.get((question.pk, level.id))
        return (
            level
            if own is None
            else replace(level, description=own.description, plain=own.plain, is_own=True)
        )

    def _cited(self, row: Section | Question) -> content.Cited | None:
        return content.Cited(self.sources[row.source_id], row.source_where) if row.source_id else None


def _scale(row: Scale, levels: list[Level]) -> content.ScaleContent:
    return content.ScaleContent(
        id=row.pk,
        code=row.code,
        title=row.title,
        levels=tuple(
            content.LevelContent(
                id=level.pk,
                value=level.value,
                label=level.label,
                description=level.description,
                plain_label=level.plain_label,
                plain=level.plain,
                picture=_picture(level.picture),
            )
            for level in levels
        ),
    )


def _picture(stored: dict[str, str]) -> content.PictureContent | None:
    return content.PictureContent(**stored) if stored else None


def _numbers(section: str) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"{section}.{number}"


@dataclass(frozen=True, slots=True)
class Translation:
    """One of a version's translations; `language` is called as its speakers call it."""

    version: FrameworkVersion
    language: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A published or withdrawn version among the others of its framework. previous: the one just before it,
    or for the first of an adaptation the one it started from; None where there is none to be seen.
    """

    version: FrameworkVersion
    previous: FrameworkVersion | None
    translations: tuple[Translation, ...]


def editions(version: FrameworkVersion, user: Any) -> list[Edition]:
    """Return every published and withdrawn version of the framework that the person may see, newest first,
    each with its translations. At most two queries."""
    reach = FrameworkVersion.objects.visible_to(user)
    shown = reach.filter(framework=version.framework_id).exclude(status="draft").order_by("-number", "pk")
    rows = list(shown)
    translations = _grouped([row for row in rows if row.translation_of_id], "translation_of_id")
    originals = [row for row in rows if not row.translation_of_id]
    start = version.framework.adapted_from_id
    origin = reach.filter(pk=start).first() if start else None
    return [
        Edition(
            version=row,
            previous=previous,
            translations=tuple(
                Translation(one, languages.name_within(one.language)) for one in translations[row.pk]
            ),
        )
        for row, previous in zip(originals, [*originals[1:], origin], strict=False)
    ]


def beside(version: FrameworkVersion, user: Any) -> VersionQuerySet:
    """Return the versions that this one can be laid beside, itself among them, within the person's reach:
    of the same framework, of the one that it was adapted from, and of those adapted from it."""
    own = version.framework_id
    return (
        FrameworkVersion.objects.visible_to(user)
        .filter(
            Q(framework=own)
            | Q(framework__adapted_from__framework=own)
            | Q(framework__in=FrameworkVersion.objects.filter(adaptations=own).values("framework"))
        )
        .select_related("framework__organisation", "framework__adapted_from")
        .order_by("framework__organisation__name", "framework", "number", "pk")
    )


def in_order(one: FrameworkVersion, other: FrameworkVersion) -> tuple[FrameworkVersion, FrameworkVersion]:
    """Return the two, the older first: an original before its adaptation, a version before its translation.

    Both come from `beside`, or have their framework and what it was adapted from read along.
    """
    if one.framework_id == other.framework_id:
        first, second = sorted([one, other], key=lambda v: (v.number, v.translation_of_id is not None, v.pk))
        return first, second
    adapted = one.framework.adapted_from
    return (other, one) if adapted and adapted.framework_id == other.framework_id else (one, other)


def steps_between(older: FrameworkVersion, newer: FrameworkVersion) -> list[InterveningVersion] | None:
    """Return the versions on the way from one to the other, for `comparison.versions.compare`; both as
    `in_order` gives them.

    None where the newer one does not follow from the older: an adaptation follows from the version that it
    started from, and from those before that. A translation says what its original says. One query, or none.
    """
    numbers = Q(framework=newer.framework_id, number__lt=newer.number)
    if newer.translation_of_id:
        numbers |= Q(pk=newer.translation_of_id)
    if older.framework_id == newer.framework_id:
        return _steps(numbers & Q(number__gt=older.number), with_title=False)
    start = newer.framework.adapted_from
    if start is None or older.number > start.number:
        return None
    way = Q(framework=older.framework_id, number__gt=older.number, number__lte=start.number)
    return _steps(numbers | way, with_title=True, first=older.framework_id)


def _steps(which: Q, *, with_title: bool, first: int | None = None) -> list[InterveningVersion]:
    """Return the versions that hold, without drafts and translations; those of the framework `first` come
    first."""
    says: dict[tuple[bool, int, str], dict[str, str]] = {}
    rows = FrameworkVersion.objects.originals().filter(which).exclude(status="draft")
    for framework, number, title, code, said in rows.values_list(
        "framework", "number", "title", "questions__code", "questions__continuity"
    ):
        asked = says.setdefault((framework != first, number, title), {})
        if code is not None:
            asked[code] = said
    return [
        InterveningVersion(version_name(number, title if with_title else ""), said)
        for (_later, number, title), said in sorted(says.items(), key=lambda item: item[0])
    ]


def version_name(number: int, of: str = "") -> str:
    """Name a version: 'version 3', or 'version 3 of The kettle', for use within a sentence."""
    if of:
        return _("version %(number)s of %(name)s") % {"number": number, "name": of}
    return _("version %(number)s") % {"number": number}
