"""Forms of the accounts app."""

from typing import Any

from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.http import HttpRequest

from accounts.models import Membership, Organisation, User


class SignupForm(AllauthSignupForm):
    """Sign-up, with the name that colleagues will see."""

    name = forms.CharField(
        label="Your name", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ["name", "email", "password1", "password2"]

    def save(self, request: HttpRequest) -> User | None:
        user: User | None = super().save(request)
        if user is not None:
            user.name = self.cleaned_data["name"]
            user.save(update_fields=["name"])
        return user


class OrganisationForm(forms.ModelForm[Organisation]):
    class Meta:
        model = Organisation
        fields = ["name", "kind"]
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = "It is shown to everyone you invite, so they know who asks."
        self.fields["kind"].choices = Organisation.Kind.choices  # type: ignore[attr-defined]


ROLE_MEANINGS = {
    Membership.Role.LEAD: "Lead: looks after members and can do all that a facilitator can",
    Membership.Role.FACILITATOR: "Facilitator: sets up assessments, opens, closes and shares results",
    Membership.Role.STEWARD: "Framework steward: looks after your own frameworks",
    Membership.Role.READER: "Reader: reads results and reports",
}


class MemberForm(forms.Form):
    name = forms.CharField(label="Their name", max_length=100)
    email = forms.EmailField(
        label="Their e-mail address",
        help_text="They sign in with it. We send them a short message that says how.",
    )
    role = forms.ChoiceField(
        label="What they may do",
        choices=list(ROLE_MEANINGS.items()),
        widget=forms.RadioSelect,
        initial=Membership.Role.FACILITATOR,
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label="Role",
        choices=Membership.Role.choices,
        widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
    )
