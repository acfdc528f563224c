"""What a framework file may hold: how many, which numbers, which signs. Pure: a draft keeps to the same.

How long texts may be stands with the rows that hold them (LIMITS in frameworks/models.py).
"""

import re
from unicodedata import category

from django.utils.translation import gettext_noop

FORMAT = "coprod-framework/1"  # what a file says that it is

MOST_ITEMS = 1000  # of one kind of part, or in a list
MINIMUM_LEVELS, MOST_LEVELS = 2, 11  # 11: from 0 to 10
MINIMUM_OPTIONS = 2
MOST_PICTURES = 40  # a file may have 1 MB, with all its words
SMALLEST, LARGEST = -(2**15), 2**15 - 1  # of a level's value, and of where a band starts
MEAN = range(101)  # where a band may start that names an average
LARGEST_VERSION = 2**31 - 1

CODE = "[a-z0-9-]+"
LANGUAGE = "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*"
LANGUAGE_LENGTH = 20
URL = r"https?://[^\s/?#\"'<>\\]+[^\s\"<>\\]*"
NOT_TEXT = {
    "Cc": gettext_noop("a control character"),
    "Cs": gettext_noop("a surrogate character"),
    "Zl": gettext_noop("a line separator character"),
    "Zp": gettext_noop("a paragraph separator character"),
}

# What word processors and spreadsheets write for a line break, and what stands between the cells of a table.
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028]")


def mended(text: str, *, lines: bool) -> str:
    """Return a text that was pasted or saved elsewhere with its tabs as spaces and its line breaks as '\\n'.

    lines: whether it may have several lines. Where it may not, the separators of Unicode become spaces; a
    plain line break stays, for it was meant.
    """
    if not lines:
        text = re.sub("[\u2028\u2029]", " ", text)
    return _BREAKS.sub("\n", text.replace("\u2029", "\n\n")).replace("\t", " ")


def title_from(text: str) -> str:
    """Return a name or a title from elsewhere as a file takes it: with a blank for each sign that is no text,
    and for its line breaks."""
    return " ".join("".join(" " if category(sign) in NOT_TEXT else sign for sign in text).split())


def is_language(text: str) -> bool:
    """Tell whether it has the shape of a language code: 'cy', 'en-GB'."""
    return len(text) <= LANGUAGE_LENGTH and re.fullmatch(LANGUAGE, text) is not None


def as_written(code: str) -> str:
    """Return a language code as RFC 5646, 2.1.1 writes it, so that one language has one spelling: 'CY' as
    'cy', 'en-gb' as 'en-GB', 'ZH-HANT-hk' as 'zh-Hant-HK'."""
    first, *rest = code.lower().split("-")
    cased = {2: str.upper, 4: lambda part: part.title() if part.isalpha() else part}
    plain = next((place for place, part in enumerate(rest) if len(part) == 1), len(rest))
    # Nothing has capitals from a singleton on: 'en-x-gb'.
    regular = [cased.get(len(part), str)(part) for part in rest[:plain]]
    return "-".join([first, *regular, *rest[plain:]])


def is_url(text: str) -> bool:
    """Tell whether it has the shape of a web address."""
    return re.fullmatch(URL, text) is not None


def in_reach(number: int) -> bool:
    """Tell whether a level or a band may have this number."""
    return SMALLEST <= number <= LARGEST
