"""Writes by people who take part. They have no account: a secret opens one response, and nothing else.

No event of theirs goes into the audit trail: a time beside a response would tell who it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from assessments import codes
from assessments.actions import NotNow
from assessments.models import Answer, AnswerOption, Perspective, Response, Round
from assessments.queries import NOTHING, Given, Stored, stored_answers


@transaction.atomic
def begin_response(*, round: Round, perspective: Perspective | None, secret: str) -> Response:
    """The response that this secret opens, made if it is not there: sending the form twice makes one.

    Raises NotNow where the round is not open.
    """
    _held_open(round.pk)
    response, _ = Response.objects.get_or_create(
        secret_hash=codes.hash_of(secret), defaults={"round": round, "perspective": perspective}
    )
    return response


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a page that was sent: the response's revision now, and the answers that clash.

    clashes: by question id, what is stored there since the page was shown, changed from somewhere else.
    Those answers were not touched.
    """

    revision: int
    clashes: Mapping[int, Given]


@transaction.atomic
def save_answers(*, response: Response, given: Mapping[int, Given], seen: int) -> Saved:
    """Store what a page gives, by question id; questions that the page does not hold stay as they are.

    seen: the revision of the response when the page was shown. An answer that has changed since, to
    something other than what this page gives, is left alone and reported. A page that arrives twice, or
    late and with nothing new, changes nothing. Six queries at most.

    Raises NotNow where the round is not open, and Response.DoesNotExist where it was withdrawn.
    """
    held = Response.objects.select_for_update(of=("self",)).select_related("round").get(pk=response.pk)
    if not held.round.is_open:
        raise NotNow("This has closed, so nothing was saved.")
    stored = stored_answers(held.pk, given)
    before = {question: stored.get(question, Stored(NOTHING, 0)) for question in given}
    changed = {question: now for question, now in given.items() if now != before[question].given}
    clashes = {q: before[q].given for q in changed if before[q].revision > seen}
    writes = {question: now for question, now in changed.items() if question not in clashes}
    if writes:
        held.revision += 1
        held.save(update_fields=["revision"])
        _write(held, writes, before)
    return Saved(held.revision, clashes)


def _write(response: Response, writes: Mapping[int, Given], before: Mapping[int, Stored]) -> None:
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
    picks = {q: now.options for q, now in writes.items() if now.options != before[q].given.options}
    if picks:
        _write_options(response.pk, picks)


def _write_options(response_id: UUID, picks: Mapping[int, frozenset[int]]) -> None:
    ids = dict(
        Answer.objects.filter(response_id=response_id, question_id__in=picks).values_list("question", "pk")
    )
    AnswerOption.objects.filter(answer_id__in=ids.values()).delete()
    AnswerOption.objects.bulk_create(
        AnswerOption(answer_id=ids[question], option_id=option)
        for question, options in picks.items()
        for option in options
    )


@transaction.atomic
def change_perspective(*, response: Response, perspective: Perspective | None) -> None:
    """Answer from another perspective, or none. Raises NotNow where the round is not open."""
    _held_open(response.round_id)
    Response.objects.filter(pk=response.pk).update(perspective=perspective)


@transaction.atomic
def send_response(*, response: Response, show_if_few: bool) -> None:
    """Count this response among those sent. It may still be changed or taken back until the round closes.

    Raises NotNow where the round is not open, where nothing was answered, or where words still lack a
    choice of who may read them.
    """
    _held_open(response.round_id)
    stored = stored_answers(response.pk)
    if not any(one.given.answered or one.given.has_words for one in stored.values()):
        raise NotNow("There is nothing to send yet. Answer at least one question first.")
    if any(one.given.has_words and not one.given.sharing for one in stored.values()):
        raise NotNow("Choose who may read each comment first. The ones to choose for are marked below.")
    Response.objects.filter(pk=response.pk).update(submitted=True, show_if_few=show_if_few)


@transaction.atomic
def withdraw_response(*, response: Response) -> None:
    """Delete a response and all that it holds. After the release, the totals that were shared stay.

    Raises NotNow while the round is closed and its results are being made ready.
    """
    round = _held(response.round_id)
    if not (round.is_open or round.is_released):
        raise NotNow("This has closed, and the results are not out yet. You can take your answers back then.")
    Response.objects.filter(pk=response.pk).delete()


def _held(round_id: int) -> Round:
    """The round as it is now. Its state cannot change before this transaction has written: guards.py."""
    return Round.objects.get(pk=round_id)


def _held_open(round_id: int) -> Round:
    round = _held(round_id)
    if not round.is_open:
        raise NotNow("This is not open for answers now.")
    return round
