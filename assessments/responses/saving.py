"""Writes by people who take part. They have no account: a secret opens one response, and nothing else.

No event of theirs goes into the audit trail: a time beside a response would tell who it was. Whoever
locks both locks the response or the invitation first, then the round, so that no two writes wait for each
other.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.deletions import Deleted, mark_of, remember
from accounts.errors import Refused
from assessments import codes
from assessments.models import Answer, AnswerOption, Perspective, Response, Round, TypedSheet
from assessments.records.invitations import Invitation
from assessments.responses.answers import NO_ANSWER, AnswerContent, StoredAnswer, stored_answers
from assessments.rounds.errors import NotAllowedNow
from assessments.rounds.states import words_for


class RoundClosed(NotAllowedNow):
    """The round is not open for answers (any more)."""

    def __init__(self) -> None:
        super().__init__(_("This has closed, so nothing was saved."))


class CodeUnknown(Refused):
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
    """Make one write, all of it or nothing. Raises RoundClosed where the round has closed, as the guards say.

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
    return Round.objects.taking_answers().filter(pk=round_id).exists()


def lock_response(response_id: UUID) -> Response:
    """Lock the response, and return it as it is now, with its round. Raises Response.DoesNotExist if it was
    withdrawn.

    Looked for twice: where rows were stored anew meanwhile (rounds/shuffling.py), the first look waited for
    one that went, and the second finds the one that came in its place.
    """
    locked = Response.objects.select_for_update(of=("self",)).select_related("round", "perspective")
    return locked.filter(pk=response_id).first() or locked.get(pk=response_id)


def _lock_open_response(response: Response) -> Response:
    """Lock the same, to change it. Raises RoundClosed where the round is not open."""
    found = lock_response(response.pk)
    if not found.round.is_open:
        raise RoundClosed
    return found


def _drop_paper_check(held: Response) -> None:
    """Let go of paper: what was typed in from it, and is now changed by its author on screen, is not held
    against the paper any more: they have the last word."""
    if held.source == Response.Source.PAPER:
        TypedSheet.objects.filter(response=held).delete()


def _is_in_group(held: Response, group: str | None) -> bool:
    """Whether the page was shown for the group that the response stands in. group: its code, '' for none;
    None where there was no page."""
    return group is None or group == getattr(held.perspective, "code", "")


def begin_response(
    *, round_: Round, perspective: Perspective | None, secret: str, invitation: str = ""
) -> Response:
    """Return the response that this secret opens, made if it is not there: sending the form twice makes one.

    invitation: the code that the person was given, if any. It is used up by this, and if it was made for one
    group the response stands there, whatever `perspective` says. Pressed twice, it is used once.

    Raises RoundClosed where the round is not open, CodeNeeded where it is joined by code alone and none is
    given, CodeUnknown where the code is none (any more), and NotAllowedNow where the secret has been used to
    answer: an old start page on a shared device must not open what somebody gave.
    """
    secret_hash = codes.hash_of(secret)
    with _while_open(round_.pk):
        if not _is_open(round_.pk):
            raise RoundClosed
        begun = _begun(secret_hash)
        response = begun or _begin(round_, perspective, secret_hash, invitation)
    if begun and (begun.revision or begun.submitted):
        raise NotAllowedNow(_("This page was used before. To continue your answers, enter your code."))
    return response


def _begun(secret_hash: str) -> Response | None:
    return Response.objects.filter(secret_hash=secret_hash).first()


def _begin(round_: Round, perspective: Perspective | None, secret_hash: str, invitation: str) -> Response:
    if invitation:
        used = _use_up(round_, invitation)
        if used is None:
            return _first_of_two(secret_hash)
        perspective = used.batch.perspective or perspective
    elif not round_.has_link:
        raise CodeNeeded
    response, _made = Response.objects.get_or_create(
        secret_hash=secret_hash, defaults={"round": round_, "perspective": perspective}
    )
    return response


def _first_of_two(secret_hash: str) -> Response:
    """Return what the other of two presses of one button began, while this one waited for it. Raises
    CodeUnknown where there was none, so that the code is not there at all."""
    begun = _begun(secret_hash)
    if begun is None:
        raise CodeUnknown
    return begun


def _use_up(round_: Round, code: str) -> Invitation | None:
    """Take the invitation of this code out of the database: of two who press at once, one gets it."""
    unused = Invitation.objects.select_for_update(of=("self",)).select_related("batch__perspective")
    found = unused.filter(batch__round=round_, code_hash=codes.hash_of(code)).first()
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
    base_revision: int,
    stale_since: Mapping[int, int] | None = None,
    group: str | None = None,
) -> SaveResult:
    """Store what a page gives, by question id; questions that the page does not hold stay as they are.

    base_revision: that of the response when the page was shown, or last saved. stale_since: an older one, by
    question id, for those which could not be saved with the rest, so that the page has not seen what is
    stored there since. An answer that has changed since, to something other than what this page gives, is
    left alone and reported. A page that arrives twice, or late and with nothing new, changes nothing. group:
    the code of the group that the page was shown for, '' for none, so that leave to name it beside a comment
    is taken for no other. Seven queries at most where nobody else saves, however many questions; for a
    person's first page two, or four with options.

    Raises RoundClosed where the round is not open, OtherGroup where words would be shown as from another
    group than the page said, and Response.DoesNotExist where it was withdrawn.
    """
    with _while_open(response.round_id):
        saved = None if stale_since else _save_undisturbed(response, given, base_revision, group)
        return saved or _save_locked(response, given, base_revision, stale_since or {}, group)


def _save_undisturbed(
    response: Response, given: Mapping[int, AnswerContent], base_revision: int, group: str | None
) -> SaveResult | None:
    """Store what a page gives, where nothing of its response has changed since it was shown; else None, and
    nothing is written.

    One guarded update says so and locks the response in one go. While the revision is the page's own, no
    answer can be newer than the page. Paper is left to the locked way: its check may have to be dropped, and
    the guards would let it in after the close.
    """
    if response.revision != base_revision or response.source != Response.Source.SCREEN:
        return None
    # Whatever writes an answer raises the revision, so nothing is stored before the first save.
    stored = stored_answers(response.pk, given) if base_revision else {}
    writes = changes(given, stored)
    if not writes or (_names_the_group(writes) and not _is_in_group(response, group)):
        return None
    revision = base_revision + 1
    if not _claim_revision(response, revision):
        return None
    write_answers(response.pk, writes, stored, revision=revision)
    return SaveResult(revision, {})


def _claim_revision(response: Response, revision: int) -> bool:
    """Raise the response to this revision, and hold it, if it is otherwise as `response` was read. The guards
    refuse it where the round has closed."""
    same = Response.objects.filter(
        pk=response.pk,
        revision=revision - 1,
        perspective=response.perspective_id,
        source=Response.Source.SCREEN,
    )
    return same.update(revision=revision) == 1


def _save_locked(
    response: Response,
    given: Mapping[int, AnswerContent],
    base_revision: int,
    stale_since: Mapping[int, int],
    group: str | None,
) -> SaveResult:
    """Store what a page gives, whatever has changed since it was shown."""
    locked = _lock_open_response(response)
    stored = stored_answers(locked.pk, given)
    changed = changes(given, stored)
    clashes = {
        question: stored[question].given
        for question in changed
        if question in stored and stored[question].revision > stale_since.get(question, base_revision)
    }
    writes = {question: now for question, now in changed.items() if question not in clashes}
    if _names_the_group(writes) and not _is_in_group(locked, group):
        raise OtherGroup
    if writes:
        _drop_paper_check(locked)
        locked.revision += 1
        locked.save(update_fields=["revision"])
        write_answers(locked.pk, writes, stored, revision=locked.revision)
    return SaveResult(locked.revision, clashes)


def changes(
    given: Mapping[int, AnswerContent], stored: Mapping[int, StoredAnswer]
) -> dict[int, AnswerContent]:
    """Return what is given and is not stored like that."""
    return {question: now for question, now in given.items() if now != _content(stored, question)}


def _content(stored: Mapping[int, StoredAnswer], question: int) -> AnswerContent:
    return stored[question].given if question in stored else NO_ANSWER


def _names_the_group(writes: Mapping[int, AnswerContent]) -> bool:
    return any(now.is_named for now in writes.values())


def write_answers(
    response_id: UUID,
    writes: Mapping[int, AnswerContent],
    stored: Mapping[int, StoredAnswer],
    *,
    revision: int,
) -> None:
    """Write answers, by question id, at this revision of their response. stored: what is there before; none
    for a question that has none yet.

    Options that are no longer picked go first: an answer is options or something else, never both."""
    picks = {q: now.options for q, now in writes.items() if now.options != _content(stored, q).options}
    if any(_content(stored, question).options for question in picks):
        AnswerOption.objects.filter(answer__response=response_id, answer__question__in=picks).delete()
    Answer.objects.bulk_create(
        [
            Answer(
                response_id=response_id,
                question_id=question,
                level_id=now.level,
                special=now.special,
                text=now.text,
                comment=now.comment,
                sharing=now.sharing,
                revision=revision,
            )
            for question, now in writes.items()
        ],
        update_conflicts=True,
        unique_fields=["response", "question"],
        update_fields=["level", "special", "text", "comment", "sharing", "revision"],
    )
    if any(picks.values()):
        _write_options(response_id, picks)


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
    Raises RoundClosed where the round is not open, and Response.DoesNotExist where it was withdrawn.
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
    Raises RoundClosed where the round is not open, OtherGroup where the tick was for another group,
    NotAllowedNow where nothing was answered or where words still lack a choice of who may read them, and
    Response.DoesNotExist where it was withdrawn.
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


@transaction.atomic
def withdraw_response(*, response: Response, state_shown: str | None = None) -> None:
    """Delete a response and all that it holds. After the release, the totals that were shared stay.

    state_shown: the state of the round in which the person was told what this would mean; None where nobody
    was told. The round is held still meanwhile, so that a response which is gone is in no release made after.
    Raises NotAllowedNow while the round is closed and its results are being made ready, once it is archived
    (docs/rules.md, States of a round), and where its state is another than was shown.
    """
    found = lock_response(response.pk)
    round_ = Round.objects.select_for_update(of=("self",)).get(pk=found.round_id)
    if why_not := words_for(round_).why_not_withdraw:
        raise NotAllowedNow(str(why_not))
    if state_shown is not None and round_.state_now != state_shown:
        raise NotAllowedNow(
            _("Something changed while this page was open. Please read it again, then choose.")
        )
    remember(Deleted.RESPONSE, [mark_of(Deleted.RESPONSE, found.secret_hash)])
    found.delete()
