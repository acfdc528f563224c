"""What is read beside the frameworks: whose words they are, and where these stand."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from frameworks.content import short_citation
from frameworks.reading.shelf import Disagreement, Opening, Place, Shelf, Voice, openings_of

register = template.Library()


@register.simple_tag
def place_of(shelf: Shelf, place: Place, as_text: bool = False) -> SafeString:
    """Return the author and year of a work with the place in it: a link to the list of works on the same
    page, unless as_text."""
    name = short_citation(shelf.work(place).citation)
    if as_text:
        return format_html("{}: {}", name, place.where)
    return format_html('<a href="#w-{}">{}</a>: {}', place.code, name, place.where)


@register.filter
def voices(disagreement: Disagreement) -> tuple[Voice, Voice]:
    return disagreement.one, disagreement.other


@register.simple_tag
def opening_of(framework: str, part: str, owner: object) -> Opening | None:
    """Return the quotation at the opening of a part of the library's frameworks; None where there is none."""
    return None if owner else openings_of(framework).get(part)
