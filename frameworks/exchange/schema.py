"""The exchange format as a JSON Schema, for text editors and other programs; made from format.py."""

import json
from functools import cache
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from frameworks.exchange.format import FrameworkFile
from frameworks.exchange.limits import FORMAT
from frameworks.exchange.texts import MAY_WAIT

DEFS = "#/$defs/"
TRANSLATED = "Translated"  # what the names of a translation's parts begin with


class _Schema(GenerateJsonSchema):
    """Pydantic's schema with what is noise here left out.

    That is: titles that repeat the keys; defaults, for a key without a value is left out of the file;
    and OpenAPI's `discriminator`, which no validator needs.
    """

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        made = super().tagged_union_schema(schema)
        made.pop("discriminator", None)
        return made


def schema() -> dict[str, Any]:
    """Return the format as a JSON Schema (draft 2020-12).

    What it refuses, reading refuses as well, but for blanks at the ends of a text, which count here. It does
    not know all that reading refuses: what concerns several keys together is in `faults.together`.
    """
    made = FrameworkFile.model_json_schema(schema_generator=_Schema)
    parts = {**made.pop("$defs"), "FrameworkFile": made}
    for part in parts.values():
        del part["title"]  # the name of the class
    defs = {name: _part(part) for name, part in parts.items()}
    defs |= {f"{TRANSLATED}{name}": _part(part, TRANSLATED) for name, part in parts.items()}
    return {
        "$schema": _Schema.schema_dialect,
        "title": f"A framework file, {FORMAT}",
        "if": {"type": "object", "required": ["translation_of"]},
        "then": {"$ref": f"{DEFS}{TRANSLATED}FrameworkFile"},
        "else": {"$ref": f"{DEFS}FrameworkFile"},
        "$defs": defs,
    }


def _part(told: Any, prefix: str = "") -> Any:
    """Return a part of the schema that points to parts with this prefix. In those of a translation, a text
    that may wait may be left out or empty."""
    if isinstance(told, list):
        return [_part(item, prefix) for item in told]
    if not isinstance(told, dict):
        return told
    waits = {name for name, field in told.get("properties", {}).items() if MAY_WAIT in field}
    made = {name: _part(value, prefix) for name, value in told.items() if name != MAY_WAIT}
    if prefix and MAY_WAIT in told:
        del made["pattern"]
    if prefix and "required" in told:
        made["required"] = [name for name in told["required"] if name not in waits]
    if "$ref" in told:
        made["$ref"] = DEFS + prefix + told["$ref"].removeprefix(DEFS)
    return made


@cache
def schema_text() -> str:
    """Return the schema as it is served, and as it stands in docs/framework.schema.json."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
