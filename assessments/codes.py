"""Codes that people type: a round's join code, an invitation, each participant's own secret, and the number
of a paper sheet. And the secret of a link to results, which nobody types.

Written in Crockford's base 32 (no I, L, O or U), in groups of four, with two check characters, so that
one wrong or two swapped characters are noticed before anything is looked up. Pure: no database.
"""

import hashlib
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
CHECK_PRIME = 1021  # the largest prime under 32 squared: sees every single slip and every swap
SECRET_LENGTH = 28  # 26 random characters: 130 bits (docs/rules.md, Secrets of participants)
JOIN_LENGTH = 12  # 10 random characters: 50 bits; it opens a door, not anybody's answers
INVITATION_LENGTH = 16  # 14 random characters: 70 bits; works once, and opens nobody's answers either

SHEET_LENGTH = 8  # 6 random characters: tells the sheets of one round apart, and opens nothing by itself
SHARE_LENGTH = 32  # 30 random characters: 150 bits; lasts for months, and opens results to read
LENGTHS = (SECRET_LENGTH, JOIN_LENGTH, INVITATION_LENGTH, SHEET_LENGTH, SHARE_LENGTH)


def _value(characters: str) -> int:
    number = 0
    for character in characters:
        number = number * 32 + ALPHABET.index(character)
    return number


def _checked(body: str) -> str:
    check = _value(body) % CHECK_PRIME
    return body + ALPHABET[check // 32] + ALPHABET[check % 32]


def _make(length: int) -> str:
    return _checked("".join(secrets.choice(ALPHABET) for _ in range(length - 2)))


def make_secret() -> str:
    """Return a participant's secret: 28 characters, 130 bits."""
    return _make(SECRET_LENGTH)


def _from(digest: bytes, length: int) -> str:
    number = int.from_bytes(digest)
    return _checked("".join(ALPHABET[number >> (5 * i) & 31] for i in range(length - 2)))


def secret_from(digest: bytes) -> str:
    """Return the secret that belongs to a digest that nobody can guess, such as a keyed hash of 17 bytes or
    more."""
    return _from(digest, SECRET_LENGTH)


def make_join_code() -> str:
    """Return a round's join code: 12 characters."""
    return _make(JOIN_LENGTH)


def make_invitation() -> str:
    """Return a code that lets one person join: 16 characters, 70 bits."""
    return _make(INVITATION_LENGTH)


def invitation_from(digest: bytes) -> str:
    """Return the invitation that belongs to such a digest (secret_from)."""
    return _from(digest, INVITATION_LENGTH)


def share_secret_from(digest: bytes) -> str:
    """Return the secret of a link to results that belongs to such a digest (19 bytes or more): 32
    characters, 150 bits."""
    return _from(digest, SHARE_LENGTH)


def make_sheet_number() -> str:
    """Return the number of a paper sheet: 8 characters, 30 bits."""
    return _make(SHEET_LENGTH)


def sheet_number_from(digest: bytes) -> str:
    """Return the number of a paper sheet that belongs to such a digest (secret_from)."""
    return _from(digest, SHEET_LENGTH)


def tidy(typed: str) -> str | None:
    """Return what was typed or followed, as a code; None where it cannot be one.

    Small letters, spaces, hyphens and look-alikes (O for 0, I or L for 1) are forgiven.
    """
    if len(typed) > 200:
        return None
    code = "".join(c for c in typed.upper() if c.isalnum()).translate(LOOKALIKES)
    if len(code) not in LENGTHS or any(c not in ALPHABET for c in code):
        return None
    return code if _checked(code[:-2]) == code else None


def in_groups(code: str) -> str:
    """Return the code as it is shown: groups of four with hyphens."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def hash_of(secret: str) -> str:
    """Return what is stored of a secret or an invitation, in hexadecimal. A plain hash will do: 130 random
    bits cannot be guessed, nor 70 in the weeks that an invitation is good for."""
    return hashlib.sha256(secret.encode("ascii")).hexdigest()
