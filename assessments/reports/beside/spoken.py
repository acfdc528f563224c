"""From what people say of a release to what its report says of it (voices.py has the words)."""

from collections.abc import Mapping
from typing import Literal, cast

from django.utils.translation import gettext as _

from assessments.agreement.voices.actions import mark_of_text
from assessments.agreement.voices.queries import (
    ToldStatement,
    signatures_told,
    statements_told_on_clauses,
    told_statements,
)
from assessments.groundwork.queries import titles_of
from assessments.models import Assessment, Release
from assessments.records.removed_words import words_removed
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
    """Return who sees something differently, in the order of the report. Two queries, and one more where some
    are about clauses of the working agreement; one for none."""
    rows = told_statements(release)
    on_clauses = any(one.row.about == "clause" for one in rows)
    subjects = _Subjects(report, titles_of(release.round.assessment_id) if on_clauses else {})
    told = [subjects.statement(one) for one in rows]
    found = [one for one in told if one is not None]
    return Dissents(tuple(sorted(found, key=lambda one: subjects.places[one.about, one.key])))


def statements_on_clauses(assessment: Assessment, up_to: int | None = None) -> tuple[ReportStatement, ...]:
    """Return who sees a clause of the working agreement differently, beside the results of any round; each
    with the group as the results of its own round show it. up_to: the number of the last of these rounds.
    Three queries; one for none."""
    told = statements_told_on_clauses(assessment, up_to)
    if not told:
        return ()
    titles = titles_of(assessment)
    subjects: dict[int, _Subjects] = {}
    found = []
    for one in told:
        release = one.row.release
        if release.pk not in subjects:
            subjects[release.pk] = _Subjects(None, titles, Participants(release.frozen))
        found.append(subjects[release.pk].statement(one))
    order = list(titles)
    return tuple(sorted((one for one in found if one), key=lambda one: order.index(one.key)))


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
    """What statements can be about: clauses of the working agreement, the parts and questions of a report,
    and the whole. titles: of the clauses, by their codes. report: None where they are about clauses alone, of
    people whose groups `participants` knows."""

    def __init__(
        self, report: Report | None, titles: Mapping[str, str], participants: Participants | None = None
    ) -> None:
        self.titles = titles
        self.parts: dict[str, ReportPart] = {}
        self.questions: dict[str, tuple[ReportPart, ReportQuestion]] = {}
        self.places: dict[tuple[str, str], int] = {}
        for code in titles:
            self._place("clause", code)
        if report is None:
            assert participants is not None
            self.participants = participants
            return
        self.participants = Participants(report.results)
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
        elif row.about == "clause":
            subject = _("Our working agreement: %(clause)s") % {"clause": self.titles[row.key]}
        elif row.about == "part":
            part = self.parts[row.key]
            subject, language = f"{part.number} {part.title}", part.language
        return ReportStatement(
            ident=str(row.pk),
            about=cast(Literal["question", "part", "clause", "whole"], row.about),
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
    return words_removed(row.removed_on, row.get_removed_because_display())
