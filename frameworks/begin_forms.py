"""What is asked of the person who begins a framework, an adaptation or a translation."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, OrganisationQuerySet
from frameworks.format import tidied
from frameworks.languages import name_of, same
from frameworks.models import LIMITS

OURS_ONLY = gettext_lazy("Choose one of your organisations.")
LANGUAGE_ONLY = gettext_lazy("Choose one of the languages.")

# Languages that people in the United Kingdom and Ireland speak most, and those of many sites elsewhere.
# What Django does not know stands here with its own name.
_CODES = """
    ar bg bn cs cy da de el en-GB en-US es fa fi fr ga gd gu hi hu it ja ko ku lt lv nb ne nl pa pl ps
    pt pt-BR ro ru sk so sq sv sw ta ti tr uk ur vi yo zh-Hans zh-Hant
"""
LANGUAGES = tuple(_CODES.split())
CALLED = {
    "gu": "ગુજરાતી",
    "ku": "Kurdî",
    "pa": "ਪੰਜਾਬੀ",
    "ps": "پښتو",
    "so": "Soomaali",
    "ti": "ትግርኛ",
    "yo": "Yorùbá",
}
DEFAULT = "en-GB"


def language_choices(codes: Iterable[str] = LANGUAGES) -> list[tuple[str, str]]:
    """Each language as it calls itself, with its code, in the order of the names."""
    named = [(code, f"{CALLED.get(code) or name_of(code)} ({code})") for code in codes]
    return sorted(named, key=lambda choice: choice[1].casefold())


def _one_line(text: str) -> str:
    try:
        return tidied(text, LIMITS["title"], lines=False)
    except ValueError:
        raise ValidationError(_("Use one line of ordinary letters, numbers and signs.")) from None


class _OwnedForm(forms.Form):
    """A name, and the organisation that will own it: one that the person may choose."""

    title = forms.CharField(
        label=gettext_lazy("What is it called?"),
        max_length=LIMITS["title"],
        error_messages={"required": gettext_lazy("Give it a name. You can change it later.")},
    )
    organisation: Any = forms.ModelChoiceField(
        label=gettext_lazy("Which organisation will own it?"),
        queryset=Organisation.objects.none(),
        to_field_name="slug",
        empty_label=None,
        error_messages={"required": OURS_ONLY, "invalid_choice": OURS_ONLY},
    )

    def __init__(self, *args: Any, organisations: OrganisationQuerySet, **kwargs: Any) -> None:
        """organisations: those whose frameworks the person may change; where there is but one, it is said
        rather than asked."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.queryset = organisations.order_by("name")
        mine = list(field.queryset)
        self.only = mine[0] if len(mine) == 1 else None
        if self.only and self.is_bound and self.data.get("organisation") != self.only.slug:
            self.only = None  # what is wrong with the choice must show
        if self.only:
            field.widget = forms.HiddenInput()
            self.initial["organisation"] = self.only.slug

    def clean_title(self) -> str:
        return _one_line(self.cleaned_data["title"])


class StartForm(_OwnedForm):
    """A framework from the beginning."""

    language = forms.ChoiceField(
        label=gettext_lazy("Which language is it in?"),
        choices=language_choices,
        initial=DEFAULT,
        error_messages={"required": LANGUAGE_ONLY, "invalid_choice": LANGUAGE_ONLY},
    )


class AdaptForm(_OwnedForm):
    """A framework of one's own, from another one."""


class TranslateForm(forms.Form):
    """The language to translate into."""

    language = forms.ChoiceField(
        label=gettext_lazy("Into which language?"),
        error_messages={"required": LANGUAGE_ONLY, "invalid_choice": LANGUAGE_ONLY},
    )

    def __init__(self, *args: Any, there: Iterable[str], begun: Iterable[str], **kwargs: Any) -> None:
        """there: the languages that it is in already. begun: those that a draft is in, to go on with."""
        super().__init__(*args, **kwargs)
        taken, begun = list(there), list(begun)
        codes = dict.fromkeys([*begun, *LANGUAGES])
        free = [code for code in codes if not any(same(code, other) for other in taken)]
        field: Any = self.fields["language"]
        field.choices = [
            ("", _("Choose a language")),
            *(
                (code, _("%(language)s, begun already") % {"language": name} if code in begun else name)
                for code, name in language_choices(free)
            ),
        ]
