"""Two versions side by side. Open to everyone who may see both."""

from collections.abc import Iterable
from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from frameworks import cache, languages, queries
from frameworks.comparison import versions
from frameworks.models import FrameworkVersion
from frameworks.views.access import AREA, version_or_404


@login_not_required
def compare(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Show what changed from one version to the other, the older one first whichever stands first in the
    address.

    404 where the person may not see both, or where they are not of one framework or an original and its
    adaptation.
    """
    reach = queries.beside(version_or_404(request, pk), request.user)
    both = [get_object_or_404(reach, pk=key) for key in (pk, other)]
    older, newer = queries.in_order(*both)
    before, after = cache.cached_contents([older.pk, newer.pk])
    context = {
        "comparison": versions.compare(
            before, after, queries.steps_between(older, newer), translated=_translated(older, newer)
        ),
        "rows": {"older": older, "newer": newer},
        "names": dict(zip(("older", "newer"), _names(older, newer), strict=True)),
        "groups": _groups(reach),
    }
    return render(request, "frameworks/compare.html", {**context, **AREA})


@login_not_required
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Let two versions be chosen, as ?one=…&other=…; then go on to the two side by side."""
    version = version_or_404(request, pk)
    known = {str(row.pk): row for row in queries.beside(version, request.user)}
    chosen = [known.get(request.GET.get(name, "")) for name in ("one", "other")]
    one, other = chosen
    if one and other and _related(one, other):
        return redirect("frameworks:compare", one.pk, other.pk)
    context = {
        "version": version,
        "groups": _groups(known.values()),
        "one": one or version,
        "other": other or next((row for row in reversed(known.values()) if row != version), version),
        "problem": _not_beside() if "one" in request.GET or "other" in request.GET else "",
        "problem_at": "one",
    }
    return render(request, "frameworks/compare_choose.html", {**context, **AREA})


def _not_beside() -> str:
    return _(
        "These two cannot be compared. Choose two versions of one framework, or one of an original and one "
        "that was adapted from it."
    )


def _related(one: FrameworkVersion, other: FrameworkVersion) -> bool:
    """Tell whether they are of one framework, or the one's framework was adapted from the other's."""
    pairs = [(one.framework, other.framework_id), (other.framework, one.framework_id)]
    return one.framework_id == other.framework_id or any(
        framework.adapted_from and framework.adapted_from.framework_id == of for framework, of in pairs
    )


def _translated(older: FrameworkVersion, newer: FrameworkVersion) -> bool:
    """Tell whether they are one version in two languages."""
    return older.framework_id == newer.framework_id and older.number == newer.number and older != newer


def _names(older: FrameworkVersion, newer: FrameworkVersion) -> list[str]:
    """Return what to call them within a sentence: 'version 2', with title, owner or language where those
    differ."""
    names = [queries.version_name(version.number, _of(version, older, newer)) for version in (older, newer)]
    if older.language == newer.language:
        return names
    called = [languages.name_within(version.language) for version in (older, newer)]
    return [
        _("%(version)s in %(language)s") % {"version": name, "language": language}
        for name, language in zip(names, called, strict=True)
    ]


def _of(version: FrameworkVersion, older: FrameworkVersion, newer: FrameworkVersion) -> str:
    if older.framework_id == newer.framework_id:
        return ""
    if older.title != newer.title:
        return languages.set_apart(version.title, version.language)
    owner = version.framework.organisation
    return owner.name if owner else _("the library")


def _groups(versions: Iterable[FrameworkVersion]) -> list[list[FrameworkVersion]]:
    """Group what there is to choose from: the versions of each framework, those of one framework together."""
    return [list(rows) for _key, rows in groupby(versions, key=lambda version: version.framework_id)]
