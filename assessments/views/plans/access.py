"""Fetching the plan of a round that a person may read or change."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.permissions import Permission, may
from assessments.models import Release, Round
from assessments.plans.actions import may_change
from assessments.reports.beside.plan import About, PlanAction, ReportPlan
from assessments.reports.beside.plan_reading import abouts
from assessments.reports.build import build_report
from assessments.reports.model import Report
from assessments.views.access import P, View, not_now, round_in_reach, show_round


@dataclass
class PlanPage:
    """What pages of a plan are made of. Its report, with the plan in it, is read once, when it is needed."""

    request: HttpRequest
    round: Round
    may_change: bool

    @property
    def release(self) -> Release:
        return self.round.release

    @cached_property
    def report(self) -> Report:
        self.release.round = self.round
        return build_report(self.release)

    @property
    def plan(self) -> ReportPlan:
        return self.report.plan

    @cached_property
    def questions(self) -> dict[str, About]:
        return abouts(self.report)

    @property
    def candidates(self) -> list[About]:
        """The questions to talk about first, each once: furthest apart, lowest, least sure."""
        lists = self.report.talk_first
        keys = [one.question.key for one in (*lists.furthest_apart, *lists.lowest, *lists.most_unsure)]
        return [self.questions[key] for key in dict.fromkeys(keys)]

    def action(self, number: int) -> PlanAction | None:
        return next((action for action in self.plan.actions if action.number == number), None)

    def show(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """Show a page of the plan. template: its path below templates/assessments/plans/."""
        shared = {"report": self.report, "plan": self.plan, "may_change": self.may_change}
        return show_round(self.request, f"plans/{template}", self.round, {**shared, **context}, status)

    def back(self) -> HttpResponse:
        return redirect("assessments:plan", self.round.pk)


Page = Callable[Concatenate[PlanPage, P], HttpResponse]


def to_read(page: Page[P]) -> View[P]:
    """Show a page of the plan of a round within reach, once its results are shared."""

    @wraps(page)
    def view(request: HttpRequest, pk: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        round_ = round_in_reach(request, pk)
        if not round_.is_released:
            return not_now(request, round_)
        allowed = may(request.user, Permission.CHANGE_PLANS, round_.assessment.organisation)
        return page(_page(request, round_, allowed), *args, **kwargs)

    return view


def to_change(page: Page[P]) -> View[P]:
    """Show a page by which a plan is changed: 403 for those who may only read. The plan of an archived round
    is only read, whoever asks."""

    @wraps(page)
    def view(request: HttpRequest, pk: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        round_ = round_in_reach(request, pk)
        if not may(request.user, Permission.CHANGE_PLANS, round_.assessment.organisation):
            raise PermissionDenied
        if not round_.is_released:
            return not_now(request, round_)
        found = _page(request, round_, allowed=True)
        if not found.may_change:
            messages.info(request, _("This round is archived, so its plan can be read and not changed."))
            return found.back()
        return page(found, *args, **kwargs)

    return view


def _page(request: HttpRequest, round_: Round, allowed: bool) -> PlanPage:
    round_.release.round = round_
    return PlanPage(request, round_, allowed and may_change(round_.release))
