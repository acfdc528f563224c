"""Pages for the people who set up, open, close and release rounds."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.permissions import facilitated_by
from assessments import actions, codes, promise
from assessments.forms import (
    AssessmentForm,
    FrameworksForm,
    OpenRoundForm,
    PerspectiveFormSet,
    TermsForm,
    perspective_rows,
    terms_of,
)
from assessments.models import Round
from assessments.paper import on_paper
from assessments.permissions import can_run
from assessments.queries import (
    assessments_for,
    content_of_round,
    first_unfinished,
    round_before,
    rounds_of,
    sent_by_perspective,
    sent_on_paper,
    settled_perspectives,
    versions_asked,
    versions_to_choose,
)
from assessments.views.reach import AREA, not_now, posted_from, round_in_reach, round_to_run, who
from frameworks.content import minutes_for, minutes_of

STEPS = [
    ("about", "About"),
    ("frameworks", "Questions"),
    ("perspectives", "Groups"),
    ("terms", "Privacy and dates"),
]

# How a round stands, for those who only read.
WAITING = {
    Round.State.DRAFT: "It is being set up",
    Round.State.OPEN: "People are answering",
    Round.State.CLOSED: "The results are not shared yet",
}


def assessments(request: HttpRequest) -> HttpResponse:
    """Every assessment within reach with its rounds, by the state of its newest, and that one's next step."""
    runs = facilitated_by(request.user)
    mine = list(Organisation.objects.visible_to(request.user))
    rows = [(standing, _next_step(standing.newest, runs)) for standing in assessments_for(request.user)]
    groups = [
        (title, [row for row in rows if row[0].newest.state in states])
        for title, states in [
            ("Under way", ["open", "closed"]),
            ("Being set up", ["draft"]),
            ("Results shared", ["released", "archived"]),
        ]
    ]
    context = {
        "groups": [group for group in groups if group[1]],
        "belongs": bool(mine),
        "may_set_up": bool(runs),
        "only_example": bool(mine) and all(organisation.is_example for organisation in mine),
    }
    return render(request, "assessments/running/list.html", {**context, **AREA})


def _next_step(round: Round, runs: set[int]) -> dict[str, str]:
    """What comes next in a round: the words, and where they lead for a person who runs the assessments of the
    organisations in `runs`. Those who only read are told how it stands instead."""
    page = reverse("assessments:round", args=[round.pk])
    if round.is_released:
        return {"words": "See results", "url": reverse("assessments:results", args=[round.pk])}
    if round.assessment.organisation_id not in runs:
        return {"words": WAITING[Round.State(round.state)], "url": ""}
    steps = {
        Round.State.DRAFT: ("Finish setting up", page),
        Round.State.OPEN: (
            "Share the link" if round.has_link else _("Give out the codes"),
            f"{page}#link",
        ),
        Round.State.CLOSED: ("Share the results", reverse("assessments:release", args=[round.pk])),
    }
    words, url = steps[Round.State(round.state)]
    return {"words": words, "url": url}


# Setting up, step by step


def new_assessment(request: HttpRequest) -> HttpResponse:
    """Step 1 of a new assessment."""
    form = AssessmentForm(request.POST or None, user=request.user)
    if not cast(Any, form.fields["organisation"]).queryset.exists():
        messages.error(request, _why_not_new(request))
        return redirect("accounts:organisations")
    if request.method == "POST" and form.is_valid():
        round = actions.create_assessment(**form.cleaned_data, by=who(request))
        return redirect("assessments:frameworks", round.pk)
    context = {"form": form, "steps": STEPS, "step": "about", **AREA}
    return render(request, "assessments/running/about.html", context)


def _why_not_new(request: HttpRequest) -> str:
    if Organisation.objects.visible_to(request.user).exists():
        return "Only leads and facilitators can set up an assessment. Ask the lead of your organisation."
    return "Set up your organisation first. An assessment belongs to one."


def about(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 1 again: what the assessment says of itself, changed at any time before it opens."""
    round = round_to_run(request, pk)
    before = round_before(round)
    title = {"title": round.assessment.title}
    form = AssessmentForm(
        request.POST or None, instance=round.assessment, user=request.user, keeps_title=bool(before)
    )

    def save() -> None:
        actions.change_assessment(round=round, **{**title, **form.cleaned_data}, by=who(request))

    return _step(request, round, "about", form, save, before=before)


def frameworks(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 2: what is asked."""
    round = round_to_run(request, pk)
    before = round_before(round)
    asked = versions_asked(before)
    choices = versions_to_choose(request.user, round, asked.values())
    chosen = list(round.versions.values_list("pk", flat=True))
    form = FrameworksForm(request.POST or None, choices=choices, initial={"versions": chosen})

    def save() -> None:
        actions.set_versions(round=round, versions=form.cleaned_data["versions"], by=who(request))

    picked = set(form["versions"].value() or [])
    rows = [
        {
            "version": v,
            "minutes": minutes_for(v.questions_count, v.in_words),  # type: ignore[attr-defined]
            "chosen": v.pk in picked or str(v.pk) in picked,
            "before": (was := asked.get(v.framework_id)),
            "is_newer": was is not None and v.number > was.number,
        }
        for v in choices
    ]
    return _step(request, round, "frameworks", form, save, rows=rows, before=before)


def perspectives(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 3: who takes part, and on which side they stand."""
    round = round_to_run(request, pk)
    before = round_before(round)
    settled = len(settled_perspectives(round))
    start = perspective_rows(list(round.assessment.perspectives.all()))
    form = PerspectiveFormSet(request.POST or None, initial=start, settled=settled)  # type: ignore[call-arg]

    def save() -> None:
        actions.set_perspectives(round=round, rows=form.rows(), by=who(request))  # type: ignore[attr-defined]

    return _step(request, round, "perspectives", form, save, before=before)


def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """Step 4: privacy and dates."""
    round = round_to_run(request, pk)
    form = TermsForm(request.POST or None, initial=terms_of(round))

    def save() -> None:
        actions.set_terms(round=round, **form.cleaned_data, by=who(request))

    return _step(request, round, "terms", form, save, before=round_before(round))


def _step(
    request: HttpRequest, round: Round, step: str, form: Any, save: Callable[[], None], **context: Any
) -> HttpResponse:
    """One step of setting up: saved, it leads to the next, and the last to the round's page."""
    if round.state != Round.State.DRAFT:
        messages.error(request, "This round is open already, so this can no longer be changed.")
        return redirect("assessments:round", round.pk)
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            save()
            return redirect(_after(step), round.pk)
        except ValidationError as error:
            problem = error.messages[0]
    shared = {"round": round, "form": form, "steps": STEPS, "step": step, "problem": problem}
    shared["is_example"] = round.assessment.organisation.is_example
    return render(request, f"assessments/running/{step}.html", {**shared, **context, **AREA})


def _after(step: str) -> str:
    names = [name for name, _ in STEPS]
    following = names[names.index(step) + 1 :]
    return f"assessments:{following[0]}" if following else "assessments:round"


# Running


def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a round is, what comes next, and how many have taken part: never who."""
    round = round_in_reach(request, pk)
    sent = sent_by_perspective(round)
    contents = content_of_round(round)
    rounds = rounds_of(round.assessment)
    unfinished = first_unfinished(rounds)
    context = {
        "round": round,
        "organisation": round.assessment.organisation,
        "is_example": round.assessment.organisation.is_example,
        "may_run": can_run(request.user, round.assessment),
        "sent": sent,
        "total": sum(row.people for row in sent),
        "on_paper": sent_on_paper(round),
        "contents": contents,
        "minutes": minutes_of(q for version in contents for q in version.all_questions()),
        "join_code": codes.in_groups(round.join_code),
        "host": request.get_host(),
        "link": request.build_absolute_uri(reverse("assessments:join", args=[round.join_code])),
        "promise": round.promise
        or promise.in_full(round.threshold, round.assessment.organisation.name, round.joining),
        "stages": _stages(round),
        "rounds": rounds,
        "unfinished": unfinished,
        "why_no_next": actions.why_no_next_round(unfinished) if unfinished else "",
    }
    return render(request, "assessments/running/round.html", {**context, **AREA})


def _stages(round: Round) -> list[dict[str, Any]]:
    """The stage bar: what is done, where we are, what is to come."""
    order = [Round.State.DRAFT, Round.State.OPEN, Round.State.CLOSED, Round.State.RELEASED]
    now = order.index(Round.State(round.state)) if round.state in order else len(order)
    names = ["Set up", "Answering", "Closed", "Results shared"]
    return [{"name": name, "done": i < now, "now": i == now, "number": i + 1} for i, name in enumerate(names)]


def change_open_round(request: HttpRequest, pk: int) -> HttpResponse:
    """The closing date and the welcome, while people answer."""
    round = round_to_run(request, pk)
    if request.method != "POST" and round.state not in (Round.State.OPEN, Round.State.CLOSED):
        return not_now(request, round)
    form = OpenRoundForm(request.POST or None, initial=terms_of(round))
    if request.method == "POST" and form.is_valid():
        return _do(request, round, actions.change_open_round, "Saved.", **form.cleaned_data)
    context = {"round": round, "form": form, "is_example": round.assessment.organisation.is_example}
    return render(request, "assessments/running/change.html", {**context, **AREA})


def _do(
    request: HttpRequest, round: Round, action: Callable[..., Any], done: str, **data: Any
) -> HttpResponse:
    """Do one thing with a round, say so, and show the round."""
    try:
        action(round=round, by=who(request), **data)
        messages.success(request, done)
    except actions.NotNow as refused:
        messages.error(request, refused.messages[0])
    return redirect("assessments:round", round.pk)


def open_round(request: HttpRequest, pk: int) -> HttpResponse:
    done = "The round is open. Share the link below."
    if not round_to_run(request, pk).has_link:
        done = _("The round is open. Now make the codes, and give them out.")
    return _confirmed(request, pk, Round.State.DRAFT, "open", actions.open_round, done)


def close_round(request: HttpRequest, pk: int) -> HttpResponse:
    return _confirmed(request, pk, Round.State.OPEN, "close", actions.close_round, "The round is closed.")


@posted_from("round")
def reopen_round(request: HttpRequest, pk: int) -> HttpResponse:
    round = round_to_run(request, pk)
    return _do(request, round, actions.reopen_round, "The round is open again.")


def release_round(request: HttpRequest, pk: int) -> HttpResponse:
    done = "The results are shared, with everyone at the same time."
    return _confirmed(request, pk, Round.State.CLOSED, "release", actions.release_round, done)


@posted_from("round")
def next_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the round after this assessment's newest, or say which one comes first, and show that."""
    round = round_to_run(request, pk)
    try:
        started = actions.start_next_round(assessment=round.assessment, by=who(request))
    except actions.RoundUnfinished as refused:
        messages.warning(request, refused.messages[0])
        return redirect("assessments:round", refused.round.pk)
    done = _("%(round)s is started. Look over each step, then open it.") % {"round": started.title}
    messages.success(request, done)
    return redirect("assessments:about", started.pk)


def _confirmed(
    request: HttpRequest, pk: int, state: str, name: str, action: Callable[..., Any], done: str
) -> HttpResponse:
    """A step from this state that is asked once more before it is taken."""
    round = round_to_run(request, pk)
    if request.method == "POST":
        return _do(request, round, action, done)
    if round.state != state:
        return not_now(request, round)
    sent = sent_by_perspective(round)
    context = {
        "round": round,
        "sent": sent,
        "total": sum(row.people for row in sent),
        "unchecked": on_paper(round).waiting,
        "is_example": round.assessment.organisation.is_example,
    }
    return render(request, f"assessments/running/{name}.html", {**context, **AREA})
