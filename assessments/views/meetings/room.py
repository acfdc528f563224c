"""The view for a screen in the room: one question at a time, and what the group says of it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.idempotency.forms_sent import SentForm, number_in, sent_form
from assessments.agreement.actions import Recorded, Settled, record_score
from assessments.agreement.queries import scores_of
from assessments.forms.outcome.meetings import LaterForm, SettledForm, initial_of
from assessments.models import Round
from assessments.records.meetings import AgreedScore, Meeting
from assessments.release.counting import key_of
from assessments.reports.build import build_report
from assessments.reports.model import Report
from assessments.rounds.contents import content_of_round
from assessments.views.access import not_now, round_to_meet_over, show_round, who
from assessments.views.meetings.agenda import Agenda, Item, Place, agenda_of
from assessments.views.meetings.quotes import in_twos

Outcome = AgreedScore.Outcome


@dataclass(frozen=True)
class Room:
    """A meeting over the results of a round, and the question that is talked about; its key is empty where it
    is none yet. Raises Http404 for a question that the round does not ask."""

    round: Round
    meeting: Meeting
    key: str = ""

    @cached_property
    def report(self) -> Report:
        release = self.round.release
        release.round = self.round
        return build_report(release)

    @cached_property
    def agenda(self) -> Agenda:
        if self.key and not any(one.key == self.key for one in self.report.questions):
            raise Http404
        return agenda_of(self.report, self.key)

    @cached_property
    def place(self) -> Place:
        return self.agenda.place_of(self.key)

    def context(self) -> dict[str, Any]:
        """Return what every page of a meeting shows."""
        return {"room": self, "meeting": self.meeting, "report": self.report, "agenda": self.agenda}

    def address(self, item: Item | None) -> str:
        """Return where a question of the agenda is; the record for none."""
        if item is None:
            return reverse("assessments:record", args=[self.round.pk])
        args = [self.round.pk, self.meeting.pk, item.part.framework, item.question.code]
        return reverse("assessments:meeting_question", args=args)

    @property
    def here(self) -> str:
        return self.address(self.place.item)

    @property
    def onward(self) -> str:
        return self.address(self.place.after)

    @property
    def back(self) -> str:
        """Where the question before is; empty for none."""
        return self.address(self.place.before) if self.place.before else ""

    @property
    def consider(self) -> tuple[str, ...]:
        """What the framework gives to think about with the question."""
        versions = content_of_round(self.round)
        asked = ((key_of(version, one.code), one) for version in versions for one in version.all_questions())
        return next(one.consider for key, one in asked if key == self.key)


def _room(request: HttpRequest, pk: int, meeting: int, key: str = "") -> Room:
    round_ = round_to_meet_over(request, pk)
    return Room(round_, get_object_or_404(Meeting, pk=meeting, round=round_), key)


def all_questions(request: HttpRequest, pk: int, meeting: int) -> HttpResponse:
    """List all questions, for a group that wants to talk about another."""
    room = _room(request, pk, meeting)
    if room.round.state != Round.State.RELEASED:
        return not_now(request, room.round)
    return show_round(request, "agreement/all_questions", room.round, room.context())


def keys(request: HttpRequest, pk: int, meeting: int) -> HttpResponse:
    """Show which keys do what, and turn letters off."""
    room = _room(request, pk, meeting)
    if room.round.state != Round.State.RELEASED:
        return not_now(request, room.round)
    return show_round(request, "agreement/keys", room.round, room.context())


def question(
    request: HttpRequest, pk: int, meeting: int, framework: str, question: str
) -> HttpResponse:  # fmt: skip
    """Show one question in large type: what was said of it, or with `?scores=1` and where nothing was, what
    people scored and wrote. What is posted leaves it for later. `?quotes` turns the quotes over."""
    room = _room(request, pk, meeting, f"{framework}/{question}")
    if room.round.state != Round.State.RELEASED:
        return not_now(request, room.round)
    said = room.place.item.said
    form = LaterForm(request.POST or None, initial=initial_of(_scores(room), meeting, ""))
    if request.method == "POST" and form.is_valid():
        return _left(request, room, form.cleaned_data["seen"] or 0)
    is_settled = said is not None and said.now.outcome != Outcome.LATER and "scores" not in request.GET
    twos = in_twos(room.place.item.question.readable)
    turn = number_in(request.GET.get("quotes", "")) or 0
    context = {
        **room.context(),
        "form": form,
        "place": room.place,
        "said": said,
        "quotes": twos[turn % len(twos)] if twos else (),
        "next_quotes": turn % len(twos) + 1 if len(twos) > 1 else None,
    }
    return show_round(request, f"agreement/{'settled' if is_settled else 'question'}", room.round, context)


def _scores(room: Room) -> list[AgreedScore]:
    """Return all that was said of the question, the newest first."""
    return scores_of(room.round.release).get(room.key, [])


def _left(request: HttpRequest, room: Room, seen: int) -> HttpResponse:
    later = Settled(Outcome.LATER)
    try:
        recorded = record_score(
            meeting=room.meeting, question=room.key, settled=later, seen=seen, by=who(request)
        )
    except Refused as refused:
        messages.warning(request, refused.reason)
        return redirect(room.here)
    if recorded.meanwhile:
        _tell(request, recorded)
        return redirect(room.here)
    title = room.place.item.question.title
    messages.success(request, _("‘%(question)s’ is left for later.") % {"question": title})
    return redirect(room.onward)


def say(request: HttpRequest, pk: int, meeting: int, framework: str, question: str) -> HttpResponse:
    """Record what the group says of a question: what it agrees on, or how each side sees it."""
    room = _room(request, pk, meeting, f"{framework}/{question}")
    if room.round.state != Round.State.RELEASED:
        return not_now(request, room.round)
    asked = room.place.item.question
    sides = {one.side for one in room.round.assessment.perspectives.all()}
    pressed = request.GET.get("outcome", "")
    initial = initial_of(_scores(room), meeting, pressed if pressed in Outcome.values else "")
    form = SettledForm(request.POST or None, initial=initial, question=asked, sides=sides)
    if sent := sent_form(request, form):
        recorded = _record(request, room, form.settled, form.cleaned_data["seen"] or 0, sent)
        if not isinstance(recorded, Refused):
            _tell(request, recorded)
            return redirect(room.here)
        form.add_error(None, recorded.reason)
    context = {**room.context(), "form": form, "place": room.place, "question": asked}
    context["pressed"] = pressed if not form.is_bound else ""
    return show_round(request, "agreement/say", room.round, context, 400 if form.errors else 200)


def _record(
    request: HttpRequest, room: Room, settled: Settled, seen: int, sent: SentForm
) -> Recorded | Refused | None:
    """Record it once, however often its page is sent. Returns None where it was recorded before."""
    recorded = None
    try:
        with sent.once() as is_first:
            if is_first:
                recorded = record_score(
                    meeting=room.meeting, question=room.key, settled=settled, seen=seen, by=who(request)
                )
                sent.made = recorded.score.pk
    except Refused as refused:
        return refused
    return recorded


def _tell(request: HttpRequest, recorded: Recorded | None) -> None:
    now = date_format(timezone.localtime(), "H:i")
    if recorded is None or not recorded.meanwhile:
        messages.success(request, _("Saved at %(time)s.") % {"time": now})
        return
    if recorded.counts:
        which = _("Yours is the newest, so it is the one that counts. Theirs is under ‘What we said before’.")
    else:
        which = _("Theirs is of a later meeting, so it is the one that counts. Yours is below it.")
    words = _(
        "Saved at %(time)s. While you were writing, somebody else recorded something here. Both are kept."
    )
    messages.warning(request, f"{words % {'time': now}} {which}")
