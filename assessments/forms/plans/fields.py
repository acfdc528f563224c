"""Fields that forms of a plan have in common."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

NO_DATE = gettext_lazy("This is not a date. Write it as day, month and year: 24/06/2026.")


def day_field(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": NO_DATE},
    )


def words_field(label: Any, help_text: Any, limit: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=limit,
        required=more.pop("required", False),
        widget=forms.Textarea(attrs={"rows": more.pop("rows", 2)}),
        **more,
    )
