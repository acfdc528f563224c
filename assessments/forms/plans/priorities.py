"""The forms by which each side chooses what comes first, apart and together."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.records.plans import MOST_FIRST, WHAT_LIMIT

OWN_WORDS = "own"


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
