"""Who a statement, a joining or a co-signature is by, for nobody but the person whose secret is at hand.

Pure. Each row carries the mark that a person's voice key makes of the row's own random key. So no mark leads
to the response, whose hash is made otherwise, nor to another mark of the same person; and whoever has the
secret finds their own by trying each (docs/rules.md, We see it differently).
"""

import hmac
from collections.abc import Iterable
from hashlib import sha256
from typing import Protocol, TypeVar
from uuid import UUID

PURPOSE = b"common-measure.voice"


class Marked(Protocol):
    @property
    def pk(self) -> UUID: ...
    @property
    def author(self) -> str: ...


T = TypeVar("T", bound=Marked)


def voice_key(secret: str) -> bytes:
    """Return what a participant's marks are made with: 32 bytes, stored nowhere. It follows from the secret,
    as typed without its hyphens, and the secret does not follow from it."""
    return hmac.digest(secret.encode(), PURPOSE, "sha256")


def mark_of(key: bytes, row: UUID) -> str:
    """Return the mark of a row of this voice: 64 hexadecimal characters."""
    return hmac.new(key, row.bytes, sha256).hexdigest()


def is_by(key: bytes, row: Marked) -> bool:
    """Whether a row is by the person with this voice key."""
    return hmac.compare_digest(row.author, mark_of(key, row.pk))


def of_voice(key: bytes, rows: Iterable[T]) -> list[T]:
    """Return those of these rows that are by the person with this voice key."""
    return [row for row in rows if is_by(key, row)]


def text_mark(*says: object) -> str:
    """Return what tells one text of a statement from another: 20 hexadecimal characters."""
    return sha256("\n".join(map(str, says)).encode()).hexdigest()[:20]
