from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        from accounts import guards
        from assessments import removed_words, report_files  # noqa: F401 (models; what deletes files)
        from assessments.guards import GUARDS

        guards.register(self, GUARDS)
