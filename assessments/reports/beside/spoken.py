"""From what people say of a release to what its report says of it (voices.py has the words)."""

from typing import Literal, cast

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.agreement.voices.actions import mark_of_text
from assessments.agreement.voices.queries import ToldStatement, signatures_told, told_statements
from assessments.models import Release
from assessments.reports import notices
from assessments.reports.beside.voices import (
    WHOLE,
    CoSigned,
    Dissents,
    NamedGroup,
    ReportStatement,
    Signature,
    not_counted,
)
from assessments.reports.model import Report
from assessments.reports.part_model import ReportPart
from assessments.reports.participants import Participants
from assessments.reports.question_model import ReportQuestion
from assessments.scoring.naming import EVERYONE, Codes


def dissents_beside(release: Release, report: Report) -> Dissents:
    """Return who sees something differently, in the order of the report. Two queries; one for none."""
    subjects = _Subjects(report)
    told = [subjects.statement(one) for one in told_statements(release)]
    found = [one for one in told if one is not None]
    return Dissents(tuple(sorted(found, key=lambda one: subjects.places[one.about, one.key])))


def co_signed_beside(release: Release) -> CoSigned:
    """Return how many of which groups say that it is a fair record. One query."""
    participants, people = Participants(release.frozen), release.frozen.people
    told = signatures_told(release)
    rows = tuple(Signature(*_group(participants, one.codes), one.people) for one in told)
    counted = sum(group.people for group in people.groups or () if group.codes in [one.codes for one in told])
    is_whole = told and (told[0].codes == EVERYONE or counted == people.total) and not people.set_aside
    return CoSigned(rows, "" if is_whole else not_counted(release.frozen.threshold, rows))


def _group(participants: Participants, codes: Codes) -> tuple[str, tuple[str, ...]]:
    if codes == EVERYONE:
        return _("Everyone together"), ()
    group = participants.group_of(codes, None)
    return group.full_name, group.shapes


class _Subjects:
    """What statements can be about: the parts and questions of a report, and the whole."""

    def __init__(self, report: Report) -> None:
        self.participants = Participants(report.results)
        self.parts: dict[str, ReportPart] = {}
        self.questions: dict[str, tuple[ReportPart, ReportQuestion]] = {}
        self.places: dict[tuple[str, str], int] = {}
        for part in report.parts:
            self.parts[f"{part.framework}/{part.code}"] = part
            self._place("part", f"{part.framework}/{part.code}")
            for question in part.questions:
                self.questions[question.key] = (part, question)
                self._place("question", question.key)
        self._place("whole", "")

    def _place(self, about: str, key: str) -> None:
        self.places[about, key] = len(self.places)

    def statement(self, told: ToldStatement) -> ReportStatement | None:
        """Return a statement as the report has it; None about something that is not asked."""
        row = told.row
        if (row.about, row.key) not in self.places:
            return None
        part, question = (
            self.questions.get(row.key, (None, None)) if row.about == "question" else (None, None)
        )
        levels = question.levels if question else ()
        subject, language = _(WHOLE), ""
        if question and part:
            subject, language = question.label, part.language
        elif row.about == "part":
            part = self.parts[row.key]
            subject, language = f"{part.number} {part.title}", part.language
        return ReportStatement(
            ident=str(row.pk),
            about=cast(Literal["question", "part", "whole"], row.about),
            key=row.key,
            subject=subject,
            language=language,
            words=row.words,
            level=next((level for level in levels if level.value == row.level), None),
            levels=levels,
            people=told.people,
            groups=tuple(self._named(codes) for codes in told.groups),
            written_on=row.written_on,
            removed=_removed(told),
            text_mark=mark_of_text(row),
        )

    def _named(self, codes: tuple[str, ...]) -> NamedGroup:
        quote = self.participants.quote("", codes, "")
        return NamedGroup(quote.perspective, quote.shapes)


def _removed(told: ToldStatement) -> str:
    row = told.row
    if row.removed_on is None:
        return ""
    return notices.words_removed(date_format(row.removed_on, "j F Y"), row.get_removed_because_display())
