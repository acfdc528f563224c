"""The forms of what is written in rows with a number in each: the levels of a scale, and the bands."""

import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frameworks.drafts.parts import HEAD, PICTURE, WAS, Fields, Key
from frameworks.exchange.limits import MOST_LEVELS
from frameworks.forms.fields import WholeNumber, Written, chosen
from frameworks.forms.part import NEW_ROWS, PartForm, shown_picture

WORDS = ("label", "description", "plain_label", "plain")  # of a level


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
            "plain_label": Written(_("Name in shorter words"), "label"),
            "plain": Written(_("What it means, in shorter words"), "text", rows=1),
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
        return [{"row": row, **self._picture_of(row)} | self._fields_of(row) for row in self.rows]

    def _picture_of(self, row: str) -> dict[str, Any]:
        """Return the picture of a stored level, and whether it can have one."""
        if row not in self.stored_values:
            return {}
        name = f"{PICTURE}{self.stored_values[row]}"
        picture = shown_picture(self.part, self.original_part, name)
        return {"picture": picture, "may_have_picture": not self.fixed or picture is not None}

    def _fields_of(self, row: str) -> dict[str, forms.BoundField]:
        names = {name: self._row("levels", row, name) for name in ("was", "value", *WORDS)}
        return {name: self[field] for name, field in names.items() if field in self.fields}

    def said_in(self, fields: Fields) -> Fields:
        levels = {level["value"]: level for level in fields.get("levels", [])}
        said = {
            self._row("levels", row, name): levels.get(self.stored_values.get(row), {}).get(name, "")
            for row in self.rows
            for name in WORDS
        }
        return super().said_in(fields) | said

    def conflict_row(self, field: str, mine: Any, theirs: Any) -> dict[str, Any]:
        """Show both texts; `was` names the level as the draft numbers it now, which somebody may have
        changed."""
        row = super().conflict_row(field, mine, theirs)
        now = _numbers_now(self.part["levels"], theirs or [])
        row["sent"] = [
            (name, now.get(value, "") if name.endswith("-was") else value) for name, value in row["sent"]
        ]
        return row

    def _level(self, row: str) -> tuple[int | None, Fields]:
        """Return the number under which a row's level is stored, if it is, and what the row says now."""
        data = {
            name: self.cleaned_data.get(self._row("levels", row, name)) for name in ("was", "value", *WORDS)
        }
        was = self.stored_values.get(row) if self.fixed else _number(data["was"])
        words = {name: data[name] or "" for name in WORDS}
        stored: Fields = next((one for one in self.part["levels"] if one["value"] == was), {})
        for name in ("plain_label", "plain"):
            if not self.sent(self._row("levels", row, name)):  # a page without them leaves them as they are
                words[name] = stored.get(name, "")
            if not words[name]:
                del words[name]
        return was, {"value": was if self.fixed else data["value"], **words}

    def clean(self) -> dict[str, Any]:
        """Check that each level has a number of its own; a row without words is no level."""
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
        """Return the levels, lowest first, and under WAS the number that each of them had."""
        if not self._rows_sent("levels"):
            return {}
        rows = [self._level(row) for row in self.rows]
        kept = [(was, level) for was, level in rows if level["label"] or level["description"] or self.fixed]
        levels = sorted((level for _was, level in kept), key=lambda level: level["value"])
        return {"levels": levels, WAS: {level["value"]: was for was, level in kept if was is not None}}


def _numbers_now(then: list[Fields], now: list[Fields]) -> dict[str, str]:
    """Return the number of each level that was there then, and the one of the same level now: the one of
    the same name, else of the same number."""
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
    bands_on = chosen(
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
        """Check that each band begins at a number of its own; a row without a name is no band."""
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
