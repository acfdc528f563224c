"""Fetching what stands in the person's reach, for all pages of frameworks."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.permissions import Permission, may
from frameworks.drafts.creation import was_thrown_away
from frameworks.drafts.locks import NoDraft
from frameworks.models import FrameworkVersion

AREA = {"area": "frameworks"}


def version_or_gone(request: HttpRequest, pk: int) -> FrameworkVersion | None:
    """Return the version as version_or_404 does; None where it was a draft within reach that somebody threw
    away."""
    try:
        return version_or_404(request, pk)
    except Http404:
        if request.user.is_authenticated and was_thrown_away(request.user, pk):
            return None
        raise


def version_or_404(request: HttpRequest, pk: int) -> FrameworkVersion:
    """Return the version, with its framework and owner. 404 outside the person's reach."""
    reach = FrameworkVersion.objects.visible_to(request.user)
    return get_object_or_404(reach.select_related("framework__organisation"), pk=pk)


def draft_or_404(request: HttpRequest, pk: int) -> FrameworkVersion:
    """Return a version within reach that the person may change. Raises PermissionDenied where they may
    not, and NoDraft where it is not a draft any more: published, or thrown away."""
    found = version_or_gone(request, pk)
    if found is None:
        raise NoDraft
    if not may(request.user, Permission.STEWARD_FRAMEWORKS, found.framework.organisation):
        raise PermissionDenied
    if found.status != FrameworkVersion.Status.DRAFT:
        raise NoDraft
    return found
