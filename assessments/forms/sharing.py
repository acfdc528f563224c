"""The form of those who share results by a link."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import Lines
from assessments.forms.invitations import addresses_in
from assessments.forms.running.days import DayField
from assessments.records.share_links import ShareLink
from assessments.sharing.actions import DEFAULT_DAYS, MOST_ADDRESSES, last_day_allowed


class LinkForm(forms.Form):
    """What a link shows, until when, for whom, and to whom it is sent."""

    shows = forms.ChoiceField(
        label=gettext_lazy("What should the link show?"),
        choices=ShareLink.Shows.choices,
        initial=ShareLink.Shows.RESULTS,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose what the link should show."),
            "invalid_choice": gettext_lazy("Choose what the link should show."),
        },
    )
    note = forms.CharField(
        label=gettext_lazy("Who is it for?"),
        max_length=80,
        help_text=gettext_lazy(
            "For your own list of links, such as ‘Trust board, March’. Only people who may make links see it."
        ),
        error_messages={"required": gettext_lazy("Say in a few words who the link is for.")},
    )
    ends_on = DayField(
        required=True,
        label=gettext_lazy("What is the last day on which it should work?"),
        missing=gettext_lazy("Choose the last day on which the link should work."),
    )
    addresses = forms.CharField(
        label=gettext_lazy("E-mail addresses to send it to"),
        required=False,
        max_length=6_000,
        strip=False,
        widget=Lines(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "If you like: one on each line, up to 20. We send the link and no file, and do not keep the "
            "addresses. You get the link to pass on yourself, too."
        ),
    )

    def __init__(self, *args: Any, sends_mail: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        ends_on = self.fields["ends_on"]
        ends_on.initial = today + datetime.timedelta(days=DEFAULT_DAYS)
        ends_on.help_text = _("%(last)s at the latest. You can withdraw the link before, at any time.") % {
            "last": date_format(last_day_allowed())
        }
        if not sends_mail:
            del self.fields["addresses"]

    def clean_ends_on(self) -> datetime.date:
        chosen: datetime.date = self.cleaned_data["ends_on"]
        if not timezone.localdate() <= chosen <= last_day_allowed():
            raise ValidationError(
                _("Choose a day between today and %(last)s.") % {"last": date_format(last_day_allowed())}
            )
        return chosen

    def clean_addresses(self) -> list[str]:
        return addresses_in(self.cleaned_data["addresses"], most=MOST_ADDRESSES)
