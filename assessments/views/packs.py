"""Meeting packs: several reports of an organisation in one file."""

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.errors import Refused
from accounts.idempotency.forms_sent import sent_form
from accounts.models import Organisation
from accounts.naming import file_name
from assessments.forms.packs import PackForm
from assessments.packs.actions import MOST_REPORTS, order_pack
from assessments.packs.making import open_pack
from assessments.packs.queries import packs_of, progress_of, releases_to_pack
from assessments.records.report_files import MeetingPack
from assessments.views.access import AREA, who
from background.status import is_overdue

MEDIA_TYPES = {MeetingPack.Kind.PDF: "application/pdf", MeetingPack.Kind.ZIP: "application/zip"}


def packs(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an organisation's packs, and the form that orders another: to every member, who may read all that
    can be in them."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    releases = releases_to_pack(organisation)
    form = PackForm(request.POST or None, releases=releases)
    if sent := sent_form(request, form):
        try:
            with sent.once() as is_first:
                if is_first:
                    order = {**form.cleaned_data, "organisation": organisation, "by": who(request)}
                    sent.made = order_pack(**order).pk
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("assessments:pack", sent.made)
    context = {
        "organisation": organisation,
        "form": form,
        "packs": packs_of(organisation),
        "can_be_packed": bool(releases),
        "most": MOST_REPORTS,
        "is_example": organisation.is_example,
        **AREA,
    }
    return render(request, "assessments/packs/list.html", context)


@require_safe
def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a pack: how far it is, and where its file is once it is ready."""
    found = _pack_in_reach(request, pk)
    context = {
        "pack": found,
        "organisation": found.organisation,
        "progress": progress_of(found),
        "is_stalled": not found.name and not found.failed_at and is_overdue(),
        "is_example": found.organisation.is_example,
        **AREA,
    }
    return render(request, "assessments/packs/pack.html", context)


@require_safe
def pack_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the file of a pack; until it is ready, lead to its page."""
    found = _pack_in_reach(request, pk)
    file = open_pack(found)
    if file is None:
        return redirect("assessments:pack", pk)
    name, media_type = file_name(found.title, suffix=found.kind), MEDIA_TYPES[MeetingPack.Kind(found.kind)]
    return FileResponse(file, as_attachment=True, filename=name, content_type=media_type)


def _pack_in_reach(request: HttpRequest, pk: int) -> MeetingPack:
    reach = MeetingPack.objects.visible_to(request.user).select_related("organisation")
    return get_object_or_404(reach, pk=pk)
