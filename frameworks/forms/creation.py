"""What is asked of the person who begins a framework, an adaptation or a translation."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frameworks import languages
from frameworks.exchange.texts import tidied
from frameworks.forms.owner import OwnerForm
from frameworks.models import LIMITS

LANGUAGE_ONLY = gettext_lazy("Choose one of the languages.")

DEFAULT = "en-GB"


def _one_line(text: str) -> str:
    try:
        return tidied(text, LIMITS["title"], lines=False)
    except ValueError:
        raise ValidationError(_("Use one line of ordinary letters, numbers and signs.")) from None


class _NamedForm(OwnerForm):
    """A name, and the organisation that will own it."""

    title = forms.CharField(
        label=gettext_lazy("What is it called?"),
        max_length=LIMITS["title"],
        error_messages={"required": gettext_lazy("Give it a name. You can change it later.")},
    )
    field_order = ("title", "organisation")

    def clean_title(self) -> str:
        return _one_line(self.cleaned_data["title"])


class StartForm(_NamedForm):
    """A framework from the beginning."""

    language = forms.ChoiceField(
        label=gettext_lazy("Which language is it in?"),
        choices=languages.choices,
        initial=DEFAULT,
        error_messages={"required": LANGUAGE_ONLY, "invalid_choice": LANGUAGE_ONLY},
    )


class AdaptForm(_NamedForm):
    """A framework of one's own, from another one."""

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        """language: the other one's, which its name is in until somebody types another."""
        super().__init__(*args, **kwargs)
        self.fields["title"].widget.attrs |= {"lang": language, "dir": "auto"}


class TranslateForm(forms.Form):
    """The language to translate into."""

    language = forms.ChoiceField(
        label=gettext_lazy("Into which language?"),
        error_messages={"required": LANGUAGE_ONLY, "invalid_choice": LANGUAGE_ONLY},
    )

    def __init__(self, *args: Any, there: Iterable[str], begun: Iterable[str], **kwargs: Any) -> None:
        """Offer the languages to choose from. there: the languages that it is in already. begun: those that a
        draft is in, to go on with."""
        super().__init__(*args, **kwargs)
        taken, begun = list(there), list(begun)
        codes = dict.fromkeys([*begun, *languages.LANGUAGES])
        free = [code for code in codes if not any(languages.same(code, other) for other in taken)]
        field: Any = self.fields["language"]
        field.choices = [
            ("", _("Choose a language")),
            *(
                (code, _("%(language)s, begun already") % {"language": name} if code in begun else name)
                for code, name in languages.choices(free)
            ),
        ]
