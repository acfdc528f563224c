"""Forms of the accounts app."""

import unicodedata
from typing import Any

from allauth.account.forms import AddEmailForm, ResetPasswordKeyForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from django import forms
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from accounts.idempotency.forms_sent import MOST_DIGITS
from accounts.models import Membership, Organisation, User
from accounts.naming import is_blank
from accounts.permissions import has_confirmed_address

# Signs that turn the direction of the text after them: a name with one reads as another.
TURNS_TEXT = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Lines(forms.Textarea):
    """Text of many lines, where the end of a line is one sign, as people and browsers count it. What is sent
    has two."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        sent = super().value_from_datadict(data, files, name)
        return sent.replace("\r\n", "\n") if isinstance(sent, str) else sent


class CarriedNumber(forms.IntegerField):
    """A number that a page carries along unseen: 0, or one that a row can have."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=10**MOST_DIGITS - 1, **kwargs)


def validate_plain_name(name: str) -> None:
    """Refuse a name that nobody can see, and one that should not go out in e-mails, to people who never asked
    for one. Raises ValidationError for a line break or another invisible character, and for the address of a
    website."""
    if is_blank(name):
        raise ValidationError(gettext("Use letters that can be seen."))
    if any(unicodedata.category(c) in ("Cc", "Zl", "Zp") or c in TURNS_TEXT for c in name):
        raise ValidationError(_("Use one line, with letters, numbers and ordinary signs only."))
    if "://" in name or "www." in name.lower():
        raise ValidationError(_("Leave the web address out. Use the name only."))


class NameForm(forms.Form):
    """The name that colleagues see."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        validators=[validate_plain_name],
        error_messages={"required": gettext_lazy("Type your name, as your colleagues know it.")},
    )


class SignupForm(NameForm, AllauthSignupForm):
    """Sign-up, with the name that colleagues will see."""

    field_order = ["name", "email", "password1", "password2"]

    def validate_unique_email(self, value: str) -> str:
        """Look for an account with this address. One that only wants to change to it does not have it yet."""
        if User.objects.filter(email__iexact=value).exists():
            return str(super().validate_unique_email(value))
        return value

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Make the account. Where there is one already, made a moment ago too, only its owner learns of it:
        the answer is the same, and takes as long, as a password is hashed all the same."""
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return self.save(request), None
            except IntegrityError:
                self._tell_second(request)
        make_password(self.cleaned_data["password1"])
        return super().try_save(request)

    def _tell_second(self, request: HttpRequest) -> None:
        """Go on as with an account that was there before; on one's own machine, which says so, by that."""
        try:
            self.validate_unique_email(self.cleaned_data["email"])
        except ValidationError:
            messages.error(
                request, gettext("There is an account with this address already. Sign in with it.")
            )
            raise ImmediateHttpResponse(redirect("account_login")) from None

    def save(self, request: HttpRequest) -> User | None:
        user: User | None = super().save(request)
        if user is not None:
            user.name = self.cleaned_data["name"]
            user.save(update_fields=["name"])
        return user


class ChangeAddressForm(AddEmailForm):
    """Ask for another address to sign in with. The old one stays until the new one is confirmed."""

    email = forms.EmailField(
        label=gettext_lazy("New e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def clean_email(self) -> str:
        if not has_confirmed_address(self.user):
            raise ValidationError(gettext("Confirm the address that you have first."))
        return str(super().clean_email())

    def save(self, request: HttpRequest) -> EmailAddress:
        # On one's own machine nobody confirms the first address, and allauth would let it go too early.
        EmailAddress.objects.filter(user=self.user, email__iexact=self.user.email).update(
            verified=True, primary=True
        )
        return super().save(request)


class ResetPasswordForm(AllauthResetPasswordForm):
    """Ask for a new password, by the address that one signs in with."""

    def clean_email(self) -> str:
        """Find whose address it is. One that somebody only wants to change to is not theirs yet: its mail
        must not lead into their account."""
        email: str = super().clean_email()
        self.users: list[User] = [user for user in self.users if user.email.lower() == email.lower()]
        return email


class NewPasswordForm(ResetPasswordKeyForm):
    """Set a new password from the link in a mail. Who has the mail has the address: it is confirmed too."""

    def save(self) -> None:
        super().save()
        EmailAddress.objects.filter(user=self.user, email__iexact=self.user.email).update(
            verified=True, primary=True
        )


class OrganisationForm(forms.ModelForm):
    class Meta:
        model = Organisation
        fields = ["name", "kind"]
        labels = {
            "name": gettext_lazy("Name of the organisation"),
            "kind": gettext_lazy("What kind of organisation is it?"),
        }
        widgets = {"kind": forms.RadioSelect}
        error_messages = {
            "name": {"required": gettext_lazy("Type the name of your organisation.")},
            "kind": {"required": gettext_lazy("Choose what kind of organisation it is.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.append(validate_plain_name)
        self.fields["name"].help_text = _("It is shown to everyone you invite, so they know who asks.")
        self.fields["kind"].choices = Organisation.Kind.choices  # type: ignore[attr-defined]


ROLE_MEANINGS = {
    Membership.Role.LEAD: gettext_lazy("Lead: looks after members and can do all that a facilitator can"),
    Membership.Role.FACILITATOR: gettext_lazy(
        "Facilitator: sets up assessments, opens, closes and shares results"
    ),
    Membership.Role.STEWARD: gettext_lazy("Framework steward: looks after your own frameworks"),
    Membership.Role.READER: gettext_lazy("Reader: reads results and reports"),
}


class MemberForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Their name"),
        max_length=100,
        validators=[validate_plain_name],
        error_messages={"required": gettext_lazy("Type their name.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("Their e-mail address"),
        help_text=gettext_lazy("They sign in with it."),
        error_messages={"required": gettext_lazy("Type their e-mail address.")},
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Their role"),
        choices=list(ROLE_MEANINGS.items()),
        widget=forms.RadioSelect,
        initial=Membership.Role.FACILITATOR,
        error_messages={
            "required": gettext_lazy("Choose their role."),
            "invalid_choice": gettext_lazy("Choose their role."),
        },
    )


class TwoToPublishForm(forms.Form):
    requires_second_approver = forms.BooleanField(
        label=gettext_lazy("A second member has to agree before a framework is published"),
        help_text=gettext_lazy(
            "One of you asks, and any other member reads what changed and agrees. Then it is published."
        ),
        required=False,
    )


NO_ROLE = gettext_lazy("Choose one of the roles in the list. Nothing was changed.")


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=Membership.Role.choices,
        widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
        error_messages={"required": NO_ROLE, "invalid_choice": NO_ROLE},
    )
