"""The plan as rows: what spreadsheets and CSV files print of it. Pure."""

from collections.abc import Iterator

from assessments.reports.beside.plan import PlanAction
from assessments.reports.formats.data.rows import Measure, Subject
from assessments.reports.model import Report

PLAN_COLUMNS = (
    ("Number", 9),
    ("What we will do", 50),
    ("Comes first", 11),
    ("How it is", 24),
    ("By", 14),
    ("Follows from", 34),
    ("Why it matters", 50),
    ("Owner: people and communities", 30),
    ("Owner: services and professionals", 30),
    ("Support and pay", 40),
    ("People will know when", 40),
    ("Newest words, or why not", 50),
)


def plan_rows(report: Report) -> list[tuple[str | int | None, ...]]:
    """Return a row for each action, as the columns say. Owners are named as they chose."""
    return [
        (
            action.number,
            action.what,
            action.priority,
            action.state_name,
            f"{action.by_when:%-d %B %Y}" if action.by_when else "",
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
