"""The form that asks who people can talk to."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import CONTACT_FIELDS, Assessment


class ContactForm(forms.ModelForm):
    """A person to talk to: a name and a way to reach them, or why there is none."""

    class Meta:
        model = Assessment
        fields = list(CONTACT_FIELDS)
        labels: ClassVar[dict[str, Any]] = {
            "contact_name": _("Who can people talk to about this?"),
            "contact_phone": _("Their phone number"),
            "contact_email": _("Their e-mail address"),
            "contact_hours": _("When can they be reached?"),
            "no_contact_because": _("If there is nobody: why?"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "contact_name": _(
                "Answering can stir things up. Their name is shown where people start, where they stop, and "
                "on paper. Ask them first."
            ),
            "contact_hours": _("For example: weekdays, 9 to 5."),
            "no_contact_because": _("For those who run this. People who answer do not see it."),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("contact_name"):
            if not (data.get("contact_phone") or data.get("contact_email") or self.errors):
                self.add_error("contact_phone", _("Give a phone number or an e-mail address for them."))
            data["no_contact_because"] = ""
        elif not self.errors and not data.get("no_contact_because"):
            self.add_error("contact_name", _("Name somebody, or say below why there is nobody."))
        return data

    @property
    def contact(self) -> dict[str, str]:
        """What was given, by the name of its field."""
        return {name: self.cleaned_data[name] for name in CONTACT_FIELDS}
