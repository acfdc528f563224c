"""Fetching what stands in the person's reach, for all pages of frameworks."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from frameworks.models import FrameworkVersion

AREA = {"area": "frameworks"}


def version_or_404(request: HttpRequest, pk: int) -> FrameworkVersion:
    """The version, with its framework and owner. 404 outside the person's reach."""
    reach = FrameworkVersion.objects.visible_to(request.user)
    return get_object_or_404(reach.select_related("framework__organisation"), pk=pk)
