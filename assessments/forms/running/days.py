"""A day that somebody fills in."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_YEARS = 20  # from this one, either way: one further off is a slip of the hand, such as 0206 or 20026
NO_DATE = gettext_lazy("This is not a date. Write it as day, month and year: 24/06/2026.")
PAST = gettext_lazy("This day is past. Choose today or a later day.")


class DayField(forms.DateField):
    """A day of about our time, asked for as browsers ask for one."""

    def __init__(self, *, required: bool = False, missing: Any = "", **kwargs: Any) -> None:
        """missing: what is said where nothing is filled in."""
        super().__init__(
            required=required,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": NO_DATE, **({"required": missing} if missing else {})},
            **kwargs,
        )

    def to_python(self, value: Any) -> datetime.date | None:
        day: datetime.date | None = super().to_python(value)
        if day and abs(day.year - timezone.localdate().year) > MOST_YEARS:
            raise ValidationError(_("Look at the year again: it says %(year)s.") % {"year": day.year})
        return day


def not_past(day: datetime.date | None, before: datetime.date | None = None) -> datetime.date | None:
    """Return a day that is still to come, today, or what stood there before: nobody chose that now. Raises
    ValidationError for any other."""
    if day and day != before and day < timezone.localdate():
        raise ValidationError(PAST)
    return day
