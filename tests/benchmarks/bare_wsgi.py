"""The door to the bare side of the crowd: Django with no middleware at all, and the view `save_bare`."""

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

django.setup()
settings.MIDDLEWARE = []  # only now: an installed app asks for its own when it starts
settings.ROOT_URLCONF = "tests.benchmarks.urls"

application = WSGIHandler()
