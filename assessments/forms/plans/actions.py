"""The forms of an action, and of what happened with it."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.choices import Side
from assessments.forms.plans.fields import day_field, words_field
from assessments.models import Perspective
from assessments.plans.actions import ActionWords, OwnerWords
from assessments.plans.mail import wants_no_mail
from assessments.plans.states import DONE, NOT_DOING, PEOPLE_DONE, SERVICES_DONE, STUCK, TO_START, UNDER_WAY
from assessments.records.plans import WHAT_LIMIT, WORDS_LIMIT, ActionOwner
from assessments.reports.beside.plan import PlanAction


class ActionForm(forms.Form):
    """An action: what, why, who owns it on each side, what it needs, by when, and how people will know."""

    what = words_field(
        gettext_lazy("What will we do?"),
        gettext_lazy("Start with a verb. One thing."),
        WHAT_LIMIT,
        required=True,
        error_messages={"required": gettext_lazy("Say what you will do.")},
    )
    question = forms.ChoiceField(label=gettext_lazy("Which question does it follow from?"), required=False)
    why = words_field(
        gettext_lazy("Why does it matter?"),
        gettext_lazy("In the words of those it matters to. Members and the report show this."),
        WORDS_LIMIT,
    )
    you_said = words_field(
        gettext_lazy("You said: what people told us, in our own words"),
        gettext_lazy(
            "For the public page. Write it afresh: do not copy what one person wrote, and say nothing by "
            "which somebody could be recognised."
        ),
        WHAT_LIMIT,
    )
    support = words_field(
        gettext_lazy("What support and pay does it need?"),
        gettext_lazy("Time, money, a room, someone to go with. Say who pays."),
        WORDS_LIMIT,
    )
    by_when = day_field(gettext_lazy("By when?"))
    how_known = words_field(
        gettext_lazy("How will people know?"),
        gettext_lazy("What will someone see, hear or have in their hand?"),
        WORDS_LIMIT,
    )
    is_first = forms.BooleanField(
        label=gettext_lazy("This is one of the one to three things that come first"), required=False
    )

    def __init__(
        self,
        *args: Any,
        questions: Sequence[tuple[str, Any]],
        perspectives: Iterable[Perspective],
        sends_mail: bool,
        **kwargs: Any,
    ) -> None:
        """questions: what can be chosen, by key. perspectives: of the assessment. sends_mail: whether owners
        can be written to at all."""
        super().__init__(*args, **kwargs)
        self.fields["question"].choices = [("", _("None in particular")), *questions]  # type: ignore[attr-defined]
        there = list(perspectives)
        for side in Side:
            groups = [(one.code, one.label) for one in there if one.side == side]
            self._add_owner(side, groups, sends_mail)

    def _add_owner(self, side: Side, groups: Sequence[tuple[str, str]], sends_mail: bool) -> None:
        self.fields[f"{side}_name"] = forms.CharField(
            label=_("Who?"),
            max_length=120,
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
        self.fields[f"{side}_group"] = forms.ChoiceField(label=_("Group"), choices=groups, required=False)
        self.fields[f"{side}_shown"] = forms.ChoiceField(
            label=_("On the public page and in reports, show"),
            choices=ActionOwner.Shown.choices,
            initial=ActionOwner.Shown.GROUP,
            widget=forms.RadioSelect,
            required=False,
        )
        if sends_mail:
            self.fields[f"{side}_email"] = forms.EmailField(
                label=_("E-mail address, if they want a message when the day has come"),
                required=False,
                widget=forms.EmailInput(attrs={"autocomplete": "off"}),
                help_text=_("Ask them first. Only people who may change the plan see it."),
            )

    def owner_fields(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """Return the fields of each side's owner, with the side and its name."""
        return [
            (side.value, str(side.label), [self[name] for name in self.fields if name.startswith(f"{side}_")])
            for side in Side
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for side in Side:
            email = data.get(f"{side}_email", "")
            if email and not data.get(f"{side}_name"):
                self.add_error(f"{side}_name", _("Say who this address belongs to."))
            if email and wants_no_mail(email):
                self.add_error(f"{side}_email", _("Whoever has this address asked us not to write to it."))
        return data

    def words(self) -> ActionWords:
        """Return what was filled in."""
        data = self.cleaned_data
        owners = {
            side.value: OwnerWords(
                name=data[f"{side}_name"],
                group=data[f"{side}_group"],
                shown=data[f"{side}_shown"] or ActionOwner.Shown.GROUP,
                email=data.get(f"{side}_email", ""),
            )
            for side in Side
            if data[f"{side}_name"]
        }
        texts = ("what", "question", "why", "you_said", "support", "by_when", "how_known", "is_first")
        return ActionWords(owners=owners, **{name: data[name] for name in texts})


class UpdateForm(forms.Form):
    """What happened with an action, and how it is now."""

    state = forms.ChoiceField(
        label=gettext_lazy("How is it going?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how it is going.")},
    )
    words = words_field(
        gettext_lazy("What happened?"),
        gettext_lazy("It is added under today’s date. What was there before stays."),
        WORDS_LIMIT,
        rows=3,
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("Show these words on the public page and in reports too"), required=False
    )
    new_day = day_field(gettext_lazy("New date, if it needs one"))

    def __init__(self, *args: Any, action: PlanAction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {owner.side: owner.name for owner in action.owners}
        says = _("%(name)s says it is done")
        choices = [(TO_START, _("To start")), (UNDER_WAY, _("Under way"))]
        if not action.missing:
            choices += [
                (PEOPLE_DONE, says % {"name": names["people"]}),
                (SERVICES_DONE, says % {"name": names["services"]}),
                (DONE, _("Both owners say it is done")),
            ]
        choices += [(STUCK, _("Stuck")), (NOT_DOING, _("We are not doing it"))]
        self.fields["state"].choices = choices  # type: ignore[attr-defined]
        self.fields["state"].initial = action.state

    def clean_new_day(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["new_day"]
        if day and day < timezone.localdate():
            raise ValidationError(_("This day is past. Choose today or a later day."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        state, words = data.get("state"), data.get("words")
        if state == NOT_DOING and not words:
            self.add_error("words", _("Say why not. It stays on the page, with the reason."))
        if state == STUCK and not words:
            self.add_error("words", _("Say what it is stuck on, and who could help."))
        return data
