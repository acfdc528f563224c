"""What every response of the site has in common."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import add_never_cache_headers

Handler = Callable[[HttpRequest], HttpResponse]

COMPRESSED = {"text/html", "application/json"}


class CompressPages(GZipMiddleware):
    """Compress pages and JSON where the browser takes it; PDFs and the like are compressed already.

    The length of a compressed page can betray a secret in it to somebody who has the browser ask for it many
    times, each time with a guess that the page repeats, and who sees the lengths go by (BREACH). Why that
    does not work here:
    - Django masks the CSRF token anew for each page, so it never looks the same twice.
    - The other secrets (a round's join code, a participant's own code) are on pages that need a cookie. Those
      cookies are SameSite=Lax: what another site has a browser load in the background carries none of them.
    - GZipMiddleware adds up to 100 bytes to each page, at random ('Heal the BREACH').
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip()
        return super().process_response(request, response) if kind in COMPRESSED else response


def keep_nothing(get_response: Handler) -> Handler:
    """Have no browser and no proxy store the pages of people who are signed in: devices are shared."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    return handle
