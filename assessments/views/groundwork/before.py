"""What people wrote before the meeting, by heading: answers to the text questions of a round whose results
are shared, under its rules (docs/rules.md, Comments)."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.groundwork.asking import rounds_asked_before
from assessments.models import Assessment
from assessments.reports.answer_model import Quote
from assessments.reports.build import build_report
from assessments.reports.model import Report
from assessments.reports.question_model import ReportQuestion
from assessments.rounds.queries import ASKED_BEFORE


@dataclass(frozen=True, slots=True)
class GroupAnswers:
    """What people of one group wrote, under its name as it may be shown; an empty name for those whose group
    is not shown, whatever the reason."""

    name: str
    shapes: tuple[str, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What people wrote under a heading, group by group; and what became of words that are not shown."""

    statement: str
    groups: tuple[GroupAnswers, ...]
    not_shared: str

    @property
    def number(self) -> int:
        return sum(len(group.quotes) for group in self.groups)


def answers_before(assessment: Assessment) -> dict[str, Answers]:
    """Return what people wrote before the meeting, by the code of the heading; nothing where nobody was
    asked, or the results are not shared. One query, and those of a report where there is one."""
    round_ = rounds_asked_before(assessment).filter(release__isnull=False).first()
    if round_ is None:
        return {}
    release = round_.release
    release.round = round_
    return answers_in(build_report(release))


def answers_in(report: Report) -> dict[str, Answers]:
    """Return what a report of a round that asked before a meeting has to show, by the code of the heading."""
    places = {group.codes: place for place, group in enumerate(report.groups)}
    return {
        question.code.removeprefix(ASKED_BEFORE): _answers(question, places)
        for question in report.questions
        if question.code.startswith(ASKED_BEFORE) and question.kind == "text"
    }


def _answers(question: ReportQuestion, places: Mapping[tuple[str | None, ...], int]) -> Answers:
    found: dict[tuple[str, ...], list[Quote]] = {}
    for quote in question.quotes:
        found.setdefault(quote.codes, []).append(quote)
    rows = sorted(found.values(), key=lambda quotes: places.get(quotes[0].codes, len(places)))
    groups = tuple(GroupAnswers(one[0].perspective, one[0].shapes, tuple(one)) for one in rows)
    return Answers(question.statement, groups, question.not_shared or question.note)
