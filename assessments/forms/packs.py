"""The form by which a meeting pack is ordered."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assessments.models import Release
from assessments.packs.actions import MOST_REPORTS
from assessments.records.report_files import MeetingPack
from assessments.reports.formats.table import SITE_FORMATS

PACKED = [one for one in SITE_FORMATS if one.media_type == "application/pdf"]  # what can be packed


class PackForm(forms.Form):
    """Which reports go into a pack, and what it is called."""

    title = forms.CharField(
        label=_("What is it called?"),
        max_length=120,
        help_text=_("This is on the cover. For example, the name and date of the meeting."),
        error_messages={"required": _("Give it a name, such as the name of the meeting.")},
    )
    releases = forms.MultipleChoiceField(
        label=_("Which reports?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one report.")},
    )
    key = forms.ChoiceField(
        label=_("Which kind of report?"),
        widget=forms.RadioSelect,
        initial="pdf",
        error_messages={"required": _("Choose one of these.")},
    )
    kind = forms.ChoiceField(
        label=_("What kind of file?"),
        choices=MeetingPack.Kind.choices,
        widget=forms.RadioSelect,
        initial=MeetingPack.Kind.PDF,
        error_messages={"required": _("Choose one of the two.")},
    )

    def __init__(self, *args: Any, releases: Sequence[Release], **kwargs: Any) -> None:
        """releases: those that can be chosen, in the order in which the pack has them."""
        super().__init__(*args, **kwargs)
        self._releases = {str(one.pk): one for one in releases}
        fields: Any = self.fields
        fields["releases"].choices = [(pk, str(one.round)) for pk, one in self._releases.items()]
        fields["key"].choices = [(one.key, one.title) for one in PACKED]

    def clean_releases(self) -> list[Release]:
        """Return the releases that were chosen, in the order in which they are listed."""
        chosen = set(self.cleaned_data["releases"])
        if len(chosen) > MOST_REPORTS:
            words = ngettext(
                "A pack holds %(most)s report at most. Choose fewer.",
                "A pack holds %(most)s reports at most. Choose fewer.",
                MOST_REPORTS,
            )
            raise ValidationError(words % {"most": MOST_REPORTS})
        return [one for pk, one in self._releases.items() if pk in chosen]
