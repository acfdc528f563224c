"""Saying once more that something is to go for good."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments.records.removed_words import RemovedWords

WHAT = {"round": _("Only this round"), "assessment": _("The whole assessment, with all its rounds")}


class DeleteForm(forms.Form):
    """The name of what goes is typed: a tick is made too soon. is_one_of_many: whether only a round may go,
    and the assessment stay."""

    what = forms.ChoiceField(
        label=_("What do you want to delete?"),
        choices=list(WHAT.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you want to delete.")},
    )
    name = forms.CharField(
        label="",
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Type the name, so that nothing is deleted by mistake.")},
    )

    def __init__(self, *args: Any, name: str, is_one_of_many: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = name
        self.fields["name"].label = _("To be sure, type its name here: %(name)s") % {"name": name}
        if not is_one_of_many:
            del self.fields["what"]

    def clean_name(self) -> str:
        typed: str = self.cleaned_data["name"]
        if _plain(typed) != _plain(self.expected):
            raise forms.ValidationError(_("This is not its name. Type it as it is written above."))
        return typed


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


class RemoveWordsForm(forms.Form):
    """Why words must go: one of a few reasons, so that it cannot repeat them."""

    reason = forms.ChoiceField(
        label=_("Why must they go? Everyone who sees the results can read this."),
        choices=RemovedWords.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why they must go.")},
    )


class DeleteAccountForm(forms.Form):
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Type your password, so that nobody else can delete your account.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        typed: str = self.cleaned_data["password"]
        if not self.user.check_password(typed):
            raise forms.ValidationError(_("This is not your password. Please try again."))
        return typed
