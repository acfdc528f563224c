"""What people say beside the results, for spreadsheets, CSV and JSON. Pure but for pydantic's types."""

import datetime
from collections.abc import Iterator
from typing import Literal

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, ConfigDict

from assessments.reports.beside.voices import ReportStatement
from assessments.reports.formats.data.rows import Measure, Subject
from assessments.reports.model import Report

Cell = str | int | float | None
STATEMENT_COLUMNS = (
    (gettext_lazy("About"), 34),
    (gettext_lazy("What somebody wrote"), 90),
    (gettext_lazy("People who say this"), 10),
    (gettext_lazy("Groups among them, where they may be named"), 34),
    (gettext_lazy("Level that they would give"), 12),
    (gettext_lazy("Written on"), 18),
)
SIGNATURE_COLUMNS = (
    (gettext_lazy("Group"), 34),
    (gettext_lazy("People who say that it is a fair record"), 20),
    (gettext_lazy("Note"), 60),
)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StatementOfFile(_Frozen):
    """Somebody's statement that they see it differently. key: of the question or part in the results, or the
    code of a clause of the working agreement; empty for the whole. people: how many say it. groups: those
    that may be named among them, without numbers. words: empty where they had to be removed by law; removed
    says when and why."""

    about: Literal["question", "part", "clause", "whole"]
    key: str
    words: str
    level: int | None
    people: int
    groups: tuple[str, ...]
    written_on: datetime.date
    removed: str


class SignatureOfFile(_Frozen):
    """How many of a group say that it is a fair record; people is null for some, but fewer than 3."""

    group: str
    people: int | None


def statements_of_file(report: Report) -> tuple[StatementOfFile, ...]:
    """Return all statements, in the order of the report."""
    return tuple(
        StatementOfFile(
            about=one.about,
            key=one.key,
            words=one.words,
            level=one.level.value if one.level else None,
            people=one.people,
            groups=tuple(group.name for group in one.groups),
            written_on=one.written_on,
            removed=one.removed,
        )
        for one in report.dissents.all
    )


def signatures_of_file(report: Report) -> tuple[SignatureOfFile, ...]:
    """Return how many of each counted group say that it is a fair record."""
    return tuple(SignatureOfFile(group=row.name, people=row.people) for row in report.co_signed.rows)


def statement_rows(report: Report) -> list[tuple[Cell, ...]]:
    """Return a row for each statement, as STATEMENT_COLUMNS."""
    return [
        (
            one.subject,
            one.removed or one.words,
            None if one.removed else one.people,
            one.names,
            one.level.value if one.level else None,
            date_format(one.written_on, "j F Y"),
        )
        for one in report.dissents.all
    ]


def signature_rows(report: Report) -> list[tuple[Cell, ...]]:
    """Return a row for each counted group, as SIGNATURE_COLUMNS, and one for whose word is in no count."""
    rows: list[tuple[Cell, ...]] = [
        (row.name, row.people, "" if row.people else row.count.capitalize()) for row in report.co_signed.rows
    ]
    return [*rows, *([("", None, report.co_signed.left_out)] if report.co_signed.left_out else [])]


def voice_measures(report: Report) -> Iterator[Measure]:
    """Yield the numbers of what people say: how many say each statement, and how many of each counted group
    say that it is a fair record; none where that is fewer than 3."""
    for one in report.dissents.all:
        if not one.removed:
            yield Measure(_subject(one), one.names, "people who see it differently", one.words, one.people)
    record = Subject("Record", "", "", 0, "", "A fair record?")
    for row in report.co_signed.rows:
        answer = "" if row.people is not None else row.count
        yield Measure(record, row.name, "people who say it is fair", answer, row.people)


def _subject(one: ReportStatement) -> Subject:
    return Subject("Statement", one.key, "", 0, "", one.subject)
