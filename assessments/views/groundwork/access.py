"""What the pages of a working agreement share: the assessment in reach, and who may write."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.permissions import Permission, may
from assessments.groundwork.queries import Agreement, agreement_of
from assessments.models import Assessment, Round
from assessments.rounds.queries import rounds_of
from assessments.views.access import AREA

P = ParamSpec("P")


@dataclass
class AgreementPage:
    """A page of the working agreement of an assessment."""

    request: HttpRequest
    assessment: Assessment

    @cached_property
    def agreement(self) -> Agreement:
        return agreement_of(self.assessment)

    @cached_property
    def rounds(self) -> list[Round]:
        return rounds_of(self.assessment)

    @cached_property
    def may_write(self) -> bool:
        return self.may(Permission.RUN_MEETINGS)

    def may(self, permission: Permission) -> bool:
        return may(self.request.user, permission, self.assessment.organisation)

    def to(self, name: str, *args: object) -> str:
        return reverse(f"assessments:{name}", args=[self.assessment.pk, *args])

    def back(self) -> HttpResponse:
        return redirect(self.to("agreement"))

    def show(self, name: str, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
        """Show a page of templates/assessments/groundwork/."""
        shared = {
            "assessment": self.assessment,
            "agreement": self.agreement,
            "may_write": self.may_write,
            "is_example": self.assessment.organisation.is_example,
            **AREA,
        }
        page = f"assessments/groundwork/{name}.html"
        return render(self.request, page, {**shared, **(context or {})}, status=status)


View = Callable[Concatenate[AgreementPage, P], HttpResponse]
Wrapped = Callable[Concatenate[HttpRequest, int, P], HttpResponse]


def to_read(view: View[P]) -> Wrapped[P]:
    """Decorate a page for those in whose reach the assessment is; 404 for others."""

    @wraps(view)
    def wrapped(request: HttpRequest, pk: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        found = Assessment.objects.visible_to(request.user).select_related("organisation")
        return view(AgreementPage(request, get_object_or_404(found, pk=pk)), *args, **kwargs)

    return wrapped


def needing(permission: Permission) -> Callable[[View[P]], Wrapped[P]]:
    """Decorate a page for those who have a permission there; 403 for others in reach."""

    def decorate(view: View[P]) -> Wrapped[P]:
        @wraps(view)
        def checked(page: AgreementPage, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not page.may(permission):
                raise PermissionDenied
            return view(page, *args, **kwargs)

        return to_read(checked)

    return decorate


to_write = needing(Permission.RUN_MEETINGS)
