"""Storing what people say of a release anew in random order, with each change.

Keys are random, but a database keeps rows in the order in which they came, PostgreSQL with the number of the
transaction too: two that came one after the other are likely one person's. So with each change all rows of a
release are taken out and put back, in a random order and by one transaction (docs/decisions,
random-keys-and-shuffled-rows.md). They are few: as many as people said something.
"""

import secrets
from typing import Any

from assessments.models import Release
from assessments.records.voices import CoSign, Dissent, DissentJoin

TABLES: tuple[Any, ...] = (Dissent, DissentJoin, CoSign)  # a join after what it joins


def store_anew(release: Release) -> None:
    """Store all that people say of a release in random order. Call it inside the transaction of each change,
    with the round locked. Marks of what was removed by law stay where they are: they are nobody's."""
    found = {model: list(_rows(model, release)) for model in TABLES}
    for model in reversed(TABLES):
        rows = _rows(model, release)
        rows._raw_delete(rows.db)
    for model, rows in found.items():
        secrets.SystemRandom().shuffle(rows)
        model.objects.bulk_create(rows)


def _rows(model: Any, release: Release) -> Any:
    rows = model.objects.filter(release=release)
    return rows.filter(removed_on=None) if model is Dissent else rows
