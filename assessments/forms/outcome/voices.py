"""What people who took part fill in beside the results."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import Lines
from assessments.records.voices import MOST_LETTERS, Dissent

YES, NO = "yes", "no"
NO_LEVEL = ""


class StatementForm(forms.Form):
    """What somebody sees differently. about: what it can be about, as names and labels; levels: those that
    can be given, as values and labels; can_be_named: whether the person's group may be named."""

    about = forms.ChoiceField(
        label=_("What is it about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about.")},
    )
    words = forms.CharField(
        label=_("What do you see differently?"),
        max_length=MOST_LETTERS,
        widget=Lines(attrs={"rows": 6}),
        error_messages={"required": _("Write what you see differently.")},
    )
    level = forms.ChoiceField(
        label=_("Which level would you give?"), required=False, widget=forms.RadioSelect
    )
    named = forms.ChoiceField(
        label=_("May we say which group it came from?"),
        widget=forms.RadioSelect,
        choices=[(YES, _("Yes")), (NO, _("No, do not name a group"))],
        error_messages={"required": _("Say if your group may be named.")},
    )

    def __init__(
        self,
        *args: Any,
        about: Sequence[tuple[str, str]],
        levels: Sequence[tuple[str, str]],
        can_be_named: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = about  # type: ignore[attr-defined]
        self.fields["level"].choices = [*levels, (NO_LEVEL, _("No level"))]  # type: ignore[attr-defined]
        if not can_be_named:
            del self.fields["named"]

    @property
    def is_named(self) -> bool:
        return bool(self.cleaned_data.get("named") == YES)

    @property
    def level_given(self) -> int | None:
        """The level, where it is about a question and one was given."""
        is_of_question = self.cleaned_data["about"] == Dissent.About.QUESTION
        return int(self.cleaned_data["level"]) if is_of_question and self.cleaned_data["level"] else None


class FairRecordForm(forms.Form):
    """Whether it is a fair record."""

    class Fair:
        YES = "yes"
        NOT_QUITE = "not_quite"
        NOT_SAID = "not_said"

    fair = forms.ChoiceField(
        label=_("Is this a fair record?"),
        widget=forms.RadioSelect,
        choices=[
            (Fair.YES, _("Yes, it is a fair record")),
            (Fair.NOT_QUITE, _("Not quite")),
            (Fair.NOT_SAID, _("I would rather not say")),
        ],
        error_messages={"required": _("Choose one, or go back to the results.")},
    )

    def __init__(self, *args: Any, is_counted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_counted:
            field = self.fields["fair"]
            field.choices = [one for one in field.choices if one[0] != self.Fair.YES]  # type: ignore[attr-defined]
