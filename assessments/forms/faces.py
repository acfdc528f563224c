"""The form in which an organisation chooses its colour and logo."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.printing.logos import clean_logo
from frameworks.pictures.cleaning import UnfitPicture

COLOUR = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


class FaceForm(forms.Form):
    """A colour, a logo, and whether the logo that is there goes. Once it is cleaned, `logo` is a PNG of ours,
    empty for none, and None where nothing was sent and nothing changes."""

    colour = forms.CharField(
        label=gettext_lazy("Your colour"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "As a code of six letters and figures, such as #17453E. The person who looks after your "
            "website knows it. Leave this empty for none."
        ),
    )
    logo = forms.FileField(
        label=gettext_lazy("Your logo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".png,.svg"}),
        help_text=gettext_lazy("A PNG or SVG file, 500 KB at most. It is shown on white."),
        error_messages={"empty": gettext_lazy("This file is empty.")},
    )
    remove = forms.BooleanField(label=gettext_lazy("Take the logo away"), required=False)

    def __init__(self, *args: Any, has_logo: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_logo:
            del self.fields["remove"]

    def clean_colour(self) -> str:
        """Return the colour as '#RRGGBB', or nothing."""
        written = self.cleaned_data["colour"].strip()
        if not written:
            return ""
        found = COLOUR.fullmatch(written)
        if not found:
            raise ValidationError(_("This is no colour code. Write # and six letters or figures: #17453E."))
        digits = found[1] if len(found[1]) == 6 else "".join(2 * digit for digit in found[1])
        return f"#{digits.upper()}"

    def clean_logo(self) -> bytes | None:
        sent = self.cleaned_data.get("logo")
        if not sent:
            return None
        try:
            return clean_logo(sent.read())
        except UnfitPicture as refused:
            raise ValidationError(str(refused)) from None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.pop("remove", False) and not data.get("logo"):
            data["logo"] = b""
        return data
