from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import audit_guards, guards

        guards.keep(self, audit_guards.GUARDS)
