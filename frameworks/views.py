"""Pages to read frameworks: the list, one version, and its file. The library's are open to everyone."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from frameworks import queries
from frameworks.exchange import write
from frameworks.models import FrameworkVersion

AREA = {"area": "frameworks"}


@login_not_required
def frameworks(request: HttpRequest) -> HttpResponse:
    """The library, and the frameworks of the person's own organisations."""
    found = queries.listed(request.user)
    context = {
        "library": [item for item in found if item.version.framework.organisation is None],
        "ours": [item for item in found if item.version.framework.organisation is not None],
    }
    return render(request, "frameworks/list.html", {**context, **AREA})


def _within_reach(request: HttpRequest, pk: int) -> FrameworkVersion:
    reach = FrameworkVersion.objects.visible_to(request.user)
    return get_object_or_404(reach.select_related("framework__organisation"), pk=pk)


@login_not_required
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that one version asks, and where it comes from."""
    found = _within_reach(request, pk)
    [content] = queries.content_of([found])
    context = {
        "version": content,
        "owner": found.framework.organisation,
        "newer": queries.newer_than(found),
    }
    return render(request, "frameworks/version.html", {**context, **AREA})


@login_not_required
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The version's exchange file, to download."""
    found = _within_reach(request, pk)
    name = f"{found.framework.code}-{found.number}.yaml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write(found), content_type="application/yaml; charset=utf-8", headers=headers)
