"""Copy all that one database holds into another: from SQLite to PostgreSQL, when a site grows.

Rows are copied as they are stored, whatever models would do as they save: times stay, and nothing is made
anew. The guards are off in the other database while it happens, in one transaction.
"""

from collections.abc import Iterator
from itertools import islice

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, models, transaction

from accounts import guards

AT_ONCE = 500  # rows
MADE_BY_MIGRATE = {"contenttypes.ContentType", "auth.Permission", "sites.Site"}


class CopyRefused(Exception):
    """A database that cannot be copied into. Its message says why."""


def copied_models() -> list[type[models.Model]]:
    """Return every model that has a table of its own, those between two models too."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def copy_all(source: str, target: str) -> dict[str, int]:
    """Copy every row from one database to another, by their aliases; both have been migrated alike. Returns
    how many, by model. Raises CopyRefused where the other one holds anything, or holds less afterwards; then
    nothing is copied."""
    connection = connections[target]
    wanted = copied_models()
    filled = [
        model._meta.label
        for model in wanted
        if model._meta.label not in MADE_BY_MIGRATE and model._base_manager.using(target).exists()
    ]
    if filled:
        raise CopyRefused(f"The database to copy into is not empty: {', '.join(filled)}.")
    unchecked = connection.constraint_checks_disabled()
    with unchecked, transaction.atomic(using=target), guards.taken_off(connection):
        for model in reversed(wanted):
            model._base_manager.using(target)._raw_delete(target)
        found = {model._meta.label: _copy(model, source, target) for model in wanted}
        for statement in connection.ops.sequence_reset_sql(no_style(), wanted):
            with connection.cursor() as cursor:
                cursor.execute(statement)
        connection.check_constraints()
        for model in wanted:
            if model._base_manager.using(target).count() != found[model._meta.label]:
                raise CopyRefused(f"Not all of {model._meta.label} arrived.")
    return found


def _copy(model: type[models.Model], source: str, target: str) -> int:
    fields = model._meta.local_concrete_fields
    rows: Iterator[models.Model] = model._base_manager.using(source).order_by("pk").iterator(AT_ONCE)
    number = 0
    while some := list(islice(rows, AT_ONCE)):
        # As it is stored (raw): a field that is set as a row is made keeps what it says.
        model._base_manager._insert(some, fields=fields, using=target, raw=True)  # type: ignore[attr-defined]
        number += len(some)
    return number
