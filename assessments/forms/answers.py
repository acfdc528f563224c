"""The forms that participants fill in: one for each question of a page.

Built from the plain content of a published version, so that a page costs no query for what it asks.
"""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import Lines
from assessments.choices import Special, sharing_choices
from assessments.models import COMMENT_LIMIT, TEXT_LIMIT, Perspective
from assessments.responses.answers import NO_ANSWER, AnswerContent
from frameworks import content

ANSWER_MISSING = gettext_lazy("This is not one of the answers to choose from. Please choose again.")
SHARING_MISSING = gettext_lazy("This is not one of the choices for your words. Please choose again.")
ALWAYS_POSTED = {"csrfmiddlewaretoken", "visit", "revision", "group", "go", "language", "look"}
CARRIED = {
    "code",
    "page",
}  # what the form for the code adds, where a visit had ended (assessments/responses/visits.py)


def _name(perspective: Perspective | None) -> str | None:
    return perspective.label if perspective else None


class Words(forms.CharField):
    """Somebody's own words: kept as written, but for what browsers do to line ends."""

    def __init__(self, label: str, limit: int, rows: int) -> None:
        super().__init__(
            label=label,
            required=False,
            strip=False,
            widget=Lines(attrs={"rows": rows, "class": "form-control"}),
            error_messages={
                "null_characters_not_allowed": _(
                    "This holds a character that we cannot store, so it was not saved. Please type it again."
                ),
            },
        )
        self.limit = limit

    @property
    def most(self) -> str:
        """How many characters there is room for, as the page says before anything is written: '4,000'."""
        return f"{self.limit:,}"

    def validate(self, value: str) -> None:
        """Refuse what is too long, and say by how much: nobody counts four thousand letters."""
        super().validate(value)
        if len(value) > self.limit:
            told = _(
                "This is too long, so it was not saved. It is still here below. "
                "Letters and spaces to take out: %(number)s."
            ) % {"number": f"{len(value) - self.limit:,}"}
            raise forms.ValidationError(told, code="max_length")

    def to_python(self, value: Any) -> str:
        words = str(super().to_python(value) or "")
        return words if words.strip() else ""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # No maxlength: a browser would cut off what is pasted, without a word.
        return {}


class QuestionForm(forms.Form):
    """The answer to one question: a level, option or special answer; words; and who may read the words."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        question: content.QuestionContent,
        perspective: Perspective | None,
        stored: AnswerContent = NO_ANSWER,
    ) -> None:
        self.question = question
        self.perspective = perspective
        self.levels = {str(level.value): level for level in question.levels}
        self.options = {option.code: option for option in question.options}
        super().__init__(data, prefix=question.code, initial=self._initial(stored))
        if question.kind == "rating":
            self.fields["answer"] = self._one_of(
                [(value, level.label) for value, level in self.levels.items()]
            )
        elif question.kind == "choice":
            self._add_options()
        if question.kind == "text":
            self.fields["text"] = Words(_("Your answer"), TEXT_LIMIT, rows=6)
        else:
            self.fields["comment"] = Words(_("Your comment"), COMMENT_LIMIT, rows=4)
        self.fields["sharing"] = forms.ChoiceField(
            label=_("What may we do with these words?"),
            choices=sharing_choices(_name(perspective)),
            widget=forms.RadioSelect,
            required=False,
            error_messages={"invalid_choice": SHARING_MISSING},
        )
        self.specials = Special.choices
        self.clash: AnswerContent | None = None
        self.stale_since: int | None = (
            None  # the revision that the page has seen of it, where that is an older one
        )

    def _initial(self, stored: AnswerContent) -> dict[str, Any]:
        value = next((v for v, level in self.levels.items() if level.id == stored.level), "")
        picked = [code for code, option in self.options.items() if option.id in stored.options]
        answer: Any = value or stored.special
        if self.question.choose == "one" and picked:
            answer = picked[0]
        return {
            "answer": answer,
            "options": picked,
            "text": stored.text,
            "comment": stored.comment,
            "sharing": stored.sharing,
        }

    def _one_of(self, choices: list[tuple[str, str]]) -> forms.ChoiceField:
        return forms.ChoiceField(
            choices=[*choices, *Special.choices],
            widget=forms.RadioSelect,
            required=False,
            error_messages={"invalid_choice": ANSWER_MISSING},
        )

    def _add_options(self) -> None:
        choices = [(code, option.label) for code, option in self.options.items()]
        if self.question.choose == "one":
            self.fields["answer"] = self._one_of(choices)
            return
        self.fields["options"] = forms.MultipleChoiceField(
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            error_messages={"invalid_choice": ANSWER_MISSING},
        )
        self.fields["answer"] = self._one_of([])

    @property
    def picks_both(self) -> bool:
        """Whether options were sent and, beside them, that none of them is the answer."""
        return bool("options" in self.fields and self["options"].value() and self["answer"].value())

    def let_go(self, stored: AnswerContent) -> None:
        """Of options and a special answer that were sent together, keep what was picked last: without a
        script the page cannot let go of the other. stored: what the page started with. Where neither was
        there before, both stay, and the form is not valid."""
        picked = {self.options[code].id for code in self["options"].value() if code in self.options}
        if stored.special and stored.special == self["answer"].value():
            self._drop("answer")
        elif stored.options and stored.options == picked:
            self._drop("options")

    def clear(self) -> str:
        """Take back what was picked or written as the answer, and return the words that go; a comment
        stays."""
        words = self.words if "text" in self.fields else ""
        self._drop("answer", "options", *(("text", "sharing") if "text" in self.fields else ()))
        return words if words.strip() else ""

    def _drop(self, *names: str) -> None:
        sent = cast(QueryDict, self.data).copy()
        for name in names:
            sent.setlist(self.add_prefix(name), [])
        self.data = sent

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("options") and data.get("answer"):
            self.add_error(
                "answer", _("You picked answers and also one of the others. Please keep one kind.")
            )
        return data

    @property
    def given(self) -> AnswerContent:
        """What a valid form gives."""
        data = self.cleaned_data
        answer = data.get("answer", "")
        level = self.levels.get(answer)
        codes = data.get("options") or ([answer] if answer in self.options else [])
        text, comment = data.get("text", ""), data.get("comment", "")
        return AnswerContent(
            level=level.id if level else None,
            special=answer if answer in Special.values else "",
            options=frozenset(self.options[code].id for code in codes),
            text=text,
            comment=comment,
            sharing=data.get("sharing", "") if text or comment else "",
        )

    def ask_who_may_read(self) -> bool:
        """Mark words that lack a sharing choice; True where that is so. They are stored, shown to nobody."""
        missing = self.given.has_words and not self.given.sharing
        if missing:
            self.add_error("sharing", _("Choose one, so that we know who may read your words."))
        return missing

    def choose_again_if_named(self) -> None:
        """Where the group was to be named, leave that choice open, and mark it."""
        if self.is_valid() and self.given.is_named:
            sent = cast(QueryDict, self.data).copy()
            sent[self.add_prefix("sharing")] = ""
            self.data = sent
            self.add_error("sharing", _("Your group has changed. Choose again who may read your words."))

    def with_clash(self, there: AnswerContent | None) -> "QuestionForm":
        """Return this form, told what is stored from elsewhere (None: no clash), so that both are shown.

        Where this page gave nothing, the form shows what is stored: to save it again then loses nothing.
        """
        form = self
        if there is not None and self.given == NO_ANSWER:
            form = QuestionForm(None, question=self.question, perspective=self.perspective, stored=there)
        form.clash, form.stale_since = there, None
        return form

    def left_behind(self, base_revision: int) -> "QuestionForm":
        """Mark this form as one that could not be saved with the rest, and return it: what is stored of it
        since `base_revision` is still unseen."""
        self.stale_since = base_revision if self.stale_since is None else self.stale_since
        return self

    @property
    def chosen(self) -> list[str]:
        """The levels or options that were chosen on the page, in the framework's words, whether or not they
        may be stored: '2 A little'."""
        named = {value: level.name for value, level in self.levels.items()}
        named |= {code: option.label for code, option in self.options.items()}
        return [named[value] for value in self._picked() if value in named]

    @property
    def chosen_else(self) -> list[str]:
        """What else was chosen: 'Don’t know'."""
        named = dict(self.specials)
        return [str(named[value]) for value in self._picked() if value in named]

    def _picked(self) -> list[str]:
        one = [self["answer"].value()] if "answer" in self.fields else []
        return one + list(self["options"].value() or [] if "options" in self.fields else [])

    @property
    def words(self) -> str:
        """What was written on the page, as it was sent."""
        return str(self["text" if "text" in self.fields else "comment"].value() or "")

    @property
    def wish(self) -> str:
        """What may be done with the words, as it was chosen on the page; '' where nothing was."""
        return str(dict(sharing_choices(_name(self.perspective))).get(self["sharing"].value(), ""))

    @property
    def first_error(self) -> str:
        """What is wrong first, in words."""
        return str(next(iter(self.errors.values()))[0])

    @property
    def stale_since_name(self) -> str:
        """The name of the hidden field for `stale_since`."""
        return self.add_prefix("seen")

    @property
    def words_open(self) -> bool:
        """Whether the comment stands open: it holds words, or something about it needs a look."""
        return bool(self["comment"].value() or self.errors) if "comment" in self.fields else True


def question_forms(
    data: QueryDict | None,
    questions: Iterable[content.QuestionContent],
    perspective: Perspective | None,
    stored: Mapping[int, AnswerContent],
) -> list[QuestionForm]:
    """Return the forms of a page, in order."""
    return [
        QuestionForm(
            data, question=question, perspective=perspective, stored=stored.get(question.id, NO_ANSWER)
        )
        for question in questions
    ]


def unknown_fields(data: QueryDict, question_forms: Iterable[QuestionForm]) -> set[str]:
    """Names in what was sent that the page never held."""
    known = {form.add_prefix(name) for form in question_forms for name in [*form.fields, "seen"]}
    return set(data) - known - ALWAYS_POSTED - CARRIED
