"""A report as rows: what spreadsheets and CSV files print of it. Pure.

Numbers are those that the report prints. Of frameworks, parts and questions they are positions, from 0 (the
least good answer) to 100 (the best); a question has its average too, in the points of its own scale.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assessments.reports.answer_model import AnswerCount, Answers, Band, Figure, ReportGroup
from assessments.reports.beside.agreed import OUTCOMES, AgreedEntry
from assessments.reports.model import Report
from assessments.reports.part_model import Area, ReportFramework
from assessments.reports.question_model import ReportQuestion

EVERYONE = gettext_noop("Everyone")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a row is about: a framework, one of its parts, or a question. `key` is its own among those of its
    kind, in the frozen results. `statement` is a question's."""

    what: str
    key: str
    framework: str
    version: int
    number: str
    title: str
    statement: str = ""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """How a group scored a subject; `group` is None for everyone. `answers` is None where the subject is no
    question."""

    group: ReportGroup | None
    position: Figure | None
    average: Figure | None = None
    answers: Answers | None = None

    @property
    def name(self) -> str:
        return self.group.name if self.group else _(EVERYONE)

    @property
    def counts(self) -> tuple[AnswerCount, ...]:
        return self.answers.counts if self.answers else ()


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """The figures of a subject. `band` is how loud its gap is. `groups` end with everyone, where everyone may
    be shown. `note` says why something is not shown, or how many questions the figures rest on."""

    subject: Subject
    parity: Figure | None
    gap: Figure | None
    band: Band | None
    groups: tuple[GroupRow, ...]
    note: str
    question: ReportQuestion | None = None

    @property
    def everyone(self) -> GroupRow | None:
        return next((row for row in self.groups if row.group is None), None)


def subject_rows(report: Report) -> Iterator[SubjectRow]:
    """Yield a row for each framework, each of its parts, and each question, in the order of the report."""
    for framework in report.frameworks:
        named = framework.title, framework.version
        yield _of_area(
            Subject(gettext_noop("Framework"), framework.code, *named, "", framework.title), framework.area
        )
        for part in framework.parts:
            subject = Subject(
                gettext_noop("Part"), f"{framework.code}/{part.code}", *named, part.number, part.title
            )
            yield _of_area(subject, part.area)
            for question in part.questions:
                yield _of_question(framework, question)


def _of_area(subject: Subject, area: Area) -> SubjectRow:
    groups = [GroupRow(one.group, one.position) for one in area.groups]
    if area.everyone:
        groups.append(GroupRow(None, area.everyone))
    rests_on = _("Over %(questions)s.") % {"questions": area.rests_on} if area.rests_on else ""
    note = " ".join(filter(None, [rests_on, area.note]))
    return SubjectRow(subject, area.parity, area.gap, area.band, tuple(groups), note)


def _of_question(framework: ReportFramework, question: ReportQuestion) -> SubjectRow:
    subject = Subject(
        gettext_noop("Question"),
        question.key,
        framework.title,
        framework.version,
        question.number,
        question.title,
        question.statement,
    )
    groups = tuple(GroupRow(row.group, row.position, row.mean, row) for row in question.rows)
    return SubjectRow(subject, question.parity, question.gap, question.band, groups, question.note, question)


def number(figure: Figure | None) -> int | float | None:
    """Return a figure as the number that is printed: whole where it is printed so."""
    if figure is None:
        return None
    printed: Decimal = figure.rounded
    return int(printed) if "." not in figure.printed else float(printed)


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a report, with all that says what it is. `answer` is one to a question, which `value`
    people gave; None where it may only be said that they are few."""

    subject: Subject
    group: str
    name: str
    answer: str
    value: int | float | None


def measures(report: Report) -> Iterator[Measure]:
    """Yield every number of the report, one by one: who took part first, then by subject and group."""
    everything = Subject("Round", "", "", 0, "", report.round_title)
    for taken in report.took_part:
        yield Measure(everything, taken.name, "took part", "", taken.people)
    for row in subject_rows(report):
        for name, figure in (("both sides counted equally", row.parity), ("gap", row.gap)):
            if (value := number(figure)) is not None:
                yield Measure(row.subject, "", name, "", value)
        for group in row.groups:
            yield from _measures_of(row.subject, group)
        if row.question and (said := report.agreed.on(row.question.key)):
            yield from _measures_agreed(row.subject, said.now)


def _measures_agreed(subject: Subject, entry: AgreedEntry) -> Iterator[Measure]:
    """Yield what counts of what was said at meetings: the level agreed, or 1 for what came of it."""
    name = f"at a meeting: {OUTCOMES[entry.outcome].lower()}"
    if entry.level:
        yield Measure(subject, "", name, entry.level.name, entry.level.value)
    else:
        yield Measure(subject, "", name, "", 1)


def _measures_of(subject: Subject, row: GroupRow) -> Iterator[Measure]:
    for name, figure in (("position", row.position), ("average", row.average)):
        if (value := number(figure)) is not None:
            yield Measure(subject, row.name, name, "", value)
    if row.answers is None:
        return
    for name, people in special_counts(row.answers):
        yield Measure(subject, row.name, name, "", people)
    for count in row.counts:
        yield Measure(subject, row.name, "people", count.name, count.people)


def special_counts(answers: Answers) -> tuple[tuple[str, int], ...]:
    """Return how many answered, and how many did each thing in place of an answer."""
    return (
        (gettext_noop("answered"), answers.answered),
        (gettext_noop("don’t know"), answers.dont_know),
        (gettext_noop("doesn’t apply"), answers.not_applicable),
        (gettext_noop("not said"), answers.not_said),
    )
