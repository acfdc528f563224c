"""The form of the picture beside a question or a level."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frameworks.forms.fields import Written
from frameworks.pictures.cleaning import UnfitPicture
from frameworks.pictures.small import small_picture

TEXTS = ("text", "licence", "credit")


class PictureForm(forms.Form):
    """A picture, what it shows, and whose it is. In a translation, only what it shows.

    Once it is cleaned, `picture` is what to store: {image, text, licence, credit} without what is empty; {}
    for none.
    """

    image = forms.FileField(
        label=gettext_lazy("The picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/svg+xml,.png,.svg"}),
        help_text=gettext_lazy("A PNG or SVG file, 500 KB at most. It is made small, and shown on white."),
        error_messages={"empty": gettext_lazy("This file is empty.")},
    )
    text = Written(
        gettext_lazy("What it shows, in a few words"),
        "short",
        help_text=gettext_lazy("For people who cannot see it, such as: Two people shake hands."),
    )
    licence = Written(
        gettext_lazy("Its licence"), "title", help_text=gettext_lazy("Such as MIT, CC0 or CC BY 4.0.")
    )
    credit = Written(gettext_lazy("Who made it, and where it comes from"), "short")
    remove = forms.BooleanField(label=gettext_lazy("Take the picture away"), required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, stored: dict[str, str], seen: str, fixed: bool, **kwargs: Any) -> None:
        """Show what is stored; {} for none. seen: what tells it from another picture. fixed: it is in a
        translation."""
        kwargs["initial"] = {**stored, "image": None, "seen": seen}
        super().__init__(*args, **kwargs)
        self.stored, self.now = stored, seen
        for name in ("image", "licence", "credit", "remove") if fixed else () if stored else ("remove",):
            del self.fields[name]

    def clean_image(self) -> str:
        """Return the picture that was sent, made safe and small, in base64; '' for none."""
        sent = self.cleaned_data.get("image")
        if not sent:
            return ""
        try:
            return small_picture(sent.read())
        except UnfitPicture as refused:
            raise ValidationError(str(refused)) from None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("seen") != self.now:
            raise ValidationError(_("Somebody changed this picture meanwhile. Look at it, then try again."))
        if data.get("remove"):
            return data
        if "image" in self.fields and not (data.get("image") or self.stored or self.errors):
            self.add_error("image", _("Choose a picture first."))
        elif "image" in self.fields and not data.get("text") and "text" not in self.errors:
            self.add_error("text", _("Say what the picture shows, for people who cannot see it."))
        return data

    @property
    def picture(self) -> dict[str, str]:
        data = self.cleaned_data
        if data.get("remove"):
            return {}
        image = data.get("image") or self.stored.get("image", "")
        found = {"image": image, **{name: data.get(name, "") for name in TEXTS}}
        return {name: value for name, value in found.items() if value}
