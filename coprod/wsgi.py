"""The door through which a web server reaches the site."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coprod.settings")

application = get_wsgi_application()

# Once the apps are there.
from coprod.hosting.checks import warn_at_start  # noqa: E402
from coprod.hosting.garbage import collect_seldom  # noqa: E402
from coprod.hosting.outages import limit_waiting  # noqa: E402

limit_waiting()
warn_at_start()
collect_seldom()
