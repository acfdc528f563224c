"""The forms of a plan as a whole: when both sides look at it, and what they said."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.forms.plans.fields import day_field, words_field
from assessments.records.plans import WORDS_LIMIT


class ReviewForm(forms.Form):
    """What both sides said when they looked at the whole plan."""

    held_on = day_field(gettext_lazy("When did you look at it?"))
    words = words_field(
        gettext_lazy("What did you say?"),
        gettext_lazy("It is added to the plan, and stays there."),
        2 * WORDS_LIMIT,
        rows=5,
        required=True,
        error_messages={"required": gettext_lazy("Write in a few words what you said.")},
    )
    next_on = day_field(gettext_lazy("When will you look at it again?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_on"].initial = timezone.localdate()

    def clean_held_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["held_on"] or timezone.localdate()
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come. Say when you looked at it."))
        return day


class ReviewDayForm(forms.Form):
    """When both sides look at the plan again."""

    review_on = day_field(gettext_lazy("When will you look at it again?"))
