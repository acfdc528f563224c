"""What the database holds of a draft, and saving into it as a page does."""

import inspect
from contextlib import contextmanager

from django.apps import apps
from django.db import transaction

from frameworks.drafts import actions, changes, storage
from frameworks.models import FrameworkVersion
from tests.frameworks.edits import save_fields


def now(version):
    return storage.parts_of(version)


def same(one, other):
    return not changes.changes_between(one, other)


def revision(version):
    return FrameworkVersion.objects.values_list("revision", flat=True).get(pk=version.pk)


def save(version, written, at=None, by=None):
    at = revision(version) if at is None else at
    return save_fields(draft=version, revision=at, written=written, by=by)


def every_row():
    """All that the app has in the database, to see that nothing changed."""
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in apps.get_app_config("frameworks").get_models()
    }


SCALE = ("scale", "how-often")


def levels(*values):
    return [{"value": value, "label": f"L{value}", "description": ""} for value in values]


@contextmanager
def forgotten():
    """What happens inside leaves nothing behind: each example begins with the same rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


WRITES = {"save_fields": save_fields} | {
    name: function
    for name, function in vars(actions).items()
    if inspect.isfunction(function) and "by" in inspect.signature(function).parameters
    if function.__module__ == actions.__name__ and not name.startswith("_")
}
