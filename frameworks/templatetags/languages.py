"""Telling browsers and screen readers which language a text is in."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from frameworks import languages

register = template.Library()


@register.simple_tag
def page_language() -> str:
    """The language of the page's own texts, for <html>: 'en-GB'."""
    return languages.page_language()


@register.simple_tag
def page_direction() -> SafeString:
    """' dir="rtl"' for <html>, where the page's language is written from right to left."""
    return _direction(languages.page_language())


@register.simple_tag
def words_in(language: str) -> SafeString:
    """The attributes of an element whose words are in this language: ' lang="cy"'; none where the page's are
    too."""
    return mark_safe("") if languages.same(language, languages.page_language()) else _attributes(language)


@register.filter
def language_called(language: str) -> str:
    """What a language calls itself: 'Cymraeg'."""
    return languages.name_of(language)


def _attributes(language: str) -> SafeString:
    return format_html(' lang="{}"{}', language, _direction(language))


def _direction(language: str) -> SafeString:
    return mark_safe(' dir="rtl"' if languages.is_from_the_right(language) else "")
