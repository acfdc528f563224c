"""Forms of those who print paper forms, type them in, and check them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import codes
from assessments.choices import Sharing, Special, sharing_keys
from assessments.forms.answers import Words
from assessments.forms.invitations import ForGroup
from assessments.forms.joining import CodeInput
from assessments.models import COMMENT_LIMIT, TEXT_LIMIT, Perspective, Round
from assessments.paper import keys
from assessments.paper.entry import MOST_SHEETS, Differences, Filled
from assessments.responses.answers import NO_ANSWER, AnswerContent
from assessments.rounds.contents import RoundPart
from frameworks.content import QuestionContent

NO_GROUP = "0"  # the key beside 'would rather not say'
LONGEST_KEYS = 200
ROW_FIELD = re.compile(r"(q\d+)-(?:keys|words)")  # as ReadForm names its fields


class PrintForm(ForGroup):
    """How many paper forms to print, for whom, and how they look; or how many numbers for copies of one."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What do you print?"),
        required=False,
        choices=[
            ("each", gettext_lazy("Each form, with its number and private code on it")),
            (
                "copies",
                gettext_lazy("One form to copy, numbers to write on the copies, and slips with codes"),
            ),
        ],
        initial="each",
        widget=forms.RadioSelect,
        help_text=gettext_lazy("The second is for a group that has a copier and no printer."),
        error_messages={"invalid_choice": gettext_lazy("Choose one of the two.")},
    )
    number = forms.IntegerField(
        label=gettext_lazy("How many forms?"),
        min_value=1,
        max_value=MOST_SHEETS,
        help_text=gettext_lazy("Each gets a number and a private code of its own."),
        error_messages={
            "required": gettext_lazy("Say how many forms to make."),
            "invalid": gettext_lazy("Write how many forms in figures, such as 10."),
            "min_value": gettext_lazy("Make at least 1 form."),
            "max_value": gettext_lazy("Make %(limit_value)s forms at most. You can make more afterwards."),
        },
    )
    large = forms.BooleanField(label=gettext_lazy("Large print"), required=False)
    easy = forms.BooleanField(label=gettext_lazy("Shorter words, in each part that has them"), required=False)
    both_sides = forms.BooleanField(
        label=gettext_lazy("I print on both sides: begin each form on a new sheet of paper"),
        required=False,
    )
    field_order = ["kind", "number", "perspective", "language", "large", "easy", "both_sides"]

    def __init__(
        self, *args: Any, round_: Round, languages: Mapping[str, str], shorter: bool = False, **kwargs: Any
    ) -> None:
        """languages: the names of those to choose from, by their codes, the usual one first; may be none.
        shorter: whether any part of the round is there in shorter words."""
        super().__init__(*args, round_=round_, **kwargs)
        if not shorter:
            del self.fields["easy"]
        if languages:
            self.fields["language"] = forms.ChoiceField(
                label=_("Which language?"),
                choices=list(languages.items()),
                initial=next(iter(languages)),
                help_text=_("The keys beside the boxes are the same in each language."),
                error_messages={
                    "required": _("Choose the language of the forms."),
                    "invalid_choice": _("Choose one of the languages in the list."),
                },
            )
            self.order_fields(self.field_order)
        self.fields["perspective"].help_text = _(
            "If you choose a group, the form says so. People can cross another."
        )

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or "each"


class NumberForm(forms.Form):
    """The number of a form that was filled in."""

    number = forms.CharField(
        label=gettext_lazy("Number of the form"),
        max_length=40,
        help_text=gettext_lazy("It is at the top of each page, such as 7K2M-X9QD."),
        widget=CodeInput,
        error_messages={"required": gettext_lazy("Type the number that is printed on the form.")},
    )

    def __init__(self, *args: Any, is_next: bool = False, **kwargs: Any) -> None:
        """is_next: the one before was just stored, so that the cursor is here already."""
        super().__init__(*args, **kwargs)
        if is_next:
            self.fields["number"].widget.attrs["autofocus"] = True

    def clean_number(self) -> str:
        number = codes.tidy(self.cleaned_data["number"])
        if number is None or len(number) != codes.SHEET_LENGTH:
            raise ValidationError(
                _("This number does not look right. It has 8 letters and figures. Check each of them.")
            )
        return number


class HeadForm(forms.Form):
    """What a sheet says of the person: their group, and whether their scores may be shown. And its comments
    that have no question's number."""

    perspective = forms.ChoiceField(
        label=gettext_lazy("Which group is crossed?"),
        error_messages={
            "required": gettext_lazy("Say which group is crossed on the form."),
            "invalid_choice": gettext_lazy("Choose one of the groups in the list."),
        },
    )
    show_if_few = forms.BooleanField(
        label=gettext_lazy("‘Show our scores even if there are only a few of us’ is crossed"), required=False
    )

    def __init__(self, *args: Any, perspectives: Sequence[Perspective], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unplaced"] = Words(_("Comments without a question’s number"), TEXT_LIMIT, rows=3)
        self.by_key = {str(n): group for n, group in enumerate(perspectives, start=1)}
        field: Any = self.fields["perspective"]
        field.choices = [
            ("", _("Choose")),
            *((key, f"{key}  {group}") for key, group in self.by_key.items()),
            (NO_GROUP, f"{NO_GROUP}  {_('Would rather not say, or none is crossed')}"),
        ]

    def key_of(self, perspective: Perspective | None) -> str:
        return next((key for key, group in self.by_key.items() if group == perspective), NO_GROUP)

    @property
    def group(self) -> Perspective | None:
        return self.by_key.get(self.cleaned_data["perspective"])


class ReadForm(forms.Form):
    """What somebody reads on the paper for one question: keys, words, and who may read these."""

    def __init__(
        self, data: QueryDict | None, *, question: QuestionContent, stored: AnswerContent | None = None
    ) -> None:
        self.question = question
        in_words = question.kind == "text"
        stored = stored or NO_ANSWER
        initial = {
            "keys": keys.keys_for(question, stored.level, stored.special, stored.options),
            "words": stored.text if in_words else stored.comment,
            "sharing": stored.sharing,
        }
        super().__init__(data, prefix=f"q{question.id}", initial=initial)  # two frameworks may share codes
        if not in_words:
            self.fields["keys"] = forms.CharField(
                label=_("Keys"),
                required=False,
                max_length=LONGEST_KEYS,
                error_messages={
                    "max_length": _("This is too long. Type the keys of the crossed boxes only.")
                },
            )
        self.fields["words"] = (
            Words(_("Their words"), TEXT_LIMIT, rows=4)
            if in_words
            else Words(_("Their comment"), COMMENT_LIMIT, rows=3)
        )
        self.fields["sharing"] = forms.ChoiceField(
            label=_("Who may read these words?"), choices=sharing_keys(), required=False
        )
        self.ticked = keys.Ticked()
        self.first: AnswerContent | None = None  # what the first person typed, where it differs

    def clean_keys(self) -> str:
        typed: str = self.cleaned_data["keys"]
        try:
            self.ticked = keys.read_keys(self.question, typed)
        except keys.NoSuchKey as wrong:
            raise ValidationError(
                _("‘%(typed)s’ does not go with this question. Its keys are: %(keys)s.")
                % {"typed": wrong.typed[:20], "keys": self.allowed}
            ) from wrong
        return typed

    @property
    def allowed(self) -> str:
        return keys.allowed(self.question)

    @property
    def boxes(self) -> dict[str, str]:
        """What each key says, to be read back: {'1': 'Not at all', …}."""
        said = {box.key: box.label for box in keys.boxes_of(self.question)}
        labels = dict(Special.choices)
        return said | {key: str(labels[special]) for key, special in keys.SPECIAL_KEYS.items()}

    @property
    def takes_one_key(self) -> bool:
        return keys.takes_one_key(self.question)

    @property
    def words_open(self) -> bool:
        """Whether the words stand open: there are some, or something about them needs a look."""
        differ = self.first is not None and self._words_differ(self.first)
        return bool(self["words"].value() or self["words"].errors or differ)

    def _words_differ(self, other: AnswerContent) -> bool:
        now = self.given if self.is_valid() else NO_ANSWER
        return (other.text, other.comment, other.sharing) != (now.text, now.comment, now.sharing)

    @property
    def given(self) -> AnswerContent:
        """What a valid form says. Words with no cross beside them are shown to nobody."""
        words = self.cleaned_data.get("words", "")
        in_words = self.question.kind == "text"
        return AnswerContent(
            level=self.ticked.level,
            special=self.ticked.special,
            options=self.ticked.options,
            text=words if in_words else "",
            comment="" if in_words else words,
            sharing=(self.cleaned_data.get("sharing") or Sharing.PRIVATE.value) if words else "",
        )


@dataclass(frozen=True, slots=True)
class ReadPart:
    """A part of the round with the forms of its questions."""

    part: RoundPart
    forms: tuple[ReadForm, ...]

    @property
    def takes_comments(self) -> bool:
        """Whether it has a box for comments on paper: an answer in words is one itself."""
        return any(form.question.kind != "text" for form in self.forms)


class SheetForms:
    """All that is typed in of one sheet."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        parts: Iterable[RoundPart],
        perspectives: Sequence[Perspective],
        printed_for: Perspective | None = None,
        stored: Filled | None = None,
        words_only: bool = False,
    ) -> None:
        """printed_for: the group that stands on the form already. stored: what was typed in before, to start
        with. words_only: start with its words alone, so that a second person reads the crosses for
        themselves."""
        given = stored.given if stored else {}
        known = {q: _only_words(one) for q, one in given.items()} if words_only else given
        self.head = HeadForm(data, perspectives=perspectives, initial={})
        self.head.initial["unplaced"] = stored.unplaced if stored else ""
        if stored and not words_only:
            self.head.initial["perspective"] = self.head.key_of(stored.perspective)
            self.head.initial["show_if_few"] = stored.show_if_few
        elif printed_for:
            self.head.initial["perspective"] = self.head.key_of(printed_for)
        self.parts = tuple(
            ReadPart(
                part,
                tuple(ReadForm(data, question=q, stored=known.get(q.id, NO_ANSWER)) for q in part.questions),
            )
            for part in parts
        )

    @property
    def all(self) -> list[ReadForm]:
        return [form for part in self.parts for form in part.forms]

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self.all]  # each, so that all faults are told at once
        return self.head.is_valid() and all(valid)

    @property
    def wrong(self) -> list[ReadForm]:
        return [form for form in self.all if form.errors]

    @property
    def filled(self) -> Filled:
        """What valid forms say. Where no group is crossed, there is none to be named beside words."""
        group = self.head.group
        given = {form.question.id: form.given for form in self.all}
        if group is None:
            given = {question: _nameless(one) for question, one in given.items()}
        sent = self.head.cleaned_data
        return Filled(group, sent["show_if_few"], given, sent["unplaced"])

    def told(self, differences: Differences) -> list[ReadForm]:
        """Return the forms of the questions that were read differently, each told what the first person
        typed."""
        for form in self.all:
            form.first = differences.given.get(form.question.id)
        return [form for form in self.all if form.first is not None]


def _only_words(given: AnswerContent) -> AnswerContent:
    return AnswerContent(text=given.text, comment=given.comment)


def _nameless(given: AnswerContent) -> AnswerContent:
    return replace(given, sharing=Sharing.UNNAMED.value) if given.is_named else given


# What was typed, of who is not signed in any more


@dataclass(frozen=True, slots=True)
class TypedRow:
    """What was sent for one question: its number, the keys, the words, and who may read these."""

    number: str
    keys: str
    words: str
    sharing: str


@dataclass(frozen=True, slots=True)
class TypedBack:
    """What was sent of a sheet, to be shown to who sent it. group: the key of the group. unplaced: comments
    without a question's number."""

    number: str
    group: str
    show_if_few: bool
    rows: tuple[TypedRow, ...]
    unplaced: str


def read_back(data: QueryDict) -> TypedBack:
    """Return what stands in the fields of a sheet's page, and nothing else: no round is read, and no
    question."""
    prefixes = dict.fromkeys(found[1] for name in data if (found := ROW_FIELD.fullmatch(name)))
    rows = (_typed_row(data, prefix) for prefix in prefixes)
    return TypedBack(
        number=str(data.get("number", "")),
        group=str(data.get("perspective", "")),
        show_if_few="show_if_few" in data,
        rows=tuple(row for row in rows if row.keys or row.words),
        unplaced=str(data.get("unplaced", "")).strip(),
    )


def _typed_row(data: QueryDict, prefix: str) -> TypedRow:
    sent = {name: str(data.get(f"{prefix}-{name}", "")) for name in ("number", "keys", "words", "sharing")}
    return TypedRow(
        number=sent["number"] or prefix,
        keys=sent["keys"].strip(),
        words=sent["words"] if sent["words"].strip() else "",
        sharing=dict(sharing_keys()).get(sent["sharing"], ""),
    )
