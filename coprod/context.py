"""What every page may show about the site itself."""

from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Organisation
from assessments.example.actions import FACILITATOR, PASSWORD
from coprod.hosting.outages import AWAY, RETRY_AFTER

HAS_EXAMPLE = "has-example"
REMEMBERED = 60  # seconds


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
        "has_example": SimpleLazyObject(has_example),
        "example_sign_in": {"email": FACILITATOR, "password": PASSWORD} if settings.LOCAL else None,
    }


def has_example() -> bool:
    """Tell whether the site holds the example, which every page says.

    Each process asks the database once a minute, not for every page of everybody: the example is loaded and
    removed by commands, and a note that is a minute late misleads nobody. No page waits or fails for it while
    the database is away.
    """
    asked = Organisation.objects.filter(is_example=True).exists
    try:
        return bool(caches["process"].get_or_set(HAS_EXAMPLE, asked, REMEMBERED))
    except AWAY:
        caches["process"].set(HAS_EXAMPLE, False, RETRY_AFTER)
        return False
