"""What every page may show about the site itself."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Organisation


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's name, whether it is somebody's own machine, and whether it holds the example."""
    return {
        "site_name": settings.SITE_NAME,
        "is_local_site": settings.LOCAL,
        "has_example": SimpleLazyObject(Organisation.objects.filter(is_example=True).exists),
    }
