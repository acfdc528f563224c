"""Which organisation will own a framework."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, OrganisationQuerySet
from accounts.naming import told_apart

OURS_ONLY = gettext_lazy("Choose one of your organisations.")


class OwnerForm(forms.Form):
    """The organisation that will own what the form is about: one that the person may choose."""

    organisation: Any = forms.ModelChoiceField(
        label=gettext_lazy("Which organisation will own it?"),
        queryset=Organisation.objects.none(),
        to_field_name="slug",
        empty_label=None,
        error_messages={"required": OURS_ONLY, "invalid_choice": OURS_ONLY},
    )

    def __init__(self, *args: Any, organisations: OrganisationQuerySet, **kwargs: Any) -> None:
        """Offer the owners to choose from. organisations: those whose frameworks the person may change; where
        there is but one, it is said rather than asked."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = organisations
        mine = organisations.by_name()
        names = told_apart([one.name for one in mine], [f"{one.name} ({one.slug})" for one in mine])
        field.choices = [(field.prepare_value(one), name) for one, name in zip(mine, names, strict=True)]
        self.only = mine[0] if len(mine) == 1 else None
        if self.only and self.is_bound and self.data.get("organisation") != self.only.slug:
            self.only = None  # what is wrong with the choice must show
        if self.only:
            field.widget = forms.HiddenInput()
            self.initial["organisation"] = self.only.slug
