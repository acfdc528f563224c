"""The forms of the editor: one for each part of a draft that a page shows (frameworks/parts.py).

A draft may be unfinished, so nothing is required; what is too long, or cannot be stored, is refused. What a
form does not find in what was sent it does not write: pages may show a part of a part. In a translation only
words can be written, and each field shows what the original says there.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from pydantic_core import PydanticCustomError

from frameworks import languages, parts
from frameworks.begin_forms import LANGUAGES, language_choices
from frameworks.codes import new_code
from frameworks.format import LARGEST, SMALLEST, tidied, url_of
from frameworks.models import LIMITS
from frameworks.parts import HEAD, LEVEL, MOST_LEVELS, WAS, Fields, Key, Parts

NEW_ROWS = 2  # empty rows at the end of a list, to write another into
MORE = ("plain", "consider", "actions", "source", "where", "scale")  # what stands behind a fold
ROW = r"[a-z0-9-]{1,60}"  # a row's name
LISTS = {
    "options": gettext_lazy("Answers to choose from"),
    "levels": gettext_lazy("Levels"),
    "bands": gettext_lazy("Bands"),
}
NEEDED = ("language", "scale", "direction", "choose")  # chosen from a list, and never nothing


class Written(forms.CharField):
    """Plain text as the exchange file takes it: tidy at its ends, within its limit, nothing unseen in it.

    Tabs become spaces: they come with what is pasted from tables.
    """

    def __init__(self, label: Any, limit: str, *, rows: int = 0, **kwargs: Any) -> None:
        self.limit, self.lines = LIMITS[limit], bool(rows)
        widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
        super().__init__(label=label, required=False, strip=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        return self.tidy(str(value or ""))

    def tidy(self, text: str) -> str:
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        if not text.strip():
            return ""
        if len(text.strip()) > self.limit:
            raise ValidationError(too_long(len(text.strip()), self.limit))
        try:
            return tidied(text, self.limit, lines=self.lines)
        except PydanticCustomError:
            raise ValidationError(
                _("This holds a sign that cannot be stored. Please type it again.")
            ) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or "") != (data or "")


def too_long(length: int, most: int) -> str:
    return _("This is %(length)s characters long, and %(most)s is the most. Please make it shorter.") % {
        "length": f"{length:,}",
        "most": f"{most:,}",
    }


class Things(Written):
    """A list, one on each line."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, "short", rows=3, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        lines = str(value or "").replace("\r", "\n").split("\n")
        things = [self.tidy(line) for line in lines if line.strip()]
        if len(things) > parts.MOST_OF_A_KIND:
            raise ValidationError(_("This list is too long."))
        return things


class Address(Written):
    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, "url", **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return url_of(text) if text else ""
        except PydanticCustomError:
            raise ValidationError(_("A web address starts with https:// or http://.")) from None


class WholeNumber(forms.IntegerField):
    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label,
            required=False,
            min_value=SMALLEST,
            max_value=LARGEST,
            error_messages={
                "invalid": gettext_lazy("Give a whole number."),
                "min_value": gettext_lazy("This number is too small."),
                "max_value": gettext_lazy("This number is too large."),
            },
        )

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str) and len(value.strip()) > 8:
            raise ValidationError(_("This number is too large."))
        return super().to_python(value)


def _chosen(label: Any, choices: Iterable[tuple[str, Any]], **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=list(choices),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("This is not there any more. Choose another.")},
        **kwargs,
    )


class PartForm(forms.Form):
    """One part. Fields bear the names that they have in the draft; `lists` are those written in rows, of
    which `rows` names those on the page. number: that of the part or question, where it has one."""

    lists: tuple[str, ...] = ()
    rows: list[str]
    number = ""

    def __init__(self, data: QueryDict | None, *, key: Key, fields: Fields) -> None:
        self.key, self.part = key, fields
        self.name = f"{key[0]}:{key[1]}"
        self.rows = []
        super().__init__(data, prefix=f"{key[0]}-{key[1]}".strip("-"), initial=dict(fields))

    @property
    def anchor(self) -> str:
        return self.prefix or ""

    def sent(self, name: str) -> bool:
        return self.add_prefix(name) in self.data

    def written(self) -> Fields:
        """What a valid form writes: only fields that were sent."""
        sent = [name for name in self.fields if name in self.part_fields() and self.sent(name)]
        named = {name: self.cleaned_data[name] for name in sent}
        return {n: value for n, value in named.items() if value or n not in NEEDED} | self.written_lists()

    def part_fields(self) -> set[str]:
        return {name for name in self.fields if not name.startswith("row-")}

    def written_lists(self) -> Fields:
        return {}

    def said_in(self, fields: Fields) -> Fields:
        """What another version of the same part says, by the names of this form's fields."""
        return {name: fields.get(name, "") for name in self.part_fields()}

    def not_in(self, data: QueryDict) -> dict[str, list[str]]:
        """What the page of this unbound form sends, of what was not sent; of a list, all or nothing."""
        sent = {self.rows_name(name): self.rows for name in self.lists}
        kept = [self.add_prefix(f"row-{name}-") for name in self.lists if self.rows_name(name) in data]
        for bound in self:
            value = bound.value()
            if not bound.html_name.startswith(tuple(kept)):
                sent[bound.html_name] = ["" if value is None else str(value)]
        return {name: values for name, values in sent.items() if name not in data}

    def changed_words(self) -> list[dict[str, str]]:
        """What somebody wrote into the form: label and text of each field that is not as it was."""
        fields = [self[name] for name in self.changed_data if self.sent(name)]
        return [
            {"label": str(f.label), "mine": _as_text(f.value(), f)}
            for f in fields
            if f.value() and not f.is_hidden
        ]

    def html_names(self, field: str) -> list[str]:
        """The names under which the field of the draft stands in the page; several where it is a list."""
        if field in self.lists:
            rows = [self.add_prefix(name) for name in self.fields if name.startswith(f"row-{field}-")]
            return [self.rows_name(field), *rows]
        return [self.add_prefix(field)]

    def told(self, field: str, mine: Any, theirs: Any) -> dict[str, Any]:
        """A field that two people changed, to be shown: both values as text, and what to send again."""
        names = self.html_names(field)
        bound = self[field] if field in self.fields else None
        return {
            "label": bound.label if bound else LISTS.get(field) or _named(field),
            "name": field,
            "keep": f"keep-{self.prefix}-{field}",
            "mine": _as_text(mine, bound),
            "theirs": _as_text(theirs, bound),
            "sent": [(name, value) for name in names for value in self._all_sent(name)],
            "in_words": bool(bound and isinstance(bound.field, Written)),
        }

    def _row(self, field: str, row: str, name: str) -> str:
        return f"row-{field}-{row}-{name}"

    def rows_name(self, field: str) -> str:
        """Under which name the page sends which rows of a list it holds."""
        return self.add_prefix(f"rows-{field}")

    def _rows(self, field: str, stored: list[str], spare: list[str]) -> list[str]:
        """The rows of a list: those of the page that came back, else those that are stored and some spare
        ones. A row keeps its name for as long as its page is open, however often that is saved."""
        if not self.is_bound:
            return stored + spare
        fit = [row for row in dict.fromkeys(self._all_sent(self.rows_name(field))) if re.fullmatch(ROW, row)]
        return fit[: parts.MOST_OF_A_KIND]

    def _all_sent(self, name: str) -> list[str]:
        return cast(QueryDict, self.data).getlist(name)

    def _rows_sent(self, field: str) -> bool:
        return self.rows_name(field) in self.data


class HeadForm(PartForm):
    title = Written(gettext_lazy("Name of the framework"), "title")
    summary = Written(
        gettext_lazy("Say what it is, in one or two sentences"),
        "text",
        rows=2,
        help_text=gettext_lazy("Shown in the list of frameworks."),
    )
    introduction = Written(gettext_lazy("What people read before they answer"), "text", rows=5)
    language = _chosen(gettext_lazy("Language of the questions"), [])

    def __init__(self, data: QueryDict | None, *, fields: Fields, translation: bool = False) -> None:
        super().__init__(data, key=HEAD, fields=fields)
        field: Any = self.fields["language"]
        field.choices = language_choices(dict.fromkeys([*LANGUAGES, fields["language"]]))
        if translation:
            del self.fields["language"]


class CreditsForm(PartForm):
    licence = Written(
        gettext_lazy("Licence of this wording"),
        "title",
        help_text=gettext_lazy("Such as CC BY 4.0, which lets others use it and asks them to name you."),
    )
    credits = Written(
        gettext_lazy("Who wrote it, and what it is adapted from"),
        "text",
        rows=4,
    )

    def __init__(self, data: QueryDict | None, *, fields: Fields, translation: bool = False) -> None:
        super().__init__(data, key=HEAD, fields=fields)
        if translation:
            del self.fields["licence"]


class SourceForm(PartForm):
    citation = Written(
        gettext_lazy("The source"),
        "text",
        rows=2,
        help_text=gettext_lazy("Who wrote it, when, its name, and where it was published."),
    )
    url = Address(gettext_lazy("Its web address, if it has one"))


class CitingForm(PartForm):
    """A part that may say which source it comes from."""

    def add_source(self, sources: list[tuple[str, str]]) -> None:
        nothing = [("", _("None"))]
        self.fields["source"] = _chosen(gettext_lazy("Where it comes from"), nothing + sources)
        self.fields["where"] = Written(
            gettext_lazy("The place in that source"), "short", help_text=gettext_lazy("A page, or a heading.")
        )


class SectionForm(CitingForm):
    title = Written(gettext_lazy("Name of this part"), "title")
    introduction = Written(gettext_lazy("Say what it is about, in one or two sentences"), "text", rows=2)

    def __init__(self, data: QueryDict | None, *, key: Key, fields: Fields, around: "Around") -> None:
        super().__init__(data, key=key, fields=fields)
        if not around.fixed:
            self.add_source(around.sources)


class QuestionForm(CitingForm):
    """A question. `choices` tells what it may point to: (scales, sources), each as (code, name)."""

    lists = ("options",)
    title = Written(
        gettext_lazy("Short name"), "title", help_text=gettext_lazy("Two or three words. Used on charts.")
    )
    statement = Written(gettext_lazy("What people are asked"), "text", rows=2)
    plain = Written(gettext_lazy("The same in Easy Read"), "text", rows=2)
    consider = Things(gettext_lazy("Things to think about"), help_text=gettext_lazy("One on each line."))
    actions = Things(gettext_lazy("What a team could do"), help_text=gettext_lazy("One on each line."))

    def __init__(self, data: QueryDict | None, *, key: Key, fields: Fields, around: "Around") -> None:
        super().__init__(data, key=key, fields=fields)
        self.kind = fields["kind"]
        self.fixed = fixed = around.fixed
        self.levels: list[str] = []
        if self.kind == "rating":
            self.fields["statement"].label = gettext_lazy("What people are asked to score")
            self._add_levels(around)
        elif self.kind == "choice":
            self._add_options()
        if not fixed:
            self.add_source(around.sources)

    def _add_levels(self, around: "Around") -> None:
        for level in around.levels.get(self.part["scale"], []):
            name = f"{LEVEL}{level['value']}"
            self.levels.append(name)
            label = level["label"] or around.label_in_original(self.part["scale"], level["value"])
            self.fields[name] = Written(f"{level['value']} {label}".strip(), "text", rows=2)
        if not self.fixed:
            self.fields["scale"] = _chosen(gettext_lazy("The levels to choose from"), around.scales)
            directions = [
                ("strength", _("A strength: more is better")),
                ("barrier", _("Something in the way: more is worse")),
            ]
            self.fields["direction"] = _chosen(
                gettext_lazy("What it asks about"), directions, widget=forms.RadioSelect
            )

    def _add_options(self) -> None:
        """A row for each answer, named by its code; spare ones have a code that becomes theirs."""
        stored = {option["code"]: option["label"] for option in self.part.get("options", [])}
        spare = [] if self.fixed else [new_code("answer") for _ in range(NEW_ROWS + (not stored))]
        self.rows = list(stored) if self.fixed else self._rows("options", list(stored), spare)
        self.stored_options = set(stored)
        for number, code in enumerate(self.rows, 1):
            label = _("Answer %(number)s") % {"number": number} if code in stored else _("Another answer")
            name = self._row("options", code, "label")
            self.fields[name] = Written(label, "short", initial=stored.get(code, ""))
        if not self.fixed:
            many = [("one", _("One answer")), ("many", _("As many as fit"))]
            self.fields["choose"] = _chosen(gettext_lazy("People choose"), many, widget=forms.RadioSelect)

    @property
    def level_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.levels if name in self.fields]

    @property
    def has_level_words(self) -> bool:
        return any(field.value() for field in self.level_fields)

    @property
    def option_rows(self) -> list[dict[str, Any]]:
        """Each answer: its field, its code, and whether it is stored yet."""
        rows = [(self[self._row("options", code, "label")], code) for code in self.rows]
        return [{"field": field, "code": code, "stored": code in self.stored_options} for field, code in rows]

    @property
    def more_open(self) -> bool:
        """Whether to show what stands behind the fold: in a translation it is all to be done."""
        return self.fixed or any(name in self.errors for name in MORE)

    @property
    def has_more(self) -> bool:
        return any(name in self.fields for name in MORE)

    def said_in(self, fields: Fields) -> Fields:
        labels = {option["code"]: option["label"] for option in fields.get("options", [])}
        rows = {self._row("options", code, "label"): labels.get(code, "") for code in self.rows}
        return super().said_in(fields) | rows

    def written_lists(self) -> Fields:
        """Options keep their codes; one whose words were taken away goes, but not from a translation."""
        if self.kind != "choice" or not self._rows_sent("options"):
            return {}
        labels = {code: self.cleaned_data[self._row("options", code, "label")] for code in self.rows}
        kept = {code: label for code, label in labels.items() if label or self.fixed}
        return {"options": [{"code": code, "label": label} for code, label in kept.items()]}


class ScaleForm(PartForm):
    """A scale and its levels, in rows; each level keeps in `was` the number under which it is stored."""

    lists = ("levels",)
    title = Written(
        gettext_lazy("Name of the scale"),
        "title",
        help_text=gettext_lazy("A question that all its levels answer, such as: How true is this of us now?"),
    )

    def __init__(self, data: QueryDict | None, *, key: Key, fields: Fields, fixed: bool = False) -> None:
        super().__init__(data, key=key, fields=fields)
        self.fixed = fixed
        stored = {str(number): level for number, level in enumerate(fields["levels"])}
        many = min(NEW_ROWS, MOST_LEVELS - len(stored))
        spare = [] if fixed else [str(len(stored) + number) for number in range(many)]
        self.rows = list(stored) if fixed else self._rows("levels", list(stored), spare)
        self.stored_values = {row: level["value"] for row, level in stored.items()}
        for row in self.rows:
            self._add_level(row, stored.get(row, {}))

    def _add_level(self, row: str, level: Fields) -> None:
        fields = {
            "was": forms.CharField(required=False, widget=forms.HiddenInput, initial=level.get("value", "")),
            "value": WholeNumber(_("Number")),
            "label": Written(_("Name"), "label"),
            "description": Written(_("What it means"), "text", rows=1),
        }
        if self.fixed:
            del fields["value"]
        for name, field in fields.items():
            if name != "was":
                field.initial = level.get(name, "")
            self.fields[self._row("levels", row, name)] = field

    @property
    def level_rows(self) -> list[dict[str, Any]]:
        """The rows: their names, and those of their fields that are there."""
        return [{"row": row} | self._fields_of(row) for row in self.rows]

    def _fields_of(self, row: str) -> dict[str, forms.BoundField]:
        names = {name: self._row("levels", row, name) for name in ("was", "value", "label", "description")}
        return {name: self[field] for name, field in names.items() if field in self.fields}

    def said_in(self, fields: Fields) -> Fields:
        levels = {level["value"]: level for level in fields.get("levels", [])}
        said = {
            self._row("levels", row, name): levels.get(self.stored_values.get(row), {}).get(name, "")
            for row in self.rows
            for name in ("label", "description")
        }
        return super().said_in(fields) | said

    def told(self, field: str, mine: Any, theirs: Any) -> dict[str, Any]:
        """`was` names the level as the draft numbers it now: somebody may have given it another number."""
        told = super().told(field, mine, theirs)
        now = _numbers_now(self.part["levels"], theirs or [])
        told["sent"] = [
            (name, now.get(value, "") if name.endswith("-was") else value) for name, value in told["sent"]
        ]
        return told

    def _level(self, row: str) -> tuple[int | None, Fields]:
        """The number under which a row's level is stored, if it is, and what the row says now."""
        data = {
            name: self.cleaned_data.get(self._row("levels", row, name))
            for name in ("was", "value", "label", "description")
        }
        was = self.stored_values.get(row) if self.fixed else _number(data["was"])
        words = {name: data[name] or "" for name in ("label", "description")}
        return was, {"value": was if self.fixed else data["value"], **words}

    def clean(self) -> dict[str, Any]:
        """A row without words is no level; a level needs a number of its own."""
        data = super().clean() or {}
        taken: set[int] = set()
        for row in [] if self.fixed else self.rows:
            level, name = self._level(row)[1], self._row("levels", row, "value")
            if name in self.errors or not (level["label"] or level["description"]):
                continue
            if level["value"] is None:
                self.add_error(name, _("Give this level a number."))
            elif level["value"] in taken:
                self.add_error(name, _("Another level has this number. Give each its own."))
            else:
                taken.add(level["value"])
        return data

    def written_lists(self) -> Fields:
        """The levels, lowest first, and under WAS the number that each of them had."""
        if not self._rows_sent("levels"):
            return {}
        rows = [self._level(row) for row in self.rows]
        kept = [(was, level) for was, level in rows if level["label"] or level["description"] or self.fixed]
        levels = sorted((level for _was, level in kept), key=lambda level: level["value"])
        return {"levels": levels, WAS: {level["value"]: was for was, level in kept if was is not None}}


def _numbers_now(then: list[Fields], now: list[Fields]) -> dict[str, str]:
    """The number of each level that was there then, and the one of the same level now: the one of the same
    name, else of the same number."""
    by_name = {level["label"]: level["value"] for level in now if level["label"]}
    values = {level["value"] for level in now}
    found = {level["value"]: by_name.get(level["label"]) for level in then}
    taken = set(found.values())
    return {
        str(was): str(is_now if is_now is not None else was)
        for was, is_now in found.items()
        if is_now is not None or (was in values and was not in taken)
    }


def _number(text: Any) -> int | None:
    return int(text) if re.fullmatch(r"-?\d{1,6}", str(text)) else None


class BandsForm(PartForm):
    """Names for the figure of the whole framework: where each begins, and what it is called."""

    lists = ("bands",)
    bands_on = _chosen(
        gettext_lazy("Names for the whole framework’s figure"),
        [
            ("", gettext_lazy("None")),
            ("mean", gettext_lazy("For the average, from 0 to 100")),
            ("total", gettext_lazy("For the questions’ averages added up")),
        ],
    )

    def __init__(self, data: QueryDict | None, *, fields: Fields, fixed: bool = False) -> None:
        super().__init__(data, key=HEAD, fields=fields)
        self.fixed = fixed
        stored = {str(number): band for number, band in enumerate(fields.get("bands", []))}
        spare = [] if fixed else [str(len(stored) + number) for number in range(NEW_ROWS)]
        self.rows = list(stored) if fixed else self._rows("bands", list(stored), spare)
        self.starts = {row: band[0] for row, band in stored.items()}
        for row in self.rows:
            start, label = stored.get(row, ("", ""))
            if not fixed:
                self.fields[self._row("bands", row, "start")] = WholeNumber(_("From"))
                self.fields[self._row("bands", row, "start")].initial = start
            self.fields[self._row("bands", row, "label")] = Written(_("Name"), "label", initial=label)
        if fixed:
            del self.fields["bands_on"]

    def said_in(self, fields: Fields) -> Fields:
        labels: dict[Any, str] = dict(fields.get("bands", []))
        rows = {self._row("bands", row, "label"): labels.get(self.starts.get(row), "") for row in self.rows}
        return super().said_in(fields) | rows

    @property
    def band_rows(self) -> list[dict[str, Any]]:
        names = ("label",) if self.fixed else ("start", "label")
        return [
            {name: self[self._row("bands", row, name)] for name in names}
            | {"row": row, "from": self.starts.get(row)}
            for row in self.rows
        ]

    def _band(self, row: str) -> tuple[int | None, str]:
        data = self.cleaned_data
        start = self.starts.get(row) if self.fixed else data.get(self._row("bands", row, "start"))
        return start, data.get(self._row("bands", row, "label"), "")

    def clean(self) -> dict[str, Any]:
        """A row without a name is no band; a band begins at a number of its own."""
        data = super().clean() or {}
        taken: set[int] = set()
        for row in [] if self.fixed else self.rows:
            start, label = self._band(row)
            name = self._row("bands", row, "start")
            if name in self.errors or not label:
                continue
            if start is None:
                self.add_error(name, _("Give the number where this name begins."))
            elif start in taken:
                self.add_error(name, _("Another name begins here."))
            elif data.get("bands_on") == "mean" and not 0 <= start <= 100:
                self.add_error(name, _("The average goes from 0 to 100."))
            else:
                taken.add(start)
        return data

    def written_lists(self) -> Fields:
        if not self._rows_sent("bands"):
            return {}
        bands = [self._band(row) for row in self.rows]
        kept = [(start, label) for start, label in bands if start is not None and (label or self.fixed)]
        return {"bands": [list(band) for band in sorted(kept)]}


class Around:
    """The draft that a part belongs to: what its questions may point to, and of a translation the original.

    levels: of each scale. scales, sources: their codes and names.
    """

    def __init__(self, draft: Parts, original: Parts | None = None) -> None:
        self.levels = {code: draft["scale", code]["levels"] for _, code in parts.of_kind(draft, "scale")}
        self.scales = [(code, _scale_name(draft["scale", code])) for code in self.levels]
        self.sources = [
            (code, _short(draft["source", code]["citation"])) for _, code in parts.of_kind(draft, "source")
        ]
        self.language = str(draft[HEAD]["language"])
        self.original = original

    @property
    def fixed(self) -> bool:
        """Whether it is a translation, where only words change."""
        return self.original is not None

    def label_in_original(self, scale: str, value: int) -> str:
        levels = (self.original or {}).get(("scale", scale), {}).get("levels", [])
        return next((str(level["label"]) for level in levels if level["value"] == value), "")


def form_of(key: Key, fields: Fields, around: Around, data: Any = None, *, page: str) -> PartForm:
    """The form of a part on a page of the editor; `page` tells which of the forms of the head."""
    form = _form_of(key, fields, around, data, page)
    for name, field in form.fields.items():
        if isinstance(field, Written) and name not in ("licence", "citation", "url"):
            field.widget.attrs |= _attributes(around.language)
    if around.original is not None:
        _show_beside(form, around.original)
    return form


def _form_of(key: Key, fields: Fields, around: Around, data: Any, page: str) -> PartForm:
    match key[0]:
        case "section":
            return SectionForm(data, key=key, fields=fields, around=around)
        case "question":
            return QuestionForm(data, key=key, fields=fields, around=around)
        case "scale":
            return ScaleForm(data, key=key, fields=fields, fixed=around.fixed)
        case "source":
            return SourceForm(data, key=key, fields=fields)
    if page == "edit_scales":
        return BandsForm(data, fields=fields, fixed=around.fixed)
    if page == "edit_sources":
        return CreditsForm(data, fields=fields, translation=around.fixed)
    return HeadForm(data, fields=fields, translation=around.fixed)


def _attributes(language: str) -> dict[str, str]:
    """Of an element whose words are in this language, whatever direction those that are typed run in."""
    if not language:
        return {}
    return {"lang": language, "dir": "rtl" if languages.is_from_the_right(language) else "auto"}


def _show_beside(form: PartForm, original: Parts) -> None:
    """What the original says stands with each field; what neither of the two says is not asked."""
    language = str(original[HEAD]["language"])
    said = form.said_in(original.get(form.key, {}))
    for name, field in list(form.fields.items()):
        if not isinstance(field, Written):
            continue
        words = _as_text(said.get(name, ""), None)
        if words:
            field.help_text = _beside(words, language)
        elif not field.initial and not form.initial.get(name) and name != "title":
            del form.fields[name]


def _beside(words: str, language: str) -> str:
    direction = "rtl" if languages.is_from_the_right(language) else "ltr"
    return format_html(
        '<span lang="{0}">{1}:</span> <span class="original" lang="{0}" dir="{2}">{3}</span>',
        language,
        languages.name_of(languages.family_of(language)),
        direction,
        words,
    )


def _as_text(value: Any, bound: forms.BoundField | None) -> str:
    """A value as people would read it: lists line by line, a choice by its name."""
    if isinstance(value, list):
        return "\n".join(_line(item) for item in value)
    choices: Any = getattr(bound.field, "choices", ()) if bound else ()
    return str(dict(choices).get(value, "" if value is None else value))


def _named(field: str) -> str:
    """What to call a field that the page has no place for any more: a level of another scale."""
    if field.startswith(LEVEL):
        return _("Words of level %(number)s") % {"number": field.removeprefix(LEVEL)}
    return ""


def _line(item: Any) -> str:
    """A level, an answer or a band in one line."""
    if isinstance(item, dict):
        words = [item.get("value"), item.get("label"), item.get("description")]
        return " ".join(str(word) for word in words if word not in (None, ""))
    return " ".join(str(word) for word in item) if isinstance(item, list) else str(item)


def _scale_name(fields: Mapping[str, Any]) -> str:
    many = len(fields["levels"])
    levels = ngettext("%(many)s level", "%(many)s levels", many) % {"many": many}
    return f"{fields['title'] or _('A scale without a name')} ({levels})"


def _short(citation: str) -> str:
    words = citation or _("A source with nothing in it yet")
    return words if len(words) <= 80 else words[:77].rstrip() + "…"
