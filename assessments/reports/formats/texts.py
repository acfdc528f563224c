"""What of a text can be stored in a file that other programs open. Pure."""

import re

# What XML 1.0 has no place for (2.2, Char): most controls, halves of characters, and two that are none.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|\x85|\u2028|\u2029")
_UNSEEN_FIRST = re.compile("^[\\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
# What begins a formula in one program or another: the last four in those of East Asia.
FORMULA_SIGNS = frozenset("=+-@|%\uff1d\uff0b\uff0d\uff20")


def storable(text: str) -> str:
    """Return the text without characters that Word files and spreadsheets cannot hold; each end of a line is
    a line feed."""
    return _REFUSED.sub("", _LINE_ENDS.sub("\n", text))


def begins_like_a_formula(text: str) -> bool:
    """Whether a program that opens the text in a cell might work it out: whatever unseen stands first."""
    return _UNSEEN_FIRST.sub("", text)[:1] in FORMULA_SIGNS and bool(text)
