"""Paper sheets: made, typed in by one person who runs the round, and checked by another.

A sheet has a number, which stands on each of its pages, and a private code for whoever fills it in, which
they keep (records/invitations.py). Typing it in makes a response that this code opens, like any other. Until
a second person has typed the same, the number leads to the response (models.TypedSheet); after that nothing
does but the private code. No event in the audit trail belongs to one sheet: a time beside a response would
tell whose it is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import Enum
from typing import cast

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.actions import record_once
from accounts.models import User
from assessments import codes
from assessments.invitations.actions import store_batch
from assessments.models import Perspective, Response, Round, TypedSheet
from assessments.records.invitations import Invitation, InvitationBatch
from assessments.responses.answers import NO_ANSWER, AnswerContent, stored_answers
from assessments.responses.saving import changes, lock_response, write_answers
from assessments.rounds.errors import NotAllowedNow

MOST_SHEETS = 30  # at once: with 50 questions they take about 12 seconds to print (paper/sheets.py)

MANY = 4  # differences between what two people read on one sheet

TAKES_PAPER = (Round.State.OPEN, Round.State.CLOSED)  # docs/rules.md, States of a round

Field = int | str  # of a sheet: the id of a question, or the name of what stands above the questions


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to print: its number (codes.make_sheet_number) and the private code of who fills it in."""

    number: str
    secret: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands on a sheet: the group that was ticked, if any; the consent; and what was given, by question
    id. Questions that are not in it were left. unplaced: comments without a question's number."""

    perspective: Perspective | None
    show_if_few: bool
    given: Mapping[int, AnswerContent]
    unplaced: str = ""

    @property
    def agrees(self) -> bool:
        """Whether the consent counts: it is a group's, and given by somebody who names theirs."""
        return self.show_if_few and self.perspective is not None


class Stage(Enum):
    """What may be done with a sheet next, by this person."""

    NEW = "new"  # nobody has typed it in
    MINE = "mine"  # they typed it in themselves, and may put it right
    CHECK = "check"  # somebody else typed it in, and they can check it


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet by its number. perspective: of its response, or the group that a new sheet was printed for.

    revision: how often its response has changed; 0 for a new one.
    """

    stage: Stage
    perspective: Perspective | None = None
    response: Response | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody was shown of a sheet that is typed in, as it was at this revision of its response.

    fields: question ids, 'perspective', 'show_if_few' and 'unplaced'; None for all of them.
    """

    revision: int
    fields: frozenset[Field] | None = None


@dataclass(frozen=True, slots=True)
class Differences:
    """Where two people read a sheet differently. Nothing was written.

    given: what the first typed, by question id, where it differs. perspective, show_if_few, unplaced: whether
    they differ there. revision: that of the response. before: the fields that were shown to differ already,
    where there are more now. answered: how many questions either has read something at.
    """

    stored: Filled
    given: Mapping[int, AnswerContent]
    perspective: bool
    show_if_few: bool
    unplaced: bool
    revision: int
    answered: int
    before: frozenset[Field] = frozenset()

    @property
    def fields(self) -> frozenset[Field]:
        named = {name for name in ("perspective", "show_if_few", "unplaced") if getattr(self, name)}
        return frozenset(self.given) | named

    @property
    def may_be_another_form(self) -> bool:
        """Whether so much differs that two forms may have one number, as where one was copied."""
        return len(self.given) >= MANY and 2 * len(self.given) >= self.answered

    @property
    def seen(self) -> Seen:
        """What whoever is shown these has seen then: to settle them with (enter_sheet)."""
        return Seen(self.revision, self.fields | self.before)


class NoSuchSheet(NotAllowedNow):
    """No sheet of this round that can be typed in or checked has the number."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "We cannot find this number. Check each letter and figure. If all is right, the form was "
                "typed in and checked before, or taken back, or the person has answered on screen."
            )
        )


class NothingOnIt(NotAllowedNow):
    """The sheet is empty."""

    def __init__(self) -> None:
        super().__init__(_("There is nothing to store yet. Type in at least one answer."))


# Printing


def new_sheets(round_: Round, number: int, digest: Callable[[str], bytes] | None = None) -> list[Sheet]:
    """Return so many sheets, each with a number that no other of this round has. Nothing is stored. Two
    queries, unless a number was drawn that is taken.

    digest: bytes that nobody can guess, by name (SentForm.digest): by the same one, the sheets are the same
    each time, whether they are stored by now or not. Without it they are drawn at random.
    """
    if digest is None:
        secrets = [codes.make_secret() for _ in range(number)]
    else:
        secrets = [codes.secret_from(digest(f"secret {place}")) for place in range(number)]
    ours = {codes.hash_of(secret) for secret in secrets}
    numbers: list[str] = []
    draws = 0
    while len(numbers) < number:
        places = range(draws, draws + number - len(numbers))
        draws = places.stop
        drawn = [_draw_number(digest, place) for place in places]
        taken = _taken(round_, drawn, but_for=ours)
        numbers = list(dict.fromkeys([*numbers, *(one for one in drawn if _hash(round_, one) not in taken)]))
    return [Sheet(one, secret) for one, secret in zip(numbers, secrets, strict=True)]


def _draw_number(digest: Callable[[str], bytes] | None, place: int) -> str:
    return codes.sheet_number_from(digest(f"number {place}")) if digest else codes.make_sheet_number()


def _hash(round_: Round, number: str) -> str:
    return codes.hash_of(round_.join_code + number)


def _taken(round_: Round, numbers: Sequence[str], *, but_for: set[str]) -> set[str | None]:
    """Return the hashes of those among these numbers that sheets of the round have already, but for those
    whose private codes have these hashes."""
    hashes = [_hash(round_, number) for number in numbers]
    typed = TypedSheet.objects.filter(sheet_hash__in=hashes)
    typed = typed.exclude(response__secret_hash__in=but_for)
    unused = Invitation.objects.filter(sheet_hash__in=hashes).exclude(code_hash__in=but_for)
    return {*typed.values_list("sheet_hash", flat=True), *unused.values_list("sheet_hash", flat=True)}


def store_sheets(
    *, round_: Round, perspective: Perspective | None, made: Sequence[Sheet], by: User | None
) -> InvitationBatch:
    """Store sheets that were printed (new_sheets), as one batch for one group, or for anyone. Returns it.

    The printing comes first, so that no code is stored which nobody holds. Raises NotAllowedNow where
    the round is not open.
    """
    how = InvitationBatch.How.PAPER
    batch = InvitationBatch(round=round_, perspective=perspective, how=how, made=len(made))
    rows = [
        Invitation(batch=batch, code_hash=codes.hash_of(sheet.secret), sheet_hash=_hash(round_, sheet.number))
        for sheet in made
    ]
    store_batch(batch, rows, by)
    return batch


# Typing in


def find_sheet(*, round_: Round, number: str, by: User) -> Found:
    """Return what can be done with the sheet of this number. Wrong, checked and withdrawn look the same. Two
    queries at most. Raises NoSuchSheet."""
    sheet_hash = _hash(round_, number)
    typed = _typed(round_, sheet_hash).select_related("response__perspective").first()
    if typed:
        return _as_found(typed, by)
    unused = Invitation.objects.select_related("batch__perspective")
    invitation = unused.filter(batch__round=round_, sheet_hash=sheet_hash).first()
    if invitation is None:
        raise NoSuchSheet
    return Found(Stage.NEW, invitation.batch.perspective)


def _typed(round_: Round, sheet_hash: str) -> QuerySet[TypedSheet]:
    return TypedSheet.objects.filter(response__round=round_, sheet_hash=sheet_hash)


def _as_found(typed: TypedSheet, by: User) -> Found:
    stage = Stage.MINE if typed.typed_by_id == by.pk else Stage.CHECK
    response = typed.response
    return Found(stage, response.perspective, response, response.revision)


def enter_sheet(
    *, round_: Round, number: str, filled: Filled, by: User, seen: Seen | None = None
) -> Stage | Differences:
    """Store what one person reads on a sheet; returns what this was, or where a check found differences.

    The first to type it in makes the response, which counts from then on. The same person may put it right.
    Another person's going over is the check: where all is the same, the number leads to the response no more.
    Where something differs, nothing is written, unless they have seen each such thing as it is stored
    (`seen`) and say with `filled` what stands on the paper. So nothing counts as checked that one person
    alone has read, and a page that arrives twice, or late, takes nothing back.

    Raises NoSuchSheet, NothingOnIt, and NotAllowedNow where the round takes in no paper (any more).
    """
    if not filled.unplaced and not any(one.answered or one.has_words for one in filled.given.values()):
        raise NothingOnIt
    sheet_hash = _hash(round_, number)
    with _while_taken_in(round_):
        typed = _held(round_, sheet_hash)
        if typed is None and _type_in(round_, sheet_hash, filled, by):
            return Stage.NEW
        typed = typed or _held(round_, sheet_hash)  # somebody else has typed it in, this moment
        if typed is None:
            raise NoSuchSheet
        differences = differences_of(typed.response, filled)
        if unseen := _with_unseen(differences, seen):
            return unseen
        if differences is not None:
            _overwrite(typed.response, filled)
        return Stage.MINE if typed.typed_by_id == by.pk else _checked(typed, by)


@contextmanager
def _while_taken_in(round_: Round) -> Iterator[None]:
    """One write. Raises NotAllowedNow where the guards refuse it because the round has been released. The
    database's own words may hold the row, so they are never told on."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        if takes_paper(round_):
            raise IntegrityError("The database refused what was typed in.") from None
        raise NotAllowedNow(_("The results of this round are shared, so nothing can be typed in.")) from None


def takes_paper(round_: Round) -> bool:
    """Whether sheets may be typed in and checked now. One query."""
    return Round.objects.filter(pk=round_.pk, state__in=TAKES_PAPER).exists()


def _held(round_: Round, sheet_hash: str) -> TypedSheet | None:
    """Lock the sheet that waits, its response first, as whoever answers on screen locks it."""
    found = _typed(round_, sheet_hash).values_list("response_id", flat=True).first()
    if found is None:
        return None
    try:
        response = lock_response(found)
        typed = _typed(round_, sheet_hash).get(response=response)
    except (Response.DoesNotExist, TypedSheet.DoesNotExist):
        raise NoSuchSheet from None  # withdrawn, or checked, this moment
    typed.response = response
    return typed


def _type_in(round_: Round, sheet_hash: str, filled: Filled, by: User) -> bool:
    """Whether the sheet was still to be typed in, and so is now."""
    unused = Invitation.objects.select_for_update(of=("self",))
    invitation = unused.filter(batch__round=round_, sheet_hash=sheet_hash).first()
    if invitation is None:
        return False
    response = Response.objects.create(
        round=round_,
        perspective=filled.perspective,
        secret_hash=cast(str, invitation.code_hash),  # paper forms have theirs from the start
        show_if_few=filled.agrees,
        submitted=True,
        source=Response.Source.PAPER,
        unplaced=filled.unplaced,
        revision=1,
    )
    invitation.delete()
    writes = {question: one for question, one in filled.given.items() if one != NO_ANSWER}
    write_answers(response.pk, writes, {}, revision=response.revision)
    TypedSheet.objects.create(response=response, sheet_hash=sheet_hash, typed_by=by)
    record_once("paper forms typed in", round_, by=by, organisation=round_.assessment.organisation)
    return True


def _overwrite(response: Response, filled: Filled) -> None:
    """Write the response as the sheet says it: what stands there already stays untouched."""
    before = stored_answers(response.pk)
    given = {**dict.fromkeys(before, NO_ANSWER), **filled.given}
    writes = changes(given, before)
    response.perspective = filled.perspective
    response.show_if_few = filled.agrees
    response.unplaced = filled.unplaced
    response.revision += 1
    response.save(update_fields=["perspective", "show_if_few", "unplaced", "revision"])
    write_answers(response.pk, writes, before, revision=response.revision)


def _checked(typed: TypedSheet, by: User) -> Stage:
    """Two people have read the same: the number leads nowhere any more."""
    round_ = typed.response.round
    typed.delete()
    record_once("paper forms checked", round_, by=by, organisation=round_.assessment.organisation)
    return Stage.CHECK


def differences_of(response: Response, filled: Filled) -> Differences | None:
    """Where what is stored differs from what somebody reads on the sheet; None where nowhere."""
    stored = filled_of(response)
    keys = {*stored.given, *filled.given}
    given = {
        question: stored.given.get(question, NO_ANSWER)
        for question in keys
        if stored.given.get(question, NO_ANSWER) != filled.given.get(question, NO_ANSWER)
    }
    perspective = stored.perspective != filled.perspective
    few = stored.show_if_few != filled.agrees
    unplaced = stored.unplaced != filled.unplaced
    if not (given or perspective or few or unplaced):
        return None
    both = (stored.given, filled.given)
    answered = {question for given_ in both for question, one in given_.items() if one != NO_ANSWER}
    return Differences(stored, given, perspective, few, unplaced, response.revision, len(answered))


def _with_unseen(differences: Differences | None, seen: Seen | None) -> Differences | None:
    """All the differences, where there is one among them that was not shown as it is stored; else None."""
    if differences is None or seen is None or seen.revision != differences.revision:
        return differences
    if seen.fields is None or differences.fields <= seen.fields:
        return None
    return replace(differences, before=seen.fields)


def filled_of(response: Response) -> Filled:
    """Return what is stored of a sheet, as it was read. Two queries, and one for the group."""
    given = {question: one.given for question, one in stored_answers(response.pk).items()}
    return Filled(response.perspective, response.show_if_few, given, response.unplaced)


# Counting


@dataclass(frozen=True, slots=True)
class OnPaper:
    """How many sheets of a round were printed, typed in, and wait to be checked."""

    printed: int
    typed: int
    waiting: int


def on_paper(round_: Round) -> OnPaper:
    """Two queries. What people sent on screen after they had been given a sheet is not among `typed`."""
    batches = round_.batches.filter(how=InvitationBatch.How.PAPER)
    printed = sum(batches.values_list("made", flat=True))
    counts = Response.objects.filter(round=round_, source=Response.Source.PAPER).aggregate(
        typed=Count("pk", filter=Q(submitted=True)), waiting=Count("typed_sheet")
    )
    return OnPaper(printed, counts["typed"], counts["waiting"])
