"""What was said at meetings, as rows of a spreadsheet and as it stands in the file of results."""

import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assessments.reports.beside.agreed import OUTCOMES, VIEWS, AgreedEntry, Outcome
from assessments.reports.model import Report

AGREED_COLUMNS = (
    ("Framework", 28), ("Number", 9), ("Title", 34), ("Meeting on", 18), ("Does it count?", 10),
    ("What was said", 18), ("Level", 8), ("Level in words", 24), (VIEWS["people"], 50),
    (VIEWS["services"], 50), ("Why", 50), ("What tells us so", 50), ("Links", 40),
    ("Not in the room", 30),
)  # fmt: skip


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
                    "no, something was said later" if place else "yes",
                    OUTCOMES[entry.outcome],
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
