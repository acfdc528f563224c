"""What is wrong with a framework file, in plain words with the path of each fault."""

from collections.abc import Iterator
from typing import Any, TypeGuard

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic_core import ErrorDetails

from frameworks.exchange.format import KINDS
from frameworks.exchange.limits import FORMAT, MOST_PICTURES
from frameworks.exchange.parser import path_of, shown
from frameworks.exchange.recognition import FEW_KEYS, LOCKED, OTHER_SPREADSHEETS
from frameworks.fit.checks import Asked, faults_of

Steps = tuple[str | int, ...]
Found = Iterator[tuple[Steps, dict[str, Any]]]


# --- Faults of one key, as pydantic reports them ---


def in_plain_words(error: ErrorDetails) -> str:
    """Say one of pydantic's errors as 'sections[2].title: missing'."""
    steps = _without_kinds(error["loc"])
    words = _words(error)
    if error["type"].startswith("union_tag"):
        steps = (*steps, "kind")
    return f"{path_of(steps)}: {words}"


def _without_kinds(steps: Steps) -> Steps:
    """Return a path without the kind that pydantic puts after a question's place."""
    return tuple(
        step
        for place, step in enumerate(steps)
        if not (
            step in KINDS
            and place >= 2
            and isinstance(steps[place - 1], int)
            and steps[place - 2] == "questions"
        )
    )


def _words(error: ErrorDetails) -> str:
    kind, limits, value = error["type"], error.get("ctx", {}), error["input"]
    if value is None and kind.endswith("_type"):
        return _("empty")
    match kind:
        case "missing" | "union_tag_not_found":
            return _("missing")
        case "extra_forbidden":
            return _about_unknown_key(error["loc"])
        case "string_type":
            return (
                _("must be text") if isinstance(value, dict | list) else _("must be text (put it in quotes)")
            )
        case "int_type" | "int_from_float" | "int_parsing" | "int_parsing_size":
            return _("must be a whole number")
        case "greater_than_equal":
            return _("must be %(ge)s or more") % {"ge": f"{limits['ge']:,}"}
        case "less_than_equal":
            return _("must be %(le)s or less") % {"le": f"{limits['le']:,}"}
        case "too_short":
            return _("needs at least %(min_length)s, has %(actual_length)s") % {
                "min_length": limits["min_length"],
                "actual_length": limits["actual_length"],
            }
        case "too_long":
            return _("has more than %(max_length)s") % {"max_length": f"{limits['max_length']:,}"}
        case "list_type":
            return _("must be a list")
        case "model_type" | "model_attributes_type" | "dict_type":
            return _("must be keys with values")
        case "literal_error":
            return _("must be %(expected)s") % {"expected": limits["expected"].replace(chr(39), "")}
        case "union_tag_invalid":
            return _("must be rating, choice or text")
    return error["msg"]


def _about_unknown_key(steps: Steps) -> str:
    key, before = steps[-1], steps[-2] if len(steps) > 1 else None
    if before in KINDS and any(key in kind.model_fields for kind in KINDS.values()):
        return _("does not go with kind '%(before)s'") % {"before": before}
    if key == "sections" and steps.count("sections") > 1:
        return _("a section within a section cannot hold sections of its own")
    return _("unknown key")


# --- Faults of keys taken together. They are looked for in any data, whatever its shape ---


def together(data: Any) -> list[str]:
    """Find codes used twice, references to what does not exist, values out of order, and empty sections."""
    if not isinstance(data, dict):
        return []
    sections = list(_sections(data))
    questions = [found for section in sections for found in _items(*section, "questions")]
    sources = _codes(data, "sources")
    scales = {code: _values(scale) for code, scale in _codes(data, "scales").items()}
    return [
        *_twice(_items((), data, "sources")),
        *_twice(_items((), data, "scales")),
        *_twice(iter(sections)),
        *_twice(iter(questions)),
        *(fault for question in questions for fault in _twice(_items(*question, "options"))),
        *(
            fault
            for scale in _items((), data, "scales")
            for fault in _out_of_order(*scale, "levels", "value")
        ),
        *_faults_of_bands(data.get("bands")),
        *_of_own_language(data),
        *(fault for section in sections for fault in _holds_nothing(*section)),
        *(fault for question in questions for fault in _faults_of_levels(*question, scales)),
        *(fault for part in (*sections, *questions) for fault in _no_source(*part, sources)),
        *_of_pictures(data, questions),
        *_of_fit(data, questions, sources),
    ]


def _items(steps: Steps, part: dict[str, Any], key: str) -> Found:
    """Return the mappings in the list under `key`, each with its path."""
    items = part.get(key)
    for place, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, dict):
            yield (*steps, key, place), item


def _sections(data: dict[str, Any]) -> Found:
    """Return all sections, those within a section after the one that holds them."""
    for section in _items((), data, "sections"):
        yield section
        yield from _items(*section, "sections")


def _twice(parts: Found) -> Iterator[str]:
    seen: dict[str, str] = {}
    for steps, part in parts:
        code = part.get("code")
        if not isinstance(code, str):
            continue
        first = seen.setdefault(code.casefold(), path_of(steps))
        if first != path_of(steps):
            yield _("%(place)s: %(code)s is used already, by %(first)s") % {
                "place": path_of((*steps, "code")),
                "code": shown(code),
                "first": first,
            }


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _out_of_order(steps: Steps, part: dict[str, Any], key: str, number: str) -> Iterator[str]:
    before: int | None = None
    for inner, item in _items(steps, part, key):
        value = item.get(number)
        if not _is_number(value):
            continue
        if before is not None and value <= before:
            yield _("%(place)s: out of order, %(value)s must be more than %(before)s") % {
                "place": path_of((*inner, number)),
                "value": value,
                "before": before,
            }
        before = value


def _faults_of_bands(bands: Any) -> Iterator[str]:
    if not isinstance(bands, dict):
        return
    yield from _out_of_order(("bands",), bands, "steps", "from")
    for steps, step in _items(("bands",), bands, "steps"):
        start = step.get("from")
        if bands.get("on") == "mean" and _is_number(start) and not 0 <= start <= 100:
            yield _("%(place)s: bands on the mean go from 0 to 100") % {"place": path_of((*steps, "from"))}


def _of_own_language(data: dict[str, Any]) -> Iterator[str]:
    original, language = data.get("translation_of"), data.get("language")
    if isinstance(original, str) and isinstance(language, str) and original.casefold() == language.casefold():
        yield _("translation_of: the file is in %(original)s too; name the language of the original") % {
            "original": shown(original)
        }


def _holds_nothing(steps: Steps, section: dict[str, Any]) -> Iterator[str]:
    if not section.get("questions") and not section.get("sections"):
        words = (
            _("%(place)s: holds no questions")
            if steps.count("sections") > 1
            else _("%(place)s: holds no questions or sections")
        )
        yield words % {"place": path_of(steps)}


def _codes(data: dict[str, Any], key: str) -> dict[str, dict[str, Any]]:
    return {part["code"]: part for _, part in _items((), data, key) if isinstance(part.get("code"), str)}


def _values(scale: dict[str, Any]) -> set[int]:
    levels = (level.get("value") for _, level in _items((), scale, "levels"))
    return {value for value in levels if _is_number(value)}


def _faults_of_levels(steps: Steps, question: dict[str, Any], scales: dict[str, set[int]]) -> Iterator[str]:
    """Find a scale that a question names and that does not exist, and levels that it words and the scale
    lacks."""
    code = question.get("scale")
    if question.get("kind") != "rating" or not isinstance(code, str):
        return
    if code not in scales:
        yield _("%(place)s: no scale %(code)s") % {"place": path_of((*steps, "scale")), "code": shown(code)}
        return
    yield from _out_of_order(steps, question, "levels", "value")
    for inner, level in _items(steps, question, "levels"):
        value = level.get("value")
        if _is_number(value) and value not in scales[code]:
            yield _("%(place)s: scale %(code)s has no level %(value)s") % {
                "place": path_of((*inner, "value")),
                "code": shown(code),
                "value": value,
            }


def _of_pictures(data: dict[str, Any], questions: list[tuple[Steps, dict[str, Any]]]) -> Iterator[str]:
    levels = [part for scale in _items((), data, "scales") for part in _items(*scale, "levels")]
    many = sum(bool(part.get("picture")) for _steps, part in (*questions, *levels))
    if many > MOST_PICTURES:
        yield _("the file: holds %(many)s pictures, over the limit of %(most_pictures)s") % {
            "many": many,
            "most_pictures": MOST_PICTURES,
        }


def _no_source(steps: Steps, part: dict[str, Any], sources: dict[str, Any]) -> Iterator[str]:
    source = part.get("source")
    code = source.get("code") if isinstance(source, dict) else None
    if isinstance(code, str) and code not in sources:
        yield _("%(place)s: no source %(code)s") % {
            "place": path_of((*steps, "source", "code")),
            "code": shown(code),
        }


def _of_fit(
    data: dict[str, Any], questions: list[tuple[Steps, dict[str, Any]]], sources: dict[str, Any]
) -> Iterator[str]:
    """Find what is wrong with the names that may fit, and their rules."""
    asked = {
        question["code"]: Asked(
            str(question.get("kind")),
            str(question.get("choose")),
            tuple(_codes(question, "options")),
        )
        for _steps, question in questions
        if isinstance(question.get("code"), str)
    }
    for fault in faults_of(data.get("fit"), asked, sources):
        yield f"{path_of(('fit', *fault.steps))}: {fault.text}"


def said_of_kind(kind: str) -> str:
    """Say that a file is of another kind, such as 'a PDF', and what to do with it where that is known."""
    if kind == LOCKED:
        return _("this is %(kind)s. Open it, save it without one, and choose that") % {"kind": _(kind)}
    if kind in OTHER_SPREADSHEETS:
        return _("this is %(kind)s. If it holds questions, save it as .xlsx, and choose that") % {
            "kind": _(kind)
        }
    return _(
        "this is %(kind)s, not a framework file: that is YAML or JSON, and says ‘format: %(format)s’"
    ) % {"kind": _(kind), "format": FORMAT}


def of_another_kind(data: Any, found: list[str]) -> list[str]:
    """Return what to say in place of these faults where most keys of a framework are missing and it names no
    format: that it is somebody else's file, and what else is wrong with its top keys. Else nothing."""
    if not isinstance(data, dict) or "format" in data:
        return []
    missing, unknown = f": {_('missing')}", f": {_('unknown key')}"
    strange = [fault for fault in found if fault.endswith((missing, unknown))]
    if len(strange) < FEW_KEYS:
        return []
    told = {path_of((key,)) for key in data}
    own = [fault for fault in found if not fault.endswith(missing) and fault.split(": ")[0] in told]
    return [said_of_kind(gettext_noop("a YAML or JSON file of another kind")), *own]


def of_format(data: Any) -> str | None:
    """Return the fault of a file in another format, of which nothing else is worth saying."""
    given = data.get("format") if isinstance(data, dict) else None
    if isinstance(given, str) and given != FORMAT:
        return _("format: %(given)s is not a format that this site reads; it reads %(format)s") % {
            "given": shown(given),
            "format": FORMAT,
        }
    return None
