"""The columns of a sheet that say it in other languages. Pure.

They are taken as words of a translation, at the places of what stands beside them in the framework's own
language (exchange/words.py); whatever cannot be taken is a note with its cell.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from frameworks.conversion.columns import IN_WORDS, LEVEL, Column, Table
from frameworks.conversion.parts import Builder, Sheet, answers_in, as_levels, listed, one_line, short_name

TWICE = gettext_noop("there is a column for this already, so ‘%(head)s’ was left out.")


@dataclass(slots=True)
class SheetColumns:
    """The columns of a sheet by their number. own: the names of those in the framework's language. levels:
    (column, value, label) in that language. others: those in another one, each with its code."""

    own: dict[int, str] = field(default_factory=dict)
    levels: list[tuple[int, int, str]] = field(default_factory=list)
    others: dict[int, tuple[str, Column]] = field(default_factory=dict)

    def may_head(self, column: int) -> bool:
        """Tell whether the name of a part may stand in this column, in a row of its own."""
        return column <= min(self.own, default=0) or self.own.get(column) in ("title", "code")


def columns_of(builder: Builder, sheet: Sheet, table: Table) -> SheetColumns:
    """Return what the columns under this head are, and note those that are left out. Where every
    column of questions has a language, the framework's own is the one that the sheet tells, else English,
    else the first."""
    found = table.columns
    own = _own_language(builder, found)
    made = SheetColumns()
    has_own = {_what(column) for column in found.values() if not column.languages and not column.unknown}
    seen: set[tuple[str, object]] = set()
    for number, column in found.items():
        head, place = table.heads[number], sheet.place(table.head, number)
        if why := _why_not(column, own, has_own, head):
            builder.note(place, why)
            continue
        language = column.languages[0] if column.languages else ""
        if language and _family(language) == _family(own) and _what(column) not in has_own:
            language = ""
        what = (language, _what(column))
        if what in seen:
            builder.note(place, _(TWICE) % {"head": head[:60]})
            continue
        seen.add(what)
        if column.is_double:
            builder.note(
                place,
                _(
                    "this head may be in two languages. If the cells are too, give each language a column "
                    "of its own, such as ‘Question (cy)’."
                ),
            )
        if language:
            made.others[number] = (language, column)
        elif column.name == LEVEL and column.value is not None:
            made.levels.append((number, column.value, column.label))
        else:
            made.own[number] = column.name
    return made


def _own_language(builder: Builder, found: Mapping[int, Column]) -> str:
    asked = [column for column in found.values() if column.name == "statement" and not column.unknown]
    languages = [column.languages[0] for column in asked if len(column.languages) == 1]
    if languages and all(column.languages for column in asked):
        same = next((one for one in languages if _family(one) == _family(builder.language)), "")
        builder.language = builder.language if same else languages[0]
    return builder.language


def _what(column: Column) -> object:
    return (column.name, column.value) if column.name == LEVEL else column.name


def _family(language: str) -> str:
    return language.split("-")[0].casefold()


def _why_not(column: Column, own: str, has_own: set[object], head: str) -> str:
    """Return why a column is left out; nothing where it is not."""
    if column.unknown:
        return _(
            "‘%(said)s’ is no language that we know, so this column was left out. Write its code, such as "
            "cy, or its name."
        ) % {"said": column.unknown[:40]}
    if len(column.languages) > 1:
        return _(
            "one column for two languages (%(languages)s) was left out. Give each a column of its own, such "
            "as ‘Question (cy)’."
        ) % {"languages": ", ".join(column.languages)}
    if not column.languages:
        return ""
    is_own = _family(column.languages[0]) == _family(own)
    if is_own and _what(column) in has_own:
        return _(TWICE) % {"head": head[:60]}
    if not is_own and column.name not in IN_WORDS:
        return _("‘%(head)s’ is the same in every language, so this column was left out.") % {
            "head": head[:60]
        }
    return ""


class Companions:
    """What the columns in other languages say, taken row by row."""

    def __init__(self, builder: Builder, sheet: Sheet, columns: SheetColumns) -> None:
        self.builder, self.sheet = builder, sheet
        self.columns = columns.others
        self.has_titles = "title" in columns.own.values()
        for language, _column in self.columns.values():
            builder.others.setdefault(language, {})

    def read(self, number: int, question: dict[str, Any] | None, section: dict[str, Any] | None) -> None:
        """Take the words of a row. question: what it became; None for none. section: its part; with no
        question, the one that the row is the heading of."""
        row = self.sheet.rows[number]
        for at, (language, column) in self.columns.items():
            cell = row[at].strip() if at < len(row) else ""
            if not cell:
                continue
            place = self.sheet.place(number, at)
            if section and (column.name == "part" or (column.name == "statement" and not question)):
                self.builder.say(language, f"section:{section['code']}:title", one_line(cell), place)
            elif question:
                self._take(question, language, column, cell, place)
            elif column.name == "statement":
                self.builder.note(
                    place,
                    _("words in %(language)s and no question beside them, so they were left out.")
                    % {"language": language},
                )

    def _take(self, question: dict[str, Any], language: str, column: Column, cell: str, place: str) -> None:
        say, at = self.builder.say, f"question:{question['code']}"
        match column.name:
            case "options":
                self._answers(question, language, answers_in(cell), place)
            case "consider" | "actions":
                say(language, f"{at}:{column.name}", listed(cell), place)
            case "level":
                say(language, f"{at}:level:{column.value}", cell, place)
                if column.label and question.get("scale"):
                    label = f"scale:{question['scale']}:level:{column.value}:label"
                    self.builder.others[language].setdefault(label, (column.label, place))
            case name:
                say(language, f"{at}:{name}", one_line(cell) if name == "title" else cell, place)
                if name == "statement" and not self.has_titles:
                    self.builder.others[language].setdefault(f"{at}:title", (short_name(cell), place))

    def _answers(self, question: dict[str, Any], language: str, answers: list[str], place: str) -> None:
        options = question.get("options", [])
        levels = {value: label for value, label in as_levels(answers) if label}
        if options and len(options) == len(answers):
            for option, words in zip(options, answers, strict=True):
                at = f"question:{question['code']}:option:{option['code']}"
                self.builder.say(language, at, words, place)
        elif not options and levels and question.get("scale"):
            for value, label in levels.items():
                self.builder.say(language, f"scale:{question['scale']}:level:{value}:label", label, place)
        else:
            self.builder.note(
                place,
                _("%(many)s answers in %(language)s, and the question has %(others)s. They were left out.")
                % {"many": len(answers), "others": len(options), "language": language},
            )
