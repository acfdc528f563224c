import sys

from django.apps import AppConfig
from django.conf import settings
from django.core import checks


class CoprodConfig(AppConfig):
    name = "coprod"

    def ready(self) -> None:
        from coprod.hosting.checks import check_database
        from coprod.hosting.logs import log_uncaught

        checks.register(check_database, checks.Tags.database)
        if not settings.LOCAL:
            sys.excepthook = log_uncaught
