"""The working agreement as it stood when people answered, in a report; and what a version changed. Pure.

It travels before the scores, and beside the questions that a clause belongs to. It changes no score, and is
never asked for (docs/rules.md, The working agreement).
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.groundwork.clauses import Change, Pinned
from assessments.groundwork.headings import heading_of
from assessments.reports import phrases
from assessments.reports.beside.voices import ReportStatement

KEPT = "kept-"  # how the codes of questions on clauses begin


@dataclass(frozen=True, slots=True)
class ReportClause:
    """A clause of the agreement: its number, what it says, and who sees it differently."""

    number: int
    clause: Pinned
    statements: tuple[ReportStatement, ...] = ()

    @property
    def code(self) -> str:
        return self.clause.code

    @property
    def title(self) -> str:
        return self.clause.title

    @property
    def outcome(self) -> str:
        return self.clause.outcome

    @property
    def said(self) -> str:
        """What came of it: 'Agreed', 'Not agreed', 'One key so far: carers', 'Still to talk about'."""
        return said_of(self.outcome)

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """What it says, each with whose words these are: empty for those of both sides."""
        found: list[tuple[str, str]] = []
        for text in self.clause.texts:
            if text.removed:
                found.append(("", text.removed))
            elif text.is_both:
                found.append(("", text.words))
            else:
                found += [(says("people"), text.people), (says("services"), text.services)]
        return tuple(found)


@dataclass(frozen=True, slots=True)
class ReportAgreement:
    """The version of the agreement that both sides had turned their key on when people answered. number 0:
    there was none."""

    number: int = 0
    made_on: datetime.date | None = None
    clauses: tuple[ReportClause, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.number)

    @property
    def lead(self) -> str:
        """What it is, in a sentence."""
        if self.made_on is None:
            return _("There was no working agreement when people answered.")
        return _("Version %(number)s, agreed by both sides on %(day)s.") % {
            "number": self.number,
            "day": date_format(self.made_on, "j F Y"),
        }

    @property
    def in_short(self) -> str:
        """How much of it is agreed: '8 clauses are agreed, 1 is not agreed, 2 are still to talk about.'"""
        agreed, differ, rest = (self._count(one) for one in ("agreed", "not_agreed", ""))
        clauses = _("1 clause is agreed") if agreed == 1 else _("%(n)s clauses are agreed") % {"n": agreed}
        said = [clauses]
        said += (
            [_("1 is not agreed") if differ == 1 else _("%(n)s are not agreed") % {"n": differ}]
            if differ
            else []
        )
        said += (
            [_("1 is still to talk about") if rest == 1 else _("%(n)s are still to talk about") % {"n": rest}]
            if rest
            else []
        )
        return f"{', '.join(said)}."

    def _count(self, outcome: str) -> int:
        if outcome:
            return sum(one.outcome == outcome for one in self.clauses)
        return sum(one.outcome not in ("agreed", "not_agreed") for one in self.clauses)

    def beside(self, question: str) -> tuple[ReportClause, ...]:
        """Return the clauses that belong to a question, by its code: those of the library's questions on
        rules, roles, pay, support and trust, and those that the question was made from."""
        return tuple(
            one
            for one in self.clauses
            if one.outcome in ("agreed", "not_agreed")
            and (question in heading_of(one.code).beside or question == f"{KEPT}{one.code}")
        )

    @property
    def statements(self) -> tuple[ReportStatement, ...]:
        return tuple(statement for one in self.clauses for statement in one.statements)


NO_AGREEMENT = ReportAgreement()


def said_of(outcome: str) -> str:
    """Say what came of a clause."""
    words = {"agreed": _("Agreed"), "not_agreed": _("Not agreed")}
    if outcome in phrases.SIDE_NAMES:
        return _("One key so far: %(side)s") % {"side": phrases.SIDE_NAMES[outcome]}
    return words.get(outcome, _("Still to talk about"))


def says(side: str) -> str:
    """Return what stands over the words of one side."""
    return {"people": _("People and communities say"), "services": _("Services and professionals say")}[side]


def said_of_changes(changes: Iterable[tuple[Change, Pinned]]) -> list[str]:
    """Say what a version changed, clause by clause."""
    words: dict[Change, str] = {
        "new": _("New: %(clause)s"),
        "words": _("Other words: %(clause)s"),
        "agreed": _("Now agreed: %(clause)s"),
        "not_agreed": _("Not agreed: %(clause)s"),
        "open": _("Talked about again: %(clause)s"),
        "out": _("Left out: %(clause)s"),
    }
    return [words[what] % {"clause": clause.title} for what, clause in changes]


def agreement_in_report(
    number: int,
    made_on: datetime.date | None,
    clauses: Sequence[Pinned],
    statements: Sequence[ReportStatement],
) -> ReportAgreement:
    """Put a version into a report, with who sees which clause differently."""
    rows: Iterator[ReportClause] = (
        ReportClause(place, clause, tuple(one for one in statements if one.key == clause.code))
        for place, clause in enumerate(clauses, start=1)
    )
    return ReportAgreement(number, made_on, tuple(rows))
