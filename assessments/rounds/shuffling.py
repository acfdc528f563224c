"""Storing a round's answers anew in random order, so that their order says nothing of who came when.

Keys are random, but a database keeps rows in the order in which they came or last changed, and a copy of
it shows them so (docs/rules.md, Nothing leads to a person). When a round closes, its rows are taken out and
put back in an order of chance. While it is open they lie as they came, until `manage.py mix_rounds` does the
same. What was typed in from paper after the close goes the same way when the results are shared.
"""

from uuid import UUID

from django.db import connection

from assessments.models import Answer, AnswerOption, Release, Response, Round
from assessments.records.voices import CoSign, Dissent, DissentJoin
from background.locking import wait_long

# What is stored anew, in the order in which it can be: the table, and its column that names the one before.
TABLES = (
    (Response._meta.db_table, "id"),
    (Answer._meta.db_table, "response_id"),
    (AnswerOption._meta.db_table, "answer_id"),
)


def lock_responses(round_: Round) -> None:
    """Wait for everyone who is saving, and hold their responses until the transaction ends. Call it before
    the round is locked: whoever saves locks the response first, then the round."""
    wait_long()
    list(Response.objects.filter(round=round_).select_for_update(of=("self",)).values_list("pk", flat=True))


def shuffle_rows(round_: Round, *, paper_only: bool = False) -> None:
    """Store the responses of a round that is open and locked, with all that is in them, in random order.

    paper_only: those alone that were typed in from paper, which may be while the round is closed.

    A response that somebody began and is saving at this very moment stays where it is: its save waits for the
    round, so waiting for it would never end. Fourteen statements, however many people answered.
    """
    skip = connection.features.has_select_for_update_skip_locked
    held = Response.objects.filter(round=round_).select_for_update(of=("self",), skip_locked=skip)
    if paper_only:
        held = held.filter(source=Response.Source.PAPER)
    ids = list(held.values_list("pk", flat=True))
    if ids:
        _rewrite(ids)


def _rewrite(ids: list[UUID]) -> None:
    key = Response._meta.pk
    wanted = [key.get_db_prep_value(one, connection) for one in ids]
    places = ", ".join(["%s"] * len(wanted))
    with connection.cursor() as cursor:
        for number, (table, column) in enumerate(TABLES):
            among = f"SELECT id FROM mixed_{number - 1}" if number else places
            cursor.execute(
                f"CREATE TEMPORARY TABLE mixed_{number} AS SELECT * FROM {table} WHERE {column} IN ({among})",
                None if number else wanted,
            )
        for number, (table, _column) in reversed(list(enumerate(TABLES))):
            cursor.execute(f"DELETE FROM {table} WHERE id IN (SELECT id FROM mixed_{number})")
        for number, (table, _column) in enumerate(TABLES):
            cursor.execute(f"INSERT INTO {table} SELECT * FROM mixed_{number} ORDER BY random()")
            cursor.execute(f"DROP TABLE mixed_{number}")


def vacuum() -> None:
    """Let PostgreSQL write over what was deleted of people's answers and of results: until then it stays on
    the disk. For commands; does nothing within a transaction."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        others = [model._meta.db_table for model in (Release, Dissent, DissentJoin, CoSign)]
        cursor.execute(f"VACUUM {', '.join([*(table for table, _column in TABLES), *others])}")
