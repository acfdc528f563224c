"""What was said at meetings, as rows of a spreadsheet and as it stands in the file of results."""

import datetime
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, ConfigDict

from assessments.reports.beside.agreed import VIEWS, AgreedEntry, Outcome
from assessments.reports.model import Report

AGREED_COLUMNS = (
    (gettext_lazy("Framework"), 28),
    (gettext_lazy("Number"), 9),
    (gettext_lazy("Title"), 34),
    (gettext_lazy("Meeting on"), 18),
    (gettext_lazy("Does it count?"), 10),
    (gettext_lazy("What was said"), 18),
    (gettext_lazy("Level"), 8),
    (gettext_lazy("Level in words"), 24),
    (gettext_lazy(VIEWS["people"]), 50),
    (gettext_lazy(VIEWS["services"]), 50),
    (gettext_lazy("Why"), 50),
    (gettext_lazy("What tells us so"), 50),
    (gettext_lazy("Links"), 40),
    (gettext_lazy("Not in the room"), 30),
)


def agreed_rows(report: Report) -> list[tuple[str | int | None, ...]]:
    """Return a row for all that was said of each question, the newest first: that one counts."""
    found: list[tuple[str | int | None, ...]] = []
    for one in report.agreed_rows:
        framework = report.framework_of(one.part)
        for place, entry in enumerate(one.said.all):
            views = {view.side: view.words for view in entry.views}
            found.append(
                (
                    framework.title,
                    one.question.number,
                    one.question.title,
                    entry.day,
                    _("no, something was said later") if place else _("yes"),
                    entry.verdict,
                    entry.level.value if entry.level else None,
                    entry.level.words if entry.level else "",
                    views.get("people", ""),
                    views.get("services", ""),
                    entry.why,
                    entry.evidence,
                    "\n".join(entry.links),
                    ", ".join(entry.absent),
                )
            )
    return found


class AgreedOfFile(BaseModel):
    """What was said of a question at one meeting. question: its key in the results. counts: the newest of a
    question counts. level: its value on the question's scale, for what was agreed. present: the codes of the
    perspectives that were in the room."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    on: datetime.date
    counts: bool
    outcome: Literal["agreed", "not_agreed", "later"]
    level: int | None
    view_people: str
    view_services: str
    why: str
    evidence: str
    links: tuple[str, ...]
    present: tuple[str, ...]


def agreed_of_file(report: Report) -> tuple[AgreedOfFile, ...]:
    """Return all that was said at meetings, by question and then the newest first."""
    return tuple(
        _of_file(one.question.key, entry, counts=not place)
        for one in report.agreed_rows
        for place, entry in enumerate(one.said.all)
    )


def _of_file(question: str, entry: AgreedEntry, *, counts: bool) -> AgreedOfFile:
    views = {view.side: view.words for view in entry.views}
    outcome: Outcome = entry.outcome
    return AgreedOfFile(
        question=question,
        on=entry.on,
        counts=counts,
        outcome=outcome,
        level=entry.level.value if entry.level else None,
        view_people=views.get("people", ""),
        view_services=views.get("services", ""),
        why=entry.why,
        evidence=entry.evidence,
        links=entry.links,
        present=entry.codes,
    )
