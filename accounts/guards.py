"""Rules that the database itself keeps, as triggers, in SQLite and in PostgreSQL alike.

For what no constraint can say: 'a published version never changes', 'an answer's level belongs to the
question's scale'. An app lists its guards and calls `keep` once. They are taken off before migrations
(SQLite rebuilds tables, and would lose or trip over them) and put back after, so no migration needs
to know of them. A refused write raises django.db.IntegrityError.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate, pre_migrate


@dataclass(frozen=True)
class Guard:
    """Refuse `event` on a row of `table` where `refuse` holds.

    name: of the trigger, unique in the database. event: INSERT, UPDATE or DELETE.
    refuse: SQL over OLD and NEW that both databases read. says: the message of the error.
    share_lock: a table and the SQL of its row's id, held still by PostgreSQL until the write is
    committed, where the rule reads a row that another transaction may be changing.
    """

    name: str
    table: str
    event: str
    refuse: str
    says: str
    share_lock: tuple[str, str] | None = None

    def create_sql(self, vendor: str) -> list[str]:
        says = self.says.replace("'", "''")
        if vendor == "sqlite":
            return [
                f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH ROW "
                f"WHEN {self.refuse} BEGIN SELECT RAISE(ABORT, '{says}'); END"
            ]
        lock = ""
        if self.share_lock:
            table, row_id = self.share_lock
            lock = f"PERFORM 1 FROM {table} WHERE id = {row_id} FOR SHARE;"
        result = "OLD" if self.event == "DELETE" else "NEW"
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ "
            f"BEGIN {lock} IF {self.refuse} THEN RAISE EXCEPTION '{says}' USING ERRCODE = '23514'; "
            f"END IF; RETURN {result}; END $guard$",
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {self.name}()",
        ]

    def drop_sql(self, vendor: str) -> str:
        if vendor == "sqlite":
            return f"DROP TRIGGER IF EXISTS {self.name}"
        return f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}"


def put_up(connection: BaseDatabaseWrapper, guards: Sequence[Guard]) -> None:
    """Make the guards whose tables are there; one that stands already is made anew."""
    take_down(connection, guards)
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in guards:
            if guard.table in tables:
                for statement in guard.create_sql(connection.vendor):
                    cursor.execute(statement)


def take_down(connection: BaseDatabaseWrapper, guards: Sequence[Guard]) -> None:
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in guards:
            if guard.table in tables:
                cursor.execute(guard.drop_sql(connection.vendor))


# The guards of each app that keeps any, by its label.
_kept: dict[str, Sequence[Guard]] = {}


def put_all_up(connection: BaseDatabaseWrapper) -> None:
    """Make the guards of every app, as after a migration; those whose tables are not there are left out."""
    for guards in _kept.values():
        put_up(connection, guards)


def keep(app: AppConfig, guards: Sequence[Guard]) -> None:
    """Keep an app's guards up: called once, from the app's `ready`. A migration that fails has them put up by
    the command (management/commands/migrate.py)."""
    _kept[app.label] = guards

    def before(using: str, **_: Any) -> None:
        take_down(connections[using], guards)

    def after(using: str, **_: Any) -> None:
        put_up(connections[using], guards)

    pre_migrate.connect(before, sender=app, weak=False, dispatch_uid=f"{app.label}-guards-down")
    post_migrate.connect(after, sender=app, weak=False, dispatch_uid=f"{app.label}-guards-up")
