"""One clause: written and agreed at a desk, or on a large screen in the room. Both do the same."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.idempotency.forms_sent import number_in
from accounts.permissions import Permission
from assessments.deletion.clauses import remove_wording
from assessments.deletion.words import NoSuchWords, RemovedBefore
from assessments.forms.deletion import RemoveWordsForm
from assessments.forms.groundwork import ClauseForm, TwoWordingsForm
from assessments.groundwork import actions
from assessments.groundwork.clauses import ClauseNow
from assessments.groundwork.queries import HeadingNow
from assessments.reports.beside.spoken import statements_on_clauses
from assessments.views.access import who
from assessments.views.groundwork.access import AgreementPage, needing, to_write
from assessments.views.groundwork.before import answers_before


@dataclass(frozen=True, slots=True)
class Desk:
    """A clause among the others, and where it is talked about."""

    page: AgreementPage
    place: HeadingNow
    in_room: bool

    @property
    def name(self) -> str:
        return "clause_in_room" if self.in_room else "clause"

    @property
    def here(self) -> str:
        return self.page.to(self.name, self.place.code)

    @property
    def headings(self) -> tuple[HeadingNow, ...]:
        return self.page.agreement.headings

    @property
    def at(self) -> int:
        return self.headings.index(self.place)

    @property
    def number(self) -> int:
        return self.at + 1

    @property
    def before(self) -> HeadingNow | None:
        return self.headings[self.at - 1] if self.at else None

    @property
    def after(self) -> HeadingNow | None:
        return self.headings[self.at + 1] if self.at + 1 < len(self.headings) else None

    @property
    def onward(self) -> str:
        """Where the next clause is; after the last, the agreement."""
        return self.page.to(self.name, self.after.code) if self.after else self.page.to("agreement")

    @property
    def back(self) -> str:
        return self.page.to(self.name, self.before.code) if self.before else ""


def _desk(page: AgreementPage, code: str, in_room: bool) -> Desk:
    place = page.agreement.of(code)
    if place is None:
        raise Http404
    return Desk(page, place, in_room)


@to_write
def room(page: AgreementPage) -> HttpResponse:
    """Go to the first clause that is still to be talked about."""
    headings = page.agreement.headings
    talked = ("agreed", "not_agreed")
    first = next((one for one in page.agreement.written if one.now.outcome not in talked), None)
    first = first or next(iter(page.agreement.blank), headings[0])
    return redirect(page.to("clause_in_room", first.code))


@to_write
def keys(page: AgreementPage) -> HttpResponse:
    """Say what the keys of the keyboard do in the room."""
    return page.show("keys", {"headings": page.agreement.headings})


@to_write
def clause(page: AgreementPage, code: str, *, in_room: bool = False) -> HttpResponse:
    """Write a clause, say yes for a side, keep two wordings, or choose between texts written at once."""
    desk = _desk(page, code, in_room)
    say = page.request.POST.get("say", "") if page.request.method == "POST" else ""
    verb, _colon, more = say.partition(":")
    simple = {"choose": _choose, "back": _take_back}
    try:
        if verb in simple:
            simple[verb](desk, more)
            return redirect(desk.here)
        if verb == "both":
            return _keep_both(desk)
        if verb == "differ" or page.request.GET.get("say") == "differ":
            return _ask_for_both(desk)
        if page.request.method == "POST":
            return _write(desk, verb)
    except Refused as refused:
        messages.warning(page.request, refused.reason)
        return redirect(desk.here)
    return _show(desk, ClauseForm(now=desk.place.now))


def _write(desk: Desk, verb: str) -> HttpResponse:
    form = ClauseForm(desk.page.request.POST, now=desk.place.now, must_agree=verb == "agreed")
    if not form.is_valid():
        return _show(desk, form)
    data = form.cleaned_data
    no_longer_fits = desk.in_room and "words" in form.changed_data  # the room has no field for shorter words
    now = actions.write_clause(
        assessment=desk.page.assessment,
        code=desk.place.code,
        words=data["words"],
        short="" if no_longer_fits else data["short"],
        seen=data["seen"],
        wording=data["wording"] or 0,
        keys=form.keys,
        by=who(desk.page.request),
    )
    if now.is_torn:
        words = _("Somebody else wrote this clause at the same moment. Both texts are here.")
        messages.warning(desk.page.request, words)
        return redirect(desk.here)
    return redirect(_after(desk, now, verb))


def _after(desk: Desk, now: ClauseNow, verb: str) -> str:
    """Return where to go once something is written: in the room, stay until it is left for later."""
    return desk.here if desk.in_room and verb != "later" else desk.onward


def _choose(desk: Desk, wording: str) -> None:
    actions.choose_text(
        assessment=desk.page.assessment,
        code=desk.place.code,
        wording=number_in(wording) or 0,
        seen=number_in(desk.page.request.POST.get("seen", "")) or 0,
        by=who(desk.page.request),
    )


def _take_back(desk: Desk, side: str) -> None:
    if side in ("people", "services"):
        wording = number_in(desk.page.request.POST.get("wording", "")) or 0
        actions.take_clause_key_back(
            assessment=desk.page.assessment, code=desk.place.code, wording=wording, side=side,
            by=who(desk.page.request),
        )  # fmt: skip


def _ask_for_both(desk: Desk) -> HttpResponse:
    """Ask for the wording of each side. Both begin from what was written so far."""
    posted = desk.page.request.POST
    only = desk.place.now.only
    words = posted.get("words", "") or (only.words if only else "")
    seen = posted.get("seen") or desk.place.now.newest
    return _show(desk, TwoWordingsForm(initial={"people": words, "services": words, "seen": seen}))


def _keep_both(desk: Desk) -> HttpResponse:
    form = TwoWordingsForm(desk.page.request.POST)
    if not form.is_valid():
        return _show(desk, form)
    data = form.cleaned_data
    now = actions.keep_two_wordings(
        assessment=desk.page.assessment, code=desk.place.code, by=who(desk.page.request), **data
    )
    if now.proposals:
        messages.warning(
            desk.page.request, _("Somebody else wrote this clause at the same moment. All texts are here.")
        )
        return redirect(desk.here)
    return redirect(_after(desk, now, "both"))


def _show(desk: Desk, form: ClauseForm | TwoWordingsForm) -> HttpResponse:
    statements = statements_on_clauses(desk.page.assessment)
    context: dict[str, Any] = {
        "desk": desk,
        "place": desk.place,
        "now": desk.place.now,
        "heading": desk.place.heading,
        "headings": desk.headings,
        "form": form,
        "differs": isinstance(form, TwoWordingsForm),
        "answers": answers_before(desk.page.assessment).get(desk.place.code),
        "statements": [one for one in statements if one.key == desk.place.code],
        "may_remove_words": desk.page.may(Permission.REMOVE_WORDS),
    }
    name = "in_room" if desk.in_room else "clause"
    return desk.page.show(name, context, 422 if form.errors else 200)


@needing(Permission.REMOVE_WORDS)
def remove_words(page: AgreementPage, code: str, wording: int) -> HttpResponse:
    """Remove the words of a wording by law, after saying what goes."""
    place = _desk(page, code, in_room=False).place
    texts = [*place.now.texts, *([place.now.before] if place.now.before else [])]
    shown = next((one for one in texts if one.ident == wording), None)
    if shown is None:
        raise Http404
    if shown.removed:
        messages.warning(page.request, shown.removed)
        return page.back()
    form = RemoveWordsForm(page.request.POST if page.request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            remove_wording(assessment=page.assessment, wording=wording, reason=reason, by=who(page.request))
        except RemovedBefore as refused:
            messages.warning(page.request, refused.reason)
        except NoSuchWords:
            raise Http404 from None
        else:
            messages.success(page.request, _("The words are removed, from the reports that had them too."))
        return page.back()
    context = {"form": form, "text": shown, "place": place}
    return page.show("remove_words", context, 422 if form.errors else 200)
