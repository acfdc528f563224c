"""Telling browsers and screen readers which language a text is in."""

import re
from dataclasses import dataclass

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from frameworks import languages

register = template.Library()


@register.simple_tag
def page_language() -> str:
    """Return the language of the page's own texts, for <html>: 'en-GB'."""
    return languages.page_language()


@register.simple_tag
def page_direction() -> SafeString:
    """Return ' dir="rtl"' for <html>, where the page's language is written from right to left."""
    return languages.direction_of(languages.page_language())


@register.simple_tag
def words_in(language: str) -> SafeString:
    """Return the attributes of an element whose words are in this language: ' lang="cy"'; none where the
    page's are too."""
    return (
        mark_safe("")
        if languages.same(language, languages.page_language())
        else languages.attributes_of(language)
    )


_ISOLATED = re.compile("\u2068([^\u2068\u2069]*)\u2069")  # FSI and PDI of Unicode Standard Annex 9


@register.filter
def marked(sentence: str, language: str) -> SafeString:
    """Return a sentence of ours, with the words in it that are set apart as those of another language marked
    as such."""
    if languages.same(language, languages.page_language()):
        return mark_safe(_ISOLATED.sub(lambda found: found[1], escape(sentence)))
    attributes = languages.attributes_of(language)
    return mark_safe(_ISOLATED.sub(lambda found: f"<bdi{attributes}>{found[1]}</bdi>", escape(sentence)))


@register.filter
def in_language(words: str, language: str) -> str:
    """Return words marked as those of this language, where the page's own are in another: also for a sentence
    of ours, as in {% blocktranslate with title=version.title|in_language:version.language %}."""
    return languages.in_language(str(words), language)


@register.filter
def runs(words: str) -> SafeString:
    """Return which way somebody's own words run, ' dir="rtl"' or ' dir="ltr"', for print and screen alike."""
    return mark_safe(f' dir="{_way_of(words)}"')


@register.filter
def language_called(language: str) -> str:
    """Return what a language calls itself: 'Cymraeg'."""
    return languages.name_of(language)


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of somebody's own words. direction: 'ltr' or 'rtl'. after_gap: whether an empty line stood
    above it."""

    words: str
    direction: str
    after_gap: bool


@register.filter
def lines(words: str) -> list[TextLine]:
    """Return the lines of somebody's own words, for print, where nothing understands dir="auto". Each runs
    its own way, as in the field that it was typed in; empty ones are left out."""
    found = words.split("\n")
    return [
        TextLine(line, _way_of(line), bool(place) and not found[place - 1].strip())
        for place, line in enumerate(found)
        if line.strip()
    ]


def _way_of(line: str) -> str:
    return "rtl" if languages.runs_from_the_right(line) else "ltr"
