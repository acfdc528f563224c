"""The forms of the names that may fit: their words, and when a rule holds."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frameworks.content import QuestionContent
from frameworks.exchange.limits import MOST_ITEMS
from frameworks.fit import editing
from frameworks.fit.model import LIMIT_OF_WORDS, OUTCOME_WORDS, Concept, words_of
from frameworks.fit.words import BASIS_WORDS
from frameworks.forms.fields import Written, chosen

LABELS = {
    "good": gettext_lazy("What is always said beside a result"),
    "nothing": gettext_lazy("What is said where no name fits"),
    "name": gettext_lazy("Name"),
    "description": gettext_lazy("What it means, in a sentence or two"),
    "because": gettext_lazy("Why, in a sentence"),
    "words": gettext_lazy("What is said"),
    "title": gettext_lazy("Title"),
    "story": gettext_lazy("What it is, in your words"),
}
GONE = gettext_lazy("This no longer exists. Choose another.")
NOTHING: dict[str, list[str]] = {}
SOURCE, WHERE, ABOUT = "source:", "where:", "about"


class FitForm(forms.Form):
    """Every text of a fit by its place, and where its names and examples come from. original: of a
    translation, the fit of the version that it translates; then there are words alone."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        fit: editing.Data,
        sources: Sequence[tuple[str, str]],
        attributes: Mapping[str, str],
        original: editing.Data | None = None,
    ) -> None:
        self.fit, self.is_fixed = fit, original is not None
        super().__init__(data)
        said = dict(words_of(original)) if original else {}
        for place, text in words_of(fit):
            self.fields[place] = _written(place, text, attributes, said.get(place, ""))
        if not self.is_fixed:
            self._add_choices(sources)

    def _add_choices(self, sources: Sequence[tuple[str, str]]) -> None:
        names = [(one["code"], one["name"] or _("A name without words yet")) for one in self.fit["concepts"]]
        self.fields[ABOUT] = chosen(
            gettext_lazy("Which name is the first sentence about?"), names, initial=self.fit["about"]
        )
        for place, part in _citing(self.fit):
            source = part.get("source") or {}
            self.fields[f"{SOURCE}{place}"] = chosen(
                gettext_lazy("Where it comes from"),
                [("", _("None")), *sources],
                initial=source.get("code", ""),
            )
            self.fields[f"{WHERE}{place}"] = Written(
                gettext_lazy("The place in that source"), "short", initial=source.get("where", "")
            )

    def result(self) -> editing.Data:
        """Return the fit with what a valid form says."""
        data = self.cleaned_data
        words = {place: data[place] for place, _text in words_of(self.fit)}
        if self.is_fixed:
            return editing.written(self.fit, words, None, {})
        cited = {
            place: {"code": data[f"{SOURCE}{place}"], **_where(data[f"{WHERE}{place}"])}
            for place, _part in _citing(self.fit)
        }
        return editing.written(self.fit, words, data[ABOUT] or self.fit["about"], cited)

    def typed(self) -> list[tuple[str, str]]:
        """Return what somebody wrote that is not what the fit says: label and text, to be copied."""
        return [
            (str(self[name].label), str(self[name].value()))
            for name in self.changed_data
            if self[name].value()
        ]


def _written(place: str, text: str, attributes: Mapping[str, str], said: str) -> Written:
    key = place.rsplit(".", 1)[-1]
    limit = LIMIT_OF_WORDS[key]
    rows = {"story": 5}.get(key, 2) if limit == "text" else 0
    made = Written(LABELS[key], limit, rows=rows, initial=text, help_text=said)
    made.widget.attrs |= dict(attributes)
    return made


def _citing(fit: editing.Data) -> Iterator[tuple[str, editing.Data]]:
    for key in ("concepts", "examples"):
        for number, part in enumerate(fit.get(key, [])):
            yield f"{key}.{number}", part


def _where(text: str) -> dict[str, str]:
    return {"where": text} if text else {}


class RuleForm(forms.Form):
    """When a rule or a note holds. Each condition has what must be so, how many, and which answers count; the
    last is empty, to write another into. choices: the questions with answers to choose from."""

    HOW = (("least", gettext_lazy("At least this many of them")), ("none", gettext_lazy("None of them")))

    def __init__(
        self,
        data: QueryDict | None,
        *,
        part: editing.Data,
        choices: Mapping[str, tuple[str, Mapping[str, str]]],
    ) -> None:
        self.choices = choices
        self.has_result = "result" in part
        super().__init__(data)
        if self.has_result:
            outcomes = [(code, _(words)) for code, words in OUTCOME_WORDS.items()]
            self.fields["result"] = chosen(
                gettext_lazy("What the rule says"), outcomes, initial=part["result"]
            )
        self.conditions = [*part.get("when", []), {}]
        for number, one in enumerate(self.conditions):
            self._add(number, one)

    def _add(self, number: int, one: editing.Data) -> None:
        fields = self.fields
        fields[f"how-{number}"] = chosen(
            gettext_lazy("What must be so"), self.HOW, initial="none" if one.get("none") else "least"
        )
        fields[f"least-{number}"] = forms.IntegerField(
            label=gettext_lazy("How many"),
            required=False,
            min_value=1,
            max_value=MOST_ITEMS,
            initial=one.get("least", 1),
        )
        picked = {pick["question"]: pick["options"] for pick in one.get("answers", [])}
        for code, (title, options) in self.choices.items():
            given = [("*", _("Any answer, or several: the question is answered")), *options.items()]
            initial = [*(["*"] if code in one.get("known", []) else []), *picked.get(code, [])]
            fields[f"pick-{number}-{code}"] = forms.MultipleChoiceField(
                label=title or code,
                choices=given,
                required=False,
                initial=initial,
                widget=forms.CheckboxSelectMultiple,
                error_messages={"invalid_choice": GONE},
            )

    def rows(self) -> list[dict[str, Any]]:
        """Return each condition with its fields; a question is open where something of it is chosen."""
        return [
            {
                "number": number + 1,
                "how": self[f"how-{number}"],
                "least": self[f"least-{number}"],
                "is_new": number == len(self.conditions) - 1,
                "picks": [
                    {"field": field, "is_open": bool(field.value())}
                    for field in (self[f"pick-{number}-{code}"] for code in self.choices)
                ],
            }
            for number in range(len(self.conditions))
        ]

    def clean(self) -> dict[str, Any]:
        """Check that no condition asks for more than it names."""
        data = super().clean() or {}
        for number in range(len(self.conditions)):
            picks = sum(len(data.get(f"pick-{number}-{code}", [])) for code in self.choices)
            least = data.get(f"least-{number}") or 1
            if picks and data.get(f"how-{number}") != "none" and least > picks:
                words = _("You chose %(picks)s answers, so it cannot be more than that.")
                self.add_error(f"least-{number}", ValidationError(words % {"picks": picks}))
        return data

    def when(self) -> list[editing.Data]:
        """Return the conditions that a valid form says."""
        data, found = self.cleaned_data, []
        for number in range(len(self.conditions)):
            picked = {code: data[f"pick-{number}-{code}"] for code in self.choices}
            made = editing.condition(
                [(code, one) for code, options in picked.items() for one in options if one != "*"],
                [code for code, options in picked.items() if "*" in options],
                data[f"least-{number}"] or 1,
                none=data[f"how-{number}"] == "none",
            )
            found += [made] if made else []
        return found


class TryForm(forms.Form):
    """The questions that rules read, to try answers on: a list, or boxes where several can be chosen."""

    unknown = gettext_lazy("Don’t know")

    def __init__(
        self,
        data: QueryDict | None,
        *,
        asked: Sequence[QuestionContent],
        picked: Mapping[str, Sequence[str]] = NOTHING,
    ) -> None:
        """asked: the questions. picked: the options that are chosen, by question."""
        super().__init__(data)
        self.asked = [one.code for one in asked if one.kind == "choice"]
        for question in asked:
            options = [(one.code, one.label) for one in question.options]
            there = [one for one in picked.get(question.code, ()) if one in dict(options)]
            if question.kind != "choice":
                continue
            if question.choose == "many":
                self.fields[question.code] = forms.MultipleChoiceField(
                    label=question.title,
                    choices=options,
                    required=False,
                    initial=there,
                    widget=forms.CheckboxSelectMultiple,
                    error_messages={"invalid_choice": GONE},
                )
            else:
                first = next(iter(there), "")
                self.fields[question.code] = chosen(
                    question.title, [("", self.unknown), *options], initial=first
                )

    def answers(self) -> dict[str, list[str]]:
        """Return the options that were chosen, by question."""
        found = {code: self.cleaned_data[code] for code in self.asked}
        return {name: [one] if isinstance(one, str) else one for name, one in found.items() if one}


RESULT, BASIS = "result:", "basis:"


class ExampleForm(TryForm):
    """What an example answers, as far as its source tells, and what each name comes to in it."""

    unknown = gettext_lazy("It does not tell")

    def __init__(
        self,
        data: QueryDict | None,
        *,
        asked: Sequence[QuestionContent],
        concepts: Sequence[Concept],
        part: editing.Data,
    ) -> None:
        """part: the example. concepts: the names."""
        picked = {one["question"]: one["options"] for one in part.get("answers", [])}
        super().__init__(data, asked=asked, picked=picked)
        said = {one["concept"]: one for one in part.get("verdicts", [])}
        self.concepts = [one.code for one in concepts]
        outcomes = [
            ("", _("Nothing is said of it")),
            *((code, _(words)) for code, words in OUTCOME_WORDS.items()),
        ]
        bases = [(code, _(words)) for code, words in BASIS_WORDS.items()]
        for one in concepts:
            verdict = said.get(one.code, {})
            self.fields[f"{RESULT}{one.code}"] = chosen(
                gettext_lazy("Does it fit?"), outcomes, initial=verdict.get("result", "")
            )
            self.fields[f"{BASIS}{one.code}"] = chosen(
                gettext_lazy("Who says so?"), bases, initial=verdict.get("basis", "ours")
            )

    def verdicts(self) -> list[editing.Data]:
        """Return what each name comes to, where anything is said of it."""
        data = self.cleaned_data
        return [
            {"concept": code, "result": result, "basis": data[f"{BASIS}{code}"] or "ours"}
            for code in self.concepts
            if (result := data[f"{RESULT}{code}"])
        ]
