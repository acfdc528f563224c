"""What views that answer with a PDF have in common."""

from django.http import HttpResponse
from django.utils.translation import gettext as _


def no_pdf() -> str:
    """Where the site can make none, for those who run it."""
    return _(
        "PDFs cannot be made on this site just now, so nothing was made. Please tell the people who run it."
    )


def download(pdf: bytes, name: str, *, shown: bool = False) -> HttpResponse:
    """The PDF under this name: to be stored, or shown in the browser."""
    headers = {"Content-Disposition": f'{"inline" if shown else "attachment"}; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
