from django.apps import AppConfig


class FrameworksConfig(AppConfig):
    name = "frameworks"

    def ready(self) -> None:
        from accounts import guards
        from frameworks.guards import GUARDS

        guards.register(self, GUARDS)
