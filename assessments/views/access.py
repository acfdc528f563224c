"""Fetching the round that a person may see or run, for the pages of those who run an assessment."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import User
from assessments.models import Round
from assessments.permissions import can_run

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, int, P], HttpResponse]

AREA = {"area": "assessments"}

# Where a page that changes a round is too early or too late.
SHARED = gettext_lazy("The results of this round are shared, so it stays as it is.")
NOT_NOW = {
    Round.State.DRAFT: gettext_lazy("This round is still being set up. Open it first."),
    Round.State.OPEN: gettext_lazy("This round is open: people are answering."),
    Round.State.CLOSED: gettext_lazy("This round is closed, and the results are not shared yet."),
    Round.State.RELEASED: SHARED,
    Round.State.ARCHIVED: SHARED,
}


def who(request: HttpRequest) -> User:
    return cast(User, request.user)


def round_in_reach(request: HttpRequest, pk: int) -> Round:
    """A round within the person's reach; 404 for any other."""
    reach = Round.objects.visible_to(request.user).select_related("assessment__organisation")
    return get_object_or_404(reach, pk=pk)


def round_to_run(request: HttpRequest, pk: int) -> Round:
    """A round that the person may run; 403 where they may only read."""
    round = round_in_reach(request, pk)
    if not can_run(request.user, round.assessment):
        raise PermissionDenied
    return round


def not_now(request: HttpRequest, round: Round) -> HttpResponse:
    """The page that was asked for does not go with the state that the round is in: say so, kindly."""
    messages.warning(request, NOT_NOW[Round.State(round.state)])
    return redirect("assessments:round", round.pk)


def posted_from(name: str) -> Callable[[View[P]], View[P]]:
    """A view that is posted to alone. Who opens its address, as after signing in anew, is led to the round's
    page of this name, where its button stands."""

    def with_a_way_back(view: View[P]) -> View[P]:
        posted = require_POST(view)

        @wraps(view)
        def wrapped(request: HttpRequest, pk: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method in ("GET", "HEAD"):
                return redirect(f"assessments:{name}", pk)
            return posted(request, pk, *args, **kwargs)

        return wrapped

    return with_a_way_back
