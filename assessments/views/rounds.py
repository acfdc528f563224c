"""Pages for the people who set up, open, close and release rounds."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.permissions import Permission, may, organisations_where
from assessments.choices import Side
from assessments.forms.contact import ContactForm
from assessments.forms.running.terms import (
    EarlyForm,
    EndForm,
    OpenRoundForm,
    ShareForm,
    terms_of,
)
from assessments.invitations.message import handing_out
from assessments.models import Round
from assessments.paper.entry import on_paper
from assessments.portfolio.standing import standings_of
from assessments.records.release_keys import keys_of
from assessments.release import actions as release_actions
from assessments.reports.beside.plan_reading import plan_before
from assessments.reports.files import order_reports
from assessments.reports.outlook import outlook, outlook_of_expected
from assessments.responses.languages import versions_of
from assessments.rounds import ending, errors, lifecycle, setup, states
from assessments.rounds.contents import content_of_round
from assessments.rounds.queries import (
    assessments_for,
    expected_by_perspective,
    first_unfinished,
    organisations_with_results,
    round_with_results_before,
    rounds_of,
    sent_by_perspective,
    sent_on_paper,
    summaries_of,
)
from assessments.rounds.start.suggestions import MANY_QUESTIONS
from assessments.views.access import (
    AREA,
    next_step_of,
    not_now,
    posted_from,
    round_in_reach,
    round_to_run,
    show_round,
    who,
)
from frameworks.content import minutes_of

ON_A_PAGE = 25  # assessments
A_WEEK = 7  # days that people are given more, where few have answered


def assessments(request: HttpRequest) -> HttpResponse:
    """List every assessment within reach with its rounds, by the state of its newest, and that one's next
    step. Who belongs to no organisation has none, and is led to setting up the first."""
    if not (mine := list(Organisation.objects.visible_to(request.user))):
        return redirect("assessments:new")
    runs = set(organisations_where(request.user, Permission.RUN_ASSESSMENTS).values_list("pk", flat=True))
    page = Paginator(assessments_for(request.user), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [(standing, next_step_of(standing.newest, runs)) for standing in summaries_of(page)]
    groups = [
        (title, [row for row in rows if states.words_for(row[0].newest).heading == title])
        for title in (
            _("Under way"),
            _("Being set up"),
            _("Results shared"),
            _("Ended without results"),
            _("Archived"),
        )
    ]
    shared = set(organisations_with_results(mine))
    context = {
        "groups": [group for group in groups if group[1]],
        "page": page,
        "may_set_up": bool(runs),
        "packing": [one for one in mine if one.pk in shared],
        "organisations": mine,
        "only_example": all(organisation.is_example for organisation in mine),
    }
    return render(request, "assessments/rounds/list.html", {**context, **AREA})


# Running


def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a round is, what comes next, and how many have taken part: never who. While it is set up: all
    that was chosen for it, and what can be changed."""
    round_ = round_in_reach(request, pk)
    organisation = round_.assessment.organisation
    contents = content_of_round(round_)
    rounds = rounds_of(round_.assessment)
    unfinished = first_unfinished(rounds)
    shared = {
        "organisation": organisation,
        "may_run": may(request.user, Permission.RUN_ASSESSMENTS, organisation),
        **_keys(request, round_),
        "contents": contents,
        "questions": sum(version.question_count for version in contents),
        "minutes": minutes_of(contents),
        "stages": _stages(round_),
        "rounds": rounds,
        "unfinished": unfinished,
        "why_no_next": states.why_no_next_round(unfinished) if unfinished else "",
        "before": plan_before(round_),
    }
    if round_.state == Round.State.DRAFT:
        return show_round(request, "setup/review", round_, {**shared, **_chosen(round_)})
    sent = sent_by_perspective(round_)
    context = {
        "may_remove_words": round_.is_released and may(request.user, Permission.REMOVE_WORDS, organisation),
        "may_meet": round_.state == Round.State.RELEASED
        and may(request.user, Permission.RUN_MEETINGS, organisation),
        "standing": standings_of([round_]).get(round_.pk),
        "sent": sent,
        "total": sum(row.people for row in sent),
        "outlook": None if round_.is_finished else outlook(round_.threshold, sent),
        "on_paper": sent_on_paper(round_),
        "in_a_week": _in_a_week(round_) if round_.is_overdue else None,
        "handing_out": handing_out(request, round_) if round_.is_open and round_.has_link else None,
    }
    return show_round(request, "rounds/round", round_, {**shared, **context})


def _in_a_week(round_: Round) -> date:
    """Return the day a week from now, or the last that people were told, if that is later."""
    week = timezone.localdate() + timedelta(days=A_WEEK)
    return max(week, round_.last_day_told or week)


def _chosen(round_: Round) -> dict[str, Any]:
    """Return what the page of a round that is set up shows beside what every round's page does."""
    counts = expected_by_perspective(round_, round_.expected)
    return {
        "sides": [
            (side.label, [row for row in counts if row.perspective and row.perspective.side == side])
            for side in Side
        ],
        "expected_outlook": outlook_of_expected(round_.threshold, counts),
        "languages": [*versions_of(round_).names.values()],
        "someone_must": any(row.perspective and row.perspective.must_take_part for row in counts),
        "missing": lifecycle.missing_to_open(round_),
        "many": MANY_QUESTIONS,
    }


def _keys(request: HttpRequest, round_: Round) -> dict[str, Any]:
    """Return the keys to its results, and which is the person's own; nothing where it asks for none."""
    keys = keys_of(round_)
    return {"keys": keys, "my_key": next((key for key in keys if key.user_id == who(request).pk), None)}


def _stages(round_: Round) -> list[dict[str, Any]]:
    """Return the stage bar: what is done, where we are, what is to come. Empty for a round that left that way
    and ended without results."""
    if round_.ended_without_results:
        return []
    stages = [words.stage for words in states.STATES.values() if words.stage]
    now = list(Round.State).index(round_.state_now)
    return [
        {"name": stage, "done": i < now, "now": i == now, "number": i + 1} for i, stage in enumerate(stages)
    ]


def change_open_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the closing date and the welcome while people answer."""
    round_ = round_to_run(request, pk)
    if request.method != "POST" and round_.state not in (Round.State.OPEN, Round.State.CLOSED):
        return not_now(request, round_)
    form = OpenRoundForm(request.POST or None, initial=terms_of(round_), round_=round_)
    if request.method == "POST" and form.is_valid():
        return _do(request, round_, lifecycle.change_open_round, "Saved.", **form.cleaned_data)
    return show_round(request, "rounds/change", round_, {"form": form})


def change_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Name another person to talk to, until the results are shared."""
    round_ = round_to_run(request, pk)
    if request.method != "POST" and round_.is_released:
        return not_now(request, round_)
    form = ContactForm(request.POST if request.method == "POST" else None, instance=round_.assessment)
    if request.method == "POST" and form.is_valid():
        place = "words" if round_.state == Round.State.DRAFT else "asked"
        return _do(request, round_, setup.set_contact, _("Saved."), place, contact=form.contact)
    return show_round(request, "rounds/contact", round_, {"form": form})


def _do(
    request: HttpRequest, round_: Round, action: Callable[..., Any], done: str, place: str = "", **data: Any
) -> HttpResponse:
    """Do one thing with a round, say so, and show the round. place: which part of its page."""
    try:
        action(round_=round_, by=who(request), **data)
        messages.success(request, done)
    except errors.NotAllowedNow as refused:
        messages.error(request, refused.reason)
    address = reverse("assessments:round", args=[round_.pk])
    return redirect(f"{address}#{place}" if place else address)


@posted_from("round")
def open_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a round, from the page that shows all of it."""
    round_ = round_to_run(request, pk)
    done = _("The round is open. Share the link below.")
    if not round_.has_link:
        done = _("The round is open. Now make the codes, and give them out.")
    return _do(request, round_, lifecycle.open_round, done)


def close_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a round, after saying what its results would show, and why where that is early."""
    round_ = round_to_run(request, pk)
    is_early = round_.state == Round.State.OPEN and round_.needs_reason_to_close
    posted = request.POST if request.method == "POST" else None
    form = EarlyForm(posted, initial={"reason": round_.early_reason}) if is_early else None
    if request.method == "POST" and (form is None or form.is_valid()):
        said = form.cleaned_data if form else {}
        return _do(request, round_, lifecycle.close_round, _("The round is closed."), **said)
    if round_.state != Round.State.OPEN:
        return not_now(request, round_)
    sent = sent_by_perspective(round_)
    context = {
        "sent": sent,
        "total": sum(row.people for row in sent),
        "outlook": outlook(round_.threshold, sent),
        "form": form,
    }
    return show_round(request, "rounds/close", round_, context)


@posted_from("round")
def reopen_round(request: HttpRequest, pk: int) -> HttpResponse:
    round_ = round_to_run(request, pk)
    done = _("The round is open again.")
    if request.POST.get("week"):
        return _do(request, round_, lifecycle.reopen_round, done, for_days=A_WEEK)
    if round_.closes_on and round_.closes_on < timezone.localdate():
        done += " " + _("Its closing day was past, so it has none now. You can set a new one.")
    return _do(request, round_, lifecycle.reopen_round, done)


def release_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Share the results, after showing what they will show. Where that is no groups, it has to be known."""
    round_ = round_to_run(request, pk)
    sent = sent_by_perspective(round_)
    found = outlook(round_.threshold, sent)
    form = None
    if round_.state == Round.State.CLOSED and not round_.two_keys:
        posted = request.POST if request.method == "POST" else None
        given = {"reason": round_.early_reason}
        is_early = round_.needs_reason_to_share
        form = ShareForm(posted, initial=given, is_early=is_early, shows=found.shows)
    if request.method == "POST" and (form is None or form.is_valid()):
        done = _("The results are shared, with everyone at the same time.")
        return _do(request, round_, _share, done, reason=form.given_reason if form else "")
    if round_.state != Round.State.CLOSED:
        return not_now(request, round_)
    context = {
        "sent": sent,
        "total": sum(row.people for row in sent),
        "outlook": found,
        "unchecked": on_paper(round_).waiting,
        "earlier": round_with_results_before(round_),
        "week": A_WEEK,
        **_keys(request, round_),
        "form": form,
    }
    return show_round(request, "rounds/release", round_, context, 422 if form and form.errors else 200)


def _share(*, round_: Round, by: User, reason: str = "") -> None:
    """Release the results, and have the report made. Cut short between the two, the first who asks for the
    report has it made."""
    order_reports(release_actions.release_round(round_=round_, by=by, reason=reason))


def end_round(request: HttpRequest, pk: int) -> HttpResponse:
    """End a round without results, and say why."""
    round_ = round_to_run(request, pk)
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        done = _("The round has ended without results. Its answers are deleted.")
        return _do(request, round_, ending.end_round, done, **form.cleaned_data)
    if round_.state not in (Round.State.OPEN, Round.State.CLOSED):
        return not_now(request, round_)
    sent = sum(row.people for row in sent_by_perspective(round_))
    context = {"form": form, "sent": sent}
    return show_round(request, "rounds/end", round_, context, status=422 if form.errors else 200)


@posted_from("round")
def next_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the round after this assessment's newest, or say which one comes first, and show that."""
    round_ = round_to_run(request, pk)
    try:
        started = setup.start_next_round(assessment=round_.assessment, by=who(request))
    except errors.RoundUnfinished as refused:
        messages.warning(request, refused.reason)
        return redirect("assessments:round", refused.round.pk)
    done = _("%(round)s is started. Look it over, then open it.") % {"round": started.title}
    messages.success(request, done)
    return redirect("assessments:round", started.pk)
