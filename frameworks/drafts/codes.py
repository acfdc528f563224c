"""Codes for new parts of a framework. A code is made once and kept: results are compared by it."""

import secrets

from accounts.naming import code_from
from frameworks.models import CODE_LENGTH

SIGNS = "bcdfghjkmnpqrstvwxyz23456789"  # no vowels, so no words; nothing that looks like another
RANDOM = 6


def new_code(like: str) -> str:
    """Return a code that no part of this or any other version has: a few letters of `like`, and a random end.

    Random, because a number could be given again: a question that was taken out years ago must not lend its
    results to a new one, nor one that somebody else adds to an adaptation of the same framework.
    """
    start = code_from(like, CODE_LENGTH - RANDOM - 1, "part")
    return f"{start}-{''.join(secrets.choice(SIGNS) for _ in range(RANDOM))}"
