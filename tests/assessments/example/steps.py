from io import StringIO

from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import call_command

from accounts.models import AuditEvent, Deletion


def load(*args):
    out = StringIO()
    call_command("load_example", *args, stdout=out)
    return out.getvalue()


def rows():
    """Every row of our apps and of the sign-in addresses, by model; the audit trail and what
    is remembered of deletions stay out of it."""
    models = [
        m for app in ("accounts", "frameworks", "assessments") for m in apps.get_app_config(app).get_models()
    ]
    return {
        model._meta.label: set(model._base_manager.values_list("pk", flat=True))
        for model in [*models, EmailAddress]
        if model not in (AuditEvent, Deletion)
    }
