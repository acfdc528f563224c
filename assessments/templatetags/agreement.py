"""What the pages of a meeting ask of their agenda and their form."""

from django import template

from assessments.views.meetings.agenda import Item, Place

register = template.Library()


@register.filter
def is_at(place: Place | str, item: Item) -> bool:
    """Whether this is the question that is talked about."""
    return isinstance(place, Place) and place.item.question.key == item.question.key


@register.filter
def is_same(chosen: object, value: object) -> bool:
    """Whether a value is the chosen one, however it was sent."""
    return str(chosen) == str(value)
