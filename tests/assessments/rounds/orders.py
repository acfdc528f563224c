from django.db import connection


def as_stored(table, column):
    """The values of a column in the order in which the rows lie, as a copy of the database shows them."""
    place = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY {place}")
        return [value for (value,) in cursor.fetchall()]


def correlation(places):
    """Between each one's place now and when they came: 1 in the order of arrival, about 0 by chance."""
    many = len(places)
    return 1 - 6 * sum((now - then) ** 2 for then, now in enumerate(places)) / (many * (many**2 - 1))
