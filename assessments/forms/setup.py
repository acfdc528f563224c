"""The forms by which a round is set up."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import Lines, OrganisationForm
from accounts.models import Organisation
from accounts.permissions import Permission, organisations_where
from assessments.choices import Side
from assessments.forms.running.terms import welcome_field
from assessments.models import MAX_PERSPECTIVES, Assessment, Perspective, Round
from assessments.rounds.setup import PerspectiveRow
from frameworks.models import FrameworkVersion

WHO_RUNS = gettext_lazy("Choose which organisation runs it.")
WHAT_FOR = gettext_lazy("Choose what it is for.")
NO_TITLE = gettext_lazy("Give it a name, such as the name of your team.")
ROUND_TITLE = gettext_lazy("Give this round a name, such as Round 1, June 2026.")


def _offer_organisations(field: Any, user: Any) -> list[Organisation]:
    """Offer the organisations in whose name the person may ask, and return them."""
    field.queryset = organisations_where(user, Permission.RUN_ASSESSMENTS)
    mine = list(field.queryset.by_name())
    field.choices = [(field.prepare_value(one), one.name) for one in mine]
    if len(mine) == 1:
        field.initial = mine[0]
    return mine


class StartForm(forms.ModelForm):
    """What a new assessment is for, what it is called, and who asks."""

    class Meta:
        model = Assessment
        fields = ("purpose", "title", "organisation")
        labels = {
            "purpose": gettext_lazy("What is it for?"),
            "title": gettext_lazy("What is it called?"),
            "organisation": gettext_lazy("Which organisation runs it?"),
        }
        help_texts = {
            "title": gettext_lazy(
                "The name of the project, team or partnership. Everyone who answers sees it."
            ),
        }
        widgets = {"purpose": forms.RadioSelect}
        error_messages = {
            "organisation": {"required": WHO_RUNS, "invalid_choice": WHO_RUNS},
            "title": {"required": NO_TITLE},
            "purpose": {"required": WHAT_FOR},
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        """user: whose organisations are on offer. Who has none is asked for one."""
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = Assessment.Purpose.choices  # type: ignore[attr-defined]
        mine = _offer_organisations(self.fields["organisation"], user)
        self.asks_for_organisation = not mine
        if len(mine) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
        elif not mine:
            del self.fields["organisation"]
            for name, one in OrganisationForm().fields.items():
                self.fields[f"organisation_{name}"] = one


class AssessmentForm(forms.ModelForm):
    """What an assessment says of itself: what people read before they start, and who asks."""

    class Meta:
        model = Assessment
        fields = ("organisation", "title", "purpose", "about", "partners")
        labels = StartForm.Meta.labels | {
            "about": gettext_lazy("What is it about, and why are you asking?"),
            "partners": gettext_lazy("Who are your partners in this?"),
        }
        help_texts = StartForm.Meta.help_texts | {
            "about": gettext_lazy(
                "Two or three sentences. People read this before they choose to take part."
            ),
            "partners": gettext_lazy("Leave this empty if there are none."),
        }
        widgets = {"purpose": forms.RadioSelect, "about": Lines(attrs={"rows": 4})}
        error_messages = StartForm.Meta.error_messages

    def __init__(self, *args: Any, user: Any, keeps_title: bool = False, **kwargs: Any) -> None:
        """user: whose organisations are on offer. keeps_title: earlier rounds carry it; it is not asked."""
        super().__init__(*args, **kwargs)
        if keeps_title:
            del self.fields["title"]
        self.fields["purpose"].choices = Assessment.Purpose.choices  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["organisation"]
        else:
            _offer_organisations(self.fields["organisation"], user)


class WordsForm(AssessmentForm):
    """The same of one that is set up, with what its round is called, and its welcome."""

    round_title = forms.CharField(
        label=gettext_lazy("What is this round called?"),
        max_length=Round._meta.get_field("title").max_length,
        help_text=gettext_lazy("For example: Round 1, June 2026."),
        error_messages={"required": ROUND_TITLE},
    )
    welcome = welcome_field()
    field_order = ("purpose", "title", "round_title", "about", "welcome", "partners")

    @property
    def of_assessment(self) -> dict[str, Any]:
        """What was given of the assessment, as setup.change_assessment takes it."""
        return {name: said for name, said in self.cleaned_data.items() if name in self.Meta.fields}


class FrameworksForm(forms.Form):
    """What is asked, out of what is on offer. The template shows each one's summary and length."""

    versions = forms.TypedMultipleChoiceField(
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose at least one framework."),
            "invalid_choice": gettext_lazy(
                "One of these is no longer on offer. Look at the list and choose again."
            ),
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
    """One row: a group of people who see things from one place."""

    label = forms.CharField(label=gettext_lazy("Name of the group"), max_length=60, required=False)
    short_label = forms.CharField(label=gettext_lazy("Short name, for charts"), max_length=24, required=False)
    side = forms.ChoiceField(
        label=gettext_lazy("Which side is it on?"),
        choices=Side.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    must_take_part = forms.BooleanField(
        label=gettext_lazy("Must take part. If nobody from this group does, the results say so first."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("label") and not data.get("side"):
            self.add_error("side", _("Choose a side for this group."))
        if data.get("short_label") and not data.get("label"):
            self.add_error("label", _("Give this group its full name too."))
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
        return str(Side(self.initial["side"]).label)


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
