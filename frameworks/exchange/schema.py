"""The exchange format as a JSON Schema, for text editors and other programs; made from format.py."""

import json
from functools import cache
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from frameworks.exchange.format import FORMAT, FrameworkFile


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
    for part in (made, *made["$defs"].values()):
        del part["title"]  # the name of the class
    return {"$schema": _Schema.schema_dialect, "title": f"A framework file, {FORMAT}", **made}


@cache
def schema_text() -> str:
    """Return the schema as it is served, and as it stands in docs/framework.schema.json."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
