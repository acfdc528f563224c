"""What several tests begin with, made once and put back for each: for tests with real transactions, after
which every table is empty. On PostgreSQL."""

from django.db import connection

from tests.transactions.emptying import filled_tables

KEPT = "kept"  # the schema that holds the copies


def take_snapshot(make):
    """What `make()` returns, and the names of the tables that it put rows into: these are copied."""
    with connection.cursor() as cursor:
        before = filled_tables(cursor)
        made = make()
        tables = sorted(filled_tables(cursor) - before)
        cursor.execute(f"DROP SCHEMA IF EXISTS {KEPT} CASCADE")
        cursor.execute(f"CREATE SCHEMA {KEPT}")
        for table in tables:
            cursor.execute(f'CREATE TABLE {KEPT}."{table}" AS TABLE "{table}"')
    return made, tables


def put_back(tables):
    """Fill these empty tables from their copies, as they were: past the guards, which look at changes."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table in tables:
            cursor.execute(f'INSERT INTO "{table}" TABLE {KEPT}."{table}"')
        cursor.execute("RESET session_replication_role")
