"""Translations for the tests: the same framework, with every text marked by its language."""

import json

from frameworks.actions import import_version
from frameworks.exchange.files import read, write_json

TEXTS = {"title", "summary", "introduction", "credits", "statement", "plain", "label", "description"}
LISTS = {"consider", "actions"}


def in_language(data, language, mark=""):
    """A file's data in another language: 'Statement 1.' is '[cy] Statement 1.', or marked by `mark`."""
    said = {"language": language, "translation_of": data["language"]}
    return {**_marked(data, mark or f"[{language}] "), **said}


def _marked(data, mark):
    if isinstance(data, list):
        return [_marked(one, mark) for one in data]
    if not isinstance(data, dict):
        return data
    return {
        key: f"{mark}{value}"
        if key in TEXTS and isinstance(value, str)
        else [f"{mark}{one}" for one in value]
        if key in LISTS
        else _marked(value, mark)
        for key, value in data.items()
    }


def translate(version, language="cy", *, publish=True, mark=""):
    """The version's translation, stored."""
    data = in_language(json.loads(write_json(version)), language, mark)
    file = read(json.dumps(data).encode())
    organisation = version.framework.organisation
    return import_version(file=file, organisation=organisation, publish=publish, by=None)
