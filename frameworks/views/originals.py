"""The page where an adaptation takes over what its original changed."""

from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.idempotency.forms_sent import number_in
from accounts.models import User
from accounts.permissions import Permission, may
from frameworks.drafts import storage
from frameworks.drafts.actions import Verb
from frameworks.drafts.history import last_step
from frameworks.drafts.locks import NoDraft
from frameworks.drafts.parts import StepRefused
from frameworks.families import actions, originals
from frameworks.families.offer_words import OfferInWords, describe
from frameworks.families.offers import OfferKind
from frameworks.families.originals import Original
from frameworks.models import FrameworkVersion
from frameworks.views.access import AREA, version_or_404

Status = FrameworkVersion.Status


def original(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what changed in the original of an adaptation: each change to take over into the draft, or to
    leave.

    404 where the version is of no adaptation, or its original is out of the person's reach.
    """
    version, found = _adaptation(request, pk)
    if request.method == "POST":
        return _do(request, version)
    draft = _draft_of(version)
    if draft and draft.pk != version.pk:
        return redirect("frameworks:original", draft.pk)
    return _show(request, version, found)


def _adaptation(request: HttpRequest, pk: int) -> tuple[FrameworkVersion, Original]:
    version = version_or_404(request, pk)
    owner = version.framework.organisation
    if owner is None:
        raise Http404
    found = originals.original_of(version, request.user)
    if found is None:
        raise Http404
    if not may(request.user, Permission.STEWARD_FRAMEWORKS, owner):
        raise PermissionDenied
    return version, found


def _draft_of(version: FrameworkVersion) -> FrameworkVersion | None:
    if version.status == Status.DRAFT:
        return version
    return version.framework.versions.originals().filter(status=Status.DRAFT).first()


def _show(request: HttpRequest, version: FrameworkVersion, found: Original) -> HttpResponse:
    ours = storage.parts_of(version)
    offers = [describe(offer, ours) for offer in actions.offers_of(found, ours)] if found.has_news else []
    is_draft = version.status == Status.DRAFT
    taken = _taken(version) if is_draft and "at" in request.GET else ""
    places = [one.offer.place for one in offers]
    context = {
        "version": version,
        "owner": version.framework.organisation,
        "is_draft": is_draft,
        "original": found,
        "groups": _groups(offers),
        "count": len(offers),
        "taken": taken,
        "taken_before": request.GET.get("at") if request.GET.get("at") in places else "",
        "number": version.number if is_draft else originals.highest_number(version) + 1,
    }
    return render(request, "frameworks/original/page.html", {**context, **AREA})


def _taken(draft: FrameworkVersion) -> str:
    """Return the name of what was taken over, where that was the last thing done to the draft."""
    step = last_step(draft)
    return step.subject if step and step.verb == Verb.TAKEN else ""


def _groups(offers: list[OfferInWords]) -> list[tuple[str, list[tuple[OfferInWords, str]]]]:
    """Return the offers by kind, each with the place of the one after it."""
    after = [*(one.offer.place for one in offers[1:]), ""]
    names = {
        OfferKind.CHANGED: _("Changed"),
        OfferKind.ADDED: _("New"),
        OfferKind.MOVED: _("Moved"),
        OfferKind.REMOVED: _("Taken out"),
    }
    pairs = list(zip(offers, after, strict=False))
    groups = [(name, [pair for pair in pairs if pair[0].offer.kind == kind]) for kind, name in names.items()]
    return [group for group in groups if group[1]]


def _do(request: HttpRequest, draft: FrameworkVersion) -> HttpResponse:
    try:
        if "settle" in request.POST:
            return _settle(request, draft)
        return _take(request, draft)
    except NoDraft:
        messages.info(request, _("This draft is published already. It can never change."))
        return redirect("frameworks:original", draft.pk)
    except StepRefused as refused:
        messages.error(request, str(refused))
        return redirect("frameworks:original", draft.pk)


def _take(request: HttpRequest, draft: FrameworkVersion) -> HttpResponseRedirect:
    """Take one over, and go on where it stood: the page says it there."""
    place, sign = request.POST.get("offer", ""), request.POST.get("sign", "")
    actions.take_over(draft=draft, place=place, sign=sign, by=cast(User, request.user))
    at = urlencode({"at": request.POST.get("next", "")})
    return redirect(f"{reverse('frameworks:original', args=[draft.pk])}?{at}#taken")


def _settle(request: HttpRequest, draft: FrameworkVersion) -> HttpResponseRedirect:
    with_version = FrameworkVersion.objects.visible_to(request.user).filter(
        pk=number_in(request.POST.get("settle", "")) or 0
    )
    shown = with_version.first()
    if shown is None:
        raise Http404
    actions.settle(draft=draft, with_version=shown, by=cast(User, request.user))
    words = _("You have looked at all changes up to version %(number)s of the original.")
    messages.success(request, words % {"number": shown.number})
    return redirect("frameworks:edit", draft.pk)
