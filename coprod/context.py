"""What every page may show about the site itself."""

from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from assessments.example.actions import FACILITATOR, PASSWORD, STEWARD, organisation_there
from background.models import OutgoingMail
from background.outbox import TROUBLES, any_troubles, troubles_of
from background.status import is_overdue
from coprod.hosting.outages import AWAY, RETRY_AFTER

OVERDUE = "tasks-overdue"
TASKS_REMEMBERED = 15  # seconds


def site(request: HttpRequest) -> dict[str, Any]:
    """Name the site, say how soon its pages save as people write, and what a visitor of a machine of
    one's own may be told of the example."""
    return {
        "site_name": settings.SITE_NAME,
        "autosave": {
            "delay": settings.AUTOSAVE_DELAY,
            "retry": settings.AUTOSAVE_RETRY,
            "patience": settings.AUTOSAVE_PATIENCE,
        },
        "mail_troubles": SimpleLazyObject(lambda: mail_troubles(request)),
        "tasks_wait": SimpleLazyObject(lambda: tasks_wait(request)),
        "example_sign_in": SimpleLazyObject(_example_sign_in),
    }


def _example_sign_in() -> dict[str, str] | None:
    """Return how to sign in to the example: told on one's own machine alone, where it is loaded."""
    if not (settings.LOCAL and organisation_there()):
        return None
    return {"email": FACILITATOR, "steward": STEWARD, "password": PASSWORD}


def mail_troubles(request: HttpRequest) -> list[OutgoingMail]:
    """Return what this person had sent by e-mail and the mail server has not taken (background/outbox.py).

    Mostly there is nothing for anybody, which each process asks every few seconds; then no page costs more
    for it. A visitor without a session is not given one. No page fails for it while the database is away.
    """
    try:
        if not caches["process"].get_or_set(TROUBLES, any_troubles, TASKS_REMEMBERED):
            return []
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not hasattr(request, "user"):
            return []
        return list(troubles_of(request))
    except AWAY:
        caches["process"].set(TROUBLES, False, RETRY_AFTER)
        return []


def tasks_wait(request: HttpRequest) -> bool:
    """Tell people who are signed in whether mail and reports wait because no worker runs.

    Each process asks every few seconds. No page fails for it while the database is away.
    """
    try:
        if not hasattr(request, "user") or not request.user.is_authenticated:
            return False  # a request that was refused at the door has no user
        return bool(caches["process"].get_or_set(OVERDUE, is_overdue, TASKS_REMEMBERED))
    except AWAY:
        caches["process"].set(OVERDUE, False, RETRY_AFTER)
        return False
