"""The form for a code."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import codes


class CodeInput(forms.TextInput):
    """A field for what is copied letter by letter: nothing is put in or put right."""

    def __init__(self) -> None:
        super().__init__(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"})


class EnterCodeForm(forms.Form):
    """A code: a round's or an invitation, to join, or a person's own, to come back."""

    code = forms.CharField(
        label=gettext_lazy("Your code"),
        max_length=200,
        help_text=gettext_lazy("It has 12, 16 or 28 letters and numbers. Spaces and small letters are fine."),
        widget=CodeInput,
        error_messages={"required": gettext_lazy("Type the code that you were given.")},
    )

    def clean_code(self) -> str:
        code = codes.tidy(self.cleaned_data["code"])
        if code is None:
            raise ValidationError(
                _("This code does not look right. Check each letter and number, then try again.")
            )
        return code
