"""What every page may show about the site itself."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from assessments.example.actions import FACILITATOR, PASSWORD, STEWARD, organisation_there


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
        "example_sign_in": SimpleLazyObject(_example_sign_in),
    }


def _example_sign_in() -> dict[str, str] | None:
    """Return how to sign in to the example: told on one's own machine alone, where it is loaded."""
    if not (settings.LOCAL and organisation_there()):
        return None
    return {"email": FACILITATOR, "steward": STEWARD, "password": PASSWORD}
