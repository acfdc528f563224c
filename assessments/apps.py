from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        from accounts import guards
        from assessments import removed_words, report_files, share_links  # noqa: F401 (models; what deletes files)
        from assessments.faces import models  # noqa: F401 (its model)
        from assessments.guards import GUARDS

        guards.register(self, GUARDS)
