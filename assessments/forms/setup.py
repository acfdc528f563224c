"""The forms by which a round is set up."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission, organisations_where
from assessments.choices import Side
from assessments.closing import REASON_LIMIT
from assessments.forms.contact import ContactForm
from assessments.models import (
    CONTACT_FIELDS,
    DEFAULT_THRESHOLD,
    MAX_PERSPECTIVES,
    Assessment,
    Perspective,
    Round,
)
from assessments.rounds.setup import PerspectiveRow
from assessments.scoring.disclosure import LOWEST_THRESHOLD
from frameworks.models import FrameworkVersion

WHO_RUNS = "Choose which organisation runs it."


class AssessmentForm(ContactForm):
    """Step 1: what this is about, who asks, and whom people can talk to."""

    class Meta(ContactForm.Meta):
        fields = ["organisation", "title", "purpose", "about", "partners", *CONTACT_FIELDS]
        labels = ContactForm.Meta.labels | {
            "organisation": "Which organisation runs it?",
            "title": "What is it called?",
            "purpose": "What is it for?",
            "about": "What is it about, and why are you asking?",
            "partners": "Who are your partners in this?",
        }
        help_texts = ContactForm.Meta.help_texts | {
            "title": "The name of the project, team or partnership. Everyone who answers sees it.",
            "about": "Two or three sentences. People read this before they choose to take part.",
            "partners": "Leave this empty if there are none.",
        }
        widgets = {"purpose": forms.RadioSelect, "about": forms.Textarea(attrs={"rows": 4})}
        error_messages = {
            "organisation": {"required": WHO_RUNS, "invalid_choice": WHO_RUNS},
            "title": {"required": "Give it a name, such as the name of your team."},
            "purpose": {"required": "Choose what it is for."},
        }

    def __init__(self, *args: Any, user: Any, keeps_title: bool = False, **kwargs: Any) -> None:
        """user: whose organisations are on offer. keeps_title: earlier rounds carry it; it is not asked."""
        super().__init__(*args, **kwargs)
        if keeps_title:
            del self.fields["title"]
        field: Any = self.fields["organisation"]
        field.queryset = organisations_where(user, Permission.RUN_ASSESSMENTS)
        mine = field.queryset.by_name()
        field.choices = [(field.prepare_value(one), one.name) for one in mine]
        self.fields["purpose"].choices = Assessment.Purpose.choices  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["organisation"]
        elif len(mine) == 1:
            field.initial = mine[0]


class FrameworksForm(forms.Form):
    """Step 2: what is asked, out of what is on offer. The template shows each one's summary and length."""

    versions = forms.TypedMultipleChoiceField(
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one framework.",
            "invalid_choice": "One of these is no longer on offer. Look at the list and choose again.",
        },
    )

    def __init__(self, *args: Any, choices: list[FrameworkVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["versions"].choices = [(v.pk, v.title) for v in choices]  # type: ignore[attr-defined]
        self.in_order = choices

    def clean_versions(self) -> list[FrameworkVersion]:
        chosen = set(self.cleaned_data["versions"])
        return [version for version in self.in_order if version.pk in chosen]


class PerspectiveForm(forms.Form):
    """Step 3, one row: a group of people who see things from one place."""

    label = forms.CharField(label="Name of the group", max_length=60, required=False)
    short_label = forms.CharField(label="Short name, for charts", max_length=24, required=False)
    side = forms.ChoiceField(
        label="Which side is it on?", choices=Side.choices, widget=forms.RadioSelect, required=False
    )
    must_take_part = forms.BooleanField(
        label="Must take part. If nobody from this group does, the results say so first.", required=False
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("label") and not data.get("side"):
            self.add_error("side", "Choose a side for this group.")
        if data.get("short_label") and not data.get("label"):
            self.add_error("label", "Give this group its full name too.")
        return data

    def settle(self) -> None:
        """Earlier rounds were answered from this group: only whether it must take part is asked."""
        self.empty_permitted = False
        for name in ("label", "short_label", "side"):
            self.fields[name].disabled = True

    @property
    def is_settled(self) -> bool:
        return self.fields["label"].disabled

    @property
    def side_name(self) -> str:
        """The side that a settled group stands on, in words."""
        return Side(self.initial["side"]).label


class BasePerspectiveFormSet(BaseFormSet):
    def __init__(self, *args: Any, settled: int = 0, **kwargs: Any) -> None:
        """settled: how many groups in front stay as they are (queries.settled_perspectives)."""
        self.settled = settled
        super().__init__(*args, **kwargs)

    def add_fields(self, form: PerspectiveForm, index: int | None) -> None:
        super().add_fields(form, index)
        if index is not None and index < self.settled:
            form.settle()

    def rows(self) -> list[PerspectiveRow]:
        """Return the groups that have a name, in order."""
        return [
            PerspectiveRow(
                label=data["label"],
                short_label=data["short_label"],
                side=data["side"],
                must_take_part=data["must_take_part"],
            )
            for form in self.forms
            if (data := form.cleaned_data).get("label")
        ]


PerspectiveFormSet = formset_factory(
    PerspectiveForm,
    formset=BasePerspectiveFormSet,
    extra=MAX_PERSPECTIVES,
    max_num=MAX_PERSPECTIVES,
    absolute_max=MAX_PERSPECTIVES,
    validate_max=True,
)


def perspective_rows(perspectives: list[Perspective]) -> list[dict[str, Any]]:
    """Return what the rows of the form start with."""
    return [
        {
            "label": p.label,
            "short_label": p.short_label,
            "side": p.side,
            "must_take_part": p.must_take_part,
        }
        for p in perspectives
    ]


REASON_MISSING = gettext_lazy("Say why. People were told that they have until that day.")
PAST = gettext_lazy("This day is past. Choose today or a later day.")


class ClosesOnField(forms.DateField):
    def __init__(self) -> None:
        super().__init__(
            label="When will it close?",
            required=False,
            help_text=gettext_lazy(
                "People are told that they have until this day. You can move it. To close the round or share "
                "the results before that, you give a reason that they can read."
            ),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": "This is not a date. Write it as day, month and year: 24/06/2026."},
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
        day: datetime.date | None = self.cleaned_data["closes_on"]
        if day and day != self.initial.get("closes_on") and day < timezone.localdate():
            raise ValidationError(PAST)
        return day

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
        widget=forms.Textarea(attrs={"rows": 3}),
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


def _welcome() -> forms.CharField:
    return forms.CharField(
        label="Anything people should know before they start?",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For example: who can help with answering, and how people are thanked for their time.",
    )


HOW_MANY = "Choose a number from the list."


MOST_EXPECTED = 100_000
EXPECTED_WRONG = gettext_lazy("Write how many people in figures, such as 12, or leave it empty.")


class ExpectedForm(ClosingDayForm):
    """How many people are expected from each group, beside the closing day."""

    def __init__(self, *args: Any, perspectives: Sequence[Perspective], **kwargs: Any) -> None:
        """perspectives: those of whom it is asked how many people are expected."""
        super().__init__(*args, **kwargs)
        self.expected_names = {f"expected-{p.code}": p.code for p in perspectives}
        stored = self.initial.get("expected", {})
        for p in perspectives:
            self.fields[f"expected-{p.code}"] = forms.IntegerField(
                label=p.label,
                required=False,
                min_value=0,
                max_value=MOST_EXPECTED,
                initial=stored.get(p.code),
                widget=forms.NumberInput(attrs={"class": "short-number"}),
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), EXPECTED_WRONG),
            )

    @property
    def expected_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.expected_names]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self.expected_names]

    @property
    def terms(self) -> dict[str, Any]:
        """What a valid form says, as setup.set_terms and lifecycle.change_open_round take it. A group that
        was not on the page keeps its number."""
        stored = self.initial.get("expected", {})
        given = {
            code: self.cleaned_data[name] if self.add_prefix(name) in self.data else stored.get(code)
            for name, code in self.expected_names.items()
        }
        others = {name: said for name, said in self.cleaned_data.items() if name not in self.expected_names}
        return {**others, "expected": {code: people for code, people in given.items() if people is not None}}


class TermsForm(ExpectedForm):
    """Step 4: the threshold, how many people are expected, the dates, the welcome."""

    field_order = ("title", "threshold", "joining", "two_keys", "closes_on", "closes_itself", "welcome")

    title = forms.CharField(
        label="What is this round called?",
        max_length=80,
        help_text="For example: Round 1, June 2026.",
        error_messages={"required": "Give this round a name, such as Round 1, June 2026."},
    )
    threshold = forms.TypedChoiceField(
        label="How many people does a group need before we show it separately?",
        coerce=int,
        choices=[
            (n, f"{n} people" + (" (we suggest this)" if n == DEFAULT_THRESHOLD else ""))
            for n in range(LOWEST_THRESHOLD, 11)
        ],
        initial=DEFAULT_THRESHOLD,
        help_text="A smaller group is put together with another on the same side. If one side has fewer "
        "people than this, no groups are shown at all. A higher number protects people more; a lower number "
        "shows more groups. It is fixed once you open the round.",
        error_messages={"required": HOW_MANY, "invalid_choice": HOW_MANY},
    )
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
    two_keys = forms.BooleanField(
        label=gettext_lazy("Two people, one from each side, both agree before the results are shared"),
        required=False,
        help_text=gettext_lazy(
            "You name the two next. People who answer are told. It is fixed once you open the round."
        ),
    )
    welcome = _welcome()


class OpenRoundForm(ExpectedForm):
    """What may still change while people answer."""

    welcome = _welcome()
    reason = _reason(gettext_lazy("If you choose an earlier day: why?"))
    field_order = ("closes_on", "closes_itself", "reason", "welcome")

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, perspectives=list(round_.assessment.perspectives.all()), **kwargs)
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
        "title": round_.title,
        "threshold": round_.threshold,
        "expected": round_.expected,
        "joining": round_.joining,
        "two_keys": round_.two_keys,
        "closes_on": round_.closes_on,
        "closes_itself": round_.closes_itself_at is not None,
        "welcome": round_.welcome,
        "reason": round_.early_reason,
    }
