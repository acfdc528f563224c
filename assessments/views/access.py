"""Fetching the round that a person may see or run, for the pages of those who run an assessment."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.permissions import Permission, may
from assessments.models import Round
from assessments.rounds.lifecycle import close_ended_round
from assessments.rounds.states import next_step, words_for

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, int, P], HttpResponse]

AREA = {"area": "assessments"}


def who(request: HttpRequest) -> User:
    return cast(User, request.user)


def round_in_reach(request: HttpRequest, pk: int) -> Round:
    """Return a round within the person's reach; 404 for any other. One that was to close by itself, and whose
    end has come, is closed now, should no command have done so (close_rounds)."""
    reach = Round.objects.visible_to(request.user).select_related("assessment__organisation")
    found = get_object_or_404(reach, pk=pk)
    if not found.has_ended:
        return found
    close_ended_round(round_=found)
    return get_object_or_404(reach, pk=pk)


def round_to_run(request: HttpRequest, pk: int) -> Round:
    """Return a round that the person may run; 403 where they may only read."""
    round_ = round_in_reach(request, pk)
    if not may(request.user, Permission.RUN_ASSESSMENTS, round_.assessment.organisation):
        raise PermissionDenied
    return round_


def round_to_share(request: HttpRequest, pk: int) -> Round:
    """Return a round whose results the person may share by a link; 403 where they may only read."""
    round_ = round_in_reach(request, pk)
    if not may(request.user, Permission.SHARE_RESULTS, round_.assessment.organisation):
        raise PermissionDenied
    return round_


def round_to_meet_over(request: HttpRequest, pk: int) -> Round:
    """Return a round over whose results the person may run a meeting; 403 where they may only read."""
    round_ = round_in_reach(request, pk)
    if not may(request.user, Permission.RUN_MEETINGS, round_.assessment.organisation):
        raise PermissionDenied
    return round_


def next_step_of(round_: Round, runs: set[int]) -> dict[str, str]:
    """Return what comes next in a round: the words, and where they lead for a person who runs the assessments
    of the organisations in `runs`. Those who only read are told how it stands instead."""
    waiting = words_for(round_).waiting
    if waiting and round_.assessment.organisation_id not in runs:
        return {"words": str(waiting), "url": ""}
    name = {Round.State.CLOSED: "release", Round.State.RELEASED: "results", Round.State.ARCHIVED: "results"}
    url = reverse(f"assessments:{name.get(round_.state_now, 'round')}", args=[round_.pk])
    return {"words": next_step(round_), "url": f"{url}#link" if round_.is_open else url}


def show_round(
    request: HttpRequest, template: str, round_: Round, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Show a page about a round to the people who run or read it, with what all of these pages need beside
    `context`. template: its path below templates/assessments/, without '.html'."""
    shared = {"round": round_, "is_example": round_.assessment.organisation.is_example, **AREA}
    return render(request, f"assessments/{template}.html", {**shared, **context}, status=status)


def not_now(request: HttpRequest, round_: Round) -> HttpResponse:
    """Answer where the page that was asked for does not go with the state that the round is in: say so,
    kindly."""
    messages.warning(request, str(words_for(round_).not_now))
    return redirect("assessments:round", round_.pk)


def posted_from(name: str) -> Callable[[View[P]], View[P]]:
    """Decorate a view that is posted to alone. Who opens its address, as after signing in anew, is led to the
    round's page of this name, where its button stands."""

    def with_a_way_back(view: View[P]) -> View[P]:
        posted = require_POST(view)

        @wraps(view)
        def wrapped(request: HttpRequest, pk: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method in ("GET", "HEAD"):
                return redirect(f"assessments:{name}", pk)
            return posted(request, pk, *args, **kwargs)

        return wrapped

    return with_a_way_back
