"""Words of a framework's language within the sentences of a Word file."""

import re

from assessments.reports.formats.word.document import Words
from frameworks import languages

_ISOLATED = re.compile("\u2068([^\u2068\u2069]*)\u2069")


def marked(sentence: str, language: str) -> list[Words]:
    """Part a sentence of ours into words: those that are set apart in it are in this language."""
    parts = _ISOLATED.split(sentence)
    return [Words(part, foreign(language) if place % 2 else "") for place, part in enumerate(parts) if part]


def foreign(language: str) -> str:
    """Return the language of a framework's words; empty where it is that of the report's own sentences."""
    return "" if languages.same(language, languages.page_language()) else language
