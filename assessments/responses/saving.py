"""Writes by people who take part. They have no account: a secret opens one response, and nothing else.

No event of theirs goes into the audit trail: a time beside a response would tell who it was. Whoever
locks both locks the response or the invitation first, then the round, so that no two writes wait for each
other.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import codes
from assessments.models import Answer, AnswerOption, Invitation, Perspective, Response, Round, TypedSheet
from assessments.responses.answers import NO_ANSWER, AnswerContent, StoredAnswer, stored_answers
from assessments.rounds.errors import NotAllowedNow


class RoundClosed(NotAllowedNow):
    """The round is not open for answers (any more)."""

    def __init__(self) -> None:
        super().__init__(_("This has closed, so nothing was saved."))


class CodeUnknown(ValidationError):
    """No invitation of this round has the code: it is wrong, or was used or taken back. All look the same."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "We cannot find this code. Check each letter and number. If all is right, it was used before "
                "or taken back, or it is too late. Ask the person who gave it to you."
            )
        )


class CodeNeeded(NotAllowedNow):
    """The round is joined by code alone, and none was given."""

    def __init__(self) -> None:
        super().__init__(_("You need a code to start. Type it in below."))


class OtherGroup(NotAllowedNow):
    """Leave was given for the group that a page was shown for, and the response stands in another by now."""

    def __init__(self) -> None:
        super().__init__(
            _("You have changed your group since this page was shown. Nothing was saved. Please look again.")
        )


@contextmanager
def _while_open(round_id: int) -> Iterator[None]:
    """One write, all of it or nothing. Raises Closed where the guards refuse it because the round has closed.

    What was read of the round before may be a moment old, so the guards look again at each row that is
    written. Any other refusal is a fault of ours. It is told without the database's own words, which may
    hold the row: nobody's comment belongs in a log.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        if _is_open(round_id):
            raise IntegrityError("The database refused what was sent.") from None
        raise RoundClosed from None


def _is_open(round_id: int) -> bool:
    return Round.objects.filter(pk=round_id, state=Round.State.OPEN).exists()


def lock_response(response_id: UUID) -> Response:
    """The response as it is now, locked, and its round. Raises Response.DoesNotExist if it was withdrawn.

    Looked for twice: where rows were stored anew meanwhile (rounds/shuffling.py), the first look waited for
    one that went, and the second finds the one that came in its place.
    """
    locked = Response.objects.select_for_update(of=("self",)).select_related("round", "perspective")
    return locked.filter(pk=response_id).first() or locked.get(pk=response_id)


def _lock_open_response(response: Response) -> Response:
    """The same, to change it. Raises Closed where the round is not open."""
    found = lock_response(response.pk)
    if not found.round.is_open:
        raise RoundClosed
    return found


def _drop_paper_check(held: Response) -> None:
    """What was typed in from paper, and is now changed by its author on screen, is not held against the paper
    any more: they have the last word."""
    if held.source == Response.Source.PAPER:
        TypedSheet.objects.filter(response=held).delete()


def _is_in_group(held: Response, group: str | None) -> bool:
    """Whether the page was shown for the group that the response stands in. group: its code, '' for none;
    None where there was no page."""
    return group is None or group == getattr(held.perspective, "code", "")


def begin_response(
    *, round: Round, perspective: Perspective | None, secret: str, invitation: str = ""
) -> Response:
    """The response that this secret opens, made if it is not there: sending the form twice makes one.

    invitation: the code that the person was given, if any. It is used up by this, and if it was made for one
    group the response stands there, whatever `perspective` says. Pressed twice, it is used once.

    Raises Closed where the round is not open, CodeNeeded where it is joined by code alone and none is given,
    CodeUnknown where the code is none (any more), and NotNow where the secret has been used to answer: an
    old start page on a shared device must not open what somebody gave.
    """
    secret_hash = codes.hash_of(secret)
    with _while_open(round.pk):
        if not _is_open(round.pk):
            raise RoundClosed
        begun = _begun(secret_hash)
        response = begun or _begin(round, perspective, secret_hash, invitation)
    if begun and (begun.revision or begun.submitted):
        raise NotAllowedNow(_("This page was used before. To go on with your answers, enter your code."))
    return response


def _begun(secret_hash: str) -> Response | None:
    return Response.objects.filter(secret_hash=secret_hash).first()


def _begin(round: Round, perspective: Perspective | None, secret_hash: str, invitation: str) -> Response:
    if invitation:
        used = _use_up(round, invitation)
        if used is None:
            return _first_of_two(secret_hash)
        perspective = used.batch.perspective or perspective
    elif not round.has_link:
        raise CodeNeeded
    response, _made = Response.objects.get_or_create(
        secret_hash=secret_hash, defaults={"round": round, "perspective": perspective}
    )
    return response


def _first_of_two(secret_hash: str) -> Response:
    """What the other of two presses of one button began, while this one waited for it. Raises CodeUnknown
    where there was none, so that the code is not there at all."""
    begun = _begun(secret_hash)
    if begun is None:
        raise CodeUnknown
    return begun


def _use_up(round: Round, code: str) -> Invitation | None:
    """The invitation of this code, taken out of the database: of two who press at once, one gets it."""
    unused = Invitation.objects.select_for_update(of=("self",)).select_related("batch__perspective")
    found = unused.filter(batch__round=round, code_hash=codes.hash_of(code)).first()
    if found:
        found.delete()
    return found


@dataclass(frozen=True, slots=True)
class SaveResult:
    """What became of a page that was sent: the response's revision now, and the answers that clash.

    clashes: by question id, what is stored there since the page was shown, changed from somewhere else.
    Those answers were not touched.
    """

    revision: int
    clashes: Mapping[int, AnswerContent]


def save_answers(
    *,
    response: Response,
    given: Mapping[int, AnswerContent],
    seen: int,
    behind: Mapping[int, int] | None = None,
    group: str | None = None,
) -> SaveResult:
    """Store what a page gives, by question id; questions that the page does not hold stay as they are.

    seen: the revision of the response when the page was shown, or last saved. behind: an older one, by
    question id, for those which could not be saved with the rest, so that the page has not seen what is
    stored there since. An answer that has changed since, to something other than what this page gives, is
    left alone and reported. A page that arrives twice, or late and with nothing new, changes nothing. Nine
    queries at most, however many questions. group: the code of the group that the page was shown for, '' for
    none, so that leave to name it beside a comment is taken for no other.

    Raises Closed where the round is not open, OtherGroup where words would be shown as from another group
    than the page said, and Response.DoesNotExist where it was withdrawn.
    """
    with _while_open(response.round_id):
        held = _lock_open_response(response)
        stored = stored_answers(held.pk, given)
        before = {question: stored.get(question, StoredAnswer(NO_ANSWER, 0)) for question in given}
        changed = {question: now for question, now in given.items() if now != before[question].given}
        known = behind or {}
        clashes = {q: before[q].given for q in changed if before[q].revision > known.get(q, seen)}
        writes = {question: now for question, now in changed.items() if question not in clashes}
        if any(now.is_named for now in writes.values()) and not _is_in_group(held, group):
            raise OtherGroup
        if writes:
            _drop_paper_check(held)
            held.revision += 1
            held.save(update_fields=["revision"])
            write_answers(held, writes, before)
    return SaveResult(held.revision, clashes)


def write_answers(
    response: Response, writes: Mapping[int, AnswerContent], before: Mapping[int, StoredAnswer]
) -> None:
    """Write answers, by question id, at the response's revision. before: what stands there of each.

    Options that are no longer picked go first: an answer is options or something else, never both."""
    picks = {q: now.options for q, now in writes.items() if now.options != before[q].given.options}
    if picks:
        AnswerOption.objects.filter(answer__response=response, answer__question__in=picks).delete()
    Answer.objects.bulk_create(
        [
            Answer(
                response=response,
                question_id=question,
                level_id=now.level,
                special=now.special,
                text=now.text,
                comment=now.comment,
                sharing=now.sharing,
                revision=response.revision,
            )
            for question, now in writes.items()
        ],
        update_conflicts=True,
        unique_fields=["response", "question"],
        update_fields=["level", "special", "text", "comment", "sharing", "revision"],
    )
    if any(picks.values()):
        _write_options(response.pk, picks)


def _write_options(response_id: UUID, picks: Mapping[int, frozenset[int]]) -> None:
    ids = dict(
        Answer.objects.filter(response_id=response_id, question_id__in=picks).values_list("question", "pk")
    )
    AnswerOption.objects.bulk_create(
        AnswerOption(answer_id=ids[question], option_id=option)
        for question, options in picks.items()
        for option in options
    )


def change_perspective(*, response: Response, perspective: Perspective | None) -> None:
    """Answer from another perspective, or none.

    A tick to be shown if few was given for the group as it was, so it does not go along to another; nor does
    leave to name the group beside a comment, which is still shown, but without a group. A page that was shown
    before does not take that back unseen: these answers have changed since.
    Raises Closed where the round is not open, and Response.DoesNotExist where it was withdrawn.
    """
    with _while_open(response.round_id):
        held = _lock_open_response(response)
        if held.perspective_id != (perspective.pk if perspective else None):
            _drop_paper_check(held)
            named = Answer.objects.filter(response=held, sharing=Answer.Sharing.NAMED)
            held.revision += named.update(sharing=Answer.Sharing.UNNAMED, revision=held.revision + 1) > 0
            held.perspective, held.show_if_few = perspective, False
            held.save(update_fields=["perspective", "show_if_few", "revision"])


def send_response(*, response: Response, show_if_few: bool, group: str | None = None) -> None:
    """Count this response among those sent. It may still be changed or taken back until the round closes.

    group: the code of the group that the page was shown for, '' for none, as the tick was for that one.
    Raises Closed where the round is not open, OtherGroup where the tick was for another group, NotNow where
    nothing was answered or where words still lack a choice of who may read them, and Response.DoesNotExist
    where it was withdrawn.
    """
    with _while_open(response.round_id):
        held = _lock_open_response(response)
        if show_if_few and not _is_in_group(held, group):
            raise OtherGroup
        stored = [one.given for one in stored_answers(held.pk).values()]
        if not any(one.answered or one.has_words for one in stored):
            raise NotAllowedNow(_("There is nothing to send yet. Answer at least one question first."))
        if any(one.has_words and not one.sharing for one in stored):
            raise NotAllowedNow(
                _("Choose who may read each comment first. The ones to choose for are marked below.")
            )
        _drop_paper_check(held)
        held.submitted, held.show_if_few = True, show_if_few
        held.save(update_fields=["submitted", "show_if_few"])


WHY_NOT_WITHDRAW = {
    Round.State.CLOSED: gettext_lazy(
        "This has closed, and the results are not out yet. You can take your answers back once they are."
    ),
    Round.State.ARCHIVED: gettext_lazy("This is finished and put away, so nothing in it can be changed now."),
}


@transaction.atomic
def withdraw_response(*, response: Response, seen: str | None = None) -> None:
    """Delete a response and all that it holds. After the release, the totals that were shared stay.

    seen: the state of the round in which the person was told what this would mean; None where nobody was
    told. The round is held still meanwhile, so that a response which is gone is in no release made after.
    Raises NotNow while the round is closed and its results are being made ready, once it is archived
    (domain, States of a round), and where its state is another than was seen.
    """
    found = lock_response(response.pk)
    round = Round.objects.select_for_update(of=("self",)).get(pk=found.round_id)
    why_not = WHY_NOT_WITHDRAW.get(Round.State(round.state))
    if why_not:
        raise NotAllowedNow(why_not)
    if seen is not None and round.state != seen:
        raise NotAllowedNow(
            _("Something changed while this page was open. Please read it again, then choose.")
        )
    found.delete()
