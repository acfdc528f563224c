from django.apps import AppConfig
from django.core import checks


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import guards

        guards.register(self, guards.GUARDS)
        checks.register(guards.check_installed, checks.Tags.database)
