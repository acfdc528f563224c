"""The form of one part of a draft, whatever it is of; and the draft around it.

A draft may be unfinished, so nothing is required; what is too long, or cannot be stored, is refused. What a
form does not find in what was sent it does not write: pages may show a part of a part.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.naming import shortened, told_apart
from frameworks.content import PictureContent, with_minus
from frameworks.drafts import parts
from frameworks.drafts.parts import HEAD, LEVEL, Fields, Key, Parts, value_of
from frameworks.exchange.limits import MOST_ITEMS
from frameworks.forms.fields import Written

SHORT_CITATION = 80  # in a list to choose from
NEW_ROWS = 2  # empty rows at the end of a list, to write another into
ROW = r"[a-z0-9-]{1,60}"  # a row's name
LISTS = {
    "options": gettext_lazy("Answers to choose from"),
    "levels": gettext_lazy("Levels"),
    "bands": gettext_lazy("Bands"),
}
NEEDED = ("language", "scale", "direction", "choose")  # chosen from a list, and never nothing


class PartForm(forms.Form):
    """One part. Fields bear the names that they have in the draft; `lists` are those written in rows, of
    which `rows` names those on the page. number: that of the part or question, where it has one."""

    lists: tuple[str, ...] = ()
    rows: list[str]
    number = ""
    original_part: Fields | None = None  # of a translation, what the original has

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
        """Return what a valid form writes: only fields that were sent."""
        sent = [name for name in self.fields if name in self.part_fields() and self.sent(name)]
        named = {name: self.cleaned_data[name] for name in sent}
        return {n: value for n, value in named.items() if value or n not in NEEDED} | self.written_lists()

    def part_fields(self) -> set[str]:
        return {name for name in self.fields if not name.startswith("row-")}

    def written_lists(self) -> Fields:
        return {}

    def said_in(self, fields: Fields) -> Fields:
        """Return what another version of the same part says, by the names of this form's fields."""
        return {name: fields.get(name, "") for name in self.part_fields()}

    def not_in(self, data: QueryDict) -> dict[str, list[str]]:
        """Return what the page of this unbound form sends, of what was not sent; of a list, all or
        nothing."""
        sent = {self.rows_name(name): self.rows for name in self.lists}
        kept = [self.add_prefix(f"row-{name}-") for name in self.lists if self.rows_name(name) in data]
        for bound in self:
            value = bound.value()
            if not bound.html_name.startswith(tuple(kept)):
                sent[bound.html_name] = ["" if value is None else str(value)]
        return {name: values for name, values in sent.items() if name not in data}

    def changed_words(self) -> list[dict[str, str]]:
        """Return what somebody wrote into the form: label and text of each field that is not as it was."""
        fields = [self[name] for name in self.changed_data if self.sent(name)]
        return [
            {"label": str(f.label), "mine": as_text(f.value(), f)}
            for f in fields
            if f.value() and not f.is_hidden
        ]

    def html_names(self, field: str) -> list[str]:
        """Return the names under which the field of the draft stands in the page; several where it is a
        list."""
        if field in self.lists:
            rows = [self.add_prefix(name) for name in self.fields if name.startswith(f"row-{field}-")]
            return [self.rows_name(field), *rows]
        return [self.add_prefix(field)]

    def conflict_row(self, field: str, mine: Any, theirs: Any) -> dict[str, Any]:
        """Return a field that two people changed, to be shown: both values as text, and what to send
        again."""
        names = self.html_names(field)
        bound = self[field] if field in self.fields else None
        return {
            "label": bound.label if bound else LISTS.get(field) or _named(field),
            "name": field,
            "keep": f"keep-{self.prefix}-{field}",
            "mine": as_text(mine, bound),
            "theirs": as_text(theirs, bound),
            "sent": [(name, value) for name in names for value in self._all_sent(name)],
            "in_words": bool(bound and isinstance(bound.field, Written)),
        }

    def _row(self, field: str, row: str, name: str) -> str:
        """Return the name of a field in a row of a list."""
        return f"row-{field}-{row}-{name}"

    def rows_name(self, field: str) -> str:
        """Return the name under which the page says which rows of a list it holds."""
        return self.add_prefix(f"rows-{field}")

    def _rows(self, field: str, stored: list[str], spare: list[str]) -> list[str]:
        """Return the rows of a list: those of the page that came back, else those that are stored and some
        spare ones. A row keeps its name for as long as its page is open, however often that is saved."""
        if not self.is_bound:
            return stored + spare
        fit = [row for row in dict.fromkeys(self._all_sent(self.rows_name(field))) if re.fullmatch(ROW, row)]
        return fit[:MOST_ITEMS]

    def _all_sent(self, name: str) -> list[str]:
        return cast(QueryDict, self.data).getlist(name)

    def _rows_sent(self, field: str) -> bool:
        return self.rows_name(field) in self.data


def as_text(value: Any, bound: forms.BoundField | None) -> str:
    """Return a value as people would read it: lists line by line, a choice by its name."""
    if isinstance(value, list):
        return "\n".join(_line(item) for item in value)
    choices: Any = getattr(bound.field, "choices", ()) if bound else ()
    return str(dict(choices).get(value, "" if value is None else value))


def _named(field: str) -> str:
    """Return what to call a field that the page has no place for any more: a level of another scale."""
    level = parts.level_of(field)
    if level is None:
        return ""
    words = (
        _("Words of level %(number)s") if field.startswith(LEVEL) else _("Shorter words of level %(number)s")
    )
    return words % {"number": with_minus(str(level))}


def _line(item: Any) -> str:
    """Return a level, an answer or a band in one line."""
    if isinstance(item, dict):
        words = [item.get("value"), item.get("label"), item.get("description")]
        shorter = [item.get("plain_label"), item.get("plain")]
        lines = (_joined(word for word in line if word not in (None, "")) for line in (words, shorter))
        return "\n".join(line for line in lines if line)
    return _joined(item) if isinstance(item, list) else str(item)


def _joined(words: Iterable[Any]) -> str:
    return " ".join(with_minus(str(word)) if isinstance(word, int) else str(word) for word in words)


def shown_picture(fields: Fields, original: Fields | None, name: str) -> PictureContent | None:
    """Return a picture as the editor shows it: the original's, where there is one, with what it shows in the
    words of the translation."""
    own, theirs = value_of(fields, name), value_of(original or {}, name)
    image = theirs.get("image") or own.get("image")
    return PictureContent(image, own.get("text") or theirs.get("text", "")) if image else None


class Around:
    """The draft that a part belongs to: what its questions may point to, and of a translation the original.

    levels: of each scale. scales, sources: their codes and names.
    """

    def __init__(self, draft: Parts, original: Parts | None = None) -> None:
        self.levels = {code: draft["scale", code]["levels"] for _, code in parts.of_kind(draft, "scale")}
        names = told_apart([_scale_name(draft["scale", code]) for code in self.levels])
        self.scales = list(zip(self.levels, names, strict=True))
        codes = [code for _, code in parts.of_kind(draft, "source")]
        cited = [draft["source", code]["citation"] or _("A source with nothing in it yet") for code in codes]
        short = told_apart([shortened(citation, SHORT_CITATION) for citation in cited], cited)
        self.sources = list(zip(codes, short, strict=True))
        self.language = str(draft[HEAD]["language"])
        self.original = original
        self.original_language = str(original[HEAD]["language"]) if original else ""

    @property
    def fixed(self) -> bool:
        """Whether it is a translation, where only words change."""
        return self.original is not None

    def label_in_original(self, scale: str, value: int) -> str:
        levels = (self.original or {}).get(("scale", scale), {}).get("levels", [])
        return next((str(level["label"]) for level in levels if level["value"] == value), "")


def _scale_name(fields: Mapping[str, Any]) -> str:
    many = len(fields["levels"])
    levels = ngettext("%(many)s level", "%(many)s levels", many) % {"many": many}
    return f"{fields['title'] or _('A scale without a name')} ({levels})"
