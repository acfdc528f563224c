"""Write a working agreement: one verb each, atomic, one after the other (docs/rules.md, The working
agreement).

The trail says that something was written or agreed, never what.
"""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.errors import Refused
from accounts.models import User
from assessments.choices import Side
from assessments.groundwork.clauses import ClauseNow, Text
from assessments.groundwork.headings import BY_CODE, OWN
from assessments.groundwork.queries import Agreement, agreement_of, clause_now
from assessments.models import Assessment
from assessments.records.groundwork import (
    AgreementVersion,
    Clause,
    ClauseKey,
    SheetLine,
    VersionClause,
    Wording,
)

MOST_OWN = 12  # headings that a group adds
MOST_LINES = 40  # of a sheet


class AgreementRefused(Refused):
    """Something that cannot be done with an agreement. Its message says why."""


def _lock(assessment: Assessment) -> Assessment:
    """Lock an agreement, so that one person at a time writes."""
    found = Assessment.objects.select_for_update(no_key=True).filter(pk=assessment.pk).first()
    if found is None:
        raise AgreementRefused(_("This assessment is not there any more."))
    return found


# Clauses


@transaction.atomic
def write_clause(
    *,
    assessment: Assessment,
    code: str,
    words: str,
    short: str,
    seen: int,
    by: User | None,
    wording: int = 0,
    keys: Iterable[str] = (),
    on: datetime.date | None = None,
) -> ClauseNow:
    """Write one text for both sides under a heading, and say yes to it for these sides; empty words leave the
    clause out. Nothing that was written before is changed, and no key goes along to other words.

    seen: the key of the newest wording that the person had before them, 0 for none. What somebody else wrote
    since stays beside it, and then no key is turned. wording: the key of the text that they began from; where
    they changed nothing in it, nothing is written. Of two who turn their keys at the same moment, the second
    agrees the clause; pressed again, nothing more is done. on: the day; today if None. Returns what the
    clause says now. Raises AgreementRefused for a heading that there is not, and for a key to a text that is
    not the one any more.
    """
    held = _lock(assessment)
    clause = _clause(held, code)
    now = clause_now(clause)
    said = {one.ident: (one.words, one.short) for one in now.proposals}
    begun = clause.wordings.filter(pk=wording).values_list("words", "short").first()
    if begun == (words, short):
        chosen = wording
    elif len(said) == 1 and (words, short) in said.values():
        [chosen] = said
    elif not words and now.outcome == "blank":
        return now
    else:
        row = Wording.objects.create(
            clause=clause, seen=min(seen, now.newest), words=words, short=short, written_on=_day(on)
        )
        record("clause written", clause, by=by, organisation=held.organisation)
        chosen, now = row.pk, clause_now(clause)
        if now.is_torn:
            return now
    for side in keys:
        if side not in _only(now, chosen).key_days:
            ClauseKey.objects.create(wording_id=chosen, side=side, turned_on=_day(on))
            record("key turned for a clause", clause, by=by, organisation=held.organisation)
    return clause_now(clause)


@transaction.atomic
def keep_two_wordings(
    *, assessment: Assessment, code: str, people: str, services: str, seen: int, by: User | None,
    on: datetime.date | None = None,
) -> ClauseNow:  # fmt: skip
    """Record that the sides do not agree, with the text of each. on: the day; today if None. Returns what the
    clause says now. Raises AgreementRefused where one of them is empty."""
    if not (people and services):
        raise AgreementRefused(_("Write down both wordings, one for each side."))
    held = _lock(assessment)
    clause = _clause(held, code)
    now = clause_now(clause)
    if any((one.people, one.services) == (people, services) for one in now.differing) and not now.proposals:
        return now
    Wording.objects.create(
        clause=clause, seen=min(seen, now.newest), is_both=False, people=people, services=services,
        written_on=_day(on),
    )  # fmt: skip
    record("two wordings kept", clause, by=by, organisation=held.organisation)
    return clause_now(clause)


@transaction.atomic
def choose_text(*, assessment: Assessment, code: str, wording: int, seen: int, by: User | None) -> None:
    """Choose one of the texts that were written at the same moment. The others stay on record. Raises
    AgreementRefused where it is not among them any more."""
    held = _lock(assessment)
    clause = _clause(held, code)
    now = clause_now(clause)
    chosen = next((one for one in now.proposals if one.ident == wording), None)
    if chosen is None or seen != now.newest:
        raise AgreementRefused(_("Somebody wrote something else just now. Please read it, then choose."))
    if now.is_torn:
        Wording.objects.create(clause=clause, seen=now.newest, words=chosen.words, short=chosen.short)
        record("clause written", clause, by=by, organisation=held.organisation)


@transaction.atomic
def take_clause_key_back(
    *, assessment: Assessment, code: str, wording: int, side: str, by: User | None
) -> None:
    """Take a side's yes back, while the other has not said it. Raises AgreementRefused once both have: other
    words are written then."""
    held = _lock(assessment)
    clause = _clause(held, code)
    only = _only(clause_now(clause), wording)
    if only.is_agreed:
        raise AgreementRefused(_("Both keys are turned. To talk about it again, change the words."))
    if ClauseKey.objects.filter(wording=only.ident, side=side).delete()[0]:
        record("key for a clause taken back", clause, by=by, organisation=held.organisation)


def _only(now: ClauseNow, wording: int) -> Text:
    if now.only is None or now.only.ident != wording or now.only.is_blank:
        raise AgreementRefused(
            _("The words were changed just now, so both keys are back. Please read them again.")
        )
    return now.only


@transaction.atomic
def add_heading(*, assessment: Assessment, title: str, by: User | None) -> Clause:
    """Add a heading of the group's own; one of that name is returned as it is. Raises AgreementRefused for
    too many."""
    held = _lock(assessment)
    own = list(held.clauses.filter(code__startswith=OWN))
    for clause in own:
        if clause.title.lower() == title.lower():
            return clause
    if len(own) >= MOST_OWN:
        raise AgreementRefused(_("You have added %(most)s headings, and no more fit.") % {"most": MOST_OWN})
    clause = Clause.objects.create(assessment=held, code=f"{OWN}{len(own) + 1}", title=title)
    record("heading added", clause, by=by, organisation=held.organisation)
    return clause


def _day(on: datetime.date | None) -> datetime.date:
    return on or timezone.localdate()


def _clause(assessment: Assessment, code: str) -> Clause:
    if code in BY_CODE:
        return Clause.objects.get_or_create(assessment=assessment, code=code)[0]
    clause = assessment.clauses.filter(code=code).first()
    if clause is None:
        raise AgreementRefused(_("This heading is not there any more."))
    return clause


# Versions


@transaction.atomic
def turn_version_key(
    *, assessment: Assessment, side: str, seen: str, why: str, by: User | None,
    on: datetime.date | None = None,
) -> AgreementVersion:  # fmt: skip
    """Say yes to the agreement as a whole, for a side. Whoever does so second makes the version; of two at
    the same moment, that is one version.

    seen: mark_of_agreement of what the person had before them. why: what changed, in the group's words; left
    empty, what was written stays. on: the day; today if None. Where the words were changed since the first
    key, that one goes back, and this is the first. Raises AgreementRefused where what was seen is not what is
    there, where nothing is written, and where nothing has changed.
    """
    held = _lock(assessment)
    agreement = agreement_of(held)
    made = agreement.newest
    if made and not agreement.is_changed and seen == _mark(made.number - 1, agreement):
        return AgreementVersion.objects.get(pk=made.pk)  # the other key was turned a moment ago
    if seen != mark_of_agreement(agreement):
        raise AgreementRefused(
            _("Somebody changed the agreement just now. Please read it again, then turn the key.")
        )
    if not agreement.written:
        raise AgreementRefused(_("Nothing is written yet."))
    if not agreement.is_changed:
        raise AgreementRefused(_("Nothing has changed since the last version."))
    row = _waiting(held, agreement)
    days = {Side.PEOPLE: row.people_on, Side.SERVICES: row.services_on}
    if days[Side(side)] and why in ("", row.why):
        return row  # the same key was turned a moment ago
    today = _day(on)
    days[Side(side)] = days[Side(side)] or today
    row.people_on, row.services_on, row.why = days[Side.PEOPLE], days[Side.SERVICES], why or row.why
    row.made_on = today if all(days.values()) else None
    row.save()
    record("key turned for an agreement", row, by=by, organisation=held.organisation)
    if row.made_on:
        record("working agreement agreed", row, by=by, organisation=held.organisation)
    return row


@transaction.atomic
def take_version_key_back(*, assessment: Assessment, side: str, by: User | None) -> None:
    """Take a side's yes to the whole back, while the other has not said it. Nothing happens where there is
    none."""
    held = _lock(assessment)
    row = AgreementVersion.objects.filter(assessment=held, made_on=None).first()
    if row is None or getattr(row, f"{side}_on") is None:
        return
    record("key for an agreement taken back", row, by=by, organisation=held.organisation)
    row.delete()  # the other side has none, or it would be made


def mark_of_agreement(agreement: Agreement) -> str:
    """Return what tells an agreement from what it says at another time."""
    return _mark(agreement.newest.number if agreement.newest else 0, agreement)


def _mark(number: int, agreement: Agreement) -> str:
    said = [
        f"{one.code}:{one.outcome}:{'+'.join(str(t.ident) for t in one.texts)}" for one in agreement.pinned
    ]
    return ",".join([str(number), *said])


def _waiting(assessment: Assessment, agreement: Agreement) -> AgreementVersion:
    """Return the version that waits for its second key, if it says what the agreement says now; else a new
    one in its place."""
    if waiting := agreement.waiting_now:
        return AgreementVersion.objects.get(pk=waiting.pk)
    why = agreement.waiting.why if agreement.waiting else ""
    AgreementVersion.objects.filter(assessment=assessment, made_on=None).delete()
    number = agreement.newest.number + 1 if agreement.newest else 1
    row = AgreementVersion.objects.create(assessment=assessment, number=number, why=why)
    VersionClause.objects.bulk_create(
        VersionClause(version=row, wording_id=text.ident, outcome=one.outcome)
        for one in agreement.pinned
        for text in one.texts
    )
    return row


# Sheets


@transaction.atomic
def add_line(
    *, assessment: Assessment, sheet: str, first: str, by: User | None, column: str = "", second: str = "",
    third: str = "",
) -> SheetLine:  # fmt: skip
    """Add a line to a sheet. Raises AgreementRefused where it is full."""
    held = _lock(assessment)
    if SheetLine.objects.filter(assessment=held, sheet=sheet).count() >= MOST_LINES:
        raise AgreementRefused(
            _("This sheet has %(most)s lines, and no more fit. Take one off first.") % {"most": MOST_LINES}
        )
    line = SheetLine.objects.create(
        assessment=held, sheet=sheet, column=column, first=first, second=second, third=third
    )
    record("line added to a sheet", line, by=by, organisation=held.organisation)
    return line


@transaction.atomic
def take_line_off(*, assessment: Assessment, sheet: str, line: int, by: User | None) -> None:
    """Take a line off a sheet. Nothing happens where it is gone."""
    held = _lock(assessment)
    if SheetLine.objects.filter(assessment=held, sheet=sheet, pk=line).delete()[0]:
        record("line taken off a sheet", held, by=by, organisation=held.organisation)
