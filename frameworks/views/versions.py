"""Pages to read frameworks. The library's are open to everyone."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.permissions import Permission, may, organisations_where
from frameworks import queries
from frameworks.cache import cached_contents
from frameworks.families import originals
from frameworks.fit.words import in_words
from frameworks.publication.review import proposal_of
from frameworks.views.access import AREA, version_or_404


@login_not_required
def frameworks(request: HttpRequest) -> HttpResponse:
    """Show the library, and the frameworks of the person's own organisations."""
    found = queries.listed(request.user)
    contents = dict(zip(found, cached_contents([one.pk for one in found]), strict=True))
    ours = [one for one in found if one.framework.organisation is not None]
    stewarded = set(organisations_where(request.user, Permission.STEWARD_FRAMEWORKS))
    news = originals.news_of([one for one in ours if one.framework.organisation in stewarded], request.user)
    context = {
        "library": [(one, contents[one]) for one in found if one.framework.organisation is None],
        "ours": [(one, contents[one], news.get(one.pk)) for one in ours],
        "may_import": bool(stewarded),
    }
    return render(request, "frameworks/list.html", {**context, **AREA})


@login_not_required
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """Show everything that one version asks, and where it comes from."""
    found = version_or_404(request, pk)
    owner = found.framework.organisation
    [content] = queries.content_of([found])
    context = {
        "version": content,
        "fit": in_words(content.fit, content.choices) if content.fit else None,
        "owner": owner,
        "newer": queries.newer_than(found),
        "elsewhere": queries.in_other_languages(request.user, found),
        "editions": queries.editions(found, request.user),
        "may_import": may(request.user, Permission.STEWARD_FRAMEWORKS, owner),
        "proposal": proposal_of(found),
        "goings": originals.goings(found, request.user),
    }
    return render(request, "frameworks/version.html", {**context, **AREA})
