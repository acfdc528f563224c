"""How wide words are, estimated before they are set. Pure."""

from unicodedata import east_asian_width

AN_AVERAGE_LETTER = 0.6  # of the text size


def letter_width(letter: str) -> float:
    """Estimate the width of a letter in our font, or a little more, in parts of the text size.

    The fallback font is wider, and a line that wraps early does no harm.
    """
    if letter in " .,:;'|!`ijl":
        return 0.33
    if letter in "()[]{}Ifrt-/\\1":
        return 0.47
    if letter in "mwMW%@&" or east_asian_width(letter) in "WF":
        return 1.0
    if letter.isdigit():
        return 0.68
    return 0.75 if letter.isupper() else 0.62


def text_width(words: str, size: float) -> float:
    """Estimate the width of words on one line, in the unit of the text size."""
    return size * sum(map(letter_width, words))


def in_letters(words: str) -> int:
    """Estimate how many average letters would be as wide as these words: 'WWW' is as wide as 5."""
    return int(text_width(words, 1) / AN_AVERAGE_LETTER)
