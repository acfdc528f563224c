"""What moved since an earlier round, as spreadsheets, CSV and JSON have it: figures as they are printed."""

import datetime
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import BaseModel, ConfigDict

from assessments.reports.beside.change import Changed, ReportChange
from assessments.reports.formats.data.rows import Measure, Subject
from assessments.reports.model import Report
from assessments.scoring.change import GapMove
from frameworks.fit.model import Outcome

GAP = gettext_noop("Gap")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MoveOfFile(_Frozen):
    """Where a group was and is, as printed, from 0 to 100. group: the codes of its perspectives, null in it
    for people who named none; null for both sides counted equally ('parity') or everyone, as `of` says."""

    of: str
    group: tuple[str | None, ...] | None
    then: int
    now: int


class GapOfFile(_Frozen):
    """How far apart the groups of `moves` were and are, as printed."""

    then: int
    now: int


class ChangedOfFile(_Frozen):
    """A question or part that can be compared. key: its own in the results."""

    key: str
    moves: tuple[MoveOfFile, ...]
    gap: GapOfFile | None


class NotComparedOfFile(_Frozen):
    """What cannot be compared. reason: its code; why: the same in words. keys: of questions and parts in the
    results of one of the two rounds. names: as people read them."""

    reason: str
    why: str
    keys: tuple[str, ...]
    names: tuple[str, ...]


class NameMoveOfFile(_Frozen):
    """What a name that may fit came to in both rounds, as one side sees it; as everyone does, for null."""

    framework: str
    concept: str
    side: str | None
    then: Outcome
    now: Outcome


class ChangeOfFile(_Frozen):
    """What moved since an earlier round: only of groups that both rounds show."""

    round: str
    released_on: datetime.date
    people: int
    questions: tuple[ChangedOfFile, ...]
    parts: tuple[ChangedOfFile, ...]
    names: tuple[NameMoveOfFile, ...]
    not_compared: tuple[NotComparedOfFile, ...]


def change_of_file(change: ReportChange | None) -> ChangeOfFile | None:
    """Put what moved into the file of results."""
    if change is None:
        return None
    return ChangeOfFile(
        round=change.then.title,
        released_on=change.then.released_on,
        people=change.then.people,
        questions=tuple(_of_file(one) for one in change.questions),
        parts=tuple(_of_file(one) for one in change.parts),
        names=tuple(
            NameMoveOfFile(
                framework=one.framework, concept=one.concept, side=one.side, then=one.then, now=one.now
            )
            for one in change.names
        ),
        not_compared=tuple(
            NotComparedOfFile(
                reason=one.code,
                why=one.why,
                keys=tuple(named.key for named in one.what if named.key),
                names=tuple(named.label for named in one.what),
            )
            for one in change.cannot
        ),
    )


def _of_file(one: Changed) -> ChangedOfFile:
    moves = tuple(
        MoveOfFile(
            of="group" if row.group else "parity" if row.is_parity else "everyone",
            group=row.group.codes if row.group else None,
            then=row.move.printed_then,
            now=row.move.printed_now,
        )
        for row in one.rows
        if row.move
    )
    return ChangedOfFile(key=one.key, moves=moves, gap=_gap(one.gap))


def _gap(gap: GapMove | None) -> GapOfFile | None:
    return GapOfFile(then=gap.then, now=gap.now) if gap else None


def _subjects(report: Report) -> Iterator[tuple[Changed, Subject]]:
    """Yield each part and question that can be compared, with what its rows are about."""
    if report.change is None:
        return
    for one in (*report.change.parts, *report.change.questions):
        framework = report.framework_of(one.part)
        named = (one.key, framework.title, framework.version, one.number, one.title)
        yield one, Subject("Question" if one.question else "Part", *named)


def change_measures(report: Report) -> Iterator[Measure]:
    """Yield every number of what moved, one by one."""
    for one, subject in _subjects(report):
        for row in one.compared:
            if row.move:
                yield Measure(subject, row.name, "position in the earlier round", "", row.move.printed_then)
                yield Measure(subject, row.name, "moved since the earlier round", "", row.move.by)
        if one.gap:
            yield Measure(subject, "", "compared gap in the earlier round", "", one.gap.then)
            yield Measure(subject, "", "compared gap now", "", one.gap.now)


ChangeRow = tuple[str, str, str, str, str, int, int, int, str]


def change_rows(report: Report) -> Iterator[ChangeRow]:
    """Yield a row for each figure that can be compared: what it is of, the group, then, now, how far it
    moved, and that in words."""
    for one, subject in _subjects(report):
        about = (_(subject.what), subject.framework, subject.number, subject.title)
        for row in one.compared:
            if row.move:
                yield *about, row.name, row.move.printed_then, row.move.printed_now, row.move.by, row.moved
        if one.gap:
            yield *about, _(GAP), one.gap.then, one.gap.now, one.gap.by, one.gap_moved


def name_rows(report: Report) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield what each name that may fit came to: its name, who sees it, then, now, and whether it differs."""
    for one in report.change.names if report.change else ():
        yield one.name, one.view, one.then_words, one.now_words, one.moved


def left_rows(report: Report) -> Iterator[tuple[str, str]]:
    """Yield what cannot be compared, and why."""
    for one in report.change.cannot if report.change else ():
        for named in one.what:
            yield named.label, one.why
