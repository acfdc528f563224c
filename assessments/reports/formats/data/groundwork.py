"""The working agreement as rows of a spreadsheet and as it stands in the file of results."""

import datetime
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import BaseModel, ConfigDict

from assessments.reports.groundwork.agreement import ReportClause
from assessments.reports.model import Report

AGREEMENT_COLUMNS = (
    (gettext_lazy("Number"), 9),
    (gettext_lazy("Clause"), 34),
    (gettext_lazy("What came of it"), 24),
    (gettext_lazy("Whose words"), 28),
    (gettext_lazy("Words"), 90),
)
NO_AGREEMENT_YET = gettext_noop("There was no working agreement when people answered.")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ClauseOfFile(_Frozen):
    """A clause. code: of its heading; those that begin with 'own-' are the group's own. words: what both
    sides read; people and services: each side's wording, where they do not agree. All are empty where words
    had to go by law. outcome: 'people' and 'services' are those whose side alone has turned its key."""

    code: str
    title: str
    outcome: Literal["agreed", "not_agreed", "people", "services", "open"]
    words: str
    people: str
    services: str


class AgreementOfFile(_Frozen):
    """The version of the working agreement that both sides had agreed when people answered."""

    version: int
    made_on: datetime.date
    clauses: tuple[ClauseOfFile, ...]


def agreement_of_file(report: Report) -> AgreementOfFile | None:
    """Return the agreement; None where there was none."""
    found = report.agreement
    if not found or found.made_on is None:
        return None
    clauses = tuple(row for one in found.clauses for row in _rows(one))
    return AgreementOfFile(version=found.number, made_on=found.made_on, clauses=clauses)


def _rows(one: ReportClause) -> list[ClauseOfFile]:
    return [
        ClauseOfFile(
            code=one.code,
            title=one.title,
            outcome=one.outcome,  # type: ignore[arg-type]
            words=text.words,
            people=text.people,
            services=text.services,
        )
        for text in one.clause.texts
    ]


def agreement_rows(report: Report) -> list[tuple[str | int | None, ...]]:
    """Return a row for each wording of each clause, as AGREEMENT_COLUMNS."""
    return [
        (one.number, one.title, one.said, who or _("Both sides"), words)
        for one in report.agreement.clauses
        for who, words in one.words
    ]
