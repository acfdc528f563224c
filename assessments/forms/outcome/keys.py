"""Forms of the two keys to results."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership, Organisation, User
from assessments.forms.joining import CodeInput, EnterCodeForm


class KeyCodeForm(EnterCodeForm):
    """The code of a key, by somebody without an account."""

    code = forms.CharField(
        label=gettext_lazy("The code of your key"),
        max_length=200,
        help_text=gettext_lazy("It has 28 letters and numbers. Spaces and small letters are fine."),
        widget=CodeInput,
        error_messages={"required": gettext_lazy("Type the code that you were given.")},
    )


class KeyLinkForm(forms.Form):
    """Where the link of a key goes."""

    address = forms.EmailField(
        label=gettext_lazy("Their e-mail address"),
        required=False,
        help_text=gettext_lazy(
            "We send the link there, and one more message when they can decide. Once the results are "
            "shared, we keep only a scrambled form of the address, so that one person does not get both "
            "keys. Without an address we show you the link, once, to pass on yourself."
        ),
        error_messages={
            "invalid": gettext_lazy("This is not an e-mail address. Write it like this: sam@example.org.")
        },
    )

    def __init__(self, *args: Any, sends_mail: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not sends_mail:
            del self.fields["address"]


class KeyHolderForm(KeyLinkForm):
    """Who holds a key: a member, or somebody with a link of their own."""

    member = forms.ChoiceField(label=gettext_lazy("A member of your organisation"), required=False)
    name = forms.CharField(
        label=gettext_lazy("Or somebody who has no account: their name"),
        required=False,
        max_length=80,
        help_text=gettext_lazy(
            "They get a link of their own. Only members of your organisation see the name."
        ),
    )
    field_order = ("member", "name", "address")

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Membership.objects.filter(organisation=organisation).select_related("user")
        self.members = {str(row.user_id): row.user for row in rows}
        named = sorted((str(user).casefold(), key, str(user)) for key, user in self.members.items())
        field: Any = self.fields["member"]
        field.choices = [("", _("Nobody in this list")), *((key, name) for _order, key, name in named)]
        field.error_messages["invalid_choice"] = _("Choose somebody in the list.")

    def clean_member(self) -> User | None:
        return self.members.get(self.cleaned_data["member"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        member, name = data.get("member"), data.get("name")
        if member and name:
            self.add_error("name", _("Choose a member, or write a name: one of the two."))
        elif not member and not name and not self.errors:
            self.add_error("member", _("Choose a member, or write the name of somebody who has no account."))
        return data
