"""Forms of those who give out codes."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import Lines
from assessments.invitations.actions import MOST_AT_ONCE
from assessments.models import Perspective, Round

MOST_SLIPS = 96  # 12 sheets of 8
LONGEST_ADDRESS = 254
NAMED = re.compile(r"<([^<>]*)>|([^\s,;<>]+@[^\s,;<>]*)")  # in angles after a name, or bare
BETWEEN = re.compile(r"[,;]")


class ForGroup(forms.Form):
    """Codes are for people of one group, or for anyone."""

    perspective = forms.ChoiceField(
        label=gettext_lazy("Who are they for?"),
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "If you choose a group, people who use these codes start in it. They can change it."
        ),
        error_messages={"invalid_choice": gettext_lazy("Choose one of the groups in the list.")},
    )

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.perspectives = list(round_.assessment.perspectives.all())
        field: Any = self.fields["perspective"]
        anyone = ("", _("Anyone: they choose their group"))
        field.choices = [anyone, *((p.code, p.label) for p in self.perspectives)]
        field.initial = ""

    def clean_perspective(self) -> Perspective | None:
        chosen = self.cleaned_data["perspective"]
        return next((p for p in self.perspectives if p.code == chosen), None)


class SlipsForm(ForGroup):
    """How many slips to print, and for whom."""

    number = forms.IntegerField(
        label=gettext_lazy("How many slips?"),
        min_value=1,
        max_value=MOST_SLIPS,
        help_text=gettext_lazy("Print a few more than you think you need. Up to 96 at once."),
        error_messages={
            "required": gettext_lazy("Say how many slips to make."),
            "invalid": gettext_lazy("Write how many slips in figures, such as 16."),
            "min_value": gettext_lazy("Make at least 1 slip."),
            "max_value": gettext_lazy("Make 96 slips at most. You can make more afterwards."),
        },
    )
    large = forms.BooleanField(label=gettext_lazy("Large print: 2 slips on a page, not 8"), required=False)
    field_order = ["number", "perspective", "large"]


class InviteForm(ForGroup):
    """Whom to invite by e-mail. All faults are told at once, each with its line."""

    addresses = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        max_length=60_000,
        strip=False,
        widget=Lines(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("One on each line, or with commas between. Up to 200 at once."),
        error_messages={"required": gettext_lazy("Type or paste at least one address.")},
    )
    field_order = ["addresses", "perspective"]

    def clean_addresses(self) -> list[str]:
        """Return the addresses in order. Raises ValidationError with every fault."""
        addresses = addresses_in(self.cleaned_data["addresses"], most=MOST_AT_ONCE)
        if not addresses:
            raise ValidationError(_("Type or paste at least one address."))
        return addresses


def addresses_in(text: str, *, most: int) -> list[str]:
    """Return the addresses that were typed, in order. Raises ValidationError with every fault, of which more
    than `most` is one."""
    typed = list(_typed(text))
    faults = list(_faults(typed))
    if len(typed) > most:
        faults.append(
            _("There are %(number)s addresses. Send to %(most)s at most, then to the others.")
            % {"number": len(typed), "most": most}
        )
    if faults:
        raise ValidationError(faults)
    return [address for _line, address in typed]


def _typed(text: str) -> Iterator[tuple[int, str]]:
    """Return what was typed as addresses, each with its line: 'Sam Lee <sam@example.org>' is one of them."""
    for number, line in enumerate(text.splitlines(), start=1):
        yield from ((number, piece.strip()) for piece in _pieces(line) if piece.strip())


def _pieces(line: str) -> Iterator[str]:
    """Between commas; and between spaces where each piece could be an address. Nothing is left out unsaid."""
    if "<" in line:
        yield from ["".join(found) for found in NAMED.findall(line)] or [line]
        return
    for piece in BETWEEN.split(line):
        words = piece.split()
        yield from words if all("@" in word for word in words) else [piece]


def _faults(typed: Iterable[tuple[int, str]]) -> Iterator[str]:
    seen: set[str] = set()
    for line, address in typed:
        if not _is_address(address):
            yield _("Line %(line)s: ‘%(address)s’ is not an e-mail address.") % {
                "line": line,
                "address": address[:60],
            }
        elif address.casefold() in seen:
            yield _("Line %(line)s: ‘%(address)s’ is there twice.") % {"line": line, "address": address}
        seen.add(address.casefold())


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
        text.rpartition("@")[2].encode("idna")  # as a mail server has to write it
    except (ValidationError, UnicodeError):
        return False
    return len(text) <= LONGEST_ADDRESS
