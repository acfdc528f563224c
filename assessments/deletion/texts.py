"""Remove words that must go by law from what a group wrote beside shared results, at its meetings or in its
plan (docs/rules.md, Words that must go by law)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.deletions import Deleted, mark_of, remember
from accounts.models import User
from assessments.deletion.words import NoSuchWords, RemovedBefore, make_files_again, note_removal
from assessments.models import Release, Round
from assessments.records.meetings import AgreedScore
from assessments.records.plans import Action, ActionOwner, ActionUpdate, PlanReview
from assessments.records.removed_words import RemovedText, RemovedWords
from assessments.release.queries import removed_texts

Kind = RemovedText.Kind
Place = tuple[str, int, str]  # what the words are part of, its key, and which of its texts they are

ROWS: dict[str, Any] = {
    Kind.SCORE: AgreedScore,
    Kind.ACTION: Action,
    Kind.OWNER: ActionOwner,
    Kind.UPDATE: ActionUpdate,
    Kind.EARLIER: ActionUpdate,
    Kind.REVIEW: PlanReview,
}
OF_A_SCORE = {
    "view_people": gettext_lazy("How people and communities see it"),
    "view_services": gettext_lazy("How services and professionals see it"),
    "why": gettext_lazy("Why"),
    "evidence": gettext_lazy("What tells us so"),
    "links": gettext_lazy("Links to what tells us so"),
}
OF_AN_ACTION = {
    "what": gettext_lazy("What we will do"),
    "why": gettext_lazy("Why it matters"),
    "you_said": gettext_lazy("You said"),
    "support": gettext_lazy("Support and pay"),
    "how_known": gettext_lazy("People will know when"),
}


@dataclass(frozen=True, slots=True)
class WrittenText:
    """A text that a group wrote beside results. thing: what it stands in, in words. question: the key of the
    question that it is about; empty for none. name: which of its texts it is. mark: what stands in its place
    where it had to go."""

    place: Place
    thing: str
    question: str
    name: str
    words: str
    mark: RemovedText | None

    @property
    def is_gone(self) -> bool:
        return not self.words


def texts_of(release: Release) -> list[WrittenText]:
    """Return all texts that a group wrote beside results, and the places of those that had to go: meetings
    first, the newest on top, then the plan. Six queries, however many there are."""
    marks = removed_texts(release)
    found = []
    for place, thing, question, name, words in (*_said_at_meetings(release), *_written_in_the_plan(release)):
        if words or place in marks:
            mark = None if words else marks[place]
            found.append(WrittenText(place, thing, question, str(name), words, mark))
    return found


def _said_at_meetings(release: Release) -> Iterator[tuple[Place, str, str, Any, str]]:
    scores = AgreedScore.objects.filter(meeting__round=release.round_id).select_related("meeting")
    for score in scores.order_by("-meeting__held_on", "-pk"):
        thing = _("Meeting on %(day)s") % {"day": _day(score.meeting.held_on)}
        for field, name in OF_A_SCORE.items():
            words = getattr(score, field)
            said = words if isinstance(words, str) else "\n".join(words)
            yield (Kind.SCORE, score.pk, field), thing, score.question, name, said


def _written_in_the_plan(release: Release) -> Iterator[tuple[Place, str, str, Any, str]]:
    for action in Action.objects.filter(release=release).prefetch_related("owners", "updates"):
        thing = _("Action %(number)s") % {"number": action.number}
        for field, name in OF_AN_ACTION.items():
            yield (Kind.ACTION, action.pk, field), thing, action.question, name, getattr(action, field)
        for owner in action.owners.all():
            yield (Kind.OWNER, owner.pk, "name"), thing, action.question, _("Name of an owner"), owner.name
        for update in action.updates.all():
            day = {"day": _day(update.happened_on)}
            happened = _("What happened, %(day)s") % day
            yield (Kind.UPDATE, update.pk, "words"), thing, action.question, happened, update.words
            for field, was in update.earlier.items():
                if field in OF_AN_ACTION:
                    before = _("%(what)s, before %(day)s") % {"what": OF_AN_ACTION[field], **day}
                    yield (Kind.EARLIER, update.pk, field), thing, action.question, before, was
    for review in PlanReview.objects.filter(release=release):
        thing = _("Look at the plan on %(day)s") % {"day": _day(review.held_on)}
        yield (Kind.REVIEW, review.pk, "words"), thing, "", _("What was said"), review.words


def _day(day: Any) -> str:
    return str(date_format(day, "j F Y"))


def twins_of(text: WrittenText, texts: list[WrittenText]) -> list[WrittenText]:
    """Return the text with all that have the same words in the same action, or in what was said of the same
    question: an action keeps what it said before."""
    return [
        one
        for one in texts
        if one.words == text.words
        and (one.place[0] == Kind.SCORE) == (text.place[0] == Kind.SCORE)
        and (one.question == text.question if text.place[0] == Kind.SCORE else one.thing == text.thing)
    ]


@transaction.atomic
def remove_text(*, release: Release, place: Place, reason: str, by: User | None) -> None:
    """Remove words that a group wrote beside results. What stays is their place, with the day and the reason;
    what was agreed, or is planned, stays as it is. An owner whose name goes is written to no more. The same
    words go from all of what was said of the same question, or from all of the same action.

    reason: one of RemovedWords.Reason. Reports are made again without them, those of later rounds too, as
    these say what became of a plan. Raises NoSuchWords, and RemovedBefore where they are gone.
    """
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=release.round_id)  # meetings wait
    held = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)  # and so does the plan
    texts = texts_of(held)
    text = next((one for one in texts if one.place == place), None)
    if text is None:
        raise NoSuchWords
    if text.mark:
        raise RemovedBefore(text.mark.removed_on)
    twins = twins_of(text, texts)
    for one in twins:
        _empty(held, one.place, reason)
    round_ = Round.objects.select_related("assessment__organisation").get(pk=held.round_id)
    remember(Deleted.WORDS, [mark_of_text(round_, one.place, reason) for one in twins])
    later = Release.objects.filter(round__assessment=round_.assessment_id, round__number__gt=round_.number)
    for shared in (release, *later):
        make_files_again(shared)
    note_removal(round_, by)


def _empty(release: Release, place: Place, reason: str) -> None:
    """Mark a place and empty it: one at a time, as the guards let it through."""
    kind, pk, field = place
    today = timezone.localdate()
    RemovedText.objects.create(
        release=release, kind=kind, row=pk, field=field, reason=reason, removed_on=today
    )
    row = ROWS[kind]._base_manager.get(pk=pk)
    changes: dict[str, Any] = {field: [] if field == "links" else ""}
    if kind == Kind.EARLIER:
        changes = {"earlier": {**row.earlier, field: ""}}
    elif kind == Kind.OWNER:
        changes |= {"email": "", "mailed_for": None}
    elif kind == Kind.ACTION:
        changes["revision"] = row.revision + 1  # who is writing in it reads that it changed
    ROWS[kind]._base_manager.filter(pk=pk).update(**changes)


def mark_of_text(round_: Round, place: Place, reason: str) -> str:
    return mark_of(Deleted.WORDS, round_.join_code, *place, reason)


def remove_texts_again(marks: set[str]) -> int:
    """Remove the words that these marks name, as in a copy from before; returns in how many places."""
    found = 0
    releases = Release.objects.filter(edition__gt=1) if marks else Release.objects.none()
    for release in releases.select_related("round").order_by("pk"):
        for place, reason in list(_named(release, marks)):
            try:
                remove_text(release=release, place=place, reason=reason, by=None)
            except RemovedBefore:  # just the same words as at another place
                continue
            found += 1
    return found


def _named(release: Release, marks: set[str]) -> Iterator[tuple[Place, str]]:
    for text in texts_of(release):
        for reason in () if text.is_gone else RemovedWords.Reason.values:
            if mark_of_text(release.round, text.place, reason) in marks:
                yield text.place, reason
