"""The door through which a web server reaches the site."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coprod.settings")

application = get_wsgi_application()

from coprod.hosting.checks import warn_at_start  # noqa: E402 (once the apps are there)

warn_at_start()
