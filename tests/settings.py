"""The site's settings, with tasks that are done at once, where they are enqueued, and no reports made by
themselves: laying one out takes seconds, and few tests read one (see the fixture `reports_made`).

Tests of the worker itself bring back the settings of a real site (tests/background/).
"""

import os

from coprod.settings import *  # noqa: F403
from coprod.settings import BASE_DIR, STATICFILES_DIRS, STORAGES

TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "reports": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a slow one is slow on purpose
DELETIONS_FILE = os.devnull
STORAGES = {**STORAGES, "reports": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
STATICFILES_DIRS = [*STATICFILES_DIRS, ("axe-core", BASE_DIR / "tests/browser/vendor/axe-core")]
