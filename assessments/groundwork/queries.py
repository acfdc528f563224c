"""Read working agreements: each function says how many queries it makes; none grows with what was written."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from assessments.groundwork.clauses import NOTHING, ClauseNow, Pinned, Text, now_of
from assessments.groundwork.headings import HEADINGS, OWN, Heading, heading_of, place_of
from assessments.models import Assessment
from assessments.records.groundwork import AgreementVersion, Clause, SheetLine, VersionClause, Wording
from assessments.records.removed_words import words_removed


@dataclass(frozen=True, slots=True)
class HeadingNow:
    """A heading, its number, and what its clause says now. number: among those that have one; 0 for one under
    which nothing is written."""

    heading: Heading
    now: ClauseNow
    number: int = 0

    @property
    def code(self) -> str:
        return self.heading.code

    @property
    def pinned(self) -> Pinned:
        texts = self.now.differing or self.now.proposals
        return Pinned(self.code, str(self.heading.title), self.now.outcome, texts)


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement as it is now: every heading, and the versions that both sides turned their key on, the
    newest first. waiting: the version of which one side has turned its key; None for none."""

    headings: tuple[HeadingNow, ...]
    versions: tuple["Version", ...]
    waiting: "Version | None"

    @property
    def written(self) -> tuple[HeadingNow, ...]:
        return tuple(one for one in self.headings if one.number)

    @property
    def blank(self) -> tuple[HeadingNow, ...]:
        return tuple(one for one in self.headings if not one.number)

    @property
    def pinned(self) -> tuple[Pinned, ...]:
        return tuple(one.pinned for one in self.written)

    @property
    def newest(self) -> "Version | None":
        return self.versions[0] if self.versions else None

    @property
    def is_changed(self) -> bool:
        """Whether something is written that is in no version yet."""
        newest = self.newest
        return [one.says for one in self.pinned] != [one.says for one in (newest.clauses if newest else ())]

    @property
    def waiting_now(self) -> "Version | None":
        """The version of which one side has turned its key, as long as nothing has changed since."""
        waiting = self.waiting
        same = waiting and [one.says for one in waiting.clauses] == [one.says for one in self.pinned]
        return waiting if same else None

    @property
    def counts(self) -> dict[str, int]:
        """How many clauses are agreed, not agreed, and still to talk about."""
        return counts_of(one.now.outcome for one in self.written)

    def of(self, code: str) -> HeadingNow | None:
        return next((one for one in self.headings if one.code == code), None)

    def version(self, number: int) -> "Version | None":
        return next((one for one in self.versions if one.number == number), None)


@dataclass(frozen=True, slots=True)
class Version:
    """A version, with its clauses in the order of the headings. before: the one that it followed. days: on
    which each side turned its key."""

    pk: int
    number: int
    why: str
    made_on: datetime.date | None
    days: dict[str, datetime.date]
    clauses: tuple[Pinned, ...]

    @property
    def counts(self) -> dict[str, int]:
        return counts_of(one.outcome for one in self.clauses)


def counts_of(outcomes: Iterable[str]) -> dict[str, int]:
    """Count what is agreed, not agreed, and anything else: that is still to be talked about."""
    found = {"agreed": 0, "not_agreed": 0, "open": 0}
    for one in outcomes:
        found[one if one in found else "open"] += 1
    return found


def agreement_of(assessment: Assessment) -> Agreement:
    """Return the agreement of an assessment as it is now. Six queries at most."""
    clauses = list(_clauses(assessment))
    texts = {row.pk: text_of(row) for clause in clauses for row in clause.wordings.all()}
    by_code = {clause.code: [texts[row.pk] for row in clause.wordings.all()] for clause in clauses}
    own = [heading_of(clause.code, clause.title) for clause in clauses if clause.code.startswith(OWN)]
    found = [(heading, now_of(by_code.get(heading.code, ()))) for heading in (*HEADINGS, *own)]
    rows, number = [], 0
    for heading, now in sorted(found, key=lambda one: place_of(one[0].code)):
        number += now.outcome != "blank"
        rows.append(HeadingNow(heading, now or NOTHING, number if now.outcome != "blank" else 0))
    versions = versions_of(assessment)
    made = tuple(one for one in versions if one.made_on)
    waiting = next((one for one in versions if not one.made_on), None)
    return Agreement(tuple(rows), made, waiting)


def versions_of(assessment: Assessment | int) -> tuple[Version, ...]:
    """Return the versions of an agreement, the newest first, with one that waits for a key in front. Four
    queries; one where there is none."""
    rows = AgreementVersion.objects.filter(assessment=assessment).order_by("-number")
    pinned = VersionClause.objects.select_related("wording__clause")
    found = rows.prefetch_related(Prefetch("clauses", pinned), "clauses__wording__keys")
    return tuple(_version(row) for row in found)


def _version(row: AgreementVersion) -> Version:
    by_code: dict[str, list[VersionClause]] = {}
    for one in row.clauses.all():
        by_code.setdefault(one.wording.clause.code, []).append(one)
    clauses = [
        Pinned(
            code,
            str(heading_of(code, ones[0].wording.clause.title).title),
            ones[0].outcome,
            tuple(text_of(one.wording) for one in ones),
        )
        for code, ones in sorted(by_code.items(), key=lambda item: place_of(item[0]))
    ]
    days = {"people": row.people_on, "services": row.services_on}
    turned = {side: day for side, day in days.items() if day}
    return Version(row.pk, row.number, row.why, row.made_on, turned, tuple(clauses))


def clause_now(clause: Clause) -> ClauseNow:
    """Return what a clause says now. Two queries."""
    return now_of(text_of(row) for row in clause.wordings.prefetch_related("keys"))


def titles_of(assessment: Assessment | int) -> dict[str, str]:
    """Return what each clause under which something was ever written is called, by its code. One query."""
    rows = Clause.objects.filter(assessment=assessment).values_list("code", "title")
    found = sorted(rows, key=lambda one: place_of(one[0]))
    return {code: str(heading_of(code, title).title) for code, title in found}


def lines_of(assessment: Assessment, sheet: str) -> list[SheetLine]:
    """Return the lines of a sheet, in the order in which they were added. One query."""
    return list(SheetLine.objects.filter(assessment=assessment, sheet=sheet))


def text_of(row: Wording) -> Text:
    """Return a wording as it is read. One query, unless its keys were fetched along."""
    return Text(
        ident=row.pk,
        seen=row.seen,
        words=row.words,
        short=row.short,
        people=row.people,
        services=row.services,
        is_both=row.is_both,
        written_on=row.written_on,
        keys={key.side: key.turned_on for key in row.keys.all()},
        removed=_removed(row),
    )


def _removed(row: Wording) -> str:
    if row.removed_on is None:
        return ""
    return words_removed(row.removed_on, row.get_removed_because_display())


def _clauses(assessment: Assessment) -> Iterable[Clause]:
    return Clause.objects.filter(assessment=assessment).prefetch_related("wordings__keys")
