from django.apps import AppConfig


class FrameworksConfig(AppConfig):
    name = "frameworks"

    def ready(self) -> None:
        from accounts import guards
        from frameworks.guards import GUARDS
        from frameworks.reading import stories  # noqa: F401 (its model)

        guards.register(self, GUARDS)
