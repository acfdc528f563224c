"""Emptying every table after a test with real transactions, past the guards, which would refuse it.

Django truncates all tables for that and says that it has migrated, so that guards and permissions are made
again. Most tables hold nothing, and deleting what the others hold takes a fraction of the time.
"""

from django.db import connection, transaction

from accounts import guards

# What migrating puts there, and no test takes away.
STAYS = {"django_migrations", "django_content_type", "auth_permission", "django_site"}


def empty_tables():
    with transaction.atomic(), connection.cursor() as cursor:
        filled = filled_tables(cursor) - STAYS
        if guards.missing(connection):
            with guards.taken_off(connection):
                delete_rows(cursor, filled)
        elif connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")  # asks no trigger
            delete_rows(cursor, filled)
        else:
            cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
            against = [row for row in cursor.fetchall() if row[0] in filled and " BEFORE DELETE " in row[2]]
            for _table, name, _sql in against:
                cursor.execute(f"DROP TRIGGER {name}")
            delete_rows(cursor, filled)
            for _table, _name, sql in against:
                cursor.execute(sql)


def delete_rows(cursor, tables):
    for name in tables:
        cursor.execute(f'DELETE FROM "{name}"')


def filled_tables(cursor):
    """The names of the tables that hold a row."""
    names = connection.introspection.table_names(cursor)
    each = (f"SELECT '{name}' FROM (SELECT 1 FROM \"{name}\" LIMIT 1) AS one" for name in names)
    cursor.execute(" UNION ALL ".join(each))
    return {name for (name,) in cursor.fetchall()}
