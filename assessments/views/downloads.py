"""What views that answer with a file have in common."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _


def no_pdf() -> str:
    """Where the site can make none, for those who run it."""
    return _(
        "PDFs cannot be made on this site just now, so nothing was made. Please tell the people who run it."
    )


def download(
    written: bytes, name: str, *, shown: bool = False, media_type: str = "application/pdf"
) -> HttpResponse:
    """Answer with the file under this name: to be stored, or shown in the browser."""
    headers = {"Content-Disposition": content_disposition_header(not shown, name) or ""}
    return HttpResponse(written, content_type=media_type, headers=headers)
