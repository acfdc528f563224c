"""Writes of the frameworks app: one verb each."""

from collections.abc import Iterator
from itertools import count

from django.db import transaction
from django.utils import timezone
from pydantic import ValidationError

from accounts.actions import record
from accounts.models import Organisation, User
from frameworks.exchange import FrameworkFile, file_of
from frameworks.format import AnyQuestion, ChoiceQuestion, Citation, InnerSection, RatingQuestion, SectionItem
from frameworks.models import (
    Band,
    Framework,
    FrameworkVersion,
    Level,
    Option,
    Question,
    QuestionLevel,
    Scale,
    Section,
    Source,
)

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
    version = _replace(version, file) if version else _create(framework, file)
    _Parts(version, file).store()
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


def _fields(file: FrameworkFile) -> dict[str, str]:
    return {
        "language": file.language,
        "title": file.title,
        "summary": file.summary,
        "introduction": file.introduction,
        "licence": file.licence,
        "credits": file.credits,
        "bands_on": file.bands.on if file.bands else "",
    }


def _create(framework: Framework, file: FrameworkFile) -> FrameworkVersion:
    return FrameworkVersion.objects.create(framework=framework, number=file.version, **_fields(file))


def _replace(draft: FrameworkVersion, file: FrameworkFile) -> FrameworkVersion:
    """The same draft with its parts taken out, to be filled anew from the file."""
    FrameworkVersion.objects.filter(pk=draft.pk).update(**_fields(file))
    Question.objects.filter(version=draft).delete()
    for part in (Section, Scale, Source, Band):
        part._default_manager.filter(version=draft).delete()
    return FrameworkVersion.objects.get(pk=draft.pk)


class _Parts:
    """The rows that a file makes, gathered so that each table is written once."""

    def __init__(self, version: FrameworkVersion, file: FrameworkFile) -> None:
        self.version = version
        self.file = file
        self.sources = {
            item.code: Source(
                version=version, code=item.code, citation=item.citation, url=item.url, position=place
            )
            for place, item in enumerate(file.sources)
        }
        self.scales = {
            item.code: Scale(version=version, code=item.code, title=item.title, position=place)
            for place, item in enumerate(file.scales)
        }
        self.levels = {
            (scale.code, item.value): Level(
                scale=self.scales[scale.code],
                value=item.value,
                label=item.label,
                description=item.description,
            )
            for scale in file.scales
            for item in scale.levels
        }
        self.outer: list[Section] = []
        self.inner: list[Section] = []
        self.questions: list[Question] = []
        self.options: list[Option] = []
        self.wordings: list[QuestionLevel] = []
        section_places, self.question_places = count(), count()
        for section in file.sections:
            self._add(section, section_places)

    def store(self) -> None:
        Band.objects.bulk_create(self._bands())
        Source.objects.bulk_create(self.sources.values())
        Scale.objects.bulk_create(self.scales.values())
        Level.objects.bulk_create(self.levels.values())
        Section.objects.bulk_create(self.outer)
        Section.objects.bulk_create(self.inner)
        Question.objects.bulk_create(self.questions)
        Option.objects.bulk_create(self.options)
        QuestionLevel.objects.bulk_create(self.wordings)

    def _bands(self) -> Iterator[Band]:
        for step in self.file.bands.steps if self.file.bands else []:
            yield Band(version=self.version, start=step.start, label=step.label)

    def _add(self, item: SectionItem, places: Iterator[int]) -> None:
        section = self._section(item, next(places), None)
        self.outer.append(section)
        for inner in item.sections:
            self.inner.append(self._section(inner, next(places), section))

    def _section(self, item: InnerSection, place: int, parent: Section | None) -> Section:
        section = Section(
            version=self.version,
            parent=parent,
            code=item.code,
            title=item.title,
            introduction=item.introduction,
            position=place,
            **self._cited(item.source),
        )
        for question in item.questions:
            self._question(question, section)
        return section

    def _cited(self, citation: Citation | None) -> dict[str, Source | str]:
        if citation is None:
            return {}
        return {"source": self.sources[citation.code], "source_where": citation.where}

    def _question(self, item: AnyQuestion, section: Section) -> None:
        question = Question(
            version=self.version,
            section=section,
            code=item.code,
            kind=item.kind,
            title=item.title,
            statement=item.statement,
            plain=item.plain,
            compares=item.compares,
            consider=item.consider,
            actions=item.actions,
            position=next(self.question_places),
            **self._cited(item.source),
        )
        self.questions.append(question)
        if isinstance(item, RatingQuestion):
            self._rate(question, item)
        elif isinstance(item, ChoiceQuestion):
            self._choose(question, item)

    def _rate(self, question: Question, item: RatingQuestion) -> None:
        question.scale = self.scales[item.scale]
        question.direction = item.direction
        self.wordings += [
            QuestionLevel(
                question=question,
                level=self.levels[item.scale, wording.value],
                description=wording.description,
            )
            for wording in item.levels
        ]

    def _choose(self, question: Question, item: ChoiceQuestion) -> None:
        question.choose = item.choose
        self.options += [
            Option(question=question, code=option.code, label=option.label, position=place)
            for place, option in enumerate(item.options)
        ]


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
    """Publish a draft: from now on it never changes. Raises VersionRefused where it is no draft."""
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
