"""Words for typing in paper forms."""

import json

from django import template
from django.utils.translation import gettext as _

from assessments.choices import Sharing
from assessments.forms.paper import ReadForm
from assessments.paper import keys, sheets
from assessments.responses.answers import AnswerContent

register = template.Library()


@register.simple_tag
def says(form: ReadForm) -> str:
    """Return what each key of a question says, as JSON for the script that reads it back: {"1": "Not at
    all"}."""
    return json.dumps(form.boxes, ensure_ascii=False)


@register.simple_tag
def first_read(form: ReadForm) -> str:
    """Return what the first person typed for a question, in words with its keys: '4 (Mostly)'; 'nothing'."""
    first = form.first
    if first is None:
        return ""
    said = form.boxes
    typed = keys.keys_for(form.question, first.level, first.special, first.options).split()
    if not typed:
        return _("words") if first.has_words else _("nothing")
    return ", ".join(f"{key} ({said[key]})" for key in typed)


@register.filter
def sharing_crossed(given: AnswerContent) -> str:
    """Return what is crossed of who may read these words."""
    return str(dict(Sharing.choices).get(given.sharing, ""))


register.filter(sheets.in_halves)
