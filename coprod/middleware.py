"""What every response of the site has in common."""

import re
from collections.abc import Callable
from ipaddress import ip_address

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


def address_behind_proxy(request: HttpRequest) -> str:
    """Return where a request comes from, as the proxy in front of the site saw it: the last that it names.

    Always an internet address, as tries are counted by it. Some proxies add a port, or say `unknown`: for
    those whom they do not name it is the proxy's own, or the last resort where that has none (a socket).
    """
    named = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2]
    return _address_in(named) or _address_in(request.META.get("REMOTE_ADDR", "")) or NOWHERE


NOWHERE = "0.0.0.0"  # noqa: S104 (nothing listens there)
WITH_PORT = re.compile(r"\[(?P<six>[^\[\]]*)\](:\d+)?|(?P<four>[\d.]+):\d+")


def _address_in(text: str) -> str:
    """Return the address without port, brackets and zone; empty where it is none."""
    found = WITH_PORT.fullmatch(text.strip())
    bare = (found["six"] or found["four"] or "") if found else text.strip()
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return ""
    # Written as IPv6, all of IPv4 would be one neighbourhood, whose tries are counted together.
    return str(getattr(address, "ipv4_mapped", None) or address)
