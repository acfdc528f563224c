"""What people say beside the results, where it is about something."""

from typing import Protocol

from django import template

from assessments.reports.beside.agreed import AgreedEntry
from assessments.reports.beside.voices import ReportStatement, as_of
from assessments.reports.model import Report
from assessments.reports.part_model import ReportPart
from assessments.reports.question_model import ReportQuestion

register = template.Library()


class Links(Protocol):
    """Where the pages of a release are (views/results.py)."""

    @property
    def overview(self) -> str: ...
    def part(self, part: ReportPart) -> str: ...


@register.filter
def said_of_question(report: Report, question: ReportQuestion) -> tuple[ReportStatement, ...]:
    """Return who sees something about a question differently."""
    return report.dissents.about_question(question.key)


@register.filter
def said_of_part(report: Report, part: ReportPart) -> tuple[ReportStatement, ...]:
    """Return who sees something about a whole part differently."""
    return report.dissents.about_part(f"{part.framework}/{part.code}")


@register.filter
def agreed_beside(report: Report, statement: ReportStatement) -> AgreedEntry | None:
    """Return what the group says now of the question that a statement is about; None for nothing."""
    said = report.agreed.on(statement.key) if statement.about == "question" else None
    return said.now if said else None


@register.filter
def joined_in(statement: ReportStatement, joined: dict[str, str]) -> bool:
    """Whether a person joined a statement, as it is now or as it was."""
    return statement.ident in joined


@register.filter
def words_joined(statement: ReportStatement, joined: dict[str, str]) -> str:
    """Return what a statement said when a person joined it, where it says something else now; else ''."""
    return joined.get(statement.ident, "")


@register.simple_tag
def statement_link(links: Links, report: Report, statement: ReportStatement) -> str:
    """Return the address of what a statement is about."""
    if statement.about == "clause":
        return f"{links.overview}#agreement"
    for part in report.parts:
        if statement.about == "part" and statement.key == f"{part.framework}/{part.code}":
            return links.part(part)
        for question in part.questions:
            if statement.about == "question" and statement.key == question.key:
                return f"{links.part(part)}#{question.anchor}"
    return links.overview


@register.simple_tag
def as_it_was(day: str) -> str:
    """Say of a print that what people say may have changed since this day."""
    return as_of(day)
