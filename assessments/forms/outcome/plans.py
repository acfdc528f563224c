"""The forms of a plan: an action, what happened with it, what comes first, and the plan as a whole."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.forms import Lines
from assessments.choices import Side
from assessments.forms.running.days import DayField, not_past
from assessments.models import Perspective
from assessments.plans.actions import ActionWords, OwnerWords
from assessments.plans.mail import wants_no_mail
from assessments.plans.states import DONE, NOT_DOING, PEOPLE_DONE, SERVICES_DONE, STUCK, TO_START, UNDER_WAY
from assessments.records.plans import MOST_FIRST, WHAT_LIMIT, WORDS_LIMIT, ActionOwner
from assessments.reports.beside.plan import PlanAction

OWN_WORDS = "own"


def _words(label: Any, help_text: Any, limit: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=limit,
        required=more.pop("required", False),
        widget=Lines(attrs={"rows": more.pop("rows", 2)}),
        **more,
    )


class ActionForm(forms.Form):
    """An action: what, why, who owns it on each side, what it needs, by when, and how people will know."""

    what = _words(
        gettext_lazy("What will we do?"),
        gettext_lazy("Start with a verb. One thing."),
        WHAT_LIMIT,
        required=True,
        error_messages={"required": gettext_lazy("Say what you will do.")},
    )
    question = forms.ChoiceField(label=gettext_lazy("Which question does it follow from?"), required=False)
    why = _words(
        gettext_lazy("Why does it matter?"),
        gettext_lazy("In the words of those it matters to. Members and the report show this."),
        WORDS_LIMIT,
    )
    you_said = _words(
        gettext_lazy("You said: what people told us, in our own words"),
        gettext_lazy(
            "For the public page. Write it afresh: do not copy what one person wrote, and say nothing by "
            "which somebody could be recognised."
        ),
        WHAT_LIMIT,
    )
    support = _words(
        gettext_lazy("What support and pay does it need?"),
        gettext_lazy("Time, money, a room, someone to go with. Say who pays."),
        WORDS_LIMIT,
    )
    by_when = DayField(label=gettext_lazy("By when?"))
    how_known = _words(
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
                self.add_error(
                    f"{side}_email", _("The person with this address asked us not to write to it.")
                )
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
    words = _words(
        gettext_lazy("What happened?"),
        gettext_lazy("It is added under today’s date. What was there before stays."),
        WORDS_LIMIT,
        rows=3,
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("Show these words on the public page and in reports too"), required=False
    )
    new_day = DayField(label=gettext_lazy("New date, if it needs one"))

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
        return not_past(self.cleaned_data["new_day"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        state, words = data.get("state"), data.get("words")
        if state == NOT_DOING and not words:
            self.add_error("words", _("Say why not. It stays on the page, with the reason."))
        if state == STUCK and not words:
            self.add_error("words", _("Say what it is stuck on, and who could help."))
        return data


def _at_most_three(picked: Sequence[str]) -> None:
    """Refuse more than three, or none; what was picked stays picked."""
    if len(picked) > MOST_FIRST:
        more = ngettext(
            "The other one stays in the list, and can be in the plan too.",
            "The others stay in the list, and can be in the plan too.",
            len(picked) - MOST_FIRST,
        )
        picked_words = _("You picked %(number)s. Choose the three that matter most now.") % {
            "number": len(picked)
        }
        raise ValidationError(f"{picked_words} {more}")


class ChoiceForm(forms.Form):
    """What one side does first: one to three of the questions to talk about."""

    questions = forms.MultipleChoiceField(
        label=gettext_lazy("What should come first?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Pick one to three.")},
    )

    def __init__(self, *args: Any, questions: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questions"].choices = questions  # type: ignore[attr-defined]

    def clean_questions(self) -> list[str]:
        picked: list[str] = self.cleaned_data["questions"]
        _at_most_three(picked)
        return picked


class TogetherForm(ChoiceForm):
    """What both sides do first, and for each question, what: one of its suggested actions, or own words.

    ideas: the suggested actions, by question. there: questions that the plan has an action to already.
    """

    def __init__(
        self,
        *args: Any,
        questions: Sequence[tuple[str, Any]],
        ideas: Mapping[str, Sequence[str]],
        there: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, questions=questions, **kwargs)
        self.ideas, self.there = ideas, there
        self.places = {key: place for place, (key, _label) in enumerate(questions)}
        for key, place in self.places.items():
            if key in there:
                continue
            choices = [*((str(n), idea) for n, idea in enumerate(ideas[key])), (OWN_WORDS, _("In our words"))]
            self.fields[f"do_{place}"] = forms.ChoiceField(
                label=_("What could we do?"),
                choices=choices,
                widget=forms.RadioSelect,
                required=False,
                initial=choices[0][0],
            )
            self.fields[f"own_{place}"] = forms.CharField(
                label=_("In our words"), max_length=WHAT_LIMIT, required=False
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for key in data.get("questions", ()):
            if key not in self.there and not self._what(key):
                self.add_error(f"own_{self.places[key]}", _("Say what you will do."))
        return data

    def _what(self, key: str) -> str:
        place = self.places[key]
        chosen = self.cleaned_data.get(f"do_{place}") or OWN_WORDS
        own: str = self.cleaned_data.get(f"own_{place}", "")
        return own if chosen == OWN_WORDS else self.ideas[key][int(chosen)][:WHAT_LIMIT]

    def picks(self) -> dict[str, str]:
        """Return what to do, by question."""
        picked = self.cleaned_data["questions"]
        return {key: self.there.get(key) or self._what(key) for key in picked}


class ReviewForm(forms.Form):
    """What both sides said when they looked at the whole plan."""

    held_on = DayField(label=gettext_lazy("When did you look at it?"))
    words = _words(
        gettext_lazy("What did you say?"),
        gettext_lazy("It is added to the plan, and stays there."),
        2 * WORDS_LIMIT,
        rows=5,
        required=True,
        error_messages={"required": gettext_lazy("Write in a few words what you said.")},
    )
    next_on = DayField(label=gettext_lazy("When will you look at it again?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_on"].initial = timezone.localdate()

    def clean_held_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["held_on"] or timezone.localdate()
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come. Say when you looked at it."))
        return day

    def clean_next_on(self) -> datetime.date | None:
        return not_past(self.cleaned_data["next_on"])


class ReviewDayForm(forms.Form):
    """When both sides look at the plan again."""

    review_on = DayField(label=gettext_lazy("When will you look at it again?"))

    def clean_review_on(self) -> datetime.date | None:
        return not_past(self.cleaned_data["review_on"], self.initial.get("review_on"))
