"""An XLSForm, as ODK and KoboToolbox use, as a framework. Pure.

Groups become parts; select_one and select_multiple become choices, or levels where the names of their choices
are numbers; text becomes text. What a form does beyond asking (conditions, sums, places, pictures) is left
out and said. See the reference of XLSForm.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from frameworks.conversion.columns import NO_TONGUES, Tongues, language_called
from frameworks.conversion.parts import (
    Builder,
    Converted,
    Sheet,
    code_of,
    one_line,
    options_of,
    short_name,
    whole_number,
)

UNSEEN = {
    "start",
    "end",
    "today",
    "deviceid",
    "username",
    "calculate",
    "hidden",
    "audit",
    "phonenumber",
    "simserial",
}


def is_xlsform(sheets: Iterable[Sheet]) -> bool:
    """Tell whether there is a sheet called survey with a type and a name in its first row."""
    survey = next((one for one in sheets if one.name.strip().casefold() == "survey"), None)
    return bool(
        survey and survey.rows and {"type", "name"} <= {cell.strip().casefold() for cell in survey.rows[0]}
    )


def from_sheets(sheets: Iterable[Sheet], title: str, tongues: Tongues = NO_TONGUES) -> Converted:
    """Return the framework in an XLSForm. Raises NotConvertible where it asks nothing that can be taken."""
    by_name = {one.name.strip().casefold(): one for one in sheets}
    empty = Sheet("", ())
    settings = next(by_name.get("settings", empty).records(), (0, {}))[1]
    builder = Builder(_label(settings, "form_title") or title)
    said = _Languages(builder, by_name["survey"], settings.get("default_language", ""), tongues)
    choices: dict[str, list[tuple[str, str]]] = {}
    answers: dict[tuple[str, str], tuple[str, dict[str, str]]] = {}
    for number, row in by_name.get("choices", empty).records():
        name = row.get("list_name") or row.get("list name") or ""
        choices.setdefault(name, []).append((row.get("name", ""), _label(row) or row.get("name", "")))
        answers[name, row.get("name", "")] = (f"choices, row {number}", row)
    groups: list[str] = []
    for number, row in by_name["survey"].records():
        place = _("survey, row %(number)s") % {"number": number}
        depth = len(groups)
        if question := _take(builder, row, place, groups, choices):
            said.take(question, row, place, answers)
        elif len(groups) > depth:
            said.take_heading(groups[-1], row, place)
    return builder.converted()


class _Languages:
    """The languages of a form beside the one that its questions are taken in."""

    def __init__(self, builder: Builder, survey: Sheet, default: str, tongues: Tongues) -> None:
        heads = [one_line(cell).casefold() for cell in survey.rows[0]]
        self.builder = builder
        self.named: dict[str, str] = {}
        for column, head in enumerate(heads):
            name, _colons, said = head.partition("::")
            if name.strip() != "label" or not said:
                continue
            if language := language_called(said, tongues):
                self.named[said.strip()] = language
            else:
                builder.note(
                    survey.place(0, column),
                    _("‘%(said)s’ is no language that we know, so this column was left out.")
                    % {"said": said},
                )
        self.own = language_called(default, tongues)
        if "label" not in heads:
            found = [one for one in self.named.values() if one.startswith("en")] or list(self.named.values())
            self.own = found[0] if found else self.own
        builder.language = self.own or builder.language

    def take_heading(self, title: str, row: dict[str, str], place: str) -> None:
        """Take what a group is called in the other languages."""
        for said, language in self.named.items():
            if language != self.builder.language and (words := one_line(row.get(f"label::{said}", ""))):
                at = f"section:{self.builder.section(title)['code']}:title"
                self.builder.say(language, at, words, place)

    def take(
        self,
        question: dict[str, Any],
        row: dict[str, str],
        place: str,
        answers: dict[tuple[str, str], tuple[str, dict[str, str]]],
    ) -> None:
        """Take the words of a question, and of its answers, in the other languages."""
        at, listed = f"question:{question['code']}", one_line(row.get("type", "")).partition(" ")[2]
        own = {
            code_of(name, ""): found for (of, name), found in answers.items() if of == listed.split(" ")[0]
        }
        numbers = {
            whole_number(name): found for (of, name), found in answers.items() if of == listed.split(" ")[0]
        }
        for said, language in self.named.items():
            if language == self.builder.language:
                continue
            words = row.get(f"label::{said}", "")
            self.builder.say(language, f"{at}:statement", words, place)
            self.builder.say(language, f"{at}:title", short_name(words), place)
            if hint := row.get(f"hint::{said}", ""):
                self.builder.say(language, f"{at}:consider", [hint], place)
            for option in question.get("options", ()):
                cell, labels = own.get(option["code"], (place, {}))
                label = labels.get(f"label::{said}", "")
                self.builder.say(language, f"{at}:option:{option['code']}", label, cell)
            if scale := self.builder.scales.get(question.get("scale", "")):
                for level in scale["levels"]:
                    cell, labels = numbers.get(level["value"], (place, {}))
                    label = labels.get(f"label::{said}", "")
                    self.builder.say(
                        language, f"scale:{scale['code']}:level:{level['value']}:label", label, cell
                    )


def _label(row: dict[str, str], name: str = "label") -> str:
    """Return a label: the one without a language, else the English, else the first."""
    found = {key: value for key, value in row.items() if key.split("::")[0].strip() == name and value}
    english = [value for key, value in found.items() if "english" in key or "(en" in key]
    return found.get(name) or next(iter([*english, *found.values()]), "")


def _take(
    builder: Builder,
    row: dict[str, str],
    place: str,
    groups: list[str],
    choices: dict[str, list[tuple[str, str]]],
) -> dict[str, Any] | None:
    kind, _sep, rest = one_line(row.get("type", "")).partition(" ")
    kind = kind.casefold()
    if kind in ("begin_group", "begin_repeat") or (kind == "begin" and rest):
        groups.append(_label(row) or row.get("name", ""))
        if "repeat" in (kind + rest):
            builder.note(place, _("what is repeated in the form is asked once."))
        return None
    if kind in ("end_group", "end_repeat", "end"):
        groups[-1:] = []
        return None
    if not kind or kind in UNSEEN:
        return None
    for key, what in (
        ("relevant", _("a condition")),
        ("constraint", _("a limit")),
        ("calculation", _("a calculation")),
    ):
        if row.get(key):
            builder.note(
                place, _("%(what)s was left out. Everybody is asked every question.") % {"what": what}
            )
    statement = _label(row)
    if not statement:
        builder.note(place, _("has no label, so it was left out."))
        return None
    question: dict[str, Any] = {"statement": statement, "code": code_of(row.get("name", ""), "") or None}
    if hint := _label(row, "hint"):
        question["consider"] = [hint]
    listed = choices.get(rest.split(" ")[0], []) if kind in ("select_one", "select_multiple") else []
    if kind in ("select_one", "select_multiple") and len(listed) > 1:
        _choose(builder, question, kind, listed)
    elif kind == "text":
        question["kind"] = "text"
    elif kind == "note":
        builder.note(
            place, _("a note is not asked, so it was left out. Put it into the introduction of its part.")
        )
        return None
    else:
        builder.note(place, _("‘%(kind)s’ became a question in words.") % {"kind": kind})
        question["kind"] = "text"
    builder.add(groups[-1] if groups else "", question)
    return question


def _choose(builder: Builder, question: dict[str, Any], kind: str, listed: list[tuple[str, str]]) -> None:
    values = [whole_number(name) for name, _label_ in listed]
    levels = [(v, label) for v, (_name, label) in zip(values, listed, strict=True) if v is not None]
    numbered = kind == "select_one" and len(levels) == len(listed)
    if numbered and (scale := builder.scale_of("Levels", levels)):
        question |= {"kind": "rating", "direction": "strength", "scale": scale}
        return
    question |= {
        "kind": "choice",
        "choose": "many" if kind == "select_multiple" else "one",
        "options": options_of((name or label, label) for name, label in listed),
    }
