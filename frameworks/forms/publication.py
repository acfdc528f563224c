"""What is asked of the person who publishes a draft."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from accounts.forms import Lines
from frameworks import languages
from frameworks.comparison.changes import QuestionChange
from frameworks.models import LIMITS

SAME = "same-"


class PublishForm(forms.Form):
    """The change note, and of each reworded question whether it still asks the same thing.

    Once it is cleaned, `same` says so by the question's code.
    """

    note = forms.CharField(required=False, max_length=LIMITS["text"])

    def __init__(
        self,
        *args: Any,
        asked: Iterable[QuestionChange],
        language: str,
        note_needed: bool,
        translation: bool,
        **kwargs: Any,
    ) -> None:
        """Ask what is needed of this draft. asked: the reworded questions, in this language.
        note_needed: from the second version on. translation: it has no note, as nothing but the language
        changed."""
        super().__init__(*args, **kwargs)
        self.changes = {f"{SAME}{question.code}": question for question in asked}
        note = self.fields.pop("note")
        for name, question in self.changes.items():
            self.fields[name] = _same_field(question, language)
        if not translation:
            self.fields["note"] = _with_words(note, note_needed)

    @property
    def asked(self) -> list[tuple[BoundField, QuestionChange]]:
        """The field of each reworded question, with what changed in it."""
        return [(self[name], question) for name, question in self.changes.items()]

    @property
    def same(self) -> dict[str, bool]:
        return {name.removeprefix(SAME): self.cleaned_data[name] == "yes" for name in self.changes}


def _same_field(question: QuestionChange, language: str) -> forms.ChoiceField:
    named = {
        "number": question.now.number,
        "title": languages.set_apart(question.now.title, language),
    }
    wrong = _("Say whether %(number)s %(title)s still asks the same thing.") % named
    return forms.ChoiceField(
        label=_("Does %(number)s %(title)s still ask the same thing?") % named,
        choices=[
            ("yes", _("Yes. Scores can be compared with earlier rounds")),
            ("no", _("No. Its scores are not compared with earlier rounds, and reports say so")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": wrong, "invalid_choice": wrong},
    )


def _with_words(note: forms.Field, needed: bool) -> forms.Field:
    note.label = _("Change note") if needed else _("Change note (you can leave it empty)")
    note.help_text = _(
        "Say what changed, why, and who asked for it. This is shown to everyone who uses the framework."
    )
    note.required = needed
    note.widget = Lines(attrs={"rows": 4, "maxlength": LIMITS["text"]})
    note.error_messages["required"] = _("Write the change note: what changed, why, and who asked for it.")
    return note
