"""What every page may show about the site itself."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Organisation
from assessments.example.actions import FACILITATOR, PASSWORD


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
        "has_example": SimpleLazyObject(Organisation.objects.filter(is_example=True).exists),
        "example_sign_in": {"email": FACILITATOR, "password": PASSWORD} if settings.LOCAL else None,
    }
