"""Frameworks in and out as files."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_safe
from pydantic import ValidationError

from accounts.models import OrganisationQuerySet, User
from accounts.permissions import Permission, organisations_where
from frameworks.actions import VersionRefused
from frameworks.conversion.settling import texts_of, words_beside
from frameworks.conversion.writing import to_fill, workbook_of
from frameworks.exchange.files import file_name, file_of, write, write_json
from frameworks.exchange.parser import MOST_BYTES
from frameworks.exchange.schema import schema_text
from frameworks.exchange.uploads import SmallFiles
from frameworks.forms.files import ConfirmImportForm, ImportForm, carried
from frameworks.import_preview import (
    ImportPreview,
    PreviewOutdated,
    import_as_previewed,
    losses_of,
    preview_import,
    sentences,
)
from frameworks.models import FrameworkVersion
from frameworks.views.access import AREA, version_or_404

Status = FrameworkVersion.Status
WRITERS = {"yaml": (write, "application/yaml"), "json": (write_json, "application/json")}
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_FAULTS = 500  # on one page: a file with more has one fault many times


@login_not_required
def export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Return the version's exchange file, to download; form: a key of WRITERS."""
    found = version_or_404(request, pk)
    writer, kind = WRITERS[form]
    try:
        text = writer(found)
    except ValidationError:
        messages.error(request, _("This draft is not finished, so it has no file yet."))
        return redirect("frameworks:version", found.pk)
    headers = {"Content-Disposition": content_disposition_header(True, file_name(found, form)) or ""}
    return HttpResponse(text, content_type=f"{kind}; charset=utf-8", headers=headers)


@login_not_required
def export_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the version as a spreadsheet, to download, change and bring back."""
    found = version_or_404(request, pk)
    try:
        beside = {} if found.translation_of_id else texts_of(words_beside(found, request.user))
        made = workbook_of(file_of(found), beside)
    except ValidationError:
        messages.error(request, _("This draft is not finished, so it has no file yet."))
        return redirect("frameworks:version", found.pk)
    return _sheet(made, file_name(found, "xlsx"))


@login_not_required
@require_safe
def sheet_to_fill(request: HttpRequest) -> HttpResponse:
    """Return a spreadsheet with two rows filled in, to show how a framework is written in one."""
    return _sheet(workbook_of(to_fill()), "framework-to-fill.xlsx")


def _sheet(made: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(True, name) or ""}
    return HttpResponse(made, content_type=SPREADSHEET, headers=headers)


@login_not_required
@require_safe
def format_schema(request: HttpRequest) -> HttpResponse:
    """Return the exchange format as a JSON Schema: for programs, wherever they are."""
    headers = {"Access-Control-Allow-Origin": "*"}
    return HttpResponse(schema_text(), content_type="application/schema+json", headers=headers)


@csrf_exempt  # only here: the token is read with the file, so `_import_page` asks for it
def import_file(request: HttpRequest) -> HttpResponse:
    """Import a framework from a file, for an organisation whose steward or lead the person is."""
    organisations = organisations_where(request.user, Permission.STEWARD_FRAMEWORKS)
    if not organisations.exists():
        raise PermissionDenied
    upload = SmallFiles(request, MOST_BYTES)
    request.upload_handlers = [upload]
    return _import_page(request, organisations, upload)


@csrf_protect
def _import_page(
    request: HttpRequest, organisations: OrganisationQuerySet, upload: SmallFiles
) -> HttpResponse:
    if "content" in request.POST:
        return _confirmed(request, organisations)
    form = ImportForm(organisations=organisations, initial={"organisation": request.GET.get("organisation")})
    if request.method == "POST":
        form = ImportForm(
            request.POST, request.FILES, organisations=organisations, too_large=upload.too_large
        )
        if form.is_valid():
            try:
                preview = preview_import(**form.cleaned_data, by=cast(User, request.user))
                return _show_preview(request, preview, form)
            except VersionRefused as error:
                form.refuse(capfirst(error.reason), error.places)
    return _ask_for_file(request, form)


def _ask_for_file(request: HttpRequest, form: ImportForm) -> HttpResponse:
    context = {"form": form, "faults": form.faults[:MOST_FAULTS], "more": len(form.faults[MOST_FAULTS:])}
    status = 422 if form.errors else 200
    return render(request, "frameworks/import.html", {**context, **AREA}, status=status)


def _show_preview(
    request: HttpRequest, preview: ImportPreview, form: ImportForm | ConfirmImportForm, outdated: bool = False
) -> HttpResponse:
    """Show what importing will do, with the button that does it. Nothing is stored yet."""
    cleaned = form.cleaned_data
    confirm = {
        "content": carried(cleaned["file"], cleaned["words"], form.file_name),
        "organisation": cleaned["organisation"].slug,
        "publish": "yes" if cleaned["publish"] else "no",
        "seen": preview.fingerprint,
    }
    context = {
        "preview": preview,
        "sentences": sentences(preview),
        "losses": losses_of(preview),
        "notes": getattr(form, "notes", ()),
        "file_name": form.file_name,
        "confirm": confirm,
        "outdated": outdated,
        **AREA,
    }
    return render(request, "frameworks/import_preview.html", context, status=409 if outdated else 200)


def _confirmed(request: HttpRequest, organisations: OrganisationQuerySet) -> HttpResponse:
    """Import the file whose preview the person has seen; show it again where it is not true any more."""
    form = ConfirmImportForm(request.POST, organisations=organisations)
    if not form.is_valid():
        messages.error(request, _("This page is out of date. Choose the file again."))
        return redirect("frameworks:import")
    try:
        version = import_as_previewed(**form.cleaned_data, by=cast(User, request.user))
    except PreviewOutdated as error:
        return _show_preview(request, error.preview, form, outdated=True)
    except VersionRefused as error:
        messages.error(request, f"{capfirst(error.reason)}.")
        return redirect("frameworks:import")
    messages.success(request, _what_was_done(version, form.cleaned_data["publish"]))
    return redirect("frameworks:version", version.pk)


def _what_was_done(version: FrameworkVersion, publish: bool) -> str:
    """Say what was done. A file that says what is stored already changes nothing: this is true then too."""
    if version.translation_of_id and version.status == Status.PUBLISHED and publish:
        named = {"number": version.number, "language": version.language}
        return _("Version %(number)s is published in this language: %(language)s.") % named
    match version.status:
        case Status.DRAFT:
            owner = version.framework.organisation
            said = _("Version %(number)s is in, as a draft. Only people at %(owner)s can see it.") % {
                "number": version.number,
                "owner": owner,
            }
            return f"{said} {_('A second member has to agree before it is published.')}" if publish else said
        case Status.PUBLISHED if publish:
            return _("Version %(number)s is published. It can be used in new rounds.") % {
                "number": version.number
            }
    was = _("Version %(number)s was %(status)s before.") % {
        "number": version.number,
        "status": version.get_status_display().lower(),
    }
    return _("%(was)s The file says the same, so nothing has changed.") % {"was": was}
