from django.apps import AppConfig


class BackgroundConfig(AppConfig):
    name = "background"

    def ready(self) -> None:
        from django.core import checks

        from background.status import check_that_tasks_are_done

        checks.register(check_that_tasks_are_done, checks.Tags.database)
