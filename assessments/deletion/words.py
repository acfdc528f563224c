"""Remove words that must go by law from shared results (docs/rules.md, Words that must go by law)."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.actions import record
from accounts.deletions import Deleted, mark_of, remember
from accounts.errors import Refused
from accounts.models import User
from assessments.models import Answer, Release, Round
from assessments.records.removed_words import RemovedWords
from assessments.records.report_files import MeetingPack, ReportFile
from assessments.records.voices import Dissent
from assessments.release.comments import SHARED
from assessments.reports.files import order_reports
from assessments.rounds.locking import lock_rounds

Reason = RemovedWords.Reason
WAITING = (Round.State.OPEN, Round.State.CLOSED)  # for their results, or for their end


class NoSuchWords(LookupError):
    """Nobody's words are in that place of these results."""


class RemovedBefore(Refused):
    """Somebody else has removed them."""

    def __init__(self, on: date) -> None:
        day = date_format(on, "j F Y")
        super().__init__(_("These words are gone already: they were removed on %(day)s.") % {"day": day})


@transaction.atomic
def remove_words(*, release: Release, question: str, place: int, reason: str, by: User | None) -> None:
    """Remove one person's words from results that are shared, and from what is stored of them. What stays is
    their place, with the day and the reason; they are counted as before.

    question: its key in the results. place: of the quote among those to it. reason: one of Reason. Where
    others wrote just the same words there, theirs go too: nobody could tell which are which. The report is
    made again without them, and meeting packs that have it go. Raises NoSuchWords, and RemovedBefore where
    they are gone.
    """
    lock_rounds(Round.objects.filter(pk=release.round_id))  # nobody takes their answers back meanwhile
    held = Release.objects.select_related("round__assessment__organisation").filter(pk=release.pk).first()
    if held is None:
        raise NoSuchWords
    quotes = _quotes(held, question)
    if not 0 <= place < len(quotes):
        raise NoSuchWords
    words = quotes[place]["words"]
    if not words:
        raise RemovedBefore(held.removed_words.get(question=question, place=place).removed_on)
    places = [number for number, quote in enumerate(quotes) if quote["words"] == words]
    for number in places:
        _empty(held, question, number, reason)
    answers = _answers(held.round, question).filter(Q(comment=words) | Q(text=words))
    remember(
        Deleted.WORDS,
        [
            *(mark_of_place(held.round, question, number, reason) for number in places),
            *(mark_of_answer(pk) for pk in answers.values_list("pk", flat=True)),
        ],
    )
    answers.update(comment="", text="", sharing="")
    make_files_again(held)
    note_removal(held.round, by)


@transaction.atomic
def remove_statement(*, release: Release, statement: UUID, reason: str, by: User | None) -> None:
    """Remove the words of a statement beside results that are shared, as remove_words does: its place stays,
    with the day and the reason, and is nobody's any more. Who joined it is not counted there. Raises
    NoSuchWords, and RemovedBefore."""
    lock_rounds(Round.objects.filter(pk=release.round_id))
    held = Dissent.objects.filter(pk=statement, release=release).first()
    if held is None:
        raise NoSuchWords
    if held.removed_on is not None:
        raise RemovedBefore(held.removed_on)
    held.words, held.author, held.level = "", "", None
    held.removed_on, held.removed_because = timezone.localdate(), reason
    held.save()
    held.joins.all().delete()
    remember(Deleted.WORDS, [mark_of_statement(held.pk, reason)])
    make_files_again(release)
    note_removal(release.round, by)


def note_removal(round_: Round, by: User | None) -> None:
    """Write into the trail that words were removed, and nothing of them."""
    record("words removed from results", round_, by=by, organisation=round_.assessment.organisation)


def make_files_again(release: Release) -> None:
    """Delete reports and packs that have the words, and have reports made without them."""
    ReportFile.objects.filter(release=release).delete()
    MeetingPack.objects.filter(reports__release=release).delete()
    release.begin_edition()
    release.refresh_from_db(fields=["edition"])
    order_reports(release)


def _quotes(release: Release, question: str) -> list[dict[str, Any]]:
    """Return the quotes to a question as they are stored; by every version of the rules in the same place."""
    found: dict[str, Any] = release.results["comments"].get(question, {})
    quotes: list[dict[str, Any]] = found.get("shared", [])
    return quotes


def _empty(release: Release, question: str, place: int, reason: str) -> None:
    """Mark the place of one quote, and empty it: one at a time, as the guards let it through."""
    RemovedWords.objects.create(
        release=release, question=question, place=place, reason=reason, removed_on=timezone.localdate()
    )
    _quotes(release, question)[place]["words"] = ""
    Release.objects.filter(pk=release.pk).update(results=release.results)


def _answers(round_: Round, question: str) -> QuerySet[Answer]:
    """Select the answers to a question, by its key, whose words went into the results."""
    framework, code = question.rsplit("/", 1)
    return Answer.objects.filter(
        response__round=round_,
        response__submitted=True,
        question__code=code,
        question__version__framework__code=framework,
        sharing__in=SHARED,
    )


def mark_of_place(round_: Round, question: str, place: int, reason: str) -> str:
    return mark_of(Deleted.WORDS, round_.join_code, question, place, reason)


def mark_of_answer(pk: object) -> str:
    return mark_of(Deleted.WORDS, pk)


def mark_of_statement(pk: UUID, reason: str) -> str:
    return mark_of(Deleted.WORDS, pk, reason)


# In a copy from before


def remove_words_again(marks: set[str]) -> int:
    """Remove the words that these marks name, as in a copy from before; returns in how many places. Words
    whose results are not shared yet there go from the answers. Those that a group wrote beside results:
    deletion/texts.py."""
    if not marks:
        return 0
    found = 0
    for release in Release.objects.select_related("round").order_by("pk"):
        for question, place, reason in list(_named(release, marks)):
            try:
                remove_words(release=release, question=question, place=place, reason=reason, by=None)
            except RemovedBefore:  # just the same words as at another place
                continue
            found += 1
    return found + _remove_statements(marks) + _forget_answers(marks)


def _remove_statements(marks: set[str]) -> int:
    found = [
        (row, reason)
        for row in Dissent.objects.filter(removed_on=None).select_related("release")
        for reason in Reason.values
        if mark_of_statement(row.pk, reason) in marks
    ]
    for row, reason in found:
        remove_statement(release=row.release, statement=row.pk, reason=reason, by=None)
    return len(found)


def _named(release: Release, marks: set[str]) -> Iterator[tuple[str, int, str]]:
    for question in release.results["comments"]:
        for place, quote in enumerate(_quotes(release, question)):
            for reason in Reason.values if quote["words"] else ():
                if mark_of_place(release.round, question, place, reason) in marks:
                    yield question, place, reason


def _forget_answers(marks: set[str]) -> int:
    """Empty the answers that these marks name, in rounds whose results are not shared. The guards let an
    answer change while a round is open only, so for others unseen it is open until that is done."""
    waiting = Answer.objects.filter(~Q(comment="") | ~Q(text=""), response__round__state__in=WAITING)
    rows = waiting.values_list("pk", "response__round").iterator()
    gone = [(pk, round_id) for pk, round_id in rows if mark_of_answer(pk) in marks]
    for pk, round_id in gone:
        mine = Round.objects.filter(pk=round_id)
        lock_rounds(mine)
        held = mine.get()
        mine.update(state=Round.State.OPEN, closes_itself_at=None)
        Answer.objects.filter(pk=pk).update(comment="", text="", sharing="")
        mine.update(state=held.state, closes_itself_at=held.closes_itself_at)
    return len(gone)
