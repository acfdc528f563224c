from django.apps import AppConfig
from django.core import checks


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import audit_guards, guards

        guards.register(self, audit_guards.GUARDS)
        checks.register(guards.check_installed, checks.Tags.database)
