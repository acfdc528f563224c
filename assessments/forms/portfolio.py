"""Narrowing down the list of an organisation's assessments."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Assessment
from assessments.portfolio.queries import Filed


class PortfolioForm(forms.Form):
    """What to look for. Anything that it does not know counts as not asked for."""

    q = forms.CharField(label=gettext_lazy("Words in it"), required=False, max_length=120)
    state = forms.ChoiceField(label=gettext_lazy("Where it is"), required=False, choices=Filed.STATES)
    purpose = forms.ChoiceField(label=gettext_lazy("What it is for"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kind in (("q", "form-control"), ("state", "form-select"), ("purpose", "form-select")):
            self.fields[name].widget.attrs["class"] = kind
        field: Any = self.fields["purpose"]
        names = [(value, label.split(":")[0]) for value, label in Assessment.Purpose.choices]
        field.choices = [("", _("Anything")), *names]

    @property
    def wanted(self) -> tuple[str, str, str]:
        """Text, state and purpose, empty for each that is not asked for."""
        self.full_clean()
        data = self.cleaned_data
        return data.get("q", ""), data.get("state", ""), data.get("purpose", "")
