"""Pages for the people who set up, open, close and release rounds."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
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
from assessments import codes
from assessments.forms.contact import ContactForm
from assessments.forms.setup import (
    EarlyForm,
    EndForm,
    OpenRoundForm,
    terms_of,
)
from assessments.models import Round
from assessments.paper.entry import on_paper
from assessments.records.release_keys import keys_of
from assessments.release import actions as release_actions
from assessments.reports.beside.plan_reading import plan_before
from assessments.reports.files import order_reports
from assessments.reports.outlook import Outlook, outlook
from assessments.rounds import ending, errors, lifecycle, promise, setup, states
from assessments.rounds.contents import content_of_round
from assessments.rounds.queries import (
    SubmissionCount,
    assessments_for,
    first_unfinished,
    organisations_with_results,
    round_with_results_before,
    rounds_of,
    sent_by_perspective,
    sent_on_paper,
    summaries_of,
)
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


def assessments(request: HttpRequest) -> HttpResponse:
    """Every assessment within reach with its rounds, by the state of its newest, and that one's next step."""
    runs = set(organisations_where(request.user, Permission.RUN_ASSESSMENTS).values_list("pk", flat=True))
    mine = list(Organisation.objects.visible_to(request.user))
    page = Paginator(assessments_for(request.user), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [(standing, next_step_of(standing.newest, runs)) for standing in summaries_of(page)]
    groups = [
        (title, [row for row in rows if states.words_for(row[0].newest).heading == title])
        for title in ("Under way", "Being set up", "Results shared", "Ended without results", "Archived")
    ]
    shared = set(organisations_with_results(mine))
    context = {
        "groups": [group for group in groups if group[1]],
        "page": page,
        "belongs": bool(mine),
        "may_set_up": bool(runs),
        "packing": [one for one in mine if one.pk in shared],
        "organisations": mine,
        "only_example": bool(mine) and all(organisation.is_example for organisation in mine),
    }
    return render(request, "assessments/rounds/list.html", {**context, **AREA})


# Running


def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a round is, what comes next, and how many have taken part: never who."""
    round_ = round_in_reach(request, pk)
    sent = sent_by_perspective(round_)
    contents = content_of_round(round_)
    rounds = rounds_of(round_.assessment)
    unfinished = first_unfinished(rounds)
    context = {
        "organisation": round_.assessment.organisation,
        "may_run": may(request.user, Permission.RUN_ASSESSMENTS, round_.assessment.organisation),
        "may_remove_words": round_.is_released
        and may(request.user, Permission.REMOVE_WORDS, round_.assessment.organisation),
        "may_meet": round_.state == Round.State.RELEASED
        and may(request.user, Permission.RUN_MEETINGS, round_.assessment.organisation),
        "sent": sent,
        "total": sum(row.people for row in sent),
        "outlook": _outlook_of(round_, sent),
        "on_paper": sent_on_paper(round_),
        **_keys(request, round_),
        "contents": contents,
        "questions": sum(version.question_count for version in contents),
        "minutes": minutes_of(contents),
        "join_code": codes.in_groups(round_.join_code),
        "host": request.get_host(),
        "link": request.build_absolute_uri(reverse("assessments:join", args=[round_.join_code])),
        "promise": round_.promise
        or promise.in_full(
            round_.threshold, round_.assessment.organisation.name, round_.joining, round_.two_keys
        ),
        "stages": _stages(round_),
        "rounds": rounds,
        "unfinished": unfinished,
        "why_no_next": states.why_no_next_round(unfinished) if unfinished else "",
        "before": plan_before(round_),
    }
    return show_round(request, "rounds/round", round_, context)


def _keys(request: HttpRequest, round_: Round) -> dict[str, Any]:
    """Return the keys to its results, and which is the person's own; nothing where it asks for none."""
    keys = keys_of(round_)
    return {"keys": keys, "my_key": next((key for key in keys if key.user_id == who(request).pk), None)}


def _outlook_of(round_: Round, sent: Sequence[SubmissionCount]) -> Outlook | None:
    """Say what would be shown if the results were shared now; of a draft, if as many take part as is
    expected. None where nothing is expected, and where the round is finished."""
    if round_.is_finished:
        return None
    if round_.state != Round.State.DRAFT:
        return outlook(round_.threshold, sent)
    expected = [replace(row, people=row.expected or 0) for row in sent]
    return outlook(round_.threshold, expected) if any(row.people for row in expected) else None


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
    """Change the closing date, the welcome, and how many people are expected, while people answer."""
    round_ = round_to_run(request, pk)
    if request.method != "POST" and round_.state not in (Round.State.OPEN, Round.State.CLOSED):
        return not_now(request, round_)
    form = OpenRoundForm(request.POST or None, initial=terms_of(round_), round_=round_)
    if request.method == "POST" and form.is_valid():
        return _do(request, round_, lifecycle.change_open_round, "Saved.", **form.terms)
    return show_round(request, "rounds/change", round_, {"form": form})


def change_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Name another person to talk to, until the results are shared."""
    round_ = round_to_run(request, pk)
    if request.method != "POST" and round_.is_released:
        return not_now(request, round_)
    form = ContactForm(request.POST if request.method == "POST" else None, instance=round_.assessment)
    if request.method == "POST" and form.is_valid():
        return _do(request, round_, setup.set_contact, _("Saved."), contact=form.contact)
    return show_round(request, "rounds/contact", round_, {"form": form})


def _do(
    request: HttpRequest, round_: Round, action: Callable[..., Any], done: str, **data: Any
) -> HttpResponse:
    """Do one thing with a round, say so, and show the round."""
    try:
        action(round_=round_, by=who(request), **data)
        messages.success(request, done)
    except errors.NotAllowedNow as refused:
        messages.error(request, refused.reason)
    return redirect("assessments:round", round_.pk)


def open_round(request: HttpRequest, pk: int) -> HttpResponse:
    done = "The round is open. Share the link below."
    if not round_to_run(request, pk).has_link:
        done = _("The round is open. Now make the codes, and give them out.")
    return _confirmed(request, pk, Round.State.DRAFT, "open", lifecycle.open_round, done)


def close_round(request: HttpRequest, pk: int) -> HttpResponse:
    done = "The round is closed."
    return _confirmed(
        request, pk, Round.State.OPEN, "close", lifecycle.close_round, done, "needs_reason_to_close"
    )


@posted_from("round")
def reopen_round(request: HttpRequest, pk: int) -> HttpResponse:
    round_ = round_to_run(request, pk)
    done = _("The round is open again.")
    if round_.closes_on and round_.closes_on < timezone.localdate():
        done += " " + _("Its closing day was past, so it has none now. You can set a new one.")
    return _do(request, round_, lifecycle.reopen_round, done)


def release_round(request: HttpRequest, pk: int) -> HttpResponse:
    done = "The results are shared, with everyone at the same time."
    return _confirmed(request, pk, Round.State.CLOSED, "release", _share, done, "needs_reason_to_share")


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
    done = _("%(round)s is started. Look over each step, then open it.") % {"round": started.title}
    messages.success(request, done)
    return redirect("assessments:about", started.pk)


def _confirmed(
    request: HttpRequest,
    pk: int,
    state: str,
    name: str,
    action: Callable[..., Any],
    done: str,
    needs_reason: str = "",
) -> HttpResponse:
    """Make a view of a step from this state that is asked once more before it is taken. needs_reason: what
    says of a round (closing.Timetable) that a reason has to be given for it."""
    round_ = round_to_run(request, pk)
    is_asked = bool(needs_reason) and round_.state == state and not (name == "release" and round_.two_keys)
    is_early = is_asked and getattr(round_, needs_reason)
    posted = request.POST if request.method == "POST" else None
    form = EarlyForm(posted, initial={"reason": round_.early_reason}) if is_early else None
    if request.method == "POST" and (form is None or form.is_valid()):
        return _do(request, round_, action, done, **(form.cleaned_data if form else {}))
    if round_.state != state:
        return not_now(request, round_)
    sent = sent_by_perspective(round_)
    context = {
        "sent": sent,
        "total": sum(row.people for row in sent),
        "outlook": _outlook_of(round_, sent),
        "unchecked": on_paper(round_).waiting,
        "earlier": partial(round_with_results_before, round_),  # asked for only where results are shared
        **_keys(request, round_),
        "form": form,
    }
    return show_round(request, f"rounds/{name}", round_, context)
