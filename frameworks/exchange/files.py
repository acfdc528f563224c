"""The exchange file of a framework: reading one, and writing one out (docs/framework-format.md)."""

import json
from typing import Any

import yaml
from pydantic import ValidationError

from frameworks.content import (
    Cited,
    LevelContent,
    PictureContent,
    QuestionContent,
    SectionContent,
    VersionContent,
)
from frameworks.exchange import faults, recognition
from frameworks.exchange.format import FrameworkFile, checked, plain_data
from frameworks.exchange.limits import FORMAT
from frameworks.exchange.parser import FaultyFile, Parsed, plain_word
from frameworks.models import FrameworkVersion
from frameworks.queries import content_of

__all__ = ["FaultyFile", "FrameworkFile", "file_name", "file_of", "read", "write", "write_json"]


def read(given: bytes | Parsed) -> FrameworkFile:
    """Return the framework in a YAML or JSON file.

    Raises FaultyFile, and nothing else, with every fault of the file and its path; where it is a file of
    another kind, with the name of that.
    """
    parsed = Parsed.of(given)
    data = parsed.data
    _refuse_another_kind(recognition.kind_of_bytes(data))
    try:
        plain, doubles = parsed.plain()
    except FaultyFile:
        _refuse_another_kind(recognition.kind_of_table(recognition.as_text(data)))
        raise
    if isinstance(plain, str):
        _refuse_another_kind(recognition.kind_of_table(recognition.as_text(data)))
    _refuse_another_kind(recognition.kind_of_data(plain))
    if other_format := faults.of_format(plain):
        raise FaultyFile([other_format])
    found = list(doubles)
    try:
        file = checked(plain)
    except ValidationError as error:
        found += [faults.in_plain_words(detail) for detail in error.errors(include_url=False)]
    found += faults.together(plain)
    if found:
        raise FaultyFile(faults.of_another_kind(plain, found) or found)
    return file


def _refuse_another_kind(kind: str | None) -> None:
    if kind:
        raise FaultyFile([faults.said_of_kind(kind)])


class _Writer(yaml.SafeDumper):
    """YAML with lists indented, and texts of several paragraphs as blocks, folded where that keeps them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _write_text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if isinstance(plain_word(text), str) else "'"
    if "\n" in text:
        style = "|" if "\n " in text else ">"
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _write_text)


def write(version: FrameworkVersion | FrameworkFile) -> str:
    """Return the version's file as YAML; reading it gives an equal FrameworkFile. A fixed number of
    queries."""
    return yaml.dump(_data(version), Dumper=_Writer, sort_keys=False, allow_unicode=True, width=98)


def write_json(version: FrameworkVersion | FrameworkFile) -> str:
    """Return the version's file as JSON, in the same shape."""
    return json.dumps(_data(version), ensure_ascii=False, indent=2) + "\n"


def _data(version: FrameworkVersion | FrameworkFile) -> dict[str, Any]:
    return plain_data(version if isinstance(version, FrameworkFile) else file_of(version))


def file_name(version: FrameworkVersion, form: str) -> str:
    """Return what the version's file is called: 'core-values-1.yaml'; a translation's names its language,
    'core-values-1.cy.yaml'."""
    language = f".{version.language}" if version.translation_of_id else ""
    return f"{version.framework.code}-{version.number}{language}.{form}"


def file_of(version: FrameworkVersion) -> FrameworkFile:
    """Return what the version's file says; of a translation, with what is not translated yet left empty.
    Raises ValidationError where a draft is not fit to be exported yet."""
    [content] = content_of([version])
    data = _file_data(content)
    if version.change_note:
        data["note"] = version.change_note
    if version.translation_of:
        data["translation_of"] = version.translation_of.language
    return checked(data)


def _file_data(version: VersionContent) -> dict[str, Any]:
    data = {
        "format": FORMAT,
        "version": version.number,
        "sources": [_filled(source, "code", "citation", "url") for source in version.sources],
        "scales": [
            _filled(scale, "code", "title") | {"levels": [_level_data(level) for level in scale.levels]}
            for scale in version.scales
        ],
        "sections": [_section_data(section) for section in version.sections],
    }
    if version.bands_on:
        steps = [{"from": start, "label": label} for start, label in version.bands]
        data["bands"] = {"on": version.bands_on, "steps": steps}
    if version.fit_data:
        data["fit"] = version.fit_data
    texts = ("code", "title", "language", "summary", "introduction", "plain", "licence", "credits")
    return data | _filled(version, *texts)


def _filled(part: object, *names: str) -> dict[str, Any]:
    """Return those of the part's fields that hold something; a level's value of 0 does."""
    values = {name: getattr(part, name) for name in names}
    return {name: value for name, value in values.items() if value not in ("", ())}


def _level_data(level: LevelContent) -> dict[str, Any]:
    data = _filled(level, "value", "label", "description", "plain_label", "plain")
    return data | _picture_data(level.picture)


def _picture_data(picture: PictureContent | None) -> dict[str, Any]:
    return {"picture": _filled(picture, "image", "text", "licence", "credit")} if picture else {}


def _cited_data(cited: Cited | None) -> dict[str, Any]:
    if cited is None:
        return {}
    where = {"where": cited.where} if cited.where else {}
    return {"source": {"code": cited.source.code, **where}}


def _section_data(section: SectionContent) -> dict[str, Any]:
    data = _filled(section, "code", "title", "introduction", "plain") | _cited_data(section.cited)
    if section.questions:
        data["questions"] = [_question_data(question) for question in section.questions]
    if section.sections:
        data["sections"] = [_section_data(inner) for inner in section.sections]
    return data


def _question_data(question: QuestionContent) -> dict[str, Any]:
    data = _filled(question, "code", "kind", "title", "statement", "plain")
    data |= _picture_data(question.picture)
    data |= {"compares": question.continuity}
    data |= {"consider": list(question.consider), "actions": list(question.actions)}
    data |= _cited_data(question.cited)
    if question.kind == "rating" and question.scale:
        own = [_filled(level, "value", "description", "plain") for level in question.levels if level.is_own]
        data |= {"scale": question.scale.code, "direction": question.direction, "levels": own}
    if question.kind == "choice":
        options = [_filled(option, "code", "label", "plain") for option in question.options]
        data |= {"choose": question.choose, "options": options}
    return data
