"""What a page carries whose form makes something (accounts/idempotency/forms_sent.py)."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.idempotency.forms_sent import FIELD, page_token

register = template.Library()


@register.simple_tag
def once() -> SafeString:
    """Return the hidden field that lets a form make its thing once."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, page_token())
