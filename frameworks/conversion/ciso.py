"""A library of CISO Assistant as a framework: its requirements become questions, its scores levels. Pure.

See 'Library' in the documentation of CISO Assistant (intuitem).
"""

from typing import Any

from django.utils.translation import gettext as _

from frameworks.conversion.parts import (
    Builder,
    Converted,
    NotConvertible,
    code_of,
    one_line,
    short_name,
    whole_number,
)


def is_ciso(plain: Any) -> bool:
    """Tell whether data read from YAML is such a library."""
    return isinstance(plain, dict) and "urn" in plain and isinstance(plain.get("objects"), dict)


def from_data(plain: dict[str, Any], title: str) -> Converted:
    """Return the framework in a library. Raises NotConvertible where it holds no framework."""
    framework = plain["objects"].get("framework") or next(
        iter(plain["objects"].get("frameworks") or ()), None
    )
    if not isinstance(framework, dict) or not isinstance(framework.get("requirement_nodes"), list):
        raise NotConvertible(_("This CISO Assistant library holds no framework with requirements."))
    language = str(plain.get("locale") or "en")
    builder = Builder(str(framework.get("name") or plain.get("name") or title), language)
    for key, value in (("summary", framework.get("description")), ("credits", plain.get("copyright"))):
        if isinstance(value, str) and value.strip():
            builder.head[key] = value
    scale = _scale(builder, framework.get("scores_definition"))
    headings: dict[str, str] = {}
    for number, node in enumerate(framework["requirement_nodes"], start=1):
        if isinstance(node, dict):
            _take(builder, node, f"requirement_nodes[{number - 1}]", headings, scale)
    for left in set(plain["objects"]) - {"framework", "frameworks"}:
        builder.note(f"objects.{left}", _("was left out: it is not part of the questions."))
    return builder.converted()


def _scale(builder: Builder, scores: Any) -> str | None:
    if not isinstance(scores, list):
        return None
    levels = []
    for score in scores:
        value = whole_number(str(score.get("score", ""))) if isinstance(score, dict) else None
        if value is not None:
            levels.append((value, one_line(str(score.get("name") or value))))
    code = builder.scale_of("Levels", levels)
    if code is None:
        builder.note("scores_definition", _("makes no scale. Questions got one from 1 to 5."))
    return code


def _take(
    builder: Builder, node: dict[str, Any], place: str, headings: dict[str, str], scale: str | None
) -> None:
    name = str(node.get("name") or node.get("ref_id") or "")
    words = str(node.get("description") or node.get("name") or "").strip()
    part = headings.get(str(node.get("parent_urn")), "")
    if not node.get("assessable"):
        headings[str(node.get("urn"))] = one_line(name or words)
        return
    if not words:
        builder.note(place, _("has no words, so it was left out."))
        return
    question: dict[str, Any] = {"kind": "rating", "direction": "strength", "statement": words}
    question["code"] = code_of(str(node.get("ref_id") or ""), "") or None
    if name and one_line(name) != one_line(words):
        question["title"] = one_line(name)[:80]
    if scale:
        question["scale"] = scale
    if isinstance(node.get("annotation"), str) and node["annotation"].strip():
        question["consider"] = [one_line(node["annotation"])]
    if node.get("questions"):
        builder.note(place, _("its own questions were left out: the requirement itself is asked."))
    builder.add(part, question)
    _say(builder, node, question, place)


def _say(builder: Builder, node: dict[str, Any], question: dict[str, Any], place: str) -> None:
    """Take the words of a requirement in other languages."""
    said = node.get("translations")
    for language, words in said.items() if isinstance(said, dict) else ():
        if not isinstance(words, dict):
            continue
        name, description = (str(words.get(key) or "").strip() for key in ("name", "description"))
        at = f"question:{question['code']}"
        builder.say(str(language), f"{at}:statement", description or name, place)
        builder.say(str(language), f"{at}:title", one_line(name) or short_name(description), place)
