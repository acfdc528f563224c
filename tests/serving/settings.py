"""The site's settings, for pages that can be drawn without the static files of a real site."""

from coprod.settings import *  # noqa: F403
from coprod.settings import STORAGES

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
