"""What every page may show about the site itself."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Organisation
from assessments.example.actions import FACILITATOR, PASSWORD


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name, and what a visitor of somebody's own machine may be told of the example."""
    return {
        "site_name": settings.SITE_NAME,
        "has_example": SimpleLazyObject(Organisation.objects.filter(is_example=True).exists),
        "example_sign_in": {"email": FACILITATOR, "password": PASSWORD} if settings.LOCAL else None,
    }
