"""Pages to read frameworks. The library's are open to everyone."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.permissions import can_steward, stewarded_by
from frameworks import queries
from frameworks.views.reach import AREA, version_or_404


@login_not_required
def frameworks(request: HttpRequest) -> HttpResponse:
    """The library, and the frameworks of the person's own organisations."""
    found = queries.listed(request.user)
    context = {
        "library": [item for item in found if item.version.framework.organisation is None],
        "ours": [item for item in found if item.version.framework.organisation is not None],
        "may_import": request.user.is_authenticated and stewarded_by(request.user).exists(),
    }
    return render(request, "frameworks/list.html", {**context, **AREA})


@login_not_required
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that one version asks, and where it comes from."""
    found = version_or_404(request, pk)
    owner = found.framework.organisation
    [content] = queries.content_of([found])
    context = {
        "version": content,
        "owner": owner,
        "newer": queries.newer_than(found),
        "may_import": owner is not None and can_steward(request.user, owner),
    }
    return render(request, "frameworks/version.html", {**context, **AREA})
