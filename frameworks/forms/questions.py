"""The forms of the parts that hold the questions, and of a question."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frameworks import languages
from frameworks.content import PictureContent, with_minus
from frameworks.drafts.codes import new_code
from frameworks.drafts.parts import LEVEL, PLAIN_LEVEL, Fields, Key, value_of
from frameworks.forms.fields import Things, Written, chosen
from frameworks.forms.part import NEW_ROWS, Around, PartForm, shown_picture

MORE = ("consider", "actions", "source", "where", "scale")  # what stands behind a fold


class CitingForm(PartForm):
    """A part that may say which source it comes from."""

    def add_source(self, sources: list[tuple[str, str]]) -> None:
        nothing = [("", _("None"))]
        self.fields["source"] = chosen(gettext_lazy("Where it comes from"), nothing + sources)
        self.fields["where"] = Written(
            gettext_lazy("The place in that source"), "short", help_text=gettext_lazy("A page, or a heading.")
        )


class SectionForm(CitingForm):
    title = Written(gettext_lazy("Name of this part"), "title")
    introduction = Written(gettext_lazy("Say what it is about, in one or two sentences"), "text", rows=2)
    plain = Written(gettext_lazy("The same in shorter words"), "text", rows=2)

    def __init__(self, data: QueryDict | None, *, key: Key, fields: Fields, around: Around) -> None:
        super().__init__(data, key=key, fields=fields)
        if not around.fixed:
            self.add_source(around.sources)


class QuestionForm(CitingForm):
    """A question: what is asked, how it is answered, the help around it. `around`: what it may point to."""

    lists = ("options",)
    title = Written(
        gettext_lazy("Short name"), "title", help_text=gettext_lazy("Two or three words. Used on charts.")
    )
    statement = Written(gettext_lazy("What people are asked"), "text", rows=2)
    plain = Written(gettext_lazy("What people are asked"), "text", rows=2)
    consider = Things(gettext_lazy("Things to think about"), help_text=gettext_lazy("One on each line."))
    actions = Things(gettext_lazy("What a team could do"), help_text=gettext_lazy("One on each line."))

    def __init__(self, data: QueryDict | None, *, key: Key, fields: Fields, around: Around) -> None:
        super().__init__(data, key=key, fields=fields)
        self.kind = fields["kind"]
        self.fixed = fixed = around.fixed
        self.levels: list[str] = []
        self.plain_levels: list[str] = []
        if self.kind == "rating":
            self.fields["statement"].label = gettext_lazy("What people are asked to score")
            self._add_levels(around)
        elif self.kind == "choice":
            self._add_options()
        if not fixed:
            self.add_source(around.sources)

    def _add_levels(self, around: Around) -> None:
        for level in around.levels.get(self.part["scale"], []):
            for prefix, names in ((LEVEL, self.levels), (PLAIN_LEVEL, self.plain_levels)):
                names.append(f"{prefix}{level['value']}")
                label = _level_label(level, self.part["scale"], around)
                self.fields[names[-1]] = Written(label, "text", rows=2)
        if not self.fixed:
            self.fields["scale"] = chosen(gettext_lazy("The levels to choose from"), around.scales)
            directions = [
                ("strength", _("A strength: more is better")),
                ("barrier", _("Something in the way: more is worse")),
            ]
            self.fields["direction"] = chosen(
                gettext_lazy("What it asks about"), directions, widget=forms.RadioSelect
            )

    def _add_options(self) -> None:
        """Add a row for each answer, named by its code; spare ones have a code that becomes theirs."""
        options = {option["code"]: option for option in self.part.get("options", [])}
        stored = {code: option["label"] for code, option in options.items()}
        spare = [] if self.fixed else [new_code("answer") for _ in range(NEW_ROWS + (not stored))]
        self.rows = list(stored) if self.fixed else self._rows("options", list(stored), spare)
        self.stored_options = set(stored)
        for number, code in enumerate(self.rows, 1):
            label = _("Answer %(number)s") % {"number": number} if code in stored else _("Another answer")
            name = self._row("options", code, "label")
            self.fields[name] = Written(label, "short", initial=stored.get(code, ""))
            plain = value_of(options.get(code, {}), "plain")
            self.fields[self._row("options", code, "plain")] = Written(label, "short", initial=plain)
        if not self.fixed:
            many = [("one", _("One answer")), ("many", _("As many as fit"))]
            self.fields["choose"] = chosen(gettext_lazy("People choose"), many, widget=forms.RadioSelect)

    @property
    def level_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.levels if name in self.fields]

    @property
    def shorter_fields(self) -> list[forms.BoundField]:
        """Where shorter words are written: for what is asked, then for the levels or the answers."""
        rows = [self._row("options", code, "plain") for code in self.rows]
        return [self[name] for name in ("plain", *self.plain_levels, *rows) if name in self.fields]

    @property
    def shorter_open(self) -> bool:
        return any(field.value() or field.errors for field in self.shorter_fields)

    @property
    def has_level_words(self) -> bool:
        return any(field.value() for field in self.level_fields)

    @property
    def option_rows(self) -> list[dict[str, Any]]:
        """Each answer: its field, its code, and whether it is stored yet."""
        rows = [(self[self._row("options", code, "label")], code) for code in self.rows]
        return [{"field": field, "code": code, "stored": code in self.stored_options} for field, code in rows]

    @property
    def picture(self) -> PictureContent | None:
        return shown_picture(self.part, self.original_part, "picture")

    @property
    def may_have_picture(self) -> bool:
        """Whether it can get a picture, or has one; in a translation, where the original has one."""
        return not self.fixed or self.picture is not None

    @property
    def more_open(self) -> bool:
        """Whether to show what stands behind the fold: in a translation it is all to be done."""
        return self.fixed or any(name in self.errors for name in MORE)

    @property
    def has_more(self) -> bool:
        return any(name in self.fields for name in MORE)

    def said_in(self, fields: Fields) -> Fields:
        options = {option["code"]: option for option in fields.get("options", [])}
        rows = {
            self._row("options", code, name): value_of(options.get(code, {}), name)
            for code in self.rows
            for name in ("label", "plain")
        }
        return super().said_in(fields) | rows

    def written_lists(self) -> Fields:
        """Return the options with their codes; one whose words were removed goes, but not from a
        translation."""
        if self.kind != "choice" or not self._rows_sent("options"):
            return {}
        written = [
            {"code": code} | {name: self._option_words(code, name) for name in ("label", "plain")}
            for code in self.rows
        ]
        kept = (option for option in written if option["label"] or self.fixed)
        return {
            "options": [{n: words for n, words in option.items() if words or n != "plain"} for option in kept]
        }

    def _option_words(self, code: str, name: str) -> str:
        """Return an answer's words or its shorter ones: as they are in the draft where none were sent."""
        field = self._row("options", code, name)
        stored = {option["code"]: option for option in self.part.get("options", [])}
        found = self.cleaned_data[field] if field in self.fields else ""
        sent = self.sent(field) if name == "plain" else True
        return str(found if sent else value_of(stored.get(code, {}), name))


def _level_label(level: Fields, scale: str, around: Around) -> str:
    """Return what a level is called on the page: '−1 Hardly', in the words of the original where a
    translation has none."""
    number, own = with_minus(str(level["value"])), level["label"]
    language = around.language if own else around.original_language
    words = languages.in_language(own or around.label_in_original(scale, level["value"]), language)
    return format_html("{} {}", number, words) if words else number
