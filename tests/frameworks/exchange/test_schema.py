"""The JSON Schema of the format: the file in docs/ is the one that is made, and it agrees with reading."""

import copy
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from frameworks.exchange.files import FaultyFile, read
from frameworks.exchange.parser import parse
from frameworks.exchange.schema import schema, schema_text
from frameworks.management.commands.load_library import LIBRARY
from tests.frameworks.examples import EXAMPLE, as_bytes
from tests.frameworks.exchange.changes import FAULTS, GUIDE, PLACES, VALUES, changed

DOCS = GUIDE.parent
FILES = sorted([*LIBRARY.glob("*.yaml"), *(DOCS / "examples").glob("*.yaml")])


@pytest.fixture(scope="module")
def validator():
    Draft202012Validator.check_schema(schema())
    return Draft202012Validator(schema())


def test_file_in_docs_is_the_schema_of_the_models():
    """Where this fails: manage.py export_framework_schema --output docs/framework.schema.json"""
    assert (DOCS / "framework.schema.json").read_text(encoding="utf-8") == schema_text()


def test_schema_is_served_to_everyone(client):
    response = client.get(reverse("frameworks:schema"))
    assert response.headers["Content-Type"] == "application/schema+json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert json.loads(response.content) == schema()


def test_command_writes_the_schema(capsys, tmp_path):
    call_command("export_framework_schema")
    assert capsys.readouterr().out == schema_text()
    call_command("export_framework_schema", output=tmp_path / "schema.json")
    assert (tmp_path / "schema.json").read_text(encoding="utf-8") == schema_text()
    with pytest.raises(CommandError, match="No such file or directory"):
        call_command("export_framework_schema", output=tmp_path / "nowhere" / "schema.json")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_library_and_examples_are_valid(validator, path):
    plain, _ = parse(path.read_bytes())
    assert list(validator.iter_errors(plain)) == []


def test_example_of_the_tests_is_valid(validator):
    assert list(validator.iter_errors(EXAMPLE)) == []


def test_half_a_translation_is_valid_and_half_an_original_is_not(validator):
    half = copy.deepcopy(EXAMPLE)
    del half["title"], half["sections"][0]["questions"][0]["statement"]
    half["scales"][0]["levels"][0]["label"] = ""
    assert not validator.is_valid(half)
    assert list(validator.iter_errors(half | {"language": "cy", "translation_of": "en-GB"})) == []
    del half["sections"][0]["questions"][0]["code"]
    assert not validator.is_valid(half | {"language": "cy", "translation_of": "en-GB"})


# What the schema cannot know: what concerns several keys together, and single characters of a text.
ONLY_READING_KNOWS = (
    "is used already",
    "out of order",
    "no scale",
    "no source",
    "has no level",
    "holds",
    "bands on the mean",
    "the file is in",
    "must be a whole number",  # 1.0 is one in a JSON Schema
)


@pytest.mark.parametrize(("path", "to", "faults"), FAULTS)
def test_schema_refuses_what_one_key_holds_wrongly(validator, path, to, faults):
    data = json.loads(json.dumps(changed(*path, to=to)))
    if not all(any(words in fault for words in ONLY_READING_KNOWS) for fault in faults):
        assert not validator.is_valid(data)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(changes=st.lists(st.tuples(st.sampled_from(PLACES), VALUES), min_size=1, max_size=2))
def test_what_reading_takes_is_valid(validator, changes):
    data = copy.deepcopy(EXAMPLE)
    for path, value in changes:
        try:
            changed(*path, to=value, data=data)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    try:
        read(as_bytes(data))
    except FaultyFile:
        return
    assert list(validator.iter_errors(parse(as_bytes(data))[0])) == []
