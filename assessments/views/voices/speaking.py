"""What the pages share on which people who took part say something beside the results."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_ratelimit.core import is_ratelimited

from accounts.errors import Refused
from assessments.agreement.voices.actions import Speaker
from assessments.models import Release
from assessments.reports.build import build_report
from assessments.reports.model import Report
from assessments.responses.languages import in_chosen_language
from assessments.responses.visits import Visit, for_participant, words_sent

P = ParamSpec("P")
# From one address: a whole room may share one, and co-sign at the same moment.
POSTED_AT_MOST = "300/10m"


@dataclass(frozen=True, slots=True)
class Occasion:
    """Somebody who took part, before results that are shared."""

    release: Release
    report: Report
    speaker: Speaker

    @property
    def perspective(self) -> str | None:
        """The code of their group; None where they named none."""
        found = self.speaker.response.perspective
        return found.code if found else None


SpeakingView = Callable[Concatenate[Visit, Occasion, P], HttpResponse]


def for_speakers(view: SpeakingView[P]) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """Decorate a page of somebody who took part in a round whose results are shared; others are told that
    they are not, or that theirs were not sent."""

    @wraps(view)
    def wrapped(visit: Visit, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        round_ = visit.round
        if not (round_.is_released and visit.response.submitted):
            context = {"round": round_, "participant": visit.response, "is_example": _is_example(visit)}
            return render(visit, "assessments/reports/results/not_ready.html", context)
        if is_ratelimited(
            visit, group="voices", key="ip", rate=POSTED_AT_MOST, method="POST", increment=True
        ):
            problem = _("Many people have just written from here. Please try again in ten minutes.")
            return show(visit, "refused", {"problem": problem, "words": words_sent(visit)}, 429)
        release = Release.objects.get(round=round_)
        release.round = round_
        occasion = Occasion(release, build_report(release), Speaker(visit.response, visit.secret))
        try:
            return view(visit, occasion, *args, **kwargs)
        except Refused as refused:
            context = {"problem": refused.reason, "words": words_sent(visit)}
            return show(visit, "refused", context, 409)

    return in_chosen_language(for_participant(wrapped))


def _is_example(visit: Visit) -> bool:
    return visit.round.assessment.organisation.is_example


def show(visit: Visit, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Show a page of templates/assessments/voices/, with what its base needs beside `context`."""
    shared = {
        "round": visit.round,
        "participant": visit.response,
        "visit_mark": visit.mark,
        "is_example": _is_example(visit),
    }
    return render(visit, f"assessments/voices/{name}.html", {**shared, **context}, status=status)
