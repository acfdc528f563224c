"""What was deleted is remembered without its content, so that a restored copy can delete it again.

A copy from before a deletion brings back what people asked to be rid of, and knows nothing of the deletion.
So each one is noted twice: as a row, and as a line of a file that no copy of the database takes back
(settings.DELETIONS_FILE). `manage.py delete_again` reads both
(docs/rules.md, Deletion).
"""

import fcntl
from collections.abc import Iterable
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accounts.models import Deletion


class Deleted(StrEnum):
    ACCOUNT = "account"
    ORGANISATION = "organisation"
    ASSESSMENT = "assessment"
    ROUND = "round"
    RESPONSE = "response"
    ENDING = "ending"
    WORDS = "words"
    VOICE = "voice"
    ACTION = "action"
    ADDRESS = "address"


def mark_of(kind: Deleted, *own: object) -> str:
    """Return what a thing is remembered by: a digest of what is its own alone, in hexadecimal. It leads to
    nothing once the thing is gone."""
    return sha256("\n".join([kind, *map(str, own)]).encode()).hexdigest()


def remember(kind: Deleted, marks: Iterable[str]) -> None:
    """Note that these are deleted. Call it inside the transaction that deletes them.

    What was a participant's voice is noted in an order that says nothing of when: whoever has a copy from
    before could else see which answers, and which other words, went at the same moment.
    """
    found = sorted(marks)
    if not found:
        return
    if kind == Deleted.VOICE:
        before = Deletion.objects.filter(kind=kind)
        known = set(before.select_for_update().order_by("pk").values_list("mark", flat=True))
        before.delete()
        found = sorted({*known, *found})
    Deletion.objects.bulk_create([Deletion(kind=kind, mark=mark) for mark in found], ignore_conflicts=True)
    lines = [f"{kind} {mark}\n" for mark in found]
    transaction.on_commit(lambda: _merge(lines) if kind == Deleted.VOICE else _append("".join(lines)))


def _merge(lines: list[str]) -> None:
    """Put these lines first in the file, with those of their kind, in the order of the alphabet."""
    path = Path(settings.DELETIONS_FILE)
    path.touch(mode=0o600)
    with path.open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        others = file.readlines()
        kind = lines[0].split()[0]
        first = sorted({*lines, *(one for one in others if one.startswith(f"{kind} "))})
        file.seek(0)
        file.writelines([*first, *(one for one in others if not one.startswith(f"{kind} "))])


def _append(lines: str) -> None:
    path = Path(settings.DELETIONS_FILE)
    path.touch(mode=0o600)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # nobody merges meanwhile
        file.write(lines)


def remembered(path: Path | None = None) -> dict[Deleted, set[str]]:
    """Return the marks of all that was deleted, by kind: those of the database and of the file (path: another
    one). Lines that say something else are passed over. One query."""
    found: dict[Deleted, set[str]] = {kind: set() for kind in Deleted}
    pairs = list(Deletion.objects.values_list("kind", "mark"))
    path = path or Path(settings.DELETIONS_FILE)
    if path.exists():
        pairs += [(one[0], one[1]) for one in map(str.split, path.read_text().splitlines()) if len(one) == 2]
    for kind, mark in pairs:
        if kind in found:
            found[Deleted(kind)].add(mark)
    return found
