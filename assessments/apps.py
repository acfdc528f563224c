from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        from accounts import guards
        from assessments.faces import models  # noqa: F401 (its model)
        from assessments.guards import GUARDS
        from assessments.records import (  # noqa: F401 (models; what deletes files)
            groundwork,
            invitations,
            meetings,
            plans,
            release_keys,
            removed_words,
            report_files,
            share_links,
            voices,
        )

        guards.register(self, GUARDS)
