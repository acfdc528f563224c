"""How an organisation looks: its own page, and the logo as a picture."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.errors import Refused
from accounts.views import organisation_to_lead
from assessments.faces.actions import change_face
from assessments.faces.models import Face
from assessments.forms.faces import FaceForm
from assessments.printing.colours import readable
from assessments.views.access import who

A_YEAR = 60 * 60 * 24 * 365


def face(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose a colour and a logo, and see how both will look; leads only."""
    organisation = organisation_to_lead(request, slug)
    now = Face.objects.filter(organisation=organisation).first()
    has_logo = bool(now and now.logo_digest)
    form = FaceForm(
        request.POST or None,
        request.FILES or None,
        has_logo=has_logo,
        initial={"colour": now.colour if now else ""},
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_face(organisation=organisation, by=who(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("Saved. This is how it looks."))
            return redirect("assessments:face", organisation.slug)
    context = {
        "form": form,
        "organisation": organisation,
        "is_example": organisation.is_example,
        "face": now,
        "shown": readable(now.colour) if now and now.colour else "",
        "area": "organisations",
    }
    return render(request, "assessments/faces/face.html", context, status=400 if form.is_bound else 200)


@login_not_required
@require_safe
def logo(request: HttpRequest, digest: str) -> HttpResponse:
    """Show a logo to whoever knows what names it: it never changes under that name."""
    found = Face.objects.exclude(logo_digest="").filter(logo_digest=digest).first()
    if found is None:
        raise Http404
    headers = {"Cache-Control": f"public, max-age={A_YEAR}, immutable", "X-Robots-Tag": "noindex"}
    return HttpResponse(bytes(found.logo), content_type="image/png", headers=headers)
