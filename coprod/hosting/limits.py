"""How much may be sent at once. More is refused before any of it is read, by the length that it says."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from assessments.responses.languages import in_language_of_reader

MEGABYTE = 1024 * 1024
# The names of the addresses whose forms take a file, and how much each takes, in the settings.
TAKES_FILES = {
    "frameworks:import": "MOST_UPLOAD_BYTES",
    "assessments:face": "MOST_LOGO_BYTES",
    "frameworks:edit_question_picture": "MOST_LOGO_BYTES",
    "frameworks:edit_level_picture": "MOST_LOGO_BYTES",
}


class LimitBody:
    """Answers 413 where a request says that more follows than its page takes.

    A form takes MOST_FORM_BYTES. One that is made for files takes more or less, as TAKES_FILES says, from
    people who are signed in. Stands before the middleware that reads forms.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Return the answer to what is too much; None lets the request go on."""
        length, most = _length_of(request), _most_of(request)
        if length <= min(most, settings.MOST_FORM_BYTES):
            return None
        if most != settings.MOST_FORM_BYTES and not request.user.is_authenticated:
            most = settings.MOST_FORM_BYTES
        return None if length <= most else too_large(request, most)


@in_language_of_reader
def too_large(request: HttpRequest, most: int) -> HttpResponse:
    """Return the page that says how many bytes may be sent. It asks nothing of the database."""
    context = {"site_name": settings.SITE_NAME, "megabytes": most // MEGABYTE}
    return HttpResponse(render_to_string("413.html", context), status=413)


def _most_of(request: HttpRequest) -> int:
    """Return how many bytes may be sent to the page that was asked for."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    return int(getattr(settings, TAKES_FILES.get(name, "MOST_FORM_BYTES")))


def _length_of(request: HttpRequest) -> int:
    """Return how many bytes the request says that it holds: what Django would read of it."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
