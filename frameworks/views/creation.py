"""Pages where a draft begins: a new framework, an adaptation, the next version, a translation."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.idempotency.forms_sent import sent_form
from accounts.models import OrganisationQuerySet, User
from accounts.permissions import Permission, may, organisations_where
from frameworks.drafts import creation
from frameworks.drafts.creation import CreationRefused
from frameworks.forms.creation import AdaptForm, StartForm, TranslateForm
from frameworks.models import FrameworkVersion
from frameworks.views.access import AREA, version_or_404

Status = FrameworkVersion.Status


def new(request: HttpRequest) -> HttpResponse:
    """Start a framework from the beginning."""
    form = StartForm(
        request.POST or None,
        organisations=_stewarded(request),
        initial={"organisation": request.GET.get("organisation")},
    )
    if sent := sent_form(request, form):
        with sent.once() as is_first:
            if is_first:
                sent.made = creation.start_framework(**form.cleaned_data, by=_who(request)).pk
        messages.success(request, _("Your framework has begun. Only your organisation sees the draft."))
        return redirect("frameworks:edit", sent.made)
    return _page(request, "new", form)


def adapt(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an organisation's own framework from a version that the person may read."""
    found = version_or_404(request, pk)
    organisations = _stewarded(request)
    if found.status == Status.DRAFT or found.translation_of_id:
        words = _("Only a published version can be adapted, in the language it was written in.")
        return _not_from_here(request, found, words)
    form = AdaptForm(
        request.POST or None,
        organisations=organisations,
        initial={"title": found.title},
        language=found.language,
    )
    if sent := sent_form(request, form):
        with sent.once() as is_first:
            if is_first:
                sent.made = creation.adapt_framework(version=found, **form.cleaned_data, by=_who(request)).pk
        messages.success(request, _("This is your own framework now, as a draft. Change what you like."))
        return redirect("frameworks:edit", sent.made)
    return _page(request, "adapt", form, version=found, owner=found.framework.organisation)


@require_POST
def next_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the framework's next draft, or go on with the one that is there."""
    found = _to_steward(request, pk)
    try:
        draft = creation.begin_draft(framework=found.framework, by=_who(request))
    except CreationRefused:
        words = _("This framework has no published version to start from.")
        return _not_from_here(request, found, words)
    return redirect("frameworks:original" if "original" in request.POST else "frameworks:edit", draft.pk)


def translate(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a translation of a published version, or go on with one."""
    found = _to_steward(request, pk)
    if found.status != Status.PUBLISHED or found.translation_of_id:
        words = _("Only a published version can be translated, from the language it was written in.")
        return _not_from_here(request, found, words)
    others = list(found.translations.exclude(status=Status.WITHDRAWN))
    form = TranslateForm(
        request.POST or None,
        there=[found.language, *(one.language for one in others if one.status == Status.PUBLISHED)],
        begun=[one.language for one in others if one.status == Status.DRAFT],
    )
    sent = request.method == "POST" and form.is_valid()
    if sent and (draft := _translation(form, found, _who(request))):
        return redirect("frameworks:edit", draft.pk)
    return _page(request, "translate", form, version=found)


def _translation(form: TranslateForm, version: FrameworkVersion, by: User) -> FrameworkVersion | None:
    """Return the draft; None where somebody was quicker, and the form now says so."""
    language = form.cleaned_data["language"]
    try:
        return creation.begin_translation(version=version, language=language, by=by)
    except CreationRefused:
        form.add_error("language", _("This version is there in that language already."))
        return None


def _who(request: HttpRequest) -> User:
    return cast(User, request.user)


def _stewarded(request: HttpRequest) -> OrganisationQuerySet:
    """Return the organisations that the person may begin a framework for; 403 where there is none."""
    organisations = organisations_where(request.user, Permission.STEWARD_FRAMEWORKS)
    if not organisations.exists():
        raise PermissionDenied
    return organisations


def _to_steward(request: HttpRequest, pk: int) -> FrameworkVersion:
    """Return a version of a framework that the person may change; 403 where they may only read."""
    found = version_or_404(request, pk)
    if not may(request.user, Permission.STEWARD_FRAMEWORKS, found.framework.organisation):
        raise PermissionDenied
    return found


def _not_from_here(request: HttpRequest, version: FrameworkVersion, words: str) -> HttpResponseRedirect:
    messages.error(request, words)
    return redirect("frameworks:version", version.pk)


def _page(
    request: HttpRequest, name: str, form: StartForm | AdaptForm | TranslateForm, **context: object
) -> HttpResponse:
    status = 422 if form.errors else 200
    shown = {"form": form, **context, **AREA}
    return render(request, f"frameworks/begin/{name}.html", shown, status=status)
