"""The database as somebody has it who got hold of a copy, and what to look for in it."""

import io
import re
from collections import defaultdict

from django.db import connection

from assessments import codes


def dump():
    """The database as its own tools write it out, by table: every value of every row."""
    found = defaultdict(str)
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        for line in connection.connection.iterdump():
            named = re.match(r'INSERT INTO "(\w+)"', line)
            found[named[1] if named else "schema"] += line
        return found
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            told = io.StringIO()
            cursor.cursor.copy_expert(f'COPY "{table}" TO STDOUT', told)
            found[table] = told.getvalue()
    return found


def shapes_of(*secrets):
    """Each secret as it could be written: plain, in groups, in small letters."""
    shapes = {shape for secret in secrets for shape in (secret, codes.in_groups(secret))}
    return shapes | {shape.lower() for shape in shapes}
