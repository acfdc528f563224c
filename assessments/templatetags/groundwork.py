"""What the pages of a working agreement look up."""

from collections.abc import Mapping
from typing import Any

from django import template

from assessments.reports.groundwork.agreement import ReportClause
from assessments.reports.model import Report
from assessments.reports.question_model import ReportQuestion

register = template.Library()


@register.filter
def clauses_beside(report: Report, question: ReportQuestion) -> tuple[ReportClause, ...]:
    """Return the clauses of the working agreement that belong to a question."""
    return report.agreement.beside(question.code)


@register.filter
def of(found: Mapping[str, Any], code: str) -> Any:
    """Return what there is for a clause; nothing where there is none."""
    return found.get(code)
