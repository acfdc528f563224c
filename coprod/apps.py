from django.apps import AppConfig
from django.core import checks


class CoprodConfig(AppConfig):
    name = "coprod"

    def ready(self) -> None:
        from coprod.hosting.checks import check_database

        checks.register(check_database, checks.Tags.database)
