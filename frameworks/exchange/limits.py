"""What a framework file may hold: how many, which numbers, which signs. Pure: a draft keeps to the same.

How long texts may be stands with the rows that hold them (LIMITS in frameworks/models.py).
"""

import re

MOST_ITEMS = 1000  # of one kind of part, or in a list
MINIMUM_LEVELS, MOST_LEVELS = 2, 10
MINIMUM_OPTIONS = 2
SMALLEST, LARGEST = -(2**15), 2**15 - 1  # of a level's value, and of where a band starts
MEAN = range(101)  # where a band may start that names an average
LARGEST_VERSION = 2**31 - 1

CODE = "[a-z0-9-]+"
LANGUAGE = "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*"
LANGUAGE_LENGTH = 20
URL = r"https?://[^\s/?#\"'<>\\]+[^\s\"<>\\]*"
NOT_TEXT = {"Cc": "control", "Cs": "surrogate", "Zl": "line separator", "Zp": "paragraph separator"}


def is_language(text: str) -> bool:
    """Tell whether it has the shape of a language code: 'cy', 'en-GB'."""
    return len(text) <= LANGUAGE_LENGTH and re.fullmatch(LANGUAGE, text) is not None


def is_url(text: str) -> bool:
    """Tell whether it has the shape of a web address."""
    return re.fullmatch(URL, text) is not None


def in_reach(number: int) -> bool:
    """Tell whether a level or a band may have this number."""
    return SMALLEST <= number <= LARGEST
