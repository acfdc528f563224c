"""Numbers of scales, as people read them."""

from django import template

from frameworks.content import with_minus

register = template.Library()


@register.filter(name="with_minus")
def signed(number: object) -> str:
    """Return a number of a level or a band with a minus sign where it is below 0."""
    return with_minus(str(number))
