from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        from accounts import guards
        from assessments import report_files  # noqa: F401 (its model, and what deletes its files)
        from assessments.guards import GUARDS

        guards.register(self, GUARDS)
