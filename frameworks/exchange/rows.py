"""The rows that the content of a framework file makes: a whole version, in a fixed number of queries."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from frameworks.exchange.format import (
    AnyQuestion,
    ChoiceQuestion,
    FrameworkFile,
    InnerSection,
    RatingQuestion,
    SectionItem,
    plain_data,
)
from frameworks.exchange.texts import Citation
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
)


def fill(version: FrameworkVersion, file: FrameworkFile) -> None:
    """Store everything that the file asks as the parts of a draft that has none yet."""
    _Rows(version, file).store()


def texts_of(file: FrameworkFile) -> dict[str, Any]:
    """Return what of the file stands in the version's own row."""
    return {
        "language": file.language,
        "title": file.title,
        "summary": file.summary,
        "introduction": file.introduction,
        "plain": file.plain,
        "licence": file.licence,
        "credits": file.credits,
        "change_note": file.note,
        "bands_on": file.bands.on if file.bands else "",
        "fit": plain_data(file.fit) if file.fit else {},
    }


class _Rows:
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
                plain_label=item.plain_label,
                plain=item.plain,
                picture=plain_data(item.picture),
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
            plain=item.plain,
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
            picture=plain_data(item.picture),
            continuity=item.compares,
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
                plain=wording.plain,
            )
            for wording in item.levels
        ]

    def _choose(self, question: Question, item: ChoiceQuestion) -> None:
        question.choose = item.choose
        self.options += [
            Option(
                question=question, code=option.code, label=option.label, plain=option.plain, position=place
            )
            for place, option in enumerate(item.options)
        ]
