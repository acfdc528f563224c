"""What is asked of the person who tells a story of practice."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import Lines
from frameworks.exchange.texts import tidied
from frameworks.reading.stories import LONGEST

ASKED = {
    "title": gettext_lazy("What happened, in one line?"),
    "where": gettext_lazy("Where was it?"),
    "led_by": gettext_lazy("Who led it?"),
    "did": gettext_lazy("What did you do?"),
    "helped": gettext_lazy("What helped?"),
    "hard": gettext_lazy("What was hard?"),
    "silent": gettext_lazy("What does this not tell?"),
}
HINTS = {
    "where": gettext_lazy("The kind of place, such as: a crisis house in a town."),
    "led_by": gettext_lazy("Kinds of people, not names, such as: two peer workers and a nurse."),
    "hard": gettext_lazy("Others learn most from this. If nothing was hard, say so."),
    "silent": gettext_lazy("What you do not know yet, and whose view is missing."),
}
ONE_LINE = ("title", "where", "led_by")
ROWS = {"did": 7, "helped": 4, "hard": 4, "silent": 3}


class StoryField(forms.CharField):
    """A text of one line or of many, without what cannot be stored or seen."""

    def __init__(self, *, name: str, **kwargs: Any) -> None:
        self.longest, self.lines = LONGEST[name], name not in ONE_LINE
        super().__init__(strip=True, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if len(text) > self.longest:
            words = _("This is longer than %(limit)s characters. Please make it shorter.")
            raise ValidationError(words % {"limit": self.longest})
        try:
            return tidied(text, self.longest, lines=self.lines)
        except ValueError:
            raise ValidationError(_("Use ordinary letters, numbers and signs.")) from None


class StoryForm(forms.Form):
    """All that a story tells, with a field for each."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in ASKED.items():
            rows = ROWS.get(name)
            self.fields[name] = StoryField(
                name=name,
                label=label,
                help_text=HINTS.get(name, ""),
                widget=Lines({"rows": rows}) if rows else forms.TextInput(),
                error_messages={"required": _("Please write something here.")},
            )
            self.fields[name].widget.attrs["dir"] = "auto"
