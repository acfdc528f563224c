"""Rules that the database itself keeps, as triggers, in SQLite and in PostgreSQL alike.

For what no constraint can say: 'a published version never changes', 'an answer's level belongs to the
question's scale'. An app lists its guards and calls `register` once. Where there is something to migrate,
they are taken off before it (SQLite rebuilds tables, and would lose or trip over them) and put back after,
all in the one transaction that `migrate` runs in: no migration needs to know of them, and nobody can write
meanwhile what they refuse. Where there is nothing to migrate, those that stand as they are written here are
left alone. A refused write raises django.db.IntegrityError.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate, pre_migrate


@dataclass(frozen=True)
class Guard:
    """Refuse `event` on a row of `table` where `refuse` holds.

    name: of the trigger, unique in the database. event: INSERT, UPDATE or DELETE.
    refuse: SQL over OLD and NEW that both databases read; by vendor, where each reads its own. says: the
    message of the error.
    share_lock: a table and the SQL of its row's id, held still by PostgreSQL until the write is
    committed, where the rule reads a row that another transaction may be changing.
    """

    name: str
    table: str
    event: str
    refuse: str | Mapping[str, str]
    says: str
    share_lock: tuple[str, str] | None = None

    def create_sql(self, vendor: str) -> list[str]:
        says = self.says.replace("'", "''")
        refuse = self.refuse if isinstance(self.refuse, str) else self.refuse[vendor]
        if vendor == "sqlite":
            return [
                f"DROP TRIGGER IF EXISTS {self.name}",
                f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH ROW "
                f"WHEN {refuse} BEGIN SELECT RAISE(ABORT, '{says}'); END",
            ]
        lock = ""
        if self.share_lock:
            table, row_id = self.share_lock
            lock = f"PERFORM 1 FROM {table} WHERE id = {row_id} FOR SHARE;"
        result = "OLD" if self.event == "DELETE" else "NEW"
        # The path that tables are found by goes with the function: a restored copy is written without any.
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql "
            f"SET search_path FROM CURRENT AS $guard$ "
            f"BEGIN {lock} IF {refuse} THEN RAISE EXCEPTION '{says}' USING ERRCODE = '23514'; "
            f"END IF; RETURN {result}; END $guard$",
            f"CREATE OR REPLACE TRIGGER {self.name} BEFORE {self.event} ON {self.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {self.name}()",
        ]

    def mark(self, vendor: str) -> str:
        """Return what tells that a guard stands in the database as it is written here."""
        statements = self.create_sql(vendor)
        if vendor == "sqlite":
            return statements[-1]  # SQLite keeps it word for word
        return sha256("".join(statements).encode()).hexdigest()

    def drop_sql(self, vendor: str) -> str:
        if vendor == "sqlite":
            return f"DROP TRIGGER IF EXISTS {self.name}"
        return f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}"


# Name and table of each trigger that is in force, and its mark.
INSTALLED = {
    "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT t.tgname, c.relname, obj_description(t.oid, 'pg_trigger') "
        "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND pg_table_is_visible(c.oid)"
    ),
}


def _standing(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], str | None]:
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED[connection.vendor])
        return {(name, table): mark for name, table, mark in cursor.fetchall()}


def install(connection: BaseDatabaseWrapper, guards: Sequence[Guard]) -> None:
    """Put up the guards whose tables are there. Those that stand as they are written are left alone."""
    tables, standing = set(connection.introspection.table_names()), _standing(connection)
    with connection.cursor() as cursor:
        for guard in guards:
            mark = guard.mark(connection.vendor)
            if guard.table not in tables or standing.get((guard.name, guard.table)) == mark:
                continue
            for statement in guard.create_sql(connection.vendor):
                cursor.execute(statement)
            if connection.vendor == "postgresql":
                cursor.execute(f"COMMENT ON TRIGGER {guard.name} ON {guard.table} IS '{mark}'")


def uninstall(connection: BaseDatabaseWrapper, guards: Sequence[Guard]) -> None:
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in guards:
            if guard.table in tables:
                cursor.execute(guard.drop_sql(connection.vendor))


# The guards of each app that keeps any, by its label.
_registered: dict[str, Sequence[Guard]] = {}


@contextmanager
def taken_off(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Within a transaction, take all guards off, and put them back: for rows that are copied as they are."""
    every = [guard for guards in _registered.values() for guard in guards]
    uninstall(connection, every)
    yield
    install(connection, every)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Name the guards that are missing though their tables exist, in order. Two queries."""
    tables = set(connection.introspection.table_names())
    standing = _standing(connection)
    wanted = [guard for guards in _registered.values() for guard in guards if guard.table in tables]
    return sorted(guard.name for guard in wanted if (guard.name, guard.table) not in standing)


_installing_soon = ContextVar("_put_up_next", default=False)


@contextmanager
def installing_soon() -> Iterator[None]:
    """Within this, missing guards are no error: whoever calls it is about to put them up."""
    before = _installing_soon.set(True)
    try:
        yield
    finally:
        _installing_soon.reset(before)


def check_installed(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Check the database for missing guards: `manage.py check --database default`.

    No signal can be caught that kills a migration at once, and the site would work on without its guards, and
    say nothing.
    """
    kind = CheckWarning if _installing_soon.get() else Error
    found = [(using, missing(connections[using])) for using in databases or ()]
    return [
        kind(
            f"The database ‘{using}’ lacks {len(names)} of its guards: {', '.join(names)}.",
            hint="Run manage.py migrate: it puts them up, also where there is nothing to migrate.",
            id="accounts.E001",
        )
        for using, names in found
        if names
    ]


def register(app: AppConfig, guards: Sequence[Guard]) -> None:
    """Keep an app's guards up: called once, from the app's `ready`."""
    _registered[app.label] = guards

    def before(using: str, plan: Sequence[Any] = (), **_: Any) -> None:
        if plan:
            uninstall(connections[using], guards)

    def after(using: str, **_: Any) -> None:
        install(connections[using], guards)

    pre_migrate.connect(before, sender=app, weak=False, dispatch_uid=f"{app.label}-guards-down")
    post_migrate.connect(after, sender=app, weak=False, dispatch_uid=f"{app.label}-guards-up")


# The audit trail is only ever added to (docs/rules.md, The audit trail).
GUARDS = [
    Guard(
        name=f"guard_audit_{event.lower()}",
        table="accounts_auditevent",
        event=event,
        refuse="(OLD.id IS NOT NULL)",
        says="The audit trail is only ever added to.",
    )
    for event in ("UPDATE", "DELETE")
]
