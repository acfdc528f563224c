from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        from accounts import guards
        from assessments.guards import GUARDS

        guards.register(self, GUARDS)
