"""The forms of a round's terms: who is expected, privacy, the closing day, how people join, why it ends."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import Lines
from accounts.models import User
from assessments.choices import Side
from assessments.closing import REASON_LIMIT
from assessments.forms.contact import ContactForm
from assessments.forms.running.days import PAST, DayField, not_past
from assessments.models import DEFAULT_THRESHOLD, Perspective, Round
from assessments.scoring.disclosure import LOWEST_THRESHOLD

REASON_MISSING = gettext_lazy("Say why. People were told that they have until that day.")


class ClosesOnField(DayField):
    def __init__(self) -> None:
        super().__init__(
            label=_("When will it close?"),
            help_text=gettext_lazy(
                "People are told that they have until this day. You can move it. To close the round or share "
                "the results before that, you give a reason that they can read."
            ),
        )


class ClosingDayForm(forms.Form):
    """The day that people are told, and whether the round closes by itself then."""

    closes_on = ClosesOnField()
    closes_itself = forms.BooleanField(
        label=gettext_lazy("Close it by itself when that day is over"),
        help_text=gettext_lazy("If you leave this empty, you close it yourself, on that day or later."),
        required=False,
    )

    def clean_closes_on(self) -> datetime.date | None:
        """Refuse a day that is past, unless it stood there before: nobody chose it now."""
        return not_past(self.cleaned_data["closes_on"], self.initial.get("closes_on"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("closes_itself") and "closes_on" in data:
            day = data["closes_on"]
            if not day:
                self.add_error("closes_on", gettext_lazy("Choose the day on which it closes by itself."))
            elif day < timezone.localdate() and not self.initial.get("closes_itself"):
                self.add_error("closes_on", PAST)
        return data


def _reason(label: Any, help_text: Any = "", missing: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=REASON_LIMIT,
        widget=Lines(attrs={"rows": 3}),
        help_text=help_text
        or gettext_lazy(
            "Everyone who took part can read this, and the results show it. For example: everyone we invited "
            "has answered."
        ),
        error_messages={"required": missing or REASON_MISSING},
    )


class EarlyForm(forms.Form):
    """Why a round closes, or its results are shared, before the day that people were told."""

    reason = _reason(gettext_lazy("Why before that day?"))


class ShareForm(EarlyForm):
    """What is asked before results are shared: why so early, and whether it is known that no groups will be
    shown, each only where it is so."""

    def __init__(self, *args: Any, is_early: bool, shows: str, **kwargs: Any) -> None:
        """Ask for what there is to ask. shows: what the results will show (reports/outlook.py)."""
        super().__init__(*args, **kwargs)
        if not is_early:
            del self.fields["reason"]
        if shows != "groups":
            self.fields["known"] = forms.BooleanField(
                label=_("I know that no groups will be shown, now or later")
                if shows == "everyone"
                else _("I know that no scores will be shown, now or later"),
                error_messages={"required": _("Tick this first, or open the round again.")},
            )

    @property
    def given_reason(self) -> str:
        """The reason; '' where none was asked for."""
        return str(self.cleaned_data.get("reason", ""))


class EndForm(forms.Form):
    """Why a round ends without results."""

    reason = _reason(
        gettext_lazy("Why does it end without results?"),
        gettext_lazy(
            "Everyone who comes by with the link or a code can read this. For example: too few people took "
            "part, or we asked the wrong questions."
        ),
        gettext_lazy("Say why. People gave their time, and can read the reason."),
    )


def welcome_field() -> forms.CharField:
    return forms.CharField(
        label=_("Anything people should know before they start?"),
        required=False,
        max_length=2000,
        widget=Lines(attrs={"rows": 4}),
        help_text=_("For example: who can help with answering, and how people are thanked for their time."),
    )


HOW_MANY = gettext_lazy("Choose a number from the list.")
MOST_THRESHOLD = 10
MOST_EXPECTED = 100_000
EXPECTED_WRONG = gettext_lazy("Write how many people in figures, such as 12, or leave it empty.")


class Expecting:
    """What a form has that asks how many people are expected from each group."""

    def ask_how_many(self: Any, perspectives: Sequence[Perspective], expected: Mapping[str, int]) -> None:
        """Add a field for each of these groups. expected: what was said of them before."""
        self.perspectives, self.before = perspectives, expected
        for p in perspectives:
            self.fields[_field_of(p)] = forms.IntegerField(
                label=p.label,
                required=False,
                min_value=0,
                max_value=MOST_EXPECTED,
                initial=expected.get(p.code),
                widget=forms.NumberInput(attrs={"class": "form-control"}),
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), EXPECTED_WRONG),
            )

    @property
    def sides(self: Any) -> list[tuple[str, list[tuple[Perspective, forms.BoundField]]]]:
        """The groups of each side with their fields, under the name of the side."""
        return [
            (str(side.label), [(p, self[_field_of(p)]) for p in self.perspectives if p.side == side])
            for side in Side
        ]

    @property
    def expected(self: Any) -> dict[str, int]:
        """What a valid form says, as setup.set_expected takes it. A group that was not on the page keeps its
        number."""
        given = {
            p.code: self.cleaned_data[name] if self.add_prefix(name) in self.data else self.before.get(p.code)
            for p in self.perspectives
            for name in [_field_of(p)]
        }
        return {code: people for code, people in given.items() if people is not None}


class ExpectedForm(Expecting, forms.Form):
    """How many people are expected, of a round that people answer already."""

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_how_many(list(round_.assessment.perspectives.all()), round_.expected)


class WhoForm(Expecting, ContactForm):
    """How many people are expected, and whom they can talk to, of a round that is being set up."""

    def __init__(self, data: QueryDict | None, *, round_: Round, by: User) -> None:
        """by: whose name stands there until somebody is named."""
        assessment = round_.assessment
        is_said = assessment.contact_name or assessment.no_contact_because
        of_theirs = {"contact_name": str(by), "contact_email": by.email}
        super().__init__(data, instance=assessment, initial={} if is_said else of_theirs)
        self.fields["contact_name"].label = _("Their name")
        self.fields["contact_name"].help_text = _(
            "Answering can stir things up. Their name is where people start, where they stop, and on paper. "
            "Choose somebody whom people trust, and ask them first."
        )
        if not is_said:
            self.fields["contact_name"].help_text += " " + _("Until you do, your own name is here.")
        self.ask_how_many(list(assessment.perspectives.all()), round_.expected)


def _field_of(perspective: Perspective) -> str:
    return f"expected-{perspective.code}"


class PrivacyForm(forms.Form):
    """From how many people a group is shown, and who agrees before results are shared."""

    threshold = forms.TypedChoiceField(
        label=gettext_lazy("How many people does a group need before we show it separately?"),
        coerce=int,
        choices=[(n, n) for n in range(LOWEST_THRESHOLD, MOST_THRESHOLD + 1)],
        initial=DEFAULT_THRESHOLD,
        widget=forms.RadioSelect,
        error_messages={"required": HOW_MANY, "invalid_choice": HOW_MANY},
    )
    two_keys = forms.BooleanField(
        label=gettext_lazy("Two people, one from each side, both agree before the results are shared"),
        required=False,
        help_text=gettext_lazy(
            "You name the two next. People who answer are told. It is fixed once you open the round."
        ),
    )


class JoiningForm(forms.Form):
    """How people come into the round."""

    joining = forms.ChoiceField(
        label=gettext_lazy("How do people join?"),
        choices=Round.Joining.choices,
        initial=Round.Joining.LINK,
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "A link is easy to pass on: put it on a poster or in a message. But someone could use it more "
            "than once. A code works once. You hand it out on paper, or we send it by e-mail. You never see "
            "who used theirs."
        ),
        error_messages={
            "invalid_choice": gettext_lazy("Choose how people join, from the list."),
        },
    )


class OpenRoundForm(ClosingDayForm):
    """What may still change while people answer."""

    welcome = welcome_field()
    reason = _reason(gettext_lazy("If you choose an earlier day: why?"))
    field_order = ("closes_on", "closes_itself", "reason", "welcome")

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = round_
        self.fields["reason"].required = False
        if not (round_.is_open and round_.last_day_told and timezone.localdate() <= round_.last_day_told):
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        cut_short = "reason" in data and self.round.would_cut_short(data.get("closes_on"))
        if cut_short and not data["reason"]:
            self.add_error("reason", REASON_MISSING)
        return data


def terms_of(round_: Round) -> dict[str, Any]:
    """Return what the forms of a round's terms start with."""
    return {
        "threshold": round_.threshold,
        "joining": round_.joining,
        "two_keys": round_.two_keys,
        "closes_on": round_.closes_on,
        "closes_itself": round_.closes_itself_at is not None,
        "welcome": round_.welcome,
        "reason": round_.early_reason,
    }
