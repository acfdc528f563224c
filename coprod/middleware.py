"""What every response of the site has in common."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

Handler = Callable[[HttpRequest], HttpResponse]


def keep_nothing(get_response: Handler) -> Handler:
    """Pages of people who are signed in are kept by no browser and no proxy: devices are shared."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    return handle


def address_behind_proxy(request: HttpRequest) -> str:
    """Where a request comes from, as the proxy in front of the site saw it: the last that it names."""
    named = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    return named or str(request.META["REMOTE_ADDR"])
