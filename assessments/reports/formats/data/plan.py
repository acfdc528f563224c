"""The plan as rows: what spreadsheets and CSV files print of it. Pure."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from assessments.reports.beside.plan import PlanAction
from assessments.reports.formats.data.rows import Measure, Subject
from assessments.reports.model import Report

PLAN_COLUMNS = (
    (gettext_lazy("Number"), 9),
    (gettext_lazy("What we will do"), 50),
    (gettext_lazy("Comes first"), 11),
    (gettext_lazy("How it is"), 24),
    (gettext_lazy("By"), 14),
    (gettext_lazy("Follows from"), 34),
    (gettext_lazy("Why it matters"), 50),
    (gettext_lazy("Owner: people and communities"), 30),
    (gettext_lazy("Owner: services and professionals"), 30),
    (gettext_lazy("Support and pay"), 40),
    (gettext_lazy("People will know when"), 40),
    (gettext_lazy("Newest words, or why not"), 50),
)


def plan_rows(report: Report) -> list[tuple[str | int | None, ...]]:
    """Return a row for each action, as the columns say. Owners are named as they chose."""
    return [
        (
            action.number,
            action.what,
            action.priority,
            action.state_name,
            date_format(action.by_when, "j F Y") if action.by_when else "",
            _about(action),
            action.why,
            *(owner.outside for owner in action.owners),
            action.support,
            action.how_known,
            action.why_not or (action.told.words if action.told else ""),
        )
        for action in report.plan.actions
    ]


def _about(action: PlanAction) -> str:
    return f"{action.about.number} {action.about.title}" if action.about else ""


def plan_measures(report: Report) -> Iterator[Measure]:
    """Yield a line for each action: that it is there, and how it is."""
    for action in report.plan.actions:
        subject = Subject("Action", str(action.number), "", 0, str(action.number), action.what)
        yield Measure(subject, "", "actions", action.state_name, 1)
