"""What visitors get while the database is away: a page that says so, and the pages that need none."""

from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch

NEED_NO_DATABASE = {"help", "privacy", "accessibility"}  # the names of their addresses
AWAY = (OperationalError, InterfaceError)
RETRY_AFTER = 30  # seconds


def is_outage(error: BaseException | None) -> bool:
    """Tell whether an error means that the database, or the store where tries are counted, does not answer
    now and may again in a minute."""
    return isinstance(error, AWAY) or type(error).__module__.startswith("redis.")


def page_without_database(request: HttpRequest) -> HttpResponse | None:
    """Return the page that was asked for, as to somebody who is not signed in, where it needs no database;
    else None. From here on the request is nobody's: to find out whose would ask the database again."""
    request.user = AnonymousUser()
    found: ResolverMatch | None = request.resolver_match
    if found is None or found.view_name not in NEED_NO_DATABASE:
        return None
    bare = WSGIRequest({**request.META, "HTTP_COOKIE": ""})
    bare.user = request.user
    page: HttpResponse = found.func(bare)
    return page
